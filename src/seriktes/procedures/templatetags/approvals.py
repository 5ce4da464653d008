"""Chips of approvals and their desks."""

from django import template
from django.template.loader import render_to_string
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from seriktes.common.templatetags.seriktes import status_chip
from seriktes.procedures.enums import ApprovalState, StepState
from seriktes.procedures.models import Approval, ApprovalStep

register = template.Library()
TONES: dict[str, str] = {
    StepState.WAITING: "neutral", StepState.OPEN: "info", StepState.APPROVED: "ok", StepState.REFUSED: "bad",
    StepState.SKIPPED: "paused", ApprovalState.RUNNING: "info", ApprovalState.WITHDRAWN: "paused",
}  # fmt: skip


@register.simple_tag
def approval_chip(of: Approval | ApprovalStep) -> SafeString:
    """The state of the whole passage, or of one desk."""
    word = str(of.get_state_display())
    if isinstance(of, ApprovalStep) and of.asked_at is not None:
        word = _("waits for an answer")
    return render_to_string("components/status_chip.html", status_chip(TONES[of.state], word))
