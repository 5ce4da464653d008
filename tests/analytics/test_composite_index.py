"""The stages of a composite index: what is worked out by hand, what was published, and what must hold for any figures."""

import json

import numpy as np
import pandas as pd
import pytest
from hypothesis import assume, given
from hypothesis import strategies as st
from hypothesis.extra import numpy as arrays

from seriktes_analytics.composite import aggregation, checking, normalisation, preparation, voting
from seriktes_analytics.composite.distribution import kurtosis, skewness, spreads
from seriktes_analytics.composite.framework import BadIndex, Element, Framework, budget_weights
from seriktes_analytics.composite.index import Figures, build, ranks_of
from seriktes_analytics.composite.reading import read_figures, read_framework
from seriktes_analytics.composite.sensitivity import rank_effects, sobol_effects
from seriktes_analytics.composite.specification import (
    Sensitivity,
    Specification,
    Treatment,
    Uncertainty,
    specification_of,
)
from seriktes_analytics.composite.uncertainty import rank_intervals
from tests.analytics.composite_samples import PUBLISHED, needs_published

NAN = float("nan")
ONE = np.ones((1, 2))


def flat(number, **of_all):
    parts = [Element(f"i{place}", "", 1, "top", **of_all) for place in range(number)]
    return Framework((*parts, Element("top", "", 2, None)))


def figures(values, **more):
    table = np.asarray(values, dtype=float)
    return Figures(tuple(f"u{row}" for row in range(len(table))), table, **more)


def invented(units=30, indicators=6, seed=3):
    return figures(np.random.default_rng(seed).lognormal(size=(units, indicators)))


tables = arrays.arrays(
    float, st.tuples(st.integers(2, 12), st.integers(1, 5)), elements=st.integers(-50, 50).map(float)
)


# --- Published figures ------------------------------------------------------------------------------------------------
@needs_published
def test_every_stage_of_the_published_index():
    framework = read_framework(PUBLISHED / "ASEM_iMeta.csv")
    index = build(framework, read_figures(PUBLISHED / "ASEM_iData.csv", framework))
    codes = [one.code for one in framework.indicators]
    for stage, found in (
        ("Denominated", index.denominated), ("Imputed", index.imputed), ("Screened", index.imputed),
        ("Treated", index.treated), ("Normalised", index.normalised),
    ):  # fmt: skip
        expected = pd.read_csv(PUBLISHED / f"ASEM_{stage}.csv").set_index("uCode").loc[list(index.codes), codes]
        np.testing.assert_allclose(found, expected.to_numpy(dtype=float), rtol=1e-9, atol=1e-9, err_msg=stage)
    treatment = pd.read_csv(PUBLISHED / "ASEM_treatment_table.csv").set_index("iCode")
    moved = treatment["winsorise.nwin"].dropna().astype(int).to_dict()
    assert {one.code: one.moved for one in index.treatments} == moved
    np.testing.assert_allclose(skewness(index.imputed), treatment["check_SkewKurt0.Skew"].loc[codes], atol=1e-9)
    np.testing.assert_allclose(kurtosis(index.imputed), treatment["check_SkewKurt0.Kurt"].loc[codes], atol=1e-9)


@needs_published
def test_spread_of_the_published_raw_figures_to_the_printed_digit():
    raw = pd.read_csv(PUBLISHED / "ASEM_Raw.csv").set_index("uCode")
    printed = pd.read_csv(PUBLISHED / "ASEM_stats_raw.csv").set_index("iCode")
    for one in spreads(list(raw.columns), raw.to_numpy(dtype=float)):
        row = printed.loc[one.code]
        told = (one.least, one.most, one.mean, one.median, one.deviation, one.skewness, one.kurtosis)
        names = ("Min", "Max", "Mean", "Median", "Std", "Skew", "Kurt")
        for name, value in zip(names, told, strict=True):
            # Printed with three digits; R rounds a half down where the next digit is even.
            half = 0.5 * 10 ** (np.floor(np.log10(abs(value))) - 2) if value else 0
            assert row[name] == pytest.approx(value, abs=half * 1.000001), (one.code, name)
        counts = tuple(row[["N.Avail", "N.NonZero", "N.Same"]])
        assert (one.known, one.not_zero, one.same) == counts
        # Figures of this one that differed in a digit that was not printed are the same in the file.
        assert one.different == row["N.Unique"] - (2 if one.code == "TolMin" else 0)


