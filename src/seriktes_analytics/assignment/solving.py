"""One market, one objective, one seed: the matching, and what the verifier finds wrong with it."""

from dataclasses import dataclass
from typing import Any, Literal, get_args

import numpy as np

from seriktes_analytics.assignment.deferred_acceptance import positions_propose, students_propose
from seriktes_analytics.assignment.least_rank import place_most
from seriktes_analytics.assignment.lottery import draw
from seriktes_analytics.assignment.market import InvalidMarket, Market, with_lists_told_apart
from seriktes_analytics.assignment.verifier import Verdict, verify

Objective = Literal["student", "host", "cardinality"]
OBJECTIVES: tuple[Objective, ...] = get_args(Objective)


@dataclass(frozen=True, eq=False)
class Matching:
    """`places` is the place in each student's list, in the order of `market`; `is_drawn`: the lottery decided something."""

    market: Market
    objective: Objective
    seed: int
    places: Any
    is_drawn: bool
    verdict: Verdict

    @property
    def is_stable(self) -> bool:
        return self.verdict.blocking == 0

    @property
    def wishes(self) -> Any:
        """The number of the fulfilled wish of each student who got one."""
        return self.market.starts[:-1][self.places >= 0] + self.places[self.places >= 0]

    @property
    def positions(self) -> Any:
        """The position of each student, -1: none."""
        got = np.full(self.market.size, -1, np.int32)
        got[self.places >= 0] = self.market.positions[self.wishes]
        return got

    @property
    def total_rank(self) -> int:
        return int(self.market.ranks[self.wishes].sum(dtype=np.int64))

    @property
    def mean_rank(self) -> float | None:
        return self.total_rank / self.verdict.matched if self.verdict.matched else None

    @property
    def first_choices(self) -> int:
        """Students who got a position that they rank as high as any."""
        first = self.market.starts[:-1][self.places >= 0]
        return int((self.market.ranks[self.wishes] == self.market.ranks[first]).sum())

    def by_position(self) -> dict[str, list[str]]:
        result: dict[str, list[str]] = {name: [] for name in self.market.position_names()}
        for student, position in enumerate(self.positions.tolist()):
            if position >= 0:
                result[self.market.position(position)].append(self.market.student(student))
        return result

    def by_student(self) -> dict[str, str]:
        return {
            self.market.student(student): self.market.position(position)
            for student, position in enumerate(self.positions.tolist())
            if position >= 0
        }


def solve(market: Market, *, objective: Objective = "student", seed: int = 0) -> Matching:
    """Stable and best for every student or every position; or as many as possible with the least sum of ranks.

    Equals are told apart by the lottery of `seed`. The verifier then counts the blocking pairs by the stated ranks.
    """
    if objective not in OBJECTIVES:
        raise InvalidMarket(f"There is no objective {objective!r}: choose {', '.join(OBJECTIVES)}.")
    market, is_drawn = with_lists_told_apart(market, seed)
    if objective == "cardinality":
        places, is_tied = _place_most(market, seed), True
    else:
        places, is_tied = _stable(market, objective, None)
        if is_tied:
            places, _ = _stable(market, objective, draw(seed, market.student_names()))
    verdict = verify(
        market.starts, market.positions, market.ranks, market.priorities, market.capacities, market.limit, places
    )
    return Matching(market, objective, seed, places, bool(is_drawn or is_tied), verdict)


def _stable(market: Market, objective: Objective, lottery: Any) -> tuple[Any, bool]:
    data = (market.starts, market.positions, market.priorities, market.capacities, lottery, market.limit)
    places, is_tied = students_propose(*data)
    if objective == "host":
        places, also_tied = positions_propose(*data, places)
        is_tied = is_tied or also_tied
    return places, is_tied


def _place_most(market: Market, seed: int) -> Any:
    costs = np.where(market.priorities < market.limit, market.ranks, -1).astype(np.int64)
    order = np.argsort(draw(seed, market.student_names()), kind="stable")
    return place_most(market.starts, market.positions, costs, market.capacities.astype(np.int64), order)
