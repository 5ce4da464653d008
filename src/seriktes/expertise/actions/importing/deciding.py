"""Carrying out the answers to the questions of an import of evidence."""

from datetime import date
from typing import Any

from django.core.exceptions import FieldDoesNotExist, ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from seriktes.accounts.actions import record_event
from seriktes.accounts.models import User
from seriktes.common.packs import Text
from seriktes.exchange.definitions import CannotTake
from seriktes.exchange.models import ImportQuestion
from seriktes.expertise.actions.importing.compare import PARTICULAR, seen_as, set_value, value_of
from seriktes.expertise.actions.indexing import note_changes
from seriktes.expertise.actions.naming import enter_evidence
from seriktes.expertise.actions.titles import derive_titles
from seriktes.expertise.definitions.particulars import BY_CODE
from seriktes.expertise.models import Evidence
from seriktes.expertise.queries.importing import Rights
from seriktes.organisations.queries.access import grants_for_user

KEEP = "expertise.change_evidence"


@transaction.atomic
def decide_evidence(*, question: ImportQuestion, by: User) -> None:
    """Put the proposed value in force (the caller has checked that `by` may)."""
    evidence = Evidence.objects.select_for_update().get(pk=question.target_id)
    if evidence.merged_into_id or evidence.archived_at:
        raise CannotTake(_("This record was archived or merged meanwhile. Keep the value."))
    name, before = question.field, value_of(evidence, question.field)
    value = _real(name, question.proposed)
    set_value(evidence, name, value)
    entry = evidence.provenance.get(name) or {}
    evidence.provenance[name] = {
        "source": question.source, "on": timezone.localdate().isoformat(), "run": question.run_id,
        "seen": {**(entry.get("seen") or {}), question.source: seen_as(value)},
    }  # fmt: skip
    derive_titles(evidence)
    evidence.version += 1
    evidence.save()
    enter_evidence([evidence])
    note_changes([f"evidence:{evidence.pk}"])
    changes = {name: [_plain(before), question.proposed], "run": question.run_id}
    record_event(kind="expertise.evidence.changed", by=by, target=evidence, values=changes)


def _real(name: str, value: Any) -> Any:
    if name.startswith(PARTICULAR):
        return value
    field: Any = Evidence._meta.get_field(name)
    try:
        return field.to_python(value)
    except ValidationError as error:
        raise CannotTake(_("This value cannot be used.")) from error


def _plain(value: Any) -> Any:
    return value.isoformat() if isinstance(value, date) else value


def may_decide_evidence(user: User, pk: int) -> bool:
    evidence = Evidence.objects.filter(pk=pk).first()
    if evidence is None or not grants_for_user(user).allow_somewhere(KEEP):
        return False
    places = evidence.units.filter(archived_at__isnull=True).values_list("organisation", flat=True)
    return Rights(user).may_keep_one_of([evidence.organisation_id, *places])


def evidence_label(pk: int) -> str:
    return str(Evidence.objects.filter(pk=pk).first() or "")


def evidence_field_label(name: str) -> Text:
    if name.startswith(PARTICULAR):
        known = BY_CODE.get(name.removeprefix(PARTICULAR))
        return known.label if known else name
    try:
        return Evidence._meta.get_field(name).verbose_name  # type: ignore[union-attr]
    except FieldDoesNotExist:
        return {"people": _("people"), "places": _("organisations"), "subjects": _("subjects"), "identifiers": _("numbers")}.get(name, name)  # fmt: skip
