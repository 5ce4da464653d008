"""What the actions refuse, as problem details. `reason` is the same code everywhere; words are for the reader."""

from collections.abc import Callable, Mapping
from datetime import date
from typing import Any

from django.db.models import Model

from seriktes.common.api.problems import FieldError, Problem
from seriktes.partnerships.definitions.refusals import (
    CannotAgree,
    CannotPartner,
    CannotPromise,
    CannotReport,
    Refusal,
    words_of,
)

# reason → the value of the body that is at fault. What is not here is said of the record.
POINTERS: Mapping[str, str] = {
    "too_few_parties": "/sides", "party_twice": "/organisation", "foreign_unit": "/unit", "foreign_post": "/post",
    "closed_post": "/post", "merged_organisation": "/organisation", "nameless": "/names", "unknown_form": "/forms",
    "ends_before_it_begins": "/ends_on", "no_reason": "/reason", "no_currency": "/currency",
    "negative_sum": "/amount", "before_signature": "/on", "before_suspension": "/on", "no_unit": "/unit",
    "delivered_before": "/on", "due_before": "/schedule",
    "no_schedule": "/schedule", "day_twice": "/schedule", "not_positive": "/amount",
    "service_without_scholarship": "/service_months", "unknown_kind": "/kind", "mode_without_reason": "/mode_reason",
    "not_a_side": "/sides", "one_side": "/sides", "person_of_nobody": "/people", "agreement_elsewhere": "/agreement",
    "foreign_framework": "/framework", "not_a_framework": "/framework", "too_few_signatories": "/signatories",
}  # fmt: skip
# Said of fields, which `details` names.
OF_FIELDS = frozenset({"frozen", "missing", "not_permitted"})


def as_problem(refusal: Refusal) -> Problem:
    """403 for what is somebody else's to do, 422 for a value of the body, 409 for what the record does not allow."""
    fields = [str(name) for name in refusal.details] if refusal.reason in OF_FIELDS else []
    sentence = words_of(refusal)
    errors = [_error(f"/{name}", refusal.reason, sentence) for name in fields]
    extra: dict[str, Any] = {"reason": refusal.reason} | ({"fields": fields} if fields else {})
    if refusal.reason == "not_permitted":
        return Problem("not-permitted", sentence, errors=errors, **extra)
    if pointer := POINTERS.get(refusal.reason):
        return Problem("invalid", sentence, errors=[_error(pointer, refusal.reason, sentence)], **extra)
    if not fields and refusal.details:
        extra["details"] = [_plain(detail) for detail in refusal.details]
    return Problem("conflict", sentence, errors=errors, **extra)


def _error(pointer: str, code: str, sentence: str) -> FieldError:
    return FieldError(pointer=f"#{pointer}", parameter="", detail=sentence, code=code)


def _plain(detail: object) -> Any:
    """A record by its number: whoever was refused may not be shown its name."""
    if isinstance(detail, Model):
        return detail.pk
    if isinstance(detail, date):
        return detail.isoformat()
    return detail if isinstance(detail, int) else str(detail)


PROBLEMS: dict[type[Exception], Callable[[Any], Problem]] = dict.fromkeys(
    (CannotPartner, CannotAgree, CannotPromise, CannotReport), as_problem
)
