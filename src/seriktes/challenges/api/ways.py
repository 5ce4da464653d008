"""What becomes of a challenge once it is published: its days are moved, it is decided, withdrawn or archived."""

from typing import Annotated

from django.http import HttpRequest
from pydantic import Field

from seriktes.challenges.actions import challenges as actions
from seriktes.challenges.actions.archiving import archive_challenge
from seriktes.challenges.api.reading import ChallengeOut, router
from seriktes.challenges.api.writing import OPTIONAL, WRITE, moved
from seriktes.challenges.queries import access
from seriktes.common.api.refusals import pointing
from seriktes.common.api.types import LINES, Body, Day, Key

Reason = Annotated[str, Field(max_length=300, pattern=LINES)]


class ChallengeReasonIn(Body):
    reason: Annotated[Reason, Field(description="Needed where others were told of it; they read it.")] = ""


class DeadlineMoveIn(Body):
    due_on: Annotated[Day, Field(description="The new last day for answers: later than before.")]
    decide_on: Annotated[Day | None, Field(description="The day of the decision, where it moves too.")] = None


class DecisionDayIn(Body):
    decide_on: Annotated[Day, Field(description="By then all who answered hear the decision.")]


@router.post(
    "/challenges/{int:pk}/withdraw", auth=WRITE, response=ChallengeOut, openapi_extra=OPTIONAL,
    summary="Withdraw a challenge",
)  # fmt: skip
def withdraw(request: HttpRequest, pk: Key, what: ChallengeReasonIn) -> ChallengeOut:
    """The need is gone: whoever was invited or answered is told why. It stays on record and cannot be opened again; a
    draft goes to the archive and needs no reason."""
    return moved(request, pk, actions.withdraw_challenge, reason=what.reason)


@router.post(
    "/challenges/{int:pk}/move_deadline", auth=WRITE, response=ChallengeOut, openapi_extra=OPTIONAL,
    summary="Move the deadline of a challenge",
)  # fmt: skip
def move_deadline(request: HttpRequest, pk: Key, what: DeadlineMoveIn) -> ChallengeOut:
    """Later, and not earlier: whoever writes an answer relies on the day. All who were invited or answered are told."""
    with pointing("/due_on", "same_day", "deadline_passed"):
        return moved(request, pk, actions.move_deadline, due_on=what.due_on, decide_on=what.decide_on)


@router.post(
    "/challenges/{int:pk}/move_decision", auth=WRITE, response=ChallengeOut, openapi_extra=OPTIONAL,
    summary="Move the day of the decision",
)  # fmt: skip
def move_decision(request: HttpRequest, pk: Key, what: DecisionDayIn) -> ChallengeOut:
    """All who answered are told."""
    with pointing("/decide_on", "same_day", "deadline_passed"):
        return moved(request, pk, actions.move_decision, decide_on=what.decide_on)


@router.post(
    "/challenges/{int:pk}/decide", auth=WRITE, response=ChallengeOut, openapi_extra=OPTIONAL,
    summary="Say that a challenge is decided",
)  # fmt: skip
def decide(request: HttpRequest, pk: Key, what: ChallengeReasonIn) -> ChallengeOut:
    """After every answer has got its word; refused with the reason `answers_waiting` before."""
    return moved(request, pk, actions.decide_challenge, permission=access.DECIDE, reason=what.reason)


@router.post(
    "/challenges/{int:pk}/archive", auth=WRITE, response=ChallengeOut, openapi_extra=OPTIONAL,
    summary="Put a challenge into the archive",
)  # fmt: skip
def archive(request: HttpRequest, pk: Key) -> ChallengeOut:
    """One that is decided or withdrawn leaves the board; the figures go on counting it. Refused with the reason
    `answers_waiting` while an answer that was taken up again waits for a word."""
    return moved(request, pk, archive_challenge)
