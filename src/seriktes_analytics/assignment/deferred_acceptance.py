"""Deferred acceptance on arrays: the stable matching best for every student, and the one best for every position.

A list is a slice of `positions`, best first. `priorities` says how the position of each wish ranks the student, smaller
is better; nobody whose priority is not below `limit` is eligible. `lottery` has a number of each student that tells
equals apart. With None in its place the functions also say whether equals had to be told apart: then the result is
worth nothing, otherwise every lottery gives the same one.

Sources: Gale and Shapley (1962), American Mathematical Monthly 69(1), 9–15; Gusfield and Irving (1989), The Stable
Marriage Problem, section 1.6, for the wishes that no stable matching fulfils.
"""
# mypy: disable-error-code="no-untyped-def"
# numba infers the types of compiled loops.

import numpy as np

from seriktes_analytics.assignment.compiled import compiled


@compiled
def students_propose(starts, positions, priorities, capacities, lottery, limit):
    """The place in each student's own list that he got, from 0; -1: none."""
    seats = np.zeros(len(capacities) + 1, np.int64)
    for position in range(len(capacities)):
        seats[position + 1] = seats[position] + capacities[position]
    # Of each position those admitted so far; once it is full a heap, the last one on top.
    keys = np.empty(seats[-1], priorities.dtype)
    holders = np.empty(seats[-1], np.int32)
    admitted = np.zeros(len(capacities), np.int32)
    # Of each full position its last one: most who are refused are behind it, and no more is read of its heap.
    last = np.full(len(capacities), limit, priorities.dtype)
    following = np.zeros(len(starts) - 1, np.int32)
    got = np.full(len(starts) - 1, -1, np.int32)
    is_tied = False
    for first in range(len(starts) - 1):
        student = first
        while student >= 0:
            wish = starts[student] + following[student]
            if wish == starts[student + 1]:
                break
            following[student] += 1
            position, key = positions[wish], priorities[wish]
            if key > last[position] or not key < limit:
                continue
            top, filled = seats[position], admitted[position]
            if filled < capacities[position]:
                keys[top + filled], holders[top + filled] = key, student
                admitted[position] = filled + 1
                if filled + 1 == capacities[position]:
                    _heap(keys, holders, lottery, top, filled + 1)
                    last[position] = keys[top]
                got[student] = following[student] - 1
                break
            if filled == 0:
                continue
            if _is_last_of_equals(keys, top, filled, key):
                is_tied = True
            if not _is_behind(keys[top], holders[top], key, student, lottery):
                continue
            displaced = holders[top]
            got[student], got[displaced] = following[student] - 1, -1
            _sink(keys, holders, lottery, top, filled, 0, key, student)
            last[position] = keys[top]
            student = displaced
    return got, is_tied


@compiled
def positions_propose(starts, positions, priorities, capacities, lottery, limit, best):
    """The same for the matching best for the positions; `best` is what `students_propose` returned.

    In no stable matching does a student get more than in `best`, or less than a position that has a free seat there,
    or a full position somebody behind its last one: only the wishes that are left are offered.
    """
    bounds, keys, students, places = _left_over(starts, positions, priorities, capacities, lottery, limit, best)
    got = best.copy()
    for offer in range(len(students)):
        got[students[offer]] = -1
    size = np.zeros(len(capacities), np.int64)
    vacant = np.zeros(len(capacities), np.int64)
    waiting, is_waiting = np.empty(len(capacities), np.int32), np.zeros(len(capacities), np.bool_)
    count, is_tied = 0, False
    for position in range(len(capacities)):
        if bounds[position] < bounds[position + 1]:
            size[position] = bounds[position + 1] - bounds[position]
            _offers(keys, students, places, lottery, bounds[position], size[position])
            vacant[position] = capacities[position]
            waiting[count], is_waiting[position] = position, True
            count += 1
    while count:
        position = waiting[count - 1]
        if vacant[position] == 0 or size[position] == 0:
            count -= 1
            is_waiting[position] = False
            continue
        top, size[position] = bounds[position], size[position] - 1
        key, student, place = keys[top], students[top], places[top]
        _swap(keys, students, places, top, top + size[position])
        _settle(keys, students, places, lottery, top, 0, size[position])
        is_tied |= size[position] > 0 and keys[top] == key
        before = got[student]
        if 0 <= before <= place:
            continue
        got[student] = place
        vacant[position] -= 1
        if before >= 0:
            left = positions[starts[student] + before]
            vacant[left] += 1
            if not is_waiting[left]:
                waiting[count], is_waiting[left] = left, True
                count += 1
    return got, is_tied


