"""Indicators on one scale, where more is better (Handbook, chapter 5.2 of the methodology). All answer a table of the same
shape; missing values stay missing, and an indicator that is the same for everybody puts everybody in the middle."""

from collections.abc import Callable

import numpy as np

from seriktes_analytics.composite.distribution import Floats
from seriktes_analytics.composite.framework import BadIndex

LOWER, UPPER = 0.0, 100.0


def minmax(values: Floats, directions: np.ndarray, *, lower: float = LOWER, upper: float = UPPER) -> Floats:
    """The least value of each indicator is `lower`, the greatest `upper`."""
    turned = values * directions
    least, most = np.nanmin(turned, axis=0), np.nanmax(turned, axis=0)
    with np.errstate(divide="ignore", invalid="ignore"):
        share = np.where(most > least, (turned - least) / (most - least), np.where(np.isnan(turned), np.nan, 0.5))
    return share * (upper - lower) + lower


def zscore(values: Floats, directions: np.ndarray, *, mean: float = 0.0, deviation: float = 1.0) -> Floats:
    """So many standard deviations (of a sample) from the mean; `mean` and `deviation` are those of the scale."""
    turned = values * directions
    with np.errstate(divide="ignore", invalid="ignore"):
        spread = np.nanstd(turned, axis=0, ddof=1)
        scaled = (turned - np.nanmean(turned, axis=0)) / spread
    return np.where((spread > 0) | np.isnan(turned), scaled, 0.0) * deviation + mean


def rank(values: Floats, directions: np.ndarray) -> Floats:
    """The place from below, from 1; equals share the mean of their places."""
    from scipy.stats import rankdata

    return np.asarray(rankdata(values * directions, axis=0, nan_policy="omit"), dtype=np.float64)


def percentile(values: Floats, directions: np.ndarray) -> Floats:
    """The share of the others that it leaves behind, of 100: (place - 1) / (number - 1)."""
    number = (~np.isnan(values)).sum(axis=0)
    places = rank(values, directions)
    with np.errstate(divide="ignore", invalid="ignore"):
        return np.where(number > 1, (places - 1) / (number - 1), np.where(np.isnan(places), np.nan, 0.5)) * 100


def target(
    values: Floats, directions: np.ndarray, *, targets: Floats, lower: float = LOWER, upper: float = UPPER,
    is_capped: bool = True,
) -> Floats:  # fmt: skip
    """The way to the target that is done: from the worst value (`lower`) to the target (`upper`); who is beyond it has
    `upper` too, unless `is_capped` is false."""
    if np.isnan(targets).any():
        raise BadIndex("Distance to target needs a target of every indicator: fill in the column Target.")
    turned, goal = values * directions, targets * directions
    worst = np.nanmin(turned, axis=0)
    with np.errstate(divide="ignore", invalid="ignore"):
        done = np.where(goal > worst, (turned - worst) / (goal - worst), np.where(np.isnan(turned), np.nan, 1.0))
    return (np.minimum(done, 1.0) if is_capped else done) * (upper - lower) + lower


TARGET = "target"
METHODS: dict[str, Callable[..., Floats]] = {
    "minmax": minmax, "zscore": zscore, "rank": rank, "percentile": percentile, TARGET: target,
}  # fmt: skip
