"""Pages of activities: what each persona may do, what is typed wrong, and what is sent twice."""

import json
from datetime import date, timedelta

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from seriktes.partnerships.actions import activities as actions
from seriktes.partnerships.models import Activity, ActivityFile, ActivityParty
from seriktes.partnerships.queries import activity_list
from seriktes.partnerships.queries.activity_list import forget
from seriktes.procedures.models import Event

pytestmark = pytest.mark.django_db
PDF = b"%PDF-1.7\n%invented"


@pytest.fixture
def as_(client, world):
    def sign_in(persona):
        client.force_login(world[persona], backend="allauth.account.auth_backends.AuthenticationBackend")
        client.cookies["language"] = "en"
        return client

    return sign_in


@pytest.fixture
def reported(world):
    return actions.report_new_activity(
        partnership=world.partnerships["own"], reporter=world.organisations["university"], at=timezone.now(),
        by=world["partnership_officer"],
        values={"kind": "guest_teaching", "title": "Invented lecture", "starts_on": date(2026, 3, 2), "ends_on": date(2026, 3, 2)},
    )  # fmt: skip


def new_url(world, key="own"):
    return f"{reverse('partnerships:activity_new')}?partnership={world.partnerships[key].pk}"


def entry(**values):
    return {
        "kind": "internship",
        "title": "Invented day",
        "starts_on": "2026-03-02",
        "currency": "KZT",
        "then": "report",
    } | values


# --- Entry ------------------------------------------------------------------------------------------------------------
@pytest.mark.parametrize(
    ("persona", "status"),
    [
        ("partnership_officer", 200), ("faculty_member", 200), ("company_manager", 200), ("host_supervisor", 404),
        ("student", 404), ("ministry_analyst", 404), ("auditor", 404), ("outsider", 404),
    ],
)  # fmt: skip
def test_who_may_report(as_, world, persona, status):
    assert as_(persona).get(new_url(world)).status_code == status
    assert as_(persona).get(reverse("partnerships:activity_new")).status_code == status


def test_reports_of_others_and_archived_partnerships_do_not_exist(as_, world):
    officer = as_("partnership_officer")
    assert officer.get(new_url(world, "of_others")).status_code == 404
    assert officer.get(new_url(world, "archived")).status_code == 404


def test_three_fields_make_a_report(as_, world):
    response = as_("partnership_officer").post(new_url(world), entry())
    activity = Activity.objects.latest("pk")
    assert (response.status_code, response["Location"]) == (302, activity.get_absolute_url())
    assert (activity.state, activity.kind, activity.form, activity.mode, activity.starts_on, activity.ends_on) == (
        "reported", "internship", "employment", "dui", date(2026, 3, 2), date(2026, 3, 2),
    )  # fmt: skip
    said = {party.organisation_id: party.confirmed_at is not None for party in activity.parties.all()}
    assert said == {world.organisations["university"].pk: True, world.organisations["company"].pk: False}


def test_the_day_is_today_unless_said_otherwise(as_, world):
    page = as_("partnership_officer").get(new_url(world))
    assert page.context["form"]["starts_on"].value() == timezone.localdate()


def test_kinds_that_this_partnership_had_come_first(as_, world):
    form = as_("partnership_officer").get(new_url(world)).context["form"]
    offered = [code for code, _label in form.fields["kind"].choices]
    assert (offered[0], len(offered)) == ("internship", 5)


def test_folded_part_with_a_file_and_people(as_, world):
    more = {
        "other_kind": "contract_research", "ends_on": "2026-03-05", "hours": "12.5", "participants": "7", "amount": "1000",
        "people": [world.people["officer"].pk], "place": "Hall 3", "results": "A report",
        "agreement": world.agreements["active"].pk,
        "attached": SimpleUploadedFile("photo.pdf", PDF), "then": "draft",
    }  # fmt: skip
    as_("partnership_officer").post(new_url(world), entry(kind="internship", **more))
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
def test_what_is_wrong_is_named_and_nothing_typed_is_lost(as_, world, values, field):
    before = Activity.objects.count()
    response = as_("partnership_officer").post(new_url(world), entry(title="Kept title", place="Hall 9") | values)
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
def test_files_are_looked_at_by_content(as_, world, name, content):
    response = as_("partnership_officer").post(new_url(world), entry(attached=SimpleUploadedFile(name, content)))
    assert response.status_code == 422
    assert "attached" in response.context["form"].errors
    assert not ActivityFile.objects.exists()


