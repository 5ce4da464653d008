"""Who can help with a need told in plain words, and why: the engine's answer, cut down to what the reader may see.

The database says what the reader may see of the best documents before any score is added up. What is counted for the
filters is who these documents speak for.
"""

from collections import Counter, defaultdict
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from typing import TYPE_CHECKING, Any

from django.db.models import Q
from django.utils import timezone

from seriktes.common.packs import get_pack
from seriktes.expertise.definitions.experience import Experience, experience_of, lifted
from seriktes.expertise.enums import OFFERS, EvidenceKind, Standing
from seriktes.expertise.models import Evidence, EvidencePerson, EvidenceSubject, EvidenceUnit
from seriktes.expertise.queries.access import evidence_visible_to
from seriktes.expertise.queries.documents import EVIDENCE, PROFILE
from seriktes.expertise.queries.engine import reading
from seriktes.organisations.enums import AffiliationKind
from seriktes.organisations.models import Affiliation, Organisation, Person, Unit
from seriktes.organisations.queries.access import Viewer, organisations_visible_to, people_visible_to

if TYPE_CHECKING:
    from seriktes_analytics.matching.evidence import Found, Match

# The engine looks at four hundred words; what is longer is read no further.
LONGEST_TEXT = 20_000
# With the second factor on, so many of the best are put in the new order.
REORDERED = 200
PAPERS = (EvidenceKind.PUBLICATION, EvidenceKind.PROJECT, EvidenceKind.PATENT)


class Dimension(StrEnum):
    """What a search can be narrowed by."""

    KIND = "kind"
    REGION = "region"
    ORGANISATION = "organisation"
    SUBJECT = "subject"
    LANGUAGE = "language"


OF_DOCUMENTS = (Dimension.KIND, Dimension.SUBJECT, Dimension.LANGUAGE)
OF_OWNERS = (Dimension.REGION, Dimension.ORGANISATION)


@dataclass(frozen=True)
class Narrowing:
    """Chosen values of each dimension, as text; nothing chosen means everything."""

    kind: frozenset[str] = frozenset()
    region: frozenset[str] = frozenset()
    organisation: frozenset[str] = frozenset()
    subject: frozenset[str] = frozenset()
    language: frozenset[str] = frozenset()

    def of(self, dimension: Dimension) -> frozenset[str]:
        chosen: frozenset[str] = getattr(self, dimension.value)
        return chosen

    def __bool__(self) -> bool:
        return any(self.of(dimension) for dimension in Dimension)


@dataclass(frozen=True)
class Why:
    """One document that speaks for what was found: its share of the score, and the words that met. `evidence` is None
    where it is the person's own profile."""

    evidence: Evidence | None
    share: float
    matches: "tuple[Match, ...]"


@dataclass(frozen=True)
class FoundPerson:
    person: Person
    score: float
    reasons: tuple[Why, ...]
    places: tuple[Affiliation, ...] = ()
    experience: Experience | None = None


@dataclass(frozen=True)
class FoundUnit:
    unit: Unit
    score: float
    reasons: tuple[Why, ...]


@dataclass(frozen=True)
class FoundEvidence:
    evidence: Evidence
    score: float
    matches: "tuple[Match, ...]"


@dataclass
class Finding:
    """What was found, best first, with counts for every filter: each as if the filter itself were not set."""

    language: str = ""
    total: int = 0
    people: list[FoundPerson] = field(default_factory=list)
    units: list[FoundUnit] = field(default_factory=list)
    evidence: list[FoundEvidence] = field(default_factory=list)
    counts: dict[str, Counter[str]] = field(default_factory=lambda: {one.value: Counter() for one in Dimension})
    bridges: frozenset[str] = frozenset()
    # Names of the organisations that are counted.
    organisations: dict[int, Organisation] = field(default_factory=dict)
    # False while there is no index.
    is_ready: bool = True


# --- What the reader may see -----------------------------------------------------------------------------------------
@dataclass
class _Sight:
    """What is known of the best documents and of whom they speak for, all of it visible to the reader."""

    # Of each visible document (by key): values by dimension.
    documents: dict[str, dict[Dimension, tuple[str, ...]]] = field(default_factory=dict)
    owners: dict[str, list[str]] = field(default_factory=lambda: defaultdict(list))
    # Of each visible owner: values by dimension.
    places: dict[str, dict[Dimension, set[str]]] = field(default_factory=dict)


Look = Callable[[Viewer, Sequence[str]], _Sight]


