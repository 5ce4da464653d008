"""Couples, projects, quotas, roommates and regions: against every matching of small markets, and by their definitions."""

from itertools import product

import pytest
from hypothesis import given, settings
from hypothesis import strategies as some

from seriktes_analytics.assignment import couples as module_of_couples
from seriktes_analytics.assignment import couples_verifier, projects_verifier, regions_verifier
from seriktes_analytics.assignment.couples import couples_market, match_couples
from seriktes_analytics.assignment.couples_program import fewest_blocking
from seriktes_analytics.assignment.market import InvalidMarket
from seriktes_analytics.assignment.projects import match_projects
from seriktes_analytics.assignment.quotas import match_with_quotas
from seriktes_analytics.assignment.regions import match_with_regional_caps
from seriktes_analytics.assignment.roommates import blocking_pairs, match_roommates
from seriktes_analytics.assignment.solving import solve
from tests.analytics.assignment_worlds import market, markets

HOSTS = ("p0", "p1", "p2")
# A couple and a student for two seats, of which no matching is stable.
ROUND = {"c": ["x", "y"]}, [(("a", "b"), [("x", "y")])], {"x": ["a", "c"], "y": ["c", "b"]}, {"x": 1, "y": 1}


# --- Couples --------------------------------------------------------------------------------------------------------
@some.composite
def couples_worlds(draw, *, ties=False):
    singles = {
        f"s{number}": draw(some.lists(some.sampled_from(HOSTS), unique=True))
        for number in range(draw(some.integers(0, 3)))
    }
    places = some.sampled_from([*HOSTS, ""])
    option = some.tuples(places, places).filter(any)
    couples = [
        ((f"c{number}a", f"c{number}b"), draw(some.lists(option, unique=True, min_size=1, max_size=4)))
        for number in range(draw(some.integers(1, 2)))
    ]
    students = [*singles, *(member for members, _ in couples for member in members)]
    priorities = {}
    for host in HOSTS:
        order = draw(some.lists(some.sampled_from(students), unique=True))
        is_tied = ties and len(order) > 1 and draw(some.booleans())
        priorities[host] = [order[:2], *order[2:]] if is_tied else order
    return singles, couples, priorities, {host: draw(some.integers(0, 2)) for host in HOSTS}


def fewest(found):
    """The least number of blocking pairs of any matching of the market."""
    units = found.units
    wishes = [(unit.members, list(zip(unit.ranks, unit.options, strict=True))) for unit in units]
    counts = []
    for got in product(*[[None, *unit.options] for unit in units]):
        try:
            counts.append(len(couples_verifier.blocking_of(wishes, got, found.priorities, found.capacities)))
        except couples_verifier.NotAMatching:
            continue
    return min(counts)


@settings(max_examples=60, deadline=None)
@given(couples_worlds(ties=True), some.integers(0, 2))
def test_couples_are_matched_with_as_few_blocking_pairs_as_any_way_has(world, seed):
    found = match_couples(couples_market(*world), seed=seed)
    assert len(found.blocking) == fewest(found.market)
    assert found.is_proved


@settings(max_examples=40, deadline=None)
@given(couples_worlds(ties=True))
def test_the_integer_program_alone_finds_as_few(world):
    found = couples_market(*world)
    chosen, is_optimal = fewest_blocking(found, 1000)
    assert is_optimal
    assert len(module_of_couples._blocking(found, chosen)) == fewest(found)


def test_where_no_matching_is_stable_the_best_is_named_with_what_blocks_it():
    found = match_couples(couples_market(*ROUND))
    assert not found.is_stable
    assert found.is_proved
    assert len(found.blocking) == 1
    members, positions = found.blocking[0]
    assert len(members) == len(positions)


def test_nothing_is_claimed_where_the_program_is_too_large_to_prove_it(monkeypatch):
    monkeypatch.setattr(module_of_couples, "PROGRAM", 0)
    found = match_couples(couples_market(*ROUND))
    assert not found.is_stable
    assert not found.is_proved


def test_two_who_want_one_position_need_two_seats_there():
    singles, couples = {"c": ["x"]}, [(("a", "b"), [("x", "x"), ("y", "y")])]
    found = couples_market(singles, couples, {"x": ["a", "c", "b"], "y": ["a", "b"]}, {"x": 2, "y": 2})
    for chosen in (match_couples(found).chosen, tuple(fewest_blocking(found, 1)[0] or ())):
        assert [unit.options[one] for unit, one in zip(found.units, chosen, strict=True)] == [("x",), ("y", "y")]


def test_a_couple_does_not_stand_in_its_own_way():
    """They sit where they would rather sit the other way round."""
    wishes = [(("a", "b"), [(1, ("y", "x")), (2, ("x", "y"))])]
    orders = {"x": {"a": 1, "b": 2}, "y": {"b": 1, "a": 2}}
    blocking = couples_verifier.blocking_of(wishes, [("x", "y")], orders, {"x": 1, "y": 1})
    assert blocking == [(("a", "b"), ("y", "x"))]


