"""An invitation to a challenge is read and answered by the link of its letter, by a program without a token."""

from datetime import timedelta

import pytest
from django.utils import timezone

from seriktes.challenges.actions.invitations import INVITED, accept_invitation
from seriktes.challenges.actions.watches import STOP
from seriktes.challenges.models import ChallengeInvitation
from seriktes.procedures.actions.links import Addressee, link_within_a_letter
from seriktes.procedures.models import ActionLink, Event
from tests.api.conftest import problem, refused

pytestmark = pytest.mark.django_db


@pytest.fixture
def invited(told):
    return ChallengeInvitation.objects.create(
        challenge=told.extras["challenge_answered"], organisation=told.organisations["university"],
        person=told.people["lecturer"], sent_at=timezone.now(),
    )  # fmt: skip


def path_of(subject, action=INVITED):
    address = link_within_a_letter(
        action=action, subject=subject, to=Addressee("walk@walk.example", "en", "Walk"), at=timezone.now()
    )
    return f"challenges/invitations/{address.rstrip('/').rpartition('/')[2]}"


@pytest.fixture
def path(invited):
    return path_of(invited)


def test_the_link_says_what_is_asked_and_changes_nothing(told, invited, path, program):
    shown = program().get(path).json()
    assert (shown["link"], shown["state"]) == ("open", "sent")
    letter = shown["invitation"]
    assert (letter["challenge"]["name"], letter["asker"], letter["organisation"], letter["language"]) == (
        "Walk", told.organisations["company"].name_en, told.organisations["university"].name_en, "kk",
    )  # fmt: skip
    assert letter["url"] == invited.challenge.get_absolute_url()
    assert letter["due_on"] == invited.challenge.due_on.isoformat()
    invited.refresh_from_db()
    assert invited.state == "sent"


def test_the_page_of_a_challenge_for_few_is_for_those_who_sign_in(told, program):
    row = ChallengeInvitation.objects.create(
        challenge=told.extras["challenge_elsewhere"], organisation=told.organisations["university"],
        sent_at=timezone.now(),
    )  # fmt: skip
    shown = program().get(path_of(row)).json()["invitation"]
    assert (shown["challenge"]["name"], shown["url"]) == ("Walk", None)


def test_it_is_accepted_once(invited, path, program):
    done = program().post(f"{path}/accept").json()
    assert done == {"link": "used", "state": "accepted", "invitation": None}
    event = Event.objects.about(invited.challenge).get(kind="challenge.invitation_accepted")
    assert (event.by, event.by_label) == (None, "Walk (walk@walk.example)")
    assert refused(program().post(f"{path}/accept")) == (409, "used")
    assert refused(program().post(f"{path}/decline", {"reason": "On second thought."})) == (409, "used")
    assert program().get(path).json() == done


def test_declining_asks_for_a_reason(invited, path, program):
    silent = program().post(f"{path}/decline", {"reason": " "})
    assert (problem(silent), silent.json()["errors"][0]["pointer"]) == ((422, "invalid"), "#/reason")
    assert problem(program().post(f"{path}/decline", {})) == (422, "invalid")
    assert program().get(path).json()["link"] == "open"
    assert program().post(f"{path}/decline", {"reason": "No furnace before May."}).json()["state"] == "declined"
    invited.refresh_from_db()
    assert (invited.state, invited.reason) == ("declined", "No furnace before May.")


def test_a_link_does_nothing_once_the_matter_is_settled_or_its_time_is_over(told, invited, path, program):
    ActionLink.objects.update(expires_at=timezone.now() - timedelta(days=1))
    assert refused(program().post(f"{path}/accept")) == (409, "expired")
    assert program().get(path).json() == {"link": "expired", "state": "sent", "invitation": None}
    ActionLink.objects.update(expires_at=timezone.now() + timedelta(days=1))
    accept_invitation(invitation=invited, by=told["faculty_member"], at=timezone.now())
    late = program().post(f"{path}/decline", {"reason": "Too late."})
    assert (refused(late), late.json()["detail"]) == ((409, "withdrawn"), "The invitation was accepted already.")
    invited.refresh_from_db()
    assert invited.state == "accepted"


def test_no_other_link_opens_it(invited, path, program):
    cut = path[:-1] + ("a" if path[-1] != "a" else "b")
    for wrong in (cut, "challenges/invitations/kk.abc", path_of(invited, STOP)):
        assert problem(program().get(wrong)) == (404, "not-found"), wrong
        assert problem(program().post(f"{wrong}/accept")) == (404, "not-found"), wrong
    assert problem(program().get("challenges/invitations/a%20b")) == (422, "invalid")


def test_a_token_that_is_sent_must_be_for_it(path, program):
    assert problem(program("researcher", "challenges:read").post(f"{path}/accept")) == (403, "scope-missing")
    assert program("researcher", "challenges:write").post(f"{path}/accept").json()["state"] == "accepted"
    assert "researcher@" in Event.objects.get(kind="challenge.invitation_accepted").by_label


def test_guesses_are_counted_as_on_the_page(path, program, settings):
    settings.LINK_RATE = "2/minute"
    assert [program().get(path).status_code for _ in range(3)] == [200, 200, 429]