def test_sent_twice_is_one_report(as_, world):
    officer, before = as_("partnership_officer"), Activity.objects.count()
    form = entry(csrfmiddlewaretoken="x" * 64)
    places = [officer.post(new_url(world), form)["Location"] for _click in range(2)]
    assert (places[0] == places[1], Activity.objects.count()) == (True, before + 1)


def test_choosing_the_partnership_by_name(as_, world):
    officer = as_("partnership_officer")
    page = officer.get(reverse("partnerships:activity_new"))
    assert {row.pk for row, _others in page.context["partnerships"]} == {
        world.partnerships[key].pk for key in ("own", "published", "of_three")
    }
    others = next(others for row, others in page.context["partnerships"] if row == world.partnerships["of_three"])
    assert f"<strong>{others[0]}, {others[1]}</strong>" in page.content.decode()
    page = officer.get(reverse("partnerships:activity_new"), {"q": "three"})
    assert [row.pk for row, _others in page.context["partnerships"]] == [world.partnerships["of_three"].pk]


# --- The record -------------------------------------------------------------------------------------------------------
@pytest.mark.parametrize("state", ["draft", "reported", "confirmed", "disputed", "withdrawn"])
@pytest.mark.parametrize("persona", ["partnership_officer", "company_manager", "ministry_analyst", "student"])
def test_every_state_can_be_read(as_, world, state, persona):
    status = as_(persona).get(world.activities[state].get_absolute_url()).status_code
    hidden = {
        "company_manager": {"draft"},
        "ministry_analyst": {"draft"},
        "student": {"draft", "disputed", "withdrawn"},
    }
    assert status == (404 if state in hidden.get(persona, set()) else 200)


def test_particulars_are_for_the_sides(as_, world):
    activity = world.activities["confirmed"]
    ActivityFile.objects.create(activity=activity, name="list.pdf", file="x", sha256="x", at=timezone.now())
    name = world.people["supervisor"].name_en
    assert name in as_("partnership_officer").get(activity.get_absolute_url()).content.decode()
    analyst = as_("ministry_analyst").get(activity.get_absolute_url()).content.decode()
    assert (name in analyst, "list.pdf" in analyst) == (False, False)


def test_what_was_written_of_a_dispute_is_for_the_sides(as_, world, reported):
    actions.dispute_activity(
        activity=reported, organisation=world.organisations["company"], reason="Ms Inventedova was ill",
        at=timezone.now(), by=world["company_manager"],
    )  # fmt: skip
    assert as_("partnership_officer").get(reported.get_absolute_url()).content.decode().count("Inventedova") == 2
    for place in (reported.get_absolute_url(), reverse("partnerships:timeline", args=[reported.partnership_id])):
        seen = as_("ministry_analyst").get(place).content.decode()
        assert ("says that it was not so" in seen, "Inventedova" in seen) == (True, False)
        assert world["company_manager"].email not in seen


def test_queries_of_a_record_stay_few(as_, world, reported, django_assert_max_num_queries):
    manager = as_("company_manager")
    manager.get(reported.get_absolute_url())
    with django_assert_max_num_queries(12):
        manager.get(reported.get_absolute_url())


def way(activity, code):
    return reverse("partnerships:activity_move", args=[activity.pk, code])


def test_confirming_for_the_own_side(as_, world, reported):
    manager = as_("company_manager")
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


def test_a_word_is_for_the_report_that_was_read(as_, world, reported):
    read_at = reported.reported_at
    actions.change_activity(
        activity=reported, reporter=world.organisations["university"], values={"participants": 900},
        at=timezone.now(), by=world["partnership_officer"], expected_version=None,
    )  # fmt: skip
    manager = as_("company_manager")
    told = manager.post(way(reported, "confirm"), {"as_reported_at": read_at.isoformat()}, follow=True)
    assert "was changed while you were reading it" in told.content.decode()
    reported.refresh_from_db()
    assert reported.state == "reported"


