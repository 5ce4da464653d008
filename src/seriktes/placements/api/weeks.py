"""Weeks of logs for programs: how each stands, the words on it, and what may be said or decided."""

from collections.abc import Callable
from datetime import date, datetime
from decimal import Decimal
from typing import Annotated, Any, Literal, cast

from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from ninja import Query
from pydantic import BaseModel, Field

from seriktes.accounts.api import asker, member
from seriktes.common.api.paging import Asked, Order, Page, page_of
from seriktes.common.api.problems import not_found, not_permitted
from seriktes.common.api.types import ONE_LINE, Body, DecimalIn, DecimalOut, Key, RecordNumber, Shown, decimal_out
from seriktes.placements.actions.words import Other, Voice, accept_word, decide_week, give_word, reopen_week
from seriktes.placements.api.logs import READ, WRITE, LogLineOut, line_out, router, visible_placement
from seriktes.placements.enums import Speaker, WeekState
from seriktes.placements.models import LogEntry, LogWeek, Placement
from seriktes.placements.queries.logs import acts_as, hours_standing, is_counted, weeks_visible_to, with_people
from seriktes.placements.queries.placements import ACADEMIC, HOST, KEEPER, STUDENT

Reason = Annotated[str, Field(min_length=1, max_length=300, pattern=ONE_LINE)]


class WordLineOut(Shown):
    """A line that a word has with other hours."""

    line: int | None = Field(description="Null where the line was taken out since.")
    day: date
    logged: DecimalOut
    hours: DecimalOut
    reason: str = Field(description="Empty where the word confirms hours that were agreed on before.")


class WeekWordOut(Shown):
    """What one supervisor said of a week."""

    side: Speaker
    name: str
    at: datetime
    hours: DecimalOut
    set_aside: bool = Field(description="The week was opened again since; the word stays on record.")
    lines: list[WordLineOut]


class WeekListed(Shown):
    """A week of a log."""

    id: int
    placement: int
    monday: date
    state: WeekState
    hours: DecimalOut = Field(description="Of the lines within the days of the placement.")
    version: int = Field(description="To be given back as `seen`: what was logged since is not confirmed unseen.")


class WeekOut(WeekListed):
    """A week with its lines and every word on it."""

    hours_to_confirm: DecimalOut = Field(
        description="What a word without lines confirms: the hours agreed on for the week, else those logged."
    )
    lines: list[LogLineOut]
    words: list[WeekWordOut]
    reason: str = Field(description="Why it was decided so, or opened again.")


class OtherHoursIn(Body):
    line: RecordNumber
    hours: DecimalIn
    reason: Reason


class WeekWordIn(Body):
    """Without lines the week is confirmed as logged, or with the hours that were agreed on since."""

    seen: Annotated[int, Field(ge=1, le=10**9, description="The version of the week that was looked at.")]
    lines: Annotated[list[OtherHoursIn], Field(max_length=100)] = []


class DecidedHoursIn(Body):
    line: RecordNumber
    hours: DecimalIn


class WeekDecisionIn(Body):
    lines: Annotated[
        list[DecidedHoursIn], Field(min_length=1, max_length=100, description="Every line of the week that counts.")
    ]
    reason: Reason


class WeekReasonIn(Body):
    reason: Reason


class WeeksAsked(BaseModel):
    placement: RecordNumber | None = None
    state: Annotated[list[WeekState], Field(max_length=4)] = []
    sort: Literal["id"] = "id"


def listed(week: LogWeek) -> dict[str, Any]:
    return {
        "id": week.pk, "placement": week.placement_id, "monday": week.monday, "state": WeekState(week.state),
        "hours": decimal_out(week.hours), "version": week.version,
    }  # fmt: skip


def shown_week(week: LogWeek) -> WeekOut:
    week = LogWeek.objects.get(pk=week.pk)
    rows = LogEntry.objects.filter(week=week).select_related("week", "placement").order_by("day", "pk")
    words = [
        WeekWordOut(
            side=Speaker(word.side), name=word.name, at=word.at, hours=cast("str", decimal_out(word.hours)),
            set_aside=word.set_aside_at is not None,
            lines=[
                WordLineOut(line=line.entry_id, day=line.day, logged=cast("str", decimal_out(line.logged)),
                            hours=cast("str", decimal_out(line.hours)), reason=line.reason)
                for line in word.lines.all()
            ],
        )
        for word in week.words.prefetch_related("lines")
    ]  # fmt: skip
    standing = hours_standing(row for row in rows if is_counted(row.placement, row.day))
    return WeekOut(
        **listed(week), hours_to_confirm=cast("str", decimal_out(standing)), lines=[line_out(row) for row in rows],
        words=words, reason=week.reason,
    )  # fmt: skip


