"""A round of 2,000 students in the product: from their lists to placements, replayed and stable."""

import random
import time

import pytest

from seriktes.organisations.models import Affiliation, Person
from seriktes.placements.actions.publishing import publish_round
from seriktes.placements.actions.rounds import replay_round
from seriktes.placements.models import Application, Placement, Position, Wish
from seriktes.placements.queries.results import left_over
from tests.placements.choice_ground import MATCHING, OPEN, begun, choice_of, closed, matched

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("own_files")]
STUDENTS, POSITIONS, LISTED = 2_000, 150, 8


@pytest.fixture
def market(world):
    """Drawn once: lists of eight, two thirds of the hosts have ranked."""
    chance = random.Random(5)
    made, positions = choice_of(world, seats=(3,))
    pattern = positions[0]
    Position.objects.bulk_create(
        Position(cohort=made, host=pattern.host, state="approved", name_en=f"P{n}", name_kk=f"P{n}", name_ru=f"P{n}",
                 language="en", capacity=chance.randint(5, 20), region="KZ-35", supervisor=pattern.supervisor)
        for n in range(2, POSITIONS + 1)
    )  # fmt: skip
    positions = list(Position.objects.filter(cohort=made).order_by("pk"))
    people = Person.objects.bulk_create(
        Person(name_kk=f"S{n}", name_ru=f"S{n}", name_en=f"S{n}") for n in range(STUDENTS)
    )
    Affiliation.objects.bulk_create(
        Affiliation(person=one, organisation=world.organisations["university"], kind="student") for one in people
    )
    applications = Application.objects.bulk_create(
        Application(cohort=made, student=one, state="submitted", submitted_at=OPEN, level="bachelor", year=3,
                    study_programme=chance.choice(["6B07101", "6B04101"])) for one in people
    )  # fmt: skip
    wishes = []
    for application in applications:
        for rank, one in enumerate(chance.sample(positions, LISTED), 1):
            host_rank = chance.randint(1, 40) if one.pk % 3 else None
            wishes.append(
                Wish(application=application, position=one, rank=max(1, rank - rank % 2), host_rank=host_rank)
            )
    Wish.objects.bulk_create(wishes, batch_size=2_000)
    return begun(closed(made))


def test_two_thousand_are_matched_explained_replayed_and_published(world, market, django_assert_max_num_queries):
    began = time.monotonic()
    work = matched(world, market)
    assert work.state == "finished", work.failure
    assert work.figures["blocking_pairs"] == 0
    assert work.results.count() == STUDENTS
    assert work.figures["matched"] == work.results.filter(position__isnull=False).count() > 1_000
    assert not work.results.filter(why=[]).exists()
    assert time.monotonic() - began < 60
    assert replay_round(pk=work.pk).is_replay_same
    with django_assert_max_num_queries(300):
        publish_round(work=work, by=world["career_centre"], at=MATCHING)
    market.refresh_from_db()
    assert Placement.objects.filter(state="planned").count() == work.figures["matched"]
    assert left_over(market).count() == STUDENTS - work.figures["matched"]
