"""Any assignment is judged as the rounds judge their own, and as looking at all pairs does."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as some

from seriktes_analytics.assignment.judging import blocking_of_assignment
from seriktes_analytics.assignment.limits import Limits
from seriktes_analytics.assignment.reading import Reading
from seriktes_analytics.assignment.rounds import play
from seriktes_analytics.assignment.verifier import NotAMatching
from tests.analytics.assignment_worlds import blocking, market, markets, matchings

WISHES = {"s1": ["a", "b"], "s2": ["a", "b"]}
PRIORITIES = {"a": ["s1", "s2"], "b": ["s1", "s2"]}


def reading(world, couples=None):
    return Reading(market(world), couples or {}, 0, 0)


@settings(max_examples=80, deadline=None)
@given(markets(ties=True, largest=4), some.integers(0, 10**6))
def test_every_assignment_blocks_by_the_pairs_that_looking_finds(world, pick):
    every = list(matchings(*world))
    got = every[pick % len(every)]
    count, pairs = blocking_of_assignment(reading(world), {one: name for one, name in got.items() if name})
    assert sorted((one, name) for (one,), (name,) in pairs) == sorted(blocking(*world, got))
    assert count == len(pairs)


@settings(max_examples=50, deadline=None)
@given(markets(ties=True), some.integers(0, 2))
def test_what_a_round_with_limits_found_is_judged_alike(world, number):
    regions = dict.fromkeys(world[2], "north")
    programmes = dict.fromkeys(world[0], "x")
    for limits in (
        Limits(regions=regions, caps={"north": number}),
        Limits(programmes=programmes, quotas={(name, "x"): number for name in world[2]}),
    ):
        played = play(reading(world), limits=limits)
        count, _ = blocking_of_assignment(reading(world), played.matching.by_student(), limits)
        assert count == played.figures()["blocking_pairs"]


def test_two_who_change_places_by_hand_block():
    world = (WISHES, PRIORITIES, {"a": 1, "b": 1})
    assert blocking_of_assignment(reading(world), {"s1": "b", "s2": "a"}) == (1, [(("s1",), ("a",))])


def test_couple_that_got_less_than_it_could_blocks():
    world = ({"s1": ["a", "b"], "s2": ["a", "b"]}, PRIORITIES, {"a": 1, "b": 1})
    couples = {("s1", "s2"): {("a", "b"): 1, ("b", "a"): 2}}
    assert blocking_of_assignment(reading(world, couples), {"s1": "b", "s2": "a"}) == (1, [(("s1", "s2"), ("a", "b"))])


def test_what_nobody_wished_is_no_assignment():
    with pytest.raises(NotAMatching, match="no wish of his"):
        blocking_of_assignment(reading((WISHES, PRIORITIES, {"a": 1, "b": 1})), {"s1": "z"})
    with pytest.raises(NotAMatching):
        blocking_of_assignment(reading((WISHES, PRIORITIES, {"a": 1, "b": 1})), {"s1": "a", "s2": "a"})
