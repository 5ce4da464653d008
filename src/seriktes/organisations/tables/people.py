from collections.abc import Iterable
from datetime import date
from typing import ClassVar

import django_filters
import django_tables2 as tables
from django.db.models import QuerySet
from django.forms import HiddenInput
from django.http import HttpRequest
from django.utils.html import escape
from django.utils.safestring import SafeString
from django.utils.text import capfirst
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from seriktes.common.files.exports import ExportColumn
from seriktes.common.tables import BaseTable
from seriktes.organisations.enums import AffiliationKind
from seriktes.organisations.models import Affiliation, Organisation, Person
from seriktes.organisations.queries.access import organisations_visible_to
from seriktes.organisations.queries.people import is_public_on
from seriktes.organisations.queries.people_list import CURRENT, FORMER, PUBLISHED, UNPUBLISHED, Chosen


def _places(person: Person) -> str:
    rows: list[Affiliation] = person.shown_affiliations  # type: ignore[attr-defined]
    return "; ".join(f"{row.organisation} ({row.get_kind_display()})" for row in rows)


# What the list shows, in all three languages; contact data stay out of files.
PERSON_COLUMNS = [
    ExportColumn("id", _("id"), "pk"),
    ExportColumn("name_kk", _("full name in Kazakh")),
    ExportColumn("name_ru", _("full name in Russian")),
    ExportColumn("name_en", _("full name in English")),
    ExportColumn("orcid", "ORCID"),
    ExportColumn("affiliations", _("affiliations"), _places),
    ExportColumn("is_public", _("published")),
]


class PersonTable(BaseTable):
    """The columns of the list. `body` draws the rows itself, as in the list of partners: cell by cell through
    templates would cost more than all the rest of the page."""

    name = tables.Column(verbose_name=_("Full name"))
    places = tables.Column(verbose_name=_("Where"), orderable=False)
    orcid = tables.Column(verbose_name="ORCID", orderable=False)
    is_public = tables.Column(verbose_name=_("Published"), orderable=False)

    class Meta(BaseTable.Meta):
        order_by = "name"
        order_by_field = "sort"

    @property
    def is_descending(self) -> bool:
        return next(iter(self.order_by or ("name",))).startswith("-")

    def body(self, people: Iterable[Person], today: date) -> SafeString:
        """One row a person; with `shown_affiliations`, of which the first three are shown."""
        language = get_language() or "kk"
        open_cell = {
            column.name: f'<td role="cell" data-label="{escape(capfirst(str(column.verbose_name)))}">'
            for column in self.columns
        }
        words = {True: escape(_("yes")), False: escape(_("no"))}
        parts = []
        for person in people:
            places = "".join(_place(row, language) for row in person.shown_affiliations[:3])  # type: ignore[attr-defined]
            cells = {
                "places": f'<ul class="plain-list" role="list">{places}</ul>' if places else "",
                "orcid": escape(person.orcid),
                "is_public": words[is_public_on(person, today)],
            }
            shown = "".join(f"{open_cell[name]}{cell}</td>" for name, cell in cells.items() if name in open_cell)
            name = f'<a href="{person.get_absolute_url()}">{_named(person, language)}</a>'
            parts.append(f'<tr role="row"><th role="rowheader" scope="row">{name}</th>{shown}</tr>')
        return SafeString("".join(parts))


def _named(record: Person | Organisation, language: str) -> str:
    """As the tag `name_of` has it: marked with its language when that is not the language of the page."""
    code, name = record.name_language, escape(record.name)
    return name if code in ("", language) else f'<span lang="{code}">{name}</span>'


def _place(row: Affiliation, language: str) -> str:
    capacity = escape(row.title or row.get_kind_display())
    return f'<li>{_named(row.organisation, language)} <span class="soft">{capacity}</span></li>'


def _visible_organisations(request: HttpRequest) -> QuerySet[Organisation]:
    return organisations_visible_to(request.user)


class PersonFilter(django_filters.FilterSet):
    """The filters of the list of people. They work together, because three of them speak of one affiliation."""

    q = django_filters.CharFilter(label=_("Full name"), max_length=200)
    # Chosen by a link from an organisation or by a pill: a select of many thousands helps nobody.
    organisation = django_filters.ModelChoiceFilter(
        label=_("Organisation"), queryset=_visible_organisations, widget=HiddenInput
    )
    kind = django_filters.ChoiceFilter(label=_("As"), choices=AffiliationKind.choices, empty_label=_("any"))
    standing = django_filters.ChoiceFilter(
        label=_("When"), choices=[(CURRENT, _("now")), (FORMER, _("formerly"))], empty_label=_("any time")
    )
    published = django_filters.ChoiceFilter(
        label=_("Published"), choices=[(PUBLISHED, _("yes")), (UNPUBLISHED, _("no"))], empty_label=_("any")
    )

    class Meta:
        model = Person
        fields: ClassVar[list[str]] = []

    @property
    def chosen(self) -> Chosen | None:
        """What the address chooses; None when it says what cannot be chosen."""
        if not self.is_valid():
            return None
        values = self.form.cleaned_data
        words = {name: values.get(name) or "" for name in ("kind", "standing", "published")}
        return Chosen(organisation=values.get("organisation"), text=values.get("q") or "", **words)
