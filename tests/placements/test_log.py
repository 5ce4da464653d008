"""The student's log: what it takes, what it refuses, and that its sums stand on the placement."""

from datetime import date, timedelta
from decimal import Decimal

import pytest
from django.db.models import Sum
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from seriktes.placements.actions.entries import add_entry, change_entry, remove_entry
from seriktes.placements.actions.log_rules import change_log_rule
from seriktes.placements.actions.plans import change_plan
from seriktes.placements.actions.words import Other, give_word
from seriktes.placements.definitions.plan import Course, Limits
from seriktes.placements.definitions.refusals import Refusal
from seriktes.placements.models import LogEntry, Placement, PlanTask
from seriktes.placements.queries.logs import limits_of, live_tasks, plan_against_log
from tests.placements.logging_sample import FRIDAY, HOST, MONDAY, NEXT_MONDAY, a_week, log_hours, placement

pytestmark = pytest.mark.django_db


def refused(reason):
    return pytest.raises(Refusal, match=rf"^{reason}")


def assert_sums_hold(made):
    row = Placement.objects.get(pk=made.pk)
    entries = LogEntry.objects.filter(placement=made)
    sums = entries.aggregate(all=Sum("hours"), confirmed=Sum("confirmed_hours"))
    off_plan = entries.filter(task__isnull=True).aggregate(hours=Sum("hours"))["hours"]
    last = entries.order_by("-day").values_list("day", flat=True).first()
    assert (row.hours_logged, row.hours_off_plan, row.hours_confirmed, row.last_logged_on) == (
        sums["all"] or 0, off_plan or 0, sums["confirmed"] or 0, last
    )  # fmt: skip
    course = limits_of(made.cohort.programme_id).course(row.hours_logged, row.hours_off_plan)
    assert row.is_much_off_plan == (course == Course.MUCH_OFF)
    for week in made.weeks.all():
        assert week.hours == (week.entries.aggregate(hours=Sum("hours"))["hours"] or 0)


def test_several_lines_a_day_and_their_sums(world):
    made = placement(world)
    week, _entries = a_week(made)
    assert week.hours == 20
    assert_sums_hold(made)
    plan = plan_against_log(Placement.objects.get(pk=made.pk))
    assert [(row.hours, row.planned) for row in plan.tasks] == [
        (8, Decimal("0.6")), (6, Decimal("0.4")), (6, 0)
    ]  # fmt: skip
    assert plan.share_off_plan == Decimal("0.3")
    assert plan.course == Course.SOME_OFF


@pytest.mark.parametrize(
    ("day", "reason"),
    [
        (date(2026, 2, 1), "day_outside"),
        (date(2026, 5, 30), "day_outside"),
        (MONDAY + timedelta(days=5), "in_future"),
    ],
)
def test_days_that_are_none_of_the_placement(world, day, reason):
    with refused(reason):
        log_hours(placement(world), day, 4)


@pytest.mark.parametrize(
    ("hours", "reason"),
    [
        ("30", "longer_than_a_day"), ("24.25", "longer_than_a_day"), ("12.25", "too_many_hours"), ("0", "hours_in_quarters"),
        ("-1", "hours_in_quarters"), ("1.1", "hours_in_quarters"), ("NaN", "hours_in_quarters"),
        ("Infinity", "hours_in_quarters"),
    ],
)  # fmt: skip
def test_hours_that_are_none_of_a_day(world, hours, reason):
    made = placement(world)
    with refused(reason):
        log_hours(made, MONDAY, hours)
    assert_sums_hold(made)


