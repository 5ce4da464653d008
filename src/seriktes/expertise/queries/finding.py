"""Who can help with a need told in plain words, and why: the engine's answer, cut down to what the reader may see.

The database says what the reader may see of the best documents before any score is added up. What is counted for the
filters is who these documents speak for.
"""

from collections import Counter, defaultdict
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from django.db.models import QuerySet
from django.utils import timezone
from django.utils.translation import get_language

from seriktes.common.prepared import among_ids, prepared
from seriktes.expertise.definitions.experience import Experience, experience_of, lifted
from seriktes.expertise.enums import OFFERS, EvidenceKind
from seriktes.expertise.models import Evidence, EvidenceUnit
from seriktes.expertise.queries.documents import EVIDENCE, PROFILE, at_work
from seriktes.expertise.queries.engine import reading
from seriktes.expertise.queries.names import FirstNames, first_names_for_user
from seriktes.expertise.queries.narrowing import OF_DOCUMENTS, Dimension, Narrowing, Sight, Target
from seriktes.expertise.queries.wording import as_written, needs_texts, worth_telling
from seriktes.organisations.models import Affiliation, Organisation, Person, Unit
from seriktes.organisations.queries.access import Viewer, people_visible_to

if TYPE_CHECKING:
    from seriktes_analytics.matching.evidence import Found, Match

# The engine looks at four hundred words; what is longer is read no further.
LONGEST_TEXT = 20_000
# With the second factor on, so many of the best are put in the new order.
REORDERED = 200
# What a line of an answer shows of a record, and what the words that met are looked up in.
NAMES = ("name_kk", "name_ru", "name_en")
SHOWN = (*NAMES, "name_other", "language", "kind", "year")
# What a line of a record that was itself looked for shows besides; by its link to the source its names are open or not.
SHOWN_ALONE = (*SHOWN, "organisation", "particulars", "source_url")
TEXTS = ("text_kk", "text_ru", "text_en")
PAPERS = (EvidenceKind.PUBLICATION, EvidenceKind.PROJECT, EvidenceKind.PATENT)


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
    heard: float = 1.0


@dataclass(frozen=True)
class FoundUnit:
    unit: Unit
    score: float
    reasons: tuple[Why, ...]
    heard: float = 1.0


@dataclass(frozen=True)
class FoundEvidence:
    """`bodies`: the organisations behind it that the reader may see, the owner first."""

    evidence: Evidence
    score: float
    matches: "tuple[Match, ...]"
    named: FirstNames
    bodies: tuple[Organisation, ...]
    heard: float = 1.0


@dataclass(frozen=True)
class Spoken:
    """What of one record speaks for a question: its score among all, and the documents."""

    score: float
    reasons: tuple[Why, ...]
    heard: float = 1.0


@dataclass
class Finding:
    """What was found, best first, with counts for every filter: each as if the filter itself were not set.

    `heard` is the share of the question of which any of the documents speaks, `unheard` are the other words; where nothing
    is heard, nothing is found. A score is told as much of itself as the found one's own documents speak of the question,
    which is `heard` beside it and leaves the order as it is."""

    language: str = ""
    heard: float = 1.0
    unheard: tuple[str, ...] = ()
    total: int = 0
    people: list[FoundPerson] = field(default_factory=list)
    units: list[FoundUnit] = field(default_factory=list)
    evidence: list[FoundEvidence] = field(default_factory=list)
    counts: dict[str, Counter[str]] = field(default_factory=lambda: {one.value: Counter() for one in Dimension})
    bridges: frozenset[str] = frozenset()
    # Names of the organisations that are counted.
    organisations: Mapping[int, Organisation] = field(default_factory=dict)
    # False while there is no index.
    is_ready: bool = True


# --- Asking ----------------------------------------------------------------------------------------------------------
# Beside `public` the documents of the index have words for these, by which the backend itself can narrow.
BY_WORDS = (Dimension.SUBJECT, Dimension.LANGUAGE)


