"""Bradley–Terry against printed figures, against a second way to the same maximum, and at its limits."""

import doctest
import json
import math

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.optimize import minimize

from seriktes_analytics import judging, ranking
from seriktes_analytics.cli import main
from seriktes_analytics.judging import FORMAT, canonical, result_of, sha256_of
from seriktes_analytics.ranking import NotConnected, bradley_terry, every_pair, fit_wins, next_pair, wins_of

# Stigler (1994) by Agresti (2002), p. 448: how often the journal of the row is cited by that of the column.
JOURNALS = ("Biometrika", "Comm Statist", "JASA", "JRSS-B")
CITED = [[714, 730, 498, 221], [33, 425, 68, 17], [320, 813, 1072, 142], [284, 276, 325, 188]]
# American League 1987 by Agresti (2002), p. 438: at home, away, won by the home team, by the other.
BASEBALL = """
Milwaukee Detroit 4 3, Milwaukee Toronto 4 2, Milwaukee New.York 4 3, Milwaukee Boston 6 1, Milwaukee Cleveland 4 2,
Milwaukee Baltimore 6 0, Detroit Milwaukee 3 3, Detroit Toronto 4 2, Detroit New.York 4 3, Detroit Boston 6 0,
Detroit Cleveland 6 1, Detroit Baltimore 4 3, Toronto Milwaukee 2 5, Toronto Detroit 4 3, Toronto New.York 2 4,
Toronto Boston 4 3, Toronto Cleveland 4 2, Toronto Baltimore 6 0, New.York Milwaukee 3 3, New.York Detroit 5 1,
New.York Toronto 2 5, New.York Boston 4 3, New.York Cleveland 4 2, New.York Baltimore 6 1, Boston Milwaukee 5 1,
Boston Detroit 2 5, Boston Toronto 3 3, Boston New.York 4 2, Boston Cleveland 5 2, Boston Baltimore 6 0,
Cleveland Milwaukee 2 5, Cleveland Detroit 3 3, Cleveland Toronto 3 4, Cleveland New.York 4 3, Cleveland Boston 4 2,
Cleveland Baltimore 2 4, Baltimore Milwaukee 2 5, Baltimore Detroit 1 5, Baltimore Toronto 1 6, Baltimore New.York 2 4,
Baltimore Boston 1 6, Baltimore Cleveland 3 4
"""


@pytest.mark.parametrize("module", [ranking, judging])
def test_examples_in_the_words_of_the_modules(module):
    assert doctest.testmod(module).failed == 0


def test_citations_of_journals_as_printed():
    """Turner and Firth (2012), section 2.1."""
    wins = np.array(CITED, dtype=float)
    np.fill_diagonal(wins, 0)
    told = [(name, f"{one:.5f}", f"{error:.5f}") for name, one, error in fit_wins(JOURNALS, wins).against("Biometrika")]
    assert told == [
        ("Comm Statist", "-2.94907", "0.10255"), ("JASA", "-0.47957", "0.06059"), ("JRSS-B", "0.26895", "0.07083"),
    ]  # fmt: skip


def test_strengths_against_the_mean_of_all_as_the_package_keeps_them():
    """With their errors, from which the intervals come: the outputs that BradleyTerry2 keeps for its own tests, of the same
    citations with contrasts that sum to nought, to the seventh place."""
    wins = np.array(CITED, dtype=float)
    np.fill_diagonal(wins, 0)
    fit = fit_wins(JOURNALS, wins)
    told = [(f"{one:.7f}", f"{error:.8f}") for one, error in zip(fit.log_strengths, fit.errors(), strict=True)]
    assert told == [
        ("0.7899221", "0.04333047"), ("-2.1591504", "0.07257974"), ("0.3103523", "0.04164102"),
        ("1.0588761", "0.05304699"),
    ]  # fmt: skip
    low, high = fit.interval("JASA")
    assert (f"{low:.5f}", f"{high:.5f}") == ("0.22874", "0.39197")


def test_baseball_as_printed():
    """Turner and Firth (2012), section 3.3, without the order effect."""
    outcomes = []
    for line in BASEBALL.replace("\n", " ").split(","):
        home, away, won, lost = line.split()
        outcomes += [(home, away, 1)] * int(won) + [(home, away, -1)] * int(lost)
    told = [(name, f"{one:.4f}", f"{error:.4f}") for name, one, error in bradley_terry(outcomes).against("Baltimore")]
    assert told == [
        ("Boston", "1.1077", "0.3339"), ("Cleveland", "0.6839", "0.3319"), ("Detroit", "1.4364", "0.3396"),
        ("Milwaukee", "1.5814", "0.3433"), ("New.York", "1.2476", "0.3359"), ("Toronto", "1.2945", "0.3367"),
    ]  # fmt: skip


