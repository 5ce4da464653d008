"""What the actions refuse, as problem details. `reason` is the same code everywhere; words are for the reader."""

from collections.abc import Callable, Mapping
from typing import Any

from seriktes.common.api.problems import Problem
from seriktes.common.api.refusals import problem_of
from seriktes.curriculum.definitions.refusals import Refusal

# reason → the value of the body that is at fault. What is not here is said of the record.
POINTERS: Mapping[str, str] = {
    "no_reason": "/reason", "nameless": "/names", "foreign_post": "/post", "closed_post": "/post", "foreign_unit": "/unit",
    "merged_organisation": "/organisation", "ends_before_it_begins": "/ends_on",
    # Courses
    "code_taken": "/code", "no_code": "/code", "not_a_code": "/code", "level_and_code_differ": "/level",
    "foreign_programme": "/programmes", "foreign_course": "/run", "own_organisation": "/organisation", "part_twice": "/part",
    "run_twice": "/term", "foreign_activity": "/activity", "activity_twice": "/activity", "not_a_party": "/certifier",
    "valid_before_certified": "/valid_until",
    # Councils and their meetings
    "not_a_share": "/quorum", "two_holders": "/person", "foreign_person": "/person", "needs_deputy": "/deputy",
    # Recommendations and changes
    "foreign_meeting": "/meeting", "foreign_member": "/member", "no_course": "/course", "foreign_run": "/run",
    "run_before_decision": "/run", "decided_ahead": "/decided_on", "no_figure": "/after", "no_due": "/due_on",
    "due_in_past": "/due_on",
}  # fmt: skip
# Said of fields, which the details name.
OF_FIELDS: Mapping[str, str] = {"missing": "invalid", "negative": "invalid"}


def as_problem(refusal: Refusal) -> Problem:
    return problem_of(refusal, pointers=POINTERS, of_fields=OF_FIELDS)


PROBLEMS: dict[type[Exception], Callable[[Any], Problem]] = {Refusal: as_problem}
