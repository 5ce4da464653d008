"""What actions refuse, as problem details. `reason` is the same code everywhere; words are for the reader."""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from datetime import date
from typing import Any

from django.db.models import Model

from seriktes.common.api.problems import FieldError, Problem
from seriktes.common.refusals import Refusal


def problem_of(
    refusal: Refusal, *, pointers: Mapping[str, str], of_fields: Mapping[str, str], pointer: str = ""
) -> Problem:
    """403 for what is somebody else's to do, 422 for a value of the body, 409 for what the record does not allow.

    `pointers`: reason → the value of the body that is at fault; `pointer` where the operation knows it. `of_fields`: reasons
    that are said of the fields in the details → the kind of problem. What is in neither is said of the record.
    """
    sentence = refusal.sentence
    fields = [str(name) for name in refusal.details] if refusal.reason in of_fields else []
    errors = [_error(f"/{name}", refusal.reason, sentence) for name in fields]
    extra: dict[str, Any] = {"reason": refusal.reason} | ({"fields": fields} if fields else {})
    if refusal.reason == "not_permitted":
        return Problem("not-permitted", sentence, errors=errors, **extra)
    if pointer := pointer or pointers.get(refusal.reason, ""):
        return Problem("invalid", sentence, errors=[_error(pointer, refusal.reason, sentence)], **extra)
    if refusal.reason in of_fields:
        return Problem(of_fields[refusal.reason], sentence, errors=errors, **extra)
    if refusal.details:
        extra["details"] = [_plain(detail) for detail in refusal.details]
    return Problem("conflict", sentence, **extra)


def _error(pointer: str, code: str, sentence: str) -> FieldError:
    return FieldError(pointer=f"#{pointer}", parameter="", detail=sentence, code=code)


def _plain(detail: object) -> Any:
    """A record by its number: whoever was refused may not be shown its name."""
    if isinstance(detail, Model):
        return detail.pk
    if isinstance(detail, date):
        return detail.isoformat()
    return detail if isinstance(detail, int) else str(detail)


@contextmanager
def pointing(pointer: str, *reasons: str) -> Iterator[None]:
    """For these reasons the value at the pointer is at fault, in this operation."""
    try:
        yield
    except Refusal as refusal:
        if refusal.reason not in reasons:
            raise
        raise problem_of(refusal, pointers={}, of_fields={}, pointer=pointer) from refusal
