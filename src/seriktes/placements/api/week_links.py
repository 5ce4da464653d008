"""The weekly letter of a host supervisor: its weeks are read and confirmed by the link in it, without an account."""

from decimal import Decimal
from typing import Annotated, cast

from django.http import HttpRequest
from pydantic import Field

from seriktes.accounts.api import BearerToken
from seriktes.accounts.enums import Scope
from seriktes.common.api.types import Body, DecimalOut, RecordNumber, Shown, decimal_out
from seriktes.placements.actions.week_letters import LINK
from seriktes.placements.actions.week_links import CONFIRM, WITH_OTHERS, weeks_behind
from seriktes.placements.actions.words import Other
from seriktes.placements.api.logs import router
from seriktes.placements.api.weeks import OtherHoursIn, WeekOut, shown_week
from seriktes.placements.definitions.plan import Course
from seriktes.placements.models import LogWeek
from seriktes.placements.queries.logs import sums_of
from seriktes.procedures.api.links import LinkState, Secret, act_by_link, link_of
from seriktes.procedures.queries.links import OPEN

READ = BearerToken(Scope.PLACEMENTS_READ, anonymous=True)
WRITE = BearerToken(Scope.PLACEMENTS_WRITE, anonymous=True)


class InternWeekOut(Shown):
    """A week that waits, and whose it is."""

    student: str
    week: WeekOut
    hours_logged: DecimalOut = Field(description="On the whole log of the placement.")
    hours_off_plan: DecimalOut = Field(description="Of these, on what is not in the plan.")
    course: Course = Field(description="How the whole log keeps to the plan, by the thresholds of the programme.")


class WeekLetterOut(Shown):
    """The link in a weekly letter, and what waits behind it."""

    link: LinkState = Field(
        description="It works once. `expired`: its page sends a new letter; `replaced`: there is a newer one."
    )
    weeks: list[InternWeekOut] = Field(description="Empty once the link does nothing any more.")


class SeenWeekIn(Body):
    week: RecordNumber
    version: Annotated[int, Field(ge=1, le=10**9)]


class LetterWordIn(Body):
    """The weeks as they were looked at. Lines that are not named are confirmed as logged."""

    seen: Annotated[list[SeenWeekIn], Field(min_length=1, max_length=500)]
    lines: Annotated[list[OtherHoursIn], Field(max_length=2000)] = []


@router.get("/week-letters/{secret}", auth=READ, response=WeekLetterOut, summary="What a weekly letter asks")
def letter(request: HttpRequest, secret: Secret) -> WeekLetterOut:
    """Reading changes nothing. 404 for a link that is not whole."""
    link, state = link_of(request, secret, LINK)
    weeks = weeks_behind(link) if state == OPEN else []
    return WeekLetterOut(
        link=state,
        weeks=[_of_intern(week) for week in weeks],
    )


def _of_intern(week: LogWeek) -> InternWeekOut:
    log = sums_of(week.placement)
    return InternWeekOut(
        student=week.placement.student.name, week=shown_week(week), course=log.course,
        hours_logged=cast("str", decimal_out(log.hours)), hours_off_plan=cast("str", decimal_out(log.off_plan)),
    )  # fmt: skip


@router.post("/week-letters/{secret}/word", auth=WRITE, response=WeekLetterOut, summary="Confirm by a weekly letter")
def letter_word(request: HttpRequest, secret: Secret, said: LetterWordIn) -> WeekLetterOut:
    """Once: a second time is refused with the reason `used`."""
    others = {line.line: Other(cast("Decimal", line.hours), line.reason) for line in said.lines}
    data = {
        "choice": WITH_OTHERS if others else CONFIRM, "others": others,
        "seen": {one.week: one.version for one in said.seen},
    }  # fmt: skip
    act_by_link(request, secret, LINK, data)
    return WeekLetterOut(link="used", weeks=[])
