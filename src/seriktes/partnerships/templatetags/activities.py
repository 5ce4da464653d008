from django import template
from django.template.loader import render_to_string
from django.utils.safestring import SafeString
from django.utils.translation import get_language

from seriktes.common.packs import get_pack
from seriktes.common.templatetags.seriktes import status_chip
from seriktes.partnerships.enums import ActivityState
from seriktes.partnerships.models import Activity

register = template.Library()

TONES = {
    ActivityState.DRAFT: "neutral", ActivityState.REPORTED: "info", ActivityState.CONFIRMED: "ok",
    ActivityState.DISPUTED: "bad", ActivityState.WITHDRAWN: "paused",
}  # fmt: skip


@register.filter
def kind_words(code: str) -> str:
    """The kind of activity in the reader's language; its bare code when the country's list has it no more."""
    kind = get_pack().activity_kind(code)
    return kind.name(get_language() or "kk") if kind else code


def state_html(state: str) -> SafeString:
    known = ActivityState(state)
    return render_to_string("components/status_chip.html", status_chip(TONES[known], str(known.label)))


@register.simple_tag
def activity_state(activity: Activity) -> SafeString:
    return state_html(activity.state)
