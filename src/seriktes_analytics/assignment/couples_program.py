"""The matching with couples that has the fewest blocking pairs, as an integer program solved by HiGHS.

Source: after Biró, Manlove and McBride (2014), SEA 2014, LNCS 8504, 10–21; the count of what blocks is ours.
"""

from collections.abc import Iterable
from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from seriktes_analytics.assignment.couples import CouplesMarket, Unit

# By nodes and not by seconds, so that every machine comes to the same end.
NODES = 20_000
OPTIMAL, INFEASIBLE = 0, 2


def fewest_blocking(market: "CouplesMarket", below: int) -> "tuple[list[int | None] | None, bool]":
    """What each student or couple gets with fewer than `below` blocking pairs, None: nothing found; and whether that is
    proved to be the best.
    """
    # scipy's solver is needed only where the quick way found nothing.
    from scipy.optimize import Bounds, LinearConstraint, milp
    from scipy.sparse import coo_array

    program = _Program(market)
    if not program.size:
        return [None] * len(market.units), True
    rows, columns, values, least = [], [], [], []
    constraints = list(program.constraints())
    constraints.append((dict.fromkeys(program.blocked, -1.0), 1 - below))
    for row, (terms, bound) in enumerate(constraints):
        least.append(bound)
        for column, value in terms.items():
            rows.append(row)
            columns.append(column)
            values.append(value)
    matrix = coo_array((values, (rows, columns)), shape=(len(least), program.size)).tocsr()
    costs = np.zeros(program.size)
    costs[program.blocked] = 1
    answer = milp(
        costs, integrality=np.ones(program.size), bounds=Bounds(0, 1), constraints=LinearConstraint(matrix, lb=least),
        options={"node_limit": NODES, "mip_rel_gap": 0},
    )  # fmt: skip
    if answer.x is None:
        return None, answer.status == INFEASIBLE
    chosen: list[int | None] = []
    for at, unit in enumerate(market.units):
        taken = [option for option in range(len(unit.options)) if answer.x[program.choice[at][option]] > 0.5]
        chosen.append(taken[0] if taken else None)
    return chosen, answer.status == OPTIMAL


class _Program:
    """Variables: an option is chosen; it blocks; a position refuses a member of a couple. All at least 0 and at most 1."""

    def __init__(self, market: "CouplesMarket") -> None:
        self.market, self.size = market, 0
        self.choice = [[self._new() for _ in unit.options] for unit in market.units]
        self.blocked: list[int] = []
        # Of each position: rank there, number of the student or couple, variable of the option.
        self.sitting: dict[str, list[tuple[int, int, int]]] = {name: [] for name in market.capacities}
        for at, unit in enumerate(market.units):
            for option, variable in zip(unit.options, self.choice[at], strict=True):
                for member, name in zip(unit.members, option, strict=True):
                    if name:
                        self.sitting[name].append((market.priorities[name][member], at, variable))

    def _new(self) -> int:
        self.size += 1
        return self.size - 1

    def constraints(self) -> "Iterable[tuple[dict[int, float], float]]":
        """Sums that must reach a bound."""
        for name, there in self.sitting.items():
            terms: dict[int, float] = {}
            for _, _, variable in there:
                terms[variable] = terms.get(variable, 0) - 1
            yield terms, -self.market.capacities[name]
        for at, unit in enumerate(self.market.units):
            yield dict.fromkeys(self.choice[at], -1.0), -1
            for option in range(len(unit.options)):
                yield from self._unless_refused(at, unit, option)

    def _unless_refused(self, at: int, unit: "Unit", option: int) -> "Iterable[tuple[dict[int, float], float]]":
        """The unit has something as good, or one of the positions is full of others as good, or the option blocks."""
        blocks = self._new()
        self.blocked.append(blocks)
        terms = {blocks: 1.0}
        for other, variable in enumerate(self.choice[at]):
            if unit.ranks[other] <= unit.ranks[option]:
                terms[variable] = 1.0
        wanted = unit.options[option]
        for name in sorted(set(wanted) - {""}):
            coming = [member for member, own in zip(unit.members, wanted, strict=True) if own == name]
            last = max(self.market.priorities[name][member] for member in coming)
            full = self.market.capacities[name] - len(coming) + 1
            refuses = self._new()
            terms[refuses] = 1.0
            if full > 0:
                enough: dict[int, float] = {refuses: -float(full)}
                for rank, who, variable in self.sitting[name]:
                    if who != at and rank <= last:
                        enough[variable] = enough.get(variable, 0) + 1
                yield enough, 0
        yield terms, 1
