"""The list of evidence: its filters and its columns."""

from collections.abc import Iterable
from typing import Any

import django_tables2 as tables
from django.http import QueryDict
from django.urls import reverse
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.text import capfirst
from django.utils.translation import get_language, pgettext_lazy
from django.utils.translation import gettext_lazy as _

from seriktes.common.models import Languages
from seriktes.common.parameters import whole_number
from seriktes.common.tables import BaseTable
from seriktes.common.templatetags.seriktes import name_of
from seriktes.expertise.definitions.subjects import schemes
from seriktes.expertise.enums import EvidenceKind
from seriktes.expertise.queries.register import (
    ARCHIVED,
    DRAFT,
    EARLIER,
    PUBLISHED,
    RETRACTED,
    UNKNOWN,
    Row,
    Selection,
)
from seriktes.expertise.tables.terms import USABLE, further_names, terms_of_use
from seriktes.organisations.queries.access import Viewer, organisations_visible_to

PER_PAGE = 50
LONGEST_TEXT = 200
# The plural, for pills and headings.
KINDS: dict[str, Any] = {
    EvidenceKind.PUBLICATION: _("Publications"),
    EvidenceKind.PROJECT: _("Research projects"),
    EvidenceKind.PATENT: _("Patents"),
    EvidenceKind.TECHNOLOGY: _("Technologies"),
    EvidenceKind.EQUIPMENT: _("Equipment"),
    EvidenceKind.LABORATORY: _("Laboratories"),
    EvidenceKind.SERVICE: pgettext_lazy("of laboratories and departments", "Services"),
    EvidenceKind.COURSE: pgettext_lazy("of teaching", "Courses"),
}
STATES: dict[str, Any] = {
    PUBLISHED: pgettext_lazy("of a record", "published"), DRAFT: pgettext_lazy("of a record", "not published"),
    RETRACTED: pgettext_lazy("of a publication", "retracted"), ARCHIVED: pgettext_lazy("of a record", "archived"),
}  # fmt: skip
LABELS: dict[str, Any] = {
    "state": pgettext_lazy("of a record", "State"), "year": _("Year"), "language": _("Written in"),
}  # fmt: skip


def words_of_filters(years: Iterable[int] = ()) -> dict[str, dict[str, Any]]:
    """For each filter its values with their words, in their order."""
    return {
        "kind": {str(kind): label for kind, label in KINDS.items()},
        "state": STATES,
        "year": {**{str(year): str(year) for year in years}, EARLIER: _("earlier"), UNKNOWN: _("not known")},
        "language": {**dict(Languages.choices), UNKNOWN: _("not known")},
    }


def broad_subjects() -> list[tuple[str, list[tuple[str, str]]]]:
    """The subjects of the first level, by scheme: what the filter offers."""
    language = get_language() or "kk"
    return [
        (str(scheme.label), [(f"{code}:{one.code}", one.name(language)) for one in scheme.subjects if not one.parent])
        for code, scheme in schemes().items()
    ]


def subject_words(value: str) -> str:
    code, _colon, subject = value.partition(":")
    scheme = schemes().get(code)
    found = scheme.subject(subject) if scheme else None
    return found.name(get_language() or "kk") if found else ""


def selection_of(user: Viewer, query: QueryDict) -> tuple[Selection, list[str]]:
    """What the address chooses, and the names of filters whose value cannot be chosen."""
    known = words_of_filters()
    values: dict[str, Any] = {}
    wrong = []
    for name in known:
        value = query.get(name, "").strip()
        fits = value in known[name]
        if name == "year":
            fits = fits or 1000 <= (whole_number(value) or 0) <= 2200
        if name == "language":
            fits = fits or (value.isascii() and value.isalpha() and len(value) <= 8)
        if value and fits:
            values[name] = value
        elif value:
            wrong.append(name)
    if asked := query.get("organisation", "").strip():
        values["organisation"] = organisations_visible_to(user).filter(pk=whole_number(asked) or 0).first()
        wrong += [] if values["organisation"] else ["organisation"]
    if subject := query.get("subject", "").strip():
        if subject_words(subject):
            values["subject"] = subject
        else:
            wrong.append("subject")
    values["text"] = query.get("q", "").replace("\x00", "").strip()[:LONGEST_TEXT]
    values["mine"] = query.get("mine") == "1" and user.is_authenticated
    return Selection(**values), wrong


