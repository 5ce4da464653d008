"""Clock chips of records, for the pages of every domain above."""

from datetime import datetime

from django import template
from django.template.loader import render_to_string
from django.utils.safestring import SafeString

from seriktes.common.templatetags.seriktes import clock_chip
from seriktes.procedures.definitions.clocks import clock_kind
from seriktes.procedures.definitions.remaining import chip_state, left_words
from seriktes.procedures.models import OpenClock

register = template.Library()


@register.simple_tag
def open_clock(clock: OpenClock, now: datetime) -> SafeString:
    """The chip of a running clock: what is awaited, and how long is left."""
    kind = clock_kind(clock.code)
    awaited = str(kind.label) if kind else clock.code
    chip = clock_chip(awaited, left_words(clock, now), chip_state(clock, now))
    return render_to_string("components/clock_chip.html", chip)
