"""Places that are taken before a round, cohorts that are over, and who reads an application until when."""

import pytest

from seriktes.placements.actions.cohorts import move_cohort
from seriktes.placements.actions.own_hosts import approve_proposal
from seriktes.placements.actions.placements import Planned, change_placement, plan_placement
from seriktes.placements.actions.positions import approve_position, offer_position
from seriktes.placements.actions.publishing import publish_round
from seriktes.placements.definitions.refusals import Refusal
from seriktes.placements.models import HostProposal, Placement, Position
from seriktes.placements.queries.access import applications_visible_to
from seriktes.procedures.models import OpenClock
from tests.placements import programmes_ground
from tests.placements.choice_ground import (
    MATCHING,
    OPEN,
    RANKING,
    applied,
    begun,
    choice_of,
    closed,
    matched,
    places,
    student,
)
from tests.placements.ground import NOON, cohort_of, planned_placement, position_of, programme_of

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("own_files")]
ONE, TWO = "Invented Student 1", "Invented Student 2"


def by_hand(world, made, person, position):
    planned = Planned(person, position.host, position)
    return plan_placement(cohort=made, planned=planned, by=world["career_centre"], at=RANKING)


def test_round_gives_nobody_a_place_that_was_given_by_hand(world):
    made, (first, second) = choice_of(world)
    for number in (1, 2):
        applied(made, student(world, number), [first, second])
    by_hand(world, made, student(world, 3), first)
    made = begun(closed(made))
    work = matched(world, made)
    assert sorted(places(work).values()) == ["", "P2"]
    publish_round(work=work, by=world["career_centre"], at=MATCHING)
    assert Placement.objects.filter(position=first).count() == 1


def test_placement_is_not_moved_to_a_full_position_nor_to_one_of_another_host(world):
    cohort = cohort_of(programme_of(world))
    placement = planned_placement(world, cohort=cohort)
    full = position_of(cohort, world, capacity=1)
    by_hand(world, cohort, world.people["fellow_student"], full)
    elsewhere = position_of(cohort, world)
    Position.objects.filter(pk=elsewhere.pk).update(host=world.organisations["hidden_company"])
    elsewhere.refresh_from_db()
    for position, why in ((full, "position_full"), (elsewhere, "position_elsewhere")):
        with pytest.raises(Refusal, match=why):
            change_placement(
                placement=placement, values={"position": position}, by=None, at=NOON, expected_version=None
            )


def test_nobody_is_placed_in_a_cohort_that_was_cancelled(world):
    cohort = cohort_of(programme_of(world), state="cancelled")
    with pytest.raises(Refusal, match="wrong_state"):
        planned_placement(world, cohort=cohort)


def test_nobody_is_awaited_once_the_cohort_is_over(world):
    made = programmes_ground.cohort(world)
    at = programmes_ground.AT
    position = offer_position(position=programmes_ground.position(world, made, state="draft"), by=None, at=at)
    proposal = HostProposal.objects.create(
        cohort=made, student=world.people["student"], host_name="Invented Brick", title="Store"
    )
    from seriktes.placements.actions.log import log

    log("hostproposal.sent", proposal, by=None, at=at, data={"name": "Invented Brick"})
    assert {clock.code for clock in OpenClock.objects.all()} >= {"position_to_approve", "own_host_decision"}
    move_cohort(cohort=made, way="cancel", by=None, at=at, reason="No hosts.")
    assert not OpenClock.objects.filter(subject_type__startswith="placements.").exists()
    position.refresh_from_db()
    with pytest.raises(Refusal, match="cohort_closed"):
        approve_position(position=position, by=None, at=at)
    with pytest.raises(Refusal, match="proposals_closed"):
        approve_proposal(proposal=proposal, host=world.organisations["company"], by=world["career_centre"], at=at)


def test_host_reads_an_application_until_the_cohort_is_over(world):
    made, (first, _second) = choice_of(world)
    application = applied(made, student(world, 1), [first], at=OPEN)
    host = world["company_manager"]
    assert application not in applications_visible_to(host)
    made = closed(made)
    assert application in applications_visible_to(host)
    type(made).objects.filter(pk=made.pk).update(state="ended")
    assert application not in applications_visible_to(host)
    assert application in applications_visible_to(world["career_centre"])
