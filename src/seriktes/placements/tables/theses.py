"""Theses as a table."""

import django_tables2 as tables
from django.template.loader import render_to_string
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from seriktes.common.tables import BaseTable, NumberColumn
from seriktes.common.templatetags.seriktes import name_of, status_chip
from seriktes.placements.enums import DefenceState, ThesisState
from seriktes.placements.models import Thesis

TONES = {
    ThesisState.TAKEN: "info", ThesisState.WRITING: "neutral", ThesisState.SUBMITTED: "info", ThesisState.ADMITTED: "ok",
    ThesisState.DEFENDED: "ok", ThesisState.FAILED: "bad", ThesisState.DROPPED: "paused",
}  # fmt: skip
DEFENCE_TONES = {
    DefenceState.PLANNED: "neutral", DefenceState.CALLED: "info", DefenceState.HELD: "ok", DefenceState.CANCELLED: "paused",
}  # fmt: skip


def thesis_chip(state: str) -> dict[str, object]:
    one = ThesisState(state)
    return status_chip(TONES[one], str(one.label))


def defence_chip(state: str) -> dict[str, object]:
    one = DefenceState(state)
    return status_chip(DEFENCE_TONES[one], str(one.label))


class ThesisTable(BaseTable):
    row_header = "student"

    student = tables.Column(
        verbose_name=_("Student"), accessor="placement__student", order_by="placement__student__sort_kk"
    )
    title = tables.Column(verbose_name=pgettext_lazy("of a thesis", "Title"), accessor="pk", orderable=False)
    academic = tables.Column(
        verbose_name=_("Academic supervisor"),
        accessor="placement__academic_supervisor",
        orderable=False,
        empty_values=(),
    )
    industry = tables.Column(verbose_name=_("Industry supervisor"), accessor="placement__host", orderable=False)
    state = tables.Column(verbose_name=_("Stage"), orderable=False)
    points = NumberColumn(verbose_name=_("Points"))

    class Meta(BaseTable.Meta):
        order_by_field = "sort"

    def render_student(self, record: Thesis) -> SafeString:
        return format_html('<a href="{}">{}</a>', record.get_absolute_url(), name_of(record.placement.student))

    def render_title(self, record: Thesis) -> SafeString:
        return name_of(record)

    def render_academic(self, record: Thesis) -> SafeString:
        who = record.placement.academic_supervisor
        return name_of(who) if who else SafeString("—")

    def render_industry(self, record: Thesis) -> SafeString:
        placement = record.placement
        who = name_of(placement.host_supervisor) if placement.host_supervisor else placement.supervisor_name
        return format_html('{}<br><span class="soft small">{}</span>', who or "—", name_of(placement.host))

    def render_state(self, record: Thesis) -> SafeString:
        return render_to_string("components/status_chip.html", thesis_chip(record.state))
