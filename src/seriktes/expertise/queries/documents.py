"""Evidence and profiles as documents of the index: what everybody may see, in its languages, and whom it speaks for."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, Any

from django.db.models import Exists, OuterRef, Q, QuerySet
from django.utils import timezone

from seriktes.common.models import Languages
from seriktes.expertise.definitions.subjects import subject
from seriktes.expertise.enums import Standing
from seriktes.expertise.models import Evidence, EvidencePerson, EvidenceSubject, EvidenceUnit, ExpertProfile
from seriktes.expertise.queries.access import published, withdrawn_among
from seriktes.expertise.queries.attributes import Attributes
from seriktes.organisations.enums import AffiliationKind
from seriktes.organisations.models import Affiliation, Person
from seriktes.organisations.queries.access import is_published

if TYPE_CHECKING:
    from seriktes_analytics.matching.evidence import Evidence as Document
    from seriktes_analytics.matching.evidence import Text

BATCH = 1000
# A description longer than a book chapter says nothing more.
LONGEST_TEXT = 50_000
# Particulars in words that somebody may ask for.
TOLD_PARTICULARS = ("maker", "model", "venue", "stage_note", "accreditation")

EVIDENCE, PROFILE = "evidence", "profile"


@dataclass(frozen=True)
class Told:
    """A document of the index, and what the filters of a search count of it."""

    document: "Document"
    attributes: Attributes


def key_of(evidence: int) -> str:
    return f"{EVIDENCE}:{evidence}"


def indexable_evidence() -> QuerySet[Evidence]:
    """What everybody may see; a retracted publication speaks for nobody."""
    return Evidence.objects.filter(published(), retracted_on__isnull=True)


def indexable_people(on: date) -> QuerySet[Person]:
    """Published people of whom there is a profile or evidence."""
    named = EvidencePerson.objects.filter(person=OuterRef("pk"), archived_at__isnull=True).exclude(
        standing=Standing.REFUSED
    )
    profile = ExpertProfile.objects.filter(person=OuterRef("pk"))
    return Person.objects.filter(is_published(on), merged_into__isnull=True).filter(
        Q(Exists(named)) | Q(Exists(profile))
    )


def count_documents(on: date) -> int:
    return indexable_evidence().count() + indexable_people(on).count()


def documents(keys: Iterable[str], on: date) -> "dict[str, Told]":
    """The documents of these keys, by key; what is not to be found any more is not there."""
    wanted: dict[str, list[int]] = defaultdict(list)
    for key in keys:
        kind, _, number = key.partition(":")
        if number.isdecimal():
            wanted[kind].append(int(number))
    found = [
        *_of_evidence(indexable_evidence().filter(pk__in=wanted[EVIDENCE])),
        *_of_people(indexable_people(on).filter(pk__in=wanted[PROFILE])),
    ]
    return {one.document.key: one for one in found}


def every_document(on: date) -> "Iterator[Told]":
    """All of them, read in batches of a few thousand rows."""
    for start, stop in _spans(indexable_evidence()):
        yield from _of_evidence(indexable_evidence().filter(pk__gte=start, pk__lte=stop))
    for start, stop in _spans(indexable_people(on)):
        yield from _of_people(indexable_people(on).filter(pk__gte=start, pk__lte=stop))


def _spans(rows: QuerySet[Any]) -> Iterator[tuple[int, int]]:
    """First and last ids of batches, in order."""
    after = 0
    while batch := list(rows.filter(pk__gt=after).order_by("pk").values_list("pk", flat=True)[:BATCH]):
        yield batch[0], batch[-1]
        after = batch[-1]


def _of_evidence(chosen: QuerySet[Evidence]) -> "Iterator[Told]":
    from seriktes_analytics.matching.evidence import Evidence as Document  # with the engine, which is slow to load

    rows = list(chosen.order_by("pk"))
    numbers = [row.pk for row in rows]
    owners = _owners(numbers)
    subjects: dict[int, list[tuple[str, str]]] = defaultdict(list)
    for evidence, scheme, code in EvidenceSubject.objects.filter(
        evidence__in=numbers, archived_at__isnull=True
    ).values_list("evidence", "scheme", "code"):
        subjects[evidence].append((scheme, code))
    for row in rows:
        people, units, organisations = owners[row.pk]
        if row.organisation_id and row.organisation_id not in organisations:
            organisations.insert(0, row.organisation_id)
        about = [f"{scheme}:{code}" for scheme, code in subjects[row.pk]]
        words = [
            "public",
            *(f"subject={one}" for one in about),
            *([f"language={row.language}"] if row.language else []),
        ]
        speaks_for = [
            f"evidence:{row.pk}", *(f"person:{pk}" for pk in people), *(f"unit:{unit}" for unit, _ in units),
            *(f"organisation:{pk}" for pk in organisations),
        ]  # fmt: skip
        document = Document(
            key_of(row.pk), _texts(row, subjects[row.pk]), tuple(speaks_for), tuple(words), kind=row.kind
        )
        attributes = Attributes(row.kind, row.language, tuple(about), tuple(people), tuple(units), tuple(organisations))
        yield Told(document, attributes)


def _owners(numbers: Sequence[int]) -> "defaultdict[int, tuple[list[int], list[tuple[int, int]], list[int]]]":
    """Of each piece of evidence its people, its units with their organisations, and its organisations; each once."""
    owners: defaultdict[int, tuple[list[int], list[tuple[int, int]], list[int]]] = defaultdict(lambda: ([], [], []))
    named = list(
        EvidencePerson.objects.filter(evidence__in=numbers, person__isnull=False, archived_at__isnull=True)
        .exclude(standing=Standing.REFUSED)
        .values_list("evidence", "person")
        .distinct()
    )
    # Whoever took a consent back is gone from the index, whoever may see the record itself.
    withdrawn = withdrawn_among({person for _, person in named})
    for evidence, person in named:
        if person not in withdrawn:
            owners[evidence][0].append(person)
    rows = EvidenceUnit.objects.filter(evidence__in=numbers, archived_at__isnull=True).order_by("pk")
    for evidence, organisation, unit in rows.values_list("evidence", "organisation", "unit"):
        _people, units, organisations = owners[evidence]
        if organisation not in organisations:
            organisations.append(organisation)
        if unit:
            units.append((unit, organisation))
    return owners


def _texts(row: Evidence, subjects: Iterable[tuple[str, str]]) -> "tuple[Text, ...]":
    from seriktes_analytics.matching.evidence import Text  # as above

    said = [(getattr(row, f"{part}_{code}"), code) for part in ("name", "text") for code in Languages.values]
    said.append((row.name_other, ""))
    said += [(str(row.particulars.get(code) or ""), "") for code in TOLD_PARTICULARS]
    for scheme, code in subjects:
        known = subject(scheme, code)
        said += [(label, language) for language, label in known.names.items()] if known else []
    return tuple(Text(words[:LONGEST_TEXT], language) for words, language in said if words)


def _of_people(chosen: QuerySet[Person]) -> "Iterator[Told]":
    """A profile says the names, and what the person wrote of the own expertise."""
    from seriktes_analytics.matching.evidence import Evidence as Document  # as above
    from seriktes_analytics.matching.evidence import Text

    people = list(chosen.select_related("expert_profile").order_by("pk"))
    # Of each the organisations with the last day there: of several posts in one, the one that lasts.
    places: dict[int, dict[int, str]] = defaultdict(dict)
    working = affiliations_today([one.pk for one in people]).order_by("pk")
    for person_id, organisation, ends_on in working.values_list("person", "organisation", "ends_on"):
        until, before = ends_on.isoformat() if ends_on else "", places[person_id].get(organisation, "0")
        places[person_id][organisation] = max(until, before) if until and before else ""
    for person in people:
        profile = getattr(person, "expert_profile", None)
        said = [(getattr(person, f"name_{code}"), code) for code in Languages.values]
        if profile:
            said += [(getattr(profile, f"about_{code}"), code) for code in Languages.values]
        texts = tuple(Text(words[:LONGEST_TEXT], language) for words, language in said if words)
        document = Document(f"{PROFILE}:{person.pk}", texts, (f"person:{person.pk}",), kind=PROFILE)
        where = places[person.pk]
        yield Told(
            document,
            Attributes(PROFILE, people=(person.pk,), organisations=tuple(where), until=tuple(where.values())),
        )


def affiliations_today(people: Collection[int]) -> QuerySet[Affiliation]:
    """Where these people work; not where they study."""
    return at_work().filter(person__in=people)


def at_work() -> QuerySet[Affiliation]:
    """Everybody's of today."""
    today = timezone.localdate()
    return Affiliation.objects.filter(
        Q(ends_on__isnull=True) | Q(ends_on__gte=today), archived_at__isnull=True
    ).exclude(kind=AffiliationKind.STUDENT)  # fmt: skip
