"""Two people at one moment: one list, one ranking, one match, one change."""

import pytest

from seriktes.placements.actions.applications import begin_application, save_application
from seriktes.placements.actions.couples import ask_partner
from seriktes.placements.actions.publishing import change_by_hand, publish_round
from seriktes.placements.actions.ranking import rank_applicants
from seriktes.placements.actions.rounds import start_round
from seriktes.placements.models import Application, Couple, HostRanking, ManualChange, Placement, Round
from tests.organisations.test_two_at_once import at_once
from tests.placements.choice_ground import (
    MATCHING,
    OPEN,
    RANKING,
    applied,
    begun,
    choice_of,
    closed,
    matched,
    ranked,
    student,
)
from tests.world import build_world, fill_posts

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.usefixtures("own_files")]


@pytest.fixture
def world(transactional_db):
    world = build_world()
    fill_posts(world)
    return world


def test_one_student_begins_twice(world):
    made, _positions = choice_of(world)
    person = student(world, 1)
    begin = lambda: begin_application(cohort=made, student=person, by=person.user, at=OPEN)  # noqa: E731
    assert at_once(begin, begin) == ["applied_already", "done"]
    assert Application.objects.count() == 1


def test_two_tabs_save_one_list(world):
    made, (first, second) = choice_of(world)
    application = applied(made, student(world, 1), [first], submit=False)

    def save(position):
        return lambda: save_application(
            application=application, values={}, wishes=[(position.pk, 1)], by=application.student.user, at=OPEN,
            expected_version=application.version,
        )  # fmt: skip

    # Both change it: the list holds the second position, or none of the two writers saw the other.
    outcomes = at_once(save(second), save(second))
    assert outcomes == ["done", "edited_elsewhere"]
    assert list(application.wishes.values_list("position", flat=True)) == [second.pk]


def test_two_ask_one_student_to_apply_together(world):
    made, (first, _second) = choice_of(world, couples_allowed=True)
    one, two, three = (applied(made, student(world, number), [first]) for number in (1, 2, 3))

    def ask(application):
        return lambda: ask_partner(
            application=application, email=three.student.user.email, by=application.student.user, at=OPEN
        )

    assert at_once(ask(one), ask(two)) == ["done", "done"]
    assert Couple.objects.count() == 1


def test_two_of_a_host_rank_at_once(world):
    made, (first, _second) = choice_of(world)
    application = applied(made, student(world, 1), [first])
    closed(made)
    seen = HostRanking.objects.get(position=first).version

    def rank(number):
        return lambda: rank_applicants(
            position=first, ranks={application.pk: number}, refused={}, by=world["company_manager"], at=RANKING,
            expected_version=seen,
        )  # fmt: skip

    assert at_once(rank(1), rank(2)) == ["done", "edited_elsewhere"]


@pytest.fixture
def market(world):
    made, (first, second) = choice_of(world)
    applications = [applied(made, student(world, number), [first, second]) for number in (1, 2, 3)]
    made = closed(made)
    ranked(world, first, *applications)
    return begun(made), (first, second), applications


def test_two_rounds_are_asked_for(world, market):
    made, _positions, _applications = market
    ask = lambda: start_round(cohort=made, objective="student", limits={}, by=world["career_centre"], at=MATCHING)  # noqa: E731
    assert at_once(ask, ask) == ["done", "round_under_way"]
    assert Round.objects.count() == 1


def test_two_rounds_are_published(world, market):
    made, _positions, _applications = market
    works = [matched(world, made), matched(world, made, objective="host")]

    def publish(work):
        return lambda: publish_round(work=work, by=world["career_centre"], at=MATCHING)

    assert at_once(*map(publish, works)) == ["done", "match_published"]
    assert Placement.objects.count() == 2


def test_two_students_are_moved_to_one_free_place(world, market):
    made, (first, _second), applications = market
    work = matched(world, made)
    by = world["career_centre"]

    def move(application, to):
        return lambda: change_by_hand(
            work=work, application=application, to=to, reason="Asked for it", signed=by.name, by=by, at=MATCHING
        )

    move(applications[0], None)()
    assert at_once(move(applications[1], first), move(applications[2], first)) == ["done", "no_free_place"]
    assert list(ManualChange.objects.order_by("number").values_list("number", flat=True)) == [1, 2]
