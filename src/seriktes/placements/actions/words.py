"""What supervisors say of a week: confirmed, or other hours with a reason; the university decides where words differ.

A word is about the hours that stand: those logged, or, once a week is confirmed, those that were agreed on for it.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal

from django.db import IntegrityError, transaction
from django.utils import timezone

from seriktes.accounts.models import User
from seriktes.common.afterwards import afterwards
from seriktes.common.text import one_line
from seriktes.placements.actions.entries import MOST, repeat_hours
from seriktes.placements.actions.log import log
from seriktes.placements.actions.plans import lock_log
from seriktes.placements.actions.word_letters import tell_of_dispute, tell_of_end
from seriktes.placements.definitions.plan import NOUGHT, STEP, latest_ripe
from seriktes.placements.definitions.refusals import Refusal
from seriktes.placements.enums import Speaker, WeekState
from seriktes.placements.models import LogEntry, LogWeek, Placement, WeekWord, WordLine
from seriktes.placements.queries.logs import WORDED_IN, lines_of, other_hours_agreed, task_words


@dataclass(frozen=True)
class Voice:
    """Who gives a word: a person with an account, or whoever got a link."""

    side: str
    email: str
    name: str
    by: User | None = None

    @classmethod
    def of(cls, user: User, side: str) -> "Voice":
        return cls(side, user.email.casefold(), user.name or user.email, user)


@dataclass(frozen=True)
class Other:
    """A line with other hours than those that stand, and why."""

    hours: Decimal
    reason: str


@transaction.atomic
def give_word(
    *, week: LogWeek, voice: Voice, at: datetime, others: Mapping[int, Other] | None = None, seen: int | None = None
) -> LogWeek:
    """Confirm a week, or dispute the lines in `others` (by the ids of their rows).

    Where other hours were agreed on meanwhile, a word without `others` confirms these, and `others` dispute them.
    `seen` is the version of the week that the reader had before them. Raises Refusal: changed since, nothing logged,
    the week still runs, decided already, a second word of the same person, a line that is none, no reason.
    """
    placement, week = _locked(week)
    if placement.state not in WORDED_IN:
        raise Refusal("wrong_state")
    if week.state == WeekState.DECIDED:
        raise Refusal("week_decided")
    if week.monday > latest_ripe(timezone.localdate(at)):
        raise Refusal("week_runs")
    entries = lines_of([week])[week.pk]
    if not entries:
        raise Refusal("nothing_counts" if week.entries.exists() else "nothing_logged")
    agreed = other_hours_agreed(entries) is not None
    if seen is not None and seen != week.version and (week.state == WeekState.OPEN or agreed):
        raise Refusal("log_changed")
    lines = _lines(entries, others or {})
    _check_days(entries, {pk: other.hours for pk, other in (others or {}).items()})
    said = sum((entry.hours for entry in entries), NOUGHT) + sum((line.hours - line.logged for line in lines), NOUGHT)
    try:
        with transaction.atomic():
            word = WeekWord.objects.create(
                week=week, side=voice.side, by=voice.by, email=voice.email, name=voice.name[:254], at=at, hours=said
            )
    except IntegrityError:
        raise Refusal("word_given") from None
    for line in lines:
        line.word = word
    WordLine.objects.bulk_create(lines)
    _weigh(placement, week, entries, word, at)
    return week


def _lines(entries: Sequence[LogEntry], others: Mapping[int, Other]) -> list[WordLine]:
    known = {entry.pk: entry for entry in entries}
    if set(others) - set(known):
        raise Refusal("log_changed")
    lines = []
    for pk, entry in known.items():
        other = others.get(pk)
        if other is not None:
            _check_hours(other.hours)
        if other is None or other.hours == entry.standing_hours:
            if entry.standing_hours != entry.hours:
                lines.append(_line(entry, entry.standing_hours))
            continue
        if not (reason := one_line(other.reason)):
            raise Refusal("no_reason")
        lines.append(_line(entry, other.hours, reason[:300]))
    return lines


def _line(entry: LogEntry, hours: Decimal, reason: str = "") -> WordLine:
    task = task_words(entry)[:300] if entry.task_id else ""
    return WordLine(entry=entry, day=entry.day, task=task, logged=entry.hours, hours=hours, reason=reason)


def _check_hours(hours: Decimal) -> None:
    if not hours.is_finite() or hours < 0 or hours % STEP:
        raise Refusal("hours_in_quarters")
    if hours > MOST:
        raise Refusal("longer_than_a_day")


def _check_days(entries: Sequence[LogEntry], hours: Mapping[int, Decimal]) -> None:
    """A day has no more hours than there are, on all its lines together."""
    days: dict[date, Decimal] = {}
    for entry in entries:
        days[entry.day] = days.get(entry.day, NOUGHT) + hours.get(entry.pk, entry.standing_hours)
    if any(total > MOST for total in days.values()):
        raise Refusal("longer_than_a_day")


def hours_in(word: WeekWord, entries: Sequence[LogEntry]) -> dict[int, Decimal]:
    """The hours of each line as the word has them."""
    other = {line.entry_id: line.hours for line in word.lines.all()}
    return {entry.pk: other.get(entry.pk, entry.hours) for entry in entries}


def live_words(week: LogWeek) -> list[WeekWord]:
    return list(week.words.filter(set_aside_at__isnull=True).prefetch_related("lines"))


def _weigh(placement: Placement, week: LogWeek, entries: Sequence[LogEntry], word: WeekWord, at: datetime) -> None:
    """How the week stands after another word: confirmed as long as everybody has the hours that stand."""
    standing = {entry.pk: entry.standing_hours for entry in entries}
    agreed = all(hours_in(one, entries) == standing for one in live_words(week))
    if agreed:
        _settle(placement, week, WeekState.CONFIRMED, standing, at)
    else:
        _settle(placement, week, WeekState.DISPUTED, {}, at)
    kind = "placement.week_confirmed" if hours_in(word, entries) == standing else "placement.week_disputed"
    log(
        kind, placement, by=word.by, at=at, by_label="" if word.by else word.name, organisation=_side(placement, word),
        data={"date": week.monday.isoformat(), "week": str(week.pk), "amount": str(word.hours), "unit": "hours"},
        # The audit log is not told what hours a student worked for whom: the word itself is kept for good.
        values={"week": week.pk, "word": word.pk},
    )  # fmt: skip
    if kind == "placement.week_disputed" or not agreed:
        afterwards(tell_of_dispute, week.pk, word.pk)


def _side(placement: Placement, word: WeekWord) -> int:
    return placement.host_id if word.side == Speaker.HOST else placement.cohort.programme.organisation_id


@transaction.atomic
def accept_word(*, week: LogWeek, by: User, at: datetime) -> LogWeek:
    """The student takes the supervisor's hours as right. Raises Refusal: nothing in dispute, or supervisors differ."""
    placement, week = _locked(week)
    if week.state != WeekState.DISPUTED:
        raise Refusal("not_disputed")
    entries = lines_of([week])[week.pk]
    said = [hours_in(word, entries) for word in live_words(week)]
    if any(one != said[0] for one in said):
        raise Refusal("words_differ")
    _settle(placement, week, WeekState.CONFIRMED, said[0], at)
    _tell(placement, week, "placement.week_accepted", by=by, at=at)
    return week


