"""Two at one moment, and one host that a student found."""

import pytest

from seriktes.placements.actions.own_hosts import approve_proposal, move_proposal, propose_host
from seriktes.placements.models import HostProposal, Placement
from tests.organisations.test_two_at_once import at_once
from tests.placements import programmes_ground
from tests.placements.choice_ground import OPEN
from tests.placements.test_own_hosts import WORDS, given
from tests.world import build_world, fill_posts

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.usefixtures("own_files")]


@pytest.fixture
def world(transactional_db):
    world = build_world()
    fill_posts(world)
    return world


def proposing(world, cohort):
    return lambda: propose_host(
        cohort=cohort, student=world.people["student"], values=given(host=world.organisations["company"]),
        by=world["student"], at=OPEN,
    )  # fmt: skip


def test_a_student_proposes_one_host_of_two(world):
    cohort = programmes_ground.cohort(world)
    assert at_once(proposing(world, cohort), proposing(world, cohort)) == ["done", "proposed_already"]
    assert HostProposal.objects.count() == 1


def test_of_two_who_approve_one_plans_the_placement(world):
    proposal = proposing(world, programmes_ground.cohort(world))()
    office = world["career_centre"]

    def approve():
        return approve_proposal(proposal=proposal, host=None, looked_at=WORDS, by=office, at=OPEN)

    assert at_once(approve, approve) == ["done", "wrong_state"]
    assert Placement.objects.count() == 1


def test_a_student_withdraws_while_the_office_approves(world):
    proposal = proposing(world, programmes_ground.cohort(world))()
    office, student = world["career_centre"], world["student"]
    told = at_once(
        lambda: approve_proposal(proposal=proposal, host=None, looked_at=WORDS, by=office, at=OPEN),
        lambda: move_proposal(proposal=proposal, way="withdraw", by=student, at=OPEN),
    )
    assert told == ["done", "wrong_state"]
    assert Placement.objects.count() == (HostProposal.objects.get().state == "approved")