def test_all_lines_of_a_day_together_keep_to_its_hours(world):
    made = placement(world)
    log_hours(made, MONDAY, 8)
    with refused("too_many_hours"):
        log_hours(made, MONDAY, 5, task=1)
    log_hours(made, MONDAY, 4, task=1)
    change_log_rule(
        programme=made.cohort.programme, by=world["career_centre"],
        values={"hours_a_day": Decimal(24), "some_off_plan": 20, "much_off_plan": 40, "judged_from": 16},
    )  # fmt: skip
    with refused("longer_than_a_day"):
        log_hours(made, MONDAY, "12.5", task=None)
    log_hours(made, MONDAY, 12, task=None)
    assert_sums_hold(made)


@pytest.mark.parametrize("task", [0, None])
def test_the_same_task_is_logged_once_a_day(world, task):
    made = placement(world)
    log_hours(made, MONDAY, 2, task=task)
    with refused("logged_already"):
        log_hours(made, MONDAY, 3, task=task)
    assert_sums_hold(made)


def test_a_task_of_another_plan_takes_no_hours(world):
    made = placement(world)
    other = placement(world, student="fellow_student", within=made.cohort)
    with refused("unknown_task"):
        add_entry(placement=made, day=MONDAY, task=other.plan.first(), hours=Decimal(1), by=world["student"], at=FRIDAY)


@pytest.mark.parametrize("state", ["planned", "signing", "cancelled"])
def test_nothing_is_logged_before_it_is_agreed(world, state):
    with refused("not_under_way"):
        log_hours(placement(world, state=state), MONDAY, 2)


def test_after_the_end_the_log_is_put_right_for_two_weeks(world):
    made = placement(world, state="completed", ends_on=MONDAY)
    log_hours(made, MONDAY, 2, at=FRIDAY + timedelta(days=10))
    with refused("day_outside"):
        log_hours(made, MONDAY + timedelta(days=1), 2)
    with refused("not_under_way"):
        log_hours(made, MONDAY, 2, task=1, at=FRIDAY + timedelta(days=11))
    with refused("not_under_way"):
        remove_entry(entry=LogEntry.objects.get(), by=world["student"], at=FRIDAY + timedelta(days=11))


def test_of_a_placement_that_was_broken_off_the_last_day_is_the_one_it_ended_on(world):
    made = placement(world, state="broken_off", ended_on=MONDAY)
    log_hours(made, MONDAY, 2)
    with refused("day_outside"):
        log_hours(made, MONDAY + timedelta(days=1), 2)


def test_a_day_that_was_confirmed_is_not_changed_any_more(world):
    made = placement(world)
    week, [first, *_others] = a_week(made)
    give_word(week=week, voice=HOST, at=FRIDAY)
    by = world["student"]
    with refused("week_confirmed"):
        change_entry(entry=first, task=first.task, hours=Decimal(9), by=by, at=FRIDAY)
    with refused("week_confirmed"):
        remove_entry(entry=first, by=by, at=FRIDAY)
    with refused("week_confirmed"):
        log_hours(made, MONDAY + timedelta(days=3), 2)
    log_hours(made, MONDAY + timedelta(days=7), 2, at=NEXT_MONDAY)
    assert_sums_hold(made)


# --- The plan ---------------------------------------------------------------------------------------------------------
def test_a_task_with_hours_is_dropped_and_its_trail_stays(world):
    made = placement(world)
    [first, second] = live_tasks(made)
    entry = log_hours(made, MONDAY, 4)
    by = world["faculty_member"]
    change_plan(
        placement=made, plan=[("Describe", 50), ("Compare", 50)], reason="The machine is gone.", by=by, at=FRIDAY
    )
    assert [(task.text, task.weight) for task in live_tasks(made)] == [("Describe", 50), ("Compare", 50)]
    assert live_tasks(made)[0] == second
    assert PlanTask.objects.get(pk=first.pk).dropped_at == FRIDAY
    change = made.plan_changes.get()
    assert change.before == [{"text": "Measure", "weight": 60}, {"text": "Describe", "weight": 40}]
    assert (change.by, change.reason) == (by, "The machine is gone.")
    # Hours that were on plan when they were logged stay so; the dropped task takes no more.
    assert plan_against_log(made).off_plan == 0
    with refused("unknown_task"):
        add_entry(placement=made, day=MONDAY, task=first, hours=Decimal(1), by=world["student"], at=FRIDAY)
    change_entry(entry=entry, task=first.pk, hours=Decimal(3), by=world["student"], at=FRIDAY)
    assert_sums_hold(made)


