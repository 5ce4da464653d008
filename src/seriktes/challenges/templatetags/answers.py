"""How answers look: the chip of the stage, the counter of a text."""

from typing import Any

from django import template
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.text import capfirst

from seriktes.challenges.enums import AnswerState
from seriktes.common.formats import format_number
from seriktes.common.templatetags.seriktes import status_chip

register = template.Library()
TONES: dict[str, str] = {
    AnswerState.DRAFT: "neutral", AnswerState.RECEIVED: "info", AnswerState.QUALIFIED: "info",
    AnswerState.SHORTLISTED: "ok", AnswerState.FINALIST: "ok", AnswerState.CHOSEN: "ok", AnswerState.DECLINED: "bad",
    AnswerState.WITHDRAWN: "paused",
}  # fmt: skip


@register.inclusion_tag("components/status_chip.html")
def answer_state(answer: Any) -> dict[str, Any]:
    return status_chip(TONES[answer.state], capfirst(str(answer.get_state_display())))


@register.simple_tag
def counter(bound: Any) -> SafeString:
    """How long the text of a field is, of how much; the script keeps it true while one types."""
    limit = int(bound.field.widget.attrs["data-limit"])
    length = len(str(bound.value() or "").replace("\r\n", "\n"))
    over = " is-over" if length > limit else ""
    return format_html(
        '<p class="counter num small{}" data-counter-for="{}"><span data-counted>{}</span> / {}</p>',
        over, bound.id_for_label, format_number(length), format_number(limit),
    )  # fmt: skip
