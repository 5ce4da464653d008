"""The engine alone: no database."""

from dataclasses import replace
from datetime import date, datetime, time, timedelta
from itertools import count
from zoneinfo import ZoneInfo

import pytest
from django.utils import translation
from hypothesis import given, settings
from hypothesis import strategies as st

from seriktes.common.clocks import WorkingCalendar
from seriktes.common.working_time import WorkingTime
from seriktes.procedures.definitions.clock_events import split_by_item
from seriktes.procedures.definitions.clocks import ClockState, Happening, What, run_clock
from seriktes.procedures.definitions.reminders import due_step, next_reminder, reminder_steps
from seriktes.procedures.definitions.terms import CalendarDays, SetDate, WorkingDays, months_before
from seriktes.procedures.definitions.traces import step_words
from seriktes.procedures.enums import ReminderStage
from tests.procedures.kinds import ANSWER, END, INSTALMENT, NOTICE, STEP, UPDATE

ALMATY = ZoneInfo("Asia/Almaty")
OFFICE = WorkingTime(
    WorkingCalendar(), {weekday: ((time(9), time(13)), (time(14), time(18))) for weekday in range(5)}, ALMATY
)
LATER = datetime(2030, 1, 1, tzinfo=ALMATY)
numbers = count(1)


def at(month: int, day: int, hour: int = 12, minute: int = 0, year: int = 2026) -> datetime:
    return datetime(year, month, day, hour, minute, tzinfo=ALMATY)


def happening(kind: str, moment: datetime, **data: object) -> Happening:
    return Happening(moment, next(numbers), f"paper.{kind}", data)


def run(kind, *events: Happening, until: datetime = LATER, office: WorkingTime = OFFICE, **options):
    return run_clock(kind, events, office, until, **options)


def words(reading) -> list[What]:
    return [step.what for step in reading.trace]


# --- The faults of others (peers.md, section 2) -----------------------------------------------------------------------
def test_zammad_5177_a_later_update_target_does_not_override_the_first_response_target():
    events = [happening("asked", at(3, 5, 9), hours=8), happening("update_promised", at(3, 5, 10))]
    assert run(ANSWER, *split_by_item(ANSWER, events)[""]).due_at == at(3, 5, 18)
    assert run(UPDATE, *split_by_item(UPDATE, events)[""]).due_at == at(3, 6, 10)


def test_zammad_3140_the_clock_does_not_run_on_after_an_answer():
    reading = run(ANSWER, happening("asked", at(3, 5, 9), hours=8), happening("answered", at(3, 5, 11)))
    assert (reading.state, reading.stopped_at, reading.was_late) == (ClockState.STOPPED, at(3, 5, 11), False)
    assert reading.used == timedelta(hours=2)


def test_zammad_1322_a_new_question_on_the_web_starts_the_clock_again():
    asked, answered = happening("asked", at(3, 5, 9), hours=8), happening("answered", at(3, 5, 11))
    again = happening("asked", at(3, 10, 9), hours=8)
    reading = run(ANSWER, asked, answered, again)
    assert (reading.state, reading.started_at, reading.due_at) == (ClockState.RUNNING, at(3, 10, 9), at(3, 10, 18))


def test_zammad_3642_an_answer_by_telephone_stops_the_clock_like_any_other():
    reading = run(ANSWER, happening("asked", at(3, 5, 9), hours=8), happening("telephoned", at(3, 5, 10)))
    assert reading.state == ClockState.STOPPED


def test_zammad_2082_the_due_date_is_never_stale():
    # The question turns out to have come a day earlier: the due date follows, though it was computed before.
    late = happening("asked", at(3, 6, 9), hours=8)
    assert run(ANSWER, late).due_at == at(3, 6, 18)
    assert run(ANSWER, late, happening("asked", at(3, 5, 9), hours=8)).due_at == at(3, 5, 18)


def test_zammad_4432_nobody_is_told_at_midnight():
    reading = run(STEP, happening("step_opened", at(3, 6, 23), step=1, working_days=2))
    for step in reminder_steps(STEP, reading.due_at, OFFICE):
        assert (step.at.hour, OFFICE.is_open(step.at)) == (9, True)