def _search(
    user: Viewer, text: str, target: Target, narrowing: Narrowing, *, limit: int, language: str = "",
    kinds: Collection[str] = (), only: Collection[str] | None = None,
) -> "tuple[Finding, list[Found]]":  # fmt: skip
    """What is chosen of the documents' own dimensions the backend looks for; the filters then count in a search without."""
    from seriktes_analytics.matching.analysis import fold, language_of  # with the engine, which is slow to load
    from seriktes_analytics.matching.hearing import Heard

    text = text[:LONGEST_TEXT]
    # Few words may have no letter that tells: then they are in the language that the reader reads.
    language = language or language_of(fold(text), get_language() or "")
    with reading() as index:
        if index is None:
            return Finding(is_ready=False), []
        engine, store = index
        sight = Sight(user, target, store)
        # What is chosen has its name also where nobody of it is found.
        sight.name({int(pk) for pk in narrowing.organisation})
        among: set[str] = set()
        heard = Heard()
        narrowed = sight.narrowed(narrowing)

        def allowed(keys: Sequence[str]) -> set[str]:
            nonlocal narrowed
            sight.see(keys)
            fitting, shown, _counts = narrowed = sight.narrowed(narrowing)
            among.update(shown)
            return fitting

        def hears(found: Heard) -> None:
            nonlocal heard
            heard = found

        chosen = narrowing.in_use(OF_DOCUMENTS)
        by_words = next((one for one in BY_WORDS if one in chosen), None)
        found = engine.search(
            text, language=language, owners=target.value, among=among, limit=limit, allowed=allowed, only=only,
            heard=hears,
            kinds=sorted((narrowing.kind & set(kinds) or ["none"]) if narrowing.kind and kinds else narrowing.kind or kinds),
            audience=tuple(f"{by_words}={value}" for value in narrowing.of(by_words)) if by_words else ("public",),
        )  # fmt: skip
        _fitting, shown, counts = narrowed
        if chosen:
            wider = Sight(user, target, store)
            engine.documents(engine.ask(text, language), allowed=wider.see, kinds=tuple(kinds))
            counted = wider.narrowed(narrowing)[2]
            counts |= {one.value: counted[one.value] for one in chosen}
            sight.organisations.rows |= wider.organisations.rows
    told: dict[str, Any] = {"language": language, "heard": heard.share, "unheard": heard.unheard}
    if not heard.share:
        # What is near in its subject, or shares a beginning, speaks of nothing that was asked.
        return Finding(**told), []
    bridges = {match.bridge for one in found for reason in one.reasons for match in reason.matches if match.bridge}
    finding = Finding(
        total=len(shown), counts=counts, bridges=frozenset(bridges), organisations=sight.organisations, **told
    )
    return finding, found


def _reasons(found: "Sequence[Found]", shown: int) -> dict[str, tuple[Why, ...]]:
    """Of each owner its best documents; one query. What vanished a moment ago is left out."""
    wanted = {
        int(reason.key.partition(":")[2])
        for one in found
        for reason in one.reasons[:shown]
        if reason.key.startswith(EVIDENCE)
    }
    matches = {reason.key: worth_telling(reason.matches) for one in found for reason in one.reasons[:shown]}
    texts = TEXTS if any(map(needs_texts, matches.values())) else ()
    rows = _evidence("search.reasons", (*SHOWN, *texts), wanted)
    told: dict[str, tuple[Why, ...]] = {}
    for one in found:
        whys = []
        for reason in one.reasons[:shown]:
            kind, _, number = reason.key.partition(":")
            evidence = rows.get(int(number)) if kind == EVIDENCE else None
            if evidence or kind == PROFILE:
                whys.append(Why(evidence, reason.score, as_written(matches[reason.key], evidence)))
        told[one.owner] = tuple(whys)
    return told


def _evidence(name: str, fields: tuple[str, ...], numbers: Collection[int]) -> dict[int, Evidence]:
    rows = prepared(name, lambda: among_ids(Evidence.objects.only(*fields)), fields, among=numbers)
    return {row.pk: row for row in rows}


def _people() -> QuerySet[Person]:
    return among_ids(Person.objects.only(*NAMES))


def _places() -> QuerySet[Affiliation]:
    """Where people work today, with the unit."""
    told = ("person", "organisation", "title", "unit", *(f"unit__{name}" for name in NAMES))
    return among_ids(at_work().select_related("unit").only(*told).order_by("pk"), "person_id")


