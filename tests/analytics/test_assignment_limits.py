"""Rounds with quotas by programme or caps of regions: matched, explained, refused where they do not go together, replayed."""

from zipfile import ZipFile

import pytest
from hypothesis import given, settings
from hypothesis import strategies as some

from seriktes_analytics.assignment.bundle import bundle_of, replay
from seriktes_analytics.assignment.limits import Limits, read_limits
from seriktes_analytics.assignment.market import InvalidMarket
from seriktes_analytics.assignment.quotas import match_with_quotas
from seriktes_analytics.assignment.reading import Reading
from seriktes_analytics.assignment.regions import match_with_regional_caps
from seriktes_analytics.assignment.rounds import play
from seriktes_analytics.assignment.tables import BadTable
from tests.analytics.assignment_worlds import market, markets

# Three seats, and everybody wants them; a takes at most one of the programme "x".
WISHES = {"s1": ["a"], "s2": ["a"], "s3": ["a", "b"]}
PRIORITIES = {"a": ["s1", "s2", "s3"], "b": ["s3"]}
SEATS = {"a": 2, "b": 1}
QUOTAS = Limits(programmes={"s1": "x", "s2": "x", "s3": "y"}, quotas={("a", "x"): 1})
CAPS = Limits(regions={"a": "north", "b": "north"}, caps={"north": 1})


def reading(world):
    return Reading(market(world), {}, 0, 0)


def whys(played):
    return {(row["student"], row["position"]): row["outcome"] for row in played.why().to_pylist()}


def test_quota_keeps_the_second_of_a_programme_out():
    played = play(reading((WISHES, PRIORITIES, SEATS)), limits=QUOTAS)
    assert played.matching.by_student() == {"s1": "a", "s3": "a"}
    assert whys(played)["s2", "a"] == "programme filled"
    assert played.figures()["blocking_pairs"] == 0


def test_cap_of_a_region_keeps_a_free_seat_empty():
    played = play(reading((WISHES, PRIORITIES, SEATS)), limits=CAPS)
    assert played.matching.by_student() == {"s1": "a"}
    assert whys(played) == {
        ("s1", "a"): "got", ("s2", "a"): "region filled", ("s3", "a"): "region filled", ("s3", "b"): "region filled",
    }  # fmt: skip


@pytest.mark.parametrize(
    ("limits", "objective", "couples", "said"),
    [
        (QUOTAS, "cardinality", {}, "'student' or 'host'"),
        (CAPS, "host", {}, "the objective is 'student'"),
        (Limits(**(vars(QUOTAS) | {"regions": CAPS.regions, "caps": CAPS.caps})), "student", {}, "one of the two"),
        (QUOTAS, "student", {("s1", "s2"): {("a", "a"): 1}}, "Couples"),
        (CAPS, "student", {("s1", "s2"): {("a", "a"): 1}}, "Couples"),
    ],
)
def test_what_does_not_go_together_is_refused(limits, objective, couples, said):
    given_ = Reading(market((WISHES, PRIORITIES, SEATS)), couples, 0, 0)
    with pytest.raises(InvalidMarket, match=said):
        play(given_, objective=objective, limits=limits)


def test_region_of_an_unknown_position_is_refused():
    with pytest.raises(BadTable, match="unknown position 'z'"):
        play(reading((WISHES, PRIORITIES, SEATS)), limits=Limits(regions={"a": "n", "b": "n", "z": "n"}, caps={"n": 1}))


def test_row_that_stands_twice_is_refused(tmp_path):
    (tmp_path / "caps.csv").write_text("region,seats\nn,1\nn,2\n")
    with pytest.raises(BadTable, match="line 3: 'n' stands twice"):
        read_limits(tmp_path)


@pytest.mark.parametrize("limits", [QUOTAS, CAPS], ids=["quotas", "caps"])
def test_round_with_limits_is_replayed_byte_for_byte(limits, tmp_path):
    file = tmp_path / "round.zip"
    file.write_bytes(bundle_of(play(reading((WISHES, PRIORITIES, SEATS)), seed=7, limits=limits)))
    assert replay(file).is_same
    names = set(ZipFile(file).namelist())
    assert {"wishes.csv", "positions.csv", "priorities.csv", "result.csv", "manifest.json"} < names


def test_replay_sees_a_quota_that_was_altered(tmp_path):
    file, altered = tmp_path / "round.zip", tmp_path / "altered.zip"
    file.write_bytes(bundle_of(play(reading((WISHES, PRIORITIES, SEATS)), limits=QUOTAS)))
    with ZipFile(file) as old, ZipFile(altered, "w") as new:
        for member in old.infolist():
            text = old.read(member)
            new.writestr(member, text.replace(b"a,x,1", b"a,x,2") if member.filename == "quotas.csv" else text)
    found = replay(altered)
    assert not found.is_same
    assert "result.csv" in found.differing


@settings(max_examples=60, deadline=None)
@given(markets(ties=True), some.integers(0, 2), some.integers(0, 9), some.sampled_from(["student", "host"]))
def test_quotas_are_those_of_the_method_and_every_wish_is_explained(world, quota, seed, objective):
    wishes, priorities, seats = world
    programmes = {name: "xy"[number % 2] for number, name in enumerate(sorted(wishes))}
    limits = Limits(programmes, {(name, "x"): quota for name in seats})
    played = play(reading(world), objective=objective, seed=seed, limits=limits)
    direct = match_with_quotas(
        wishes, priorities, seats, programmes, limits.quotas, seed=seed,
        objective="student" if objective == "student" else "supervisor",
    )  # fmt: skip
    assert played.matching.by_student() == direct.by_student
    assert played.figures()["blocking_pairs"] == len(direct.blocking) == 0
    assert "passed over" not in whys(played).values()


@settings(max_examples=60, deadline=None)
@given(markets(ties=True), some.integers(0, 4), some.integers(0, 9))
def test_caps_are_those_of_the_method(world, cap, seed):
    wishes, priorities, seats = world
    regions = {name: "north" if number % 2 else "south" for number, name in enumerate(sorted(seats))}
    limits = Limits(regions=regions, caps={"north": cap, "south": cap})
    played = play(reading(world), seed=seed, limits=limits)
    direct = match_with_regional_caps(wishes, priorities, seats, regions, limits.caps, seed=seed)
    assert played.matching.by_student() == direct.by_student
    assert played.figures()["blocking_pairs"] == len(direct.blocking)
