"""Counts what is wrong with a matching, from its definition alone: shares nothing with the programs that make one.

A student and a position block a matching when he strictly prefers it to what he got, it accepts him, and it has a free
seat or strictly prefers him to one of those it admitted. Without such a pair a matching is (weakly) stable.
"""
# mypy: disable-error-code="no-untyped-def"
# numba infers the types of compiled loops.

from dataclasses import dataclass
from typing import Any

import numpy as np

from seriktes_analytics.assignment.compiled import compiled

NAMED = 1000
NEVER = np.int64(2**62)


class NotAMatching(ValueError):
    """Somebody got what he did not ask for or was not eligible for, or a position, project, supervisor or region more than
    its seats."""


@dataclass(frozen=True)
class Verdict:
    """`pairs` names the first of the blocking pairs: the number of the student and of the position."""

    matched: int
    blocking: int
    pairs: tuple[tuple[int, int], ...]


def verify(starts: Any, positions: Any, ranks: Any, priorities: Any, capacities: Any, limit: Any, got: Any) -> Verdict:
    """`got` is the place in each student's own list, from 0, or -1."""
    students, places = np.empty(NAMED, np.int64), np.empty(NAMED, np.int64)
    matched, blocking, wrong = _count(starts, positions, ranks, priorities, capacities, limit, got, students, places)
    if wrong >= 0:
        raise NotAMatching(
            f"The matching gives student {wrong} a place that is not his, or one too many of a position."
        )
    named = min(blocking, NAMED)
    return Verdict(matched, blocking, tuple(zip(students[:named].tolist(), places[:named].tolist(), strict=True)))


@compiled
def _count(starts, positions, ranks, priorities, capacities, limit, got, students, places):
    free = capacities.astype(np.int64)
    weakest = np.zeros(len(capacities), priorities.dtype)
    is_taken = np.zeros(len(capacities), np.bool_)
    matched = 0
    for student in range(len(got)):
        if got[student] == -1:
            continue
        wish = starts[student] + got[student]
        if got[student] < -1 or wish >= starts[student + 1] or not priorities[wish] < limit:
            return 0, 0, student
        at = positions[wish]
        if free[at] == 0:
            return 0, 0, student
        free[at] -= 1
        weakest[at] = max(weakest[at], priorities[wish]) if is_taken[at] else priorities[wish]
        is_taken[at] = True
        matched += 1
    blocking = 0
    for student in range(len(got)):
        now = ranks[starts[student] + got[student]] if got[student] >= 0 else NEVER
        for wish in range(starts[student], starts[student + 1]):
            if ranks[wish] >= now:
                break
            at, key = positions[wish], priorities[wish]
            if key < limit and (free[at] > 0 or (is_taken[at] and key < weakest[at])):
                if blocking < len(students):
                    students[blocking], places[blocking] = student, at
                blocking += 1
    return matched, blocking, -1