def _look_at_documents(user: Viewer, keys: Iterable[str]) -> tuple[_Sight, dict[int, int | None]]:
    """Three queries at most; with the organisation that offers each piece of evidence."""
    sight, numbers = _Sight(), []
    for key in keys:
        kind, _, number = key.partition(":")
        if kind == EVIDENCE:
            numbers.append(int(number))
        elif kind == PROFILE:
            sight.documents[key] = dict.fromkeys(OF_DOCUMENTS, ())
            sight.owners[key].append(f"person:{number}")
    seen = evidence_visible_to(user).filter(pk__in=numbers, archived_at__isnull=True, retracted_on__isnull=True)
    offered: dict[int, int | None] = {}
    for pk, kind, language, organisation in seen.values_list("pk", "kind", "language", "organisation"):
        sight.documents[f"{EVIDENCE}:{pk}"] = {
            Dimension.KIND: (kind,), Dimension.LANGUAGE: (language,) if language else (), Dimension.SUBJECT: (),
        }  # fmt: skip
        offered[pk] = organisation
    subjects: dict[int, list[str]] = defaultdict(list)
    for pk, scheme, code in EvidenceSubject.objects.filter(evidence__in=offered, archived_at__isnull=True).values_list(
        "evidence", "scheme", "code"
    ):
        subjects[pk].append(f"{scheme}:{code}")
    for pk, found in subjects.items():
        sight.documents[f"{EVIDENCE}:{pk}"][Dimension.SUBJECT] = tuple(found)
    return sight, offered


def _look_at_people(user: Viewer, keys: Sequence[str]) -> _Sight:
    sight, offered = _look_at_documents(user, keys)
    rows = EvidencePerson.objects.filter(evidence__in=offered, person__isnull=False, archived_at__isnull=True).exclude(
        standing=Standing.REFUSED
    )
    named = list(rows.values_list("evidence", "person"))
    for evidence, person in named:
        sight.owners[f"{EVIDENCE}:{evidence}"].append(f"person:{person}")
    wanted = {int(owner.partition(":")[2]) for owners in sight.owners.values() for owner in owners}
    seen = set(people_visible_to(user).filter(pk__in=wanted).values_list("pk", flat=True))
    places: dict[int, set[tuple[int, str]]] = defaultdict(set)
    for person, organisation, region in affiliations_today(seen).values_list(
        "person", "organisation", "organisation__region"
    ):
        places[person].add((organisation, region))
    for person in seen:
        sight.places[f"person:{person}"] = _values(places[person])
    return sight


def _look_at_units(user: Viewer, keys: Sequence[str]) -> _Sight:
    sight, offered = _look_at_documents(user, keys)
    rows = EvidenceUnit.objects.filter(evidence__in=offered, unit__isnull=False, archived_at__isnull=True).filter(
        organisation__in=organisations_visible_to(user)
    )
    for evidence, unit, organisation, region in rows.values_list(
        "evidence", "unit", "organisation", "organisation__region"
    ):
        sight.owners[f"{EVIDENCE}:{evidence}"].append(f"unit:{unit}")
        sight.places[f"unit:{unit}"] = _values({(organisation, region)})
    return sight


def _look_at_evidence(user: Viewer, keys: Sequence[str]) -> _Sight:
    sight, offered = _look_at_documents(user, [key for key in keys if key.startswith(EVIDENCE)])
    places: dict[int, set[int]] = {pk: {one} if one else set() for pk, one in offered.items()}
    units = EvidenceUnit.objects.filter(evidence__in=offered, archived_at__isnull=True)
    for evidence, organisation in units.values_list("evidence", "organisation"):
        places[evidence].add(organisation)
    everywhere = set().union(*places.values()) if places else set()
    regions = dict(organisations_visible_to(user).filter(pk__in=everywhere).values_list("pk", "region"))
    for pk, where in places.items():
        key = f"{EVIDENCE}:{pk}"
        sight.owners[key].append(key)
        sight.places[key] = _values({(one, regions[one]) for one in where if one in regions})
    return sight


def _values(places: Iterable[tuple[int, str]]) -> dict[Dimension, set[str]]:
    regions, organisations = set(), set()
    for organisation, region in places:
        organisations.add(str(organisation))
        if region and (known := get_pack().region(region)):
            regions.add(known.code)
    return {Dimension.REGION: regions, Dimension.ORGANISATION: organisations}


def affiliations_today(people: Collection[int]) -> Any:
    """Where these people work; not where they study."""
    today = timezone.localdate()
    return Affiliation.objects.filter(
        Q(ends_on__isnull=True) | Q(ends_on__gte=today), person__in=people, archived_at__isnull=True,
    ).exclude(kind=AffiliationKind.STUDENT)  # fmt: skip


