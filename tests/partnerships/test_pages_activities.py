"""The page of an activity: what each persona may read and do, what changes it, and its files."""

from datetime import date

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from django.utils import timezone

from seriktes.partnerships.actions import activities as actions
from seriktes.partnerships.models import Activity, ActivityFile, ActivityParty
from seriktes.procedures.models import Event
from tests.partnerships.reporting import PDF, entry, new_url

pytestmark = pytest.mark.django_db


@pytest.fixture
def reported(world):
    return actions.report_new_activity(
        partnership=world.partnerships["own"], reporter=world.organisations["university"], at=timezone.now(),
        by=world["partnership_officer"],
        values={"kind": "guest_teaching", "title": "Invented lecture", "starts_on": date(2026, 3, 2), "ends_on": date(2026, 3, 2)},
    )  # fmt: skip


@pytest.mark.parametrize("state", ["draft", "reported", "confirmed", "disputed", "withdrawn"])
@pytest.mark.parametrize("persona", ["partnership_officer", "company_manager", "ministry_analyst", "student"])
def test_every_state_can_be_read(client_as, world, state, persona):
    status = client_as(persona).get(world.activities[state].get_absolute_url()).status_code
    hidden = {
        "company_manager": {"draft"},
        "ministry_analyst": {"draft"},
        "student": {"draft", "disputed", "withdrawn"},
    }
    assert status == (404 if state in hidden.get(persona, set()) else 200)


def test_particulars_are_for_the_sides(client_as, world):
    activity = world.activities["confirmed"]
    ActivityFile.objects.create(activity=activity, name="list.pdf", file="x", sha256="x", at=timezone.now())
    name = world.people["supervisor"].name_en
    assert name in client_as("partnership_officer").get(activity.get_absolute_url()).content.decode()
    analyst = client_as("ministry_analyst").get(activity.get_absolute_url()).content.decode()
    assert (name in analyst, "list.pdf" in analyst) == (False, False)


def test_what_was_written_of_a_dispute_is_for_the_sides(client_as, world, reported):
    actions.dispute_activity(
        activity=reported, organisation=world.organisations["company"], reason="Ms Inventedova was ill",
        at=timezone.now(), by=world["company_manager"],
    )  # fmt: skip
    assert client_as("partnership_officer").get(reported.get_absolute_url()).content.decode().count("Inventedova") == 2
    for place in (reported.get_absolute_url(), reverse("partnerships:timeline", args=[reported.partnership_id])):
        seen = client_as("ministry_analyst").get(place).content.decode()
        assert ("says that it was not so" in seen, "Inventedova" in seen) == (True, False)
        assert world["company_manager"].email not in seen


def test_queries_of_a_record_stay_few(client_as, world, reported, django_assert_max_num_queries):
    manager = client_as("company_manager")
    manager.get(reported.get_absolute_url())
    with django_assert_max_num_queries(12):
        manager.get(reported.get_absolute_url())


def way(activity, code):
    return reverse("partnerships:activity_move", args=[activity.pk, code])


def test_confirming_for_the_own_side(client_as, world, reported):
    manager = client_as("company_manager")
    page = manager.get(reported.get_absolute_url())
    assert page.context["record"].may_confirm_for[0].organisation == world.organisations["company"]
    form = {"as_reported_at": reported.reported_at.isoformat(), "side": world.organisations["company"].pk}
    assert manager.post(way(reported, "confirm"), form).status_code == 302
    reported.refresh_from_db()
    assert reported.state == "confirmed"
    # The second of two who were at it is told, and nothing happens twice.
    events = Event.objects.about(reported).count()
    again = manager.post(way(reported, "confirm"), form, follow=True)
    assert "in another state by now" in again.content.decode()
    assert Event.objects.about(reported).count() == events


def test_a_word_is_for_the_report_that_was_read(client_as, world, reported):
    read_at = reported.reported_at
    actions.change_activity(
        activity=reported, reporter=world.organisations["university"], values={"participants": 900},
        at=timezone.now(), by=world["partnership_officer"], expected_version=None,
    )  # fmt: skip
    manager = client_as("company_manager")
    told = manager.post(way(reported, "confirm"), {"as_reported_at": read_at.isoformat()}, follow=True)
    assert "was changed while you were reading it" in told.content.decode()
    reported.refresh_from_db()
    assert reported.state == "reported"


def test_nobody_confirms_for_others(client_as, world, reported):
    officer = client_as("partnership_officer")
    assert officer.get(way(reported, "dispute")).status_code == 404
    company = world.organisations["company"].pk
    officer.post(way(reported, "confirm"), {"side": company})
    client_as("outsider").post(way(reported, "confirm"), {"side": company})
    assert not ActivityParty.objects.filter(
        activity=reported, organisation=company, confirmed_at__isnull=False
    ).exists()


def test_disputing_needs_a_reason(client_as, world, reported):
    manager = client_as("company_manager")
    assert manager.get(way(reported, "dispute")).status_code == 200
    assert manager.post(way(reported, "dispute"), {"reason": " "}).status_code == 422
    assert manager.post(way(reported, "dispute"), {"reason": "Nobody came"}).status_code == 302
    reported.refresh_from_db()
    assert (reported.state, reported.parties.get(organisation=world.organisations["company"]).dispute) == (
        "disputed", "Nobody came",
    )  # fmt: skip
    assert "Nobody came" in client_as("partnership_officer").get(reported.get_absolute_url()).content.decode()


