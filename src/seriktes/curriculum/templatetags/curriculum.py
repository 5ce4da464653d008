"""How courses, meetings and recommendations look: the chips of their states."""

from typing import Any

from django import template
from django.utils.text import capfirst

from seriktes.common.models import Languages
from seriktes.common.templatetags.seriktes import status_chip
from seriktes.curriculum.enums import AdviceState, Answer, ChangeState, MeetingState, MinutesState

register = template.Library()
TONES: dict[str, dict[str, str]] = {
    "meeting": {
        MeetingState.PLANNED: "neutral", MeetingState.CALLED: "info", MeetingState.HELD: "ok",
        MeetingState.CANCELLED: "paused",
    },
    "minutes": {MinutesState.DRAFT: "neutral", MinutesState.APPROVED: "ok", MinutesState.CORRECTED: "paused"},
    "recommendation": {
        AdviceState.OPEN: "info", AdviceState.IN_CHANGE: "info", AdviceState.CARRIED_OUT: "info",
        AdviceState.CONCLUDED: "ok", AdviceState.REFUSED: "paused",
    },
    "curriculumchange": {
        ChangeState.PROPOSED: "neutral", ChangeState.ACCEPTED: "info", ChangeState.CARRIED_OUT: "info",
        ChangeState.CONCLUDED: "ok", ChangeState.REFUSED: "paused",
    },
}  # fmt: skip
ANSWERS = {Answer.NONE: "neutral", Answer.YES: "ok", Answer.DEPUTY: "info", Answer.NO: "warn"}


@register.inclusion_tag("components/status_chip.html")
def state_of(record: Any) -> dict[str, Any]:
    return status_chip(TONES[record._meta.model_name][record.state], capfirst(str(record.get_state_display())))


@register.inclusion_tag("components/status_chip.html")
def answer_of(row: Any) -> dict[str, Any]:
    answer = Answer(row.answer)
    return status_chip(ANSWERS[answer], capfirst(str(answer.label)))


@register.filter
def language_names(codes: list[str]) -> str:
    return ", ".join(str(Languages(code).label) for code in codes if code in Languages.values)
