"""Joint applications from a file: `a,b,position_a,position_b,rank`, a row for each pair of positions."""

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pyarrow as pa

from seriktes_analytics.assignment.codes import UNKNOWN, Codes
from seriktes_analytics.assignment.couples import CouplesMarket, Unit, checked
from seriktes_analytics.assignment.lottery import draw
from seriktes_analytics.assignment.market import Market
from seriktes_analytics.assignment.tables import Table

Options = dict[tuple[str, str], dict[tuple[str, str], int]]


@dataclass(frozen=True)
class _Row:
    table: Table
    number: int
    members: tuple[str, str]
    positions: tuple[str, str]
    rank: int

    def refuse(self, what: str) -> None:
        raise self.table.fault(self.number, what)


def read_couples(path: Path, places: Codes) -> Options:
    """The options of each couple with their ranks; the two in alphabetical order, whichever came first."""
    couples: Options = {}
    partners: dict[str, str] = {}
    for row in _rows(path):
        one, other = row.members
        if not one or not other:
            row.refuse("a couple is two students: name both, or put the one among the wishes.")
        if one == other:
            row.refuse(f"{one!r} cannot be a couple alone: name two students.")
        for member, partner in ((one, other), (other, one)):
            if partners.setdefault(member, partner) != partner:
                row.refuse(f"{member!r} is already in a couple with {partners[member]!r}: leave one couple of the two.")
        if row.positions == ("", ""):
            row.refuse("an option names at least one position: fill one in, or take the row out.")
        found = places.numbers(pa.array(row.positions, pa.string()), is_new_allowed=False)
        for name, number in zip(row.positions, found.tolist(), strict=True):
            if name and number == UNKNOWN:
                row.refuse(f"the position {name!r} is unknown: add it to the positions, or correct it here.")
        is_turned = one > other
        members, option = ((other, one), row.positions[::-1]) if is_turned else ((one, other), row.positions)
        options = couples.setdefault(members, {})
        if option in options:
            row.refuse(f"the couple {one!r} and {other!r} has this option twice: leave one row of the two.")
        options[option] = row.rank
    return couples


def _rows(path: Path) -> "list[_Row]":
    table = Table(path, ("a", "b", "position_a", "position_b", "rank"))
    rows: list[_Row] = []
    for lot in table.lots():
        texts = [lot.texts(name, is_empty_allowed=True).to_pylist() for name in table.columns[:4]]
        for one, other, place, other_place, rank in zip(*texts, lot.numbers("rank").tolist(), strict=True):
            rows.append(_Row(table, len(rows), (one, other), (place, other_place), rank))
    return rows


def wished_by_members(couples: Options) -> dict[str, list[str]]:
    """Of each member the positions that some option names for him."""
    wished: dict[str, dict[str, None]] = {}
    for members, options in sorted(couples.items()):
        for at, member in enumerate(members):
            own = wished.setdefault(member, {})
            own.update((option[at], None) for option in sorted(options) if option[at])
    return {member: list(own) for member, own in wished.items()}


def with_couples(market: Market, couples: Options, seed: int) -> CouplesMarket:
    """The market of names; the rows of couples' members say only where they have priority."""
    students, names = list(map(str, market.student_names())), list(map(str, market.position_names()))
    turns = dict(zip(names, draw(seed, names).tolist(), strict=True)) | {"": -1}
    members = {member for couple in couples for member in couple}
    priorities: dict[str, dict[str, int]] = {name: {} for name in names}
    starts, positions = market.starts.tolist(), market.positions.tolist()
    ranks, places = market.ranks.tolist(), market.priorities.tolist()
    limit = int(market.limit)
    units = []
    for number, student in enumerate(students):
        rows = range(starts[number], starts[number + 1])
        for row in rows:
            if places[row] < limit:
                priorities[names[positions[row]]][student] = places[row]
        if student not in members:
            units.append(_unit((student,), {(names[positions[row]],): ranks[row] for row in rows}, turns))
    units += [_unit(couple, options, turns) for couple, options in couples.items()]
    return checked(units, priorities, dict(zip(names, market.capacities.tolist(), strict=True)))


def _unit(members: tuple[str, ...], ranks: Mapping[Any, int], turns: Mapping[str, int]) -> Unit:
    options = sorted(ranks, key=lambda option: (ranks[option], [turns[name] for name in option]))
    return Unit(members, tuple(options), tuple(ranks[option] for option in options))
