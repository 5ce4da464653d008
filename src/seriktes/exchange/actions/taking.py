"""The answer to a question of an import: the value of the file is put in force, by the action of the page."""

from collections.abc import Callable
from typing import Any

from django.utils import timezone

from seriktes.common.refusals import Refusal, words_of
from seriktes.exchange.definitions import CannotTake
from seriktes.exchange.models import ImportQuestion


def take_value(*, question: ImportQuestion, record: Any, change: Callable[[dict[str, Any]], object]) -> None:
    """Put the value in force by `change`, and note where it comes from. Raises CannotTake."""
    column: Any = record._meta.get_field(question.field)
    value = (
        column.related_model._default_manager.get(pk=question.proposed)
        if column.is_relation and question.proposed is not None
        else column.to_python(question.proposed)
    )
    try:
        change({question.field: value})
    except Refusal as refusal:
        raise CannotTake(words_of(refusal)) from refusal
    record.refresh_from_db()
    entry = record.provenance.get(question.field) or {}
    seen = {**(entry.get("seen") or {}), question.source: question.proposed}
    record.provenance[question.field] = {
        "source": question.source, "on": timezone.localdate().isoformat(), "run": question.run_id, "seen": seen,
    }  # fmt: skip
    # No edit: the version stays.
    type(record)._base_manager.filter(pk=record.pk).update(provenance=record.provenance)
