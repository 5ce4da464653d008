"""Why a student or a couple got this option and not a better one: what filled each position before them."""

from collections.abc import Iterator
from typing import Any

import pyarrow as pa

from seriktes_analytics.assignment.couples import NOWHERE, CouplesMatching, Unit
from seriktes_analytics.assignment.why import Outcome, table_of_rows


class WhyOfCouples:
    """For each member of each option a row as without couples; of a couple's option often only one position is filled."""

    def __init__(self, matching: CouplesMatching) -> None:
        self.market, self.matching = matching.market, matching
        self.sitting: dict[str, list[tuple[int, str]]] = {name: [] for name in self.market.capacities}
        for student, name in matching.by_student.items():
            self.sitting[name].append((self.market.priorities[name][student], student))

    def table(self) -> pa.Table:
        return table_of_rows(row for number in range(len(self.market.units)) for row in self._rows(number))

    def _rows(self, number: int) -> Iterator[tuple[Any, ...]]:
        unit, chosen = self.market.units[number], self.matching.chosen[number]
        for option, wanted in enumerate(unit.options):
            refusing = {name for name in wanted if name != NOWHERE and not self._is_kept(unit, wanted, name)}
            for member, name in zip(unit.members, wanted, strict=True):
                own = self.market.priorities[name][member] if name != NOWHERE else None
                last = max((rank for rank, _ in self.sitting.get(name, ())), default=None)
                outcome = _outcome(option, chosen, unit, is_refused=name in refusing, is_partner_refused=bool(refusing))
                is_drawn = outcome == "filled" and own == last
                seats = self.market.capacities.get(name, 0)
                yield member, unit.ranks[option], name, outcome, own, last, seats, is_drawn

    def _is_kept(self, unit: Unit, wanted: tuple[str, ...], name: str) -> bool:
        """Whether the position would take all of the unit that this option sends there, however the lottery goes."""
        coming = [
            self.market.priorities[name][member]
            for member, own in zip(unit.members, wanted, strict=True)
            if own == name
        ]
        before = sum(rank <= max(coming) for rank, student in self.sitting[name] if student not in unit.members)
        return before + len(coming) <= self.market.capacities[name]


def _outcome(option: int, chosen: int | None, unit: Unit, *, is_refused: bool, is_partner_refused: bool) -> Outcome:
    if option == chosen:
        return "got"
    if chosen is not None and unit.ranks[option] >= unit.ranks[chosen]:
        return "not needed"
    if is_refused:
        return "filled"
    return "partner's filled" if is_partner_refused else "passed over"
