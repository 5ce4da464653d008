"""How values are spread: skewness and kurtosis as COINr and most statistical programs print them, for columns at once."""

from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]


def skewness(values: Floats) -> Floats:
    """Of each column, missing ones left out: the adjusted Fisher–Pearson coefficient (type 2 of Joanes and Gill 1998,
    https://doi.org/10.1111/1467-9884.00122). NaN for fewer than 3 values or without any spread."""
    number, scaled = _standardised(values)
    with np.errstate(all="ignore"):
        found = number / ((number - 1) * (number - 2)) * np.nansum(scaled**3, axis=0)
    return np.where((number > 2) & ~np.isnan(scaled).all(axis=0), found, np.nan)


def kurtosis(values: Floats) -> Floats:
    """Excess over the normal distribution, likewise of type 2; NaN for fewer than 4 values or without any spread."""
    number, scaled = _standardised(values)
    with np.errstate(all="ignore"):
        weight = number * (number + 1) / ((number - 1) * (number - 2) * (number - 3))
        found = weight * np.nansum(scaled**4, axis=0) - 3 * (number - 1) ** 2 / ((number - 2) * (number - 3))
    return np.where((number > 3) & ~np.isnan(scaled).all(axis=0), found, np.nan)


def _standardised(values: Floats) -> tuple[Floats, Floats]:
    known = ~np.isnan(values)
    number = known.sum(axis=0).astype(np.float64)
    with np.errstate(all="ignore"):
        centred = values - np.where(known, values, 0.0).sum(axis=0) / number
        spread = np.sqrt((np.where(known, centred, 0.0) ** 2).sum(axis=0) / (number - 1))
        return number, np.where(spread > 0, centred / spread, np.nan)


@dataclass(frozen=True)
class Spread:
    """Figures of one indicator, for a reader who judges whether it can be used."""

    code: str
    least: float
    most: float
    mean: float
    median: float
    deviation: float
    skewness: float
    kurtosis: float
    known: int
    not_zero: int
    different: int
    # Of the value that is met most often.
    same: int


def spreads(codes: list[str], values: Floats) -> list[Spread]:
    skewed, peaked = skewness(values), kurtosis(values)
    return [
        _spread(code, column[~np.isnan(column)], float(skewed[place]), float(peaked[place]))
        for place, (code, column) in enumerate(zip(codes, values.T, strict=True))
    ]


def _spread(code: str, column: Floats, skewed: float, peaked: float) -> Spread:
    if not len(column):
        nothing = float("nan")
        return Spread(code, nothing, nothing, nothing, nothing, nothing, skewed, peaked, 0, 0, 0, 0)
    counts: Any = np.unique(column, return_counts=True)[1]
    return Spread(
        code, float(column.min()), float(column.max()), float(column.mean()), float(np.median(column)),
        float(column.std(ddof=1)) if len(column) > 1 else float("nan"), skewed, peaked,
        len(column), int((column != 0).sum()), len(counts), int(counts.max()),
    )  # fmt: skip
