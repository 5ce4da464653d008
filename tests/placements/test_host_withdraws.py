"""A host withdraws when students are placed there already: they lose the place, and the office places them anew."""

import re

import pytest
from django.core import mail
from django.urls import reverse
from django.utils import timezone

from seriktes.accounts.models import User
from seriktes.placements.actions.placements import Planned, plan_placement
from seriktes.placements.actions.positions import return_position, withdraw_position
from seriktes.placements.actions.publishing import first_altered
from seriktes.placements.enums import PlacementState
from seriktes.placements.models import Placement, Position
from seriktes.procedures.models import Event
from tests.placements.choice_ground import matched, publish
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


@pytest.fixture
def withdraws_by_link(world, client, mailoutbox, django_capture_on_commit_callbacks):
    """The position is returned to a host without an account, who withdraws it by the link in the letter."""

    def withdrawing(position):
        Position.objects.filter(pk=position.pk).update(
            host=world.organisations["hidden_company"], contact_email="host@example.org", contact_name="Gulnar"
        )
        User.objects.update(language="en")
        position.refresh_from_db()
        mailoutbox.clear()
        with django_capture_on_commit_callbacks(execute=True):
            return_position(position=position, reason="Name the tools.", by=world["career_centre"], at=timezone.now())
        [letter] = [one for one in mailoutbox if one.to == ["host@example.org"]]
        mailoutbox.clear()
        address = re.search(r"https?://[^/\s]+(/l/\S+)", letter.body)[1]
        with django_capture_on_commit_callbacks(execute=True):
            assert client.post(address, {"choice": "withdraw", "reason": "No room."}).status_code == 200

    return withdrawing


def test_a_host_that_withdraws_by_a_link_after_the_match_signs_the_change(world, market, withdraws_by_link, client_as):
    made, (_first, second), applications = market
    work = publish(world, matched(world, made))
    withdraws_by_link(second)
    told = [letter for letter in mail.outbox if letter.to == ["career.centre@example.org"]]
    [letter] = [one for one in told if one.subject == f"Withdrawn after the match: {second.name}"]
    assert "Students placed there: 1" in letter.body
    placement = Placement.objects.get(student=applications[0].student)
    assert (placement.state, placement.ended_reason) == ("cancelled", "No room.")
    made_ = work.changes.get()
    assert (made_.by, made_.signed) == (None, "Gulnar (host@example.org)")
    assert first_altered(work) is None
    for record, kind in ((placement, "placement.cancelled"), (work, "round.changed")):
        event = Event.objects.about(record).get(kind=kind)
        assert (event.by, event.by_label) == (None, "Gulnar (host@example.org)")
    page = client_as("career_centre").get(reverse("placements:round", args=[work.pk])).content.decode()
    assert "Signed by Gulnar (host@example.org)," in page


def test_who_was_placed_by_hand_at_a_returned_position_is_told_of_too(world, position, placed, withdraws_by_link):
    withdraws_by_link(position)
    office = [letter.body for letter in mail.outbox if letter.to == ["career.centre@example.org"]]
    assert any("Students placed there: 3" in body for body in office)
    event = Event.objects.about(placed[0]).get(kind="placement.cancelled")
    assert event.by_label == "Gulnar (host@example.org)"


def test_a_returned_position_without_students_is_withdrawn_without_a_letter(world, position, withdraws_by_link):
    withdraws_by_link(position)
    assert not [letter for letter in mail.outbox if letter.to == ["career.centre@example.org"]]
