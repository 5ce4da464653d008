"""What becomes of an answer: its stages, the date of the next word, what the sides write about it, or it is withdrawn."""

from collections.abc import Callable
from typing import Annotated, Any

from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from pydantic import Field

from seriktes.accounts.api import asker, member
from seriktes.challenges.actions.answers import withdraw_answer
from seriktes.challenges.actions.deciding import decline_answer, mark_met, move_answer, move_word
from seriktes.challenges.actions.talking import LONGEST, ask_about, reply_about
from seriktes.challenges.api.answer_writing import own_answer
from seriktes.challenges.api.answers import AnswerOut, router, shown, visible_answer
from seriktes.challenges.api.writing import OPTIONAL, WRITE
from seriktes.challenges.definitions.stages import ASKER, DECIDE
from seriktes.challenges.enums import DeclineReason
from seriktes.challenges.models import Answer
from seriktes.challenges.queries.of_answers import permissions_on_answer, roles_in_answer
from seriktes.common.api.problems import not_permitted
from seriktes.common.api.types import LINES, Body, Day, Key
from seriktes.common.api.versions import version_if_given

NextWord = Annotated[Day, Field(description="By then whoever answered gets the next word: at most 120 working days.")]


def _decided_on(request: HttpRequest, pk: int) -> Answer:
    """One on whose challenge the asker decides."""
    found = visible_answer(request, pk)
    if DECIDE not in permissions_on_answer(asker(request), found):
        raise not_permitted()
    return found


def _moved(request: HttpRequest, record: Answer, act: Callable[..., Answer], **values: Any) -> AnswerOut:
    """Take one of the ways of an answer, at the version that `If-Match` names where it is sent."""
    version = version_if_given(request)
    return shown(request, act(answer=record, by=member(request), at=timezone.now(), expected_version=version, **values))


def _of_a_side(request: HttpRequest, pk: int) -> tuple[Answer, set[str]]:
    """One on a side of which the asker acts, with these sides."""
    found = visible_answer(request, pk)
    roles = roles_in_answer(asker(request), found)
    if not roles:
        raise not_permitted()
    return found, roles


# --- Stages -----------------------------------------------------------------------------------------------------------
class AnswerStageIn(Body):
    next_word_on: Annotated[
        NextWord | None, Field(description="By then whoever answered gets the next word; if not in ten working days.")
    ] = None  # fmt: skip


STAGES = {
    "qualify": ("Say that an answer fits the brief", "The first stage."),
    "shortlist": ("Put an answer on the shortlist", "From any stage before it."),
    "make_finalist": ("Make an answer a finalist", "From any stage before it."),
    "reconsider": ("Take up an answer again", "One that was declined or chosen is received again."),
}


def _add(way: str, summary: str, told: str) -> None:
    def move(request: HttpRequest, pk: Key, what: AnswerStageIn) -> AnswerOut:
        return _moved(request, _decided_on(request, pk), move_answer, way=way, next_word_on=what.next_word_on)

    move.__doc__ = f"{told} Whoever answered is told, with the date of the next word."
    router.post(
        f"/answers/{{int:pk}}/{way}", auth=WRITE, response=AnswerOut, openapi_extra=OPTIONAL, summary=summary,
        operation_id=f"{way}_answer",
    )(move)  # fmt: skip


for _way, (_summary, _told) in STAGES.items():
    _add(_way, _summary, _told)


@router.post(
    "/answers/{int:pk}/choose", auth=WRITE, response=AnswerOut, openapi_extra=OPTIONAL, summary="Choose an answer"
)
def choose(request: HttpRequest, pk: Key) -> AnswerOut:
    """Its authors are told. The next step is `partnership`: one with the side that answered."""
    return _moved(request, _decided_on(request, pk), move_answer, way="choose")


class DeclineAnswerIn(Body):
    reason: Annotated[DeclineReason, Field(description="Told to whoever answered; summed up for all.")]
    note: Annotated[
        str, Field(max_length=600, pattern=LINES, description="What would have helped: for whoever answered alone.")
    ] = ""  # fmt: skip


@router.post(
    "/answers/{int:pk}/decline", auth=WRITE, response=AnswerOut, openapi_extra=OPTIONAL, summary="Decline an answer"
)
def decline(request: HttpRequest, pk: Key, what: DeclineAnswerIn) -> AnswerOut:
    """Its authors are told why. `reconsider` takes it back."""
    return _moved(request, _decided_on(request, pk), decline_answer, reason=what.reason.value, note=what.note)


class WithdrawAnswerIn(Body):
    reason: Annotated[
        str, Field(max_length=600, pattern=LINES, description="Needed once it was sent: the asker is told.")
    ] = ""  # fmt: skip


@router.post(
    "/answers/{int:pk}/withdraw", auth=WRITE, response=AnswerOut, openapi_extra=OPTIONAL, summary="Withdraw an answer"
)
def withdraw(request: HttpRequest, pk: Key, what: WithdrawAnswerIn) -> AnswerOut:
    """For the side that answers. It takes no further part, and stays on record."""
    return _moved(request, own_answer(request, pk), withdraw_answer, reason=what.reason)


# --- Between the sides ------------------------------------------------------------------------------------------------
class NextWordIn(Body):
    next_word_on: NextWord


@router.post(
    "/answers/{int:pk}/next_word", auth=WRITE, response=AnswerOut, openapi_extra=OPTIONAL,
    summary="Name another date for the next word",
)  # fmt: skip
def next_word(request: HttpRequest, pk: Key, what: NextWordIn) -> AnswerOut:
    """For the asker, as long as a word is awaited. Refused with the reason `awaits_reply` while a question of yours waits
    for its reply: the clock stands still until then."""
    return _moved(request, _decided_on(request, pk), move_word, on=what.next_word_on)


class MetIn(Body):
    met_on: Annotated[Day, Field(description="The day on which the sides first met.")]


@router.post(
    "/answers/{int:pk}/met", auth=WRITE, response=AnswerOut, openapi_extra=OPTIONAL, summary="Write down that you met"
)
def met(request: HttpRequest, pk: Key, what: MetIn) -> AnswerOut:
    """Either side says it; it counts in the public figures."""
    record, _roles = _of_a_side(request, pk)
    return _moved(request, record, mark_met, on=what.met_on)


class AnswerMessageIn(Body):
    text: Annotated[str, Field(max_length=LONGEST, pattern=LINES)]
    awaits_reply: Annotated[
        bool, Field(description="Of the asker: a question, for whose reply your own clock waits.")
    ] = True  # fmt: skip


@router.post(
    "/answers/{int:pk}/messages", auth=WRITE, response={201: AnswerOut}, summary="Ask about an answer, or reply"
)
def write(request: HttpRequest, response: HttpResponse, pk: Key, sent: AnswerMessageIn) -> AnswerOut:
    """Between the asker and the side that answered; nobody else sees it."""
    record, roles = _of_a_side(request, pk)
    by, now = member(request), timezone.now()
    if ASKER in roles:
        ask_about(answer=record, text=sent.text, by=by, at=now, awaits_reply=sent.awaits_reply)
    else:
        reply_about(answer=record, text=sent.text, by=by, at=now)
    return shown(request, record, response)
