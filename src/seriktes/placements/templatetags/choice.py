"""Chips of applications, rounds and stages of cohorts."""

from typing import Any

from django import template

from seriktes.common.templatetags import seriktes as tags
from seriktes.placements.enums import ApplicationState, RoundState
from seriktes.placements.models import Application, Round

register = template.Library()

APPLICATION_TONES = {
    ApplicationState.DRAFT: "neutral", ApplicationState.SUBMITTED: "ok", ApplicationState.REFUSED: "bad",
    ApplicationState.WITHDRAWN: "paused",
}  # fmt: skip
ROUND_TONES = {
    RoundState.QUEUED: "neutral", RoundState.RUNNING: "info", RoundState.FINISHED: "info", RoundState.PUBLISHED: "ok",
    RoundState.FAILED: "bad", RoundState.CANCELLED: "paused",
}  # fmt: skip


@register.inclusion_tag("components/status_chip.html")
def application_state(application: Application) -> dict[str, Any]:
    state = ApplicationState(application.state)
    return tags.status_chip(APPLICATION_TONES[state], str(state.label))


@register.inclusion_tag("components/status_chip.html")
def round_state(work: Round) -> dict[str, Any]:
    state = RoundState(work.state)
    return tags.status_chip(ROUND_TONES[state], str(state.label))
