from typing import Any, ClassVar

import django_filters
import django_tables2 as tables
from django.db.models import QuerySet
from django.forms import HiddenInput
from django.http import HttpRequest
from django.utils import timezone
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import gettext_lazy as _

from seriktes.common.tables import BaseTable
from seriktes.common.templatetags.seriktes import name_of
from seriktes.exchange.exports import ExportColumn
from seriktes.organisations.enums import AffiliationKind
from seriktes.organisations.models import Affiliation, Organisation, Person
from seriktes.organisations.queries.access import organisations_visible_to
from seriktes.organisations.queries.people import (
    CURRENT,
    FORMER,
    PUBLISHED,
    UNPUBLISHED,
    is_public_on,
    listed_people,
    sort_column,
)


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
    row_header: ClassVar[str] = "name"
    empty_words = _("Nobody here matches. Take a filter away.")

    name = tables.Column(verbose_name=_("Full name"), accessor="name")
    places = tables.Column(verbose_name=_("Where"), accessor="shown_affiliations", orderable=False, empty_values=())
    orcid = tables.Column(verbose_name="ORCID", orderable=False)
    is_public = tables.Column(verbose_name=_("Published"), orderable=False)

    class Meta(BaseTable.Meta):
        model = Person
        fields = ()

    def order_name(self, people: QuerySet[Person], is_descending: bool) -> tuple[QuerySet[Person], bool]:
        sign = "-" if is_descending else ""
        return people.order_by(f"{sign}{sort_column()}", f"{sign}pk"), True

    def render_name(self, record: Person) -> SafeString:
        return format_html('<a href="{}">{}</a>', record.get_absolute_url(), name_of(record))

    def render_places(self, value: list[Affiliation]) -> SafeString:
        rows = [(name_of(row.organisation), row.title or row.get_kind_display()) for row in value[:3]]
        if not rows:
            return SafeString("")
        lines = format_html_join("", '<li>{} <span class="soft">{}</span></li>', rows)
        return format_html('<ul class="plain-list" role="list">{}</ul>', lines)

    def render_is_public(self, record: Person) -> Any:
        return _("yes") if is_public_on(record, timezone.localdate()) else _("no")


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

    def __init__(self, *args: Any, today: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.today = today

    def filter_queryset(self, _queryset: QuerySet[Person]) -> QuerySet[Person]:
        chosen = self.form.cleaned_data
        return listed_people(
            self.request.user,
            today=self.today,
            organisation=chosen.get("organisation"),
            kind=chosen.get("kind", ""),
            standing=chosen.get("standing", ""),
            published=chosen.get("published", ""),
            text=chosen.get("q", ""),
        )
