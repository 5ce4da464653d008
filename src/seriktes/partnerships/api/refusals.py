"""What the actions refuse, as problem details. `reason` is the same code everywhere; words are for the reader."""

from collections.abc import Callable, Mapping
from typing import Any

from seriktes.common.api.problems import Problem
from seriktes.common.api.refusals import problem_of
from seriktes.partnerships.definitions.refusals import CannotAgree, CannotPartner, CannotPromise, CannotReport, Refusal

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
# Said of fields, which the details name.
OF_FIELDS: Mapping[str, str] = {"frozen": "conflict", "missing": "conflict", "not_permitted": "not-permitted"}


def as_problem(refusal: Refusal) -> Problem:
    return problem_of(refusal, pointers=POINTERS, of_fields=OF_FIELDS)


PROBLEMS: dict[type[Exception], Callable[[Any], Problem]] = dict.fromkeys(
    (CannotPartner, CannotAgree, CannotPromise, CannotReport), as_problem
)