@needs_published
def test_alpha_of_the_published_index():
    expected = json.loads((PUBLISHED / "ASEM_cronbach.json").read_text())
    framework = read_framework(PUBLISHED / "ASEM_iMeta.csv")
    index = build(framework, read_figures(PUBLISHED / "ASEM_iData.csv", framework))
    here = [place for place, one in enumerate(framework.indicators) if one.parent == "P2P"]
    assert checking.cronbach_alpha(index.normalised[:, here]) == pytest.approx(expected["cronbach_P2P_norm"], abs=1e-9)
    raw = pd.read_csv(PUBLISHED / "ASEM_Raw.csv")[[framework.indicators[place].code for place in here]]
    assert checking.cronbach_alpha(raw.to_numpy(dtype=float)) == pytest.approx(expected["cronbach_P2P_raw"], abs=1e-9)


@pytest.fixture(scope="module")
def handbook():
    return json.loads((PUBLISHED / "oecd_handbook.json").read_text())


@needs_published
def test_correlations_and_components_of_the_handbook(handbook):
    table = pd.read_csv(PUBLISHED / "TAI23_raw.csv", index_col=0)
    values, names = table.to_numpy(dtype=float), list(table.columns)
    found = checking.correlations(values)
    np.testing.assert_allclose(found, handbook["computed_exact"]["corr"], atol=1e-9)
    for pair in handbook["table6_correlation"]:
        told = found[names.index(pair["a"]), names.index(pair["b"])]
        assert told == pytest.approx(pair["r"], abs=handbook["corr_tolerance"])
    parts = checking.principal_components(values)
    np.testing.assert_allclose(parts.eigenvalues, handbook["computed_exact"]["eigenvalues"], atol=1e-9)
    np.testing.assert_allclose(parts.shares * 100, handbook["table7_pct_variance"], atol=handbook["pct_tolerance"])
    printed = np.array([handbook["table8_PC1_loadings"][name] for name in names])
    sign = np.sign(parts.loadings[:, 0] @ printed)
    np.testing.assert_allclose(sign * parts.loadings[:, 0], printed, atol=handbook["loading_tolerance"])


@needs_published
def test_votes_of_the_handbook(handbook):
    first, second = handbook["table25"], handbook["table28_borda"]
    assert voting.borda(first["profile"]) == first["borda"]
    assert voting.borda(second["profile"]) == second["borda"]
    found = voting.outranking(first["profile"])
    assert {one: [row[other] for other in "abcd"] for one, row in found.items()} == first["outranking"]
    assert voting.kemeny(found) == list(first["condorcet_ranking"])
    assert voting.is_condorcet(list(first["condorcet_ranking"]), found)


@needs_published
def test_sobol_effects_of_a_function_whose_effects_are_known():
    known = json.loads((PUBLISHED / "ishigami.json").read_text())

    def ishigami(x):
        return (np.sin(x[:, 0]) + 7 * np.sin(x[:, 1]) ** 2 + 0.1 * x[:, 2] ** 4 * np.sin(x[:, 0]))[:, None]

    [effects] = sobol_effects("abc", [(-np.pi, np.pi)] * 3, ishigami, base=65536, seed=1)
    tolerance = known["tolerance_at_N_65536"]
    assert [one.first for one in effects] == pytest.approx(known["S1"], abs=tolerance)
    assert [one.total for one in effects] == pytest.approx(known["ST"], abs=tolerance)


# --- Preparation ------------------------------------------------------------------------------------------------------
def test_missing_values_take_the_middle_of_their_group_and_else_of_all():
    values = np.array([[1, 5], [3, NAN], [NAN, 7], [10, NAN], [NAN, 9.0]])
    found, number = preparation.impute(values, how="mean", groups=["a", "a", "a", "b", "c"])
    assert number == 4
    np.testing.assert_array_equal(found, [[1, 5], [3, 6], [2, 7], [10, 7], [14 / 3, 9]])
    middle, _ = preparation.impute(values, how="median")
    assert middle[2, 0] == 3


def test_a_divisor_of_zero_leaves_nothing_known():
    found = preparation.denominate(np.array([[4.0, 1], [3, 2]]), [np.array([2.0, 0]), None])
    np.testing.assert_array_equal(found, [[2, 1], [NAN, 2]])


