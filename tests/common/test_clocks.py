from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from seriktes.common.clocks import WorkingCalendar, add_working_days, country_calendar, working_days_between
from seriktes.common.packs import CountryPack

FRIDAY, SATURDAY, MONDAY = date(2026, 3, 6), date(2026, 3, 7), date(2026, 3, 9)
TUESDAY = date(2026, 3, 10)
PLAIN = WorkingCalendar()

days = st.dates(date(2020, 1, 1), date(2030, 12, 31))
calendars = st.builds(
    WorkingCalendar,
    weekend=st.frozensets(st.integers(0, 6), max_size=6),
    extra_days_off=st.frozensets(days, max_size=40),
    extra_working_days=st.frozensets(days, max_size=10),
)


def test_counting_begins_on_the_day_after():
    assert add_working_days(FRIDAY, 1, PLAIN) == MONDAY
    assert add_working_days(SATURDAY, 1, PLAIN) == MONDAY
    assert add_working_days(MONDAY, 1, PLAIN) == TUESDAY


def test_zero_days_is_the_start_or_the_next_working_day():
    assert add_working_days(FRIDAY, 0, PLAIN) == FRIDAY
    assert add_working_days(SATURDAY, 0, PLAIN) == MONDAY


def test_counting_back():
    assert add_working_days(MONDAY, -1, PLAIN) == FRIDAY
    assert add_working_days(SATURDAY, -2, PLAIN) == date(2026, 3, 5)


def test_holidays_extra_days_and_exchanged_days():
    calendar = WorkingCalendar(
        holidays=lambda year: {date(year, 3, 9)},
        worked_days=lambda year: {date(year, 3, 7)},
        extra_days_off=frozenset({date(2026, 3, 10)}),
        extra_working_days=frozenset({date(2026, 3, 8)}),
    )
    worked = [day for day in range(6, 13) if calendar.is_working_day(date(2026, 3, day))]
    assert worked == [6, 7, 8, 11, 12]


def test_the_calendar_of_a_country():
    pack = CountryPack(
        code="XX",
        names={"en": "Nowhere"},
        languages=("en",),
        currency="XXX",
        weekend=frozenset({4}),
        holidays=lambda year: {date(year, 3, 7): {"en": "Rest"}},
    )
    calendar = country_calendar(pack, extra_days_off=[date(2026, 3, 8)])
    assert add_working_days(date(2026, 3, 5), 1, calendar) == MONDAY


def test_a_week_without_work_is_refused():
    with pytest.raises(ValueError, match="at least one weekday"):
        WorkingCalendar(weekend=frozenset(range(7)))


@given(days, st.integers(-60, 60), calendars)
def test_never_lands_on_a_day_off(start, n, calendar):
    assert calendar.is_working_day(add_working_days(start, n, calendar))


@given(days, st.integers(1, 60), st.integers(0, 60), calendars)
def test_terms_add_up(start, first, second, calendar):
    in_two_steps = add_working_days(add_working_days(start, first, calendar), second, calendar)
    assert in_two_steps == add_working_days(start, first + second, calendar)


@given(days, st.integers(0, 30), st.integers(-60, 60), calendars)
def test_a_later_start_never_ends_earlier(start, later, n, calendar):
    assert add_working_days(start, n, calendar) <= add_working_days(start + timedelta(later), n, calendar)


@given(days, st.integers(-60, 59), calendars)
def test_a_longer_term_never_ends_earlier(start, n, calendar):
    assert add_working_days(start, n, calendar) <= add_working_days(start, n + 1, calendar)


@given(days, st.integers(1, 60), calendars)
def test_between_undoes_add(start, n, calendar):
    assert working_days_between(start, add_working_days(start, n, calendar), calendar) == n


@given(days, days, days, calendars)
def test_counts_add_up(first, second, third, calendar):
    whole = working_days_between(first, third, calendar)
    parts = working_days_between(first, second, calendar) + working_days_between(second, third, calendar)
    assert whole == parts
