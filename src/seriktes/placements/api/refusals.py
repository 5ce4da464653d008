"""What the actions refuse, as problem details. `reason` is the same code everywhere; words are for the reader."""

from collections.abc import Callable, Mapping
from typing import Any

from seriktes.common.api.problems import FieldError, Problem
from seriktes.common.api.refusals import problem_of
from seriktes.documents.definitions.refusals import Refused
from seriktes.placements.definitions.refusals import Refusal

# reason → the value of the body that is at fault. What is not here is said of the record.
POINTERS: Mapping[str, str] = {
    # Plan, log and weeks
    "no_reason": "/reason", "plan_lines": "/tasks", "plan_sum": "/tasks", "plan_twice": "/tasks", "plan_too_long": "/tasks",
    "day_outside": "/day", "in_future": "/day", "unknown_task": "/task", "hours_in_quarters": "/hours",
    "longer_than_a_day": "/hours", "too_many_hours": "/hours",
    # Programmes, cohorts, positions, hosts
    "nameless": "/names", "foreign_post": "/post", "closed_post": "/post", "foreign_unit": "/unit", "term_taken": "/term",
    "ends_before_start": "/ends_on", "days_out_of_order": "/applications_until", "unknown_level": "/levels",
    "unknown_year": "/years", "bad_document": "/documents", "bad_quota": "/programme_quotas", "quota_for_nobody": "/programme_quotas", "unknown_region": "/region",
    "no_wishes": "/wishes_at_most", "not_a_host": "/host", "merged_organisation": "/host", "no_tasks": "/tasks",
    "shares_not_100": "/tasks", "task_without_words": "/tasks", "task_share": "/tasks", "too_many_tasks": "/tasks",
    "no_places": "/capacity", "negative_pay": "/pay", "pay_without_terms": "/pay_period",
    "too_many_hours_a_week": "/hours_a_week", "no_supervisor": "/supervisor", "foreign_supervisor": "/supervisor",
    "unknown_language": "/languages", "no_reasons": "/reasons", "unknown_reason": "/reasons", "own_words": "/reason",
    "no_address": "/email",
    # Choice and matching
    "unknown_position": "/wishes", "doubled_position": "/wishes", "too_many_wishes": "/wishes", "bad_rank": "/wishes",
    "empty_list": "/wishes", "unknown_applicant": "/applicants", "refused_without_reason": "/applicants",
    "no_such_objective": "/objective", "unsigned": "/signed", "no_free_place": "/position", "day_passed_already": "/until",
    # Hosts that students found
    "no_host": "/host", "host_to_choose": "/host", "bad_number": "/bin", "number_taken": "/bin",
    "not_looked_at": "/looked_at", "own_supervisor": "/supervisor_email",
    # Learning agreements
    "other_text": "/sha256",
    # Theses and defences
    "day_gone": "/starts_at", "second_chair": "/role", "member_twice": "/name", "judges_own": "/person",
    "not_to_be_put": "/theses", "too_many_theses": "/theses", "bad_points": "/points", "too_many_votes": "/votes_for",
    "too_few_votes": "/votes_for",
    # Stipends
    "no_reference": "/reference", "reference_used": "/reference", "bad_sum": "/amount", "before_signing": "/on",
    "no_service_employer": "/employer", "before_graduation": "/starts_on", "ends_before": "/ends_on",
}  # fmt: skip
# Said of fields, which the details name.
OF_FIELDS: Mapping[str, str] = {
    "frozen": "conflict", "missing": "conflict", "no_studies": "invalid", "asks_studies": "invalid",
}  # fmt: skip


def as_problem(refusal: Refusal) -> Problem:
    return problem_of(refusal, pointers=POINTERS, of_fields=OF_FIELDS)


# What the documents refuse of a signature on paper.
_OF_TEXTS: Mapping[str, str] = {"in_future": "/on", "before_frozen": "/on", "no_name": "/signer"}


def of_texts(refused: Refused) -> Problem:
    """What the documents refuse of a text or of a signature under it."""
    if pointer := _OF_TEXTS.get(refused.code, ""):
        fault = FieldError(pointer=f"#{pointer}", parameter="", detail=refused.sentence, code=refused.code)
        return Problem("invalid", refused.sentence, errors=[fault], reason=refused.code)
    return Problem("conflict", refused.sentence, reason=refused.code)


PROBLEMS: dict[type[Exception], Callable[[Any], Problem]] = {Refusal: as_problem, Refused: of_texts}