OUTCOMES = st.lists(
    st.tuples(st.integers(0, 5), st.integers(0, 5), st.sampled_from([-1, 0, 1])).filter(lambda row: row[0] != row[1]),
    min_size=1, max_size=40,
)  # fmt: skip


def minus_likelihood(logs, wins, ridge):
    differences = logs[:, None] - logs[None, :]
    inner = np.sum(wins * np.logaddexp(0, -differences))
    return inner + ridge / 2 * np.sum(np.logaddexp(0, -logs) + np.logaddexp(0, logs))


@settings(deadline=None, max_examples=60)
@given(OUTCOMES, st.sampled_from([0.5, 1.0, 3.0]))
def test_with_a_ridge_it_is_the_maximum_that_another_way_finds(outcomes, ridge):
    fit = bradley_terry(outcomes, items=range(6), ridge=ridge)
    wins, _counts = wins_of(outcomes, range(6))
    other = minimize(minus_likelihood, np.zeros(6), args=(wins, ridge), method="BFGS", options={"gtol": 1e-9})
    assert np.allclose(fit.log_strengths, other.x, atol=1e-4)


@settings(deadline=None, max_examples=60)
@given(OUTCOMES)
def test_without_a_ridge_it_is_refused_or_explains_every_sum(outcomes):
    items = sorted({item for row in outcomes for item in row[:2]})
    wins, _counts = wins_of(outcomes, items)
    fit = bradley_terry(outcomes, items=items, refuse=False)
    if not fit.is_determined:
        assert sorted(item for group in fit.groups for item in group) == items
        with pytest.raises(NotConnected):
            bradley_terry(outcomes, items=items)
        return
    # At the maximum each item has won as often as is expected of it.
    chances = 1 / (1 + np.exp(fit.log_strengths[None, :] - fit.log_strengths[:, None]))
    expected = ((wins + wins.T) * chances).sum(axis=1)
    assert np.allclose(expected, wins.sum(axis=1), atol=1e-5)
    assert abs(fit.log_strengths.sum()) < 1e-8


def test_who_never_lost_has_no_finite_strength():
    with pytest.raises(NotConnected) as refused:
        bradley_terry([("a", "b", 1), ("b", "c", 1), ("c", "b", 1)])
    assert refused.value.groups == (("a",), ("b", "c"))
    held = bradley_terry([("a", "b", 1), ("b", "c", 1), ("c", "b", 1)], ridge=1)
    assert held.strengths()[0][0] == "a"
    assert not held.is_connected


def test_interval_narrows_with_the_root_of_the_number():
    once = [("a", "b", 1), ("b", "a", 1)] * 4
    few, many = bradley_terry(once), bradley_terry(once * 100)
    assert math.isclose(few.errors()[0] / many.errors()[0], 10, rel_tol=1e-6)
    assert few.interval("a") == pytest.approx((-few.interval("b")[1], -few.interval("b")[0]))


@pytest.mark.parametrize("row", [("a", "a", 1), ("a", "b", 2)])
def test_what_is_no_comparison_is_refused(row):
    with pytest.raises(ValueError, match="is"):
        bradley_terry([row])


# --- Which pair next --------------------------------------------------------------------------------------------------
def test_pairs_are_spread_evenly():
    items, outcomes = list(range(8)), []
    for _number in range(28):
        done = {tuple(sorted(row[:2])) for row in outcomes}
        pair = next_pair(outcomes, items=items, allowed=[one for one in every_pair(items) if one not in done])
        outcomes.append((*pair, 1))
        _wins, counts = wins_of(outcomes, items)
        # Towards the end the pairs that are left no longer leave a choice.
        assert counts.max() - counts.min() <= (2 if _number < 20 else 3)
    assert bradley_terry(outcomes, items=items, ridge=1).counts.tolist() == [7] * 8


def test_near_equals_are_compared_before_the_first_and_the_last():
    outcomes = [("a", "d", 1)] * 6 + [("b", "c", 1), ("c", "b", 1)] * 3
    assert next_pair(outcomes, items="abcd", allowed=[("a", "d"), ("b", "c")]) == ("b", "c")


