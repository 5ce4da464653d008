"""Reporting an activity on its page: who may, what is typed wrong, and what is sent twice."""

from datetime import date, timedelta

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from django.utils import timezone

from seriktes.partnerships.models import Activity, ActivityFile
from tests.partnerships.reporting import PDF, entry, new_url

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize(
    ("persona", "status"),
    [
        ("partnership_officer", 200), ("faculty_member", 200), ("company_manager", 200), ("host_supervisor", 404),
        ("student", 404), ("ministry_analyst", 404), ("auditor", 404), ("outsider", 404),
    ],
)  # fmt: skip
def test_who_may_report(client_as, world, persona, status):
    assert client_as(persona).get(new_url(world)).status_code == status
    assert client_as(persona).get(reverse("partnerships:activity_new")).status_code == status


def test_reports_of_others_and_archived_partnerships_do_not_exist(client_as, world):
    officer = client_as("partnership_officer")
    assert officer.get(new_url(world, "of_others")).status_code == 404
    assert officer.get(new_url(world, "archived")).status_code == 404


def test_three_fields_make_a_report(client_as, world):
    response = client_as("partnership_officer").post(new_url(world), entry())
    activity = Activity.objects.latest("pk")
    assert (response.status_code, response["Location"]) == (302, activity.get_absolute_url())
    assert (activity.state, activity.kind, activity.form, activity.mode, activity.starts_on, activity.ends_on) == (
        "reported", "internship", "employment", "dui", date(2026, 3, 2), date(2026, 3, 2),
    )  # fmt: skip
    said = {party.organisation_id: party.confirmed_at is not None for party in activity.parties.all()}
    assert said == {world.organisations["university"].pk: True, world.organisations["company"].pk: False}


def test_the_day_is_today_unless_said_otherwise(client_as, world):
    page = client_as("partnership_officer").get(new_url(world))
    assert page.context["form"]["starts_on"].value() == timezone.localdate()


def test_kinds_that_this_partnership_had_come_first(client_as, world):
    form = client_as("partnership_officer").get(new_url(world)).context["form"]
    offered = [code for code, _label in form.fields["kind"].choices]
    assert (offered[0], len(offered)) == ("internship", 5)


def test_folded_part_with_a_file_and_people(client_as, world):
    more = {
        "other_kind": "contract_research", "ends_on": "2026-03-05", "hours": "12.5", "participants": "7", "amount": "1000",
        "people": [world.people["officer"].pk], "place": "Hall 3", "results": "A report",
        "agreement": world.agreements["active"].pk,
        "attached": SimpleUploadedFile("photo.pdf", PDF), "then": "draft",
    }  # fmt: skip
    client_as("partnership_officer").post(new_url(world), entry(kind="internship", **more))
    activity = Activity.objects.latest("pk")
    assert (activity.state, activity.kind, activity.mode, activity.currency) == (
        "draft",
        "contract_research",
        "sti",
        "KZT",
    )
    assert (activity.hours, activity.participants, activity.agreement) == (12.5, 7, world.agreements["active"])
    assert [one.person for one in activity.people.all()] == [world.people["officer"]]
    assert [file.name for file in activity.files.all()] == ["photo.pdf"]


@pytest.mark.parametrize(
    ("values", "field"),
    [
        ({"kind": ""}, "kind"),
        ({"kind": "picnic"}, "kind"),
        ({"title": " "}, "title"),
        ({"starts_on": "yesterday"}, "starts_on"),
        ({"starts_on": (timezone.localdate() + timedelta(days=3)).isoformat()}, "ends_on"),
        ({"ends_on": "2026-02-01"}, "ends_on"),
        ({"hours": "-1"}, "hours"),
        ({"mode": "sti"}, "mode_reason"),
        ({"people": "999999"}, "people"),
        ({"agreement": "999999"}, "agreement"),
    ],
)
def test_what_is_wrong_is_named_and_nothing_typed_is_lost(client_as, world, values, field):
    before = Activity.objects.count()
    response = client_as("partnership_officer").post(new_url(world), entry(title="Kept title", place="Hall 9") | values)
    assert (response.status_code, Activity.objects.count()) == (422, before)
    form = response.context["form"]
    assert field in form.errors
    html = response.content.decode()
    assert 'value="Hall 9"' in html
    assert f'href="#id_{field}' in html


@pytest.mark.parametrize(
    ("name", "content"),
    [("a.exe", b"MZ\x90\x00"), ("page.html", b"<script>1</script>"), ("photo.pdf", b"<svg/>"), ("empty.pdf", b""),
     ("key.txt", b"-----BEGIN PRIVATE KEY-----"), ("word.docx", b"PK\x03\x04broken")],
)  # fmt: skip
def test_files_are_looked_at_by_content(client_as, world, name, content):
    response = client_as("partnership_officer").post(new_url(world), entry(attached=SimpleUploadedFile(name, content)))
    assert response.status_code == 422
    assert "attached" in response.context["form"].errors
    assert not ActivityFile.objects.exists()


def test_sent_twice_is_one_report(client_as, world):
    officer, before = client_as("partnership_officer"), Activity.objects.count()
    form = entry(csrfmiddlewaretoken="x" * 64)
    places = [officer.post(new_url(world), form)["Location"] for _click in range(2)]
    assert (places[0] == places[1], Activity.objects.count()) == (True, before + 1)


def test_choosing_the_partnership_by_name(client_as, world):
    officer = client_as("partnership_officer")
    page = officer.get(reverse("partnerships:activity_new"))
    assert {row.pk for row, _others in page.context["partnerships"]} == {
        world.partnerships[key].pk for key in ("own", "published", "of_three")
    }
    others = next(others for row, others in page.context["partnerships"] if row == world.partnerships["of_three"])
    assert f"<strong>{others[0]}, {others[1]}</strong>" in page.content.decode()
    page = officer.get(reverse("partnerships:activity_new"), {"q": "three"})
    assert [row.pk for row, _others in page.context["partnerships"]] == [world.partnerships["of_three"].pk]
