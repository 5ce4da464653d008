"""How any assignment stands in a market, say after somebody has changed a matching by hand: the pairs that block it."""

from collections.abc import Mapping
from typing import Any

import numpy as np

from seriktes_analytics.assignment.couples_reading import with_couples
from seriktes_analytics.assignment.couples_verifier import Blocking
from seriktes_analytics.assignment.couples_verifier import blocking_of as blocking_of_couples
from seriktes_analytics.assignment.limits import Limits, lists_of
from seriktes_analytics.assignment.quotas import blocking_with_quotas
from seriktes_analytics.assignment.reading import Reading
from seriktes_analytics.assignment.regions import blocking_with_caps
from seriktes_analytics.assignment.verifier import NotAMatching, verify


def blocking_of_assignment(
    reading: Reading, got: Mapping[str, str], limits: Limits | None = None
) -> tuple[int, list[Blocking]]:
    """How many pairs block, and the first of them by name. `got`: the position of each student who has one.

    Raises NotAMatching (a ValueError, of the verifier concerned) where somebody has what is not his to have, or a
    position, quota or region more than it may take.
    """
    pairs: list[Blocking]
    if limits:
        wishes, priorities = lists_of(reading.market)
        seats = dict(zip(map(str, reading.market.position_names()), reading.market.capacities.tolist(), strict=True))
        found = (
            blocking_with_quotas(wishes, priorities, seats, limits.programmes, limits.quotas, got)
            if limits.quotas
            else blocking_with_caps(wishes, priorities, seats, limits.regions, limits.caps, got)
        )
        pairs = [((student,), (name,)) for student, name in found]
        return len(pairs), pairs
    if reading.couples:
        pairs = _with_couples(reading, got)
        return len(pairs), pairs
    market = reading.market
    verdict = verify(
        market.starts, market.positions, market.ranks, market.priorities, market.capacities, market.limit,
        _places(reading, got),
    )  # fmt: skip
    return verdict.blocking, [((market.student(one),), (market.position(other),)) for one, other in verdict.pairs]


def _places(reading: Reading, got: Mapping[str, str]) -> Any:
    market = reading.market
    places = np.full(market.size, -1, np.int32)
    numbers = {str(name): number for number, name in enumerate(market.position_names())}
    for number, student in enumerate(map(str, market.student_names())):
        if student in got:
            own = market.positions[market.starts[number] : market.starts[number + 1]]
            at = np.flatnonzero(own == numbers.get(got[student], -1))
            if not len(at):
                raise NotAMatching(f"{student!r} has {got[student]!r}, which is no wish of his.")
            places[number] = int(at[0])
    return places


def _with_couples(reading: Reading, got: Mapping[str, str]) -> list[Blocking]:
    market = with_couples(reading.market, reading.couples, 0)
    wishes = [(unit.members, list(zip(unit.ranks, unit.options, strict=True))) for unit in market.units]
    options = [tuple(got.get(member, "") for member in unit.members) for unit in market.units]
    return blocking_of_couples(
        wishes, [option if any(option) else None for option in options], market.priorities, market.capacities
    )
