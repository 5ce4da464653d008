"""Months of service and the money that they release: exact, and in no case twice."""

from datetime import date, timedelta
from decimal import Decimal
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from seriktes.placements.definitions.service import (
    DAILY,
    STEPS,
    WHOLE,
    Stretch,
    months_after,
    released_share,
    served_months,
    shown_months,
    standing_of,
)

DAYS = st.dates(date(2024, 1, 1), date(2031, 12, 31))
STRETCHES = st.builds(
    lambda first, days, share, employer: Stretch(first, first + timedelta(days=days), share, employer),
    DAYS, st.integers(0, 1500), st.integers(1, 100), st.sampled_from(["A", "B", "C"]),
)  # fmt: skip
SUMS = st.decimals(Decimal("0.01"), Decimal("99999999.99"), places=2)
RULES = st.sampled_from([DAILY, STEPS, WHOLE])


@pytest.mark.parametrize(
    ("first", "last", "months"),
    [
        (date(2027, 9, 1), date(2030, 8, 31), 36),
        (date(2027, 9, 15), date(2030, 9, 14), 36),
        (date(2028, 2, 1), date(2028, 2, 29), 1),
        (date(2027, 2, 15), date(2028, 2, 14), 12),
        (date(2028, 2, 29), date(2028, 2, 29), 0),
        (date(2027, 2, 1), date(2027, 2, 28), 1),
        (date(2027, 1, 1), date(2027, 1, 31), 1),
        (date(2027, 4, 10), date(2027, 4, 10), Fraction(1, 30)),
        (date(2027, 1, 15), date(2027, 2, 14), Fraction(17, 31) + Fraction(14, 28)),
    ],
)
def test_months_are_those_of_the_calendar(first, last, months):
    assert served_months([Stretch(first, last)]) == months


def test_half_time_counts_half_and_two_halves_make_one():
    year = (date(2028, 1, 1), date(2028, 12, 31))
    assert served_months([Stretch(*year, 50, "A")]) == 6
    assert served_months([Stretch(*year, 50, "A"), Stretch(*year, 50, "B")]) == 12
    assert served_months([Stretch(*year, 80, "A"), Stretch(*year, 80, "B")]) == 12
    assert served_months([Stretch(*year, 50, "A"), Stretch(*year, 50, "A")]) == 6


@given(st.lists(STRETCHES, max_size=6))
def test_nothing_counts_twice(stretches):
    served = served_months(stretches)
    assert served == served_months([*stretches, *stretches])
    assert served <= sum((served_months([one]) for one in stretches), Fraction(0))
    if stretches:
        whole = Stretch(min(one.first for one in stretches), max(one.last for one in stretches))
        assert served <= served_months([whole])
    else:
        assert served == 0


@given(st.lists(STRETCHES, max_size=5), STRETCHES)
def test_more_service_never_counts_less(stretches, another):
    assert served_months([*stretches, another]) >= served_months(stretches)


@given(STRETCHES, st.integers(0, 1500))
def test_a_period_cut_in_two_counts_as_before(stretch, cut):
    middle = min(stretch.first + timedelta(days=cut), stretch.last)
    head = Stretch(stretch.first, middle, stretch.share, stretch.employer)
    tail = Stretch(middle + timedelta(days=1), stretch.last, stretch.share, stretch.employer)
    assert served_months([head, tail]) == served_months([stretch])


@given(DAYS, st.integers(1, 60))
def test_so_many_months_from_a_day_are_so_many_months_in_whole_years(day, years):
    last = months_after(day, 12 * years) - timedelta(days=1)
    served = served_months([Stretch(day, last)])
    # Only what begins on 29 February ends a day of a leap year early.
    assert served == 12 * years or (day.month, day.day) == (2, 29)


@given(SUMS, st.integers(1, 120), st.fractions(0, 200), RULES, st.integers(1, 24))
def test_released_and_owed_are_what_was_paid(paid, required, served, rule, step):
    standing = standing_of(paid=paid, required=required, served=served, release=rule, step=step)
    assert standing.released + standing.owed == paid
    assert 0 <= standing.released <= paid
    assert (standing.owed == 0) or not standing.is_served


@given(SUMS, st.integers(1, 120), st.tuples(st.fractions(0, 150), st.fractions(0, 50)), RULES, st.integers(1, 24))
def test_more_service_never_owes_more(paid, required, both, rule, step):
    served, more = both
    before = standing_of(paid=paid, required=required, served=served, release=rule, step=step, uplift=Decimal(10))
    after = standing_of(paid=paid, required=required, served=served + more, release=rule, step=step, uplift=Decimal(10))
    assert after.owed <= before.owed
    assert after.released >= before.released


def test_steps_and_the_whole():
    assert released_share(Fraction(23), 36, STEPS, 12) == Fraction(12, 36)
    assert released_share(Fraction(24), 36, STEPS, 12) == Fraction(24, 36)
    assert released_share(Fraction(35), 36, WHOLE) == 0
    assert released_share(Fraction(36), 36, WHOLE) == 1
    # A last step that is longer than what is left is released at the end.
    assert released_share(Fraction(29), 30, STEPS, 12) == Fraction(24, 30)
    assert released_share(Fraction(30), 30, STEPS, 12) == 1


def test_what_the_terms_add_to_the_part_that_is_not_served():
    standing = standing_of(
        paid=Decimal(900_000), required=36, served=Fraction(12), release=DAILY, uplift=Decimal("12.5")
    )
    assert (standing.released, standing.owed) == (Decimal("300000.00"), Decimal("675000.00"))


@given(st.fractions(0, 300), st.fractions(0, 300))
def test_shown_months_round_against_nobody(served, remaining):
    assert Fraction(shown_months(served)) <= served < Fraction(shown_months(served)) + Fraction(1, 100)
    assert Fraction(shown_months(remaining, up=True)) >= remaining


def test_a_month_after_the_31st_is_the_last_day():
    assert months_after(date(2027, 1, 31), 1) == date(2027, 2, 28)
    assert months_after(date(2027, 1, 31), 13) == date(2028, 2, 29)
    assert months_after(date(2027, 12, 15), 0) == date(2027, 12, 15)