@pytest.mark.parametrize(
    ("plan", "reason"),
    [
        ([], "plan_lines"), ([("One", 90)], "plan_sum"), ([("One", 60), ("Two", 60)], "plan_sum"),
        ([("One", 0), ("Two", 100)], "plan_lines"), ([("One", 50), ("One ", 50)], "plan_twice"),
        ([(str(n), 4 if n else 56) for n in range(12)] + [("more", 0)], "plan_lines"),
        ([(str(n), 5) for n in range(20)], "plan_too_long"),
    ],
)  # fmt: skip
def test_plans_that_are_none(world, plan, reason):
    made = placement(world)
    with refused(reason):
        change_plan(placement=made, plan=plan, reason="Why not.", by=world["faculty_member"], at=FRIDAY)
    assert live_tasks(made).count() == 2


def test_a_plan_is_changed_with_a_reason_and_while_the_placement_runs(world):
    by, plan = world["faculty_member"], [("One", 100)]
    made = placement(world)
    with refused("no_reason"):
        change_plan(placement=made, plan=plan, reason=" ", by=by, at=FRIDAY)
    Placement.objects.update(state="signing")
    with refused("wrong_state"):
        change_plan(placement=made, plan=plan, reason="So", by=by, at=FRIDAY)


# --- Shares -----------------------------------------------------------------------------------------------------------
def test_a_share_of_exactly_the_threshold_is_told():
    limits = Limits(some_off_plan=20, much_off_plan=40, judged_from=10)
    told = [
        limits.course(Decimal(hours), Decimal(off))
        for hours, off in [(0, 0), ("9.75", 9), (10, "1.75"), (10, 2), (10, "3.75"), (10, 4), (10, 10)]
    ]
    assert told == ["empty", "early", "on_plan", "some_off", "some_off", "much_off", "much_off"]


QUARTERS = st.integers(1, 60).map(lambda n: Decimal(n) / 4)


@given(
    moves=st.lists(
        st.tuples(st.sampled_from(["add", "change", "remove", "word"]), st.integers(0, 13), st.sampled_from([0, 1, None]), QUARTERS),
        max_size=25,
    )
)  # fmt: skip
@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_whatever_is_done_the_sums_hold_and_no_day_is_longer_than_its_limit(world, moves):
    """Adding, changing, taking out and words in any order; what is refused changes nothing."""
    made = placement(world, student=_another(world), title="Property")
    at = NEXT_MONDAY + timedelta(days=7)
    for move, place, task, hours in moves:
        day = MONDAY + timedelta(days=place)
        entries = list(LogEntry.objects.filter(placement=made).select_related("placement"))
        entry = entries[place % len(entries)] if entries else None
        try:
            if move == "add":
                log_hours(made, day, hours, task=task, at=at)
            elif move == "change" and entry:
                change_entry(entry=entry, task=entry.task_id, hours=hours, by=made.student.user, at=at)
            elif move == "remove" and entry:
                remove_entry(entry=entry, by=made.student.user, at=at)
            elif move == "word" and entry:
                other = {entry.pk: Other(hours, "Less")} if task is None else {}
                give_word(week=entry.week, voice=HOST, at=at, others=other)
        except Refusal:
            pass
        assert_sums_hold(made)
    days = LogEntry.objects.filter(placement=made).order_by().values("day").annotate(sum=Sum("hours"))
    assert all(row["sum"] <= 12 for row in days)


def _another(world):
    from seriktes.organisations.models import Person

    return Person.objects.create(name_en="Invented Student")
