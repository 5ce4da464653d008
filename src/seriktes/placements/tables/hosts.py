"""The hosts of a university, and the load of supervisors, as tables."""

from typing import Any

import django_tables2 as tables
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from seriktes.common.formats import format_number, format_percent
from seriktes.common.tables import BaseTable, NumberColumn
from seriktes.common.templatetags.seriktes import name_of, status_chip
from seriktes.placements.definitions.watching import Figure, WatchReason
from seriktes.placements.enums import HostStanding
from seriktes.placements.queries.supervision import HOST

TONES = {
    HostStanding.NEW: "neutral", HostStanding.VETTED: "ok", HostStanding.WATCH: "warn", HostStanding.DECLINED: "bad",
}  # fmt: skip


def standing_html(standing: str) -> SafeString:
    words = dict(HostStanding.choices)
    return render_to_string(
        "components/status_chip.html", status_chip(TONES[HostStanding(standing)], str(words[HostStanding(standing)]))
    )


def figure_words(figure: Figure) -> str:
    """A fact with what it is counted from."""
    told = {
        "part": format_number(figure.part), "of": format_number(figure.of), "share": format_percent(figure.share),
        "cases": format_number(figure.cases),
    }  # fmt: skip
    if figure.code == WatchReason.OFF_PLAN:
        return gettext("%(share)s of the hours logged were off the plan (%(part)s of %(of)s).") % told
    if figure.code == WatchReason.BROKEN_OFF:
        return gettext("%(share)s of the placements were broken off (%(part)s of %(of)s).") % told
    return gettext("Students' evaluations left out %(share)s of the points (%(cases)s evaluations).") % told


class HostTable(BaseTable):
    row_header = "host"

    host = tables.Column(verbose_name=_("Host"), orderable=False)
    standing = tables.Column(verbose_name=_("Standing"), orderable=False)
    live = NumberColumn(verbose_name=_("Interns now and to come"))
    every = NumberColumn(verbose_name=_("Placements that took place"))
    places = NumberColumn(verbose_name=_("Places approved"))
    proposed = tables.Column(verbose_name=_("Worth a look"), orderable=False, empty_values=())

    class Meta(BaseTable.Meta):
        order_by_field = "sort"

    def render_host(self, record: Any) -> SafeString:
        url = reverse("placements:host", args=[record.university, record.host.pk])
        return format_html('<a href="{}">{}</a>', url, name_of(record.host))

    def render_standing(self, record: Any) -> SafeString:
        return standing_html(record.standing)

    def render_proposed(self, record: Any) -> SafeString:
        lines = format_html_join("", "<li>{}</li>", ((figure_words(figure),) for figure in record.proposed))
        return format_html('<ul class="small" role="list">{}</ul>', lines) if lines else SafeString("—")


class LoadTable(BaseTable):
    row_header = "name"

    name = tables.Column(verbose_name=_("Supervisor"), orderable=False, empty_values=())
    organisation = tables.Column(verbose_name=_("Organisation"), orderable=False)
    role = tables.Column(verbose_name=_("Role"), orderable=False)
    now = NumberColumn(verbose_name=_("Interns now"))
    ahead = NumberColumn(verbose_name=_("To come"))
    every = NumberColumn(verbose_name=_("Placements begun"))
    hours_planned = NumberColumn(verbose_name=_("Hours planned"))
    hours_confirmed = NumberColumn(verbose_name=_("Hours confirmed"))

    class Meta(BaseTable.Meta):
        order_by_field = "sort"

    def render_name(self, record: Any) -> Any:
        if record.person is not None:
            return format_html('<a href="{}">{}</a>', record.person.get_absolute_url(), name_of(record.person))
        return record.name

    def render_organisation(self, value: Any) -> SafeString:
        return name_of(value)

    def render_role(self, value: str) -> Any:
        return role_words(value)


def role_words(role: str) -> str:
    return gettext("host supervisor") if role == HOST else gettext("academic supervisor")