@transaction.atomic
def decide_week(*, week: LogWeek, hours: Mapping[int, Decimal], reason: str, by: User, at: datetime) -> LogWeek:
    """The university says which hours count. Every word stays on record.

    Raises Refusal: nothing in dispute, no reason, hours of a line that is not there, or missing ones.
    """
    placement, week = _locked(week)
    if week.state != WeekState.DISPUTED:
        raise Refusal("not_disputed")
    if not reason.strip():
        raise Refusal("no_reason")
    entries = lines_of([week])[week.pk]
    if set(hours) != {entry.pk for entry in entries}:
        raise Refusal("log_changed")
    for number in hours.values():
        _check_hours(number)
    _check_days(entries, hours)
    week.reason, week.decided_by = reason.strip()[:500], by
    _settle(placement, week, WeekState.DECIDED, hours, at)
    _tell(placement, week, "placement.week_decided", by=by, at=at, reason=week.reason)
    return week


@transaction.atomic
def reopen_week(*, week: LogWeek, reason: str, by: User, at: datetime) -> LogWeek:
    """Let the student correct a week on which words were given: they are set aside and stay on record."""
    placement, week = _locked(week)
    if week.state == WeekState.OPEN:
        raise Refusal("week_open")
    if not reason.strip():
        raise Refusal("no_reason")
    week.words.filter(set_aside_at__isnull=True).update(set_aside_at=at)
    week.reason, week.decided_by = reason.strip()[:500], by
    _settle(placement, week, WeekState.OPEN, {}, at)
    _tell(placement, week, "placement.week_reopened", by=by, at=at, reason=week.reason)
    return week


# --- How it is kept ---------------------------------------------------------------------------------------------------
def _locked(week: LogWeek) -> tuple[Placement, LogWeek]:
    """The placement first, as everything that changes a log does."""
    placement = lock_log(week.placement)
    return placement, LogWeek.objects.select_for_update().get(pk=week.pk)


def _settle(placement: Placement, week: LogWeek, state: str, hours: Mapping[int, Decimal], at: datetime) -> None:
    """The state of the week, the hours that count, and the sums of the placement."""
    entries = list(LogEntry.objects.filter(week=week))
    for entry in entries:
        entry.confirmed_hours = hours.get(entry.pk)
    LogEntry.objects.bulk_update(entries, ["confirmed_hours"])
    week.state = state
    week.settled_at = at if state in (WeekState.CONFIRMED, WeekState.DECIDED) else None
    if state in (WeekState.CONFIRMED, WeekState.DISPUTED):
        week.reason, week.decided_by = "", None
    week.version += 1
    week.save()
    repeat_hours(placement)


def _tell(placement: Placement, week: LogWeek, kind: str, *, by: User, at: datetime, reason: str = "") -> None:
    data = {"date": week.monday.isoformat(), "week": str(week.pk)} | ({"reason": reason} if reason else {})
    log(kind, placement, by=by, at=at, data=data, values={"week": week.pk})
    if kind != "placement.week_accepted":
        afterwards(tell_of_end, week.pk, kind)
