"""Lists of events, exhibitors and visitors as tables."""

from typing import Any

import django_tables2 as tables
from django.template.loader import render_to_string
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.text import capfirst
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from seriktes.common.tables import BaseTable, MomentColumn, NumberColumn
from seriktes.common.templatetags.seriktes import moment, name_of, status_chip
from seriktes.gatherings.enums import ExhibitorState, GatheringState, TicketState
from seriktes.gatherings.models import Exhibitor, Gathering, Ticket

TONES: dict[str, str] = {
    GatheringState.DRAFT: "neutral", GatheringState.ANNOUNCED: "ok", GatheringState.OVER: "neutral",
    GatheringState.CANCELLED: "warn",
}  # fmt: skip
EXHIBITOR_TONES: dict[str, str] = {
    ExhibitorState.INVITED: "info", ExhibitorState.INTERESTED: "info", ExhibitorState.CONTRACT_SENT: "info",
    ExhibitorState.CONFIRMED: "ok", ExhibitorState.DECLINED: "neutral", ExhibitorState.NO_SHOW: "warn",
}  # fmt: skip
TICKET_TONES: dict[str, str] = {
    TicketState.REGISTERED: "ok", TicketState.WAITING: "info", TicketState.CANCELLED: "neutral",
    TicketState.UNCONFIRMED: "neutral",
}  # fmt: skip
_STATE = pgettext_lazy("of a record", "State")


def chip(tones: dict[str, str], record: Gathering | Exhibitor | Ticket) -> SafeString:
    words = capfirst(str(record.get_state_display()))
    return render_to_string("components/status_chip.html", status_chip(tones[record.state], words))


class GatheringTable(BaseTable):
    row_header = "name"

    name = tables.Column(verbose_name=_("Event"), empty_values=(), orderable=False)
    kind = tables.Column(verbose_name=_("Kind"), orderable=False)
    starts_at = MomentColumn(verbose_name=_("Begins"), orderable=False)
    place = tables.Column(verbose_name=_("Place"), orderable=False)
    exhibiting = NumberColumn(verbose_name=_("Exhibitors"), orderable=False)
    state = tables.Column(verbose_name=_STATE, orderable=False)

    def render_name(self, record: Gathering) -> SafeString:
        held = name_of(record.organisation)
        return format_html(
            '<a href="{}">{}</a><br><span class="soft small">{}</span>',
            record.get_absolute_url(),
            name_of(record),
            held,
        )

    def render_kind(self, record: Gathering) -> str:
        return capfirst(str(record.get_kind_display()))

    def render_state(self, record: Gathering) -> SafeString:
        return chip(TONES, record)


class ExhibitorTable(BaseTable):
    row_header = "organisation"

    organisation = tables.Column(verbose_name=_("Organisation"), orderable=False)
    state = tables.Column(verbose_name=_STATE, orderable=False)
    stands = tables.Column(verbose_name=_("Stands"), empty_values=(), orderable=False)
    owed = tables.Column(verbose_name=_("Still owed"), empty_values=(), orderable=False)
    booked = tables.Column(
        verbose_name=_("Times booked"), orderable=False, attrs={"td": {"class": "numeric"}, "th": {"class": "numeric"}}
    )

    def __init__(self, *args: Any, owed: dict[int, str], **kwargs: Any) -> None:
        self.owed_words = owed
        super().__init__(*args, **kwargs)

    def render_organisation(self, record: Exhibitor) -> SafeString:
        return format_html('<a href="{}">{}</a>', record.get_absolute_url(), name_of(record.organisation))

    def render_state(self, record: Exhibitor) -> SafeString:
        return chip(EXHIBITOR_TONES, record)

    def render_stands(self, record: Exhibitor) -> str:
        return ", ".join(stand.label for stand in record.stands.all()) or "—"

    def render_owed(self, record: Exhibitor) -> str:
        return self.owed_words.get(record.pk, "—")

    def render_booked(self, value: int, record: Any) -> str:
        return f"{value} / {record.offered}"


class VisitorTable(BaseTable):
    row_header = "name"

    name = tables.Column(verbose_name=pgettext_lazy("of a person", "Name"), accessor="called", orderable=False)
    email = tables.Column(verbose_name=_("E-mail"), orderable=False)
    studies = tables.Column(verbose_name=_("Where they study or work"), orderable=False)
    state = tables.Column(verbose_name=_STATE, orderable=False)
    admitted_at = tables.Column(verbose_name=pgettext_lazy("when", "Came"), empty_values=(), orderable=False)

    def render_state(self, record: Ticket) -> SafeString:
        return chip(TICKET_TONES, record)

    def render_admitted_at(self, record: Ticket) -> SafeString | str:
        return moment(record.admitted_at, "short") if record.admitted_at else "—"
