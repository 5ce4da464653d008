"""Quotas by programme and caps of regions as parts of a round: read from files, matched, and explained.

A position that takes at most so many of one programme is matched as in `quotas`, a region with a cap as in `regions`.
Neither goes with couples, nor with each other: no method that is known to be stable does them together here.
"""

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import numpy as np

from seriktes_analytics.assignment.market import InvalidMarket, Market
from seriktes_analytics.assignment.quotas import match_with_quotas
from seriktes_analytics.assignment.regions import match_with_regional_caps
from seriktes_analytics.assignment.solving import Matching, Objective
from seriktes_analytics.assignment.tables import BadTable, Table
from seriktes_analytics.assignment.verifier import Verdict
from seriktes_analytics.assignment.why import OUTCOMES, PASSED_OVER, Why

PROGRAMMES, QUOTAS, REGIONS, CAPS = "programmes.csv", "quotas.csv", "regions.csv", "caps.csv"
FILES = (PROGRAMMES, QUOTAS, REGIONS, CAPS)
COLUMNS = {
    PROGRAMMES: ("student", "programme"),
    QUOTAS: ("position", "programme", "seats"),
    REGIONS: ("position", "region"),
    CAPS: ("region", "seats"),
}


@dataclass(frozen=True)
class Limits:
    """`programmes` of students, `quotas` by position and programme; `regions` of positions, `caps` of regions."""

    programmes: Mapping[str, str] = field(default_factory=dict)
    quotas: Mapping[tuple[str, str], int] = field(default_factory=dict)
    regions: Mapping[str, str] = field(default_factory=dict)
    caps: Mapping[str, int] = field(default_factory=dict)

    def __bool__(self) -> bool:
        return bool(self.quotas or self.caps)

    def rows(self, name: str) -> list[tuple[Any, ...]]:
        """Of one of the files, sorted."""
        if name == QUOTAS:
            return [(*pair, seats) for pair, seats in sorted(self.quotas.items())]
        held: Mapping[str, Any] = {PROGRAMMES: self.programmes, REGIONS: self.regions, CAPS: self.caps}[name]
        return sorted(held.items())


def read_limits(folder: Path) -> Limits:
    """From the files of a folder that are there. Raises BadTable."""
    return limits_in({name: folder / name for name in FILES if (folder / name).is_file()})


def limits_in(files: Mapping[str, Path]) -> Limits:
    """From files by their names in a bundle, whatever they are called. Raises BadTable."""
    found: dict[str, dict[Any, Any]] = {name: {} for name in FILES}
    for name in FILES:
        if name in files:
            table = Table(files[name], COLUMNS[name])
            for row, (key, value) in enumerate(_rows(table)):
                if key in found[name]:
                    raise table.fault(row, f"{' '.join(key)!r} stands twice: leave one row of the two.")
                found[name][key] = value
    return Limits(
        _plain(found[PROGRAMMES]), {(one, other): seats for (one, other), seats in found[QUOTAS].items()},
        _plain(found[REGIONS]), _plain(found[CAPS]),
    )  # fmt: skip


def _plain(rows: Mapping[tuple[str], Any]) -> dict[str, Any]:
    return {key: value for (key,), value in rows.items()}


def _rows(table: Table) -> Any:
    *keys, last = table.columns
    for lot in table.lots():
        names = [lot.texts(column).to_pylist() for column in keys]
        values = lot.numbers(last).tolist() if last == "seats" else lot.texts(last).to_pylist()
        yield from zip(zip(*names, strict=True), values, strict=True)


def check_names(market: Market, limits: Limits, files: Mapping[str, Path]) -> None:
    """What somebody typed: half of a limit, or a name that nobody bears, would leave the limit without effect. Raises
    BadTable."""
    for one, other in ((QUOTAS, PROGRAMMES), (CAPS, REGIONS)):
        for name, partner in ((one, other), (other, one)):
            if name in files and partner not in files:
                raise BadTable(f"{files[name].name} means nothing alone: give --{partner.removesuffix('.csv')} too.")
    positions, students = set(map(str, market.position_names())), set(map(str, market.student_names()))
    named = (
        (QUOTAS, "position", {position for position, _programme in limits.quotas} - positions),
        (QUOTAS, "programme", {programme for _position, programme in limits.quotas} - set(limits.programmes.values())),
        (PROGRAMMES, "student", set(limits.programmes) - students),
        (REGIONS, "position", set(limits.regions) - positions),
        (CAPS, "region", set(limits.caps) - set(limits.regions.values())),
    )
    for name, what, strange in named:
        if strange:
            raise BadTable(f"{files[name].name} names an unknown {what} {min(strange)!r}: correct it.")


