"""Stable for both sides, or as many as can be: against every matching of small markets, and by what theorems say."""

from collections import Counter

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as some
from scipy.optimize import linear_sum_assignment

from seriktes_analytics.assignment.lottery import draw, lottery_number
from seriktes_analytics.assignment.market import InvalidMarket, market_of_arrays, market_of_lists
from seriktes_analytics.assignment.solving import solve
from seriktes_analytics.assignment.verifier import NotAMatching, verify
from tests.analytics.assignment_worlds import blocking, market, markets, matchings, rank, stable

OPPOSED = (
    {"a": ["x", "y"], "b": ["y", "x"]},
    {"x": ["b", "a"], "y": ["a", "b"]},
    {"x": 1, "y": 1},
)


def by_student(world, objective, seed=0):
    got = solve(market(world), objective=objective, seed=seed).by_student()
    return {student: got.get(student) for student in world[0]}


def test_each_side_gets_its_best_where_the_two_differ():
    assert by_student(OPPOSED, "student") == {"a": "x", "b": "y"}
    assert by_student(OPPOSED, "host") == {"a": "y", "b": "x"}


def test_a_position_without_seats_and_one_that_ranks_nobody_get_nobody():
    world = {"a": ["x", "y", "z"]}, {"x": ["a"], "y": [], "z": ["a"]}, {"x": 0, "y": 1, "z": 1}
    for objective in ("student", "host", "cardinality"):
        assert by_student(world, objective) == {"a": "z"}


def test_the_greatest_number_is_placed_and_what_blocks_is_counted():
    world = {"a": ["x"], "b": ["x", "y"]}, {"x": ["b", "a"], "y": ["b"]}, {"x": 1, "y": 1}
    assert solve(market(world)).verdict.matched == 1
    most = solve(market(world), objective="cardinality")
    assert most.by_student() == {"a": "x", "b": "y"}
    assert (most.verdict.blocking, most.total_rank, most.first_choices) == (1, 3, 1)
    assert [(most.market.student(one), most.market.position(other)) for one, other in most.verdict.pairs] == [
        ("b", "x")
    ]


@settings(deadline=None)
@given(markets())
def test_the_best_for_students_and_for_positions_of_all_stable_matchings_is_found(world):
    wishes, priorities, _ = world
    everything = stable(*world)
    best, worst = by_student(world, "student"), by_student(world, "host")
    assert best in everything
    assert worst in everything
    for student, own in wishes.items():
        places = [own.index(one[student]) if one[student] else len(own) for one in everything]
        assert (own.index(best[student]) if best[student] else len(own)) == min(places)
        assert (own.index(worst[student]) if worst[student] else len(own)) == max(places)
    for position, order in priorities.items():
        sets = [sorted(order.index(one) for one in wishes if each[one] == position) for each in everything]
        here = sorted(order.index(one) for one in wishes if worst[one] == position)
        assert all(all(own <= other for own, other in zip(here, each, strict=True)) for each in sets)


@settings(deadline=None)
@given(markets(ties=True), some.integers(0, 3))
def test_with_equals_on_both_sides_nobody_blocks(world, seed):
    for objective in ("student", "host"):
        assert not blocking(*world, by_student(world, objective, seed))
        assert solve(market(world), objective=objective, seed=seed).verdict.blocking == 0


@settings(deadline=None)
@given(markets())
def test_the_same_students_and_seats_are_filled_in_every_stable_matching(world):
    """The rural hospitals theorem, with the positions that are not full keeping the very same students."""
    best, worst = by_student(world, "student"), by_student(world, "host")
    assert {one for one in best if best[one]} == {one for one in worst if worst[one]}
    seats = Counter(best.values())
    assert seats == Counter(worst.values())
    for position, capacity in world[2].items():
        if seats[position] < capacity:
            assert {one for one in best if best[one] == position} == {one for one in worst if worst[one] == position}


