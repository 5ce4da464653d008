"""One round: what was read, matched with or without couples, quotas or caps, why, and its figures."""

from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

import pyarrow as pa

from seriktes_analytics.assignment.couples import CouplesMatching, match_couples
from seriktes_analytics.assignment.couples_reading import with_couples
from seriktes_analytics.assignment.couples_why import WhyOfCouples
from seriktes_analytics.assignment.limits import Limits, WhyLimited, check_limits, solve_limited
from seriktes_analytics.assignment.market import InvalidMarket
from seriktes_analytics.assignment.reading import Reading
from seriktes_analytics.assignment.solving import Matching, Objective, solve
from seriktes_analytics.assignment.why import Why
from seriktes_analytics.assignment.writing import table_of

# Blocking pairs named in the figures.
NAMED = 100


@dataclass(frozen=True)
class Round:
    reading: Reading
    objective: Objective
    seed: int
    matching: Matching | CouplesMatching
    limits: Limits = field(default_factory=Limits)

    @cached_property
    def _positions(self) -> dict[str, str]:
        assert isinstance(self.matching, CouplesMatching)  # noqa: S101  the type checker's knowledge
        return self.matching.by_student

    def table(self) -> pa.Table:
        """`student, position` of each who got one, by name."""
        if isinstance(self.matching, Matching):
            market = self.matching.market
            return table_of(market.student_names(), market.position_names(), self.matching.positions)
        return pa.table(
            {
                "student": pa.array(self._positions, pa.string()),
                "position": pa.array(self._positions.values(), pa.string()),
            }
        )

    def why(self) -> pa.Table:
        """What became of each wish: the columns of `why.COLUMNS`."""
        if isinstance(self.matching, CouplesMatching):
            return WhyOfCouples(self.matching).table()
        return (WhyLimited(self.matching, self.limits) if self.limits else Why(self.matching)).table()

    def figures(self) -> dict[str, Any]:
        market = self.reading.market
        common = {
            "students": market.size,
            "positions": len(market.capacities),
            "seats": int(market.capacities.sum(dtype="int64")),
            "couples": len(self.reading.couples),
            "not_eligible": self.reading.not_eligible,
            "objective": self.objective,
            "seed": self.seed,
        }
        return common | (self._plain() if isinstance(self.matching, Matching) else self._coupled())

    def _plain(self) -> dict[str, Any]:
        matching = self.matching
        assert isinstance(matching, Matching)  # noqa: S101  the type checker's knowledge
        pairs = matching.verdict.pairs[:NAMED]
        return {
            "matched": matching.verdict.matched,
            "mean_rank": matching.mean_rank,
            "total_rank": matching.total_rank,
            "first_choices": matching.first_choices,
            "blocking_pairs": matching.verdict.blocking,
            "blocking": [
                {"students": [matching.market.student(one)], "positions": [matching.market.position(other)]}
                for one, other in pairs
            ],
            "lottery": matching.is_drawn,
        }

    def _coupled(self) -> dict[str, Any]:
        matching = self.matching
        assert isinstance(matching, CouplesMatching)  # noqa: S101  the type checker's knowledge
        ranks = [rank for rank, _ in matching.ranks]
        return {
            "matched": len(ranks),
            "mean_rank": sum(ranks) / len(ranks) if ranks else None,
            "total_rank": sum(ranks),
            "first_choices": sum(is_first for _, is_first in matching.ranks),
            "blocking_pairs": len(matching.blocking),
            "blocking": [
                {"students": list(students), "positions": list(positions)}
                for students, positions in matching.blocking[:NAMED]
            ],
            "no_matching_has_fewer": matching.is_proved,
        }


def play(reading: Reading, *, objective: Objective = "student", seed: int = 0, limits: Limits | None = None) -> Round:
    """Raises InvalidMarket, which says which objective does not go with couples, quotas or caps."""
    if limits:
        check_limits(reading.market, limits, objective, has_couples=bool(reading.couples))
        found = solve_limited(reading.market, limits, objective=objective, seed=seed)
        return Round(reading, objective, seed, found, limits)
    if not reading.couples:
        return Round(reading, objective, seed, solve(reading.market, objective=objective, seed=seed))
    if objective != "student":
        raise InvalidMarket(
            f"With couples there is no objective {objective!r}: leave it out, or leave the couples out."
        )
    coupled = with_couples(reading.market, reading.couples, seed)
    return Round(reading, objective, seed, match_couples(coupled, seed=seed))
