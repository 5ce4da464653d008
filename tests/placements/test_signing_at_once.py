"""Two people at one moment: a step is signed once, and a text is not signed and taken back at the same time."""

import pytest

from seriktes.placements.actions.agreements import send_for_signature, take_back
from seriktes.placements.actions.placements import Planned, plan_placement
from seriktes.placements.actions.signing import confirm_step
from seriktes.placements.enums import SigningState
from seriktes.placements.models import Placement, SignStep
from seriktes.placements.queries.signing import asked_step
from tests.organisations.test_two_at_once import at_once
from tests.placements.ground import cohort_of, programme_of
from tests.placements.signing import MONDAY, ready_placement, sent_placement
from tests.world import build_world, fill_posts

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.usefixtures("own_files")]


@pytest.fixture
def world(transactional_db):
    world = build_world()
    fill_posts(world)
    return world


@pytest.fixture(autouse=True)
def _now(freeze):
    freeze(MONDAY)


def test_of_two_who_sign_one_step_one_does(world):
    placement = sent_placement(world)
    step, sha256 = asked_step(placement), placement.agreements.get().sha256
    sign = lambda: confirm_step(step=step, sha256=sha256, by=None, at=MONDAY, by_label="One of two")  # noqa: E731
    assert at_once(sign, sign) == ["done", "signed_already"]
    assert SignStep.objects.filter(state=SigningState.SIGNED).count() == 1
    assert asked_step(placement).role == "academic"


def test_one_signs_while_the_office_takes_the_text_back(world):
    placement = sent_placement(world)
    step, sha256 = asked_step(placement), placement.agreements.get().sha256
    found = at_once(
        lambda: confirm_step(step=step, sha256=sha256, by=None, at=MONDAY, by_label="Bolat"),
        lambda: take_back(placement=placement, reason="A wrong day.", by=world["career_centre"], at=MONDAY),
    )
    # Signed first, or taken back first: the office gets its text back either way.
    assert found in (["done", "done"], ["done", "not_your_turn"])
    assert asked_step(placement) is None


def test_two_who_send_one_agreement(world):
    placement = ready_placement(world)
    send = lambda: send_for_signature(placement=placement, by=world["career_centre"], at=MONDAY)  # noqa: E731
    assert at_once(send, send) == ["done", "wrong_state"]
    assert SignStep.objects.count() == 4


def test_two_who_place_one_student(world):
    cohort = cohort_of(programme_of(world))
    planned = Planned(world.people["student"], world.organisations["company"])
    place = lambda: plan_placement(cohort=cohort, planned=planned, by=world["career_centre"], at=MONDAY)  # noqa: E731
    assert at_once(place, place) == ["done", "placed_already"]
    assert Placement.objects.count() == 1