def test_osticket_2131_only_working_hours_count():
    assert run(ANSWER, happening("asked", at(3, 6, 17), hours=2)).due_at == at(3, 9, 10)


def test_frappe_helpdesk_2212_the_lunch_hour_does_not_count():
    assert run(ANSWER, happening("asked", at(3, 5, 12), hours=2)).due_at == at(3, 5, 15)


def test_frappe_helpdesk_1675_what_was_left_is_counted_anew_after_every_pause():
    asked = happening("asked", at(3, 5, 9), hours=8)
    first = [happening("returned", at(3, 5, 11)), happening("completed", at(3, 9, 11))]
    assert run(ANSWER, asked, *first).due_at == at(3, 9, 18)
    second = [happening("returned", at(3, 9, 12)), happening("completed", at(3, 10, 9))]
    reading = run(ANSWER, asked, *first, *second, until=at(3, 10, 10))
    assert reading.due_at == at(3, 10, 15)
    assert (reading.used, reading.left) == (timedelta(hours=4), timedelta(hours=4))


@pytest.mark.parametrize(
    ("ends_on", "months", "notice"),
    [("2026-03-31", 1, date(2026, 2, 27)), ("2026-12-31", 3, date(2026, 9, 30)), ("2028-03-30", 1, date(2028, 2, 29)),
     ("2026-01-15", 2, date(2025, 11, 14))],
)  # fmt: skip
def test_glpi_14703_renewal_and_notice_dates(ends_on, months, notice):
    signed = happening("end_set", at(1, 5, year=2025), ends_on=ends_on, notice_months=months)
    # A notice that would fall on a day off is due on the working day before it: later would be too late.
    assert run(NOTICE, signed).due_at.date() == notice
    assert run(END, signed).due_at.date() == date.fromisoformat(ends_on)


def test_glpi_14703_a_renewal_moves_the_end_and_the_notice_alike():
    signed = happening("end_set", at(1, 5), ends_on="2026-12-31", notice_months=3)
    renewed = happening("renewed", at(11, 2), ends_on="2027-12-31", notice_months=3)
    assert run(END, signed, renewed).due_at.date() == date(2027, 12, 31)
    assert run(NOTICE, signed, renewed).due_at.date() == date(2027, 9, 30)


def test_glpi_15605_changing_the_term_does_not_forget_the_paused_time():
    asked = happening("asked", at(3, 5, 9), hours=8)
    pause = [happening("returned", at(3, 5, 11)), happening("completed", at(3, 9, 11))]
    changed = happening("term_changed", at(3, 9, 12), hours=4)
    reading = run(ANSWER, asked, *pause, changed, until=at(3, 9, 12))
    assert reading.due_at == at(3, 9, 14, 0) or reading.due_at == at(3, 9, 13)
    assert (reading.used, reading.left) == (timedelta(hours=3), timedelta(hours=1))


def test_suitecrm_601_a_reminder_is_armed_again_when_the_date_moves():
    signed = happening("end_set", at(1, 5), ends_on="2026-06-30")
    moved = happening("renewed", at(6, 5), ends_on="2026-09-30")
    before, after = run(END, signed), run(END, signed, moved)
    sent = {(ReminderStage.BEFORE, 30)}
    assert due_step(reminder_steps(END, before.due_at, OFFICE), sent, at(6, 5)) is None
    steps = reminder_steps(END, after.due_at, OFFICE)
    assert next_reminder(steps, set(), started_at=after.started_at, now=at(6, 5), time=OFFICE) == at(8, 31, 9)


def test_a_date_that_is_told_again_has_not_moved():
    signed = happening("end_set", at(1, 5), ends_on="2026-06-30")
    again = happening("renewed", at(6, 5), ends_on="2026-06-30")
    reading = run(END, signed, again)
    assert words(reading)[:2] == [What.STARTED, What.KEPT]
    with translation.override("en"):
        assert step_words(reading.trace[1]).startswith("The date stays: ")


