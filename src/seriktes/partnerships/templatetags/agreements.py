"""Chips of agreements and promises."""

from typing import Any

from django import template
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from seriktes.common import formats
from seriktes.common.templatetags import seriktes as tags
from seriktes.partnerships.enums import AgreementState
from seriktes.partnerships.models import Agreement

register = template.Library()

STATE_TONES = {
    AgreementState.DRAFT: "neutral", AgreementState.IN_APPROVAL: "info", AgreementState.APPROVED: "info",
    AgreementState.SIGNED: "info", AgreementState.ACTIVE: "ok", AgreementState.SUSPENDED: "paused",
    AgreementState.ENDED: "neutral", AgreementState.TERMINATED: "bad", AgreementState.ABANDONED: "paused",
}  # fmt: skip
STATE_ICONS = {AgreementState.APPROVED: "consent", AgreementState.SIGNED: "consent", AgreementState.ENDED: "stop"}


@register.inclusion_tag("components/status_chip.html")
def agreement_state(agreement: Agreement) -> dict[str, Any]:
    state = AgreementState(agreement.state)
    return tags.status_chip(STATE_TONES[state], str(state.label), STATE_ICONS.get(state, ""))


@register.filter
def said(agreement: Agreement) -> str:
    """What an agreement is called: a draft may have no name yet."""
    return agreement.name or agreement.number or str(agreement.get_kind_display())


def measured(amount: Any, promise: Any) -> str:
    """So much money, or so many of what the promise is counted in."""
    return formats.format_amount(amount, promise.currency, promise.unit)


@register.filter
def counted_in(amount: Any, promise: Any) -> str:
    return "" if amount is None else measured(amount, promise)


@register.simple_tag
def promise_bar(promise: Any) -> SafeString:
    """What was delivered of what was promised, and lighter what awaits the word of the receiving side; `promise` as
    `queries.commitments.with_sums` gives it."""
    values = {
        "delivered": formats.format_number(promise.delivered), "promised": measured(promise.promised, promise),
        "unconfirmed": formats.format_number(promise.unconfirmed),
    }  # fmt: skip
    if promise.unconfirmed:
        words = _("%(delivered)s of %(promised)s; reported, not yet confirmed: %(unconfirmed)s") % values
    else:
        words = _("%(delivered)s of %(promised)s") % values
    side = str(promise.party.organisation.side)
    return tags.measure("", promise.delivered, promise.promised, words, side, pending=promise.unconfirmed)


@register.inclusion_tag("components/status_chip.html")
def promise_state(promise: Any) -> dict[str, Any]:
    """Of a promise in force of which less was delivered than was due: whether the other side's word is awaited."""
    if promise.delivered + promise.unconfirmed >= promise.due:
        return tags.status_chip("info", _("awaits confirmation"), "")
    return tags.status_chip("bad", _("overdue"), "")
