"""Columns of the list of placements. `body` draws the rows: cell by cell through templates would cost more than all the
rest of the page."""

from collections.abc import Iterable
from typing import Any

import django_tables2 as tables
from django.template.loader import render_to_string
from django.utils.html import escape
from django.utils.safestring import SafeString
from django.utils.text import capfirst
from django.utils.translation import get_language, gettext, pgettext_lazy
from django.utils.translation import gettext_lazy as _

from seriktes.common.formats import format_number
from seriktes.common.tables import BaseTable
from seriktes.common.templatetags.seriktes import day, name_of, shape
from seriktes.placements.models import Placement
from seriktes.placements.templatetags.placements import placement_state

PER_PAGE = 50
# By which column the databases sort.
SORTS = {"student": "student__sort_{language}", "host": "host__sort_{language}"}


class PlacementTable(BaseTable):
    row_header = "student"

    tick = tables.Column(verbose_name=_("Choose"), orderable=False, attrs={"th": {"class": "tick"}})
    student = tables.Column(verbose_name=_("Student"))
    host = tables.Column(verbose_name=_("Host"))
    state = tables.Column(verbose_name=pgettext_lazy("of a record", "State"), orderable=False)
    starts_on = tables.Column(verbose_name=_("From"))
    ends_on = tables.Column(verbose_name=_("To"))
    hours_logged = tables.Column(verbose_name=_("Hours logged"))

    class Meta(BaseTable.Meta):
        order_by = "-starts_on"
        order_by_field = "sort"

    def __init__(self, *args: Any, with_ticks: bool, is_own: bool = False, **kwargs: Any) -> None:
        """`is_own`: the reader is the student of every row, and knows the own name."""
        self.with_ticks, self.is_own = with_ticks, is_own
        super().__init__(*args, **kwargs, exclude=() if with_ticks else ("tick",))
        if is_own:
            self.columns["student"].column.verbose_name = capfirst(gettext("placement"))
            self.columns["student"].column.orderable = False
        if with_ticks:
            self.columns["tick"].column.verbose_name = SafeString(
                f'<span class="visually-hidden">{escape(_("Choose"))}</span><span data-tick-all></span>'
            )

    @property
    def sort_fields(self) -> tuple[str, str]:
        chosen = next(iter(self.order_by or ("-starts_on",)))
        column, descending = chosen.lstrip("-"), chosen.startswith("-")
        key = SORTS.get(column, column).format(language=(get_language() or "kk")[:2])
        sign = "-" if descending else ""
        return f"{sign}{key}", f"{sign}pk"

    def body(self, rows: Iterable[Placement]) -> SafeString:
        labels = {column.name: escape(capfirst(str(column.verbose_name))) for column in self.columns}
        cell = {name: f'<td role="cell" data-label="{label}"' for name, label in labels.items()}
        rows = list(rows)
        chips = _state_chips({row.state for row in rows})
        parts = []
        for row in rows:
            tick = self._tick(row) if self.with_ticks else ""
            number = f' <span class="soft small nowrap">№ {escape(row.number)}</span>' if row.number else ""
            programme = row.cohort.programme
            words = [str(programme.get_kind_display()), row.cohort.term]
            if self.is_own:
                name: Any = escape(row.name) if row.name else capfirst(escape(words[0]))
            else:
                name = name_of(row.student)
                words.append(row.name)
            below = " · ".join(escape(word) for word in words if word)
            hours = format_number(row.hours_logged, 0)
            whole = f" / {format_number(row.hours)}" if row.hours else ""
            parts.append(
                f'<tr role="row">{tick}<th role="rowheader" scope="row"><a href="{row.get_absolute_url()}">'
                f'{name}</a>{number}<br><span class="soft small">{below}</span></th>'
                f"{cell['host']}><span>{shape(row.host.side)} {name_of(row.host)}</span></td>"
                f"{cell['state']}>{chips[row.state]}</td>"
                f'{cell["starts_on"]} class="nowrap">{day(row.starts_on, "short")}</td>'
                f'{cell["ends_on"]} class="nowrap">{day(row.ended_on or row.ends_on, "short")}</td>'
                f'{cell["hours_logged"]} class="numeric nowrap">{hours}{whole}</td></tr>'
            )
        return SafeString("".join(parts))

    @staticmethod
    def _tick(row: Placement) -> str:
        label = escape(_("Choose %(name)s") % {"name": row.student.name})
        return f'<td role="cell" class="tick"><input type="checkbox" name="chosen" value="{row.pk}" aria-label="{label}"></td>'


def _state_chips(states: Iterable[str]) -> dict[str, SafeString]:
    return {
        state: render_to_string("components/status_chip.html", placement_state(Placement(state=state)))
        for state in states
    }
