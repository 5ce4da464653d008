"""A host withdraws when students are placed there already: they lose the place, and the office places them anew."""

import pytest
from django.core import mail
from django.urls import reverse

from seriktes.accounts.models import User
from seriktes.placements.actions.placements import Planned, plan_placement
from seriktes.placements.actions.positions import withdraw_position
from seriktes.placements.enums import PlacementState
from seriktes.placements.models import Placement
from tests.placements.ground import NOON, cohort_of, position_of, programme_of

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("own_files")]
STUDENTS = ("student", "fellow_student", "published_student")


@pytest.fixture
def position(world):
    cohort = cohort_of(programme_of(world))
    return position_of(cohort, world, capacity=3)


@pytest.fixture
def placed(world, position):
    """By hand, without a list: one is under way."""
    rows = [
        plan_placement(
            cohort=position.cohort, planned=Planned(world.people[key], position.host, position), by=None, at=NOON
        )
        for key in STUDENTS
    ]
    Placement.objects.filter(pk=rows[2].pk).update(state=PlacementState.RUNNING)
    return rows


def withdrawn(position):
    return withdraw_position(position=position, reason="The shop burnt down.", by=None, at=NOON)


def states(placed):
    return [Placement.objects.get(pk=one.pk).state for one in placed]


def test_who_was_placed_without_a_list_loses_the_place_too(world, position, placed, django_capture_on_commit_callbacks):
    User.objects.update(language="en")
    mail.outbox.clear()
    with django_capture_on_commit_callbacks(execute=True):
        withdrawn(position)
    assert states(placed) == ["cancelled", "cancelled", "running"]
    assert Placement.objects.get(pk=placed[0].pk).ended_reason == "The shop burnt down."
    told = {address: letter for letter in mail.outbox for address in letter.to}
    assert "student@example.org" in told
    # Three were there when it happened, two of whom need another host now.
    office = [letter.body for letter in mail.outbox if letter.to == ["career.centre@example.org"]]
    assert any("Students placed there: 3" in body for body in office)


def test_a_position_at_which_nobody_was_placed_is_no_trouble(world, position, django_capture_on_commit_callbacks):
    User.objects.update(language="en")
    mail.outbox.clear()
    with django_capture_on_commit_callbacks(execute=True):
        withdrawn(position)
    assert all("after the match" not in letter.subject for letter in mail.outbox)


def test_the_office_finds_them_on_the_page_of_the_position_and_places_them_anew(world, position, placed, client_as):
    office = client_as("career_centre")
    assert "Who needs another host" not in office.get(position.get_absolute_url()).content.decode()
    withdrawn(position)
    page = office.get(position.get_absolute_url()).content.decode()
    anew = f"{reverse('placements:placement_new')}?cohort={position.cohort_id}&amp;student={placed[0].student_id}"
    assert anew in page
    assert page.count("Place anew") == 2
    assert placed[2].get_absolute_url() in page
    form = office.get(anew.replace("&amp;", "&")).content.decode()
    assert 'value="Asem Bilimbek"' in form
    plan_placement(
        cohort=position.cohort, planned=Planned(world.people["student"], world.organisations["hidden_company"]), by=None,
        at=NOON,
    )  # fmt: skip
    page = office.get(position.get_absolute_url()).content.decode()
    assert anew not in page
    assert page.count("Place anew") == 1


def test_nobody_but_the_office_reads_who_lost_the_place(world, position, placed, client_as):
    withdrawn(position)
    for who in ("company_manager", "student", "faculty_member"):
        page = client_as(who).get(position.get_absolute_url())
        assert page.status_code == 404 or "Who needs another host" not in page.content.decode()
