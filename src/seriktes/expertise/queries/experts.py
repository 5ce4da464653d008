"""One expert and one unit as their pages show them: all of it what the reader may see."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

from django.db.models import Count, Max, Min, QuerySet

from seriktes.expertise.definitions.experience import Experience, experience_of
from seriktes.expertise.enums import EvidenceKind, Standing
from seriktes.expertise.models import Evidence, EvidencePerson, EvidenceSubject, EvidenceUnit, ExpertProfile
from seriktes.expertise.queries.access import evidence_visible_to
from seriktes.expertise.queries.documents import affiliations_today
from seriktes.organisations.models import Affiliation, Person, Unit
from seriktes.organisations.queries.access import Viewer, organisations_visible_to, people_visible_to

SHOWN, FELLOWS, SUBJECTS = 50, 12, 12


@dataclass
class Portrait:
    """What speaks for a person or a unit, summed up."""

    kinds: list[tuple[str, int]] = field(default_factory=list)
    total: int = 0
    years: tuple[int | None, int | None] = (None, None)
    languages: list[tuple[str, int]] = field(default_factory=list)
    # As `scheme:code`.
    subjects: list[tuple[str, int]] = field(default_factory=list)
    # Others of the register that stand on the same evidence, the most frequent first.
    fellows: list[tuple[Person, int]] = field(default_factory=list)


@dataclass
class ExpertRecord:
    profile: ExpertProfile | None
    places: list[Affiliation]
    portrait: Portrait
    experience: Experience | None


def evidence_of_person(user: Viewer, person: Person) -> QuerySet[Evidence]:
    rows = EvidencePerson.objects.filter(person=person, archived_at__isnull=True).exclude(standing=Standing.REFUSED)
    return evidence_visible_to(user).filter(pk__in=rows.values("evidence"), archived_at__isnull=True)


def evidence_of_unit(user: Viewer, unit: Unit) -> QuerySet[Evidence]:
    rows = EvidenceUnit.objects.filter(unit=unit, archived_at__isnull=True)
    return evidence_visible_to(user).filter(pk__in=rows.values("evidence"), archived_at__isnull=True)


def latest(evidence: QuerySet[Evidence], kind: str = "") -> QuerySet[Evidence]:
    """The newest first; what has no year last."""
    found = evidence.filter(kind=kind) if kind in EvidenceKind.values else evidence
    return found.defer("text_kk", "text_ru", "text_en").order_by("-year", "-pk")


def expert_for_user(user: Viewer, person: Person) -> ExpertRecord | None:
    """None where nothing speaks for the person that the reader may see, and it is not the reader."""
    profile = ExpertProfile.objects.filter(person=person).first()
    portrait = _portrait(user, evidence_of_person(user, person), without=person)
    is_own = user.is_authenticated and person.user_id == user.pk
    if not profile and not portrait.total and not is_own:
        return None
    here = affiliations_today([person.pk]).filter(organisation__in=organisations_visible_to(user))
    places = list(here.select_related("organisation", "unit").order_by("pk"))
    return ExpertRecord(profile, places, portrait, experience_of(user, [person.pk]).get(person.pk))


def is_expert_for_user(user: Viewer, person: Person) -> bool:
    """Whether `expert_for_user` would find a record."""
    if user.is_authenticated and person.user_id == user.pk:
        return True
    return ExpertProfile.objects.filter(person=person).exists() or evidence_of_person(user, person).exists()


def portrait_of_unit(user: Viewer, unit: Unit) -> Portrait:
    return _portrait(user, evidence_of_unit(user, unit))


def _portrait(user: Viewer, evidence: QuerySet[Evidence], *, without: Person | None = None) -> Portrait:
    plain = evidence.order_by()
    kinds = Counter(dict(plain.values_list("kind").annotate(count=Count("pk"))))
    if not kinds:
        return Portrait()
    span = plain.aggregate(first=Min("year"), last=Max("year"))
    spoken = plain.exclude(language="").values_list("language").annotate(count=Count("pk")).order_by("-count")
    subjects: Any = EvidenceSubject.objects.filter(evidence__in=plain.values("pk"), archived_at__isnull=True)
    subjects = (
        subjects.values_list("scheme", "code").annotate(count=Count("evidence", distinct=True)).order_by("-count")
    )
    return Portrait(
        kinds=[(kind, kinds[kind]) for kind in EvidenceKind.values if kinds[kind]],
        total=sum(kinds.values()),
        years=(span["first"], span["last"]),
        languages=list(spoken),
        subjects=[(f"{scheme}:{code}", count) for scheme, code, count in subjects[:SUBJECTS]],
        fellows=_fellows(user, plain, without),
    )


def _fellows(user: Viewer, evidence: QuerySet[Evidence], without: Person | None) -> list[tuple[Person, int]]:
    rows = EvidencePerson.objects.filter(
        evidence__in=evidence.values("pk"), person__in=people_visible_to(user), archived_at__isnull=True
    ).exclude(standing=Standing.REFUSED)
    if without is not None:
        rows = rows.exclude(person=without)
    counted: Any = rows.order_by().values_list("person").annotate(count=Count("evidence", distinct=True))
    best: Sequence[tuple[int, int]] = list(counted.order_by("-count", "person")[:FELLOWS])
    people = Person.objects.in_bulk([pk for pk, _ in best])
    return [(people[pk], count) for pk, count in best]
