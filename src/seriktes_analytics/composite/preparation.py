"""From raw figures to a table that can be normalised: divided by size, completed, narrowed to known units, without the
outliers that would decide alone. Each stage is a function of arrays; rows are units, columns are indicators."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from seriktes_analytics.composite.distribution import Floats, kurtosis, skewness
from seriktes_analytics.composite.framework import BadIndex

# Thresholds above which a distribution counts as outlying, both together, and so many points at most that are moved
# (Handbook 5.2 leaves them to the builder; these are COINr's and the JRC's usual ones).
SKEWNESS, KURTOSIS, MOVED_AT_MOST = 2.0, 3.5, 5
_MIDDLES: dict[str, Callable[[Floats], Any]] = {"mean": np.nanmean, "median": np.nanmedian}
# The constant of the logarithm, as a share of the range.
LOG_SHIFT = 0.01


@dataclass(frozen=True)
class Treated:
    """What was done to one indicator: so many points were moved to the next one, or the logarithm was taken."""

    code: str
    skewness: float
    kurtosis: float
    moved: int = 0
    is_logarithm: bool = False
    is_still_outlying: bool = False


def denominate(values: Floats, divisors: Sequence[Floats | None]) -> Floats:
    """Each column by its divisor, as trade by GDP; a divisor of zero leaves nothing known."""
    out = values.copy()
    for place, divisor in enumerate(divisors):
        if divisor is not None:
            with np.errstate(divide="ignore", invalid="ignore"):
                out[:, place] = np.where(divisor == 0, np.nan, values[:, place] / divisor)
    return out


def impute(values: Floats, *, how: str, groups: Sequence[str] | None = None) -> tuple[Floats, int]:
    """Missing values by the mean or median of the indicator, within the unit's group where groups are given; a group in
    which nobody has a value takes that of all. Answers the table and how many were put in."""
    middle = _MIDDLES[how]
    out, missing = values.copy(), np.isnan(values)
    if not missing.any():
        return out, 0
    names = np.array(list(groups) if groups is not None else [""] * len(values))
    for place in np.flatnonzero(missing.any(axis=0)):
        column = values[:, place]
        if missing[:, place].all():
            continue
        out[missing[:, place], place] = middle(column)
        for name in set(names[missing[:, place]]):
            here = names == name
            if not np.isnan(column[here]).all():
                out[missing[:, place] & here, place] = middle(column[here])
    return out, int(missing.sum() - np.isnan(out).sum())


def known_enough(values: Floats, at_least: float) -> np.ndarray:
    """Which units have so great a share of the indicators."""
    return np.asarray((~np.isnan(values)).mean(axis=1) >= at_least)


def treat(
    codes: Sequence[str], values: Floats, *, skewness_above: float = SKEWNESS, kurtosis_above: float = KURTOSIS,
    at_most: int = MOVED_AT_MOST, then_logarithm: bool = True,
) -> tuple[Floats, list[Treated]]:  # fmt: skip
    """Outlying indicators, those with both a great skewness and a great kurtosis: the outermost point is moved to the next
    one, again and again; where that is not enough within `at_most` points, they stay and the logarithm is taken instead."""
    out, done = values.copy(), []
    skewed, peaked = skewness(values), kurtosis(values)
    for place in map(int, np.flatnonzero((np.abs(skewed) > skewness_above) & (peaked > kurtosis_above))):
        column, moved, skew, peak = values[:, place].copy(), 0, float(skewed[place]), float(peaked[place])
        while moved < at_most and abs(skew) > skewness_above and peak > kurtosis_above:
            _move_outermost(column, is_high=skew > 0)
            moved += 1
            skew, peak = _shape(column)
        is_outlying = abs(skew) > skewness_above and peak > kurtosis_above
        is_logarithm = is_outlying and then_logarithm
        if is_logarithm:
            column, moved = logarithm(values[:, place], is_high=bool(skewed[place] > 0)), 0
            skew, peak = _shape(column)
            is_outlying = abs(skew) > skewness_above and peak > kurtosis_above
        out[:, place] = column
        done.append(
            Treated(codes[place], float(skewed[place]), float(peaked[place]), moved, is_logarithm, bool(is_outlying))
        )
    return out, done


def logarithm(column: Floats, *, is_high: bool) -> Floats:
    """log(x - least + range / 100), and its mirror where the outliers are low, so that the order stays (the COIN Tool's
    transformation, Becker et al. 2019)."""
    least, most = np.nanmin(column), np.nanmax(column)
    shift = LOG_SHIFT * (most - least)
    return np.log(column - least + shift) if is_high else -np.log(most - column + shift)


def _move_outermost(column: Floats, *, is_high: bool) -> None:
    outermost = np.nanmax(column) if is_high else np.nanmin(column)
    rest = column[(column != outermost) & ~np.isnan(column)]
    column[column == outermost] = rest.max() if is_high else rest.min()


def _shape(column: Floats) -> tuple[float, float]:
    table = column[:, None]
    return float(skewness(table)[0]), float(kurtosis(table)[0])


def needs_values(codes: Sequence[str], values: Floats) -> None:
    """Raises BadIndex for an indicator without any value."""
    if (empty := np.flatnonzero(np.isnan(values).all(axis=0))).size:
        raise BadIndex(f"Nobody has a value of {codes[empty[0]]}: take it out of the index, or bring its figures.")
