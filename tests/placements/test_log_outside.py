"""What was logged outside the days of a placement, once they are others: on record, told apart, and counting nothing."""

from datetime import timedelta
from decimal import Decimal

import pytest
from django.urls import reverse

from seriktes.placements.actions.agreements import apply_amendment, draft_amendment, send_for_signature
from seriktes.placements.actions.entries import change_entry
from seriktes.placements.actions.placements import break_off
from seriktes.placements.actions.week_letters import send_week_letters, supervisors_of, waiting_placements
from seriktes.placements.actions.words import Other, decide_week, give_word
from seriktes.placements.models import LogEntry, LogWeek, Placement, WeekWord
from seriktes.placements.queries.certificates import fields_of_placement
from seriktes.placements.queries.logs import lines_of, plan_against_log, weeks_to_confirm, weeks_to_settle
from seriktes.placements.queries.supervision import HOST as HOST_ROLE
from seriktes.placements.queries.supervision import loads_of
from tests.api.conftest import ApiClient, secret_of
from tests.placements.logging_sample import FRIDAY, HOST, MONDAY, NEXT_MONDAY, SECOND, a_week, log_hours, placement
from tests.placements.test_log import refused

pytestmark = pytest.mark.django_db
TUESDAY, WEDNESDAY = MONDAY + timedelta(days=1), MONDAY + timedelta(days=2)
# Later than the Friday of the week after.
LATER = NEXT_MONDAY + timedelta(days=10)


@pytest.fixture
def made(world):
    return placement(world)


@pytest.fixture
def week(made):
    """Monday 8 h, Tuesday 6 and 2 h off plan, Wednesday 4 h off plan."""
    return a_week(made)[0]


def broken_off(made, on=TUESDAY, at=FRIDAY):
    return break_off(placement=made, on=on, reason="The shop closed.", by=None, at=at)


def sums(made):
    row = Placement.objects.get(pk=made.pk)
    return row.hours_logged, row.hours_off_plan, row.hours_confirmed, row.last_logged_on


# --- Broken off -------------------------------------------------------------------------------------------------------
def test_lines_after_the_last_day_stay_and_count_nothing(made, week):
    assert sums(made) == (20, 6, 0, WEDNESDAY)
    ended = broken_off(made)
    assert sums(made) == (ended.hours_logged, ended.hours_off_plan, 0, TUESDAY) == (16, 2, 0, TUESDAY)
    assert LogEntry.objects.count() == 4
    week.refresh_from_db()
    assert (week.hours, week.state) == (16, "open")
    assert [line.day for line in lines_of([week])[week.pk]] == [MONDAY, TUESDAY, TUESDAY]
    plan = plan_against_log(ended)
    assert (plan.hours, plan.off_plan) == (16, 2)


def test_what_was_confirmed_after_the_end_counts_no_more_and_the_word_stays(made, week):
    give_word(week=week, voice=HOST, at=FRIDAY)
    assert sums(made)[2] == 20
    broken_off(made)
    assert sums(made) == (16, 2, 16, TUESDAY)
    assert list(LogEntry.objects.order_by("day", "pk").values_list("confirmed_hours", flat=True)) == [8, 6, 2, None]
    assert (LogWeek.objects.get().state, WeekWord.objects.get().hours) == ("confirmed", 20)
    fields = fields_of_placement(Placement.objects.get(pk=made.pk))
    assert (fields["hours_confirmed"], fields["hours_off_plan"]) == ("16", "2")
    assert [(one["hours"], one["confirmed"]) for one in fields["weeks"]] == [("16", "16")]
    [load] = loads_of(Placement.objects.all(), roles=[HOST_ROLE])
    assert (load.hours_logged, load.hours_confirmed) == (16, 16)


def test_such_a_week_is_confirmed_without_its_lines_after_the_end(made, week):
    seen = week.version
    broken_off(made)
    with refused("log_changed"):
        give_word(week=week, voice=HOST, at=FRIDAY, seen=seen)
    after = LogEntry.objects.get(day=WEDNESDAY)
    with refused("log_changed"):
        give_word(week=week, voice=HOST, at=FRIDAY, others={after.pk: Other(Decimal(1), "So")})
    week.refresh_from_db()
    assert give_word(week=week, voice=HOST, at=FRIDAY, seen=week.version).state == "confirmed"
    assert WeekWord.objects.get().hours == 16
    assert sums(made) == (16, 2, 16, TUESDAY)
    after.refresh_from_db()
    assert after.confirmed_hours is None


def test_a_dispute_is_decided_for_the_lines_that_count(world, made, week):
    line = LogEntry.objects.get(day=MONDAY)
    give_word(week=week, voice=HOST, at=FRIDAY, others={line.pk: Other(Decimal(5), "Left early")})
    broken_off(made)
    inside = lines_of([week])[week.pk]
    every = {entry.pk: Decimal(1) for entry in LogEntry.objects.all()}
    with refused("log_changed"):
        decide_week(week=week, hours=every, reason="So.", by=world["career_centre"], at=FRIDAY)
    decide_week(
        week=week, hours={one.pk: Decimal(3) for one in inside}, reason="So.", by=world["career_centre"], at=FRIDAY
    )
    assert sums(made) == (16, 2, 9, TUESDAY)


