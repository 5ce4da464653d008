"""The list of partners: its filters and its columns."""

from collections.abc import Collection, Iterable, Mapping
from datetime import date
from typing import Any

import django_filters
import django_tables2 as tables
from django.db.models import F, QuerySet
from django.utils.html import escape
from django.utils.safestring import SafeString
from django.utils.text import capfirst
from django.utils.timezone import localtime
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from seriktes.common.identifiers import get_scheme
from seriktes.common.models import Languages
from seriktes.common.packs import get_pack
from seriktes.common.tables import BaseTable
from seriktes.common.templatetags.seriktes import LANGUAGES, day, shape
from seriktes.organisations.enums import SIDE_OF_KIND, OrganisationKind, OrganisationStatus, Side
from seriktes.organisations.models import Organisation
from seriktes.organisations.queries.register import (
    DIMENSIONS,
    NO,
    NONE,
    YES,
    Listing,
    Selection,
    national_scheme,
)

PER_PAGE = 50
STATUSES = [choice for choice in OrganisationStatus.choices if choice[0] != OrganisationStatus.MERGED]


def region_choices() -> list[tuple[str, str]]:
    language = get_language() or "kk"
    regions = [(region.code, region.name(language)) for region in get_pack().regions]
    return [*regions, (NONE, str(_("not known")))]


def sector_choices() -> list[tuple[str, str]]:
    language = get_language() or "kk"
    sections = [(sector.code, f"{sector.code} {sector.name(language)}") for sector in get_pack().sectors]
    return [*((code, name) for code, name in sections if len(code) == 1), (NONE, str(_("not known")))]


def number_choices() -> list[tuple[str, Any]]:
    scheme = national_scheme()
    label = get_scheme(scheme).label if scheme else ""
    return [(YES, _("has %(scheme)s") % {"scheme": label}), (NO, _("has no %(scheme)s") % {"scheme": label})]


class Chosen(django_filters.MultipleChoiceFilter):
    """Any of the chosen values. The rows are chosen by `Selection`, so that rows and counts cannot differ."""

    field_class = django_filters.fields.MultipleChoiceField

    def filter(self, qs: QuerySet[Organisation], value: Any) -> QuerySet[Organisation]:  # noqa: ARG002
        return qs


class OrganisationFilters(django_filters.FilterSet):
    """What the address of the list may say. `selection` is what the reader chose, without what is not a choice."""

    q = django_filters.CharFilter(label=_("Name or number"), method="leave", max_length=200)
    side = Chosen(label=_("Side"), choices=Side.choices)
    kind = Chosen(label=_("Kind"), choices=OrganisationKind.choices)
    region = Chosen(label=_("Region"), choices=region_choices)
    sector = Chosen(label=_("Sector"), choices=sector_choices)
    status = Chosen(label=_("Status"), choices=STATUSES)
    number = Chosen(label=_("Official number"), choices=number_choices)
    missing = Chosen(label=_("No name in"), choices=Languages.choices)
    published = Chosen(label=_("Publication"), choices=[(YES, _("published")), (NO, _("not published"))])

    class Meta:
        model = Organisation
        fields: list[str] = []

    def leave(self, qs: QuerySet[Organisation], _name: str, _value: str) -> QuerySet[Organisation]:
        return qs

    @property
    def selection(self) -> Selection:
        self.form.is_valid()
        cleaned: Mapping[str, Any] = getattr(self.form, "cleaned_data", {})
        chosen = {name: frozenset(cleaned.get(name) or ()) for name in DIMENSIONS}
        return Selection(**chosen, q=" ".join((cleaned.get("q") or "").split()))


_KIND_WORDS = dict(OrganisationKind.choices)
_STATUS_WORDS = dict(OrganisationStatus.choices)


