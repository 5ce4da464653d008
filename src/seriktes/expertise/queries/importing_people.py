"""Whom of the register a printed name may be: by ORCID, and by name among the people of the organisations named."""

from collections import defaultdict
from collections.abc import Iterable

from seriktes.expertise.models import AuthorQuestion
from seriktes.organisations.enums import AffiliationKind
from seriktes.organisations.models import Affiliation, Person
from seriktes.organisations.queries.importing import parts
from seriktes_analytics.person_names import Likeness, PeopleIndex

# People that one reading keeps in mind: beyond it, it forgets and reads again.
MOST_KEPT = 60_000


class Acquaintances:
    """The people of organisations, read once for a file. Whom the register learns of meanwhile, the next file finds."""

    def __init__(self) -> None:
        self._by_organisation: dict[int, PeopleIndex] = {}

    def of(self, organisations: Iterable[int]) -> dict[int, PeopleIndex]:
        wanted = set(organisations)
        missing = wanted - self._by_organisation.keys()
        if missing:
            if sum(map(len, self._by_organisation.values())) > MOST_KEPT:
                self._by_organisation = {}
                missing = wanted
            self._read(missing)
        return {pk: self._by_organisation[pk] for pk in wanted}

    def _read(self, organisations: Iterable[int]) -> None:
        found: dict[int, dict[int, tuple[str, str, str]]] = defaultdict(dict)
        listed = list(organisations)
        for part in parts(listed):
            rows = Affiliation.objects.filter(
                organisation__in=part, archived_at__isnull=True, person__merged_into__isnull=True
            ).exclude(kind=AffiliationKind.STUDENT)
            names = ("person__name_kk", "person__name_ru", "person__name_en")
            for organisation, person, *said in rows.values_list("organisation", "person", *names):
                found[organisation][person] = tuple(said)
        for pk in listed:
            self._by_organisation[pk] = PeopleIndex(found[pk].items())


def people_with_orcid(values: Iterable[str]) -> dict[str, int]:
    found: dict[str, int] = {}
    for part in parts({value for value in values if value}):
        found.update(
            Person.objects.filter(orcid__in=part, merged_into__isnull=True).values_list("orcid", "pk")
        )  # fmt: skip
    return found


def orcids_of(people: Iterable[int]) -> dict[int, str]:
    """The ORCID of each of these people who has one: with another one, a printed name is somebody else's."""
    found: dict[int, str] = {}
    for part in parts(people):
        found.update(Person.objects.filter(pk__in=part).exclude(orcid="").values_list("pk", "orcid"))
    return found


def asked_of(rows: Iterable[int]) -> set[tuple[int, int]]:
    """Questions that were put before, answered or not, as (row, person)."""
    found: set[tuple[int, int]] = set()
    for part in parts(rows):
        found |= set(AuthorQuestion.objects.filter(row__in=part).values_list("row", "person"))
    return found


def candidates_for(
    name: str, organisations: Iterable[int], people: dict[int, PeopleIndex], *, most: int = 3
) -> list[tuple[int, Likeness]]:
    """The likest people of these organisations, each once."""
    best: dict[int, Likeness] = {}
    for organisation in organisations:
        for pk, likeness in people[organisation].candidates(name, most=most):
            if pk not in best or likeness.score > best[pk].score:
                best[pk] = likeness
    return sorted(best.items(), key=lambda pair: (-pair[1].score, pair[0]))[:most]
