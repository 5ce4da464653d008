"""The cases of the methods' ground truth through the command itself: files are written, matched, and read again.

Where the ground truth is not beside the repository its cases are skipped; the project's own small ones take the same way.
"""

import json

import pytest

from tests.analytics.assignment_worlds import stable
from tests.analytics.match_files import by_position, rows_of, run
from tests.shared import SHARED

CASES = SHARED / "data" / "methods" / "matching"
ENDINGS = ("csv", "parquet")
ABSENT = pytest.mark.skip(reason="the ground truth of the methods is not beside the repository")

# --- The project's own ------------------------------------------------------------------------------------------------
# Both sides' optimum differ in the first; the second has seats for two, lists that break off, and a name with a comma.
CYCLE = {
    "name": "own_cycle",
    "residents": {"Айгүл": ["банк", "завод"], "Болат": ["завод", "банк"], "Вера": ["шахта", "банк"]},
    "hospitals": {"банк": ["Болат", "Вера", "Айгүл"], "завод": ["Айгүл", "Болат"], "шахта": ["Вера"]},
    "capacities": {"банк": 1, "завод": 1, "шахта": 1},
    "expected": {
        "resident": {"банк": ["Айгүл"], "завод": ["Болат"], "шахта": ["Вера"]},
        "hospital": {"банк": ["Болат"], "завод": ["Айгүл"], "шахта": ["Вера"]},
    },
}
SEATS = {
    "name": "own_seats",
    "residents": {"a": ["x", "y, z"], "b": ["x"], "c": ["x", "y, z"], "d": ["y, z", "x"], "e": ["y, z"]},
    "hospitals": {"x": ["d", "c", "a", "b"], "y, z": ["a", "c", "d"], "пусто": []},
    "capacities": {"x": 2, "y, z": 1, "пусто": 3},
    "expected": {
        "resident": {"x": ["a", "c"], "y, z": ["d"], "пусто": []},
        "hospital": {"x": ["c", "d"], "y, z": ["a"], "пусто": []},
    },
}
OWN_COUPLES = [
    # Whoever holds x, another one blocks: Klaus and Klijn (2005).
    {"name": "own_without", "singles": {"c": ["x", "y"]}, "couples": [{"members": ["a", "b"], "prefs": [["x", "y"]]}],
     "hospitals": {"x": ["a", "c"], "y": ["c", "b"]}, "capacity": {"x": 1, "y": 1}, "all_stable": []},
    # One of the two goes without a position, as their list says.
    {"name": "own_one_sided", "singles": {"c": ["x", "y"]},
     "couples": [{"members": ["a", "b"], "prefs": [["x", "y"], ["z", None], [None, "y"]]}],
     "hospitals": {"x": ["c", "a"], "y": ["b", "c"], "z": ["a"]}, "capacity": {"x": 1, "y": 1, "z": 1},
     "all_stable": [{"a": "z", "b": None, "c": "x"}]},
]  # fmt: skip
MARRIAGES = [
    {"name": "own_marriage", "suitors": {"А": ["д", "е"], "Б": ["е", "д"]}, "reviewers": {"д": ["Б", "А"], "е": ["А", "Б"]},
     "expected": {"А": "д", "Б": "е"}},
]  # fmt: skip


# --- Reading ----------------------------------------------------------------------------------------------------------
def given(name):
    """The cases of the ground truth in a file of this name, or one that is skipped and says why."""
    if not CASES.is_dir():
        return [pytest.param(None, marks=ABSENT, id=name)]
    found = []
    for path in sorted(CASES.glob(name)):
        cases = json.loads(path.read_text(encoding="utf-8"))
        found += cases if isinstance(cases, list) else [cases]
    assert found, name
    return [pytest.param(case, id=case["name"].replace(" ", "_")) for case in found]


def own(cases):
    return [pytest.param(case, id=case["name"]) for case in cases]


# --- Positions with seats ---------------------------------------------------------------------------------------------
@pytest.mark.parametrize("ending", ENDINGS)
@pytest.mark.parametrize("case", [*own([CYCLE, SEATS]), *given("HR_*.json")])
def test_the_command_gives_both_sides_their_optimum(tmp_path, capsys, case, ending):
    rows = rows_of(case["residents"], case["hospitals"], case["capacities"])
    for objective, side in (("student", "resident"), ("host", "hospital")):
        got, figures = run(tmp_path, capsys, rows, "--objective", objective, endings=ending, out=ending)
        expected = {name: sorted(who) for name, who in case["expected"][side].items()}
        assert by_position(got, case["capacities"]) == expected, objective
        assert (figures["objective"], figures["blocking_pairs"], figures["lottery"]) == (objective, 0, False)
        assert figures["matched"] == len(got) == sum(map(len, expected.values()))


@pytest.mark.parametrize("case", own([CYCLE, SEATS]))
def test_what_the_own_cases_expect_is_the_best_and_the_worst_of_all_stable_matchings(case):
    """By looking at every matching, without the methods."""
    wishes, capacities = case["residents"], case["capacities"]
    everything = stable(wishes, case["hospitals"], capacities)
    for student, own_list in wishes.items():
        places = [own_list.index(one[student]) if one[student] else len(own_list) for one in everything]
        for side, best in (("resident", min(places)), ("hospital", max(places))):
            got = next((name for name, who in case["expected"][side].items() if student in who), None)
            assert (own_list.index(got) if got else len(own_list)) == best


# --- Couples ----------------------------------------------------------------------------------------------------------
@pytest.mark.parametrize("ending", ENDINGS)
@pytest.mark.parametrize("case", [*own(OWN_COUPLES), *given("couples_bruteforce.json")])
def test_the_command_finds_a_stable_matching_of_couples_or_the_proof_that_there_is_none(tmp_path, capsys, case, ending):
    couples = [(one["members"], one["prefs"]) for one in case["couples"]]
    rows = rows_of(case["singles"], case["hospitals"], case["capacity"], couples)
    got, figures = run(tmp_path, capsys, rows, endings=ending, out=ending)
    everything = [{student: name for student, name in one.items() if name} for one in case["all_stable"]]
    assert figures["couples"] == len(couples)
    assert figures["no_matching_has_fewer"] is True
    if everything:
        assert got in everything
        assert figures["blocking_pairs"] == 0
    else:
        assert figures["blocking_pairs"] == len(figures["blocking"]) > 0


# --- Other kinds that files can say -----------------------------------------------------------------------------------
@pytest.mark.parametrize("ending", ENDINGS)
@pytest.mark.parametrize("case", [*own(MARRIAGES), *given("SM_cases.json")])
def test_a_marriage_is_a_position_with_one_seat(tmp_path, capsys, case, ending):
    rows = rows_of(case["suitors"], case["reviewers"], dict.fromkeys(case["reviewers"], 1))
    got, figures = run(tmp_path, capsys, rows, endings=ending, out=ending)
    assert (got, figures["blocking_pairs"]) == (case["expected"], 0)


@pytest.mark.parametrize("case", given("regional_caps.json"))
def test_a_region_takes_as_many_as_its_cap_says(tmp_path, capsys, case):
    """Seats that a region has left go round; its targets, here the shares by seats, are no columns of a file."""
    regions = {"regions": [(name, "region") for name in case["capacity"]], "caps": [("region", case["region_cap"])]}
    rows = rows_of(case["doctors"], case["hospitals"], case["capacity"])
    got, figures = run(tmp_path, capsys, {**rows, **regions})
    expected = {name: sorted(who) for name, who in case["flexible_DA"].items()}
    assert (by_position(got, case["capacity"]), figures["blocking_pairs"]) == (expected, 0)
