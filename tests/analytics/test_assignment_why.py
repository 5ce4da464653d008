"""What each student reads of his own list."""

from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given, settings

from seriktes_analytics.assignment.market import market_of_arrays, market_of_lists
from seriktes_analytics.assignment.solving import solve
from seriktes_analytics.assignment.why import Why
from tests.analytics.assignment_worlds import market, markets, rank


def steps(matching, student):
    return [(step.position, step.outcome, step.own, step.last) for step in Why(matching).of(student)]


def test_every_wish_is_told_with_the_last_one_admitted():
    world = (
        {"a": ["x", "y", "z", "w"], "b": ["x"], "c": ["y"]},
        {"x": ["b", "a"], "y": ["c"], "z": ["a"], "w": ["a"]},
        {"x": 1, "y": 1, "z": 3, "w": 0},
    )
    found = solve(market_of_lists(*world))
    assert steps(found, "a") == [
        ("x", "filled", 2, 1), ("y", "not eligible", None, 1), ("z", "got", 1, 1), ("w", "not needed", 1, None),
    ]  # fmt: skip
    assert [step.seats for step in Why(found).of("a")] == [1, 1, 3, 0]


def test_a_position_without_seats_is_full():
    found = solve(market_of_lists({"a": ["x"]}, {"x": ["a"]}, {"x": 0}))
    assert steps(found, "a") == [("x", "filled", 1, None)]


def test_what_the_greatest_number_costs_somebody_is_told_to_him():
    found = solve(
        market_of_lists({"a": ["x"], "b": ["x", "y"]}, {"x": ["b", "a"], "y": ["b"]}, {"x": 1, "y": 1}),
        objective="cardinality",
    )
    assert steps(found, "b") == [("x", "passed over", 1, 2), ("y", "got", 1, 1)]


def test_scores_and_equals_are_told_too():
    found = solve(market_of_arrays([0, 1, 2], [0, 0], [-0.5, -0.5], [1]), seed=3)
    loser = next(student for student in ("0", "1") if student not in found.by_student())
    step = Why(found).of(loser)[0]
    assert (step.own, step.last, step.is_drawn, step.outcome) == (-0.5, -0.5, True, "filled")


def test_a_wish_equal_to_the_one_got_is_no_loss():
    found = solve(market_of_lists({"a": [["x", "y"]]}, {"x": ["a"], "y": ["a"]}, {"x": 1, "y": 1}))
    for place, expected in ((0, ["got", "not needed"]), (1, ["not needed", "got"])):
        other = replace(found, places=np.array([place], np.int32))
        assert [outcome for _, outcome, _, _ in steps(other, "a")] == expected


def test_somebody_else_s_name_is_refused():
    with pytest.raises(ValueError, match="no student 'b'"):
        Why(solve(market_of_lists({"a": ["x"]}, {"x": ["a"]}, {"x": 1}))).of("b")


@settings(deadline=None)
@given(markets(ties=True))
def test_in_a_stable_matching_every_better_position_is_filled_by_others_as_good(world):
    found = solve(market(world))
    rows = Why(found).table().to_pylist()
    assert len(rows) == sum(len(rank(own)) for own in world[0].values())
    for row in rows:
        assert row["outcome"] != "passed over"
        assert (row["outcome"] == "got") == (found.by_student().get(row["student"]) == row["position"])
        if row["outcome"] == "filled" and row["seats"]:
            assert row["last_admitted"] <= row["own_priority"]
            assert row["lottery"] == (row["last_admitted"] == row["own_priority"])
