"""Why a student got this position and not one he prefers: his own list, and what filled each position before him."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any, Literal, get_args

import numpy as np
import pyarrow as pa

from seriktes_analytics.assignment.solving import Matching

# Got; all seats went to others, or those that the partner of a couple needs; it does not take the student; it stands
# lower in his list; there would have been a seat for him (only where the greatest number was wanted, or no stable
# matching was found). With limits: all that the position takes of his programme, or all that the region takes, went to
# others.
Outcome = Literal[
    "got",
    "filled",
    "partner's filled",
    "not eligible",
    "not needed",
    "passed over",
    "programme filled",
    "region filled",
]
OUTCOMES: tuple[Outcome, ...] = get_args(Outcome)
GOT, FILLED, _, NOT_ELIGIBLE, NOT_NEEDED, PASSED_OVER = range(6)
COLUMNS = ("student", "rank", "position", "outcome", "own_priority", "last_admitted", "seats", "lottery")


@dataclass(frozen=True)
class Step:
    """One wish. `last` is the rank of the last one admitted there; `is_drawn`: he has the same, the lottery decided."""

    position: str
    rank: int
    outcome: Outcome
    own: float | None
    last: float | None
    seats: int
    is_drawn: bool


class Why:
    def __init__(self, matching: Matching) -> None:
        self.market, self.matching = matching.market, matching
        positions, wishes = self.market.positions, matching.wishes
        self.admitted = np.bincount(positions[wishes], minlength=len(self.market.capacities))
        least = -np.inf if self.market.priorities.dtype.kind == "f" else np.iinfo(self.market.priorities.dtype).min
        self.last = np.full(len(self.market.capacities), least, self.market.priorities.dtype)
        np.maximum.at(self.last, positions[wishes], self.market.priorities[wishes])

    def of(self, student: str) -> list[Step]:
        """The student's list, best first."""
        number = next((at for at in range(self.market.size) if self.market.student(at) == student), None)
        if number is None:
            raise ValueError(f"There is no student {student!r} in this round: correct the name.")
        rows = self._rows(number, number + 1).drop_columns(["student"]).to_pylist()
        return [
            Step(
                row["position"],
                row["rank"],
                row["outcome"],
                row["own_priority"],
                row["last_admitted"],
                row["seats"],
                row["lottery"],
            )
            for row in rows
        ]

    def table(self) -> pa.Table:
        """A row for every wish of every student."""
        return self._rows(0, self.market.size)

    def _rows(self, begin: int, end: int) -> pa.Table:
        """Of the students from `begin` to before `end`."""
        market = self.market
        first, last = int(market.starts[begin]), int(market.starts[end])
        owners = np.repeat(np.arange(begin, end), np.diff(market.starts[begin : end + 1]))
        positions, own = market.positions[first:last], market.priorities[first:last]
        outcomes = self._outcomes(owners, np.arange(first, last) - market.starts[owners], positions, own)
        is_empty = self.admitted[positions] == 0
        is_drawn = (outcomes == FILLED) & ~is_empty & (own == self.last[positions])
        columns = (
            pa.array(market.student_names()).take(pa.array(owners)),
            pa.array(market.ranks[first:last]),
            pa.array(market.position_names()).take(pa.array(positions)),
            pa.array(OUTCOMES).take(pa.array(outcomes)),
            pa.array(own, mask=~(own < market.limit)),
            pa.array(self.last[positions], mask=is_empty),
            pa.array(market.capacities[positions]),
            pa.array(is_drawn),
        )
        return pa.table(dict(zip(COLUMNS, columns, strict=True)))

    def _outcomes(self, owners: Any, at: Any, positions: Any, own: Any) -> Any:
        market, place = self.market, self.matching.places[owners]
        has_one = place >= 0
        now = market.starts[owners] + np.maximum(place, 0)
        # Equal in his own list to what he got: he has lost nothing.
        is_equal = has_one.copy()
        is_equal[has_one] = market.ranks[(market.starts[owners] + at)[has_one]] == market.ranks[now[has_one]]
        would_do = (self.admitted[positions] < market.capacities[positions]) | (own < self.last[positions])
        return np.select(
            [at == place, ~(own < market.limit), has_one & (at > place), would_do & is_equal, would_do],
            [GOT, NOT_ELIGIBLE, NOT_NEEDED, NOT_NEEDED, PASSED_OVER],
            FILLED,
        )


def table_of_rows(rows: Iterable[tuple[Any, ...]]) -> pa.Table:
    columns = list(zip(*rows, strict=True)) or [()] * len(COLUMNS)
    return pa.table({name: pa.array(column) for name, column in zip(COLUMNS, columns, strict=True)})
