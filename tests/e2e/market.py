"""A cohort of 2,000 students for the journey of a round. Runs inside the demonstration, as `people` does."""

import random
from datetime import timedelta
from typing import Any

from django.db import transaction
from django.utils import timezone

from seriktes.accounts.models import User
from seriktes.organisations.models import Affiliation, Person
from seriktes.placements.actions.cohorts import add_cohort
from seriktes.placements.models import Application, Cohort, HostRanking, Position, Programme, Wish

STUDENTS, POSITIONS, PLACES, LISTED = 2_000, 60, 40, 8
# Of each of so many positions one is wished by many, as in life.
POPULAR = 7


def draft_market() -> dict[str, Any]:
    """A cohort that nobody has opened, with the positions of one host; answers its number and who the office is."""
    office = User.objects.get(persona="career_centre")
    programme = Programme.objects.filter(
        organisation__memberships__user=office, kind="internship", archived_at__isnull=True
    ).order_by("pk")[0]
    today = timezone.localdate()
    days = {
        "positions_until": 10, "applications_from": 0, "applications_until": 20, "ranking_until": 30, "starts_on": 40,
        "ends_on": 100,
    }  # fmt: skip
    cohort = add_cohort(
        programme=programme, by=office, at=timezone.now(),
        values={"term": "2 000", "documents": [], "wishes_at_most": LISTED}
        | {name: today + timedelta(days=count) for name, count in days.items()},
    )  # fmt: skip
    pattern = Position.objects.filter(state="approved", cohort__programme=programme).order_by("pk")[0]
    Position.objects.bulk_create(
        Position(
            cohort=cohort, host=pattern.host, state="approved", name_kk=f"Сынақ орны {number}", language="kk",
            name_ru=f"Пробное место {number}", name_en=f"Trial place {number}", capacity=PLACES, region=pattern.region,
            supervisor_name="Сынақ Жетекші", supervisor_email="zhetekshi@synaq.example",
        )
        for number in range(1, POSITIONS + 1)
    )  # fmt: skip
    return {"cohort": cohort.pk, "office": office.name or office.email}


@transaction.atomic
def fill_market(*, cohort: int) -> dict[str, Any]:
    """2,000 submitted lists, the first of them the persona's, whom the first host of that list likes best."""
    chance = random.Random(5)
    made = Cohort.objects.select_related("programme").get(pk=cohort)
    own = User.objects.get(persona="student").person
    people = Person.objects.bulk_create(
        Person(name_kk=f"Сынақбай {number}", name_ru=f"Сынакбай {number}", name_en=f"Synakbay {number}")
        for number in range(1, STUDENTS)
    )
    Affiliation.objects.bulk_create(
        Affiliation(person=one, organisation_id=made.programme.organisation_id, kind="student") for one in people
    )
    now = timezone.now()
    applications = Application.objects.bulk_create(
        Application(cohort=made, student=one, state="submitted", submitted_at=now, level="bachelor", year=3,
                    study_programme=chance.choice(["6B07101", "6B04101"]))
        for one in (own, *people)
    )  # fmt: skip
    positions = list(Position.objects.filter(cohort=made).order_by("pk"))
    weights = [3 if place % POPULAR == 0 else 1 for place in range(POSITIONS)]
    wishes = []
    for application in applications:
        listed = list(dict.fromkeys(chance.choices(positions, weights, k=3 * LISTED)))[:LISTED]
        for rank, position in enumerate(listed, 1):
            is_first = application is applications[0] and rank == 1
            host_rank = 1 if is_first else chance.randint(2, 40)
            wishes.append(Wish(application=application, position=position, rank=rank, host_rank=host_rank))
    Wish.objects.bulk_create(wishes, batch_size=2_000)
    HostRanking.objects.bulk_create(HostRanking(position=one, ranked_at=now) for one in positions)
    return {"application": applications[0].pk}