def visible_week(request: HttpRequest, pk: int) -> LogWeek:
    found = weeks_visible_to(asker(request)).filter(pk=pk).first()
    if found is None:
        raise not_found()
    found.placement = with_people(Placement.objects.all()).get(pk=found.placement_id)
    return found


@router.get("/weeks", auth=READ, response=Page[WeekListed], summary="Weeks of logs")
def weeks(
    request: HttpRequest, response: HttpResponse, asked: Asked, wanted: Annotated[WeeksAsked, Query()]
) -> dict[str, Any]:
    """Of every placement that you see."""
    rows = weeks_visible_to(asker(request))
    if wanted.placement:
        rows = rows.filter(placement=visible_placement(request, wanted.placement))
    if wanted.state:
        rows = rows.filter(state__in=[one.value for one in wanted.state])
    return page_of(
        request, response, rows, asked, Order("pk"), show=lambda found: [WeekListed(**listed(row)) for row in found]
    )


@router.get("/weeks/{int:pk}", auth=READ, response=WeekOut, summary="One week of a log")
def week(request: HttpRequest, pk: Key) -> WeekOut:
    return shown_week(visible_week(request, pk))


def _acting(request: HttpRequest, pk: int, *roles: str) -> tuple[LogWeek, frozenset[str]]:
    found = visible_week(request, pk)
    mine = acts_as(asker(request), found.placement)
    if not mine & set(roles):
        raise not_permitted()
    return found, mine


@router.post("/weeks/{int:pk}/word", auth=WRITE, response=WeekOut, summary="Confirm a week, or give other hours")
def word(request: HttpRequest, pk: Key, said: WeekWordIn) -> WeekOut:
    """By a supervisor, once. Where two supervisors have different hours both words stand, and the university decides.
    Once the student took other hours as right, a word is about these: `lines` name hours that differ from them."""
    found, mine = _acting(request, pk, HOST, ACADEMIC)
    voice = Voice.of(member(request), Speaker.HOST if HOST in mine else Speaker.UNIVERSITY)
    others = {line.line: Other(cast("Decimal", line.hours), line.reason) for line in said.lines}
    give_word(week=found, voice=voice, at=timezone.now(), others=others, seen=said.seen)
    return shown_week(found)


@router.post("/weeks/{int:pk}/accept", auth=WRITE, response=WeekOut, summary="Take a supervisor's other hours as right")
def accept(request: HttpRequest, pk: Key) -> WeekOut:
    """By the student, where no two supervisors differ."""
    found, _mine = _acting(request, pk, STUDENT)
    return _done(found, lambda: accept_word(week=found, by=member(request), at=timezone.now()))


@router.post("/weeks/{int:pk}/decide", auth=WRITE, response=WeekOut, summary="Decide which hours of a week count")
def decide(request: HttpRequest, pk: Key, what: WeekDecisionIn) -> WeekOut:
    """By the university: the academic supervisor or the office."""
    found, _mine = _acting(request, pk, ACADEMIC, KEEPER)
    hours = {line.line: cast("Decimal", line.hours) for line in what.lines}
    return _done(
        found, lambda: decide_week(week=found, hours=hours, reason=what.reason, by=member(request), at=timezone.now())
    )


@router.post("/weeks/{int:pk}/reopen", auth=WRITE, response=WeekOut, summary="Open a week again")
def reopen(request: HttpRequest, pk: Key, what: WeekReasonIn) -> WeekOut:
    """By the university: the student corrects the log, and supervisors are asked again. The words stay on record."""
    found, _mine = _acting(request, pk, ACADEMIC, KEEPER)
    return _done(found, lambda: reopen_week(week=found, reason=what.reason, by=member(request), at=timezone.now()))


def _done(found: LogWeek, act: Callable[[], object]) -> WeekOut:
    act()
    return shown_week(found)
