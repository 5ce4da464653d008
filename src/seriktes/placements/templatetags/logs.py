"""How weeks and plans are told in a word."""

from typing import Any

from django import template

from seriktes.common.templatetags.seriktes import status_chip
from seriktes.placements.definitions.plan import COURSE_TONES, COURSE_WORDS
from seriktes.placements.enums import WeekState
from seriktes.placements.models import LogWeek
from seriktes.placements.queries.logs import LogSums

register = template.Library()
WEEK_TONES = {
    WeekState.OPEN: "neutral", WeekState.CONFIRMED: "ok", WeekState.DISPUTED: "warn", WeekState.DECIDED: "ok",
}  # fmt: skip


@register.inclusion_tag("components/status_chip.html")
def course_chip(plan: LogSums) -> dict[str, Any]:
    """How the log keeps to the plan, by the thresholds of the programme."""
    return status_chip(COURSE_TONES[plan.course], str(COURSE_WORDS[plan.course]))


@register.inclusion_tag("components/status_chip.html")
def week_chip(week: LogWeek) -> dict[str, Any]:
    state = WeekState(week.state)
    return status_chip(WEEK_TONES[state], str(state.label))
