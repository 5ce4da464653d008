"""The list of partnerships: its filters and its columns."""

from collections.abc import Iterable, Mapping
from datetime import date
from typing import Any

import django_filters
import django_tables2 as tables
from django.db.models import F, QuerySet
from django.template.loader import render_to_string
from django.utils.html import escape, format_html
from django.utils.safestring import SafeString
from django.utils.text import capfirst
from django.utils.timezone import localtime
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from seriktes.common.packs import get_pack
from seriktes.common.tables import BaseTable
from seriktes.common.templatetags.seriktes import day, icon, shape, status_chip
from seriktes.partnerships.actions.standing import FOR_GOOD
from seriktes.partnerships.enums import Form, Initiator, PartnershipStage
from seriktes.partnerships.models import Partnership
from seriktes.partnerships.queries.of_organisation import TONES
from seriktes.partnerships.queries.register import (
    DIMENSIONS,
    NOBODY,
    NONE,
    SILENT,
    UNCOVERED,
    YES,
    Listing,
    Selection,
    by_name,
    lacks_of,
)

PER_PAGE = 50
LACKS = [
    (SILENT, _("no confirmed activity in 12 months")),
    (UNCOVERED, _("no agreement in force")),
    (NOBODY, _("a side that nobody looks after")),
]
# Columns that only those inside know: nobody sorts others' partnerships by them.
OF_INSIDERS = ("last_activity_on", "stage")


def region_choices() -> list[tuple[str, str]]:
    language = get_language() or "kk"
    return [*((region.code, region.name(language)) for region in get_pack().regions), (NONE, str(_("not known")))]


class Chosen(django_filters.MultipleChoiceFilter):
    """Any of the chosen values. The rows are chosen by `Selection`, so that rows and counts cannot differ."""

    field_class = django_filters.fields.MultipleChoiceField

    def filter(self, qs: QuerySet[Partnership], value: Any) -> QuerySet[Partnership]:  # noqa: ARG002
        return qs


class PartnershipFilters(django_filters.FilterSet):
    """What the address of the list may say."""

    q = django_filters.CharFilter(label=_("Name, side or number"), method="leave", max_length=200)
    stage = Chosen(label=_("Stage"), choices=PartnershipStage.choices)
    forms = Chosen(label=_("Form"), choices=[*Form.choices, (NONE, _("not known"))])
    region = Chosen(label=_("Region"), choices=region_choices)
    initiator = Chosen(label=_("Began by"), choices=[*Initiator.choices, (NONE, _("not known"))])
    lacks = Chosen(label=_("What is missing"), choices=LACKS)
    archived = Chosen(label=_("Archive"), choices=[(YES, _("archived"))])

    class Meta:
        model = Partnership
        fields: list[str] = []

    def leave(self, qs: QuerySet[Partnership], _name: str, _value: str) -> QuerySet[Partnership]:
        return qs

    def selection(self, whose: str) -> Selection:
        self.form.is_valid()
        cleaned: Mapping[str, Any] = getattr(self.form, "cleaned_data", {})
        chosen = {name: frozenset(cleaned.get(name) or ()) for name in DIMENSIONS}
        return Selection(**chosen, whose=whose, q=" ".join((cleaned.get("q") or "").split()))


def stage_chip(stage: str) -> SafeString:
    words = dict(PartnershipStage.choices)
    return render_to_string(
        "components/status_chip.html", status_chip(TONES[PartnershipStage(stage)], str(words[stage]))
    )