def test_no_pair_is_left_when_all_are_judged():
    assert next_pair([("a", "b", 1)], items="ab", allowed=[]) is None


# --- Bundles ----------------------------------------------------------------------------------------------------------
PAIRWISE = {
    "format": FORMAT, "method": "pairwise", "items": [1, 2, 3], "level": 0.95, "ridge": 0,
    "comparisons": [["j1", 1, 2, 1], ["j1", 2, 3, 1], ["j2", 1, 3, -1], ["j2", 1, 2, 0]],
}  # fmt: skip


def test_result_is_the_same_bytes_again(tmp_path, capsys):
    bundle, result = tmp_path / "bundle.json", tmp_path / "result.json"
    bundle.write_bytes(canonical(PAIRWISE))
    assert main(["judge", str(bundle), "--out", str(result)]) == 0
    assert json.loads(result.read_bytes())["bundle"] == sha256_of(PAIRWISE)
    assert main(["judge", str(bundle), "--check", str(result)]) == 0
    result.write_bytes(result.read_bytes().replace(b'"rank":1', b'"rank":2'))
    assert main(["judge", str(bundle), "--check", str(result)]) == 1
    assert "another" in capsys.readouterr().err


def test_result_that_only_a_ridge_holds_is_marked():
    bundle = PAIRWISE | {"comparisons": [["j", 1, 2, 1], ["j", 2, 3, 1]]}
    with pytest.raises(NotConnected):
        result_of(bundle)
    assert result_of(bundle | {"ridge": 1})["marked"] == "not_connected"
    assert result_of(PAIRWISE)["marked"] == ""


def test_equal_values_share_a_place():
    rubric = {
        "format": FORMAT, "method": "rubric", "items": [1, 2, 3, 4], "level": 0.95, "ridge": 0, "criteria": [["a", 1, 5]],
        "marks": [["j1", 1, "a", 4], ["j1", 2, "a", 4], ["j1", 3, "a", 3], ["j2", 3, "a", 4]],
    }  # fmt: skip
    result = result_of(rubric)
    assert [(row["item"], row["rank"]) for row in result["ranking"]] == [(1, 1), (2, 1), (3, 3), (4, None)]
    assert result["marked"] == "incomplete"
    assert result["ranking"][2] | {"low": 60.0, "high": 80.0} == result["ranking"][2]


@pytest.mark.parametrize("bundle", [{}, {"format": FORMAT}, PAIRWISE | {"comparisons": [["j", 1, 9, 1]]}])
def test_what_is_no_bundle_is_said_so(tmp_path, bundle, capsys):
    path = tmp_path / "bundle.json"
    path.write_text(json.dumps(bundle))
    assert main(["judge", str(path)]) == 2
    assert "seriktes-analytics:" in capsys.readouterr().err


@pytest.mark.parametrize(
    "criteria", [[["a", 0, 5]], [["a", 0, 5], ["b", 0, 5]], [["a", 1, 0]], [["a", 2, 5], ["b", -2, 5]], [["a", 1, -5]]]
)
def test_criteria_that_count_nothing_are_refused_in_words(tmp_path, criteria, capsys):
    rubric = {
        "format": FORMAT, "method": "rubric", "items": [1], "level": 0.95, "ridge": 0, "criteria": criteria,
        "marks": [["j1", 1, code, 0] for code, _weight, _maximum in criteria],
    }  # fmt: skip
    path = tmp_path / "bundle.json"
    path.write_text(json.dumps(rubric))
    assert main(["judge", str(path)]) == 2
    assert "weights that are not all nought" in capsys.readouterr().err


def test_criterion_of_no_weight_beside_others_changes_nothing():
    rubric = {
        "format": FORMAT, "method": "rubric", "items": [1], "level": 0.95, "ridge": 0,
        "criteria": [["a", 1, 5], ["b", 0, 5]], "marks": [["j1", 1, "a", 4], ["j1", 1, "b", 0]],
    }  # fmt: skip
    assert result_of(rubric)["ranking"][0]["value"] == 80


@pytest.mark.parametrize("items", [[], [1]])
def test_competition_of_one_or_of_nobody_divides_by_nothing(items):
    bundle = PAIRWISE | {"items": items, "comparisons": []}
    for ridge in (0, 1):
        assert [row["item"] for row in result_of(bundle | {"ridge": ridge})["ranking"]] == items
