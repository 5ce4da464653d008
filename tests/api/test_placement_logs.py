"""Logs, weeks and evaluations for programs: what is refused, and where in the body the fault lies."""

import re
from datetime import timedelta
from decimal import Decimal

import pytest

from seriktes.placements.actions.week_letters import send_week_letters
from seriktes.placements.actions.words import Other, accept_word, give_word
from seriktes.placements.models import LogEntry, LogWeek
from tests.api.conftest import problem
from tests.placements.conftest import freeze, own_files  # noqa: F401  fixtures
from tests.placements.logging_sample import FRIDAY, HOST, MONDAY, NEXT_MONDAY, a_week, log_hours, placement

pytestmark = pytest.mark.django_db


@pytest.fixture
def made(world, freeze):  # noqa: F811
    freeze(FRIDAY)
    return placement(world, host_supervisor=world.people["supervisor"])


@pytest.mark.parametrize(
    ("line", "reason", "pointer"),
    [
        (("2026-03-06", "30"), "longer_than_a_day", "/hours"), (("2026-03-06", "13"), "too_many_hours", "/hours"),
        (("2026-03-06", "0.1"), "hours_in_quarters", "/hours"), (("2026-03-06", "0"), "hours_in_quarters", "/hours"),
        (("2026-01-31", "4"), "day_outside", "/day"), (("2026-05-30", "4"), "day_outside", "/day"),
        (("2026-03-07", "4"), "in_future", "/day"),
    ],
)  # fmt: skip
def test_what_cannot_be_logged_is_refused_with_its_place(made, program, line, reason, pointer):
    day, hours = line
    answer = program("student").post(f"placements/{made.pk}/log", {"day": day, "hours": hours})
    assert problem(answer)[0] in (409, 422)
    assert reason in answer.content.decode()
    assert pointer in answer.content.decode()
    assert not LogEntry.objects.exists()


def test_two_supervisors_with_other_hours_are_read_by_all_three(made, program):
    week, [line, *_others] = a_week(made)
    give_word(week=week, voice=HOST, at=FRIDAY)
    other = {"line": line.pk, "hours": "5", "reason": "By the gate's list."}
    said = program("host_supervisor").post(f"weeks/{week.pk}/word", {"seen": week.version, "lines": [other]})
    assert said.status_code == 200
    for who in ("student", "host_supervisor", "faculty_member"):
        told = program(who).get(f"weeks/{week.pk}").json()
        assert told["state"] == "disputed"
        assert [Decimal(word["hours"]) for word in told["words"]] == [20, 17]
        assert told["words"][1]["lines"][0]["reason"] == "By the gate's list."
    assert program("student").post(f"weeks/{week.pk}/accept").json()["reason"] == "words_differ"
    assert problem(program("fund_manager").get(f"weeks/{week.pk}"))[0] == 404


def test_a_word_after_hours_were_agreed_on_is_about_these(made, program, world):
    week, [line, *_others] = a_week(made)
    give_word(week=week, voice=HOST, at=FRIDAY, others={line.pk: Other(Decimal(5), "Left.")})
    accept_word(week=week, by=world["student"], at=FRIDAY)
    api = program("faculty_member")
    told = api.get(f"weeks/{week.pk}").json()
    assert Decimal(told["hours_to_confirm"]) == 17
    assert api.post(f"weeks/{week.pk}/word", {"seen": week.version}).json()["reason"] == "log_changed"
    told = api.post(f"weeks/{week.pk}/word", {"seen": told["version"]}).json()
    assert told["state"] == "confirmed"
    assert Decimal(told["words"][1]["hours"]) == 17


def test_a_second_word_of_one_supervisor_is_refused(made, program):
    week, [line, *_others] = a_week(made)
    api = program("host_supervisor")
    assert api.post(f"weeks/{week.pk}/word", {"seen": week.version}).status_code == 200
    seen = LogWeek.objects.get().version
    other = {"line": line.pk, "hours": "5", "reason": "So."}
    assert api.post(f"weeks/{week.pk}/word", {"seen": seen, "lines": [other]}).json()["reason"] == "word_given"


def test_a_word_with_hours_that_are_none_changes_nothing(made, program, world):
    week, [line, *_others] = a_week(made)
    for hours in ("30", "-1", "1.3"):
        body = {"seen": week.version, "lines": [{"line": line.pk, "hours": hours, "reason": "So."}]}
        assert problem(program("host_supervisor").post(f"weeks/{week.pk}/word", body))[0] in (409, 422)
    assert LogWeek.objects.get().state == "open"
    give_word(week=week, voice=HOST, at=FRIDAY, others={line.pk: Other(Decimal(5), "Left.")})
    body = {"lines": [{"line": line.pk, "hours": "5"}], "reason": "So."}
    assert program("faculty_member").post(f"weeks/{week.pk}/decide", body).json()["reason"] == "log_changed"


def test_several_weeks_are_confirmed_at_once_each_for_itself(made, program):
    weeks = [a_week(made, MONDAY - timedelta(weeks=number))[0] for number in range(3)]
    seen = [{"week": week.pk, "version": week.version} for week in weeks]
    seen[1]["version"] += 1
    assert program("student").post("weeks/confirm", {"seen": seen}).json() == {
        "confirmed": [],
        "refused": [],
        "gone": 3,
    }
    told = program("host_supervisor").post("weeks/confirm", {"seen": seen}).json()
    assert [(one["id"], one["state"]) for one in told["confirmed"]] == [
        (weeks[0].pk, "confirmed"), (weeks[2].pk, "confirmed"),
    ]  # fmt: skip
    assert [(one["week"], one["reason"]) for one in told["refused"]] == [(weeks[1].pk, "log_changed")]
    assert told["refused"][0]["detail"]
    again = program("host_supervisor").post("weeks/confirm", {"seen": [seen[0], seen[2]]}).json()
    assert (again["confirmed"], again["gone"]) == ([], 2)
    assert problem(program("host_supervisor").post("weeks/confirm", {"seen": []}))[0] == 422


def test_the_weekly_letter_tells_how_the_whole_log_keeps_to_the_plan(world, program, freeze, mailoutbox):  # noqa: F811
    made = placement(world)
    a_week(made)
    log_hours(made, MONDAY - timedelta(days=7), 10)
    give_word(week=LogWeek.objects.get(monday=MONDAY - timedelta(days=7)), voice=HOST, at=FRIDAY)
    # The Monday itself is a day off.
    morning = NEXT_MONDAY + timedelta(days=1)
    freeze(morning)
    mailoutbox.clear()
    send_week_letters(now=morning)
    [letter] = mailoutbox
    secret = re.search(r"https?://[^/\s]+/l/(\S+)", letter.body)[1].strip("/")
    [intern] = program().get(f"week-letters/{secret}").json()["weeks"]
    assert intern["student"] == made.student.name
    assert (Decimal(intern["hours_logged"]), Decimal(intern["hours_off_plan"])) == (30, 6)
    assert (Decimal(intern["week"]["hours"]), intern["course"]) == (20, "some_off")
