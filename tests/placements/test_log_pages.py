"""The pages of logs, plans and weeks: the few taps of a student, who sees what, and what each may press."""

import re
from datetime import timedelta

import pytest
from django.urls import reverse

from seriktes.placements.actions.words import Other, accept_word, give_word
from seriktes.placements.models import LogEntry, LogRule, LogWeek, Placement
from tests.placements.logging_sample import FRIDAY, HOST, MONDAY, a_week, log_hours, placement

pytestmark = pytest.mark.django_db
LOG = "/placements/log/"


@pytest.fixture(autouse=True)
def _now(freeze):
    freeze(FRIDAY)


@pytest.fixture
def made(world):
    return placement(world)


def test_a_day_is_logged_in_a_few_taps_without_a_script(made, client_as):
    """Open, tap the task, tap the hours, save: the page opens on today with the placement under way."""
    client = client_as("student")
    form = client.get(LOG).context["form"]
    assert form["day"].value() == FRIDAY.date()
    task = made.plan.first()
    sent = client.post(LOG, {"placement": made.pk, "day": "2026-03-06", "task": task.pk, "hours": "6", "note": ""})
    assert sent.status_code == 302
    entry = LogEntry.objects.get()
    assert (entry.day, entry.task, entry.hours) == (FRIDAY.date(), task, 6)
    page = client.get(sent["Location"]).content.decode()
    assert "Saved: 6 hours, Measure." in page
    assert "on plan" not in page  # six hours tell nothing yet
    assert "too early to tell" in page


@pytest.mark.parametrize(
    ("given", "words"),
    [
        ({"day": "2026-03-06", "hours": "6"}, "Choose what you worked on."),
        ({"day": "2026-03-06", "task": "other"}, "Choose the hours"),
        ({"day": "2026-03-06", "task": "other", "other_hours": "30"}, "A day has 24 hours."),
        ({"day": "2026-03-06", "task": "other", "other_hours": "0,1"}, "Give the hours in quarters"),
        ({"day": "2026-03-06", "task": "other", "other_hours": "13"}, "at most 12 hours for one day"),
        ({"day": "2026-03-07", "task": "other", "hours": "1"}, "still to come"),
        ({"day": "2026-01-07", "task": "other", "hours": "1"}, "The day must lie between"),
        ({"day": "yesterday", "task": "other", "hours": "1"}, "Enter a valid date"),
        ({"day": "2026-03-06", "task": "999999", "hours": "1"}, "Select a valid choice"),
    ],
)
def test_what_cannot_be_logged_is_said(made, client_as, given, words):
    answer = client_as("student").post(LOG, {"placement": made.pk, **given})
    assert answer.status_code == 422
    assert words in answer.content.decode()
    assert not LogEntry.objects.exists()


def test_a_form_that_is_sent_twice_makes_one_line(made, client_as):
    client = client_as("student")
    token = re.search(r'csrfmiddlewaretoken" value="(\w+)', client.get(LOG).content.decode())[1]
    data = {"placement": made.pk, "day": "2026-03-06", "task": "other", "hours": "2", "csrfmiddlewaretoken": token}
    assert [client.post(LOG, data).status_code for _time in range(2)] == [302, 302]
    assert LogEntry.objects.count() == 1


def test_a_line_is_changed_and_taken_out_by_its_student_alone(made, client_as):
    entry = log_hours(made, MONDAY, 4)
    where, out = reverse("placements:log_line", args=[entry.pk]), reverse("placements:log_line_remove", args=[entry.pk])
    for who in ("career_centre", "faculty_member", "host_supervisor", "company_manager", "administrator"):
        assert (client_as(who).get(where).status_code, client_as(who).post(out).status_code) == (404, 404)
    client = client_as("student")
    assert client.post(where, {"day": "2026-03-02", "task": entry.task_id, "other_hours": "3,75"}).status_code == 302
    entry.refresh_from_db()
    assert str(entry.hours) == "3.75"
    assert client.post(out).status_code == 302
    assert not LogEntry.objects.exists()


