"""Columns of the list of agreements. `body` draws the rows: cell by cell through templates would cost more than all the
rest of the page."""

from collections.abc import Iterable
from typing import Any

import django_tables2 as tables
from django.db.models import F, QuerySet
from django.template.loader import render_to_string
from django.utils.html import escape
from django.utils.safestring import SafeString
from django.utils.text import capfirst
from django.utils.translation import gettext_lazy as _

from seriktes.common.tables import BaseTable
from seriktes.common.templatetags.seriktes import day, name_of, shape
from seriktes.partnerships.enums import AgreementState
from seriktes.partnerships.models import Agreement
from seriktes.partnerships.templatetags.agreements import agreement_state, said

PER_PAGE = 50


class AgreementTable(BaseTable):
    row_header = "name"

    name = tables.Column(verbose_name=_("Agreement"), orderable=False)
    sides = tables.Column(verbose_name=_("Sides"), orderable=False)
    state = tables.Column(verbose_name=_("Status"), orderable=False)
    starts_on = tables.Column(verbose_name=_("In force from"), orderable=False)
    ends_on = tables.Column(verbose_name=_("To"))
    changed_at = tables.Column(verbose_name=_("Changed"))

    class Meta(BaseTable.Meta):
        order_by = "-changed_at"
        order_by_field = "sort"

    def ordered(self, rows: QuerySet[Agreement]) -> QuerySet[Agreement]:
        chosen = next(iter(self.order_by or ("-changed_at",)))
        column, descending = chosen.lstrip("-"), chosen.startswith("-")
        # The databases disagree where a missing end stands: last on both.
        key = F(column).desc(nulls_last=True) if descending else F(column).asc(nulls_last=True)
        return rows.order_by(key if column == "ends_on" else chosen, "-pk" if descending else "pk")

    def body(self, rows: Iterable[Agreement]) -> SafeString:
        labels = {column.name: escape(capfirst(str(column.verbose_name))) for column in self.columns}
        cell = {name: f'<td role="cell" data-label="{label}"' for name, label in labels.items()}
        chips = _state_chips()
        open_end = escape(_("without a term"))
        parts = []
        for row in rows:
            number = f' <span class="soft small">№ {escape(row.number)}</span>' if row.number else ""
            ends = row.terminated_on or row.ends_on
            parts.append(
                f'<tr role="row"><th role="rowheader" scope="row"><a href="{row.get_absolute_url()}">{self._name(row)}</a>'
                f'{number}<br><span class="soft small">{escape(capfirst(row.get_kind_display()))}</span></th>'
                f"{cell['sides']}>{self._sides(row)}</td>"
                f"{cell['state']}>{chips[row.state]}</td>"
                f'{cell["starts_on"]} class="nowrap">{day(row.starts_on, "short")}</td>'
                f'{cell["ends_on"]} class="nowrap">{day(ends, "short") if ends else open_end}</td>'
                f'{cell["changed_at"]} class="nowrap">{day(row.changed_at, "short")}</td></tr>'
            )
        return SafeString("".join(parts))

    @staticmethod
    def _name(row: Agreement) -> SafeString:
        return name_of(row) if row.name else escape(said(row))

    @staticmethod
    def _sides(row: Any) -> SafeString:
        sides = (
            f"<li>{shape(party.organisation.side)}<span>{name_of(party.organisation)}</span></li>"
            for party in row.partnership.current_sides
        )
        return SafeString(f'<ul class="party-list" role="list">{"".join(sides)}</ul>')


def _state_chips() -> dict[str, SafeString]:
    return {
        state: render_to_string("components/status_chip.html", agreement_state(Agreement(state=state)))
        for state in AgreementState.values
    }
