"""How courses, meetings and recommendations look: the chips of their states."""

from typing import Any

from django import template
from django.utils.text import capfirst
from django.utils.translation import gettext as _

from seriktes.common.models import Languages
from seriktes.common.templatetags.seriktes import status_chip
from seriktes.curriculum.definitions.chain import Dead
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


@register.simple_tag
def why_dead(dead: Dead) -> list[str]:
    """Each reason for which a chain does not go on, in words."""
    told = ((dead.overdue, _("overdue")), (dead.undated, _("no day is set")), (dead.nobodys, _("nobody owns it")))
    return [str(words) for holds, words in told if holds]


@register.filter
def language_names(codes: list[str]) -> str:
    return ", ".join(str(Languages(code).label) for code in codes if code in Languages.values)
