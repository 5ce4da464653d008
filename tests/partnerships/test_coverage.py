import itertools
from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from seriktes.partnerships.definitions.checks import Dates, Level, Span, add_months, broken, months_of
from seriktes.partnerships.queries.coverage import gaps, gaps_of, years_uncovered

FIRST = date(2020, 1, 1)
days = st.integers(-30, 150).map(lambda offset: FIRST + timedelta(days=offset))
spans = st.lists(
    st.builds(
        lambda start, length: Span(start, None if length is None or start is None else start + timedelta(days=length)),
        st.none() | days,
        st.none() | st.integers(0, 60),
    ),
    max_size=5,
)


def covered(day, found):
    return any((span.starts_on or date.min) <= day <= (span.ends_on or date.max) for span in found)


@given(spans=spans, length=st.integers(0, 100))
def test_gaps_are_exactly_the_days_that_nothing_covers(spans, length):
    last = FIRST + timedelta(days=length)
    every = [FIRST + timedelta(days=offset) for offset in range(length + 1)]
    found = gaps(spans, FIRST, last)
    bare = {gap.starts_on + timedelta(days=offset) for gap in found for offset in range(gap.days)}
    assert bare == {day for day in every if not covered(day, spans)}
    # Stretches are whole: none touches the next.
    assert all(after.starts_on > gap.ends_on + timedelta(days=1) for gap, after in itertools.pairwise(found))
    assert set(years_uncovered(found)) == {day.year for day in bare}


@given(spans=spans, more=spans)
def test_another_agreement_never_uncovers(spans, more):
    last = FIRST + timedelta(days=100)
    assert sum(gap.days for gap in gaps(spans + more, FIRST, last)) <= sum(gap.days for gap in gaps(spans, FIRST, last))


@given(one=st.builds(Span, days, st.none()), length=st.integers(0, 40), other=spans)
def test_overlap_is_mutual(one, length, other):
    one = Span(one.starts_on, one.starts_on + timedelta(days=length))
    for span in other:
        assert one.overlaps(span) == span.overlaps(one)


@given(day=days, months=st.integers(0, 60))
def test_months_are_counted_on_the_calendar(day, months):
    after = add_months(day, months)
    assert (after.year * 12 + after.month) - (day.year * 12 + day.month) == months
    assert after.day == day.day or (after + timedelta(days=1)).day == 1


@pytest.mark.parametrize(
    ("starts_on", "ends_on", "months"),
    [
        (date(2026, 9, 1), date(2027, 8, 31), 12),
        (date(2026, 2, 1), date(2026, 2, 28), 1),
        (date(2026, 9, 15), date(2029, 9, 14), 36),
        (date(2026, 9, 1), date(2027, 8, 30), None),
        (None, date(2027, 8, 30), None),
    ],
)
def test_length_of_a_term(starts_on, ends_on, months):
    assert months_of(Span(starts_on, ends_on)) == months


def test_rules_that_hold_always_cannot_be_lowered():
    dates = Dates(today=FIRST, starts_on=FIRST, ends_on=FIRST - timedelta(days=1), signatures=[FIRST])
    levels = {"out_of_order": Level.OFF, "signed_after_end": Level.WARN}
    refused, warned = broken(dates, levels)
    assert ([rule.code for rule in refused], [rule.code for rule in warned]) == (["out_of_order"], ["signed_after_end"])


@pytest.mark.django_db
def test_cover_of_a_partnership(world):
    own = world.partnerships["own"]
    own.began_on = date(2023, 1, 1)
    found = gaps_of(own, date(2026, 11, 23))
    # The ended one ran from September 2024 to August 2025, those in force since September 2025.
    assert [(gap.starts_on, gap.ends_on) for gap in found] == [(date(2023, 1, 1), date(2024, 8, 31))]
    assert years_uncovered(found) == [2023, 2024]
    assert gaps_of(own, date(2022, 1, 1)) == []