@settings(max_examples=60, deadline=None)
@given(markets(ties=True, largest=4), some.integers(0, 2))
def test_most_are_placed_and_of_those_ways_one_with_the_least_sum_of_ranks(world, seed):
    def figures(got):
        placed = [student for student in got if got[student]]
        return -len(placed), sum(rank(world[0][student])[got[student]] for student in placed)

    found = solve(market(world), objective="cardinality", seed=seed)
    got = {student: found.by_student().get(student) for student in world[0]}
    assert figures(got) == min(map(figures, matchings(*world)))
    assert found.total_rank == figures(got)[1]
    assert found.verdict.blocking == len(blocking(*world, got))


@settings(deadline=None)
@given(markets(ties=True), some.randoms(), some.sampled_from(["student", "host", "cardinality"]))
def test_the_order_in_which_things_are_told_changes_nothing(world, chance, objective):
    shuffled = [list(part.items()) for part in world]
    for part in shuffled:
        chance.shuffle(part)
    wishes, priorities, capacities = (dict(part) for part in shuffled)
    assert by_student((wishes, priorities, capacities), objective, 7) == by_student(world, objective, 7)


def test_equals_are_told_apart_by_the_published_lottery():
    world = {"a": ["x"], "b": ["x"], "c": ["x"]}, {"x": [["a", "b", "c"]]}, {"x": 1}
    winners = set()
    for seed in range(20):
        found = solve(market(world), seed=seed)
        first = min("abc", key=lambda name: lottery_number(seed, name))
        assert found.by_student() == {first: "x"}
        assert found.is_drawn
        assert found.verdict.blocking == 0
        winners.add(first)
    assert winners == {"a", "b", "c"}
    assert not solve(market(OPPOSED)).is_drawn


def test_the_lottery_is_the_order_of_the_hashes():
    names = [f"student {number}" for number in range(50)]
    turns = draw(5, names)
    assert sorted(names, key=lambda name: turns[names.index(name)]) == sorted(
        names, key=lambda name: lottery_number(5, name)
    )


def test_large_markets_of_arrays_agree_with_a_plain_program():
    random = np.random.default_rng(3)
    count, places, length = 600, 30, 8
    positions = np.concatenate([random.permutation(places)[:length] for _ in range(count)])
    priorities = random.random(count * length)
    capacities = random.integers(0, 40, places)
    starts = np.arange(0, count * length + 1, length)
    found = market_of_arrays(starts, positions, priorities, capacities)
    best, worst = solve(found), solve(found, objective="host")
    assert best.positions.tolist() == _plain(starts, positions, priorities, capacities)
    assert best.verdict.blocking == worst.verdict.blocking == 0
    assert (best.places <= worst.places).all()
    assert (np.bincount(best.wishes, minlength=1).sum()) == best.verdict.matched


@pytest.mark.parametrize("seed", range(30))
def test_the_least_sum_of_ranks_is_that_of_a_solver_of_assignments(seed):
    random = np.random.default_rng(seed)
    count, places = 40, 8
    lists = [random.permutation(places)[: random.integers(0, 5)] for _ in range(count)]
    starts = np.concatenate([[0], np.cumsum([len(own) for own in lists])])
    positions = np.concatenate(lists).astype(np.int64)
    ranks = np.concatenate([np.sort(random.integers(1, 9, len(own))) for own in lists]).astype(np.int64)
    capacities = random.integers(0, 7, places)
    priorities = random.integers(1, 4, len(positions))
    found = solve(market_of_arrays(starts, positions, priorities, capacities, ranks=ranks), objective="cardinality")
    unplaced = 1000
    seats = np.repeat(np.arange(places), capacities)
    costs = np.full((count, len(seats) + count), unplaced)
    for student in range(count):
        for wish in range(starts[student], starts[student + 1]):
            costs[student, : len(seats)][seats == positions[wish]] = ranks[wish]
    chosen = costs[linear_sum_assignment(costs)]
    assert found.verdict.matched == (chosen < unplaced).sum()
    assert found.total_rank == chosen[chosen < unplaced].sum()


