"""Writing an answer: begun, saved as often as one likes, sent before the deadline, changed until it, withdrawn."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from decimal import Decimal
from typing import Any

from django.db import transaction
from django.utils import timezone

from seriktes.accounts.actions import record_event
from seriktes.accounts.models import User
from seriktes.challenges.actions.answer_letters import tell_asker
from seriktes.challenges.actions.log import log
from seriktes.challenges.definitions.answer_texts import LIMITS, SPARE, longer_than
from seriktes.challenges.definitions.refusals import CannotAnswer
from seriktes.challenges.definitions.stages import ANSWER, ANSWER_FIELDS, FIRST_WORD_DAYS, WRITER
from seriktes.challenges.enums import ALIVE, AnswerState
from seriktes.challenges.models import Answer, AnswerAuthor, Challenge
from seriktes.challenges.queries.challenges import takes_answers
from seriktes.challenges.queries.of_answers import people_of
from seriktes.common.working_time import WorkingTime
from seriktes.organisations.actions.editing import changes_of, lock_for_edit
from seriktes.organisations.models import Organisation, Person, Post
from seriktes.procedures.actions.clocks import refresh
from seriktes.procedures.definitions.workflow import CannotMove, Transition
from seriktes.procedures.models import OpenClock
from seriktes.procedures.queries.working_time import working_time_of

TEXTS = tuple(LIMITS)
WRITABLE = (*TEXTS, "trl_now", "trl_then", "months", "price", "currency", "language")
MOST_AUTHORS = 10
WORD = "answer_word"


@transaction.atomic
def begin_answer(
    *,
    challenge: Challenge,
    organisation: Organisation,
    by: User,
    at: datetime,
    language: str = "",
    post: Post | None = None,
    authors: Sequence[Person] = (),
) -> Answer:
    """A draft that nobody but its own side sees. Raises CannotAnswer."""
    challenge = Challenge.objects.select_for_update().get(pk=challenge.pk)
    if challenge.organisation_id == organisation.pk:
        raise CannotAnswer("own_challenge")
    _check_open(challenge, at)
    answer = Answer(
        challenge=challenge, organisation=organisation, by=by, post=post, language=language or challenge.language,
        currency=challenge.currency,
    )  # fmt: skip
    _check(answer)
    answer.save(force_insert=True)
    _set_authors(answer, authors, at)
    log("answer.begun", answer, by=by, at=at, organisation=organisation, data={"name": organisation})
    return answer


@transaction.atomic
def save_answer(
    *,
    answer: Answer,
    values: Mapping[str, Any],
    by: User,
    at: datetime,
    expected_version: int | None,
    authors: Sequence[Person] | None = None,
    post: Post | None = None,
    by_itself: bool = False,
) -> Answer:
    """Keep what was written. A draft may lack anything, and be `SPARE` times longer than the page; an answer that was
    sent stays whole.

    `by_itself`: the page saved while somebody was writing; only drafts are saved so, and the audit log is spared it.
    Raises EditedElsewhere when another writer saved meanwhile, and CannotAnswer; writes nothing then.
    """
    challenge, answer = lock_answer(answer, expected_version=expected_version)
    if unknown := set(values) - set(WRITABLE):
        raise ValueError(f"Not a field of an answer: {', '.join(sorted(unknown))}.")
    if answer.state not in (AnswerState.DRAFT, AnswerState.RECEIVED):
        raise CannotAnswer("being_decided")
    is_draft = answer.state == AnswerState.DRAFT
    if by_itself and not is_draft:
        raise CannotAnswer("being_decided")
    _check_open(challenge, at)
    cleaned = {name: _cleaned(name, value) for name, value in values.items()}
    if not by_itself:
        cleaned["post"] = post
    changes = changes_of(answer, cleaned)
    for name, value in cleaned.items():
        setattr(answer, name, value)
    _check(answer, whole=not by_itself)
    others = authors is not None and _set_authors(answer, authors, at)
    if not changes and not others:
        return answer
    if not is_draft and (missing := _missing(answer)):
        raise CannotAnswer("missing", missing)
    answer.version += 1
    answer.save()
    if by_itself:
        return answer
    record_event(
        kind="challenges.answer.saved", by=by, target=answer,
        values={**changes, **({"authors": [one.pk for one in authors or ()]} if others else {})},
    )  # fmt: skip
    if not is_draft:
        log("answer.changed", answer, by=by, at=at, organisation=answer.organisation_id,
            data={"name": answer.organisation, "fields": sorted({*changes, *(["authors"] if others else [])})})  # fmt: skip
    if "post" in changes:
        refresh(answer)
    return answer


@transaction.atomic
def submit_answer(*, answer: Answer, by: User, at: datetime, expected_version: int | None = None) -> Answer:
    """From here on the asker sees it, and owes a first word. Raises EditedElsewhere, CannotAnswer."""
    challenge, answer = lock_answer(answer, expected_version=expected_version)
    way_of("submit", answer)
    _check_open(challenge, at)
    if missing := _missing(answer):
        raise CannotAnswer("missing", missing)
    if long := longer_than(texts_of(answer)):
        raise CannotAnswer("too_long", long)
    _check(answer)
    answer.state, answer.submitted_at = AnswerState.RECEIVED, at
    save_moved(
        answer, "answer.received", by=by, at=at, organisation=answer.organisation_id,
        data={"name": answer.organisation, **next_word(challenge, at, FIRST_WORD_DAYS)},
    )  # fmt: skip
    tell_asker(answer, "received", at)
    return answer


@transaction.atomic
def withdraw_answer(
    *, answer: Answer, reason: str, by: User, at: datetime, expected_version: int | None = None
) -> Answer:
    """A draft goes without a reason; what was sent needs one, and the asker is told."""
    _challenge, answer = lock_answer(answer, expected_version=expected_version)
    way_of("withdraw", answer)
    reason = " ".join(reason.split())[:600]
    was_sent = answer.submitted_at is not None
    if was_sent and not reason:
        raise CannotAnswer("no_reason")
    answer.state = AnswerState.WITHDRAWN
    save_moved(
        answer, "answer.withdrawn", by=by, at=at, organisation=answer.organisation_id,
        data={"name": answer.organisation, "reason": reason},
    )  # fmt: skip
    if was_sent:
        tell_asker(answer, "withdrawn", at, words=reason)
    return answer


# --- What all actions on answers need ---------------------------------------------------------------------------------
def lock_answer(answer: Answer, *, expected_version: int | None = None) -> tuple[Challenge, Answer]:
    """The challenge first: whoever closes it and whoever sends an answer at that moment come one after the other."""
    challenge = Challenge.objects.select_for_update().get(pk=answer.challenge_id)
    answer = lock_for_edit(answer, expected_version=expected_version)
    answer.challenge = challenge
    return challenge, answer


def way_of(code: str, answer: Answer) -> Transition:
    """The way, if the answer stands where it begins. Who may take it the pages and the API have asked."""
    try:
        way = ANSWER.transition(code)
    except CannotMove as unknown:
        raise CannotAnswer("wrong_state") from unknown
    if answer.state not in way.sources:
        raise CannotAnswer("wrong_state")
    return way


def _check_open(challenge: Challenge, at: datetime) -> None:
    if not takes_answers(challenge, at):
        raise CannotAnswer("closed", [challenge.due_on] if challenge.due_on else [])


def _cleaned(name: str, value: Any) -> Any:
    if name == "title":
        return " ".join(str(value or "").split())
    if name in TEXTS:
        return str(value or "").replace("\r\n", "\n").strip()
    if name == "price" and value is not None:
        return Decimal(value).quantize(Decimal("0.01"))
    return value if value is not None or name in ("trl_now", "trl_then", "months", "price") else ""


def _check(answer: Answer, *, whole: bool = True) -> None:
    """`whole`: not in the middle of typing, when a price may still lack its currency."""
    if long := longer_than(texts_of(answer), times=SPARE if answer.state == AnswerState.DRAFT else 1):
        raise CannotAnswer("too_long", long)
    if answer.price is not None and answer.price < 0:
        raise CannotAnswer("negative_price")
    if answer.post is not None:
        if answer.post.organisation_id != answer.organisation_id:
            raise CannotAnswer("foreign_post")
        if answer.post.closed_on is not None:
            raise CannotAnswer("closed_post")
    if not whole:
        return
    if answer.trl_now and answer.trl_then and answer.trl_then < answer.trl_now:
        raise CannotAnswer("readiness_falls")
    if answer.price is not None and not answer.currency:
        raise CannotAnswer("no_currency")


def texts_of(answer: Answer) -> dict[str, str]:
    return {name: getattr(answer, name) for name in TEXTS}


def _missing(answer: Answer) -> list[str]:
    values = {name: getattr(answer, name) for name in (*WRITABLE, "post")}
    values["authors"] = list(answer.authors.values_list("person", flat=True))
    way = ANSWER.transition("submit")
    state = AnswerState.RECEIVED if answer.state == AnswerState.RECEIVED else AnswerState.DRAFT
    return [name for name in ANSWER.missing(way, state, values) if name in ANSWER_FIELDS.required(state, WRITER)]


def _set_authors(answer: Answer, authors: Sequence[Person], at: datetime) -> bool:
    """In this order, the first is the contact. Who is an author already may stay after leaving the organisation."""
    wanted = list(dict.fromkeys(person.pk for person in authors))
    before = list(answer.authors.order_by("position", "pk").values_list("person", flat=True))
    if wanted == before:
        return False
    if len(wanted) > MOST_AUTHORS:
        raise CannotAnswer("too_many_authors")
    new = set(wanted) - set(before)
    known = people_of(answer.organisation_id, timezone.localdate(at)).filter(pk__in=new)
    if new - set(known.values_list("pk", flat=True)):
        raise CannotAnswer("foreign_author")
    answer.authors.all().delete()
    AnswerAuthor.objects.bulk_create(
        AnswerAuthor(answer=answer, person_id=pk, position=place) for place, pk in enumerate(wanted, 1)
    )
    return True


def next_word(challenge: Challenge, at: datetime, days: int) -> dict[str, Any]:
    """What an event says of the next word: working days of the asker, and the date that they make today."""
    return word_by(working_time_of(challenge.organisation_id), at, days)


def word_by(time: WorkingTime, at: datetime, days: int) -> dict[str, Any]:
    """As `next_word`, for whoever knows the asker's working time already."""
    return {"days": days, "date": time.day_of(time.end_of_working_day(at, days)).isoformat()}


def save_moved(
    answer: Answer,
    kind: str,
    *,
    by: User | None,
    at: datetime,
    organisation: int,
    data: Mapping[str, Any],
) -> None:
    """Save the answer where it now stands, with the event of it and the date that the clock makes of that."""
    answer.version += 1
    answer.save()
    log(kind, answer, by=by, at=at, organisation=organisation, data=data)
    keep_next_word(answer)


def keep_next_word(answer: Answer) -> None:
    """Repeat on the row, for lists, what the clock says; while it stands still, no word is due by any day."""
    clock = OpenClock.objects.about(answer).filter(code=WORD, paused_at__isnull=True)
    due = clock.values_list("due_at", flat=True).first()
    day = working_time_of(answer.challenge.organisation_id).day_of(due) if due and answer.state in ALIVE else None
    if answer.next_word_on != day:
        answer.next_word_on = day
        Answer.objects.filter(pk=answer.pk).update(next_word_on=day)
