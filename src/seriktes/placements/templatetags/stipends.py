"""Chips of stipends, their payments and their service."""

from typing import Any

from django import template

from seriktes.common.formats import format_amount
from seriktes.common.templatetags import seriktes as tags
from seriktes.placements.enums import PaymentState, ServiceState, StipendState
from seriktes.placements.models import ServicePeriod, Stipend, StipendPayment

register = template.Library()
STIPEND_TONES = {
    StipendState.PLANNED: "neutral", StipendState.SIGNED: "info", StipendState.PAYING: "info",
    StipendState.SERVICE: "ok", StipendState.RELEASED: "ok", StipendState.REPAID: "neutral",
    StipendState.WAIVED: "paused", StipendState.CANCELLED: "paused",
}  # fmt: skip
PAYMENT_TONES = {
    PaymentState.PLANNED: "neutral", PaymentState.PAID: "ok", PaymentState.WITHHELD: "warn", PaymentState.REVERSED: "bad",
}  # fmt: skip
SERVICE_TONES = {ServiceState.TOLD: "neutral", ServiceState.CONFIRMED: "ok", ServiceState.DECLINED: "bad"}


@register.inclusion_tag("components/status_chip.html")
def stipend_state(stipend: Stipend) -> dict[str, Any]:
    state = StipendState(stipend.state)
    return tags.status_chip(STIPEND_TONES[state], str(state.label))


@register.inclusion_tag("components/status_chip.html")
def payment_state(payment: StipendPayment) -> dict[str, Any]:
    state = PaymentState(payment.state)
    return tags.status_chip(PAYMENT_TONES[state], str(state.label))


@register.inclusion_tag("components/status_chip.html")
def service_state(period: ServicePeriod) -> dict[str, Any]:
    state = ServiceState(period.state)
    return tags.status_chip(SERVICE_TONES[state], str(state.label))


@register.simple_tag
def sum_in(amount: Any, currency: str) -> str:
    return format_amount(amount, currency)