def test_a_week_wholly_after_the_end_waits_for_nobody(world, made, week):
    later, [line, *_others] = a_week(made, MONDAY + timedelta(days=7))
    third, _lines = a_week(made, MONDAY + timedelta(days=14))
    give_word(week=later, voice=HOST, at=LATER, others={line.pk: Other(Decimal(5), "Left early")})
    today = LATER.date() + timedelta(days=4)
    assert {one.pk for one in weeks_to_settle(world["career_centre"])} == {later.pk}
    assert third in weeks_to_confirm(world["faculty_member"], today)
    broken_off(made, at=LATER)
    assert not weeks_to_settle(world["career_centre"]).exists()
    assert set(weeks_to_confirm(world["faculty_member"], today)) == {week}
    later.refresh_from_db()
    assert (later.state, later.hours) == ("open", 0)
    assert WeekWord.objects.get().set_aside_at == LATER
    with refused("nothing_counts"):
        give_word(week=later, voice=SECOND, at=LATER)
    assert sums(made)[0] == 16


def test_a_line_after_the_end_changed_later_changes_no_sum(world, made, week):
    ended = broken_off(made)
    line = LogEntry.objects.get(day=WEDNESDAY)
    change_entry(entry=line, task=None, hours=Decimal(7), by=world["student"], at=FRIDAY)
    assert sums(ended)[0] == 16
    assert LogWeek.objects.get().hours == 16


def test_letters_tell_of_what_counts(world, made, week, freeze):
    broken_off(made)
    freeze(LATER)
    monday = NEXT_MONDAY.date()
    [supervisor] = supervisors_of(waiting_placements(monday), monday).values()
    assert [(one.hours, one.off_plan) for one in supervisor.interns] == [(16, 2)]
    assert send_week_letters(now=NEXT_MONDAY + timedelta(days=1)).weeks == 1


def test_pages_program_and_file_tell_such_lines_apart(world, client_as, made, week, freeze):
    broken_off(made)
    freeze(FRIDAY)
    client = client_as("student")
    shown = client.get(week.get_absolute_url()).content.decode()
    assert shown.count("after the end") == 1
    assert "1 line lies outside the days of the placement" in shown
    log = client.get(reverse("placements:logs_of", args=[made.pk]))
    assert log.context["outside"] == 4
    assert "which count nothing" in log.content.decode()
    exported = client_as("career_centre").get(reverse("placements:logs_of", args=[made.pk]), {"format": "jsonl"})
    lines = b"".join(exported.streaming_content).decode().splitlines()
    assert [line.count("false") for line in lines][-1] == 1
    api = ApiClient(secret_of(world["student"]))
    assert [line["counts"] for line in api.get(f"weeks/{week.pk}").json()["lines"]] == [True, True, True, False]
    assert api.get(f"placements/{made.pk}/plan").json()["hours"] == "16.00"


# --- Amended ----------------------------------------------------------------------------------------------------------
def amendment(world, made, **changes):
    return draft_amendment(placement=made, changes=changes, reason="Other days.", by=world["career_centre"], at=FRIDAY)


def test_an_amendment_leaves_out_no_day_with_hours(world, made, week):
    with refused("logged_after: 2026-03-04"):
        amendment(world, made, ends_on=TUESDAY)
    with refused("logged_before: 2026-03-02"):
        amendment(world, made, starts_on=TUESDAY)
    assert amendment(world, made, starts_on=MONDAY, ends_on=WEDNESDAY).changes == {
        "starts_on": "2026-03-02", "ends_on": "2026-03-04",
    }  # fmt: skip


def test_nor_does_one_that_was_drafted_before_they_were_logged(world, made, week):
    amendment(world, made, ends_on=WEDNESDAY)
    log_hours(made, MONDAY + timedelta(days=3), 4)
    with refused("logged_after: 2026-03-05"):
        send_for_signature(placement=made, by=world["career_centre"], at=FRIDAY)


def test_what_was_logged_while_it_was_being_signed_counts_nothing(world, made, week):
    shorter = amendment(world, made, ends_on=WEDNESDAY)
    log_hours(made, MONDAY + timedelta(days=3), 4)
    assert sums(made)[0] == 24
    apply_amendment(shorter, Placement.objects.get(pk=made.pk), at=FRIDAY)
    assert sums(made) == (20, 6, 0, WEDNESDAY)
    assert LogWeek.objects.get().hours == 20
    shorter.state = "signed"
    shorter.save()
    # Days that are agreed again count again.
    longer = amendment(world, Placement.objects.get(pk=made.pk), ends_on=MONDAY + timedelta(days=3))
    apply_amendment(longer, Placement.objects.get(pk=made.pk), at=FRIDAY)
    assert sums(made)[0] == 24
