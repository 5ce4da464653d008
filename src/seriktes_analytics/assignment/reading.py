"""Wishes, positions and priorities from files to a market, whatever the order of their rows."""
# mypy: disable-error-code="no-untyped-def"
# numba infers the types of compiled loops.

from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow as pa

from seriktes_analytics.assignment.codes import UNKNOWN, Codes
from seriktes_analytics.assignment.compiled import compiled
from seriktes_analytics.assignment.couples_reading import Options, read_couples, wished_by_members
from seriktes_analytics.assignment.market import Market
from seriktes_analytics.assignment.tables import BadTable, Lot, Table

NOT_ELIGIBLE = np.iinfo(np.int32).max
LOT = 1024


@dataclass(frozen=True)
class Reading:
    """The market, its couples, and rows that could not count: priorities nobody wishes, wishes nobody ranks.

    The members of couples are students of the market; of their wishes there only the priorities count.
    """

    market: Market
    couples: Options
    unused_priorities: int
    not_eligible: int


def read_market(wishes: Path, positions: Path, priorities: Path, couples: Path | None = None) -> Reading:
    """Only who has a priority at a position is eligible there."""
    places, capacities = read_positions(positions)
    joint = read_couples(couples, places) if couples else {}
    students, table = Codes(), Table(wishes, ("student", "position", "rank"))
    columns = _read_wishes(table, students, places)
    if joint:
        columns = _with_members(table, columns, students, places, joint)
    turns = students.sort()
    starts, order = _group(turns[columns[0]], len(students))
    listed, ranks = columns[1][order], columns[2][order]
    del order
    wrong = _sort_lists(starts, listed, ranks, np.full(len(capacities), -1, np.int32))
    if wrong >= 0:
        raise _doubled_wish(table, students, places, turns, columns, starts, listed, wrong)
    del columns
    ranked, unused = _read_priorities(
        Table(priorities, ("position", "student", "rank")), students, places, starts, listed
    )
    market = Market(starts, listed, ranks, ranked, capacities, students.names(), places.names())
    return Reading(market, joint, unused, int((ranked == NOT_ELIGIBLE).sum()))


def _with_members(table: Table, columns: list[Any], students: Codes, places: Codes, joint: Options) -> list[Any]:
    """Each member wishes what the options of the couple name, so that the priorities are read in one way."""
    wished = wished_by_members(joint)
    known = students.numbers(pa.array(list(wished), pa.string()), is_new_allowed=False)
    alone = np.isin(columns[0], known[known != UNKNOWN])
    if alone.any():
        row = int(np.argmax(alone))
        name = students.name(columns[0][row])
        raise table.fault(row, f"the student {name!r} applies in a couple: take the row out, or the couple.")
    own = students.numbers(pa.array(list(wished), pa.string()), is_new_allowed=True)
    lists = list(wished.values())
    names = pa.array([name for entries in lists for name in entries], pa.string())
    more = (
        np.repeat(own, [len(entries) for entries in lists]),
        places.numbers(names, is_new_allowed=False),
        np.ones(len(names), np.int32),
    )
    return [np.concatenate(pair) for pair in zip(columns, more, strict=True)]


def read_positions(path: Path) -> tuple[Codes, Any]:
    """The positions by name, and the seats of each."""
    codes, table = Codes(), Table(path, ("position", "capacity"))
    found, seats = [], []
    for lot in table.lots():
        found.append(codes.numbers(lot.texts("position"), is_new_allowed=True))
        seats.append(lot.numbers("capacity"))
    if not found:
        raise BadTable(f"{path} names no position: give one a row.")
    numbers, capacities = np.concatenate(found), np.concatenate(seats)
    if len(codes) < len(numbers):
        row = int(np.setdiff1d(np.arange(len(numbers)), np.unique(numbers, return_index=True)[1])[0])
        raise table.fault(row, f"the position {codes.name(numbers[row])!r} stands twice: leave one row of it.")
    result = np.empty(len(numbers), np.int32)
    result[codes.sort()[numbers]] = capacities
    return codes, result


def _read_wishes(table: Table, students: Codes, places: Codes) -> list[Any]:
    lots: list[tuple[Any, Any, Any]] = []
    for lot in table.lots():
        own = students.numbers(lot.texts("student"), is_new_allowed=True)
        lots.append((own, _known_positions(lot, places), lot.numbers("rank")))
    if not lots:
        return [np.empty(0, np.int32)] * 3
    return [np.concatenate([lot[column] for lot in lots]) for column in range(3)]


