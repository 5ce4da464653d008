"""Weeks of several interns confirmed at once for programs, as the page of weeks does it."""

from typing import Annotated, Any

from django.http import HttpRequest
from django.utils import timezone
from pydantic import Field

from seriktes.accounts.api import member
from seriktes.common.api.types import Body, Shown
from seriktes.common.refusals import words_of
from seriktes.placements.actions.several_weeks import confirm_weeks
from seriktes.placements.api.logs import WRITE, router
from seriktes.placements.api.week_links import SeenWeekIn
from seriktes.placements.api.weeks import WeekListed, listed
from seriktes.placements.models import LogWeek

WEEKS_AT_ONCE = 500


class SeveralWeeksIn(Body):
    """The weeks as they were looked at."""

    seen: Annotated[list[SeenWeekIn], Field(min_length=1, max_length=WEEKS_AT_ONCE)]


class WeekRefusedOut(Shown):
    """A week that was left as it is, and why."""

    week: int
    reason: str = Field(description="The code.")
    detail: str = Field(description="In the language of the request.")


class SeveralWeeksOut(Shown):
    """What became of each week."""

    confirmed: list[WeekListed]
    refused: list[WeekRefusedOut]
    gone: int = Field(description="How many wait for your word no more, or never did.")


@router.post("/weeks/confirm", auth=WRITE, response=SeveralWeeksOut, summary="Confirm several weeks as logged")
def confirm(request: HttpRequest, said: SeveralWeeksIn) -> dict[str, Any]:
    """By whoever supervises them. Each week for itself: one that was logged on since you looked at it keeps none of the
    others back. A second time finds the same weeks gone."""
    found = confirm_weeks(seen={one.week: one.version for one in said.seen}, by=member(request), at=timezone.now())
    confirmed = LogWeek.objects.filter(pk__in=[week.pk for week in found.done]).order_by("pk")
    return {
        "confirmed": [listed(week) for week in confirmed],
        "refused": [
            {"week": week.pk, "reason": refused.reason, "detail": words_of(refused)} for week, refused in found.refused
        ],
        "gone": found.gone,
    }