def test_units_with_too_few_figures_are_left_out_and_named():
    index = build(
        flat(4), figures([[1, 2, 3, 4], [5, NAN, NAN, NAN], [2, 3, 4, 6]]), Specification(known=0.5, treat=None)
    )
    assert (index.codes, index.left_out) == (("u0", "u2"), ("u1",))
    with pytest.raises(BadIndex, match="No unit"):
        build(flat(1), figures([[NAN]]), Specification(known=0.5))


def test_outliers_are_moved_to_the_next_point_and_no_further_than_needed():
    column = np.array([*range(20), 900.0, 1000.0])[:, None]
    found, [done] = preparation.treat(["x"], column)
    assert (done.moved, done.is_logarithm, done.is_still_outlying) == (2, False, False)
    np.testing.assert_array_equal(found[:, 0], [*range(20), 19, 19])
    low, [done] = preparation.treat(["x"], -column)
    np.testing.assert_array_equal(low, -found)


def test_logarithm_where_moving_is_not_enough_keeps_the_order_both_ways():
    column = np.exp(np.linspace(0, 12, 40) ** 1.05)[:, None]
    for turned in (column, -column):
        found, [done] = preparation.treat(["x"], turned, at_most=1)
        assert (done.moved, done.is_logarithm) == (0, True)
        assert (np.argsort(found[:, 0]) == np.argsort(turned[:, 0])).all()
        _moved, [done] = preparation.treat(["x"], turned, at_most=1, then_logarithm=False)
        assert (done.moved, done.is_still_outlying) == (1, True)


# --- Normalisation ----------------------------------------------------------------------------------------------------
def test_scales_by_hand():
    values, turn = np.array([[1.0, 1], [2, 2], [2, NAN], [5, 5]]), np.array([1.0, -1])
    np.testing.assert_allclose(normalisation.minmax(values, turn, upper=8), [[0, 8], [2, 6], [2, NAN], [8, 0]])
    np.testing.assert_allclose(normalisation.rank(values, turn), [[1, 3], [2.5, 2], [2.5, NAN], [4, 1]])
    np.testing.assert_allclose(normalisation.percentile(values, turn), [[0, 100], [50, 50], [50, NAN], [100, 0]])
    z = normalisation.zscore(values, turn, mean=10, deviation=2)
    np.testing.assert_allclose([np.nanmean(z, axis=0), np.nanstd(z, axis=0, ddof=1)], [[10, 10], [2, 2]])
    done = normalisation.target(values, turn, targets=np.array([3.0, 1]))
    np.testing.assert_allclose(done, [[0, 100], [50, 75], [50, NAN], [100, 0]])
    beyond = normalisation.target(values, turn, targets=np.array([3.0, 1]), is_capped=False)
    assert beyond[3, 0] == 200


@pytest.mark.parametrize("method", ["minmax", "zscore", "rank", "percentile"])
def test_an_indicator_without_spread_puts_everybody_in_the_same_place(method):
    found = normalisation.METHODS[method](np.array([[3.0], [3], [NAN]]), np.ones(1))
    assert found[0] == found[1]
    assert np.isfinite(found[0])
    assert np.isnan(found[2])


@given(tables, st.sampled_from(["minmax", "zscore", "rank", "percentile"]))
def test_a_scale_keeps_the_order_and_less_is_better_turns_it(values, method):
    up = normalisation.METHODS[method](values, np.ones(values.shape[1]))
    down = normalisation.METHODS[method](values, -np.ones(values.shape[1]))
    for column, higher, lower in zip(values.T, up.T, down.T, strict=True):
        order = np.argsort(column, kind="stable")
        assert (np.diff(higher[order]) >= -1e-9).all()
        assert (np.diff(lower[order]) <= 1e-9).all()


# --- Aggregation ------------------------------------------------------------------------------------------------------
def test_means_by_hand():
    parts, weights = np.array([[1.0, 4], [NAN, 9], [NAN, NAN]]), np.array([[1.0, 1], [3, 1], [1, 0]])
    np.testing.assert_allclose(
        aggregation.combine("arithmetic", parts, weights), [[2.5, 1.75, 1], [9, 9, NAN], [NAN, NAN, NAN]]
    )
    np.testing.assert_allclose(aggregation.combine("geometric", parts, weights)[0], [2, 4**0.25, 1])
    np.testing.assert_allclose(aggregation.combine("harmonic", parts, weights)[0], [1.6, 4 / 3.25, 1])


