from datetime import UTC, date, datetime, time, timedelta
from itertools import pairwise
from zoneinfo import ZoneInfo

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from seriktes.common.clocks import WorkingCalendar
from seriktes.common.working_time import WorkingTime

ALMATY = ZoneInfo("Asia/Almaty")
USUAL = {weekday: ((time(9), time(13)), (time(14), time(18))) for weekday in range(5)}
OFFICE = WorkingTime(WorkingCalendar(), USUAL, ALMATY)


def almaty(month: int, day: int, hour: int = 0, minute: int = 0, year: int = 2026) -> datetime:
    return datetime(year, month, day, hour, minute, tzinfo=ALMATY)


def hours(number: float) -> timedelta:
    return timedelta(hours=number)


def test_lunch_and_night_do_not_count():
    assert OFFICE.add(almaty(3, 5, 12), hours(2)) == almaty(3, 5, 15)
    assert OFFICE.add(almaty(3, 5, 17), hours(2)) == almaty(3, 6, 10)
    assert OFFICE.between(almaty(3, 5, 12), almaty(3, 6, 10)) == hours(6)


def test_weekend_and_holidays_do_not_count():
    office = WorkingTime(WorkingCalendar(extra_days_off=frozenset({date(2026, 3, 9)})), USUAL, ALMATY)
    assert office.add(almaty(3, 6, 17), hours(2)) == almaty(3, 10, 10)
    assert office.end_of_working_day(almaty(3, 6, 17), 1) == almaty(3, 10, 18)
    assert not office.is_open(almaty(3, 9, 12))


def test_a_worked_saturday_has_the_hours_of_a_usual_day():
    office = WorkingTime(WorkingCalendar(worked_days=lambda year: {date(year, 3, 7)}), USUAL, ALMATY)
    assert office.between(almaty(3, 7), almaty(3, 8)) == hours(8)
    assert office.opening(date(2026, 3, 7)) == almaty(3, 7, 9)


def test_a_long_vacation_of_the_office_does_not_count():
    august = frozenset(date(2026, 8, day) for day in range(1, 32))
    office = WorkingTime(WorkingCalendar(extra_days_off=august), USUAL, ALMATY)
    assert office.add(almaty(7, 31, 17), hours(3)) == almaty(9, 1, 11)
    assert office.end_of_working_day(almaty(7, 31, 12), 2) == almaty(9, 2, 18)


def test_hours_may_differ_by_weekday():
    office = WorkingTime(WorkingCalendar(), {**USUAL, 4: ((time(9), time(12)),)}, ALMATY)
    assert office.add(almaty(3, 6, 11), hours(2)) == almaty(3, 9, 10)


def test_at_closing_time_nothing_is_left_of_the_day():
    assert OFFICE.add(almaty(3, 5, 17), hours(1)) == almaty(3, 5, 18)
    assert OFFICE.next_open(almaty(3, 5, 18)) == almaty(3, 6, 9)
    assert OFFICE.add(almaty(3, 5, 18), hours(0)) == almaty(3, 5, 18)


def test_counting_back():
    assert OFFICE.add(almaty(3, 9, 10), hours(-2)) == almaty(3, 6, 17)
    assert OFFICE.between(almaty(3, 9, 10), almaty(3, 6, 17)) == hours(-2)


def test_kazakhstan_moved_to_one_zone_on_1_march_2024():
    # At midnight the clocks of Almaty went back from UTC+6 to UTC+5: the night had an hour more, the office had not.
    thursday, friday = almaty(2, 29, 17, year=2024), almaty(3, 1, 10, year=2024)
    assert friday.astimezone(UTC) - thursday.astimezone(UTC) == hours(18)
    assert OFFICE.between(thursday, friday) == hours(2)
    assert OFFICE.add(thursday, hours(2)) == friday
    assert OFFICE.closing(date(2024, 2, 29)).astimezone(UTC) == datetime(2024, 2, 29, 12, tzinfo=UTC)
    assert OFFICE.closing(date(2024, 3, 1)).astimezone(UTC) == datetime(2024, 3, 1, 13, tzinfo=UTC)


def test_a_night_shift_through_the_change_of_the_zone_counts_each_minute_once():
    night = {weekday: ((time(22), time(23, 30)), (time(23, 30), time(23, 59))) for weekday in range(7)}
    office = WorkingTime(WorkingCalendar(weekend=frozenset()), night, ALMATY)
    spans = office.spans(date(2024, 2, 29))
    assert all(first[1] <= second[0] for first, second in pairwise(spans))
    assert office.between(almaty(2, 29, year=2024), almaty(3, 1, year=2024)) == timedelta(hours=1, minutes=59)
    # An open span over the change itself is an hour longer than the clock on the wall says.
    long = WorkingTime(WorkingCalendar(weekend=frozenset()), {w: ((time(21), time(23, 59)),) for w in range(7)}, ALMATY)
    begin, end = almaty(2, 29, 22, year=2024), datetime(2024, 2, 29, 23, 30, fold=1, tzinfo=ALMATY)
    assert long.closing(date(2024, 2, 29)).utcoffset() == hours(6)
    assert long.between(begin, end) == timedelta(hours=1, minutes=59)


