"""The published and the generated cases of the methods' ground truth, both sides' optimum."""

import json
from hashlib import sha256

import numpy as np
import pytest

from seriktes_analytics.assignment.couples import couples_market, match_couples
from seriktes_analytics.assignment.market import market_of_arrays, market_of_lists
from seriktes_analytics.assignment.projects import match_projects
from seriktes_analytics.assignment.regions import match_with_regional_caps
from seriktes_analytics.assignment.roommates import blocking_pairs, match_roommates
from seriktes_analytics.assignment.solving import solve
from tests.shared import SHARED

CASES = SHARED / "data" / "methods" / "matching"
PERFORMANCE = SHARED / "data" / "methods" / "perf"

pytestmark = pytest.mark.skipif(
    not CASES.is_dir(), reason="the ground truth of the methods is not beside the repository"
)


def read(name):
    return json.loads((CASES / name).read_text(encoding="utf-8"))


def test_every_case_of_the_folder_is_read_by_some_test():
    plain = ("SM_cases.json", "SR_cases.json", "SPA_S_cases.json", "couples_bruteforce.json", "regional_caps.json")
    assert {path.name for path in CASES.iterdir() if not path.name.startswith("HR_")} == set(plain)


@pytest.mark.parametrize("path", sorted(CASES.glob("HR_*.json")), ids=lambda path: path.stem)
def test_students_and_hosts_get_the_expected_optimum(path):
    case = read(path.name)
    market = market_of_lists(case["residents"], case["hospitals"], case["capacities"])
    for objective, side in (("student", "resident"), ("host", "hospital")):
        found = solve(market, objective=objective)
        assert found.by_position() == {name: sorted(who) for name, who in case["expected"][side].items()}
        assert found.verdict.blocking == 0


def test_stable_marriages():
    for case in read("SM_cases.json"):
        market = market_of_lists(case["suitors"], case["reviewers"], dict.fromkeys(case["reviewers"], 1))
        assert solve(market).by_student() == case["expected"], case["name"]


def test_students_to_projects():
    for case in read("SPA_S_cases.json"):
        for objective in ("student", "supervisor"):
            found = match_projects(
                case["students"], case["supervisors"], case["project_supervisor"], case["project_cap"],
                case["supervisor_cap"], objective=objective,
            )  # fmt: skip
            expected = {name: sorted(who) for name, who in case["expected"][objective].items()}
            assert found.by_project(list(case["project_cap"])) == expected, (case["name"], objective)
            assert found.blocking == ()


def test_roommates():
    for case in read("SR_cases.json"):
        found = match_roommates(case["prefs"])
        assert found == case["expected"], case["name"]
        assert found is None or blocking_pairs(case["prefs"], found) == []


def test_couples_get_a_stable_matching_where_there_is_one_and_the_proof_where_there_is_none():
    for case in read("couples_bruteforce.json"):
        couples = [(tuple(one["members"]), [tuple(option) for option in one["prefs"]]) for one in case["couples"]]
        found = match_couples(couples_market(case["singles"], couples, case["hospitals"], case["capacity"]))
        everything = [{student: name for student, name in one.items() if name} for one in case["all_stable"]]
        assert found.is_stable == bool(everything), case["name"]
        assert found.is_proved
        assert found.by_student in everything if everything else found.blocking


def test_regional_caps():
    case = read("regional_caps.json")
    for is_flexible, name in ((False, "JRMP"), (True, "flexible_DA")):
        found = match_with_regional_caps(
            case["doctors"], case["hospitals"], case["capacity"], dict.fromkeys(case["capacity"], "region"),
            {"region": case["region_cap"]}, targets=case["target"], is_flexible=is_flexible,
        )  # fmt: skip
        assert {one: sorted(who) for one, who in found.by_position(case["capacity"]).items()} == {
            one: sorted(who) for one, who in case[name].items()
        }


def test_the_generated_markets_have_the_published_hashes():
    generator: dict = {}
    # Without its own cache of compiled loops, which would be written beside the data.
    exec((PERFORMANCE / "gen_hr.py").read_text(encoding="utf-8").replace("cache=True", "cache=False"), generator)
    generate = generator["gen_hr"]
    for case in json.loads((PERFORMANCE / "hr_expected.json").read_text(encoding="utf-8"))["cases"]:
        starts, positions, scores, capacities = generate(**case["gen"])
        assert (
            sha256(b"".join(part.tobytes() for part in (positions, scores, capacities))).hexdigest()
            == case["input_sha256"]
        )
        found = solve(market_of_arrays(starts, positions, -scores, capacities))
        assert sha256(found.positions.astype("<i4").tobytes()).hexdigest() == case["matching_sha256"]
        assert (found.verdict.matched, found.first_choices, found.verdict.blocking) == (
            case["matched"],
            case["first_choice"],
            0,
        )
        assert np.isclose(found.mean_rank, case["mean_rank"], atol=1e-9)