def test_nothing_makes_up_for_anything_in_copelands_rule():
    # The first wins two of three parts against each, however low the third is.
    parts = np.array([[51, 51, 0.0], [50, 50, 100], [49, 49, 99]])
    assert aggregation.combine("copeland", parts, np.ones((1, 3)))[:, 0].tolist() == [100, 50, 0]
    assert aggregation.combine("copeland", parts, np.array([[1, 1, 3.0]]))[:, 0].tolist() == [0, 100, 50]
    draw = np.array([[1, 2.0], [2, 1], [NAN, NAN]])
    np.testing.assert_array_equal(aggregation.combine("copeland", draw, ONE)[:, 0], [50, 50, NAN])


@given(tables, st.sampled_from(aggregation.MEANS))
def test_a_mean_of_many_weightings_is_that_of_each(values, mean):
    parts = values + 60
    weights = np.random.default_rng(1).random((4, parts.shape[1])) + 0.1
    together = aggregation.combine(mean, parts, weights)
    stacked = np.repeat(parts.T[:, :, None], 4, axis=2)
    np.testing.assert_allclose(aggregation.combine(mean, stacked, weights), together, rtol=1e-12)
    for place in range(4):
        np.testing.assert_allclose(
            aggregation.combine(mean, parts, weights[[place]])[:, 0], together[:, place], rtol=1e-12
        )
    # Only the shares of the weights count.
    np.testing.assert_allclose(aggregation.combine(mean, parts, weights * 7), together, rtol=1e-9)


@given(tables)
def test_a_lower_part_pulls_harder_from_mean_to_mean(values):
    parts, weights = values + 60, np.ones((1, values.shape[1]))
    sums = [aggregation.combine(mean, parts, weights)[:, 0] for mean in ("harmonic", "geometric", "arithmetic")]
    assert (sums[0] <= sums[1] + 1e-9).all()
    assert (sums[1] <= sums[2] + 1e-9).all()


@given(tables)
def test_half_of_all_comparisons_are_won(values):
    won = aggregation.copeland(values, np.ones((1, values.shape[1])))
    assert won.mean() == pytest.approx(50)


@given(tables, st.randoms(use_true_random=False))
def test_the_order_of_rows_changes_nothing(values, random):
    assume((np.ptp(values, axis=0) > 0).all())
    order = list(range(len(values)))
    random.shuffle(order)
    frame, plain = flat(values.shape[1]), Specification(treat=None)
    scores = build(frame, figures(values), plain).scores["top"]
    np.testing.assert_allclose(build(frame, figures(values[order]), plain).scores["top"], scores[order], atol=1e-9)


def test_means_may_differ_by_level():
    frame = Framework(
        (
            Element("a", "", 1, "p"), Element("b", "", 1, "p"), Element("c", "", 1, "q"),
            Element("p", "", 2, "top"), Element("q", "", 2, "top"), Element("top", "", 3, None),
        )
    )  # fmt: skip
    chosen = specification_of(
        {"treat": False, "normalise": {"method": "minmax", "lower": 1, "upper": 100}, "aggregate": {"3": "geometric"}}
    )
    found = build(frame, figures([[0, 0, 9], [10, 5, 0], [5, 5, 3]]), chosen).scores
    np.testing.assert_allclose(found["top"], np.sqrt(found["p"] * found["q"]))
    np.testing.assert_allclose(found["p"][0], 1)


def test_ranks_share_the_better_place_and_leave_out_who_has_no_score():
    np.testing.assert_array_equal(ranks_of(np.array([[5.0], [7], [NAN], [7], [1]]))[:, 0], [3, 1, NAN, 1, 4])


def test_budgets_are_shares_of_each_persons_own_sum():
    assert budget_weights([{"P": 30, "Q": 70}, {"P": 1, "Q": 1}]) == {"P": 0.4, "Q": 0.6}
    with pytest.raises(BadIndex, match="none at all"):
        budget_weights([{"P": 0, "Q": 0}])


# --- Uncertainty and sensitivity --------------------------------------------------------------------------------------
def test_without_anything_to_draw_every_interval_is_the_rank():
    index = build(flat(6), invented())
    found = rank_intervals(index, Uncertainty(draws=20, weights=0))
    for bound in (found.low, found.middle, found.high, found.mean):
        np.testing.assert_array_equal(bound, index.ranks["top"])


