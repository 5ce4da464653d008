"""How far ranks can be trusted: the index is built many times with other weights and other methods, and each unit's ranks
are spread over an interval (Saisana, Saltelli and Tarantola 2005, https://doi.org/10.1111/j.1467-985X.2005.00350.x)."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from seriktes_analytics.composite.distribution import Floats
from seriktes_analytics.composite.framework import Framework
from seriktes_analytics.composite.index import Index, aggregate, normalise, ranks_of
from seriktes_analytics.composite.specification import Uncertainty

# Draws worked out at once, so that memory does not grow with their number.
LOT = 2000
# Scales on which a geometric mean can be taken.
_ABOVE_ZERO = {"lower": 1.0, "upper": 100.0}


@dataclass(frozen=True)
class RankIntervals:
    """Of each unit, in the order of the index: ranks that so great a share of the draws lies within (`low` is the better
    one), the rank in the middle, the mean, and the share of draws in which the unit is first."""

    level: float
    draws: int
    nominal: Floats
    low: Floats
    middle: Floats
    high: Floats
    mean: Floats
    first: Floats


def rank_intervals(index: Index, chosen: Uncertainty | None = None) -> RankIntervals:
    """Deterministic from its seed. Raises BadIndex where a method that is drawn cannot be used with these figures."""
    chosen = chosen or index.specification.uncertainty or Uncertainty()
    ranks = np.concatenate([ranks_of(scores) for scores in drawn_scores(index, chosen)], axis=1)
    with np.errstate(invalid="ignore"):
        outside = (1 - chosen.level) / 2
        # Ranks are whole: the bounds are ranks that were met.
        low, middle, high = np.quantile(ranks, [outside, 0.5, 1 - outside], axis=1, method="inverted_cdf")
    return RankIntervals(
        chosen.level, chosen.draws, index.ranks[index.framework.top.code], low, middle, high, ranks.mean(axis=1),
        (ranks == 1).mean(axis=1),
    )  # fmt: skip


def drawn_scores(index: Index, chosen: Uncertainty) -> Iterator[Floats]:
    """Scores of the whole index in lots, units × draws. Draws of one pair of methods are worked out together."""
    random = np.random.Generator(np.random.PCG64(chosen.seed))
    methods = chosen.normalise or (index.specification.normalise,)
    means: Sequence[str | None] = chosen.aggregate or (None,)
    pairs = [(method, mean) for method in methods for mean in means]
    which = random.integers(len(pairs), size=chosen.draws)
    tables = {method: table_of(index, method, means) for method in methods}
    for place, (method, mean) in enumerate(pairs):
        left = int((which == place).sum())
        while left:
            number = min(left, LOT)
            left -= number
            weightings = drawn_weights(index.framework, number, chosen.weights, random)
            yield top_scores(index, tables[method], weightings, mean)


def table_of(index: Index, method: str, means: Sequence[str | None]) -> Floats:
    """The indicators normalised by a method; on a scale above zero where a mean needs that."""
    chosen = index.specification
    by: Mapping[str, float] = chosen.normalise_by if method == chosen.normalise else {}
    needs = {"geometric", "harmonic"} & {*means, *(chosen.mean_at(one.level) for one in index.framework.aggregates)}
    if needs and not by and method in ("minmax", "target"):
        by = _ABOVE_ZERO
    return normalise(index.framework, index.treated, method, by)


def drawn_weights(framework: Framework, number: int, within: float, random: np.random.Generator) -> dict[str, Floats]:
    """Each weight times a number drawn evenly from 1 ± `within`; what an aggregate's parts weigh counts by their shares."""
    codes = [one.code for one in framework.elements]
    factors = 1 + within * (2 * random.random((len(codes), number)) - 1)
    return {one.code: one.weight * factors[place] for place, one in enumerate(framework.elements)}


def top_scores(index: Index, table: Floats, weightings: Mapping[str, Floats], mean: str | None) -> Floats:
    """Of the whole index, units × weightings; `mean` at every level, or as the index was built."""
    means = None if mean is None else {one.level: mean for one in index.framework.aggregates}
    return aggregate(index.framework, table, weightings, index.specification, means)[index.framework.top.code]
