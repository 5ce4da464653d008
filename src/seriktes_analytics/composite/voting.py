"""Orders of several voters, or of several indicators, put into one: Borda's points and Condorcet's comparisons."""

from collections.abc import Mapping, Sequence
from itertools import pairwise

import numpy as np

Profile = Sequence[tuple[int, str | Sequence[str]]]


def borda(profile: Profile) -> dict[str, int]:
    """Of orders from the best to the worst, each with the number of its voters: a place gives as many points as others
    stand below it (Handbook, table 26)."""
    points: dict[str, int] = {}
    for number, order in profile:
        for below, one in enumerate(reversed(list(order))):
            points[one] = points.get(one, 0) + number * below
    return points


def outranking(profile: Profile) -> dict[str, dict[str, int]]:
    """How many voters place the first above the second (Handbook, table 27)."""
    names = sorted({one for _number, order in profile for one in order})
    found = {one: dict.fromkeys(names, 0) for one in names}
    for number, order in profile:
        for place, one in enumerate(order):
            for other in order[place + 1 :]:
                found[one][other] += number
    return found


def kemeny(support: Mapping[str, Mapping[str, float]]) -> list[str]:
    """The order with the greatest support over all its pairs, from the best: Condorcet's where there is one (Kemeny 1959;
    Young and Levenglick 1978). Exact, as a linear ordering problem by HiGHS; of equals, that which comes out first."""
    from scipy.optimize import Bounds, LinearConstraint, milp
    from scipy.sparse import lil_matrix

    names = list(support)
    number = len(names)
    # A variable for each pair: 1 where the first of the two stands above.
    pairs = {(i, j): place for place, (i, j) in enumerate((i, j) for i in range(number) for j in range(i + 1, number))}
    if not pairs:
        return names
    gains = np.array([support[names[j]][names[i]] - support[names[i]][names[j]] for i, j in pairs], dtype=np.float64)
    triples = [(i, j, k) for i in range(number) for j in range(i + 1, number) for k in range(j + 1, number)]
    # Above is passed on: no three stand in a circle.
    circles = lil_matrix((max(len(triples), 1), len(pairs)))
    for row, (i, j, k) in enumerate(triples):
        circles[row, pairs[i, j]], circles[row, pairs[j, k]], circles[row, pairs[i, k]] = 1, 1, -1
    found = milp(
        gains, integrality=np.ones(len(pairs)), bounds=Bounds(0, 1), constraints=LinearConstraint(circles.tocsr(), 0, 1)
    )
    if not found.success:
        raise ArithmeticError(f"No order was found: {found.message}")
    above = [0] * number
    for (i, j), place in pairs.items():
        above[i if found.x[place] > 0.5 else j] += 1
    return [names[place] for place in sorted(range(number), key=lambda place: -above[place])]


def support_of(order: Sequence[str], support: Mapping[str, Mapping[str, float]]) -> float:
    """Over all pairs of the order, those of neighbours and others."""
    return sum(support[one][other] for place, one in enumerate(order) for other in order[place + 1 :])


def is_condorcet(order: Sequence[str], support: Mapping[str, Mapping[str, float]]) -> bool:
    """Whether each beats the next, so that nobody could ask for another order by comparing the two."""
    return all(support[one][other] >= support[other][one] for one, other in pairwise(order))