def test_intervals_are_those_of_indices_built_one_by_one():
    """A draw of weights at a time, and the index built with them as with given ones."""
    from seriktes_analytics.composite.framework import with_weights
    from seriktes_analytics.composite.uncertainty import drawn_scores, drawn_weights

    frame, data = flat(6), invented()
    index = build(frame, data)
    [scores] = drawn_scores(index, Uncertainty(draws=15, weights=0.5, seed=9))
    random = np.random.Generator(np.random.PCG64(9))
    random.integers(1, size=15)
    drawn = drawn_weights(frame, 15, 0.5, random)
    for place in range(15):
        alone = build(with_weights(frame, {code: row[place] for code, row in drawn.items()}), data)
        np.testing.assert_allclose(scores[:, place], alone.scores["top"], rtol=1e-12)


def test_wider_weights_make_wider_intervals_and_the_seed_repeats_them():
    index = build(flat(6), invented())
    narrow, wide = (rank_intervals(index, Uncertainty(draws=400, weights=share)) for share in (0.05, 0.9))
    assert (wide.high - wide.low).mean() > 2 * (narrow.high - narrow.low).mean()
    again = rank_intervals(index, Uncertainty(draws=400, weights=0.9))
    np.testing.assert_array_equal(again.mean, wide.mean)
    other = rank_intervals(index, Uncertainty(draws=400, weights=0.9, seed=1))
    assert (other.mean != wide.mean).any()
    assert wide.first.sum() == pytest.approx(1)
    assert (wide.low <= wide.middle).all()
    assert (wide.middle <= wide.high).all()


def test_geometric_means_are_drawn_on_a_scale_above_zero():
    found = rank_intervals(
        build(flat(4), invented(indicators=4)), Uncertainty(draws=50, aggregate=("geometric", "copeland"))
    )
    assert np.isfinite(found.high).all()
    with pytest.raises(BadIndex, match="parts above 0"):
        rank_intervals(
            build(flat(4), invented(indicators=4)),
            Uncertainty(draws=50, aggregate=("geometric",), normalise=("zscore",)),
        )


def test_the_choice_that_decides_has_the_effect():
    """Ranks of a part that weighs next to nothing move with its weight by next to nothing."""
    parts = [
        Element("a", "", 1, "top", weight=1.0),
        Element("b", "", 1, "top", weight=1.0),
        Element("c", "", 1, "top", weight=1e-9),
    ]
    index = build(Framework((*parts, Element("top", "", 2, None))), invented(indicators=3))
    found = rank_effects(index, Uncertainty(weights=0.9), Sensitivity(base=256), units=["u3"])
    effects = {one.factor: one for one in found.effects}
    assert list(effects) == ["weight of a", "weight of b", "weight of c"]
    assert effects["weight of c"].total == pytest.approx(0, abs=1e-6)
    assert effects["weight of a"].total > 0.2
    assert found.runs == 256 * 5
    assert list(found.of_units) == ["u3"]
    assert found.mean_shift > 0


def test_a_study_needs_something_to_vary():
    index = build(flat(1), invented(indicators=1))
    with pytest.raises(BadIndex, match="Nothing is left to vary"):
        rank_effects(index)
    with pytest.raises(BadIndex, match="no unit nobody"):
        rank_effects(index, units=["nobody"])


# --- Votes, and what belongs together ---------------------------------------------------------------------------------
def test_kemenys_order_has_the_greatest_support_of_all():
    from itertools import permutations

    random = np.random.default_rng(4)
    for _ in range(10):
        profile = [(int(random.integers(1, 9)), list(random.permutation(list("abcde")))) for _ in range(5)]
        support = voting.outranking(profile)
        best = max(voting.support_of(order, support) for order in permutations("abcde"))
        assert voting.support_of(voting.kemeny(support), support) == best
    assert voting.kemeny({"only": {"only": 0}}) == ["only"]


def test_alpha_by_hand_and_where_there_is_none():
    assert checking.cronbach_alpha(np.array([[1.0, 1], [2, 2], [3, 3]])) == pytest.approx(1)
    assert np.isnan(checking.cronbach_alpha(np.array([[1.0], [2]])))


def test_treatment_is_chosen_or_left_out():
    assert specification_of({"treat": False}).treat is None
    assert specification_of({"treat": {"skewness": 1.5}}).treat == Treatment(skewness=1.5)
    assert specification_of({}).treat == Treatment()
    assert specification_of({"uncertainty": {"normalise": ["rank"]}}).uncertainty == Uncertainty(normalise=("rank",))
