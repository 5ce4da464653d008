"""The list of activities: its filters and its columns."""

from collections.abc import Collection, Iterable
from datetime import date
from typing import Any

import django_tables2 as tables
from django.http import QueryDict
from django.utils.html import escape
from django.utils.safestring import SafeString
from django.utils.text import capfirst
from django.utils.translation import get_language, ngettext, pgettext_lazy
from django.utils.translation import gettext_lazy as _

from seriktes.common.formats import format_number
from seriktes.common.packs import get_pack
from seriktes.common.parameters import whole_number
from seriktes.common.tables import BaseTable
from seriktes.common.templatetags.seriktes import day
from seriktes.organisations.queries.access import Viewer
from seriktes.partnerships.enums import ActivityState, Form, Mode
from seriktes.partnerships.models import Activity
from seriktes.partnerships.queries.access import partnerships_inside
from seriktes.partnerships.queries.activity_list import EARLIER, Selection
from seriktes.partnerships.templatetags.activities import state_html

PER_PAGE = 50
# Sides of one activity that a row names.
NAMED = 2
LABELS = {
    "state": pgettext_lazy("of a record", "State"),
    "kind": _("Kind"),
    "form": _("Form"),
    "mode": _("Mode of innovation"),
    "year": _("Year"),
}


def words_of_filters(years: Iterable[int] = ()) -> dict[str, dict[str, str]]:
    """For each filter its values with their words, in their order."""
    language = get_language() or "kk"
    return {
        "state": {str(value): str(label) for value, label in ActivityState.choices},
        "kind": {kind.code: capfirst(kind.name(language)) for kind in get_pack().activity_kinds},
        "form": {str(value): capfirst(str(label)) for value, label in Form.choices},
        "mode": {str(value): capfirst(str(label)) for value, label in Mode.choices},
        "year": {**{str(year): str(year) for year in years}, EARLIER: str(_("earlier"))},
    }


def selection_of(user: Viewer, query: QueryDict) -> tuple[Selection, list[str]]:
    """What the address chooses, and the names of filters whose value cannot be chosen."""
    known = words_of_filters()
    values: dict[str, Any] = {}
    wrong = []
    for name in LABELS:
        value = query.get(name, "").strip()
        is_known = value in known[name] or (name == "year" and 1900 <= (whole_number(value) or 0) <= 2200)
        if value and is_known:
            values[name] = value
        elif value:
            wrong.append(name)
    if asked := query.get("partnership", "").strip():
        values["partnership"] = partnerships_inside(user).filter(pk=whole_number(asked) or 0).first()
        wrong += [] if values["partnership"] else ["partnership"]
    return Selection(**values), wrong


class ActivityTable(BaseTable):
    """The columns of the list. `body` draws the rows itself: cell by cell through templates would cost more than all
    the rest of the page."""

    row_header = "title"

    title = tables.Column(verbose_name=_("What was done"), orderable=False)
    sides = tables.Column(verbose_name=_("With"), orderable=False)
    ends_on = tables.Column(verbose_name=_("When"))
    hours = tables.Column(
        verbose_name=_("Hours"), orderable=False, attrs={"td": {"class": "numeric"}, "th": {"class": "numeric"}}
    )
    participants = tables.Column(
        verbose_name=_("People"), orderable=False, attrs={"td": {"class": "numeric"}, "th": {"class": "numeric"}}
    )
    state = tables.Column(verbose_name=pgettext_lazy("of a record", "State"), orderable=False)

    class Meta(BaseTable.Meta):
        order_by = "-ends_on"
        order_by_field = "sort"

    @property
    def is_ascending(self) -> bool:
        return next(iter(self.order_by or ("-ends_on",))) == "ends_on"

    def body(self, rows: Iterable[Activity], own: Collection[int]) -> SafeString:
        """`own`: the reader's organisations, which need not be told; with `queries.activity_list.with_sides`."""
        language = get_language() or "kk"
        kinds = words_of_filters()["kind"]
        cell = {
            column.name: f'<td role="cell" data-label="{escape(capfirst(str(column.verbose_name)))}"'
            for column in self.columns
        }
        days: dict[date, SafeString] = {}
        states = {value: state_html(value) for value in ActivityState.values}
        parts = []
        for row in rows:
            kind = escape(kinds.get(row.kind, row.kind))
            parts.append(
                f'<tr role="row"><th role="rowheader" scope="row"><a href="/activities/{row.pk}/">{escape(row.title)}</a>'
                f'<br><span class="soft small">{kind}</span></th>'
                f"{cell['sides']}><div>{_sides(row, own, language)}</div></td>"
                f'{cell["ends_on"]} class="nowrap"><div>{_days(row, days)}</div></td>'
                f'{cell["hours"]} class="numeric">{"" if row.hours is None else format_number(row.hours)}</td>'
                f'{cell["participants"]} class="numeric">{"" if row.participants is None else format_number(row.participants)}</td>'
                f"{cell['state']}>{states[row.state]}</td></tr>"
            )
        return SafeString("".join(parts))


def _sides(row: Activity, own: Collection[int], language: str) -> str:
    bodies = [party.organisation for party in row.parties.all()]
    others = [body for body in bodies if body.pk not in own] or bodies
    names = []
    for body in others[:NAMED]:
        code = body.name_language
        spoken = f' lang="{code}"' if code not in ("", language) else ""
        names.append(f"<span{spoken}>{escape(body.name)}</span>")
    if (further := len(others) - NAMED) > 0:
        words = ngettext("and %(count)d more", "and %(count)d more", further) % {"count": further}
        names.append(f'<span class="soft small">{escape(words)}</span>')
    return "<br>".join(names)


def _days(row: Activity, known: dict[date, SafeString]) -> str:
    for one in (row.starts_on, row.ends_on):
        if one not in known:
            known[one] = day(one, "short")
    if row.starts_on == row.ends_on:
        return known[row.ends_on]
    return f"{known[row.starts_on]} –<br>{known[row.ends_on]}"
