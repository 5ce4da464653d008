"""Chips of placements and of the steps of signing."""

from typing import Any

from django import template

from seriktes.common.templatetags import seriktes as tags
from seriktes.placements.enums import PlacementState, SigningState
from seriktes.placements.models import Placement, SignStep

register = template.Library()

STATE_TONES = {
    PlacementState.PLANNED: "neutral", PlacementState.SIGNING: "info", PlacementState.AGREED: "info",
    PlacementState.RUNNING: "ok", PlacementState.COMPLETED: "neutral", PlacementState.BROKEN_OFF: "bad",
    PlacementState.CANCELLED: "paused",
}  # fmt: skip
STEP_TONES = {
    SigningState.WAITING: "neutral", SigningState.ASKED: "info", SigningState.SIGNED: "ok", SigningState.REFUSED: "bad",
    SigningState.VOID: "paused",
}  # fmt: skip


@register.inclusion_tag("components/status_chip.html")
def placement_state(placement: Placement) -> dict[str, Any]:
    state = PlacementState(placement.state)
    return tags.status_chip(STATE_TONES[state], str(state.label))


@register.inclusion_tag("components/status_chip.html")
def step_state(step: SignStep) -> dict[str, Any]:
    state = SigningState(step.state)
    return tags.status_chip(STEP_TONES[state], str(state.label))


@register.simple_tag
def spelled(written: str, placement: Placement) -> str:
    """Who said something, as the reader spells it, where it is one of the two who supervise the placement, or the
    student; else as it was written down."""
    people = (placement.academic_supervisor, placement.host_supervisor, placement.student)
    return next((one.name for one in people if one and one.spelled(written) != written), written)
