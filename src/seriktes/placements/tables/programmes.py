"""Programmes and cohorts as tables."""

from typing import Any

import django_tables2 as tables
from django.template.loader import render_to_string
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.text import capfirst
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from seriktes.common.tables import BaseTable, NumberColumn
from seriktes.common.templatetags.seriktes import day, name_of, status_chip
from seriktes.placements.enums import CohortState
from seriktes.placements.models import Cohort, Programme

TONES = {
    CohortState.DRAFT: "neutral", CohortState.OPEN: "ok", CohortState.RANKING: "info", CohortState.MATCHING: "info",
    CohortState.RUNNING: "ok", CohortState.ENDED: "neutral", CohortState.CANCELLED: "warn",
}  # fmt: skip


def state_html(state: str) -> SafeString:
    words = dict(CohortState.choices)
    return render_to_string("components/status_chip.html", status_chip(TONES[CohortState(state)], str(words[state])))


class ProgrammeTable(BaseTable):
    row_header = "name"

    name = tables.Column(verbose_name=_("Programme"), accessor="pk", orderable=False)
    kind = tables.Column(verbose_name=_("Kind"), orderable=False)
    term = tables.Column(verbose_name=_("Latest cohort"), accessor="latest", orderable=False, empty_values=())
    state = tables.Column(verbose_name=_("Stage"), accessor="latest", orderable=False, empty_values=())
    places = NumberColumn(verbose_name=_("Places approved"), accessor="latest__places", orderable=False)
    placed = NumberColumn(verbose_name=_("Students placed"), accessor="latest__placed", orderable=False)

    def render_name(self, record: Programme) -> SafeString:
        link = format_html('<a href="{}">{}</a>', record.get_absolute_url(), name_of(record))
        return format_html('{}<br><span class="soft small">{}</span>', link, name_of(record.organisation))

    def render_kind(self, record: Programme) -> str:
        return capfirst(str(record.get_kind_display()))

    def render_term(self, record: Any) -> SafeString:
        if record.latest is None:
            return SafeString("—")
        return format_html('<a href="{}">{}</a>', record.latest.get_absolute_url(), record.latest.term)

    def render_state(self, record: Any) -> SafeString:
        return state_html(record.latest.state) if record.latest else SafeString("—")


class CohortTable(BaseTable):
    row_header = "term"

    term = tables.Column(verbose_name=pgettext_lazy("of studies", "Term"), orderable=False)
    state = tables.Column(verbose_name=pgettext_lazy("of a record", "Stage"), orderable=False)
    when = tables.Column(verbose_name=_("Placements"), accessor="starts_on", orderable=False)
    positions = NumberColumn(verbose_name=_("Positions approved"), accessor="positions_approved", orderable=False)
    places = NumberColumn(verbose_name=_("Places"), orderable=False)
    applied = NumberColumn(verbose_name=_("Applications"), orderable=False)
    placed = NumberColumn(verbose_name=_("Students placed"), orderable=False)

    def render_term(self, record: Cohort) -> SafeString:
        return format_html('<a href="{}">{}</a>', record.get_absolute_url(), record.term)

    def render_state(self, record: Cohort) -> SafeString:
        return state_html(record.state)

    def render_when(self, record: Cohort) -> SafeString:
        return format_html("<span>{}\xa0– {}</span>", day(record.starts_on, "short"), day(record.ends_on, "short"))
