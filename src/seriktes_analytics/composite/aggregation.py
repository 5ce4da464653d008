"""From parts to a whole: weighted means that let one part make up for another to a different degree, and one that does not
(Handbook, chapter 6.3 of the methodology). Several weightings are worked out at once."""

from collections.abc import Callable

import numpy as np

from seriktes_analytics.composite.distribution import Floats
from seriktes_analytics.composite.framework import BadIndex

COPELAND = "copeland"
# Sums of the same weights in another order differ by less.
_DRAW = 1e-12


def combine(mean: str, parts: Floats, weights: Floats) -> Floats:
    """Units × weightings. `parts` is units × parts where they are the same for every weighting, and parts × units ×
    weightings where they are not; `weights` is weightings × parts, each from 0.

    arithmetic: full compensation. geometric, harmonic: a low part pulls harder; only for parts above 0. copeland: none, see
    `copeland`. Of the first three, missing parts are left out and the others weigh more; without any that weighs, nothing is
    known (NaN). Raises BadIndex."""
    if mean == COPELAND:
        if parts.ndim == 2:
            return copeland(parts, weights)
        return np.column_stack(
            [copeland(parts[:, :, place].T, weights[[place]])[:, 0] for place in range(len(weights))]
        )
    there, back = _SCALES[mean]
    if mean != "arithmetic" and (parts <= 0).any():
        raise BadIndex(
            f"A {mean} mean needs parts above 0: normalise to a scale that begins above 0, such as from 1 to 100."
        )
    return back(_mean(there(parts), weights))


def copeland(parts: Floats, weights: Floats) -> Floats:
    """Units are compared two by two, and one beats the other where the parts in which it is better weigh more than those
    in which it is worse (Copeland's rule; Munda and Nardo 2005). The share of the others that it beats, of 100; a draw
    counts half. A part that one of two does not have tells nothing about the two. `parts` is units × parts."""
    won = np.full((len(parts), len(weights)), np.nan)
    compared = np.flatnonzero(~np.isnan(parts).all(axis=1))
    if len(compared) == 1:
        won[compared] = 50.0
        return won
    there = parts[compared]
    for unit, own in zip(compared, there, strict=True):
        balance = np.nan_to_num(np.sign(own - there)) @ weights.T
        # Everybody draws with themselves.
        draws = (np.abs(balance) <= _DRAW).sum(axis=0) - 1
        won[unit] = ((balance > _DRAW).sum(axis=0) + draws / 2) / (len(compared) - 1) * 100
    return won


def _mean(parts: Floats, weights: Floats) -> Floats:
    known = ~np.isnan(parts)
    if parts.ndim == 2 and known.all() and weights.sum(axis=1).all():
        # One product of matrices for all weightings.
        return np.asarray(parts @ (weights / weights.sum(axis=1, keepdims=True)).T)
    filled = np.where(known, parts, 0.0)
    with np.errstate(divide="ignore", invalid="ignore"):
        if parts.ndim == 2:
            return np.asarray(filled @ weights.T / (known.astype(np.float64) @ weights.T))
        heavy = weights.T[:, None, :]
        return np.asarray((filled * heavy).sum(axis=0) / (known * heavy).sum(axis=0))


def _same(values: Floats) -> Floats:
    return values


def _inverse(values: Floats) -> Floats:
    return np.asarray(1.0 / values)


# To the scale on which the mean is arithmetic, and back.
_SCALES: dict[str, tuple[Callable[[Floats], Floats], Callable[[Floats], Floats]]] = {
    "arithmetic": (_same, _same), "geometric": (np.log, np.exp), "harmonic": (_inverse, _inverse),
}  # fmt: skip
MEANS = (*_SCALES, COPELAND)
