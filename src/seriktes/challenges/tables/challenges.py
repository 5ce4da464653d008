"""The board of challenges as a table."""

from collections.abc import Iterable
from datetime import datetime
from typing import Any

import django_tables2 as tables
from django.template.loader import render_to_string
from django.utils import timezone
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.text import capfirst
from django.utils.translation import get_language, gettext, ngettext, pgettext_lazy
from django.utils.translation import gettext_lazy as _

from seriktes.challenges.enums import ChallengeState, Visibility
from seriktes.challenges.models import Challenge
from seriktes.common.formats import format_money
from seriktes.common.tables import BaseTable
from seriktes.common.templatetags.seriktes import clock_chip, day, language_name, name_of, status_chip
from seriktes.expertise.definitions.subjects import subject_name, under_schemes

PER_PAGE = 30
TONES = {
    ChallengeState.DRAFT: "neutral", ChallengeState.OPEN: "ok", ChallengeState.DECIDING: "info",
    ChallengeState.DECIDED: "neutral", ChallengeState.WITHDRAWN: "warn",
}  # fmt: skip
# From so many days on the chip of the deadline calls for haste.
SOON = 7


def state_html(state: str) -> SafeString:
    words = dict(ChallengeState.choices)
    return render_to_string("components/status_chip.html", status_chip(TONES[ChallengeState(state)], str(words[state])))


def due_html(challenge: Challenge, now: datetime, *, in_table: bool = False) -> SafeString:
    """The chip of the deadline while answers are taken, of the decision while it is awaited; else nothing. The column of a
    table says already what is due while answers are taken."""
    today = timezone.localdate(now)
    quiet = in_table and challenge.state == ChallengeState.OPEN
    if challenge.state == ChallengeState.OPEN and challenge.due_on:
        left, label = (challenge.due_on - today).days, gettext("answers due")
    elif challenge.state == ChallengeState.DECIDING and challenge.decide_on:
        left, label = (challenge.decide_on - today).days, gettext("decision due")
    else:
        return SafeString("")
    if left < 0:
        words, state = ngettext("%(n)d day overdue", "%(n)d days overdue", -left) % {"n": -left}, "over"
    elif left == 0:
        words, state = gettext("today"), "low"
    else:
        words = ngettext("%(n)d day left", "%(n)d days left", left) % {"n": left}
        state = "low" if left <= SOON else "running"
    return render_to_string("components/clock_chip.html", clock_chip(label, words, state, quiet=quiet))


def budget_words(challenge: Challenge) -> str:
    low, high, currency = challenge.budget_from, challenge.budget_to, challenge.currency
    if low is not None and high is not None and low != high:
        return f"{format_money(low, currency, 0)} – {format_money(high, currency, 0)}"
    if high is not None:
        return format_money(high, currency, 0) if low == high else gettext("up to %(sum)s") % {
            "sum": format_money(high, currency, 0)
        }  # fmt: skip
    return gettext("from %(sum)s") % {"sum": format_money(low, currency, 0)} if low is not None else ""


def readiness_words(challenge: Challenge) -> str:
    low, high = challenge.trl_from, challenge.trl_to
    if low is None and high is None:
        return ""
    return f"TRL {low or 1}–{high or 9}" if low != high else f"TRL {low}"


def subject_words(challenge: Challenge) -> list[str]:
    """Each once: two classifications may call a subject the same."""
    language = get_language() or "kk"
    return list(dict.fromkeys(subject_name(row.scheme, row.code, language) for row in challenge.subjects.all()))


def subjects_by_scheme(challenge: Challenge) -> list[tuple[str, list[str]]]:
    """The name of each classification with the subjects in it, in the order in which pages show them."""
    language = get_language() or "kk"
    found: dict[str, list[str]] = {}
    for row in challenge.subjects.all():
        found.setdefault(row.scheme, []).append(subject_name(row.scheme, row.code, language))
    return under_schemes(found)


def _written_in(language: str) -> str:
    return f"{gettext('Written in')}: {language_name(language)}"


class ChallengeTable(BaseTable):
    row_header = "title"

    title = tables.Column(verbose_name=_("Challenge"), accessor="pk")
    asker = tables.Column(verbose_name=_("Asked by"), accessor="organisation")
    budget = tables.Column(
        verbose_name=_("Budget"), orderable=False, empty_values=(), attrs={"td": {"class": "nowrap"}}
    )
    trl = tables.Column(
        verbose_name=_("Readiness wanted"), orderable=False, empty_values=(), attrs={"td": {"class": "nowrap"}}
    )
    due_on = tables.Column(verbose_name=_("Answers due"))
    state = tables.Column(verbose_name=pgettext_lazy("of a record", "State"), orderable=False)

    class Meta(BaseTable.Meta):
        order_by = "-published_at"
        order_by_field = "sort"

    def __init__(self, *args: Any, now: datetime, **kwargs: Any) -> None:
        self.now = now
        super().__init__(*args, **kwargs)

    def body(self, rows: Iterable[Challenge]) -> SafeString:
        """The rows as HTML: they come sorted and cut to a page already."""
        draw = {
            "title": self.render_title, "asker": self.render_asker, "budget": self.render_budget,
            "trl": self.render_trl, "due_on": self.render_due_on, "state": self.render_state,
        }  # fmt: skip
        labels = {column.name: capfirst(str(column.verbose_name)) for column in self.columns}
        cells = [(name, labels[name]) for name in draw if name != "title"]
        return format_html_join(
            "",
            '<tr role="row"><th role="rowheader" scope="row">{}</th>{}</tr>',
            (
                (
                    draw["title"](row),
                    format_html_join(
                        "", '<td role="cell" data-label="{}">{}</td>',
                        ((label, draw[name](row)) for name, label in cells),
                    ),
                )
                for row in rows
            ),
        )  # fmt: skip

    def render_title(self, record: Challenge) -> SafeString:
        words = record.words
        title = format_html(
            '<a href="{}"{}>{}</a>', record.get_absolute_url(),
            format_html(' lang="{}"', words.language) if words and words.language != get_language() else "",
            record.title or "—",
        )  # fmt: skip
        small = [
            *subject_words(record)[:2],
            *([str(record.get_visibility_display())] if record.visibility != Visibility.PUBLIC else []),
            *([_written_in(words.language)] if words and words.language != get_language() else []),
        ]
        below = format_html_join(" · ", "{}", ((one,) for one in small))
        return format_html('{}<br><span class="soft small">{}</span>', title, below) if small else title

    def render_asker(self, record: Challenge) -> SafeString:
        return name_of(record.organisation)

    def render_budget(self, record: Challenge) -> str:
        return budget_words(record) or "—"

    def render_trl(self, record: Challenge) -> str:
        return readiness_words(record) or "—"

    def render_due_on(self, record: Challenge) -> SafeString:
        chip = due_html(record, self.now, in_table=True)
        shown = day(record.due_on, "short") if record.due_on else SafeString("—")
        return format_html('<div><span class="nowrap">{}</span><br>{}</div>', shown, chip) if chip else shown

    def render_state(self, record: Challenge) -> SafeString:
        return state_html(record.state)
