"""Hosts without an account write positions behind links, mend them and withdraw them."""

import re
from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from seriktes.accounts.models import User
from seriktes.placements.actions.position_links import ask_for_positions
from seriktes.placements.actions.positions import return_position, withdraw_position
from seriktes.placements.definitions.refusals import CannotOffer
from seriktes.placements.enums import PlacementState, PositionState
from seriktes.placements.models import Placement, Position
from seriktes.procedures.actions.links import Addressee
from seriktes.procedures.models import ActionLink, Event
from tests.placements import programmes_ground as ground
from tests.placements.programmes_ground import decide, placed

pytestmark = pytest.mark.django_db


@pytest.fixture
def link_to(world, mailoutbox, django_capture_on_commit_callbacks):
    """Answers the address in the letter that an action sends."""
    User.objects.update(language="en")

    def sent(act):
        mailoutbox.clear()
        with django_capture_on_commit_callbacks(execute=True):
            made = act()
        [letter] = mailoutbox
        return made, letter, re.search(r"https?://[^/\s]+(/l/\S+)", letter.body)[1]

    return sent


def asked(world, link_to, host="hidden_company"):
    cohort = ground.cohort_of_today(world, timezone.localdate())
    to = Addressee("host@example.org", "en", "Gulnar")
    return cohort, *link_to(
        lambda: ask_for_positions(
            cohort=cohort,
            host=world.organisations[host],
            to=to,
            by=world["career_centre"],
            at=timezone.now(),
            word="Chemists.",
        )
    )[1:]


SENT = {
    "name_en": "Weaver's intern", "about": "You weave.", "language": "en", "languages": ["kk"], "capacity": "2",
    "mode": "on_site", "task_0": "Weave", "share_0": "80", "task_1": "Report", "share_1": "20", "supervisor_name": "Saule",
    "supervisor_email": "saule@example.org",
}  # fmt: skip


def test_a_host_without_an_account_offers_by_its_link(world, link_to, client, mailoutbox):
    cohort, letter, address = asked(world, link_to)
    assert letter.to == ["host@example.org"]
    assert "asks for a position for interns" in letter.subject
    page = client.get(address).content.decode()
    assert "Chemists." in page
    assert "Weaver" not in page
    assert client.post(address, {**SENT, "choice": "offer", "share_1": "10"}).status_code == 422
    assert client.post(address, {**SENT, "choice": "offer", "supervisor_email": ""}).status_code == 422
    assert not Position.objects.exists()
    assert client.post(address, {**SENT, "choice": "offer"}).status_code == 200
    made = Position.objects.get()
    assert (made.cohort, made.host, made.state) == (
        cohort,
        world.organisations["hidden_company"],
        PositionState.OFFERED,
    )
    assert (made.contact_email, made.supervisor_email) == ("host@example.org", "saule@example.org")
    event = Event.objects.about(made).get(kind="position.offered")
    assert (event.by, event.by_label) == (None, "Gulnar (host@example.org)")
    assert client.post(address, {**SENT, "choice": "offer"}).status_code == 410
    assert Position.objects.count() == 1


def test_who_offers_more_gets_another_link(world, link_to, client, mailoutbox, django_capture_on_commit_callbacks):
    _cohort, _letter, address = asked(world, link_to)
    mailoutbox.clear()
    with django_capture_on_commit_callbacks(execute=True):
        assert client.post(address, {**SENT, "choice": "offer_more"}).status_code == 200
    [letter] = mailoutbox
    address = re.search(r"https?://[^/\s]+(/l/\S+)", letter.body)[1]
    assert client.post(address, {**SENT, "choice": "offer"}).status_code == 200
    assert Position.objects.count() == 2


def test_a_link_does_nothing_once_the_last_day_has_passed(world, link_to, client, freeze):
    cohort, _letter, address = asked(world, link_to)
    cohort.positions_until = timezone.localdate() - timedelta(1)
    cohort.save()
    assert client.post(address, {**SENT, "choice": "offer"}).status_code == 410
    assert not Position.objects.exists()


def test_a_returned_position_is_mended_or_withdrawn_by_its_link(world, link_to, client):
    _cohort, _letter, address = asked(world, link_to)
    client.post(address, {**SENT, "choice": "offer"})
    made = Position.objects.get()

    def back():
        return link_to(
            lambda: return_position(
                position=made, reason="Name the tools.", by=world["career_centre"], at=timezone.now()
            )
        )

    made, letter, address = back()
    assert letter.to == ["host@example.org"]
    page = client.get(address).content.decode()
    assert "Name the tools." in page
    assert 'value="Weave"' in page
    assert client.post(address, {**SENT, "choice": "offer", "about": "You weave on looms."}).status_code == 200
    made.refresh_from_db()
    assert (made.state, made.about) == (PositionState.OFFERED, "You weave on looms.")
    made, _letter, address = back()
    assert client.post(address, {"choice": "withdraw"}).status_code == 422
    assert client.post(address, {"choice": "withdraw", "reason": "No room."}).status_code == 200
    made.refresh_from_db()
    assert (made.state, made.reason) == (PositionState.WITHDRAWN, "No room.")


def test_a_host_that_gets_no_placements_is_not_asked(world):
    decide(world, "declined")
    cohort = ground.cohort_of_today(world, timezone.localdate())
    with pytest.raises(CannotOffer, match="host_declined"):
        ask_for_positions(
            cohort=cohort,
            host=world.organisations["company"],
            to=Addressee("a@example.org", "kk"),
            by=None,
            at=timezone.now(),
        )
    assert not ActionLink.objects.exists()


def test_the_career_centre_asks_on_the_page(world, client_as):
    cohort, company = ground.cohort_of_today(world, timezone.localdate()), world.organisations["company"]
    client = client_as("career_centre")
    found = client.get(reverse("placements:cohort_hosts", args=[cohort.pk]), {"query": "Invented Iron"})
    assert found.context["found"] == [company]
    url = reverse("placements:cohort_ask", args=[cohort.pk, company.pk])
    assert client.post(url, {"email": "x", "language": "kk"}).status_code == 422
    assert client.post(url, {"email": "host@example.org", "language": "kk", "name": "Ә"}).status_code == 302
    assert "host@example.org" not in client.get(reverse("placements:cohort", args=[cohort.pk])).content.decode()
    assert ActionLink.objects.get().email == "host@example.org"
    hidden = world.organisations["hidden_company"]
    assert client_as("company_manager").get(url).status_code == 404
    assert client.get(reverse("placements:cohort_ask", args=[cohort.pk, 999_999])).status_code in (302, 404)
    assert hidden.pk


def test_the_university_hears_of_a_withdrawal_after_the_match(world, mailoutbox, django_capture_on_commit_callbacks):
    User.objects.update(language="en")
    cohort = ground.cohort(world)
    position = ground.position(world, cohort)
    placed(world, cohort, 2, position=position)
    mailoutbox.clear()
    with django_capture_on_commit_callbacks(execute=True):
        withdraw_position(position=position, reason="The shop closes.", by=world["company_manager"], at=ground.AT)
    letters = {address: letter.subject for letter in mailoutbox for address in letter.to}
    assert letters["career.centre@example.org"] == "Withdrawn after the match: Foundry intern"
    assert Placement.objects.filter(position=position, state=PlacementState.RUNNING).count() == 2