def test_the_day_like_the_last_one(made, client_as):
    log_hours(made, MONDAY, 4)
    log_hours(made, MONDAY, 2, task=1)
    client_as("student").post(reverse("placements:log_like_before"), {"placement": made.pk, "day": "2026-03-06"})
    assert sorted(LogEntry.objects.filter(day=FRIDAY.date()).values_list("hours", flat=True)) == [2, 4]


def test_the_day_like_the_last_one_is_a_day(made, client_as):
    for day in ("2026-02-31", "", "today"):
        sent = client_as("student").post(reverse("placements:log_like_before"), {"placement": made.pk, "day": day})
        assert sent.status_code == 404


def test_a_confirmed_week_says_who_can_open_it(made, client_as):
    week, _lines = a_week(made)
    give_word(week=week, voice=HOST, at=FRIDAY)
    page = client_as("student").get(LOG).content.decode()
    assert "ask your academic supervisor to open it again" in page
    assert 'class="form log-form"' not in page


def test_without_a_placement_the_page_says_when_there_will_be_one(client_as, world):
    assert "Once you have a placement" in client_as("student").get(LOG).content.decode()
    assert client_as("librarian").get(LOG).status_code == 404
    assert client_as("student").get(LOG + "?placement=99999999").status_code == 200


def test_who_reads_the_log_of_a_placement(made, client_as, world):
    week, _lines = a_week(made)
    seen = {
        "partnership_officer",
        "faculty_member",
        "company_manager",
        "student",
        "career_centre",
        "auditor",
        "administrator",
    }
    for where in (reverse("placements:logs_of", args=[made.pk]), week.get_absolute_url(), made.get_absolute_url()):
        statuses = {who: client_as(who).get(where).status_code for who in world}
        assert {who for who, status in statuses.items() if status == 200} == seen
        assert {status for who, status in statuses.items() if who not in seen} == {302, 404}
    other = placement(
        world, student="fellow_student", within=made.cohort, host="hidden_company", academic_supervisor=None
    )
    week, _lines = a_week(other)
    for who in ("student", "company_manager", "host_supervisor", "faculty_member"):
        assert client_as(who).get(week.get_absolute_url()).status_code == 404


def test_the_share_off_plan_stands_on_the_placement_for_all_three(made, client_as):
    a_week(made)
    for who in ("student", "company_manager", "faculty_member"):
        page = client_as(who).get(made.get_absolute_url()).content.decode()
        assert "some work off plan" in page
        assert "6 of 20 h off plan (30%)" in page


def test_thresholds_are_a_setting_of_the_programme(made, client_as):
    a_week(made)
    where = reverse("placements:log_rule", args=[made.cohort.programme_id])
    values = {
        "hours_a_day": "10",
        "some_off_plan": "10",
        "much_off_plan": "30",
        "judged_from": "8",
        "expected_version": 1,
    }
    assert client_as("faculty_member").post(where, values).status_code == 404
    assert client_as("career_centre").post(where, values | {"much_off_plan": "10"}).status_code == 422
    assert client_as("career_centre").post(where, values).status_code == 302
    assert LogRule.objects.get().much_off_plan == 30
    assert "much work off plan" in client_as("student").get(made.get_absolute_url()).content.decode()


@pytest.mark.parametrize(("who", "led"), [("career_centre", True), ("student", False), ("faculty_member", False)])
def test_the_programme_leads_its_keepers_to_the_rule_of_logs_and_the_forms(made, client_as, who, led):
    programme = made.cohort.programme
    page = client_as(who).get(programme.get_absolute_url()).content.decode()
    for name in ("log_rule", "evaluation_forms", "signing_rule"):
        assert (reverse(f"placements:{name}", args=[programme.pk]) in page) is led


