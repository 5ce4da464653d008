"""What the register holds, what a file said last time, what it says now: the three-way comparison of the organisations'
import, over values of any type."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from typing import Any

from django.db import models
from django.db.models import Q

from seriktes.common.text import visible
from seriktes.exchange.definitions import Context
from seriktes.exchange.enums import Source
from seriktes.exchange.models import ImportQuestion
from seriktes.organisations.actions.importing.compare import is_hand_made

FILE = Source.FILE.value


@dataclass(slots=True)
class Compared:
    """`changes`: values to write; `questions`: (field, current, proposed) where a person entered another one; `noted`:
    nothing to see has changed, but what the file says has to be kept."""

    changes: dict[str, Any] = field(default_factory=dict)
    questions: list[tuple[str, Any, Any]] = field(default_factory=list)
    noted: bool = False
    # What the file wants of fields that cannot be changed any more: (field, current, proposed).
    refused: list[tuple[str, Any, Any]] = field(default_factory=list)


def plain(value: Any) -> Any:
    """The value as JSON keeps it; two that read the same are equal."""
    if isinstance(value, str):
        return "\n".join(visible(value).splitlines()).strip()
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, Decimal):
        return f"{value.normalize():f}"
    if isinstance(value, models.Model):
        return value.pk
    return value


def entries_of(values: Mapping[str, Any], context: Context) -> dict[str, Any]:
    """The provenance of a new record's values."""
    on = context.on.isoformat()
    return {name: _entry(plain(value), on, context.run_id, {}) for name, value in values.items()}


def _entry(value: Any, on: str, run: int, seen: Mapping[str, Any]) -> dict[str, Any]:
    return {"source": FILE, "on": on, "run": run, "seen": {**seen, FILE: value}}


def compare(
    record: Any, values: Mapping[str, Any], context: Context, *, frozen: frozenset[str] | set[str] = frozenset(),
    ask: bool = False,
) -> Compared:  # fmt: skip
    """Compare, and note in the record's provenance what the file says; the record's own values stay as they are.

    With `ask`, a difference is a question whoever entered the value.
    """
    found = Compared()
    for name, value in values.items():
        new, current = plain(value), plain(getattr(record, name))
        entry = record.provenance.get(name) or {}
        seen = entry.get("seen") or {}
        if FILE in seen and seen[FILE] == new:
            continue
        if current == new:
            record.provenance[name] = {"source": Source.HAND.value, **entry, "seen": {**seen, FILE: new}}
            found.noted = True
        elif name in frozen:
            found.refused.append((name, current, new))
        elif ask or is_hand_made(current, entry):
            record.provenance[name] = {"source": Source.HAND.value, **entry, "seen": {**seen, FILE: new}}
            found.questions.append((name, current, new))
            found.noted = True
        else:
            found.changes[name] = value
            record.provenance[name] = _entry(new, context.on.isoformat(), context.run_id, seen)
    return found


def told(before: Any, changes: Mapping[str, Any]) -> dict[str, list[Any]]:
    """The changes as the page of the import shows them."""
    return {name: [plain(getattr(before, name)), plain(value)] for name, value in changes.items()}


def keep_provenance(record: Any) -> None:
    """No edit: the version stays."""
    type(record)._base_manager.filter(pk=record.pk).update(provenance=record.provenance)


def ask(record: models.Model, found: Compared, context: Context) -> None:
    """Put the questions; a newer word of the file takes the place of one that nobody has answered yet."""
    if not found.questions:
        return
    target = record._meta.label_lower
    names = [name for name, _current, _new in found.questions]
    about = Q(target_type=target, target_id=record.pk, field__in=names, source=FILE, decision="")
    ImportQuestion.objects.filter(about).delete()
    ImportQuestion.objects.bulk_create(
        ImportQuestion(
            run_id=context.run_id, target_type=target, target_id=record.pk, field=name, current=current, proposed=new,
            source=FILE,
        )
        for name, current, new in found.questions
    )  # fmt: skip
