"""Two students at one moment, and one topic."""

import pytest

from seriktes.placements.actions.theses import take_topic
from seriktes.placements.definitions.eligibility import Studies
from seriktes.placements.models import Thesis
from tests.organisations.test_two_at_once import at_once
from tests.placements import thesis_ground as ground
from tests.world import build_world, fill_posts

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.usefixtures("own_files")]


@pytest.fixture
def world(transactional_db):
    world = build_world()
    fill_posts(world)
    return world


def test_one_place_goes_to_one_of_two(world):
    topic = ground.topic(world)
    people = [ground.student(world, number) for number in range(2)]

    def take(person):
        return lambda: take_topic(position=topic, student=person, studies=Studies(), by=None, at=ground.OPEN)

    assert at_once(*map(take, people)) == ["done", "position_full"]
    assert Thesis.objects.count() == 1


def test_one_student_takes_one_of_two_topics(world):
    cohort = ground.cohort(world)
    topics = [ground.topic(world, cohort) for _number in range(2)]
    person = ground.student(world, 1)

    def take(topic):
        return lambda: take_topic(position=topic, student=person, studies=Studies(), by=None, at=ground.OPEN)

    assert at_once(*map(take, topics)) == ["done", "placed_already"]
    assert Thesis.objects.count() == 1