def test_a_supervisor_with_an_account_confirms_and_the_academic_one_decides(world, client_as):
    made = placement(world, host_supervisor=world.people["supervisor"])
    week, _lines = a_week(made)
    client = client_as("host_supervisor")
    assert made.student.name in client.get(reverse("placements:weeks")).content.decode()
    line = week.entries.first()
    dispute = reverse("placements:week_move", args=[week.pk, "dispute"])
    assert client.post(dispute, {f"hours_{line.pk}": "5"}).status_code == 422
    assert client.post(dispute, {f"hours_{line.pk}": "5", f"reason_{line.pk}": "Left."}).status_code == 302
    assert LogWeek.objects.get().state == "disputed"
    decide = reverse("placements:week_move", args=[week.pk, "decide"])
    assert [client_as(who).get(decide).status_code for who in ("student", "host_supervisor", "company_manager")] == [
        404
    ] * 3
    academic = client_as("faculty_member")
    assert academic.get(reverse("placements:weeks")).context["total"] == 1
    assert academic.post(decide, {f"hours_{line.pk}": "6", "reason": "Seen."}).status_code == 302
    assert LogWeek.objects.get().state == "decided"
    assert Placement.objects.get().hours_confirmed == 18


def test_the_student_takes_the_other_hours_by_a_button(made, client_as):
    week, [line, *_others] = a_week(made)
    give_word(week=week, voice=HOST, at=FRIDAY, others={line.pk: Other(line.hours - 1, "Left.")})
    accept = reverse("placements:week_move", args=[week.pk, "accept"])
    client_as("student").get(accept)
    assert LogWeek.objects.get().state == "disputed"
    client_as("student").post(accept)
    assert LogWeek.objects.get().state == "confirmed"


def test_who_confirms_after_hours_were_agreed_on_reads_and_confirms_these(made, client_as, world):
    week, [line, *_others] = a_week(made)
    give_word(week=week, voice=HOST, at=FRIDAY, others={line.pk: Other(line.hours - 1, "Left.")})
    accept_word(week=week, by=world["student"], at=FRIDAY)
    academic = client_as("faculty_member")
    week.refresh_from_db()
    page = academic.get(week.get_absolute_url())
    assert page.context["agreed"] == 19
    assert "Confirm the hours agreed on" in page.content.decode()
    form = academic.get(reverse("placements:week_move", args=[week.pk, "dispute"])).context["form"]
    assert form[f"hours_{line.pk}"].initial == 7
    academic.post(reverse("placements:week_move", args=[week.pk, "confirm"]), {"seen": week.version})
    assert LogWeek.objects.get().state == "confirmed"
    assert Placement.objects.get().hours_confirmed == 19
    assert "As agreed on before." in academic.get(week.get_absolute_url()).content.decode()


def test_the_plan_is_changed_by_supervisors_with_a_reason(made, client_as):
    where = reverse("placements:plan", args=[made.pk])
    values = {
        "text_0": "Measure",
        "weight_0": "70",
        "text_1": "Describe",
        "weight_1": "30",
        "reason": "More to measure.",
    }
    assert client_as("student").post(where, values).status_code == 404
    assert client_as("faculty_member").post(where, values | {"weight_1": "20"}).status_code == 422
    assert client_as("faculty_member").post(where, values | {"reason": ""}).status_code == 422
    assert client_as("company_manager").post(where, values).status_code == 302
    assert (
        "More to measure." in client_as("student").get(reverse("placements:logs_of", args=[made.pk])).content.decode()
    )


@pytest.mark.parametrize("weeks", [1, 3])
def test_the_log_page_asks_the_same_queries_however_long_the_log_is(
    made, client_as, weeks, django_assert_max_num_queries
):
    for number in range(weeks):
        a_week(made, MONDAY - timedelta(days=7 * number))
    client = client_as("student")
    client.get(LOG)
    with django_assert_max_num_queries(14):
        client.get(LOG)


def test_hours_beyond_the_plan_are_said(made, client_as):
    where = reverse("placements:logs_of", args=[made.pk]) + "?language=en"
    a_week(made)
    client = client_as("student")
    for planned, words in ((20, False), (15, True), (None, False)):
        Placement.objects.filter(pk=made.pk).update(hours=planned)
        assert ("5 h more than planned" in client.get(where).content.decode()) is words


def test_a_log_is_exported_by_whoever_may(made, client_as):
    a_week(made)
    where = reverse("placements:logs_of", args=[made.pk])
    told = client_as("career_centre").get(f"{where}?format=csv")
    assert "Coffee" in b"".join(told.streaming_content).decode()
    assert client_as("student").get(f"{where}?format=csv").status_code == 404