def _plain(starts, positions, priorities, capacities):
    held = {position: [] for position in range(len(capacities))}
    following, waiting = [0] * (len(starts) - 1), list(range(len(starts) - 1))
    while waiting:
        student = waiting.pop()
        if starts[student] + following[student] == starts[student + 1]:
            continue
        wish = starts[student] + following[student]
        following[student] += 1
        there = held[int(positions[wish])]
        there.append((priorities[wish], student))
        there.sort()
        if len(there) > capacities[positions[wish]]:
            waiting.append(there.pop()[1])
    got = [-1] * (len(starts) - 1)
    for position, there in held.items():
        for _, student in there:
            got[student] = position
    return got


@pytest.mark.parametrize(
    ("world", "words"),
    [
        (({"a": ["x"]}, {}, {}), "'x' in the wishes of 'a' is unknown"),
        (({"a": ["x", "x"]}, {"x": ["a"]}, {"x": 1}), "'x' stands twice in the wishes of 'a'"),
        (({"a": ["x"]}, {"x": ["b"]}, {"x": 1}), "'b' in the priorities of 'x' is unknown"),
        (({"a": ["x"]}, {"x": ["a", ["a"]]}, {"x": 1}), "'a' stands twice in the priorities of 'x'"),
        (({"a": []}, {"y": ["a"]}, {"x": 1}), "'y' has priorities but no capacity"),
        (({"a": ["x"]}, {"x": ["a"]}, {"x": -1}), "capacity of 'x' is below 0"),
    ],
)
def test_what_is_wrong_with_a_market_is_said(world, words):
    with pytest.raises(InvalidMarket, match=words):
        market_of_lists(*world)


@pytest.mark.parametrize(
    ("arrays", "words"),
    [
        (([0, 2], [0], [1], [1]), "starts must begin"),
        (([0, 1], [0], [1, 2], [1]), "1 wishes but 2 priorities"),
        (([0, 1], [1], [1], [1]), "Wish 0 names no position from 0 to 0"),
        (([0, 2], [0, 0], [1, 1], [1]), "Wish 1"),
        (([0, 1], [0], [1], [-1]), "capacity is below 0"),
        (([0, 1], [0], [float("nan")], [1]), "not a number"),
    ],
)
def test_what_is_wrong_with_arrays_is_said(arrays, words):
    with pytest.raises(InvalidMarket, match=words):
        market_of_arrays(*arrays)


def test_an_objective_that_does_not_exist_is_refused():
    with pytest.raises(InvalidMarket, match="no objective 'fair'"):
        solve(market(OPPOSED), objective="fair")


@pytest.mark.parametrize("got", [[0, 0], [5, -1], [1, -1], [-2, 0]])
def test_the_verifier_refuses_what_is_no_matching(got):
    """Too many on a seat, a wish that is not there, a position that does not take him, no number at all."""
    found = market_of_lists({"a": ["x", "y"], "b": ["x"]}, {"x": ["a", "b"], "y": []}, {"x": 1, "y": 1})
    with pytest.raises(NotAMatching):
        verify(
            found.starts, found.positions, found.ranks, found.priorities, found.capacities, found.limit,
            np.array(got, np.int32),
        )  # fmt: skip


def test_the_verifier_counts_what_blocks():
    found = market_of_lists({"a": ["x", "y"], "b": ["x", "y"]}, {"x": ["a", "b"], "y": ["a", "b"]}, {"x": 1, "y": 2})

    def pairs(*got):
        return verify(
            found.starts, found.positions, found.ranks, found.priorities, found.capacities, found.limit,
            np.array(got, np.int32),
        ).pairs  # fmt: skip

    assert pairs(0, 1) == ()
    assert pairs(1, 0) == ((0, 0),)
    assert pairs(-1, -1) == ((0, 0), (0, 1), (1, 0), (1, 1))