def _known_positions(lot: Lot, places: Codes) -> Any:
    names = lot.texts("position")
    found = places.numbers(names, is_new_allowed=False)
    if len(found) and found.min() == UNKNOWN:
        row = int(np.argmin(found))
        raise lot.fault(
            row, f"the position {names[row].as_py()!r} is unknown: add it to the positions, or correct it here."
        )
    return found


def _read_priorities(table: Table, students: Codes, places: Codes, starts: Any, listed: Any) -> tuple[Any, int]:
    """The ranks of one lot are entered while the names of the next are looked up."""
    ranked = np.full(len(listed), NOT_ELIGIBLE, np.int32)
    unused = 0
    before: tuple[Lot, Any] | None = None
    with ThreadPoolExecutor(max_workers=1) as entering:
        for lot in table.lots():
            positions, names = _known_positions(lot, places), lot.texts("student")
            own = students.numbers(names, is_new_allowed=False)
            if len(own) and own.min() == UNKNOWN:
                row = int(np.argmin(own))
                raise lot.fault(
                    row, f"the student {names[row].as_py()!r} has no wishes: add them, or take the row out."
                )
            unused += _entered(before)
            before = lot, entering.submit(_enter, own, positions, lot.numbers("rank"), starts, listed, ranked)
        return ranked, unused + _entered(before)


def _entered(lot_and_result: tuple[Lot, Any] | None) -> int:
    if lot_and_result is None:
        return 0
    lot, result = lot_and_result
    row, unused = result.result()
    if row >= 0:
        student, position = lot.texts("student")[row].as_py(), lot.texts("position")[row].as_py()
        raise lot.fault(
            row, f"the student {student!r} stands twice at the position {position!r}: leave one row of the two."
        )
    return int(unused)


def _doubled_wish(
    table: Table, students: Codes, places: Codes, turns: Any, columns: Any, starts: Any, listed: Any, wish: int
) -> BadTable:
    student, position = int(np.searchsorted(starts, wish, side="right")) - 1, listed[wish]
    rows = np.flatnonzero((turns[columns[0]] == student) & (columns[1] == position))
    return table.fault(
        int(rows[1]),
        f"the student {students.name(student)!r} wishes the position {places.name(position)!r} twice: leave one row of the two.",
    )


@compiled
def _group(owners, count):
    """Where the rows of each owner begin and end, and the rows in that order."""
    starts = np.zeros(count + 1, np.int64)
    for row in range(len(owners)):
        starts[owners[row] + 1] += 1
    for owner in range(count):
        starts[owner + 1] += starts[owner]
    following = starts[:-1].copy()
    order = np.empty(len(owners), np.int32)
    for row in range(len(owners)):
        order[following[owners[row]]] = row
        following[owners[row]] += 1
    return starts, order


@compiled
def _sort_lists(starts, listed, ranks, seen):
    """Each list by rank, equals by number; the first wish that stands twice in its list, -1: none."""
    for student in range(len(starts) - 1):
        for wish in range(starts[student], starts[student + 1]):
            position, rank = listed[wish], ranks[wish]
            if seen[position] == student:
                return _first_of(listed, starts[student], position)
            seen[position] = student
            at = wish
            while at > starts[student] and (
                ranks[at - 1] > rank or (ranks[at - 1] == rank and listed[at - 1] > position)
            ):
                listed[at], ranks[at] = listed[at - 1], ranks[at - 1]
                at -= 1
            listed[at], ranks[at] = position, rank
    return -1


@compiled
def _first_of(listed, begin, position):
    while listed[begin] != position:
        begin += 1
    return begin


@compiled
def _enter(students, positions, ranks, starts, listed, ranked):
    """Enters the ranks at the wishes they speak of; the first row that comes twice (-1: none), rows of no wish.

    Lot by lot, so that the memory is asked for many rows at once.
    """
    unused = 0
    begins, ends, found = np.empty(LOT, np.int64), np.empty(LOT, np.int64), np.empty(LOT, np.int64)
    for done in range(0, len(students), LOT):
        size = min(LOT, len(students) - done)
        for at in range(size):
            begins[at], ends[at] = starts[students[done + at]], starts[students[done + at] + 1]
        for at in range(size):
            wish = begins[at]
            while wish < ends[at] and listed[wish] != positions[done + at]:
                wish += 1
            found[at] = wish
        for at in range(size):
            if found[at] == ends[at]:
                unused += 1
            elif ranked[found[at]] != NOT_ELIGIBLE:
                return done + at, unused
            else:
                ranked[found[at]] = ranks[done + at]
    return -1, unused
