"""What the actions refuse, as problem details. `reason` is the same code everywhere; words are for the reader."""

from collections.abc import Callable, Mapping
from typing import Any

from seriktes.challenges.definitions.refusals import CannotAnswer, CannotAsk, CannotChallenge, Refusal
from seriktes.common.api.problems import Problem
from seriktes.common.api.refusals import problem_of

# reason → the value of the body that is at fault. What is not here is said of the record.
POINTERS: Mapping[str, str] = {
    "foreign_post": "/post", "closed_post": "/post", "merged_organisation": "/organisation", "no_title": "/texts",
    "language_without_words": "/language", "budget_out_of_order": "/budget_to", "negative_budget": "/budget_from",
    "no_currency": "/currency", "unknown_currency": "/currency", "not_a_level": "/trl_from",
    "levels_out_of_order": "/trl_to", "decision_before_deadline": "/decide_on", "unknown_subject": "/subjects",
    "unknown_region": "/region", "too_many_subjects": "/subjects", "own_challenge": "/organisation",
    "foreign_author": "/authors", "too_many_authors": "/authors", "readiness_falls": "/trl_then",
    "negative_price": "/price", "empty_letter": "/text", "long_letter": "/text", "no_words": "/text", "no_reason": "/reason",
    "only_later": "/due_on", "in_past": "/next_word_on", "too_late": "/next_word_on", "in_future": "/met_on",
    "before_submission": "/met_on", "met_before_or_ahead": "/met_on", "same_post": "/post", "file_type": "/file",
    "own_organisation": "/organisation", "not_of_organisation": "/person",
}  # fmt: skip
# Said of fields, which the details name.
OF_FIELDS: Mapping[str, str] = {"frozen": "conflict", "missing": "conflict", "too_long": "invalid"}


def as_problem(refusal: Refusal) -> Problem:
    return problem_of(refusal, pointers=POINTERS, of_fields=OF_FIELDS)


PROBLEMS: dict[type[Exception], Callable[[Any], Problem]] = dict.fromkeys(
    (CannotChallenge, CannotAnswer, CannotAsk), as_problem
)