def test_nobody_confirms_for_others(as_, world, reported):
    officer = as_("partnership_officer")
    assert officer.get(way(reported, "dispute")).status_code == 404
    company = world.organisations["company"].pk
    officer.post(way(reported, "confirm"), {"side": company})
    as_("outsider").post(way(reported, "confirm"), {"side": company})
    assert not ActivityParty.objects.filter(
        activity=reported, organisation=company, confirmed_at__isnull=False
    ).exists()


def test_disputing_needs_a_reason(as_, world, reported):
    manager = as_("company_manager")
    assert manager.get(way(reported, "dispute")).status_code == 200
    assert manager.post(way(reported, "dispute"), {"reason": " "}).status_code == 422
    assert manager.post(way(reported, "dispute"), {"reason": "Nobody came"}).status_code == 302
    reported.refresh_from_db()
    assert (reported.state, reported.parties.get(organisation=world.organisations["company"]).dispute) == (
        "disputed", "Nobody came",
    )  # fmt: skip
    assert "Nobody came" in as_("partnership_officer").get(reported.get_absolute_url()).content.decode()


def test_withdrawing_needs_a_reason(as_, world, reported):
    officer = as_("partnership_officer")
    assert officer.post(way(reported, "withdraw"), {"reason": ""}).status_code == 422
    officer.post(way(reported, "withdraw"), {"reason": "Entered twice"})
    reported.refresh_from_db()
    assert reported.state == "withdrawn"
    assert officer.get(reverse("partnerships:activity_edit", args=[reported.pk])).status_code == 404


def test_reporting_a_draft(as_, world):
    officer = as_("partnership_officer")
    officer.post(new_url(world), entry(then="draft"))
    draft = Activity.objects.latest("pk")
    assert draft.state == "draft"
    assert as_("company_manager").get(draft.get_absolute_url()).status_code == 404
    officer = as_("partnership_officer")
    officer.post(way(draft, "report"), {"version": draft.version})
    draft.refresh_from_db()
    assert draft.state == "reported"


# --- Changing ---------------------------------------------------------------------------------------------------------
def test_changing_asks_the_others_anew(as_, world):
    activity = world.activities["confirmed"]
    officer = as_("partnership_officer")
    url = reverse("partnerships:activity_edit", args=[activity.pk])
    page = officer.get(url)
    assert "asked anew" in page.content.decode()
    form = entry(starts_on="2026-02-01", ends_on="2026-02-14", hours="41", expected_version=activity.version)
    assert officer.post(url, form).status_code == 302
    activity.refresh_from_db()
    assert (activity.state, activity.hours, activity.title) == ("reported", 41, "Invented day")


def test_two_who_change_are_told_apart(as_, world):
    activity = world.activities["reported"]
    officer = as_("partnership_officer")
    url = reverse("partnerships:activity_edit", args=[activity.pk])
    form = entry(starts_on="2026-02-01", ends_on="2026-02-14", expected_version=activity.version)
    Activity.objects.filter(pk=activity.pk).update(title="Theirs", version=activity.version + 1)
    told = officer.post(url, form)
    assert told.status_code == 409
    assert [(one.now, one.mine) for one in told.context["differences"] if one.field.name == "title"] == [
        ("Theirs", "Invented day")
    ]
    assert officer.post(url, form | {"expected_version": activity.version + 1}).status_code == 302


def test_people_are_named_with_part_and_hours(as_, world, reported):
    officer = as_("partnership_officer")
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
def test_a_file_goes_in_and_out_and_is_private(as_, world, reported):
    officer = as_("partnership_officer")
    add = reverse("partnerships:activity_file_add", args=[reported.pk])
    assert officer.post(add, {"attached": SimpleUploadedFile("Тізім \u202e.pdf", PDF)}).status_code == 302
    file = reported.files.get()
    url = reverse("partnerships:activity_file", args=[reported.pk, file.pk])
    sent = officer.get(url)
    assert (sent.content, sent["Content-Type"], sent["Cache-Control"]) == (PDF, "application/pdf", "private, no-store")
    assert sent["Content-Disposition"].startswith("attachment")
    assert as_("company_manager").get(url).status_code == 200
    for persona in ("ministry_analyst", "outsider", "reviewer"):
        assert as_(persona).get(url).status_code == 404
    remove = reverse("partnerships:activity_file_remove", args=[reported.pk, file.pk])
    assert as_("ministry_analyst").post(remove).status_code == 404
    as_("partnership_officer").post(remove)
    assert not reported.files.exists()
    assert list(Event.objects.about(reported).filter(kind__contains="file").values_list("kind", flat=True)) == [
        "activity.file_added", "activity.file_removed",
    ]  # fmt: skip