def test_the_hour_that_is_left_out_in_spring_is_not_worked():
    berlin = ZoneInfo("Europe/Berlin")
    office = WorkingTime(
        WorkingCalendar(weekend=frozenset()), {w: ((time(1), time(2, 30)), (time(2, 45), time(5))) for w in range(7)},
        berlin,
    )  # fmt: skip
    start, end = datetime(2026, 3, 29, tzinfo=berlin), datetime(2026, 3, 30, tzinfo=berlin)
    # 2:00 to 3:00 did not exist: what was to be worked of it is worked once, after it, and never twice.
    worked = office.between(start, end)
    assert worked <= hours(4)
    assert office.add(start, worked) <= end


def test_an_office_without_hours_is_refused():
    with pytest.raises(ValueError, match="at least one weekday"):
        WorkingTime(WorkingCalendar(), {}, ALMATY)
    with pytest.raises(ValueError, match="overlap"):
        WorkingTime(WorkingCalendar(), {0: ((time(9), time(13)), (time(12), time(18)))}, ALMATY)


def test_an_office_that_never_opens_ends_with_an_error_and_not_in_a_loop():
    class Always(frozenset[date]):
        def __contains__(self, _day: object) -> bool:
            return True

    office = WorkingTime(WorkingCalendar(holidays=lambda _year: Always()), USUAL, ALMATY)
    with pytest.raises(ValueError, match="closed for"):
        office.next_open(almaty(3, 5))


# --- Laws -------------------------------------------------------------------------------------------------------------
ZONES = [ALMATY, ZoneInfo("Asia/Oral"), ZoneInfo("Europe/Berlin"), ZoneInfo("America/New_York"), ZoneInfo("UTC")]
moments = st.integers(0, 366 * 24 * 60).map(
    lambda minutes: datetime(2023, 12, 1, tzinfo=UTC) + timedelta(minutes=minutes)
)
amounts = st.integers(0, 100 * 60).map(lambda minutes: timedelta(minutes=minutes))
law = settings(deadline=None, max_examples=60)
days = st.dates(date(2023, 12, 1), date(2025, 6, 1))


@st.composite
def spans_of_a_day(draw):
    minutes = draw(st.lists(st.integers(0, 24 * 60 - 1), min_size=2, max_size=6, unique=True).map(sorted))
    times = [time(minute // 60, minute % 60) for minute in minutes]
    return tuple(zip(times[::2], times[1::2], strict=False))


@st.composite
def offices(draw):
    hours_of = draw(st.dictionaries(st.integers(0, 6), spans_of_a_day(), min_size=1))
    calendar = WorkingCalendar(
        weekend=draw(st.frozensets(st.integers(0, 6), max_size=5)),
        extra_days_off=draw(st.frozensets(days, max_size=30)),
        extra_working_days=draw(st.frozensets(days, max_size=10)),
    )
    return WorkingTime(calendar, hours_of, draw(st.sampled_from(ZONES)))


@law
@given(offices(), moments, amounts)
def test_between_undoes_add(office, moment, amount):
    assert office.between(moment, office.add(moment, amount)) == amount
    assert office.between(moment, office.add(moment, -amount)) == -amount


@law
@given(offices(), moments, amounts, amounts)
def test_add_is_additive(office, moment, first, second):
    assert office.add(office.add(moment, first), second) == office.add(moment, first + second)


@law
@given(offices(), moments, moments, moments)
def test_between_is_additive(office, one, two, three):
    assert office.between(one, two) + office.between(two, three) == office.between(one, three)


@law
@given(offices(), moments, moments, amounts)
def test_add_keeps_the_order_of_moments(office, one, two, amount):
    assume(one <= two)
    assert office.add(one, amount) <= office.add(two, amount)


@law
@given(offices(), moments, amounts, amounts)
def test_add_keeps_the_order_of_amounts(office, moment, less, more):
    assume(less < more)
    assert office.add(moment, less) < office.add(moment, more)


@law
@given(offices(), moments, amounts)
def test_waiting_for_the_opening_costs_nothing(office, moment, amount):
    assume(amount)
    assert office.add(office.next_open(moment), amount) == office.add(moment, amount)
    assert office.between(moment, office.next_open(moment)) == timedelta(0)


@law
@given(offices(), moments, moments)
def test_nothing_counts_outside_open_spans(office, one, two):
    start, end = min(one, two), max(one, two)
    day, total = office.day_of(start), timedelta(0)
    while day <= office.day_of(end):
        total += sum((max(min(closes, end) - max(opens, start), timedelta(0)) for opens, closes in office.spans(day)),
                     timedelta(0))  # fmt: skip
        day += timedelta(days=1)
    assert office.between(start, end) == total <= end - start
    if not office.is_open(start):
        assert office.between(start, office.next_open(start)) == timedelta(0)
        assert office.is_open(office.next_open(start))