def _units() -> QuerySet[EvidenceUnit, Any]:
    live = EvidenceUnit.objects.filter(archived_at__isnull=True)
    return among_ids(live, "evidence_id").order_by("pk").values_list("evidence", "organisation")


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
    finding, found = _search(user, text, Target.PEOPLE, narrowing, language=language, limit=wanted)
    numbers = {one.owner: int(one.owner.partition(":")[2]) for one in found}
    known: dict[int, Experience] = {}
    if experience:
        known = experience_of(user, list(numbers.values()))
        found.sort(key=lambda one: (-lifted(one.score, known.get(numbers[one.owner])), one.owner))
    found = found[skip : skip + limit]
    shown = [numbers[one.owner] for one in found]
    if not experience and shown:
        known = experience_of(user, shown)
    # Seen a moment ago, when it was counted whom the documents speak for.
    people = {row.pk: row for row in prepared("search.people", _people, among=shown)}
    places: dict[int, list[Affiliation]] = defaultdict(list)
    for row in prepared("search.places", _places, timezone.localdate(), among=shown):
        places[row.person_id].append(row)
    told = _reasons(found, reasons)
    for one in found:
        pk = numbers[one.owner]
        if pk not in people:
            continue
        here = [row for row in places[pk] if row.organisation_id in finding.organisations]
        for row in here:
            row.organisation = finding.organisations[row.organisation_id]
        finding.people.append(
            FoundPerson(people[pk], one.score, told[one.owner], tuple(here), known.get(pk), one.heard)
        )
    return finding


def find_among(user: Viewer, text: str, people: Collection[int], *, reasons: int = 5) -> dict[int, FoundPerson]:
    """What speaks for these few people, by id, with the scores that a search among all tells; whoever the documents do
    not speak for is not there."""
    wanted = {f"person:{pk}" for pk in people}
    _finding, found = _search(user, text, Target.PEOPLE, Narrowing(), limit=len(wanted), only=wanted)
    told = _reasons(found, reasons)
    rows = people_visible_to(user).filter(pk__in=people).in_bulk()
    return {
        pk: FoundPerson(rows[pk], one.score, told[one.owner], heard=one.heard)
        for one in found
        if (pk := int(one.owner.partition(":")[2])) in rows
    }


def what_speaks(
    user: Viewer, text: str, target: Target, pk: int, *, kinds: Collection[str] = (), reasons: int = 5
) -> Spoken | None:
    """What speaks for one person, unit or piece of evidence, with the score that a search among all (of these kinds)
    tells; None where nothing does."""
    owner = f"{target.value}{pk}"
    _finding, found = _search(user, text, target, Narrowing(), kinds=kinds, limit=1, only={owner})
    told = _reasons(found, reasons)
    return next((Spoken(one.score, told[one.owner], one.heard) for one in found if one.owner == owner), None)


def find_units(user: Viewer, text: str, *, limit: int = 20, skip: int = 0, reasons: int = 3, **narrow: Any) -> Finding:
    """Departments and laboratories, best first; narrowed as experts are."""
    narrowing = _narrowing(**narrow)
    finding, found = _search(user, text, Target.UNITS, narrowing, limit=skip + limit)
    found = found[skip:]
    told = _reasons(found, reasons)
    units = Unit.objects.in_bulk([int(one.owner.partition(":")[2]) for one in found])
    for one in found:
        unit = units.get(int(one.owner.partition(":")[2]))
        if unit is not None and unit.organisation_id in finding.organisations:
            unit.organisation = finding.organisations[unit.organisation_id]
            finding.units.append(FoundUnit(unit, one.score, told[one.owner], one.heard))
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
    finding, found = _search(user, text, Target.EVIDENCE, narrowing, kinds=kinds, limit=skip + limit)
    found = found[skip:]
    matches = {one.owner: worth_telling(one.reasons[0].matches) if one.reasons else () for one in found}
    texts = TEXTS if any(map(needs_texts, matches.values())) else ()
    # Seen a moment ago, when they were counted.
    numbers = [int(one.owner.partition(":")[2]) for one in found]
    rows = _evidence("search.evidence", (*SHOWN_ALONE, *texts), numbers)
    named = first_names_for_user(user, rows)
    behind = _behind(rows, finding.organisations)
    for one in found:
        row = rows.get(int(one.owner.partition(":")[2]))
        if row is not None:
            row.organisation = finding.organisations.get(row.organisation_id or 0)
            first = named.get(row.pk, FirstNames())
            met = as_written(matches[one.owner], row)
            finding.evidence.append(FoundEvidence(row, one.score, met, first, behind[row.pk], one.heard))
    return finding


def _behind(
    rows: Mapping[int, Evidence], organisations: Mapping[int, Organisation]
) -> dict[int, tuple[Organisation, ...]]:
    """Of each record its owner and those whose units stand on it, as far as the reader may see them; one query."""
    numbers: dict[int, dict[int, None]] = {
        pk: {row.organisation_id: None} if row.organisation_id else {} for pk, row in rows.items()
    }
    for evidence, organisation in prepared("search.units", _units, among=rows):
        numbers[evidence][organisation] = None
    return {pk: tuple(organisations[one] for one in found if one in organisations) for pk, found in numbers.items()}


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


OFFERED = tuple(kind.value for kind in OFFERS)