def test_what_was_confirmed_with_a_file_keeps_it(as_, world, reported):
    as_("partnership_officer").post(
        reverse("partnerships:activity_file_add", args=[reported.pk]), {"attached": SimpleUploadedFile("a.pdf", PDF)}
    )
    actions.confirm_activity(
        activity=reported, organisation=world.organisations["company"], at=timezone.now(), by=world["company_manager"]
    )
    file = reported.files.get()
    as_("partnership_officer").post(reverse("partnerships:activity_file_remove", args=[reported.pk, file.pk]))
    assert reported.files.count() == 1


def test_bytes_that_changed_are_not_handed_out(as_, world, reported):
    officer = as_("partnership_officer")
    officer.post(
        reverse("partnerships:activity_file_add", args=[reported.pk]), {"attached": SimpleUploadedFile("a.pdf", PDF)}
    )
    file = reported.files.get()
    ActivityFile.objects.filter(pk=file.pk).update(sha256="0" * 64)
    assert officer.get(reverse("partnerships:activity_file", args=[reported.pk, file.pk])).status_code == 500


# --- The list ---------------------------------------------------------------------------------------------------------
LIST = "/activities/"


@pytest.fixture(autouse=True)
def _counted_anew():
    forget()
    yield
    forget()


def titles(response):
    return {line.split("</a>")[0] for line in response.content.decode().split('/">Invented activity: ')[1:]}


@pytest.mark.parametrize(
    ("persona", "seen"),
    [
        ("partnership_officer", {"draft", "reported", "confirmed", "disputed", "withdrawn"}),
        ("company_manager", {"reported", "confirmed", "disputed", "withdrawn"}),
        ("ministry_analyst", {"reported", "confirmed", "disputed", "withdrawn", "elsewhere"}),
        ("student", {"reported", "confirmed"}),
        ("outsider", set()),
    ],
)
def test_list_shows_what_one_may_see(as_, world, persona, seen):
    page = as_(persona).get(LIST)
    assert titles(page) == seen
    assert page.context["facets"].total == len(seen)


def test_pills_say_what_a_click_shows(as_, world):
    officer = as_("partnership_officer")
    page = officer.get(LIST, {"kind": "internship"})
    assert [(pill.label, pill.count) for pill in page.context["pills"]][1:] == [
        ("draft", 1), ("awaits confirmation", 1), ("confirmed by both sides", 1), ("disputed", 1), ("withdrawn", 1),
    ]  # fmt: skip
    for pill in page.context["pills"]:
        assert len(titles(officer.get(pill.url))) == pill.count
    assert titles(officer.get(LIST, {"state": "disputed", "year": "2026"})) == {"disputed"}
    assert titles(officer.get(LIST, {"year": "2025"})) == set()
    assert titles(officer.get(LIST, {"partnership": world.partnerships["of_three"].pk})) == set()


def test_counts_follow_what_happens(as_, world):
    officer = as_("partnership_officer")
    assert officer.get(LIST).context["facets"].total == 5
    officer.post(new_url(world), entry())
    page = officer.get(LIST)
    assert (page.context["facets"].total, page.context["facets"].by["state"]["reported"]) == (6, 2)


def test_filters_that_do_not_exist_are_left_out_and_said(as_, world):
    page = as_("partnership_officer").get(
        LIST, {"state": "eaten", "kind": "picnic", "year": "-5", "partnership": world.partnerships["of_others"].pk}
    )
    assert (page.context["facets"].total, page.context["wrong"]) == (5, ["state", "kind", "year", "partnership"])


