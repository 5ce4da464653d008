"""Letters to exhibitors about their part, to the organiser who is refused, and to those who came last year."""

from datetime import timedelta

import pytest
from django.core import mail
from django.urls import reverse

from seriktes.gatherings.actions.exhibitors import add_contact, add_exhibitor, move_exhibitor
from seriktes.gatherings.actions.gatherings import copy_gathering
from seriktes.gatherings.actions.hackathons import exclude_team
from seriktes.gatherings.actions.plan import Place, change_stand, free_stand, set_plan, take_stand
from seriktes.procedures.actions import links
from seriktes.procedures.models import ActionLink
from tests.gatherings.fair import BEGINS, ENDS, NOON, exhibitor, fair
from tests.gatherings.test_hackathons import AFTER, finished, hackathon, team

pytestmark = pytest.mark.django_db
CONTACT = "a@company.example"
YEAR = timedelta(days=365)


@pytest.fixture(autouse=True)
def _noon(freeze):
    freeze(NOON)


@pytest.fixture
def sent(django_capture_on_commit_callbacks):
    """What goes out by an act: (address, body) of each letter."""

    def by(act):
        mail.outbox.clear()
        with django_capture_on_commit_callbacks(execute=True):
            act()
        return [(letter.to[0], letter.body) for letter in mail.outbox]

    return by


@pytest.fixture
def part(world):
    one = exhibitor(world, fair(world), is_confirmed=False)
    add_contact(exhibitor=one, name="A", email=CONTACT, language="en", by=None, at=NOON)
    return one


def stand_of(part, label="A1"):
    [stand] = set_plan(gathering=part.gathering, places=[Place(label, 0, 0)], by=part.gathering.by)
    return stand


def test_contract_and_confirmation_reach_the_contact_without_an_account(part, sent):
    by = part.gathering.by
    [(to, body)] = sent(lambda: move_exhibitor(exhibitor=part, way="send_contract", by=by, at=NOON))
    assert to == CONTACT
    assert "awaits your signature" in body
    assert part.gathering.get_absolute_url() in body
    assert part.get_absolute_url() not in body
    [(to, body)] = sent(lambda: move_exhibitor(exhibitor=part, way="confirm", by=by, at=NOON))
    assert to == CONTACT
    assert "Hall 1" in body


def test_who_has_an_account_is_led_to_the_own_page(world, sent):
    one = exhibitor(world, fair(world), is_confirmed=False)
    [(to, body)] = sent(lambda: move_exhibitor(exhibitor=one, way="confirm", by=one.gathering.by, at=NOON))
    assert to == world["company_manager"].email
    assert one.get_absolute_url() in body


def test_what_the_company_declines_is_told_to_the_organiser(world, part, sent):
    told = sent(
        lambda: move_exhibitor(
            exhibitor=part, way="decline", reason="No budget", by=world["company_manager"], at=NOON
        )
    )  # fmt: skip
    assert world["career_centre"].email in [to for to, _body in told]
    assert CONTACT not in [to for to, _body in told]
    assert all("No budget" in body for _to, body in told)


def test_what_the_organiser_declines_is_told_to_the_company_alone(part, sent):
    take_stand(stand=stand_of(part), exhibitor=part, by=None, at=NOON)
    [(to, body)] = sent(
        lambda: move_exhibitor(exhibitor=part, way="decline", reason="No room", by=part.gathering.by, at=NOON)
    )
    assert to == CONTACT
    assert "No room" in body


def test_stand_that_is_given_renamed_and_freed_is_told(part, sent):
    stand, by = stand_of(part), part.gathering.by
    [(to, body)] = sent(lambda: take_stand(stand=stand, exhibitor=part, by=by, at=NOON))
    assert to == CONTACT
    assert "A1" in body
    [(_to, body)] = sent(lambda: change_stand(stand=stand, values={"label": "B7"}, by=by))
    assert "B7" in body
    assert sent(lambda: change_stand(stand=stand, values={"price": 5}, by=by)) == []
    [(_to, body)] = sent(lambda: free_stand(stand=stand, by=by, at=NOON))
    assert "no stand" in body
    assert sent(lambda: free_stand(stand=stand, by=by, at=NOON)) == []


# --- The next year ----------------------------------------------------------------------------------------------------
def copied(part, **more):
    values = {"starts_at": BEGINS + YEAR, "ends_at": ENDS + YEAR}
    return copy_gathering(gathering=part.gathering, values=values, by=part.gathering.by, at=NOON, **more)


def test_who_came_last_year_gets_one_letter_with_a_link(part, sent):
    move_exhibitor(exhibitor=part, way="confirm", by=part.gathering.by, at=NOON)
    [(to, _body)] = sent(lambda: copied(part))
    assert to == CONTACT
    again = part.gathering.followed_by.get().exhibitors.get()
    assert list(again.contacts.all()) == []
    link = ActionLink.objects.about(again).get()
    assert (link.action, link.email, link.sent_by) == ("gatherings.exhibitor_invited", CONTACT, part.gathering.by)


def test_who_accepts_is_a_contact_of_this_year(part, monkeypatch):
    move_exhibitor(exhibitor=part, way="confirm", by=part.gathering.by, at=NOON)
    secrets, real = [], links.new_secret
    monkeypatch.setattr(links, "new_secret", lambda language: secrets.append(real(language)) or secrets[-1])
    again = copied(part).exhibitors.get()
    links.use_link(secret=secrets[0], data={"choice": "accept"}, at=NOON)
    again.refresh_from_db()
    assert again.state == "interested"
    assert [(one.name, one.email) for one in again.contacts.all()] == [("A", CONTACT)]


def test_copying_without_inviting_writes_to_nobody(part, sent):
    move_exhibitor(exhibitor=part, way="confirm", by=part.gathering.by, at=NOON)
    assert sent(lambda: copied(part, invite=False)) == []
    assert not ActionLink.objects.filter(action="gatherings.exhibitor_invited").exists()


def test_company_without_contacts_is_asked_by_its_members(world, sent):
    one = exhibitor(world, fair(world))
    assert [to for to, _body in sent(lambda: copied(one))] == [world["company_manager"].email]


def test_invited_contact_gets_no_second_letter(world, sent):
    made = fair(world)
    told = sent(
        lambda: add_exhibitor(
            gathering=made, organisation=world.organisations["company"], contact=("A", CONTACT, "en"), by=made.by, at=NOON
        )
    )  # fmt: skip
    assert [to for to, _body in told] == [CONTACT]


# --- Teams ------------------------------------------------------------------------------------------------------------
def test_result_is_told_to_everybody_who_was_judged(world, sent):
    made = []
    told = sent(lambda: made.append(finished(world)[0]))
    page = reverse("gatherings:results", args=[made[0].gathering_id])
    assert [to for to, body in told if page in body] == [world["student"].email]


def test_exclusion_is_told_to_the_team_with_its_reason(world, sent):
    one = team(hackathon(world), 1, person=world.people["student"])
    [(to, body)] = sent(lambda: exclude_team(team=one, reason="Copied work", by=None, at=AFTER))
    assert to == world["student"].email
    assert "Copied work" in body