def test_without_couples_it_is_the_matching_of_the_students():
    world = {"a": ["x", "y"], "b": ["y", "x"]}, {"x": ["b", "a"], "y": ["a", "b"]}, {"x": 1, "y": 1}
    assert match_couples(couples_market(world[0], [], *world[1:])).by_student == solve(market(world)).by_student()


@pytest.mark.parametrize(
    ("couples", "words"),
    [
        ([(("a", "a"), [("x", "x")])], "'a' stands twice"),
        ([(("a", "c"), [("x", "x")])], "'c' stands twice"),
        ([(("a", "b"), [("x", "q")])], "'q' of a, b is unknown"),
        ([(("a", "b"), [("", "")])], "names no position"),
    ],
)
def test_what_is_wrong_with_a_couple_is_said(couples, words):
    with pytest.raises(InvalidMarket, match=words):
        couples_market({"c": ["x"]}, couples, {"x": ["a", "c"]}, {"x": 2})


# --- Projects and quotas --------------------------------------------------------------------------------------------
OWNERS = {"j0": "l0", "j1": "l0", "j2": "l1"}


@some.composite
def project_worlds(draw):
    students = [f"s{number}" for number in range(draw(some.integers(1, 4)))]
    return (
        {student: draw(some.lists(some.sampled_from(sorted(OWNERS)), unique=True)) for student in students},
        {owner: draw(some.lists(some.sampled_from(students), unique=True)) for owner in ("l0", "l1")},
        OWNERS,
        {project: draw(some.integers(0, 2)) for project in OWNERS},
        {owner: draw(some.integers(0, 3)) for owner in ("l0", "l1")},
    )


def stable_allocations(wishes, priorities, owners, project_seats, owner_seats):
    lists = {student: {name: place for place, name in enumerate(own)} for student, own in wishes.items()}
    orders = {owner: {name: place for place, name in enumerate(own)} for owner, own in priorities.items()}
    for chosen in product(*[[None, *own] for own in wishes.values()]):
        got = {student: name for student, name in zip(wishes, chosen, strict=True) if name}
        try:
            if not projects_verifier.blocking_of(lists, got, orders, owners, project_seats, owner_seats):
                yield got
        except projects_verifier.NotAMatching:
            continue


@settings(deadline=None)
@given(project_worlds())
def test_students_and_supervisors_get_their_best_of_all_stable_allocations(world):
    everything = list(stable_allocations(*world))
    best, worst = (match_projects(*world, objective=one) for one in ("student", "supervisor"))
    assert best.blocking == worst.blocking == ()
    assert best.by_student in everything
    assert worst.by_student in everything
    for student, own in world[0].items():
        places = [own.index(one[student]) if student in one else len(own) for one in everything]
        assert (own.index(best.by_student[student]) if student in best.by_student else len(own)) == min(places)
        assert (own.index(worst.by_student[student]) if student in worst.by_student else len(own)) == max(places)


def test_a_quota_passes_over_only_those_whose_programme_is_full():
    wishes = {name: ["x", "y"] for name in ("law1", "law2", "oil1")}
    priorities = {"x": ["law1", "law2", "oil1"], "y": ["law1", "law2", "oil1"]}
    programmes = {"law1": "law", "law2": "law", "oil1": "oil"}
    found = match_with_quotas(wishes, priorities, {"x": 2, "y": 2}, programmes, {("x", "law"): 1})
    assert found.by_student == {"law1": "x", "law2": "y", "oil1": "x"}
    assert found.blocking == ()


@settings(deadline=None)
@given(markets(ties=True))
def test_without_quotas_it_is_the_matching_of_the_students_again(world):
    found = match_with_quotas(*world, dict.fromkeys(world[0], "law"), {})
    assert found.by_student == solve(market(world)).by_student()


def test_what_is_wrong_with_projects_and_quotas_is_said():
    with pytest.raises(InvalidMarket, match="'a' has no programme"):
        match_with_quotas({"a": ["x"]}, {"x": ["a"]}, {"x": 1}, {}, {})
    with pytest.raises(InvalidMarket, match="unknown position 'y'"):
        match_with_quotas({"a": ["x"]}, {"x": ["a"]}, {"x": 1}, {"a": "law"}, {("y", "law"): 1})
    with pytest.raises(InvalidMarket, match="'y' in the wishes of 'a' is unknown"):
        match_with_quotas({"a": ["y"]}, {"x": ["a"]}, {"x": 1}, {"a": "law"}, {})
    with pytest.raises(InvalidMarket, match="has no seats"):
        match_projects({}, {}, {"j": "l"}, {}, {"l": 1})
    with pytest.raises(InvalidMarket, match="below 0"):
        match_projects({}, {}, {"j": "l"}, {"j": -1}, {"l": 1})