class PartnershipTable(BaseTable):
    """The columns of the list and their order; `body` draws the rows itself, as the list of partners does."""

    row_header = "name"

    name = tables.Column(verbose_name=_("Partnership"))
    sides = tables.Column(verbose_name=_("Sides"), orderable=False)
    stage = tables.Column(verbose_name=_("Stage"), orderable=False)
    last_activity_on = tables.Column(verbose_name=_("Last activity"))
    covered_until = tables.Column(verbose_name=_("Agreement until"))
    changed_at = tables.Column(verbose_name=_("Changed"))

    class Meta(BaseTable.Meta):
        order_by = "-changed_at"
        order_by_field = "sort"

    def ordered(self, listing: Listing, *, inside: bool) -> QuerySet[Partnership]:
        """The rows as the reader sorted them. `inside`: the reader sees each of them whole."""
        chosen = next(iter(self.order_by or ("-changed_at",)))
        column, descending = chosen.lstrip("-"), chosen.startswith("-")
        if column == "name":
            return by_name(listing.rows, get_language() or "kk", descending=descending)
        if column in OF_INSIDERS and not inside:
            column, descending = "changed_at", True
        key = F(column)
        # The databases disagree where a missing date stands: last on both.
        nulls = {} if column == "changed_at" else {"nulls_last": True}
        return listing.rows.order_by(
            key.desc(**nulls) if descending else key.asc(**nulls), "-pk" if descending else "pk"
        )

    def body(self, rows: Iterable[Partnership], *, today: date, inside: Any) -> SafeString:
        """`rows` come from `with_sides`; `inside(row)` says whether the reader sees that one whole."""
        language = get_language() or "kk"
        labels = {column.name: escape(capfirst(str(column.verbose_name))) for column in self.columns}
        cell = {name: f'<td role="cell" data-label="{label}"' for name, label in labels.items()}
        chips = {stage: stage_chip(stage) for stage in PartnershipStage.values}
        words = _Words()
        parts = []
        for row in rows:
            whole = inside(row)
            parts.append(
                f'<tr role="row"><th role="rowheader" scope="row">{self._name(row, language, words, whole=whole)}</th>'
                f"{cell['sides']}>{self._sides(row, language, words, whole=whole)}</td>"
                f"{cell['stage']}>{chips[row.stage] if whole else _unsaid()}</td>"
                f'{cell["last_activity_on"]} class="nowrap">{self._last(row, today, words) if whole else _unsaid()}</td>'
                f'{cell["covered_until"]} class="nowrap">{self._cover(row, today, words)}</td>'
                f'{cell["changed_at"]} class="nowrap">{day(localtime(row.changed_at).date(), "short")}</td></tr>'
            )
        return SafeString("".join(parts))

    @staticmethod
    def _name(row: Partnership, language: str, words: "_Words", *, whole: bool) -> str:
        text = f'<div><a href="/partnerships/{row.pk}/"{_named(row, language)}</a>'
        if row.is_public and whole:
            text += words.published
        if row.archived_at is not None:
            text += words.archived
        told = [*([row.number] if whole and row.number else []), *(words.forms.get(form, form) for form in row.forms)]
        under = escape(" · ".join(told))
        return f'{text}<br><span class="soft small">{under}</span></div>' if under else f"{text}</div>"

    @staticmethod
    def _sides(row: Any, language: str, words: "_Words", *, whole: bool) -> str:
        lines = [
            f"<li>{shape(party.organisation.side.value)}<span{_named(party.organisation, language)}</span>"
            f"{words.orphaned if party.orphaned and whole else ''}</li>"
            for party in row.every_side
            if party.left_on is None
        ]
        return f'<ul class="party-list" role="list">{"".join(lines)}</ul>'

    @staticmethod
    def _last(row: Partnership, today: date, words: "_Words") -> str:
        if row.last_activity_on is None:
            return words.none_yet
        text = day(row.last_activity_on, "short")
        return words.silent.replace("\0", text) if SILENT in lacks_of(row, today) else text

    @staticmethod
    def _cover(row: Partnership, today: date, words: "_Words") -> str:
        if row.covered_until is None:
            return words.none
        if row.covered_until == FOR_GOOD:
            return words.for_good
        text = day(row.covered_until, "short")
        over = row.ended_on is None and row.covered_until < today
        return words.over.replace("\0", text) if over else text


def _named(record: Any, language: str) -> str:
    """The end of a tag and the name in it; its language, where it is not the page's."""
    code = record.name_language
    if code == language:
        return f">{escape(getattr(record, f'name_{code}'))}"
    return f' lang="{code}">{escape(record.name)}' if code else f">{escape(record.name)}"


class _Words:
    """What many rows say alike, translated and drawn once a page."""

    def __init__(self) -> None:
        self.forms: Mapping[str, str] = {form.value: str(form.label) for form in Form}
        self.published = format_html(' <span class="chip tag">{}</span>', _("published"))
        self.archived = format_html(' <span class="chip tag">{}</span>', _("archived"))
        self.orphaned = format_html(
            ' <span class="chip status tone-warn">{}</span>', _("nobody looks after it")
        )  # fmt: skip
        self.none_yet = format_html('<span class="soft">{}</span>', _("none yet"))
        self.none = format_html('<span class="soft">{}</span>', _("none"))
        self.for_good = escape(_("without a term"))
        # The day stands where the zero byte is.
        self.silent = _warned(_("more than 12 months ago"))
        self.over = _warned(_("over"))


def _warned(words: Any) -> str:
    return format_html(
        '<span class="chip status tone-warn">{}\0<span class="visually-hidden"> ({})</span></span>',
        icon("warning"), words,
    )  # fmt: skip


def _unsaid() -> str:
    """What the reader is not told."""
    return '<span class="soft" aria-hidden="true">—</span>'