# --- Order ------------------------------------------------------------------------------------------------------------
def test_an_answer_that_is_recorded_late_stops_the_clock_when_it_was_given():
    asked, answered = happening("asked", at(3, 5, 9), hours=8), happening("answered", at(3, 5, 10))
    assert run(ANSWER, answered, asked).stopped_at == at(3, 5, 10)


def test_events_of_one_moment_are_taken_in_the_order_of_their_recording():
    moment = at(3, 5, 9)
    asked, answered = happening("asked", moment, hours=8), happening("answered", moment)
    assert run(ANSWER, answered, asked).state == ClockState.STOPPED
    answered, asked = happening("answered", moment), happening("asked", moment, hours=8)
    assert run(ANSWER, answered, asked).state == ClockState.RUNNING


def test_what_lies_ahead_of_the_moment_has_not_happened():
    asked, answered = happening("asked", at(3, 5, 9), hours=8), happening("answered", at(3, 6, 9))
    assert run(ANSWER, asked, answered, until=at(3, 5, 12)).state == ClockState.RUNNING
    assert run(ANSWER, asked, until=at(3, 5, 8)) is None


# --- States -----------------------------------------------------------------------------------------------------------
def test_a_second_question_does_not_put_off_the_first():
    reading = run(ANSWER, happening("asked", at(3, 5, 9), hours=8), happening("asked", at(3, 5, 17), hours=8))
    assert reading.due_at == at(3, 5, 18)
    assert What.ALREADY in words(reading)


def test_a_restart_forgets_what_was_used():
    reading = run(ANSWER, happening("asked", at(3, 5, 9), hours=8), happening("reopened", at(3, 5, 17), hours=8))
    assert (reading.started_at, reading.due_at) == (at(3, 5, 17), at(3, 6, 17))


def test_a_pause_does_not_heal_what_was_overdue():
    asked = happening("asked", at(3, 5, 9), hours=4)
    pause = [happening("returned", at(3, 6, 9)), happening("completed", at(3, 9, 9))]
    assert run(ANSWER, asked, *pause).due_at == at(3, 5, 13)


def test_while_paused_nothing_is_overdue():
    asked, returned = happening("asked", at(3, 5, 9), hours=8), happening("returned", at(3, 5, 11))
    reading = run(ANSWER, asked, returned)
    assert (reading.state, reading.paused_at, reading.is_overdue(LATER)) == (ClockState.PAUSED, at(3, 5, 11), False)


def test_an_answer_during_a_pause_stops_the_clock():
    events = [happening("asked", at(3, 5, 9), hours=8), happening("returned", at(3, 5, 11)),
              happening("answered", at(3, 9, 9))]  # fmt: skip
    reading = run(ANSWER, *events)
    assert (reading.state, reading.used) == (ClockState.STOPPED, timedelta(hours=2))


def test_a_late_answer_is_called_late():
    reading = run(ANSWER, happening("asked", at(3, 5, 9), hours=1), happening("answered", at(3, 5, 11)))
    assert reading.was_late
    assert words(reading)[-1] == What.STOPPED_LATE


def test_a_date_that_is_taken_away_ends_the_clock():
    reading = run(
        END, happening("end_set", at(3, 5), ends_on="2026-06-30"), happening("renewed", at(3, 6), ends_on=None)
    )
    assert reading.state == ClockState.CANCELLED
    assert run(END, happening("end_set", at(3, 5))) is None


def test_a_stop_without_a_start_is_nothing():
    assert run(ANSWER, happening("answered", at(3, 5))) is None


# --- Terms ------------------------------------------------------------------------------------------------------------
def test_working_days_end_at_the_closing_of_the_last():
    kind = replace(STEP, term=WorkingDays(3))
    assert run(kind, happening("step_opened", at(3, 5, 23), step=1)).due_at == at(3, 10, 18)