def test_withdrawing_needs_a_reason(client_as, world, reported):
    officer = client_as("partnership_officer")
    assert officer.post(way(reported, "withdraw"), {"reason": ""}).status_code == 422
    officer.post(way(reported, "withdraw"), {"reason": "Entered twice"})
    reported.refresh_from_db()
    assert reported.state == "withdrawn"
    assert officer.get(reverse("partnerships:activity_edit", args=[reported.pk])).status_code == 404


def test_reporting_a_draft(client_as, world):
    officer = client_as("partnership_officer")
    officer.post(new_url(world), entry(then="draft"))
    draft = Activity.objects.latest("pk")
    assert draft.state == "draft"
    assert client_as("company_manager").get(draft.get_absolute_url()).status_code == 404
    officer = client_as("partnership_officer")
    officer.post(way(draft, "report"), {"version": draft.version})
    draft.refresh_from_db()
    assert draft.state == "reported"


# --- Changing ---------------------------------------------------------------------------------------------------------
def test_changing_asks_the_others_anew(client_as, world):
    activity = world.activities["confirmed"]
    officer = client_as("partnership_officer")
    url = reverse("partnerships:activity_edit", args=[activity.pk])
    page = officer.get(url)
    assert "asked anew" in page.content.decode()
    form = entry(starts_on="2026-02-01", ends_on="2026-02-14", hours="41", expected_version=activity.version)
    assert officer.post(url, form).status_code == 302
    activity.refresh_from_db()
    assert (activity.state, activity.hours, activity.title) == ("reported", 41, "Invented day")


def test_two_who_change_are_told_apart(client_as, world):
    activity = world.activities["reported"]
    officer = client_as("partnership_officer")
    url = reverse("partnerships:activity_edit", args=[activity.pk])
    form = entry(starts_on="2026-02-01", ends_on="2026-02-14", expected_version=activity.version)
    Activity.objects.filter(pk=activity.pk).update(title="Theirs", version=activity.version + 1)
    told = officer.post(url, form)
    assert told.status_code == 409
    assert [(one.now, one.mine) for one in told.context["differences"] if one.field.name == "title"] == [
        ("Theirs", "Invented day")
    ]
    assert officer.post(url, form | {"expected_version": activity.version + 1}).status_code == 302


def test_people_are_named_with_part_and_hours(client_as, world, reported):
    officer = client_as("partnership_officer")
    url = reverse("partnerships:activity_people", args=[reported.pk])
    found = officer.post(url, {"find": "1", "q": "Darisbay"})
    lecturer = world.people["lecturer"]
    assert [row.person for row in found.context["rows"]] == [lecturer]
    form = {
        "person": lecturer.pk,
        f"role-{lecturer.pk}": "guest",
        f"hours-{lecturer.pk}": "1,5",
        "version": reported.version,
    }
    assert officer.post(url, form | {f"hours-{lecturer.pk}": "many"}).status_code == 422
    assert officer.post(url, form).status_code == 302
    assert list(reported.people.values_list("person", "role", "hours")) == [(lecturer.pk, "guest", 1.5)]
    stranger = world.people["hidden_lecturer"].pk
    officer.post(url, {"person": stranger, "version": ""})
    assert not reported.people.filter(person=stranger).exists()


# --- Files ------------------------------------------------------------------------------------------------------------
def test_a_file_goes_in_and_out_and_is_private(client_as, world, reported):
    officer = client_as("partnership_officer")
    add = reverse("partnerships:activity_file_add", args=[reported.pk])
    assert officer.post(add, {"attached": SimpleUploadedFile("Тізім \u202e.pdf", PDF)}).status_code == 302
    file = reported.files.get()
    url = reverse("partnerships:activity_file", args=[reported.pk, file.pk])
    sent = officer.get(url)
    assert (sent.content, sent["Content-Type"], sent["Cache-Control"]) == (PDF, "application/pdf", "private, no-store")
    assert sent["Content-Disposition"].startswith("attachment")
    assert client_as("company_manager").get(url).status_code == 200
    for persona in ("ministry_analyst", "outsider", "reviewer"):
        assert client_as(persona).get(url).status_code == 404
    remove = reverse("partnerships:activity_file_remove", args=[reported.pk, file.pk])
    assert client_as("ministry_analyst").post(remove).status_code == 404
    client_as("partnership_officer").post(remove)
    assert not reported.files.exists()
    assert list(Event.objects.about(reported).filter(kind__contains="file").values_list("kind", flat=True)) == [
        "activity.file_added", "activity.file_removed",
    ]  # fmt: skip


def test_what_was_confirmed_with_a_file_keeps_it(client_as, world, reported):
    client_as("partnership_officer").post(
        reverse("partnerships:activity_file_add", args=[reported.pk]), {"attached": SimpleUploadedFile("a.pdf", PDF)}
    )
    actions.confirm_activity(
        activity=reported, organisation=world.organisations["company"], at=timezone.now(), by=world["company_manager"]
    )
    file = reported.files.get()
    client_as("partnership_officer").post(reverse("partnerships:activity_file_remove", args=[reported.pk, file.pk]))
    assert reported.files.count() == 1


def test_bytes_that_changed_are_not_handed_out(client_as, world, reported):
    officer = client_as("partnership_officer")
    officer.post(
        reverse("partnerships:activity_file_add", args=[reported.pk]), {"attached": SimpleUploadedFile("a.pdf", PDF)}
    )
    file = reported.files.get()
    ActivityFile.objects.filter(pk=file.pk).update(sha256="0" * 64)
    assert officer.get(reverse("partnerships:activity_file", args=[reported.pk, file.pk])).status_code == 500
