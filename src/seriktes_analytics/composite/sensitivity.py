"""Which choice moves the ranks: variance-based sensitivity (Sobol' indices) of ranks to weights and methods."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from seriktes_analytics.composite.distribution import Floats
from seriktes_analytics.composite.framework import BadIndex
from seriktes_analytics.composite.index import Index, ranks_of
from seriktes_analytics.composite.specification import Sensitivity, Uncertainty
from seriktes_analytics.composite.uncertainty import LOT, table_of, top_scores

LEVEL, RESAMPLES = 0.95, 200
NORMALISE, AGGREGATE, WEIGHT = "normalise", "aggregate", "weight of {code}"


@dataclass(frozen=True)
class Effect:
    """`first` is the share of the variance that the factor makes by itself, `total` with what it makes together with others;
    `within` are half widths of 95 % intervals by bootstrap."""

    factor: str
    first: float
    total: float
    first_within: float
    total_within: float


@dataclass(frozen=True)
class RankEffects:
    """`runs` is how often the index was built. Of the mean number of places by which units are moved, and of the rank of each unit asked for."""

    runs: int
    mean_shift: float
    effects: list[Effect]
    of_units: dict[str, list[Effect]]


def sobol_effects(
    names: Sequence[str],
    bounds: Sequence[tuple[float, float]],
    run: Callable[[Floats], Floats],
    *,
    base: int,
    seed: int,
) -> list[list[Effect]]:
    """Of a function of points (runs × factors) to outcomes (runs × outcomes): the effects on each outcome, over Sobol'
    points by scipy, `base` × (factors + 2) of them; `base` is a power of two. An outcome that never changes has effects of
    0."""
    from scipy import stats

    # Its distributions are made when it is imported, unseen by the type checker.
    uniform: Any = vars(stats)["uniform"]
    kept: list[Floats] = []

    def effects(f_A: Floats, f_B: Floats, f_AB: Floats) -> tuple[Floats, Floats]:  # noqa: N803  names that scipy asks for
        kept[:] = f_A, f_B, f_AB
        return _shares(f_A, f_B, f_AB)

    random = np.random.Generator(np.random.PCG64(seed))
    stats.sobol_indices(
        func=lambda points: run(points.T).T, n=base, method=effects, rng=random,
        dists=[uniform(loc=low, scale=high - low) for low, high in bounds],
    )  # fmt: skip
    a, b, ab = kept
    shares = _shares(a, b, ab)
    again = [_shares(a[:, rows], b[:, rows], ab[:, :, rows]) for rows in random.integers(base, size=(RESAMPLES, base))]
    outside = (1 - LEVEL) / 2
    widths = [
        np.diff(np.quantile([one[kind] for one in again], [outside, 1 - outside], axis=0), axis=0)[0] / 2
        for kind in (0, 1)
    ]
    tables = (*shares, *widths)
    return [
        [Effect(name, *(float(table[outcome, place]) for table in tables)) for place, name in enumerate(names)]
        for outcome in range(len(a))
    ]


def _shares(a: Floats, b: Floats, ab: Floats) -> tuple[Floats, Floats]:
    """First and total effects, outcomes × factors, by the estimators of Saltelli et al. 2010
    (https://doi.org/10.1016/j.cpc.2009.09.018, table 2 b and f). `a` and `b` are outcomes × base; `ab` is factors × outcomes
    × base: the points of `a` with one factor from `b`."""
    variance = np.var(np.concatenate([a, b], axis=1), axis=1)
    with np.errstate(divide="ignore", invalid="ignore"):
        first = np.mean(b * (ab - a), axis=-1) / variance
        total = np.mean((a - ab) ** 2, axis=-1) / 2 / variance
    return np.nan_to_num(first.T, posinf=0, neginf=0), np.nan_to_num(total.T, posinf=0, neginf=0)


def rank_effects(
    index: Index, uncertainty: Uncertainty | None = None, chosen: Sensitivity | None = None, units: Sequence[str] = ()
) -> RankEffects:
    """The factors: which normalisation and which mean, where several are named, and the weight of each part of the top
    element. Raises BadIndex where nothing is left to vary, or a unit is not in the index."""
    uncertainty = uncertainty or index.specification.uncertainty or Uncertainty()
    chosen = chosen or index.specification.sensitivity or Sensitivity()
    if strange := [code for code in units if code not in index.codes]:
        raise BadIndex(f"There is no unit {strange[0]} in the index.")
    study = _Study(index, uncertainty, [index.codes.index(code) for code in units])
    if not study.names:
        raise BadIndex("Nothing is left to vary: name several methods, or let weights vary.")
    runs = chosen.base * (len(study.names) + 2)
    effects = sobol_effects(study.names, [(0.0, 1.0)] * len(study.names), study.run, base=chosen.base, seed=chosen.seed)
    return RankEffects(runs, study.mean_shift, effects[0], dict(zip(units, effects[1:], strict=True)))


class _Study:
    """Turns points of the unit cube into choices, and choices into ranks."""

    def __init__(self, index: Index, uncertainty: Uncertainty, units: Sequence[int]) -> None:
        self.index, self.uncertainty, self.units = index, uncertainty, units
        self.methods = uncertainty.normalise or (index.specification.normalise,)
        self.means: Sequence[str | None] = uncertainty.aggregate or (None,)
        parts = index.framework.parts(index.framework.top.code)
        self.parts = [one.code for one in parts] if uncertainty.weights and len(parts) > 1 else []
        self.names = [
            *([NORMALISE] if len(self.methods) > 1 else []), *([AGGREGATE] if len(self.means) > 1 else []),
            *(WEIGHT.format(code=code) for code in self.parts),
        ]  # fmt: skip
        self.nominal = index.ranks[index.framework.top.code]
        self.tables = {method: table_of(index, method, self.means) for method in self.methods}
        self.mean_shift = float("nan")

    def run(self, points: Floats) -> Floats:
        """The mean shift of all ranks, then the rank of each unit asked for: runs × outcomes."""
        columns = list(points.T)
        method = _choice(columns.pop(0), len(self.methods)) if len(self.methods) > 1 else np.zeros(len(points), int)
        mean = _choice(columns.pop(0), len(self.means)) if len(self.means) > 1 else np.zeros(len(points), int)
        factors = dict(zip(self.parts, columns, strict=True))
        ranks = np.empty((len(self.index.codes), len(points)))
        for one in range(len(self.methods)):
            for other in range(len(self.means)):
                here = np.flatnonzero((method == one) & (mean == other))
                for begin in range(0, len(here), LOT):
                    lot = here[begin : begin + LOT]
                    scores = top_scores(
                        self.index, self.tables[self.methods[one]], self._weightings(factors, lot), self.means[other]
                    )
                    ranks[:, lot] = ranks_of(scores)
        shifts = np.nanmean(np.abs(ranks - self.nominal[:, None]), axis=0)
        self.mean_shift = float(shifts.mean())
        return np.column_stack([shifts, *(ranks[unit] for unit in self.units)])

    def _weightings(self, factors: dict[str, Floats], lot: np.ndarray) -> dict[str, Floats]:
        within, even = self.uncertainty.weights, np.ones(len(lot))
        return {
            one.code: one.weight * (1 + within * (2 * factors[one.code][lot] - 1) if one.code in factors else even)
            for one in self.index.framework.elements
        }


def _choice(points: Floats, number: int) -> np.ndarray:
    return np.asarray(np.minimum((points * number).astype(int), number - 1))
