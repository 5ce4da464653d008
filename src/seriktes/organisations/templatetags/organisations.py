"""Chips of the consent register, the linkage's findings in words, and an organisation for search engines."""

from collections.abc import Sequence
from typing import Any

from django import template
from django.template.loader import render_to_string
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from seriktes.common.linked_data import script
from seriktes.common.templatetags.seriktes import clock_chip, status_chip
from seriktes.organisations.definitions.likeness import probability_words
from seriktes.organisations.enums import ConsentEventKind, ConsentState
from seriktes.organisations.models import Organisation
from seriktes.organisations.queries.consents import ConsentClock
from seriktes.organisations.queries.duplicates import Told, reasons_told
from seriktes.organisations.queries.linked_data import of_organisation

register = template.Library()

STATE_TONES = {ConsentState.IN_FORCE: "ok", ConsentState.EXPIRED: "neutral", ConsentState.WITHDRAWN: "paused"}


def consent_state_html(state: ConsentState) -> SafeString:
    return render_to_string("components/status_chip.html", status_chip(STATE_TONES[state], str(state.label)))


def awaited_words(clock: ConsentClock) -> str:
    if clock.awaits == ConsentEventKind.UNPUBLISHED:
        return _("Removal from public sources")
    return _("End of processing")


def left_words(clock: ConsentClock) -> str:
    if clock.done_on is not None:
        return _("done late") if clock.is_late else _("done")
    if clock.left < 0:
        days = -clock.left
        return ngettext("%(days)d working day over", "%(days)d working days over", days) % {"days": days}
    if clock.left == 0:
        return _("ends today")
    return ngettext("%(days)d working day left", "%(days)d working days left", clock.left) % {"days": clock.left}


def consent_clock_html(clock: ConsentClock, *, log: bool = True) -> SafeString:
    events = [
        (event.at, event.get_kind_display()) for event in sorted(clock.consent.events.all(), key=lambda row: row.at)
    ]
    return render_to_string(
        "components/clock_chip.html",
        clock_chip(awaited_words(clock), left_words(clock), clock.state, events if log else ()),
    )


@register.simple_tag
def consent_state(state: ConsentState) -> SafeString:
    return consent_state_html(state)


@register.simple_tag
def consent_clock(clock: ConsentClock) -> SafeString:
    return consent_clock_html(clock)


@register.filter
def awaited(clock: ConsentClock) -> str:
    return awaited_words(clock)


@register.filter
def probability(score: float) -> str:
    return probability_words(score)


@register.filter
def told_reasons(reasons: Sequence[dict[str, Any]]) -> list[Told]:
    return reasons_told(reasons)


@register.simple_tag
def linked_organisation(organisation: Organisation, particulars: Any) -> SafeString:
    """`particulars`: those that the page shows."""
    told = of_organisation(
        organisation, names=[*particulars.others, *particulars.former], numbers=particulars.numbers,
        channels=particulars.channels,
    )  # fmt: skip
    return script(told)