def check_limits(market: Market, limits: Limits, objective: Objective, *, has_couples: bool) -> None:
    """Says which combination is refused. Raises InvalidMarket, BadTable."""
    if has_couples:
        raise InvalidMarket("Couples go neither with quotas nor with caps of regions: leave out one of them.")
    if limits.quotas and limits.caps:
        raise InvalidMarket("Quotas by programme do not go with caps of regions: leave out one of the two.")
    if limits.quotas and objective == "cardinality":
        raise InvalidMarket("With quotas the objective is 'student' or 'host': choose one of them.")
    if limits.caps and objective != "student":
        raise InvalidMarket("With caps of regions the objective is 'student': choose it, or leave the caps out.")
    if limits.caps and (strange := sorted(set(limits.regions) - set(map(str, market.position_names())))):
        raise BadTable(f"{REGIONS} names an unknown position {strange[0]!r}: correct it.")


def solve_limited(market: Market, limits: Limits, *, objective: Objective, seed: int) -> Matching:
    """The matching as of `solve`; the blocking pairs are those of the quotas or caps, by their own verifiers."""
    wishes, priorities = lists_of(market)
    capacities = dict(zip(map(str, market.position_names()), market.capacities.tolist(), strict=True))
    found: Any
    if limits.quotas:
        found = match_with_quotas(
            wishes, priorities, capacities, limits.programmes, limits.quotas,
            objective="student" if objective == "student" else "supervisor", seed=seed,
        )  # fmt: skip
    else:
        found = match_with_regional_caps(wishes, priorities, capacities, limits.regions, limits.caps, seed=seed)
    return Matching(
        market, objective, seed, _places(market, found.by_student), _has_equals(market), _verdict(market, found)
    )


def lists_of(market: Market) -> tuple[dict[str, list[list[str]]], dict[str, list[list[str]]]]:
    """Wishes and priorities by name, equals together."""
    students, names = list(map(str, market.student_names())), list(map(str, market.position_names()))
    limit = market.limit
    wishes: dict[str, dict[int, list[str]]] = {name: {} for name in students}
    orders: dict[str, dict[int, list[str]]] = {name: {} for name in names}
    starts = market.starts.tolist()
    for number, student in enumerate(students):
        for row in range(starts[number], starts[number + 1]):
            name = names[market.positions[row]]
            wishes[student].setdefault(int(market.ranks[row]), []).append(name)
            if market.priorities[row] < limit:
                orders[name].setdefault(int(market.priorities[row]), []).append(student)
    return _sorted(wishes), _sorted(orders)


def _sorted(lists: Mapping[str, Mapping[int, list[str]]]) -> dict[str, list[list[str]]]:
    return {name: [sorted(groups[rank]) for rank in sorted(groups)] for name, groups in lists.items()}


def _places(market: Market, got: Mapping[str, str]) -> Any:
    numbers = {str(name): number for number, name in enumerate(market.position_names())}
    places = np.full(market.size, -1, np.int32)
    for number, student in enumerate(market.student_names()):
        if str(student) in got:
            own = market.positions[market.starts[number] : market.starts[number + 1]]
            places[number] = int(np.flatnonzero(own == numbers[got[str(student)]])[0])
    return places


def _verdict(market: Market, found: Any) -> Verdict:
    students = {str(name): number for number, name in enumerate(market.student_names())}
    names = {str(name): number for number, name in enumerate(market.position_names())}
    pairs = tuple((students[student], names[name]) for student, name in found.blocking)
    return Verdict(len(found.by_student), len(pairs), pairs)


def _has_equals(market: Market) -> bool:
    """Whether anybody ranks two alike: then the lottery may have decided something."""
    owners = np.repeat(np.arange(market.size), np.diff(market.starts))
    is_eligible = market.priorities < market.limit
    for group, rank in ((owners, market.ranks), (market.positions, market.priorities)):
        pairs = np.stack([group[is_eligible].astype(np.int64), rank[is_eligible].astype(np.int64)])
        if pairs.shape[1] != np.unique(pairs, axis=1).shape[1]:
            return True
    return False


class WhyLimited(Why):
    """As `Why`; where a seat was free, or held by somebody behind, it names the quota or the cap that was reached."""

    def __init__(self, matching: Matching, limits: Limits) -> None:
        super().__init__(matching)
        self.limits = limits
        students, names = list(map(str, self.market.student_names())), list(map(str, self.market.position_names()))
        self.kinds = [limits.programmes.get(name, "") for name in students]
        self.names = names
        self.areas = [limits.regions.get(name, "") for name in names]
        got = matching.positions.tolist()
        self.in_quota = Counter((place, kind) for place, kind in zip(got, self.kinds, strict=True) if place >= 0)
        self.in_region = Counter(self.areas[place] for place in got if place >= 0)

    def _outcomes(self, owners: Any, at: Any, positions: Any, own: Any) -> Any:
        outcomes = super()._outcomes(owners, at, positions, own)
        for row in np.flatnonzero(outcomes == PASSED_OVER).tolist():
            place, kind = int(positions[row]), self.kinds[owners[row]]
            quota = self.limits.quotas.get((self.names[place], kind))
            cap = self.limits.caps.get(self.areas[place])
            if quota is not None and self.in_quota[place, kind] >= quota:
                outcomes[row] = OUTCOMES.index("programme filled")
            elif cap is not None and self.in_region[self.areas[place]] >= cap:
                outcomes[row] = OUTCOMES.index("region filled")
        return outcomes