def test_old_years_share_one_filter(as_, world):
    Activity.objects.filter(pk=world.activities["confirmed"].pk).update(starts_on="1999-01-01", ends_on="1999-01-02")
    officer = as_("partnership_officer")
    assert officer.get(LIST).context["facets"].by["year"] == {"2026": 4, "earlier": 1}
    assert titles(officer.get(LIST, {"year": "earlier"})) == {"confirmed"}


@pytest.mark.parametrize("persona", ["partnership_officer", "ministry_analyst", "student"])
def test_queries_of_the_list_stay_few(as_, world, persona, django_assert_max_num_queries):
    reader = as_(persona)
    forget()
    with django_assert_max_num_queries(12):
        reader.get(LIST)


def many(world, number):
    """Reported ones of the officer's own partnership; of two on one day the later written is the later."""
    first = world.activities["reported"]
    made = Activity.objects.bulk_create(
        Activity(
            partnership=first.partnership, kind=first.kind, form=first.form, mode=first.mode, state="reported",
            title=f"Invented activity: no {n}", starts_on=date(2026, 1, 1 + n // 4), ends_on=date(2026, 1, 1 + n // 4),
        )
        for n in range(number)
    )  # fmt: skip
    ActivityParty.objects.bulk_create(
        ActivityParty(activity=row, organisation=world.organisations["university"]) for row in made
    )


@pytest.mark.parametrize("is_large", [False, True])
def test_pages_follow_each_other_in_either_order(as_, world, monkeypatch, is_large):
    if is_large:
        monkeypatch.setattr(activity_list, "LARGE", 3)
    many(world, 60)
    officer = as_("partnership_officer")
    for sort, keys in (("-ends_on", ("-ends_on", "-pk")), ("ends_on", ("ends_on", "pk"))):
        order = list(Activity.objects.filter(partnership=world.partnerships["own"]).order_by(*keys))
        shown = []
        for number in (1, 2):
            text = officer.get(LIST, {"sort": sort, "page": number}).content.decode()
            shown += [int(line.split("/")[0]) for line in text.split('scope="row"><a href="/activities/')[1:]]
        assert shown == [row.pk for row in order]


def test_a_page_that_is_kept_reads_the_rows_that_it_shows_and_no_others(as_, world):
    many(world, 60)
    officer = as_("partnership_officer")
    officer.get(LIST)
    with CaptureQueriesContext(connection) as captured:
        officer.get(LIST)
    of_activities = [one["sql"] for one in captured if 'FROM "partnerships_activity"' in one["sql"]]
    # The stamp, and the rows of this page by their keys.
    assert len(of_activities) == 2
    assert '"partnerships_activity"."id" IN (' in of_activities[1]
    assert "LIMIT 50" not in of_activities[1]


def test_a_page_that_is_kept_shows_no_row_that_the_reader_may_see_no_more(as_, world):
    officer = as_("partnership_officer")
    assert "disputed" in titles(officer.get(LIST))
    Activity.objects.filter(pk=world.activities["disputed"].pk).update(partnership=world.partnerships["of_others"])
    assert titles(officer.get(LIST)) == {"draft", "reported", "confirmed", "withdrawn"}


def test_what_was_counted_in_a_large_register_stands_for_a_while(as_, world, monkeypatch):
    monkeypatch.setattr(activity_list, "LARGE", 3)
    analyst = as_("ministry_analyst")
    assert analyst.get(LIST).context["counted_at"] is None
    Activity.objects.filter(pk=world.activities["draft"].pk).update(state="reported", changed_at=timezone.now())
    page = analyst.get(LIST)
    assert (page.context["facets"].total, page.context["counted_at"] is None) == (5, False)
    monkeypatch.setattr(activity_list, "LASTS", timedelta(0))
    assert analyst.get(LIST).context["facets"].total == 6


def test_the_list_can_be_taken_along_as_it_is_narrowed(as_, world):
    sent = as_("partnership_officer").get(LIST, {"state": "disputed", "format": "jsonl"})
    rows = [json.loads(line) for line in b"".join(sent.streaming_content).decode().splitlines()]
    assert [row["title"] for row in rows] == ["Invented activity: disputed"]
    assert as_("reviewer").get(LIST, {"format": "csv"}).status_code == 404
