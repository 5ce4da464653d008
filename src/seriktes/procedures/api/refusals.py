"""What the actions refuse, as problem details. `reason` is the same code in every language."""

from collections.abc import Callable
from typing import Any

from seriktes.common.api.problems import FieldError, Problem
from seriktes.procedures.definitions.approvals import CannotApprove
from seriktes.procedures.definitions.handover import REFUSALS as HANDOVER_REFUSALS
from seriktes.procedures.definitions.handover import CannotHandOver

# reason → the value of the body that is at fault. What is not here is said of the record.
_POINTERS = {"no_reason": "#/reason", "no_question": "#/question"}


def _cannot_approve(error: CannotApprove) -> Problem:
    sentence = str(error.words)
    if error.reason in ("not_yours", "sent_oneself"):
        return Problem("not-permitted", sentence, reason=error.reason)
    if pointer := _POINTERS.get(error.reason):
        fault = FieldError(pointer=pointer, parameter="", detail=sentence, code=error.reason)
        return Problem("invalid", sentence, errors=[fault], reason=error.reason)
    return Problem("conflict", sentence, reason=error.reason)


PROBLEMS: dict[type[Exception], Callable[[Any], Problem]] = {
    CannotApprove: _cannot_approve,
    CannotHandOver: lambda error: Problem("conflict", HANDOVER_REFUSALS[error.reason], reason=error.reason),
}
