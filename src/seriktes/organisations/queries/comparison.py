"""Two records side by side, for a person who decides whether they are one."""

from collections.abc import Iterator
from dataclasses import dataclass

from django.utils.text import capfirst
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from seriktes.common.identifiers import get_scheme
from seriktes.common.models import Languages
from seriktes.common.packs import get_pack
from seriktes.organisations.enums import NameKind
from seriktes.organisations.models import Organisation, Person
from seriktes.organisations.queries.access import Viewer
from seriktes.organisations.queries.merging import rows_pointing_to
from seriktes.organisations.queries.people import affiliations_visible_to


@dataclass(frozen=True)
class Compared:
    """One line of the comparison; each side may hold several values. `language` marks text that is in one."""

    label: str
    left: list[str]
    right: list[str]
    language: str = ""
    # Figures and states, which differ without telling anything.
    is_telling: bool = True

    @property
    def differs(self) -> bool:
        return self.is_telling and bool(self.left and self.right) and self.left != self.right


def compare_organisations(left: Organisation, right: Organisation) -> list[Compared]:
    return [
        *_names(left, right),
        Compared(_("Other names"), _other_names(left), _other_names(right)),
        Compared(_("Official numbers"), _numbers(left), _numbers(right)),
        *_columns(left, right, ("kind", "status")),
        Compared(_("Region"), _region(left), _region(right)),
        *_columns(left, right, ("city",)),
        Compared(_("Addresses on the internet"), _web(left), _web(right)),
        *_columns(left, right, ("established",)),
        Compared(_("Published"), [_yes_no(left.is_public)], [_yes_no(right.is_public)], is_telling=False),
        *_counts(left, right),
    ]


def compare_people(left: Person, right: Person, *, user: Viewer) -> list[Compared]:
    places = affiliations_visible_to(user).select_related("organisation").order_by("pk")

    def places_of(person: Person) -> list[str]:
        return [
            f"{row.organisation.name} · {row.title or row.get_kind_display()}" for row in places.filter(person=person)
        ]

    return [
        *_names(left, right),
        *_columns(left, right, ("orcid", "email", "phone")),
        Compared(_("Where"), places_of(left), places_of(right)),
        Compared(_("Has an account"), [_yes_no(left.user_id)], [_yes_no(right.user_id)], is_telling=False),
        Compared(_("Published"), [_yes_no(left.is_public)], [_yes_no(right.is_public)], is_telling=False),
        *_counts(left, right),
    ]


def _names(left: Organisation | Person, right: Organisation | Person) -> Iterator[Compared]:
    for code in Languages.values:
        label = capfirst(str(left._meta.get_field(f"name_{code}").verbose_name))  # type: ignore[union-attr]
        first, second = ([name] if (name := getattr(record, f"name_{code}")) else [] for record in (left, right))
        yield Compared(label, first, second, language=code)


def _columns(left: Organisation | Person, right: Organisation | Person, names: tuple[str, ...]) -> Iterator[Compared]:
    for name in names:
        label = capfirst(str(left._meta.get_field(name).verbose_name))  # type: ignore[union-attr]
        first, second = ([text] if (text := _shown(record, name)) else [] for record in (left, right))
        yield Compared(label, first, second)


def _shown(record: Organisation | Person, name: str) -> str:
    display = getattr(record, f"get_{name}_display", None)
    value = display() if display else getattr(record, name)
    return "" if value is None else str(value)


def _yes_no(value: object) -> str:
    return _("yes") if value else _("no")


def _other_names(organisation: Organisation) -> list[str]:
    rows = organisation.names.filter(archived_at__isnull=True).exclude(kind=NameKind.LABEL).order_by("pk")
    rest = [organisation.name_other] if organisation.name_other else []
    return rest + [f"{row.value} ({row.get_kind_display()})" for row in rows]


def _numbers(organisation: Organisation) -> list[str]:
    rows = organisation.identifiers.filter(archived_at__isnull=True).order_by("scheme", "value")
    return [f"{_scheme_label(row.scheme)} {row.value}" for row in rows]


def _scheme_label(scheme: str) -> str:
    try:
        return str(get_scheme(scheme).label)
    except KeyError:
        return scheme


def _region(organisation: Organisation) -> list[str]:
    region = get_pack().region(organisation.region) if organisation.region else None
    return [region.name((get_language() or "kk")[:2])] if region else []


def _web(organisation: Organisation) -> list[str]:
    rows = organisation.channels.filter(archived_at__isnull=True, kind__in=["domain", "website"]).order_by("pk")
    return [row.value for row in rows]


def _counts(left: Organisation | Person, right: Organisation | Person) -> Iterator[Compared]:
    """How much hangs on each record."""
    counts = [dict(rows_pointing_to(record)) for record in (left, right)]
    for label in dict.fromkeys([*counts[0], *counts[1]]):
        left_count, right_count = ([str(side.get(label, 0))] for side in counts)
        yield Compared(label, left_count, right_count, is_telling=False)
