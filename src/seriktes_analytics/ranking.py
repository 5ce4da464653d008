"""A ranking from comparisons of two at a time, or from marks by a rubric: docs/methods/pairwise-comparison.md.

The model is that of Bradley and Terry (1952): of two items with strengths λ, the first is preferred with the probability
1 / (1 + exp(λ₂ − λ₁)). Strengths are found by the MM algorithm of Hunter (2004), intervals from the observed information.

>>> cited = [("JASA", "JRSS-B", 1)] * 4 + [("JASA", "JRSS-B", 0)] * 4 + [("JASA", "JRSS-B", -1)] * 2
>>> fit = bradley_terry(cited)
>>> [(name, round(strength, 2)) for name, strength in fit.strengths()]
[('JASA', 0.2), ('JRSS-B', -0.2)]
"""

from collections.abc import Hashable, Iterable, Sequence
from dataclasses import dataclass
from itertools import combinations
from math import exp
from statistics import NormalDist
from typing import Any

import numpy as np
from numpy.typing import NDArray
from scipy.sparse.csgraph import connected_components

Item = Hashable
# (first, second, 1 if the first is preferred, -1 if the second, 0 if both are equally good)
Outcome = tuple[Any, Any, int]
Matrix = NDArray[np.float64]
ITERATIONS, TOLERANCE = 10_000, 1e-12


@dataclass(frozen=True)
class Fit:
    """`log_strengths` in the order of `items`, with the sum nought; `covariance` of them under that condition.

    `groups`: items of which each is preferred to each other over some chain of comparisons. With one group the strengths
    exist; with several they do not, and `is_determined` is false unless a ridge holds them.
    """

    items: tuple[Any, ...]
    log_strengths: Matrix
    covariance: Matrix
    groups: tuple[tuple[Any, ...], ...]
    ridge: float
    iterations: int
    counts: NDArray[np.int64]

    @property
    def is_connected(self) -> bool:
        return len(self.groups) <= 1

    @property
    def is_determined(self) -> bool:
        return self.is_connected or self.ridge > 0

    def strengths(self) -> list[tuple[Any, float]]:
        """The strongest first; equals in the order in which they were named."""
        order = np.argsort(-np.round(self.log_strengths, 9), kind="stable")
        return [(self.items[place], float(self.log_strengths[place])) for place in order]

    def errors(self) -> Matrix:
        """The standard error of each log strength against the mean of all."""
        found: Matrix = np.sqrt(np.maximum(np.diag(self.covariance), 0.0))
        return found

    def interval(self, item: Any, level: float = 0.95) -> tuple[float, float]:
        place = self.items.index(item)
        reach = NormalDist().inv_cdf((1 + level) / 2) * float(self.errors()[place])
        middle = float(self.log_strengths[place])
        return middle - reach, middle + reach

    def against(self, reference: Any) -> list[tuple[Any, float, float]]:
        """Each other item: how much stronger it is than `reference`, and the standard error of that."""
        base = self.items.index(reference)
        found = []
        for place, item in enumerate(self.items):
            if place != base:
                spread = self.covariance[place, place] + self.covariance[base, base] - 2 * self.covariance[place, base]
                difference = float(self.log_strengths[place] - self.log_strengths[base])
                found.append((item, difference, float(np.sqrt(max(spread, 0.0)))))
        return found


class NotConnected(ValueError):
    """The comparisons do not tell how some items stand to others; `groups` says which."""

    def __init__(self, groups: Sequence[Sequence[Any]]) -> None:
        super().__init__(f"The comparisons fall into {len(groups)} groups that are not comparable.")
        self.groups = tuple(tuple(group) for group in groups)


def wins_of(outcomes: Iterable[Outcome], items: Sequence[Any]) -> tuple[Matrix, NDArray[np.int64]]:
    """How often the row was preferred to the column (a tie is half for each), and how often each item was compared."""
    place = {item: number for number, item in enumerate(items)}
    wins = np.zeros((len(items), len(items)))
    counts = np.zeros(len(items), dtype=np.int64)
    for first, second, preferred in outcomes:
        if first == second:
            raise ValueError(f"{first!r} is compared with itself")
        if preferred not in (-1, 0, 1):
            raise ValueError(f"{preferred!r} is none of 1, 0 and -1")
        one, other = place[first], place[second]
        wins[one, other] += (1 + preferred) / 2
        wins[other, one] += (1 - preferred) / 2
        counts[one] += 1
        counts[other] += 1
    return wins, counts


def bradley_terry(
    outcomes: Iterable[Outcome], *, items: Sequence[Any] = (), ridge: float = 0.0, refuse: bool = True
) -> Fit:
    """`items` names all, also those that were never compared, in their order; else those of the comparisons, sorted.

    `ridge` is a weight of prior belief that all are alike: so many comparisons of each item with an invented one of mean
    strength, half of them won. With it strengths always exist. Without it, raises NotConnected where they do not, unless
    `refuse` is false: then the strengths are not to be read (`is_determined`).
    """
    rows = list(outcomes)
    named = tuple(items) or tuple(sorted({item for row in rows for item in row[:2]}))
    wins, counts = wins_of(rows, named)
    return fit_wins(named, wins, counts=counts, ridge=ridge, refuse=refuse)


