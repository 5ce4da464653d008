"""Who wishes what, whom each position takes in which order, and how many: the input of every assignment, as arrays."""
# mypy: disable-error-code="no-untyped-def"
# numba infers the types of compiled loops.

from collections.abc import Container, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

import numpy as np

from seriktes_analytics.assignment.compiled import compiled
from seriktes_analytics.assignment.lottery import draw

# A list of names, best first; names of one rank stand together in a list or tuple of their own.
Preferences = Sequence[str | Sequence[str]]


class InvalidMarket(ValueError):
    """Says which entry is wrong and what to do about it."""


@dataclass(frozen=True, eq=False)
class Market:
    """The wishes of student s are the entries from starts[s] to starts[s + 1], best first.

    Of each wish: the position, the student's own rank of it, and the rank he has there (`priorities`, smaller is
    better, equals allowed; `limit` or more: not eligible). Names may be missing: then numbers stand for them. `is_strict`: it is
    known that nobody ranks two positions alike.
    """

    starts: Any
    positions: Any
    ranks: Any
    priorities: Any
    capacities: Any
    students: Sequence[str] | None = None
    names: Sequence[str] | None = None
    is_strict: bool = False

    @property
    def limit(self) -> Any:
        return limit_of(self.priorities.dtype)

    @property
    def size(self) -> int:
        return len(self.starts) - 1

    def student(self, number: int) -> str:
        return str(number) if self.students is None else str(self.students[number])

    def position(self, number: int) -> str:
        return str(number) if self.names is None else str(self.names[number])

    def student_names(self) -> Sequence[str]:
        return [str(number) for number in range(self.size)] if self.students is None else self.students

    def position_names(self) -> Sequence[str]:
        return [str(number) for number in range(len(self.capacities))] if self.names is None else self.names


def limit_of(dtype: Any) -> Any:
    """Nobody of this rank or a higher one is eligible."""
    return dtype.type(np.inf) if dtype.kind == "f" else np.iinfo(dtype).max


def market_of_arrays(starts: Any, positions: Any, priorities: Any, capacities: Any, *, ranks: Any = None) -> Market:
    """A market of numbers; without `ranks` the lists are strict, best first. Not eligible: infinity or the largest int."""
    starts, capacities = np.ascontiguousarray(starts, np.int64), np.ascontiguousarray(capacities, np.int32)
    positions, priorities = np.ascontiguousarray(positions, np.int32), np.ascontiguousarray(priorities)
    if len(starts) == 0 or starts[0] != 0 or starts[-1] != len(positions) or (np.diff(starts) < 0).any():
        raise InvalidMarket("starts must begin with 0, never fall, and end with the number of wishes.")
    if len(priorities) != len(positions):
        raise InvalidMarket(f"There are {len(positions)} wishes but {len(priorities)} priorities: give one to each.")
    if len(capacities) and int(capacities.min()) < 0:
        raise InvalidMarket("A capacity is below 0: give the number of seats, 0 for none.")
    stated = None if ranks is None else np.ascontiguousarray(ranks, np.int32)
    all_ranks, wrong = _ranks(starts, positions, priorities, stated, len(capacities))
    if wrong >= 0 and np.isnan(priorities[wrong]):
        raise InvalidMarket("A priority is not a number: write infinity for somebody who is not eligible.")
    if wrong >= 0:
        raise InvalidMarket(
            f"Wish {wrong} names no position from 0 to {len(capacities) - 1}, one that its list has already, or stands before one of a better rank."
        )
    return Market(starts, positions, all_ranks, priorities, capacities, is_strict=ranks is None)


def market_of_lists(
    wishes: Mapping[str, Preferences],
    priorities: Mapping[str, Preferences],
    capacities: Mapping[str, int],
) -> Market:
    """A market of names. A position takes only whom it ranks; everything is sorted by name, whatever came first."""
    students, names = sorted(wishes), sorted(capacities)
    numbers = {name: number for number, name in enumerate(names)}
    orders = {name: dict(ranked(priorities.get(name, ()), wishes, f"priorities of {name!r}")) for name in names}
    if unknown := sorted(set(priorities) - set(names)):
        raise InvalidMarket(f"The position {unknown[0]!r} has priorities but no capacity: give it one.")
    if negative := [name for name in names if capacities[name] < 0]:
        raise InvalidMarket(f"The capacity of {negative[0]!r} is below 0: give the number of seats, 0 for none.")
    starts, rows = [0], []
    none = np.iinfo(np.int32).max
    for student in students:
        own = sorted((rank, numbers[name]) for name, rank in ranked(wishes[student], numbers, f"wishes of {student!r}"))
        rows += [(number, rank, orders[names[number]].get(student, none)) for rank, number in own]
        starts.append(len(rows))
    table = np.array(rows, np.int32).reshape(-1, 3).T
    seats = np.array([capacities[name] for name in names], np.int32)
    positions, ranks, places = map(np.ascontiguousarray, table)
    return Market(np.array(starts), positions, ranks, places, seats, students, names)


def ranked(preferences: Preferences, known: Container[str], where: str) -> Iterable[tuple[str, int]]:
    seen: set[str] = set()
    rank = 1
    for entry in preferences:
        group = (entry,) if isinstance(entry, str) else tuple(entry)
        for name in group:
            if name not in known:
                raise InvalidMarket(f"{name!r} in the {where} is unknown: correct the name, or take it out.")
            if name in seen:
                raise InvalidMarket(f"{name!r} stands twice in the {where}: take one of them out.")
            seen.add(name)
            yield name, rank
        rank += len(group)


def with_lists_told_apart(market: Market, seed: int) -> tuple[Market, bool]:
    """The market with wishes of one rank in the order of the lottery, and whether there are any."""
    if market.is_strict or not _has_equal_ranks(market.starts, market.ranks):
        return market, False
    turns = draw(seed, market.position_names())
    order = np.lexsort(
        (turns[market.positions], market.ranks, np.repeat(np.arange(market.size), np.diff(market.starts)))
    )
    return replace(market, positions=market.positions[order], priorities=market.priorities[order]), True


@compiled
def _has_equal_ranks(starts, ranks):
    for student in range(len(starts) - 1):
        for wish in range(starts[student] + 1, starts[student + 1]):
            if ranks[wish] == ranks[wish - 1]:
                return True
    return False


@compiled
def _ranks(starts, positions, priorities, stated, count):
    """The ranks, strict where none are stated; and the first wish that cannot stand where it does, -1: none."""
    seen = np.full(count, -1, np.int32)
    ranks = np.empty(len(positions), np.int32)
    for student in range(len(starts) - 1):
        for wish in range(starts[student], starts[student + 1]):
            position = positions[wish]
            if position < 0 or position >= count or seen[position] == student:
                return ranks, wish
            if priorities[wish] != priorities[wish]:
                return ranks, wish
            seen[position] = student
            if stated is None:
                ranks[wish] = wish - starts[student] + 1
            else:
                ranks[wish] = stated[wish]
                if wish > starts[student] and stated[wish] < stated[wish - 1]:
                    return ranks, wish
    return ranks, -1
