"""Hosts that students found, as a table."""

import django_tables2 as tables
from django.template.loader import render_to_string
from django.utils.html import escape, format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from seriktes.common.tables import BaseTable
from seriktes.common.templatetags.seriktes import day, name_of, status_chip
from seriktes.placements.enums import HostProposalState
from seriktes.placements.models import HostProposal

TONES = {
    HostProposalState.SENT: "info", HostProposalState.RETURNED: "warn", HostProposalState.APPROVED: "ok",
    HostProposalState.DECLINED: "bad", HostProposalState.WITHDRAWN: "paused",
}  # fmt: skip


def proposal_chip(state: str) -> dict[str, object]:
    one = HostProposalState(state)
    return status_chip(TONES[one], str(one.label))


class ProposalTable(BaseTable):
    row_header = "host"

    host = tables.Column(verbose_name=_("Host"), accessor="pk", orderable=False)
    student = tables.Column(verbose_name=_("Student"), order_by="student__sort_kk")
    cohort = tables.Column(verbose_name=_("Cohort"), orderable=False)
    state = tables.Column(verbose_name=pgettext_lazy("of a record", "State"), orderable=False)
    changed_at = tables.Column(verbose_name=_("Changed"))

    class Meta(BaseTable.Meta):
        order_by_field = "sort"

    def render_host(self, record: HostProposal) -> SafeString:
        name = name_of(record.host) if record.host else escape(record.host_name)
        return format_html(
            '<a href="{}">{}</a><br><span class="soft small">{}</span>', record.get_absolute_url(), name, record.title
        )

    def render_student(self, record: HostProposal) -> SafeString:
        return name_of(record.student)

    def render_state(self, record: HostProposal) -> SafeString:
        return render_to_string("components/status_chip.html", proposal_chip(record.state))

    def render_changed_at(self, record: HostProposal) -> str:
        return str(day(record.changed_at, "short"))