def test_a_pause_of_working_days_moves_the_end_by_the_days_it_took():
    opened = happening("step_opened", at(3, 2), step=1, working_days=3)
    paused = [happening("returned", at(3, 3)), happening("completed", at(3, 5))]
    assert run(STEP, opened).due_at == at(3, 5, 18)
    assert run(STEP, opened, *paused).due_at == at(3, 9, 18)
    same_day = [happening("returned", at(3, 3, 10)), happening("completed", at(3, 3, 17))]
    assert run(STEP, opened, *same_day).due_at == at(3, 5, 18)


def test_calendar_days_roll_to_the_next_working_day():
    kind = replace(STEP, term=CalendarDays(2))
    assert run(kind, happening("step_opened", at(3, 5), step=1)).due_at == at(3, 9, 18)
    kept = replace(STEP, term=CalendarDays(2, roll="keep"))
    assert run(kept, happening("step_opened", at(3, 5), step=1)).due_at.date() == date(2026, 3, 7)


def test_a_date_may_be_counted_back_in_working_days():
    kind = replace(END, term=SetDate("ends_on", minus_working_days=3))
    assert run(kind, happening("end_set", at(3, 1), ends_on="2026-03-10")).due_at.date() == date(2026, 3, 5)


def test_months_are_counted_on_the_calendar():
    assert months_before(date(2026, 1, 31), 2) == date(2025, 11, 30)
    assert months_before(date(2026, 3, 15), 15) == date(2024, 12, 15)


def test_a_vacation_of_the_office_lies_between():
    office = replace(OFFICE, calendar=WorkingCalendar(extra_days_off=frozenset(date(2026, 8, d) for d in range(1, 32))))
    reading = run(STEP, happening("step_opened", at(7, 30), step=1, working_days=3), office=office)
    assert reading.due_at == at(9, 2, 18)
    off = next(step for step in reading.trace if step.what == What.DAYS_OFF)
    assert len(off.values["days"]) == 21


# --- Several of one kind ----------------------------------------------------------------------------------------------
def test_each_step_has_a_clock_of_its_own():
    events = [happening("step_opened", at(3, 2), step=[1, 2], working_days=3), happening("step_decided", at(3, 3), step=1),
              happening("step_opened", at(3, 3), step=3, working_days=1)]  # fmt: skip
    items = split_by_item(STEP, events)
    readings = {item: run(STEP, *mine, item=item) for item, mine in items.items()}
    assert {item: reading.state for item, reading in readings.items()} == {
        "1": ClockState.STOPPED, "2": ClockState.RUNNING, "3": ClockState.RUNNING,
    }  # fmt: skip
    assert readings["3"].due_at == at(3, 4, 18)


def test_an_event_without_an_item_speaks_of_all():
    events = [happening("step_opened", at(3, 2), step=1, working_days=3),
              happening("step_opened", at(3, 2), step=2, working_days=3), happening("withdrawn", at(3, 3))]  # fmt: skip
    readings = [run(STEP, *mine) for mine in split_by_item(STEP, events).values()]
    assert [reading.state for reading in readings] == [ClockState.CANCELLED] * 2


def test_instalments_are_due_each_on_its_date():
    events = [happening("promised", at(1, 5), part=f"{n}", date=f"2026-0{n}-01") for n in (2, 3)]
    due = {part: run(INSTALMENT, *mine).due_at.date() for part, mine in split_by_item(INSTALMENT, events).items()}
    assert due == {"2": date(2026, 2, 2), "3": date(2026, 3, 2)}


# --- Reminders --------------------------------------------------------------------------------------------------------
def test_the_steps_of_a_reminder_lie_on_mornings_of_working_days():
    steps = reminder_steps(STEP, at(3, 9, 18), OFFICE)
    assert [(step.at, step.stage, step.days) for step in steps] == [
        (at(3, 6, 9), ReminderStage.BEFORE, 1),
        (at(3, 9, 9), ReminderStage.DUE, 0),
        (at(3, 10, 9), ReminderStage.OVERDUE, 1),
        (at(3, 12, 9), ReminderStage.ESCALATED, 3),
        (at(3, 16, 9), ReminderStage.ESCALATED, 5),
    ]