class EvidenceTable(BaseTable):
    """The columns of the list. `body` draws the rows itself: cell by cell through templates costs more than the rest."""

    row_header = "title"

    title = tables.Column(verbose_name=_("Title"))
    terms = tables.Column(verbose_name=_("Access and price"), orderable=False)
    people = tables.Column(verbose_name=_("People"), orderable=False)
    bodies = tables.Column(verbose_name=_("Organisation"), orderable=False)
    year = tables.Column(
        verbose_name=_("Year"), attrs={"td": {"class": "numeric"}, "th": {"class": "numeric"}},
        initial_sort_descending=True,
    )  # fmt: skip

    class Meta(BaseTable.Meta):
        order_by = "-year"
        order_by_field = "sort"

    def __init__(self, *args: Any, kind: str = "", **options: Any) -> None:
        """In a list of one kind that others may use its terms have a column; in a list of all kinds they stand under the
        title."""
        super().__init__(*args, exclude=() if kind in USABLE else ("terms",), **options)
        self.is_of_one_kind = bool(kind)

    @property
    def order(self) -> str:
        return next(iter(self.order_by or ("-year",)))

    def body(self, rows: Iterable[Row]) -> SafeString:
        language = get_language() or "kk"
        labels = {column.name: capfirst(str(column.verbose_name)) for column in self.columns}
        kinds = {value: capfirst(str(label)) for value, label in EvidenceKind.choices}
        return format_html_join("", "{}", ((self._row(row, language, labels, kinds),) for row in rows))

    def _row(self, row: Row, language: str, labels: dict[str, str], kinds: dict[str, str]) -> SafeString:
        evidence = row.evidence
        terms = terms_of_use(evidence, "<br>" if "terms" in labels else " · ")
        cell = (
            format_html('<td role="cell" data-label="{}"><div>{}</div></td>', labels["terms"], terms)
            if "terms" in labels
            else ""
        )
        under = format_html('<br><span class="small">{}</span>', terms) if terms and not cell else ""
        # In a list of one kind the heading says it.
        told = (
            "" if self.is_of_one_kind else format_html('<br><span class="soft small">{}</span>', kinds[evidence.kind])
        )
        return format_html(
            '<tr role="row"><th role="rowheader" scope="row"><a href="{}"{}>{}</a>{}{}{}</th>{}'
            '<td role="cell" data-label="{}"><div>{}</div></td><td role="cell" data-label="{}"><div>{}</div></td>'
            '<td role="cell" data-label="{}" class="numeric">{}</td></tr>',
            reverse("expertise:evidence", args=[evidence.pk]), _spoken(evidence, language), evidence.name,
            told, _state(row), under, cell, labels["people"], _people(row), labels["bodies"],
            format_html_join(
                SafeString("<br>"), "<span{}>{}</span>", ((_spoken(one, language), one.name) for one in row.bodies[:2])
            ),
            labels["year"], evidence.year or "",
        )  # fmt: skip


def _spoken(record: Any, language: str) -> SafeString:
    code = record.name_language
    return format_html(' lang="{}"', code) if code not in ("", language) else SafeString("")


def _state(row: Row) -> SafeString:
    evidence = row.evidence
    if evidence.archived_at is not None:
        word, tone = STATES[ARCHIVED], "neutral"
    elif evidence.retracted_on is not None:
        word, tone = STATES[RETRACTED], "bad"
    elif not evidence.is_public:
        word, tone = STATES[DRAFT], "neutral"
    else:
        return SafeString("")
    return format_html(' <span class="chip tone-{}">{}</span>', tone, word)


def _people(row: Row) -> SafeString:
    names = format_html_join(SafeString("<br>"), "{}", ((name_of(name),) for name in row.names))
    more = further_names(row.named)
    return format_html("{}{}{}", names, SafeString("<br>" if names and more else ""), more)
