"""The chapter of expertise: invented publications, projects, patents, technologies, equipment, laboratories, services and
courses of the invented universities, and the consents by which their people are found."""

from datetime import date, datetime, time, timedelta
from random import Random

from django.utils import timezone

from seriktes.common.bulk import Rows
from seriktes.expertise.actions.indexing import note_changes
from seriktes.expertise.demo.inventing import Expert, Inventor
from seriktes.expertise.demo.questions import ask_about_authors
from seriktes.expertise.models import (
    Evidence,
    EvidenceIdentifier,
    EvidencePerson,
    EvidenceSubject,
    EvidenceUnit,
)
from seriktes.organisations.actions.naming import refresh_people
from seriktes.organisations.demo.sizes import Size
from seriktes.organisations.demo.stage import Stage
from seriktes.organisations.enums import AffiliationKind, ConsentEventKind, OrganisationStatus
from seriktes.organisations.models import Affiliation, Consent, ConsentEvent, Organisation, Person

# Publications and cards of equipment at each size; the other kinds follow the cards.
PUBLICATIONS = {"small": 2_000, "office": 20_000, "national": 200_000}
CARDS = {"small": 300, "office": 1_500, "national": 10_000}
# Of the teachers, so many in a hundred have agreed to be found; at the larger sizes no more than so many of them write.
FOUND, WRITERS = 70, 5_000
CHUNK = 1_000


def fill_expertise(stage: Stage) -> None:
    rng, on = Random(stage.seed + 5), timezone.localdate(stage.now)
    experts = _experts(rng, stage.size)
    _consent(stage, rng, [expert.person for expert in experts])
    inventor = Inventor(rng, on, experts)
    first = (Evidence._base_manager.order_by("-pk").values_list("pk", flat=True).first() or 0) + 1
    _publications(stage, inventor)
    _cards(stage, inventor)
    ask_about_authors(rng, stage.now, experts)
    last = Evidence._base_manager.order_by("-pk").values_list("pk", flat=True).first() or 0
    for start in range(first, last + 1, CHUNK):
        note_changes(f"evidence:{pk}" for pk in range(start, min(start + CHUNK, last + 1)))


def _experts(rng: Random, size: Size) -> list[Expert]:
    rows = (
        Affiliation.objects.filter(kind=AffiliationKind.FACULTY, archived_at__isnull=True)
        .exclude(organisation__status=OrganisationStatus.MERGED)
        .select_related("person", "organisation")
        .order_by("pk")[: min(size.faculty, WRITERS) + 1]
    )
    return [Expert.invent(rng, place, row) for place, row in enumerate(rows)]


def _consent(stage: Stage, rng: Random, people: list[Person]) -> None:
    """Most of those who write let themselves be found; those who have a consent already, or took it back, stay as they
    are. Given to the university where they teach."""
    on = timezone.localdate(stage.now)
    settled = set(Consent.objects.values_list("person_id", flat=True))
    asked = [person for person in people if person.pk not in settled and rng.randrange(100) < FOUND]
    homes = dict(
        Affiliation.objects.filter(person__in=[person.pk for person in asked], kind=AffiliationKind.FACULTY)
        .order_by("-pk")
        .values_list("person_id", "organisation_id")
    )
    operators = Organisation.objects.in_bulk(set(homes.values()))
    consents, events = Rows(Consent), Rows(ConsentEvent)
    for person in asked:
        operator, given = operators[homes[person.pk]], on - timedelta(days=rng.randrange(30, 700))
        pk = consents.add(
            person_id=person.pk, operator_id=operator.pk, operator_name=operator.name_kk or str(operator),
            subject_name=person.name_kk, valid_from=given, valid_until=given + timedelta(days=5 * 365), publication=True,
            data=["name", "position", "publications"],
        )  # fmt: skip
        events.add(consent_id=pk, kind=ConsentEventKind.GIVEN, at=_at(given))
        person.is_public, person.published_until = True, given + timedelta(days=5 * 365)
    consents.flush()
    events.flush()
    Person.objects.bulk_update(asked, ["is_public", "published_until"], batch_size=500)
    for start in range(0, len(asked), CHUNK):
        refresh_people(asked[start : start + CHUNK])


def _at(day: date) -> datetime:
    return timezone.make_aware(datetime.combine(day, time(11)))


class Tables:
    """What is written together, in this order."""

    def __init__(self) -> None:
        self.evidence = Rows(Evidence)
        self.identifiers = Rows(EvidenceIdentifier, source="demonstration")
        self.people = Rows(EvidencePerson, source="demonstration")
        self.units = Rows(EvidenceUnit, source="demonstration")
        self.subjects = Rows(EvidenceSubject, source="demonstration")

    def flush(self) -> None:
        for rows in vars(self).values():
            rows.flush()


def _publications(stage: Stage, inventor: Inventor) -> None:
    tables, total = Tables(), PUBLICATIONS[stage.size.code]
    for number in range(1, total + 1):
        inventor.publication(tables, number)
        if number % CHUNK == 0 or number == total:
            tables.flush()
            stage.tell("publications", number, total)


def _cards(stage: Stage, inventor: Inventor) -> None:
    tables, total = Tables(), CARDS[stage.size.code]
    for number in range(1, total + 1):
        inventor.equipment(tables, number)
        for kind, every in (
            (inventor.project, 2), (inventor.patent, 5), (inventor.technology, 4), (inventor.service, 5),
            (inventor.laboratory, 7), (inventor.course, 5),
        ):  # fmt: skip
            if number % every == 0:
                kind(tables, number)
        if number % CHUNK == 0 or number == total:
            tables.flush()
            stage.tell("equipment", number, total)
