"""What the actions refuse, as problem details. `reason` is the same code everywhere; words are for the reader."""

from collections.abc import Callable, Mapping
from typing import Any

from seriktes.common.api.problems import Problem
from seriktes.common.api.refusals import problem_of
from seriktes.gatherings.definitions.refusals import Refusal

# reason → the value of the body that is at fault. What is not here is said of the record.
POINTERS: Mapping[str, str] = {
    "nameless": "/names", "foreign_post": "/post", "closed_post": "/post", "merged_organisation": "/organisation",
    "unknown_region": "/region", "no_currency": "/currency", "unknown_currency": "/currency",
    "ends_before_it_begins": "/ends_at", "no_reason": "/reason", "exhibitor_twice": "/organisation",
    "own_stand": "/organisation", "contact_twice": "/email", "stand_label_twice": "/stands", "stands_overlap": "/stands",
    "stand_off_plan": "/stands", "stand_in_use": "/stands", "not_a_sum": "/amount", "slot_outside": "/starts_at",
    "no_ticket": "/code", "team_size": "/team_from", "challenge_closed": "/challenge", "foreign_problem": "/problem",
    "nameless_team": "/name", "team_name_taken": "/name", "no_such_team": "/code", "marks_missing": "/marks",
    "mark_too_high": "/marks", "one_submission": "/second",
}  # fmt: skip
# Said of fields, which the details name.
OF_FIELDS: Mapping[str, str] = {"missing": "conflict"}


def as_problem(refusal: Refusal) -> Problem:
    return problem_of(refusal, pointers=POINTERS, of_fields=OF_FIELDS)


PROBLEMS: dict[type[Exception], Callable[[Any], Problem]] = {Refusal: as_problem}