def test_reminders_that_were_missed_are_not_made_up_for():
    steps = reminder_steps(STEP, at(3, 9, 18), OFFICE)
    assert due_step(steps, set(), at(3, 10, 12)).stage == ReminderStage.OVERDUE
    assert due_step(steps, {(ReminderStage.OVERDUE, 1)}, at(3, 10, 12)) is None


def test_a_reminder_whose_time_had_passed_at_the_start_is_left_out():
    steps = reminder_steps(END, at(3, 9, 18), OFFICE)
    found = next_reminder(steps, set(), started_at=at(3, 5, 12), now=at(3, 5, 12), time=OFFICE)
    assert found == at(3, 9, 9)


# --- Words ------------------------------------------------------------------------------------------------------------
def test_every_step_has_words():
    events = [happening("answered", at(3, 2)), happening("asked", at(3, 5, 9), hours=8), happening("asked", at(3, 5, 10)),
              happening("returned", at(3, 5, 11)), happening("completed", at(3, 9, 11)),
              happening("term_changed", at(3, 9, 12), hours=6)]  # fmt: skip
    reading = run(ANSWER, *events)
    assert words(reading) == [
        What.NOT_RUNNING, What.STARTED, What.ALREADY, What.PAUSED, What.RESUMED, What.CHANGED, What.TERM, What.OVERDUE,
    ]  # fmt: skip
    sentences = [step_words(step) for step in reading.trace]
    assert all("%" not in sentence for sentence in sentences)


# --- Laws -------------------------------------------------------------------------------------------------------------
codes = st.sampled_from(
    ["asked", "answered", "returned", "completed", "withdrawn", "reopened", "term_changed", "other"]
)
histories = st.lists(st.tuples(codes, st.integers(0, 20_000), st.integers(0, 40)), max_size=12)
law = settings(deadline=None, max_examples=150)


def history(rows) -> list[Happening]:
    start = at(1, 5)
    return [
        Happening(start + timedelta(minutes=minutes), number, f"paper.{code}", {"hours": hours})
        for number, (code, minutes, hours) in enumerate(rows)
    ]


@law
@given(histories, st.randoms())
def test_the_order_of_recording_does_not_matter(rows, chance):
    events = history(rows)
    shuffled = chance.sample(events, len(events))
    assert run(ANSWER, *events) == run(ANSWER, *shuffled)


@law
@given(histories, st.integers(0, 20_000), st.integers(0, 20_000))
def test_nothing_that_happens_later_changes_what_was(rows, minutes, more):
    until = at(1, 5) + timedelta(minutes=minutes)
    known = [event for event in history(rows) if event.at <= until]
    assert run(ANSWER, *history(rows), until=until) == run(ANSWER, *known, until=until)


@law
@given(histories)
def test_used_and_left_make_the_term(rows):
    reading = run(ANSWER, *history(rows))
    if reading is not None:
        assert reading.used + reading.left == timedelta(hours=reading.data["hours"])
        assert reading.used >= timedelta(0)
        assert reading.due_at >= reading.started_at


@law
@given(st.integers(1, 40), st.lists(st.integers(1, 3_000), min_size=2, max_size=8))
def test_pauses_only_ever_put_the_date_off(hours, gaps):
    moment, rows = at(1, 5), [happening("asked", at(1, 5), hours=hours)]
    plain = run(ANSWER, *rows).due_at
    for number, gap in enumerate(gaps):
        moment += timedelta(minutes=gap)
        rows.append(happening("completed" if number % 2 else "returned", moment))
    assert run(ANSWER, *rows).due_at >= plain


@law
@given(st.integers(1, 40), st.integers(0, 5_000), st.integers(0, 5_000))
def test_a_pause_puts_the_date_off_by_the_working_time_that_it_took(hours, first, second):
    asked = happening("asked", at(1, 5), hours=hours)
    plain = run(ANSWER, asked).due_at
    paused, resumed = at(1, 5) + timedelta(minutes=first), at(1, 5) + timedelta(minutes=first + second)
    reading = run(ANSWER, asked, happening("returned", paused), happening("completed", resumed))
    took = OFFICE.between(paused, resumed) if paused <= plain else timedelta(0)
    assert OFFICE.between(plain, reading.due_at) == took
