"""What an import must know: which cohort, position or person a row means, of those that its author may see."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from django.db.models import Q, QuerySet

from seriktes.accounts.models import User
from seriktes.common.models import Languages
from seriktes.common.text import one_line
from seriktes.organisations.models import Affiliation, Person
from seriktes.organisations.queries.access import people_visible_to
from seriktes.organisations.queries.importing_people import Places
from seriktes.partnerships.queries.importing import Missing
from seriktes.placements.models import Cohort, Position
from seriktes.placements.queries import access
from seriktes.placements.queries.choice import affiliations_of, choosable

# How a file names a body: by what, and the value (`organisations.imports.people_tables.read_organisation`).
Named = tuple[str, str]


@dataclass(frozen=True)
class CohortNamed:
    """How a row names its cohort: by the number in the register, or by programme and term."""

    number: int | None = None
    university: Named | None = None
    programme: str = ""
    term: str = ""


def called(name: str) -> Q:
    """By its exact name in one of the three languages."""
    found = Q()
    for language in Languages.values:
        found |= Q(**{f"name_{language}": name})
    return found


class Cohorts:
    """The cohorts that the rows of a chunk name. Each is looked up once."""

    def __init__(self, user: User | None) -> None:
        self._user = user
        self._found: dict[CohortNamed, Cohort | Missing] = {}

    def find(self, named: CohortNamed) -> Cohort:
        """Raises Missing."""
        if named not in self._found:
            try:
                self._found[named] = self._look(named)
            except Missing as missing:
                self._found[named] = missing
        found = self._found[named]
        if isinstance(found, Missing):
            raise found
        return found

    def _look(self, named: CohortNamed) -> Cohort:
        rows = Cohort.objects.all() if self._user is None else access.cohorts_visible_to(self._user)
        rows = rows.select_related("programme__organisation")
        if named.number is not None:
            cohort = rows.filter(pk=named.number).first()
            if cohort is None:
                raise Missing("unknown_cohort", "cohort", value=f"№ {named.number}")
            return cohort
        for name in ("programme", "term"):
            if not getattr(named, name):
                raise Missing("value_missing", name)
        fitting = self._of_programme(rows, named)
        if not fitting:
            raise Missing("unknown_cohort", "term", value=f"{named.programme} · {named.term}")
        if len(fitting) > 1:
            raise Missing("cohort_ambiguous", "programme", others=[f"№ {cohort.pk}" for cohort in fitting[:5]])
        return fitting[0]

    def _of_programme(self, rows: QuerySet[Cohort], named: CohortNamed) -> list[Cohort]:
        meant = Q(programme__number=named.programme)
        for language in Languages.values:
            meant |= Q(**{f"programme__name_{language}": named.programme})
        rows = rows.filter(meant)
        if named.university is not None:
            place, fault = Places(self._user, [(named.university, "")]).find(named.university, "")
            if place is None:
                code = fault.code if fault else "unknown_organisation"
                raise Missing(code, "university", **(fault.values if fault else {}))
            rows = rows.filter(programme__organisation=place.organisation_id)
        # Not in the database: SQLite tells capital letters of Kazakh and Russian apart.
        wanted = named.term.casefold()
        return [cohort for cohort in rows.order_by("pk") if one_line(cohort.term).casefold() == wanted]


# --- Positions --------------------------------------------------------------------------------------------------------
def positions_meant(
    user: User | None, cohort: int, host: int, *, number: str, names: Sequence[str]
) -> QuerySet[Position]:
    """Of a host in a cohort: by the own number where the row has one, else by an exact name. A number that is new is that of
    a position of this name which has none yet."""
    rows = Position.objects.all() if user is None else access.positions_visible_to(user)
    rows = rows.filter(cohort=cohort, host=host, archived_at__isnull=True).order_by("pk")
    if number and rows.filter(number=number).exists():
        return rows.filter(number=number)
    meant = Q(pk__in=[])
    for name in names:
        meant |= called(name)
    return rows.filter(meant, number="") if number else rows.filter(meant)


def position_numbered(user: User | None, pk: int) -> Position | None:
    rows = Position.objects.all() if user is None else access.positions_visible_to(user)
    return rows.filter(pk=pk, archived_at__isnull=True).first()


def positions_wished(cohort: Cohort, text: str, host: int | None) -> list[Position]:
    """What a student's file may mean, of what the cohort offers: "№ 12", the host's own number, or an exact name."""
    rows = choosable(cohort).order_by("pk")
    if host is not None:
        rows = rows.filter(host=host)
    bare = text.removeprefix("№").removeprefix("#").strip()
    if bare != text and bare.isascii() and bare.isdigit() and len(bare) < 19:
        return list(rows.filter(pk=int(bare)))
    return list(rows.filter(Q(number=text) | called(text))[:3])


# --- People -----------------------------------------------------------------------------------------------------------
def people_meant(user: User | None, organisation: int, text: str) -> list[Person]:
    """Of the people of the organisation whom the author sees: "№ 12", an e-mail address, or an exact name."""
    rows = Person.objects.filter(merged_into__isnull=True) if user is None else people_visible_to(user)
    there = Affiliation.objects.filter(organisation=organisation, archived_at__isnull=True)
    rows = rows.filter(pk__in=there.values("person")).order_by("pk")
    bare = text.removeprefix("№").removeprefix("#").strip()
    if bare != text and bare.isascii() and bare.isdigit() and len(bare) < 19:
        return list(rows.filter(pk=int(bare)))
    if "@" in text:
        address = text.casefold()
        return list(rows.filter(Q(email__iexact=address) | Q(user__email__iexact=address))[:20])
    return list(rows.filter(called(text))[:20])


def students_meant(user: User | None, cohort: Cohort, text: str, on: date) -> list[Person]:
    """Of those for whom the cohort is, and whom the author sees."""
    meant = people_meant(user, cohort.programme.organisation_id, text)
    return [person for person in meant if affiliations_of(person, cohort, on).exists()]


def supervisors_meant(user: User | None, host: int, *, name: str, email: str) -> list[Person]:
    """Of the people of the host whom the author sees: by the address where the row has one, else by the exact name."""
    there = Affiliation.objects.filter(organisation=host, archived_at__isnull=True).exclude(kind="student")
    rows = Person.objects.filter(merged_into__isnull=True) if user is None else people_visible_to(user)
    rows = rows.filter(pk__in=there.values("person")).order_by("pk")
    if email:
        return list(rows.filter(Q(email__iexact=email) | Q(user__email__iexact=email))[:2])
    return list(rows.filter(called(name))[:2]) if name else []
