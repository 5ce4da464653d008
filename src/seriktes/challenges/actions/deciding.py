"""What the asker makes of an answer: its stages, the date of the next word, declining with a reason."""

from collections.abc import Mapping
from datetime import date, datetime
from typing import Any

from django.contrib.auth.models import AnonymousUser
from django.db import transaction
from django.utils import timezone, translation

from seriktes.accounts.models import User
from seriktes.challenges.actions.answer_letters import tell_answerer
from seriktes.challenges.actions.answers import lock_answer, next_word, save_moved, way_of
from seriktes.challenges.actions.log import log
from seriktes.challenges.definitions.outcomes import outcome
from seriktes.challenges.definitions.refusals import CannotAnswer
from seriktes.challenges.definitions.stages import NEXT_WORD_DAYS, WITH_NEXT_WORD
from seriktes.challenges.enums import ALIVE, AnswerState, DeclineReason
from seriktes.challenges.models import Answer, Challenge
from seriktes.common.models import Languages
from seriktes.procedures.models import OpenClock
from seriktes.procedures.queries.working_time import working_time_of

MOST_DAYS = 120


@transaction.atomic
def move_answer(
    *,
    answer: Answer,
    way: str,
    by: User | None,
    at: datetime,
    next_word_on: date | None = None,
    expected_version: int | None = None,
) -> Answer:
    """Take one of the asker's ways that need no reason; `next_word_on` is by when the next word comes, in ten working
    days of the asker if it is not said. An answer of which a partnership came is not taken up again. Raises
    EditedElsewhere, CannotAnswer."""
    challenge, answer = lock_answer(answer, expected_version=expected_version)
    transition = way_of(way, answer)
    if way in ("submit", "withdraw"):
        raise CannotAnswer("not_permitted")
    if way == "decline":
        raise CannotAnswer("no_reason")
    if way == "reconsider":
        _check_not_agreed(answer, by)
    data: Mapping[str, Any] = {}
    if way in WITH_NEXT_WORD:
        data = _next_word_by(challenge, at, next_word_on)
    if way == "reconsider":
        answer.decline_reason, answer.decline_note = "", ""
    answer.state = transition.target
    save_moved(answer, transition.event, by=by, at=at, organisation=challenge.organisation_id, data=data)
    tell_answerer(answer, way, at)
    return answer


def _check_not_agreed(answer: Answer, by: User | None) -> None:
    """What became a partnership is taken up, changed or ended there: the two would tell different things."""
    came = outcome().of_answer(by or AnonymousUser(), answer)
    if came.records or came.others:
        raise CannotAnswer("became_partnership", [str(card.title) for card in came.records[:1]])


@transaction.atomic
def decline_answer(
    *, answer: Answer, reason: str, by: User | None, at: datetime, note: str = "", expected_version: int | None = None
) -> Answer:
    """The reason is one of `DeclineReason`; with the note it is told to whoever answered, alone it is summed up for
    all. Raises EditedElsewhere, CannotAnswer."""
    challenge, answer = lock_answer(answer, expected_version=expected_version)
    transition = way_of("decline", answer)
    if not reason:
        raise CannotAnswer("no_reason")
    if reason not in DeclineReason.values:
        raise CannotAnswer("unknown_reason")
    answer.state, answer.decline_reason = AnswerState.DECLINED, reason
    answer.decline_note = note.replace("\r\n", "\n").strip()[:600]
    save_moved(
        answer, transition.event, by=by, at=at, organisation=challenge.organisation_id,
        data={"code": reason, "reason": in_every_language(DeclineReason(reason).label)},
    )  # fmt: skip
    tell_answerer(answer, "decline", at)
    return answer


@transaction.atomic
def close_answers(
    *, challenge: Challenge, reason: str, by: User | None, at: datetime, note: str = "", but: int | None = None
) -> list[Answer]:
    """Decline every answer on which a word is still awaited, save `but` this one; drafts fall away by themselves.

    For a challenge that is withdrawn or decided: nobody who answered is left without a word.
    """
    waiting = Answer.objects.filter(challenge=challenge, state__in=ALIVE).order_by("pk")
    return [
        decline_answer(answer=answer, reason=reason, note=note, by=by, at=at) for answer in waiting if answer.pk != but
    ]


@transaction.atomic
def move_word(*, answer: Answer, on: date, by: User, at: datetime, expected_version: int | None = None) -> Answer:
    """Another date for the next word, told to whoever answered."""
    challenge, answer = lock_answer(answer, expected_version=expected_version)
    if answer.state not in ALIVE:
        raise CannotAnswer("over")
    if OpenClock.objects.about(answer).filter(code="answer_word", paused_at__isnull=False).exists():
        raise CannotAnswer("awaits_reply")
    data = _next_word_by(challenge, at, on)
    if answer.next_word_on and answer.next_word_on.isoformat() == data["date"]:
        return answer
    save_moved(answer, "answer.word_moved", by=by, at=at, organisation=challenge.organisation_id, data=data)
    tell_answerer(answer, "word_moved", at)
    return answer


@transaction.atomic
def mark_met(*, answer: Answer, on: date, by: User, at: datetime, expected_version: int | None = None) -> Answer:
    """The day on which the sides first met; either side says it."""
    _challenge, answer = lock_answer(answer, expected_version=expected_version)
    if answer.submitted_at is None:
        raise CannotAnswer("not_sent")
    if on > timezone.localdate(at):
        raise CannotAnswer("in_future")
    if on < timezone.localdate(answer.submitted_at):
        raise CannotAnswer("before_submission")
    if answer.met_on == on:
        return answer
    answer.met_on = on
    answer.version += 1
    answer.save()
    log("answer.met", answer, by=by, at=at, data={"date": on.isoformat()})
    return answer


def _next_word_by(challenge: Challenge, at: datetime, on: date | None) -> dict[str, Any]:
    """The date as working days of the asker: a pause then moves it by as much as it took."""
    if on is None:
        return next_word(challenge, at, NEXT_WORD_DAYS)
    if on < timezone.localdate(at):
        raise CannotAnswer("in_past")
    time = working_time_of(challenge.organisation_id)
    if (on - time.day_of(at)).days > MOST_DAYS * 2:
        raise CannotAnswer("too_late")
    days = time.days_between(at, time.closing(time.day_on_or_after(on)))
    if days > MOST_DAYS:
        raise CannotAnswer("too_late")
    return next_word(challenge, at, days)


def in_every_language(words: Any) -> dict[str, str]:
    said = {}
    for code in Languages.values:
        with translation.override(code):
            said[code] = str(words)
    return said
