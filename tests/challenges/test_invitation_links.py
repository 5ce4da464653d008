"""An invitation is taken up or declined from the letter, without an account."""

import re
from datetime import timedelta

import pytest
from django.utils import timezone

from seriktes.accounts.models import User
from seriktes.challenges.actions.challenges import withdraw_challenge
from seriktes.challenges.actions.invitations import accept_invitation, invite
from seriktes.challenges.models import ChallengeInvitation
from seriktes.procedures.models import Event
from tests.challenges.test_pages import now_open

pytestmark = pytest.mark.django_db


@pytest.fixture
def invited(world, mailoutbox, django_capture_on_commit_callbacks):
    """The lecturer is invited; answers the invitation and the address of the link."""
    User.objects.update(language="en")
    with django_capture_on_commit_callbacks(execute=True):
        row = invite(
            challenge=now_open(world, visibility="invited"), organisation=world.organisations["university"],
            person=world.people["lecturer"], by=world["company_manager"], at=timezone.now(),
        )  # fmt: skip
    [letter] = mailoutbox
    assert letter.to == ["faculty.member@example.org"]
    assert letter.subject == "Invitation to answer: Bearings of a crusher run hot"
    address = re.search(r"https?://[^/\s]+(/l/\S+)", letter.body)
    mailoutbox.clear()
    return row, address[1]


def test_the_page_says_what_is_asked_and_changes_nothing(invited, client):
    row, address = invited
    page = client.get(address).content.decode()
    for words in ("Bearings of a crusher run hot", "run hot after about forty hours", "Accept", "Decline"):
        assert words in page
    row.refresh_from_db()
    assert row.state == "sent"


def test_accepting_tells_the_asker_and_puts_on_record_who_it_was(
    invited, client, mailoutbox, django_capture_on_commit_callbacks
):
    row, address = invited
    with django_capture_on_commit_callbacks(execute=True):
        assert client.post(address, {"choice": "accept"}, follow=True).status_code == 200
    row.refresh_from_db()
    assert row.state == "accepted"
    event = Event.objects.about(row.challenge).get(kind="challenge.invitation_accepted")
    assert (event.by, event.by_label) == (None, "Faculty member (faculty.member@example.org)")
    assert [(letter.to, letter.subject) for letter in mailoutbox] == [
        (["company.manager@example.org"], "Invitation accepted: Bearings of a crusher run hot")
    ]
    # Once only.
    client.post(address, {"choice": "decline", "reason": "On second thought."})
    row.refresh_from_db()
    assert row.state == "accepted"


def test_declining_asks_for_a_reason(invited, client):
    row, address = invited
    assert client.post(address, {"choice": "decline", "reason": "  "}).status_code == 422
    row.refresh_from_db()
    assert row.state == "sent"
    client.post(address, {"choice": "decline", "reason": "No furnace before May."})
    row.refresh_from_db()
    assert (row.state, row.reason) == ("declined", "No furnace before May.")


def test_a_link_does_nothing_once_the_matter_is_settled(world, invited, client):
    row, address = invited
    accept_invitation(invitation=row, by=world["faculty_member"], at=timezone.now())
    assert "accepted already" in client.get(address).content.decode()
    client.post(address, {"choice": "decline", "reason": "Too late."})
    assert ChallengeInvitation.objects.get().state == "accepted"


def test_a_link_does_nothing_once_the_challenge_is_withdrawn(world, invited, client):
    row, address = invited
    withdraw_challenge(
        challenge=row.challenge, reason="Gone.", by=world["company_manager"], at=timezone.now() + timedelta(minutes=1)
    )
    assert "takes no answers any more" in client.get(address).content.decode()
    client.post(address, {"choice": "accept"})
    assert ChallengeInvitation.objects.get().state == "sent"