@pytest.mark.parametrize("got", [{"a": "j1"}, {"b": "j0"}, {"a": "j0", "c": "j0"}])
def test_the_verifier_of_projects_refuses_what_is_no_matching(got):
    wishes = {"a": {"j0": 1}, "b": {"j0": 1}, "c": {"j0": 1}}
    with pytest.raises(projects_verifier.NotAMatching):
        projects_verifier.blocking_of(
            wishes, got, {"l0": {"a": 1, "c": 2}}, {"j0": "l0", "j1": "l0"}, {"j0": 1, "j1": 1}, {"l0": 2}
        )


# --- Roommates ------------------------------------------------------------------------------------------------------
@settings(deadline=None)
@given(some.integers(2, 6).flatmap(lambda count: some.tuples(*[
    some.lists(some.sampled_from([str(other) for other in range(count) if other != one]), unique=True)
    for one in range(count)
])))  # fmt: skip
def test_roommates_are_paired_wherever_a_stable_pairing_exists(lists):
    preferences = {str(one): own for one, own in enumerate(lists)}
    found = match_roommates(preferences)
    everything = [one for one in pairings(preferences) if not blocking_pairs(preferences, one)]
    assert found in everything if everything else found is None


def pairings(preferences, used=frozenset()):
    free = sorted(set(preferences) - used)
    if not free:
        yield {}
        return
    first = free[0]
    yield from pairings(preferences, used | {first})
    for other in preferences[first]:
        if other in free and first in preferences[other]:
            for rest in pairings(preferences, used | {first, other}):
                yield {first: other, other: first, **rest}


@pytest.mark.parametrize(
    ("preferences", "words"),
    [({"a": ["a"]}, "'a' ranks himself"), ({"a": ["b"]}, "is unknown"), ({"a": ["b", "b"], "b": []}, "stands twice")],
)
def test_what_is_wrong_with_a_list_of_roommates_is_said(preferences, words):
    with pytest.raises(InvalidMarket, match=words):
        match_roommates(preferences)


# --- Regions --------------------------------------------------------------------------------------------------------
@settings(deadline=None)
@given(
    markets(ties=True),
    some.lists(some.sampled_from("ab"), min_size=4, max_size=4),
    some.tuples(*[some.integers(0, 5)] * 2),
)
def test_regional_caps_hold_and_only_they_keep_wishes_apart(world, of_positions, caps):
    regions = dict(zip(sorted(world[2]), of_positions[: len(world[2])], strict=True))
    found = match_with_regional_caps(*world, regions, dict(zip("ab", caps, strict=True)))
    assert found.blocking == ()
    for region, cap in zip("ab", caps, strict=True):
        assert sum(regions[name] == region for name in found.by_student.values()) <= cap


@settings(deadline=None)
@given(markets(ties=True))
def test_caps_that_never_bind_change_nothing(world):
    found = match_with_regional_caps(*world, dict.fromkeys(world[2], "a"), {"a": 100})
    assert found.by_student == solve(market(world)).by_student()


def test_seats_that_a_fixed_target_leaves_empty_go_to_the_next_position():
    wishes = {"a": ["x"], "b": ["y"], "c": ["y"], "d": ["y"]}
    priorities = {"x": list("abcd"), "y": list("abcd")}
    world = wishes, priorities, {"x": 4, "y": 4}, {"x": "west", "y": "west"}, {"west": 4}
    assert len(match_with_regional_caps(*world, is_flexible=False).by_student) == 3
    assert len(match_with_regional_caps(*world).by_student) == 4


@pytest.mark.parametrize(
    ("change", "words"),
    [
        ({"capacities": {"x": -1}}, "capacity of 'x' is below 0"),
        ({"regions": {}}, "'x' is in no region"),
        ({"targets": {"x": 2}}, "target of 'x' must be between 0 and its 1 seats"),
        ({"targets": {"x": 1}, "caps": {"r": 0}}, "more than its cap 0"),
        ({"caps": {"r": -1}}, "cap of the region 'r' is below 0"),
    ],
)
def test_what_is_wrong_with_a_region_is_said(change, words):
    arguments = {"capacities": {"x": 1}, "regions": {"x": "r"}, "caps": {"r": 1}} | change
    with pytest.raises(InvalidMarket, match=words):
        match_with_regional_caps({"a": ["x"]}, {"x": ["a"]}, **arguments)


def test_the_verifier_of_regions_refuses_what_is_no_matching():
    wishes, orders = {"a": {"x": 1}, "b": {"x": 1}}, {"x": {"a": 1, "b": 2}}
    for got, caps in (({"a": "y"}, 5), ({"a": "x", "b": "x"}, 1)):
        with pytest.raises((regions_verifier.NotAMatching, KeyError)):
            regions_verifier.blocking_of(
                wishes, got, orders, {"x": 2, "y": 2}, {"x": "r", "y": "r"}, {"r": caps}, {"x": 1, "y": 1}
            )
