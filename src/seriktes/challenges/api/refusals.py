"""What the actions refuse, as problem details. `reason` is the same code everywhere; words are for the reader."""

from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from typing import Any

from seriktes.challenges.definitions.refusals import CannotAnswer, CannotAsk, CannotChallenge, Refusal, words_of
from seriktes.common.api.problems import FieldError, Problem

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
# Said of fields, which `details` names.
OF_FIELDS = frozenset({"frozen", "missing", "too_long"})


def as_problem(refusal: Refusal, pointer: str = "") -> Problem:
    """403 for what is somebody else's to do, 422 for a value of the body, 409 for what the record does not allow."""
    fields = [str(name) for name in refusal.details] if refusal.reason in OF_FIELDS else []
    sentence = words_of(refusal)
    errors = [_error(f"/{name}", refusal.reason, sentence) for name in fields]
    extra: dict[str, Any] = {"reason": refusal.reason} | ({"fields": fields} if fields else {})
    if refusal.reason == "not_permitted":
        return Problem("not-permitted", sentence, **extra)
    if pointer := pointer or POINTERS.get(refusal.reason, ""):
        return Problem("invalid", sentence, errors=[_error(pointer, refusal.reason, sentence)], **extra)
    if refusal.reason == "too_long":
        return Problem("invalid", sentence, errors=errors, **extra)
    return Problem("conflict", sentence, errors=errors, **extra)


def _error(pointer: str, code: str, sentence: str) -> FieldError:
    return FieldError(pointer=f"#{pointer}", parameter="", detail=sentence, code=code)


@contextmanager
def pointing(pointer: str, *reasons: str) -> Iterator[None]:
    """For these reasons the value at the pointer is at fault, in this operation."""
    try:
        yield
    except Refusal as refusal:
        if refusal.reason not in reasons:
            raise
        raise as_problem(refusal, pointer) from refusal


PROBLEMS: dict[type[Exception], Callable[[Any], Problem]] = dict.fromkeys(
    (CannotChallenge, CannotAnswer, CannotAsk), as_problem
)
