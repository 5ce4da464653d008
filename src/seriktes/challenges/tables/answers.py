"""Columns of the list of answers. `body` draws the rows."""

from collections.abc import Iterable
from datetime import date
from typing import Any

import django_tables2 as tables
from django.db.models import F, QuerySet
from django.template.loader import render_to_string
from django.utils.html import escape
from django.utils.safestring import SafeString
from django.utils.text import capfirst
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from seriktes.challenges.enums import ALIVE, AnswerState
from seriktes.challenges.models import Answer
from seriktes.challenges.templatetags.answers import answer_state
from seriktes.common.tables import BaseTable
from seriktes.common.templatetags.seriktes import day, name_of, shape

PER_PAGE = 50


class AnswerTable(BaseTable):
    row_header = "title"

    title = tables.Column(verbose_name=pgettext_lazy("noun", "Answer"), orderable=False)
    organisation = tables.Column(verbose_name=_("Answered by"), orderable=False)
    state = tables.Column(verbose_name=_("Stage"), orderable=False)
    submitted_at = tables.Column(verbose_name=_("Sent"))
    next_word_on = tables.Column(verbose_name=_("Next word by"))
    changed_at = tables.Column(verbose_name=_("Changed"))

    class Meta(BaseTable.Meta):
        order_by = "-changed_at"
        order_by_field = "sort"

    def ordered(self, rows: QuerySet[Answer]) -> QuerySet[Answer]:
        chosen = next(iter(self.order_by or ("-changed_at",)))
        column, descending = chosen.lstrip("-"), chosen.startswith("-")
        key = F(column).desc(nulls_last=True) if descending else F(column).asc(nulls_last=True)
        return rows.order_by(key, "-pk" if descending else "pk")

    def body(self, rows: Iterable[Answer], today: date) -> SafeString:
        labels = {column.name: escape(capfirst(str(column.verbose_name))) for column in self.columns}
        cell = {name: f'<td role="cell" data-label="{label}"' for name, label in labels.items()}
        chips = {
            state: render_to_string("components/status_chip.html", answer_state(Answer(state=state)))
            for state in AnswerState.values
        }
        untitled = escape(_("without a title yet"))
        parts = []
        for row in rows:
            challenge = row.challenge
            parts.append(
                f'<tr role="row"><th role="rowheader" scope="row"><a href="{row.get_absolute_url()}">'
                f"{escape(row.title) or untitled}</a>"
                f'<br><span class="soft small">{name_of(challenge)} · {name_of(challenge.organisation)}</span></th>'
                f'{cell["organisation"]}><span class="with-shape">{shape(row.organisation.side)}<span>{name_of(row.organisation)}'
                "</span></span></td>"
                f"{cell['state']}>{chips[row.state]}</td>"
                f'{cell["submitted_at"]} class="nowrap">{day(row.submitted_at, "short") or "—"}</td>'
                f'{cell["next_word_on"]} class="nowrap">{self._due(row, today)}</td>'
                f'{cell["changed_at"]} class="nowrap">{day(row.changed_at, "short")}</td></tr>'
            )
        return SafeString("".join(parts))

    @staticmethod
    def _due(row: Any, today: date) -> SafeString | str:
        if row.next_word_on is None:
            return "—"
        shown = day(row.next_word_on, "short")
        late = row.state in ALIVE and row.next_word_on < today
        return SafeString(f'<strong class="late">{shown}</strong>') if late else shown