# --- Narrowing and counting ------------------------------------------------------------------------------------------
class _Narrowed:
    """The engine asks it which documents may count (`allowed`), and keeps to `among` with the owners."""

    def __init__(self, user: Viewer, look: Look, narrowing: Narrowing, only: Collection[str] | None = None) -> None:
        self.user, self.look, self.narrowing, self.only = user, look, narrowing, only
        self.among: set[str] = set()
        self.counts: dict[str, Counter[str]] = {one.value: Counter() for one in Dimension}
        self.total = 0

    def allowed(self, keys: Sequence[str]) -> set[str]:
        sight = self.look(self.user, keys)
        fits = {key: self._misses(values, OF_DOCUMENTS) for key, values in sight.documents.items()}
        found = {owner: self._misses(values, OF_OWNERS) for owner, values in sight.places.items()}
        documents = {key for key, missed in fits.items() if not missed}
        counted: dict[tuple[str, str], set[str]] = defaultdict(set)
        shown: set[str] = set()
        for key, missed in fits.items():
            if len(missed) > 1:
                continue
            for owner in sight.owners[key]:
                absent = found.get(owner)
                if absent is None or len(missed) + len(absent) > 1:
                    continue
                if not missed and not absent:
                    shown.add(owner)
                for dimension in missed or absent or Dimension:
                    values = sight.documents[key].get(dimension) or sight.places[owner].get(dimension) or ()
                    for value in values:
                        counted[dimension.value, value].add(owner)
        for (dimension_name, value), owners in counted.items():
            self.counts[dimension_name][value] = len(owners)
        self.among |= shown if self.only is None else shown.intersection(self.only)
        self.total = len(shown)
        return documents

    def _misses(self, values: Mapping[Dimension, Collection[str]], among: Iterable[Dimension]) -> tuple[Dimension, ...]:
        """The dimensions in use that these values do not fit."""
        return tuple(
            dimension
            for dimension in among
            if (chosen := self.narrowing.of(dimension)) and chosen.isdisjoint(values[dimension])
        )


def _search(
    user: Viewer, text: str, look: Look, narrowing: Narrowing, *, owners: str, limit: int, language: str = "",
    kinds: Collection[str] = (),
) -> "tuple[Finding, list[Found]]":  # fmt: skip
    narrowed = _Narrowed(user, look, narrowing)
    with reading() as engine:
        if engine is None:
            return Finding(is_ready=False), []
        text = text[:LONGEST_TEXT]
        found = engine.search(
            text, language=language, owners=owners, among=narrowed.among, kinds=tuple(kinds), limit=limit,
            allowed=narrowed.allowed,
        )  # fmt: skip
        spoken = engine.ask(text, language).language
    bridges = {match.bridge for one in found for reason in one.reasons for match in reason.matches if match.bridge}
    finding = Finding(spoken, narrowed.total, counts=narrowed.counts, bridges=frozenset(bridges))
    return finding, found


def _reasons(found: "Sequence[Found]", shown: int) -> dict[str, tuple[Why, ...]]:
    """Of each owner its best documents; one query. What vanished a moment ago is left out."""
    wanted = {
        int(reason.key.partition(":")[2])
        for one in found
        for reason in one.reasons[:shown]
        if reason.key.startswith(EVIDENCE)
    }
    rows = Evidence.objects.filter(pk__in=wanted).defer("text_kk", "text_ru", "text_en", "particulars").in_bulk()
    told: dict[str, tuple[Why, ...]] = {}
    for one in found:
        whys = []
        for reason in one.reasons[:shown]:
            kind, _, number = reason.key.partition(":")
            evidence = rows.get(int(number)) if kind == EVIDENCE else None
            if evidence or kind == PROFILE:
                whys.append(Why(evidence, reason.score, reason.matches))
        told[one.owner] = tuple(whys)
    return told


# --- For a reader ----------------------------------------------------------------------------------------------------
def find_experts(
    user: Viewer,
    text: str,
    *,
    language: str = "",
    kinds: Collection[str] = (),
    regions: Collection[str] = (),
    organisations: Collection[int] = (),
    subjects: Collection[str] = (),
    languages: Collection[str] = (),
    experience: bool = False,
    limit: int = 20,
    skip: int = 0,
    reasons: int = 3,
) -> Finding:
    """People, best first. `language`: of the text, where it is known; `languages`: of the evidence. `experience`: their
    confirmed work with industry is a second factor of the order, as `definitions.experience.lifted` says; it is told
    beside the score in any case."""
    narrowing = _narrowing(kinds, regions, organisations, subjects, languages)
    wanted = max(skip + limit, REORDERED if experience else 0)
    finding, found = _search(user, text, _look_at_people, narrowing, owners="person:", language=language, limit=wanted)
    numbers = {one.owner: int(one.owner.partition(":")[2]) for one in found}
    known: dict[int, Experience] = {}
    if experience:
        known = experience_of(user, list(numbers.values()))
        found.sort(key=lambda one: (-lifted(one.score, known.get(numbers[one.owner])), one.owner))
    found = found[skip : skip + limit]
    shown = [numbers[one.owner] for one in found]
    if not experience and shown:
        known = experience_of(user, shown)
    people = people_visible_to(user).filter(pk__in=shown).in_bulk()
    places: dict[int, list[Affiliation]] = defaultdict(list)
    for row in affiliations_today(shown).select_related("unit").order_by("pk"):
        places[row.person_id].append(row)
    _name_organisations(user, finding, (row.organisation_id for rows in places.values() for row in rows))
    told = _reasons(found, reasons)
    for one in found:
        pk = numbers[one.owner]
        if pk not in people:
            continue
        here = [row for row in places[pk] if row.organisation_id in finding.organisations]
        for row in here:
            row.organisation = finding.organisations[row.organisation_id]
        finding.people.append(FoundPerson(people[pk], one.score, told[one.owner], tuple(here), known.get(pk)))
    return finding


