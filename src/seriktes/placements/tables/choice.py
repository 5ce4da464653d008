"""Columns of the list of applications. `body` draws the rows."""

from collections.abc import Iterable
from typing import Any

import django_tables2 as tables
from django.db.models import QuerySet
from django.template.loader import render_to_string
from django.utils.html import escape
from django.utils.safestring import SafeString
from django.utils.text import capfirst
from django.utils.translation import get_language, pgettext_lazy
from django.utils.translation import gettext_lazy as _

from seriktes.common.formats import format_number
from seriktes.common.tables import BaseTable
from seriktes.common.templatetags.seriktes import day, name_of
from seriktes.placements.enums import ApplicationState
from seriktes.placements.models import Application
from seriktes.placements.templatetags.choice import application_state

PER_PAGE = 50
SORTS = {"student": "student__sort_{language}"}


class ApplicationTable(BaseTable):
    row_header = "student"

    student = tables.Column(verbose_name=_("Student"))
    state = tables.Column(verbose_name=pgettext_lazy("of a record", "State"), orderable=False)
    wishes = tables.Column(verbose_name=_("Positions ranked"), orderable=False)
    study_programme = tables.Column(verbose_name=_("Programme of study"))
    submitted_at = tables.Column(verbose_name=pgettext_lazy("of an application", "Submitted"))
    changed_at = tables.Column(verbose_name=_("Changed"))

    class Meta(BaseTable.Meta):
        order_by = "-changed_at"
        order_by_field = "sort"

    def __init__(self, *args: Any, is_own: bool = False, **kwargs: Any) -> None:
        """`is_own`: the reader is the student of every row, and knows the own name."""
        self.is_own = is_own
        super().__init__(*args, **kwargs)
        if is_own:
            self.columns["student"].column.verbose_name = _("Cohort")
            self.columns["student"].column.orderable = False

    def ordered(self, rows: QuerySet[Application]) -> QuerySet[Application]:
        chosen = next(iter(self.order_by or ("-changed_at",)))
        column, descending = chosen.lstrip("-"), chosen.startswith("-")
        key = SORTS.get(column, column).format(language=(get_language() or "kk")[:2])
        sign = "-" if descending else ""
        return rows.order_by(f"{sign}{key}", f"{sign}pk")

    def body(self, rows: Iterable[Any]) -> SafeString:
        labels = {column.name: escape(capfirst(str(column.verbose_name))) for column in self.columns}
        cell = {name: f'<td role="cell" data-label="{label}"' for name, label in labels.items()}
        chips = {
            state: render_to_string("components/status_chip.html", application_state(Application(state=state)))
            for state in ApplicationState.values
        }
        placed = escape(_("has a place"))
        parts = []
        for row in rows:
            programme, term = name_of(row.cohort.programme), escape(row.cohort.term)
            name, below = (programme, term) if self.is_own else (name_of(row.student), f"{programme} · {term}")
            parts.append(
                f'<tr role="row"><th role="rowheader" scope="row"><a href="{row.get_absolute_url()}">{name}</a>'
                f'<br><span class="soft small">{below}</span></th>'
                f"{cell['state']}>{chips[row.state]}"
                + (f' <a class="small" href="/placements/{row.placed_pk}/">{placed}</a>' if row.placed_pk else "")
                + f'</td>{cell["wishes"]} class="numeric">{format_number(row.wish_count or 0)}</td>'
                f"{cell['study_programme']}>{escape(row.study_programme) or '—'}</td>"
                f'{cell["submitted_at"]} class="nowrap">{day(row.submitted_at, "short") or "—"}</td>'
                f'{cell["changed_at"]} class="nowrap">{day(row.changed_at, "short")}</td></tr>'
            )
        return SafeString("".join(parts))