def fit_wins(
    items: Sequence[Any],
    wins: Matrix,
    *,
    counts: NDArray[np.int64] | None = None,
    ridge: float = 0.0,
    refuse: bool = True,
) -> Fit:
    """The same from a table: how often the row was preferred to the column."""
    if ridge < 0:
        raise ValueError("the ridge is negative")
    played = wins + wins.T
    np.fill_diagonal(played, 0)
    number, labels = connected_components(wins > 0, directed=True, connection="strong")
    groups = tuple(
        tuple(items[int(place)] for place in np.flatnonzero(labels == label)) for label in _in_order(labels, number)
    )
    if number > 1 and ridge == 0 and refuse:
        raise NotConnected(groups)
    strengths, iterations = _maximised(wins, played, ridge) if number <= 1 or ridge > 0 else (np.ones(len(items)), 0)
    logs: Matrix = np.log(strengths) if len(items) else np.zeros(0)
    if ridge == 0:
        logs = logs - (logs.mean() if len(items) else 0)
    counted = counts if counts is not None else np.rint(played.sum(axis=1)).astype(np.int64)
    return Fit(tuple(items), logs, _covariance(strengths, played, ridge), groups, ridge, iterations, counted)


def _in_order(labels: NDArray[Any], number: int) -> list[int]:
    """By the first item of each, so that the groups do not depend on how they were found."""
    return sorted(range(number), key=lambda label: int(np.flatnonzero(labels == label)[0]))


def _maximised(wins: Matrix, played: Matrix, ridge: float) -> tuple[Matrix, int]:
    """Hunter's MM: pᵢ ← Wᵢ / Σⱼ nᵢⱼ / (pᵢ + pⱼ), all at once; the likelihood never falls."""
    won = wins.sum(axis=1) - np.diag(wins) + ridge / 2
    strengths: Matrix = np.ones(len(won))
    iterations = 0
    for iterations in range(1, ITERATIONS + 1):
        weights = (played / (strengths[:, None] + strengths[None, :])).sum(axis=1) + ridge / (strengths + 1)
        better = won / np.where(weights > 0, weights, 1)
        better = np.where(weights > 0, better, 1.0)
        if ridge == 0 and len(better):
            better = better / np.exp(np.log(better).mean())
        if np.max(np.abs(np.log(better) - np.log(strengths)), initial=0.0) < TOLERANCE:
            return better, iterations
        strengths = better
    return strengths, iterations


def _covariance(strengths: Matrix, played: Matrix, ridge: float) -> Matrix:
    """The inverse of the observed information of the log strengths; without a ridge, under the condition that their sum is
    nought (the generalised inverse)."""
    chances = strengths[:, None] / (strengths[:, None] + strengths[None, :])
    crossed = played * chances * (1 - chances)
    information = np.diag(crossed.sum(axis=1)) - crossed
    if ridge > 0:
        own = strengths / (1 + strengths)
        information = information + np.diag(ridge * own * (1 - own))
        return np.asarray(np.linalg.inv(information))
    return np.asarray(np.linalg.pinv(information, hermitian=True))


# --- Which pair next --------------------------------------------------------------------------------------------------
# While judging goes on, strengths are held by this much belief that all are alike.
RIDGE_WHILE_JUDGING = 1.0


def next_pair(
    outcomes: Iterable[Outcome], *, items: Sequence[Any], allowed: Iterable[tuple[Any, Any]]
) -> tuple[Any, Any] | None:
    """Of the pairs that a judge may still be given, the one that tells most, evenly spread; None where none is left.

    First, evenness: only pairs count that have an item that was compared least, and another that is ahead of it by one
    comparison at most, where there is one. Of these the one whose answer is expected to lower the uncertainty most: p (1 − p) · var(λ₁ − λ₂), the gain of a comparison in
    D-optimal design to first order. Equals: the pair whose items stand first in `items`.
    """
    place = {item: number for number, item in enumerate(items)}
    pairs = sorted(
        {tuple(sorted(pair, key=place.__getitem__)) for pair in allowed}, key=lambda pair: [place[x] for x in pair]
    )
    if not pairs:
        return None
    fit = bradley_terry(outcomes, items=items, ridge=RIDGE_WHILE_JUDGING)
    told = {pair: sorted(int(fit.counts[place[item]]) for item in pair) for pair in pairs}
    least = min(low for low, _high in told.values())
    # The other of the two may be ahead by one comparison; by more only where there is nobody else.
    reach = max(least + 1, min(high for low, high in told.values() if low == least))
    fair = [pair for pair in pairs if told[pair][0] == least and told[pair][1] <= reach]

    def gain(pair: tuple[Any, ...]) -> float:
        one, other = place[pair[0]], place[pair[1]]
        difference = float(fit.log_strengths[one] - fit.log_strengths[other])
        chance = 1 / (1 + exp(-difference))
        spread = fit.covariance[one, one] + fit.covariance[other, other] - 2 * fit.covariance[one, other]
        return round(chance * (1 - chance) * float(spread), 9)

    # `max` keeps the first of equals.
    best = max(fair, key=gain)
    return best[0], best[1]


def every_pair(items: Iterable[Any]) -> list[tuple[Any, Any]]:
    return list(combinations(items, 2))
