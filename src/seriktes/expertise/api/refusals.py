"""What the actions refuse, as problem details. `reason` is the same code everywhere; words are for the reader."""

from collections.abc import Callable
from typing import Any

from seriktes.common.api.problems import FieldError, Problem
from seriktes.expertise.actions.glossary import CannotKeepTerm
from seriktes.expertise.definitions.particulars import BY_CODE
from seriktes.expertise.definitions.refusals import CannotDecideAuthor, CannotKeepEvidence, Refused, words_of


def as_problem(refusal: Refused) -> Problem:
    """422 for a value of the body, 409 for what the record does not allow."""
    sentence = words_of(refusal)
    if not refusal.field:
        return Problem("conflict", sentence, reason=refusal.code)
    error = FieldError(pointer=_pointer(refusal.field), parameter="", detail=sentence, code=refusal.code)
    return Problem("invalid", sentence, errors=[error], reason=refusal.code)


def _pointer(field: str) -> str:
    if field.startswith("name_"):
        return f"#/names/{field.removeprefix('name_')}"
    return f"#/particulars/{field}" if field in BY_CODE else f"#/{field}"


def term_as_problem(refusal: CannotKeepTerm) -> Problem:
    if not refusal.field:
        entry: dict[str, Any] = {"entry": refusal.line.name} if refusal.line else {}
        return Problem("conflict", refusal.sentence, reason=refusal.code, **entry)
    error = FieldError(pointer=f"#/{refusal.field}", parameter="", detail=refusal.sentence, code=refusal.code)
    return Problem("invalid", refusal.sentence, errors=[error], reason=refusal.code)


PROBLEMS: dict[type[Exception], Callable[[Any], Problem]] = {
    CannotKeepEvidence: as_problem, CannotDecideAuthor: as_problem, CannotKeepTerm: term_as_problem,
}  # fmt: skip
