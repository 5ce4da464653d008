"""The list of positions as a table."""

from collections.abc import Iterable
from typing import Any

import django_tables2 as tables
from django.template.loader import render_to_string
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.text import capfirst
from django.utils.translation import get_language, gettext, pgettext_lazy
from django.utils.translation import gettext_lazy as _

from seriktes.common.formats import format_money, format_number
from seriktes.common.packs import get_pack
from seriktes.common.tables import BaseTable, TickColumn
from seriktes.common.templatetags.seriktes import name_of, status_chip
from seriktes.placements.enums import PositionState, WorkMode
from seriktes.placements.models import Position

PER_PAGE = 30
TONES = {
    PositionState.DRAFT: "neutral", PositionState.OFFERED: "info", PositionState.APPROVED: "ok",
    PositionState.RETURNED: "warn", PositionState.WITHDRAWN: "neutral",
}  # fmt: skip


def state_html(state: str) -> SafeString:
    words = dict(PositionState.choices)
    return render_to_string("components/status_chip.html", status_chip(TONES[PositionState(state)], str(words[state])))


class PositionTable(BaseTable):
    row_header = "title"

    tick = TickColumn()
    title = tables.Column(verbose_name=pgettext_lazy("of a host", "Position"), accessor="pk")
    host = tables.Column(verbose_name=_("Host"))
    capacity = tables.Column(verbose_name=_("Places"), attrs={"td": {"class": "numeric"}, "th": {"class": "numeric"}})
    pay = tables.Column(verbose_name=_("Pay"), empty_values=(), attrs={"td": {"class": "nowrap"}})
    where = tables.Column(verbose_name=_("Where"), accessor="mode", orderable=False)
    state = tables.Column(verbose_name=pgettext_lazy("of a record", "State"), orderable=False)

    class Meta(BaseTable.Meta):
        order_by = "title"
        order_by_field = "sort"

    def __init__(self, *args: Any, with_ticks: bool, **kwargs: Any) -> None:
        self.with_ticks = with_ticks
        super().__init__(*args, **kwargs, exclude=() if with_ticks else ("tick",))

    def body(self, rows: Iterable[Position]) -> SafeString:
        """The rows as HTML: they come sorted and cut to a page already."""
        labels = {column.name: capfirst(str(column.verbose_name)) for column in self.columns}
        draw: dict[str, Any] = {name: getattr(self, f"render_{name}") for name in labels if name != "tick"}
        shown = [name for name in labels if name not in ("tick", "title")]
        classes = {"capacity": "numeric", "pay": "nowrap"}
        return format_html_join(
            "",
            '<tr role="row">{}<th role="rowheader" scope="row">{}</th>{}</tr>',
            (
                (
                    self._tick(row) if self.with_ticks else "",
                    draw["title"](row),
                    format_html_join(
                        "", '<td role="cell" class="{}" data-label="{}">{}</td>',
                        ((classes.get(name, ""), labels[name], draw[name](row)) for name in shown),
                    ),
                )
                for row in rows
            ),
        )  # fmt: skip

    @staticmethod
    def _tick(row: Position) -> SafeString:
        """What waits for the university's word can be chosen."""
        label = gettext("Choose %(name)s") % {"name": row.name}
        box = format_html('<input type="checkbox" name="chosen" value="{}" aria-label="{}">', row.pk, label)
        return format_html('<td role="cell" class="tick">{}</td>', box if row.state == PositionState.OFFERED else "")

    def render_title(self, record: Position) -> SafeString:
        title = format_html('<a href="{}">{}</a>', record.get_absolute_url(), name_of(record))
        below = [record.cohort.programme.name, record.cohort.term, *record.skills[:4]]
        return format_html('{}<br><span class="soft small">{}</span>', title, " · ".join(below))

    def render_host(self, record: Position) -> SafeString:
        return name_of(record.host)

    def render_capacity(self, record: Position) -> str:
        return format_number(record.capacity)

    def render_pay(self, record: Position) -> str:
        if record.pay is None:
            return gettext("not paid")
        return f"{format_money(record.pay, record.currency, 0)} {record.get_pay_period_display()}"

    def render_where(self, record: Position) -> str:
        region = get_pack().region(record.region) if record.region else None
        mode = str(WorkMode(record.mode).label)
        return capfirst(f"{mode}, {region.name(get_language() or 'kk')}" if region else mode)

    def render_state(self, record: Position) -> SafeString:
        return state_html(record.state)