class OrganisationTable(BaseTable):
    """The columns of the list and their order. `body` draws the rows itself: at fifty rows a click, cell by cell
    through templates would cost more than all the rest of the page."""

    row_header = "name"

    name = tables.Column(verbose_name=_("Name"))
    kind = tables.Column(verbose_name=_("Kind"), orderable=False)
    city = tables.Column(verbose_name=_("Place"))
    established = tables.Column(
        verbose_name=_("Founded"), attrs={"td": {"class": "numeric"}, "th": {"class": "numeric"}}
    )
    languages = tables.Column(verbose_name=_("Languages"), orderable=False)
    changed_at = tables.Column(verbose_name=_("Changed"))

    class Meta(BaseTable.Meta):
        order_by = "name"
        order_by_field = "sort"

    def ordered(self, listing: Listing) -> QuerySet[Organisation]:
        """The rows as the reader sorted them; by name when the address says nothing that can be sorted by."""
        chosen = next(iter(self.order_by or ("name",)))
        column, descending = chosen.lstrip("-"), chosen.startswith("-")
        if column == "name":
            return listing.by_name(get_language() or "kk", descending=descending)
        key = F(column)
        # The databases disagree where a missing year stands: last on both.
        nulls = {"nulls_last": True} if column == "established" else {}
        return listing.rows.order_by(
            key.desc(**nulls) if descending else key.asc(**nulls), "-pk" if descending else "pk"
        )

    def body(self, rows: Iterable[Organisation]) -> SafeString:
        language = get_language() or "kk"
        regions = {region.code: escape(region.name(language)) for region in get_pack().regions}
        cities = {region.code for region in get_pack().regions if region.type == "city"}
        kinds = {kind: self._kind(kind) for kind in OrganisationKind.values}
        marks = {code: self._marks(code, word, full) for code, word, full in LANGUAGES}
        days: dict[date, SafeString] = {}
        labels = {column.name: escape(capfirst(str(column.verbose_name))) for column in self.columns}
        open_cell = {name: f'<td role="cell" data-label="{label}"' for name, label in labels.items()}
        parts = []
        for row in rows:
            changed = localtime(row.changed_at).date()
            if changed not in days:
                days[changed] = day(changed, "short")
            parity = "".join(marks[code][bool(getattr(row, f"name_{code}"))] for code in marks)
            parts.append(
                f'<tr role="row"><th role="rowheader" scope="row">{self._name(row, language)}</th>'
                f"{open_cell['kind']}>{kinds[row.kind]}</td>"
                f"{open_cell['city']}>{self._place(row, regions, cities)}</td>"
                f'{open_cell["established"]} class="numeric">{row.established or ""}</td>'
                f'{open_cell["languages"]}><ul class="parity">{parity}</ul></td>'
                f'{open_cell["changed_at"]} class="nowrap">{days[changed]}</td></tr>'
            )
        return SafeString("".join(parts))

    def _name(self, row: Organisation, language: str) -> str:
        code = row.name_language
        spoken = f' lang="{code}"' if code and code != language else ""
        text = f'<a href="/organisations/{row.pk}/"{spoken}>{escape(row.name)}</a>'
        if row.status != OrganisationStatus.ACTIVE:
            text += f' <span class="chip tag">{escape(_STATUS_WORDS[row.status])}</span>'
        if not row.is_public:
            text += f' <span class="chip tag">{escape(_("not published"))}</span>'
        return text

    @staticmethod
    def _place(row: Organisation, regions: Mapping[str, str], cities: Collection[str]) -> str:
        region = regions.get(row.region) or escape(row.region)
        # A city that is a region of its own would be told twice.
        if not row.city or row.region in cities:
            return escape(row.city) or region
        return f'<div>{escape(row.city)}<br><span class="soft small">{region}</span></div>'

    @staticmethod
    def _kind(kind: str) -> str:
        side = SIDE_OF_KIND[kind].value
        chip = "tag" if side == Side.OTHER else f"side-{side}"
        return f'<span class="chip side {chip}">{shape(side)}{escape(_KIND_WORDS[kind])}</span>'

    @staticmethod
    def _marks(code: str, word: str, full: str) -> tuple[str, str]:
        """How a language looks that is missing, and one that is there."""
        missing = escape(_("%(language)s: missing") % {"language": full})
        return (
            f'<li class="absent"><span aria-hidden="true">{word}</span><span class="visually-hidden">{missing}</span></li>',
            f'<li><span lang="{code}">{word}</span></li>',
        )


# Columns that the list never shows: large, or kept for sorting.
HEAVY = ("provenance", "about_kk", "about_ru", "about_en", "sort_kk", "sort_ru", "sort_en")
