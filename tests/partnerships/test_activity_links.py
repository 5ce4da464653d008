"""A side that has nobody in the register gives its word by a link in a letter."""

import re
from datetime import date, timedelta

import pytest
from django.core import mail
from django.test import Client
from django.utils import timezone

from seriktes.organisations.models import Organisation
from seriktes.partnerships.actions import activities as actions
from seriktes.partnerships.models import Party
from seriktes.procedures.models import ActionLink, Event

pytestmark = pytest.mark.django_db
VALUES = {
    "kind": "guest_teaching",
    "title": "Invented lecture",
    "starts_on": date(2026, 3, 2),
    "ends_on": date(2026, 3, 2),
}


@pytest.fixture(autouse=True)
def _links(settings):
    settings.LINK_RATE = "1000000/minute"


@pytest.fixture
def outside(world):
    """A side of the partnership that nobody in the register speaks for."""
    body = Organisation.objects.create(kind="company", name_en="Invented Outside LLP")
    Party.objects.create(
        partnership=world.partnerships["own"], organisation=body, contact_name="Invented Contact",
        contact_email="Contact@Outside.example",
    )  # fmt: skip
    return body


@pytest.fixture
def report(world, outside, django_capture_on_commit_callbacks):
    def do(at=None, by="partnership_officer"):
        mail.outbox.clear()
        with django_capture_on_commit_callbacks(execute=True):
            return actions.report_new_activity(
                partnership=world.partnerships["own"], reporter=world.organisations["university"], values=VALUES,
                at=at or timezone.now(), by=world[by] if by else None, sides=[outside],
            )  # fmt: skip

    return do


def address():
    (letter,) = mail.outbox
    return re.search(r"https?://[^/\s]+(/l/\S+/)", letter.body)[1] + "?language=en"


def test_the_contact_is_asked_and_confirms_without_an_account(report, outside):
    activity, nobody = report(), Client()
    assert mail.outbox[0].to == ["contact@outside.example"]
    url = address()
    events = Event.objects.about(activity).count()
    page = nobody.get(url).content.decode()
    assert "Invented lecture" in page
    assert "Nothing has happened yet." in page
    # A scanner that opens every link changes nothing.
    assert (Event.objects.about(activity).count(), actions.outstanding(activity)) == (events, [outside.pk])
    assert nobody.post(url, {"choice": "confirm"}).status_code == 200
    activity.refresh_from_db()
    assert activity.state == "confirmed"
    assert "contact@outside.example" in activity.parties.get(organisation=outside).confirmed_label
    assert nobody.post(url, {"choice": "dispute", "reason": "No"}).status_code == 410
    activity.refresh_from_db()
    assert activity.state == "confirmed"


def test_a_link_forwarded_to_the_reporter_says_on_record_who_pressed(report, outside, client_as):
    activity = report()
    assert client_as("partnership_officer").post(address(), {"choice": "confirm"}).status_code == 200
    label = "Invented Contact (contact@outside.example) / partnership.officer@example.org"
    assert activity.parties.get(organisation=outside).confirmed_label == label
    assert Event.objects.about(activity).get(kind="activity.confirmed_by").by_label == label


def test_disputing_by_link_needs_a_reason(report, outside):
    activity, nobody = report(), Client()
    url = address()
    assert nobody.post(url, {"choice": "dispute", "reason": " "}).status_code == 422
    assert nobody.post(url, {"choice": "dispute", "reason": "Nobody came"}).status_code == 200
    activity.refresh_from_db()
    assert (activity.state, activity.parties.get(organisation=outside).dispute) == ("disputed", "Nobody came")


def test_a_letter_about_a_report_that_was_changed_does_nothing(report, world, django_capture_on_commit_callbacks):
    activity, nobody = report(), Client()
    old = address()
    mail.outbox.clear()
    with django_capture_on_commit_callbacks(execute=True):
        actions.change_activity(
            activity=activity, reporter=world.organisations["university"], values={"participants": 900},
            at=timezone.now(), by=world["partnership_officer"], expected_version=None,
        )  # fmt: skip
    told = nobody.post(old, {"choice": "confirm"})
    assert told.status_code == 410
    assert "changed since" in told.content.decode()
    activity.refresh_from_db()
    assert activity.state == "reported"
    assert nobody.post(address(), {"choice": "confirm"}).status_code == 200
    activity.refresh_from_db()
    assert activity.state == "confirmed"


def test_whoever_has_people_in_the_register_is_not_asked_by_mail(world):
    company = Party.objects.get(partnership=world.partnerships["own"], organisation=world.organisations["company"])
    Party.objects.filter(pk=company.pk).update(contact_email="somebody@temir.example")
    actions.report_new_activity(
        partnership=world.partnerships["own"], reporter=world.organisations["university"], values=VALUES,
        at=timezone.now(), by=world["partnership_officer"], sides=[world.organisations["company"]],
    )  # fmt: skip
    assert not ActionLink.objects.filter(email="somebody@temir.example").exists()


@pytest.mark.parametrize(("at", "by"), [(-30, "partnership_officer"), (0, "")])
def test_history_and_programs_ask_nobody(report, at, by):
    report(at=timezone.now() + timedelta(days=at), by=by)
    assert (mail.outbox, ActionLink.objects.count()) == ([], 0)