def find_among(user: Viewer, text: str, people: Collection[int], *, reasons: int = 5) -> dict[int, FoundPerson]:
    """What speaks for these few people, by id; whoever the documents do not speak for is not there."""
    narrowed = _Narrowed(user, _look_at_people, Narrowing(), only={f"person:{pk}" for pk in people})
    with reading() as engine:
        found = engine.search(
            text[:LONGEST_TEXT], owners="person:", among=narrowed.among, limit=len(people), allowed=narrowed.allowed
        ) if engine and people else []  # fmt: skip
    told = _reasons(found, reasons)
    rows = people_visible_to(user).filter(pk__in=people).in_bulk()
    return {
        pk: FoundPerson(rows[pk], one.score, told[one.owner])
        for one in found
        if (pk := int(one.owner.partition(":")[2])) in rows
    }


def find_units(user: Viewer, text: str, *, limit: int = 20, skip: int = 0, reasons: int = 3, **narrow: Any) -> Finding:
    """Departments and laboratories, best first; narrowed as experts are."""
    narrowing = _narrowing(**narrow)
    finding, found = _search(user, text, _look_at_units, narrowing, owners="unit:", limit=skip + limit)
    found = found[skip:]
    told = _reasons(found, reasons)
    _name_organisations(user, finding, ())
    units = Unit.objects.in_bulk([int(one.owner.partition(":")[2]) for one in found])
    for one in found:
        unit = units.get(int(one.owner.partition(":")[2]))
        if unit is not None and unit.organisation_id in finding.organisations:
            unit.organisation = finding.organisations[unit.organisation_id]
            finding.units.append(FoundUnit(unit, one.score, told[one.owner]))
    return finding


def find_evidence(
    user: Viewer,
    text: str,
    kinds: Collection[str] = (),
    *,
    chosen_kinds: Collection[str] = (),
    limit: int = 20,
    skip: int = 0,
    **narrow: Any,
) -> Finding:
    """Pieces of evidence themselves, best first, among these kinds (all by default); `chosen_kinds` narrow to some of
    them, as a filter does."""
    narrowing = _narrowing(chosen_kinds, **narrow)
    finding, found = _search(
        user, text, _look_at_evidence, narrowing, owners="evidence:", kinds=kinds, limit=skip + limit
    )
    found = found[skip:]
    rows = (
        evidence_visible_to(user)
        .filter(pk__in=[int(one.owner.partition(":")[2]) for one in found])
        .defer("text_kk", "text_ru", "text_en")
        .in_bulk()
    )
    _name_organisations(user, finding, (row.organisation_id for row in rows.values() if row.organisation_id))
    for one in found:
        row = rows.get(int(one.owner.partition(":")[2]))
        if row is not None:
            row.organisation = finding.organisations.get(row.organisation_id or 0)
            matches = one.reasons[0].matches if one.reasons else ()
            finding.evidence.append(FoundEvidence(row, one.score, matches))
    return finding


def _narrowing(
    kinds: Collection[str] = (),
    regions: Collection[str] = (),
    organisations: Collection[int] = (),
    subjects: Collection[str] = (),
    languages: Collection[str] = (),
) -> Narrowing:
    return Narrowing(
        frozenset(map(str, kinds)), frozenset(regions), frozenset(map(str, organisations)), frozenset(subjects),
        frozenset(languages),
    )  # fmt: skip


# The filter offers no more than these.
MOST_ORGANISATIONS = 30


def _name_organisations(user: Viewer, finding: Finding, shown: Iterable[int]) -> None:
    counted = finding.counts[Dimension.ORGANISATION].most_common(MOST_ORGANISATIONS)
    wanted = {int(pk) for pk, _ in counted} | set(shown)
    finding.organisations = organisations_visible_to(user).filter(pk__in=wanted).in_bulk() if wanted else {}


OFFERED = tuple(kind.value for kind in OFFERS)
