"""A member of a commission, an employer without an account, answers by the link of a letter."""

import re
from datetime import timedelta

import pytest

from seriktes.accounts.models import User
from seriktes.placements.actions.commission_links import answer_call
from seriktes.placements.actions.defences import (
    Seat,
    add_member,
    cancel_defence,
    change_defence,
    remove_member,
)
from seriktes.placements.definitions.refusals import Refusal
from seriktes.placements.models import CommissionMember
from seriktes.procedures.models import Event
from tests.placements import thesis_ground as ground
from tests.placements.thesis_ground import LATER, OPEN

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("own_files")]
CHAIR = "chair@walk.example"


@pytest.fixture
def called(world, freeze, mailoutbox, django_capture_on_commit_callbacks, settings):
    """An announced defence; letters are in English."""
    settings.LANGUAGE_CODE = "en"
    User.objects.update(language="en")
    freeze(OPEN)
    thesis = ground.admitted(world)
    mailoutbox.clear()
    with django_capture_on_commit_callbacks(execute=True):
        return ground.commission(world, thesis)


def letters_to(mailoutbox, email):
    return [letter for letter in mailoutbox if letter.to == [email]]


def address_of(letter):
    return re.search(r"https?://[^/\s]+(/l/\S+)", letter.body)[1]


def chair_of(defence):
    return CommissionMember.objects.get(defence=defence, email=CHAIR)


def test_the_letter_says_when_and_where_and_names_no_student(called, mailoutbox):
    [letter] = letters_to(mailoutbox, CHAIR)
    assert "Room 204" in letter.body
    assert "Quality of castings" in letter.body
    assert called.theses.get().placement.student.name not in letter.body
    assert chair_of(called).answer == ""


def test_each_address_gets_one_letter(world, called, mailoutbox):
    for user in ("company_manager", "faculty_member", "student"):
        assert len(letters_to(mailoutbox, world[user].email)) == 1
    # Who supervises and sits in the commission is asked; who defends is told.
    assert "/l/" in letters_to(mailoutbox, world["faculty_member"].email)[0].body
    assert "/l/" not in letters_to(mailoutbox, world["student"].email)[0].body


def test_an_answer_is_on_record_and_the_link_works_once(called, mailoutbox, client, client_as):
    client.cookies["language"] = "en"
    address = address_of(letters_to(mailoutbox, CHAIR)[0])
    assert "Nothing has happened yet." in client.get(address).content.decode()
    assert chair_of(called).answer == ""
    assert client.post(address, {"choice": "yes", "note": "By train."}).status_code == 200
    member = chair_of(called)
    assert (member.answer, member.answer_note, member.answered_at) == ("yes", "By train.", OPEN)
    assert CHAIR in member.answered_label
    assert Event.objects.about(called).get(kind="defence.answered").by_label == member.answered_label
    assert client.post(address, {"choice": "no"}).status_code == 410
    page = client_as("career_centre").get(called.get_absolute_url()).content.decode()
    assert "Will come: By train." in page
    # Whether the others come is the office's affair.
    assert "By train." not in client_as("company_manager").get(called.get_absolute_url()).content.decode()


def test_the_office_hears_at_once_that_somebody_cannot_come(
    world, called, mailoutbox, client, django_capture_on_commit_callbacks
):
    address = address_of(letters_to(mailoutbox, CHAIR)[0])
    mailoutbox.clear()
    with django_capture_on_commit_callbacks(execute=True):
        assert client.post(address, {"choice": "no", "note": "On a journey."}).status_code == 200
    [letter] = letters_to(mailoutbox, world["career_centre"].email)
    assert "On a journey." in letter.body
    assert chair_of(called).answer == "no"
    assert letters_to(mailoutbox, world["company_manager"].email) == []


def test_another_place_asks_anew_and_the_old_link_does_nothing(
    called, mailoutbox, client, django_capture_on_commit_callbacks
):
    old = address_of(letters_to(mailoutbox, CHAIR)[0])
    answer_call(defence=called, member=chair_of(called), answer="yes", at=OPEN, by=None)
    mailoutbox.clear()
    with django_capture_on_commit_callbacks(execute=True):
        change_defence(defence=called, values={"place": "Room 7"}, by=None, at=OPEN, expected_version=None)
    assert chair_of(called).answer == ""
    assert client.post(old, {"choice": "yes"}).status_code == 410
    [letter] = letters_to(mailoutbox, CHAIR)
    assert "Room 7" in letter.body
    assert client.post(address_of(letter), {"choice": "yes"}).status_code == 200


def test_whoever_joins_later_is_asked_and_whoever_left_answers_no_more(
    world, called, mailoutbox, client, django_capture_on_commit_callbacks
):
    mailoutbox.clear()
    with django_capture_on_commit_callbacks(execute=True):
        seat = Seat(name="Late", email="late@walk.example", organisation=world.organisations["company"])
        member = add_member(defence=called, seat=seat, by=None, at=OPEN)
    assert [letter.to for letter in mailoutbox] == [["late@walk.example"]]
    remove_member(defence=called, member=member, by=None, at=OPEN)
    assert client.post(address_of(mailoutbox[0]), {"choice": "yes"}).status_code == 410


def test_no_answer_after_the_beginning_or_to_a_cancelled_defence(called, mailoutbox, client, freeze):
    address = address_of(letters_to(mailoutbox, CHAIR)[0])
    freeze(LATER)
    assert client.post(address, {"choice": "yes"}).status_code == 410
    with pytest.raises(Refusal, match="answers_closed"):
        answer_call(defence=called, member=chair_of(called), answer="yes", at=LATER, by=None)
    freeze(OPEN + timedelta(days=1))
    cancel_defence(defence=called, reason="The chair is ill.", by=None, at=OPEN)
    assert client.post(address, {"choice": "yes"}).status_code == 410
    assert chair_of(called).answer == ""
