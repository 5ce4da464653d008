"""Why a student got this position and not one he prefers: his own list, and what filled each position before him."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any, Literal

import numpy as np
import pyarrow as pa

from seriktes_analytics.assignment.solving import Matching

# Got; all seats went to others, or those that the partner of a couple needs; it does not take the student; it stands lower in his list; there would have been a
# seat for him (only where the greatest number was wanted, or no stable matching was found).
Outcome = Literal["got", "filled", "partner's filled", "not eligible", "not needed", "passed over"]
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
        market = matching.market
        self.matching, wishes = matching, matching.wishes
        self.admitted = np.bincount(market.positions[wishes], minlength=len(market.capacities))
        if market.priorities.dtype.kind == "f":
            self.last = np.full(len(market.capacities), -np.inf)
        else:
            self.last = np.full(len(market.capacities), np.iinfo(np.int64).min)
        np.maximum.at(self.last, market.positions[wishes], market.priorities[wishes])

    def of(self, student: str) -> list[Step]:
        """The student's list, best first."""
        market = self.matching.market
        number = next((at for at in range(market.size) if market.student(at) == student), None)
        if number is None:
            raise ValueError(f"There is no student {student!r} in this round: correct the name.")
        return list(self._steps(number))

    def _steps(self, student: int) -> Iterator[Step]:
        market, place = self.matching.market, int(self.matching.places[student])
        first = int(market.starts[student])
        for wish in range(first, int(market.starts[student + 1])):
            position = int(market.positions[wish])
            outcome, is_drawn = self._outcome(wish, wish - first, place, first)
            is_eligible = bool(market.priorities[wish] < market.limit)
            yield Step(
                market.position(position),
                int(market.ranks[wish]),
                outcome,
                market.priorities[wish].item() if is_eligible else None,
                self.last[position].item() if self.admitted[position] else None,
                int(market.capacities[position]),
                is_drawn,
            )

    def _outcome(self, wish: int, at: int, place: int, first: int) -> tuple[Outcome, bool]:
        market = self.matching.market
        position, own = market.positions[wish], market.priorities[wish]
        if at == place:
            return "got", False
        if not own < market.limit:
            return "not eligible", False
        if 0 <= place < at:
            return "not needed", False
        if self.admitted[position] < market.capacities[position] or own < self.last[position]:
            # Equal in his own list to what he got: he has lost nothing.
            is_equal = place >= 0 and market.ranks[wish] == market.ranks[first + place]
            return ("not needed" if is_equal else "passed over"), False
        return "filled", bool(self.admitted[position] and own == self.last[position])

    def table(self) -> pa.Table:
        """A row for every wish of every student."""
        market: Any = self.matching.market
        return table_of_rows(
            (
                market.student(student),
                step.rank,
                step.position,
                step.outcome,
                step.own,
                step.last,
                step.seats,
                step.is_drawn,
            )
            for student in range(market.size)
            for step in self._steps(student)
        )


def table_of_rows(rows: Iterable[tuple[Any, ...]]) -> pa.Table:
    columns = list(zip(*rows, strict=True)) or [()] * len(COLUMNS)
    return pa.table({name: pa.array(column) for name, column in zip(COLUMNS, columns, strict=True)})