@compiled
def _is_behind(key, student, other_key, other, lottery):
    if lottery is None:
        return key > other_key
    return key > other_key or (key == other_key and lottery[student] > lottery[other])


@compiled
def _is_last_of_equals(keys, top, size, key):
    """Whether the newcomer or the second last equals the last one."""
    last = keys[top]
    if key >= last:
        return key == last
    return (size > 1 and keys[top + 1] == last) or (size > 2 and keys[top + 2] == last)


@compiled
def _heap(keys, holders, lottery, top, size):
    for at in range(size // 2 - 1, -1, -1):
        _sink(keys, holders, lottery, top, size, at, keys[top + at], holders[top + at])


@compiled
def _sink(keys, holders, lottery, top, size, at, key, student):
    """Puts the student where `at` is, or below."""
    while True:
        below = 2 * at + 1
        if below >= size:
            break
        one, other = top + below, top + below + 1
        if below + 1 < size:
            below += int(_is_behind(keys[other], holders[other], keys[one], holders[one], lottery))
        if not _is_behind(keys[top + below], holders[top + below], key, student, lottery):
            break
        keys[top + at], holders[top + at] = keys[top + below], holders[top + below]
        at = below
    keys[top + at], holders[top + at] = key, student


@compiled
def _left_over(starts, positions, priorities, capacities, lottery, limit, best):
    """Of each full position the wishes that a stable matching may still fulfil: bounds, priorities, students, places."""
    admitted, last = _last_admitted(starts, positions, priorities, capacities, lottery, best)
    bounds = np.zeros(len(capacities) + 1, np.int64)
    keys, students, places = np.empty(0, priorities.dtype), np.empty(0, np.int32), np.empty(0, np.int32)
    following = bounds
    for is_counted in (False, True):
        if is_counted:
            for position in range(len(capacities)):
                bounds[position + 1] += bounds[position]
            following = bounds[:-1].copy()
            keys = np.empty(bounds[-1], priorities.dtype)
            students, places = np.empty(bounds[-1], np.int32), np.empty(bounds[-1], np.int32)
        for student in range(len(best)):
            if best[student] < 0:
                continue
            for wish in range(starts[student] + best[student], starts[student + 1]):
                position, key = positions[wish], priorities[wish]
                if not key < limit or capacities[position] == 0:
                    continue
                if admitted[position] < capacities[position]:
                    break
                behind = last[position]
                last_key = priorities[starts[behind] + best[behind]]
                if _is_behind(key, student, last_key, behind, lottery):
                    continue
                if is_counted:
                    at = following[position]
                    following[position] += 1
                    keys[at], students[at], places[at] = key, student, wish - starts[student]
                else:
                    bounds[position + 1] += 1
    return bounds, keys, students, places


@compiled
def _last_admitted(starts, positions, priorities, capacities, lottery, best):
    admitted, last = np.zeros(len(capacities), np.int64), np.full(len(capacities), -1, np.int32)
    for student in range(len(best)):
        if best[student] < 0:
            continue
        wish = starts[student] + best[student]
        position, key = positions[wish], priorities[wish]
        admitted[position] += 1
        behind = last[position]
        if behind < 0 or _is_behind(key, student, priorities[starts[behind] + best[behind]], behind, lottery):
            last[position] = student
    return admitted, last


@compiled
def _offers(keys, students, places, lottery, top, size):
    """A heap of the three together, the best on top: of many positions only some offers are ever made."""
    for at in range(size // 2 - 1, -1, -1):
        _settle(keys, students, places, lottery, top, at, size)


@compiled
def _settle(keys, students, places, lottery, top, at, size):
    while True:
        below = 2 * at + 1
        if below >= size:
            return
        one, other = top + below, top + below + 1
        if below + 1 < size:
            below += int(_is_behind(keys[one], students[one], keys[other], students[other], lottery))
        if not _is_behind(keys[top + at], students[top + at], keys[top + below], students[top + below], lottery):
            return
        _swap(keys, students, places, top + at, top + below)
        at = below


@compiled
def _swap(keys, students, places, one, other):
    keys[one], keys[other] = keys[other], keys[one]
    students[one], students[other] = students[other], students[one]
    places[one], places[other] = places[other], places[one]
