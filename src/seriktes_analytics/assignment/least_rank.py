"""As many students placed as can be, and among those ways one with the least sum of ranks.

A minimum-cost flow by the primal-dual method: the cheapest chains that end at a free seat are found for all students
without a place at once, then as many chains of that cost as fit are carried out. A chain is a student taking the place
of another, who takes the place of another, and so on to a free seat.

Sources: Ford and Fulkerson (1957), Canadian Journal of Mathematics 9, 210–218; Ahuja, Magnanti and Orlin (1993),
Network Flows, section 9.8.
"""
# mypy: disable-error-code="no-untyped-def"
# numba infers the types of compiled loops.

import numpy as np

from seriktes_analytics.assignment.compiled import compiled

FAR = np.int64(2**62)


@compiled
def place_most(starts, positions, costs, capacities, order):
    """The place in each student's own list that he got, -1: none. Wishes of negative cost are not eligible.

    Students are taken in `order`: it decides between matchings of one number and one sum.
    """
    seats = np.zeros(len(capacities) + 1, np.int64)
    for position in range(len(capacities)):
        seats[position + 1] = seats[position] + capacities[position]
    holders = np.full(seats[-1], -1, np.int32)
    filled = np.zeros(len(capacities), np.int64)
    got = np.full(len(starts) - 1, -1, np.int32)
    # What a seat at a position costs by the cheapest chain so far.
    prices = np.zeros(len(capacities), np.int64)
    while True:
        rise, distances = _cheapest_chains(
            starts, positions, costs, capacities, order, seats, holders, filled, got, prices
        )
        if rise < 0:
            return got
        for position in range(len(capacities)):
            prices[position] += min(rise, distances[position])
        _carry_out(starts, positions, costs, capacities, order, seats, holders, filled, got, prices)


@compiled
def _cheapest_chains(starts, positions, costs, capacities, order, seats, holders, filled, got, prices):
    """How much more than its price the cheapest chain to each position costs, and to a free seat (-1: no chain)."""
    distances = np.full(len(capacities), FAR, np.int64)
    is_done = np.zeros(len(capacities), np.bool_)
    queue = np.empty(len(capacities), np.int32)
    for student in order:
        if got[student] < 0:
            for wish in range(starts[student], starts[student + 1]):
                position = positions[wish]
                if costs[wish] >= 0 and capacities[position] > 0:
                    distances[position] = min(distances[position], costs[wish] - prices[position])
    while True:
        near = FAR
        for position in range(len(capacities)):
            if not is_done[position]:
                near = min(near, distances[position])
        if near == FAR:
            return np.int64(-1), distances
        size = 0
        for position in range(len(capacities)):
            if not is_done[position] and distances[position] == near:
                if filled[position] < capacities[position]:
                    return near, distances
                is_done[position] = True
                queue[size] = position
                size += 1
        at = 0
        while at < size:
            position = queue[at]
            at += 1
            for seat in range(seats[position], seats[position] + filled[position]):
                student = holders[seat]
                base = near + prices[position] - costs[starts[student] + got[student]]
                for wish in range(starts[student], starts[student + 1]):
                    other = positions[wish]
                    if costs[wish] < 0 or is_done[other] or capacities[other] == 0:
                        continue
                    distance = base + costs[wish] - prices[other]
                    if distance < distances[other]:
                        distances[other] = distance
                        if distance == near:
                            if filled[other] < capacities[other]:
                                return near, distances
                            is_done[other] = True
                            queue[size] = other
                            size += 1


@compiled
def _carry_out(starts, positions, costs, capacities, order, seats, holders, filled, got, prices):
    """Depth first along wishes that cost exactly the price, each wish looked at once."""
    chain = np.empty(len(capacities) + 1, np.int32)
    chain_wish = np.empty(len(capacities) + 1, np.int64)
    seat_at = np.zeros(len(capacities), np.int64)
    wish_at = starts[:-1].copy()
    is_on = np.zeros(len(capacities), np.bool_)
    for first in order:
        if got[first] >= 0:
            continue
        # chain[depth] wants chain_wish[depth]; below the first, each sits at the position that the one before wants.
        depth, student, base = 0, first, np.int64(0)
        while True:
            found = np.int64(-1)
            while wish_at[student] < starts[student + 1]:
                wish = wish_at[student]
                position = positions[wish]
                is_left = filled[position] < capacities[position] or seat_at[position] < filled[position]
                if is_left and costs[wish] >= 0 and not is_on[position] and costs[wish] + base == prices[position]:
                    found = wish
                    break
                wish_at[student] += 1
            if found >= 0:
                position = positions[found]
                chain[depth], chain_wish[depth] = student, found
                if filled[position] < capacities[position]:
                    _move(starts, positions, seats, holders, filled, got, seat_at, is_on, chain, chain_wish, depth)
                    break
                is_on[position] = True
                depth += 1
                student = holders[seats[position] + seat_at[position]]
                base = prices[position] - costs[starts[student] + got[student]]
                continue
            if depth == 0:
                break
            # Nothing left for this student: the next one of the same position, or back.
            position = positions[chain_wish[depth - 1]]
            seat_at[position] += 1
            if seat_at[position] < filled[position]:
                student = holders[seats[position] + seat_at[position]]
                base = prices[position] - costs[starts[student] + got[student]]
                continue
            is_on[position] = False
            depth -= 1
            student = chain[depth]
            wish_at[student] += 1
            base = np.int64(0)
            if depth > 0:
                base = prices[positions[chain_wish[depth - 1]]] - costs[starts[student] + got[student]]


@compiled
def _move(starts, positions, seats, holders, filled, got, seat_at, is_on, chain, chain_wish, depth):
    last = positions[chain_wish[depth]]
    holders[seats[last] + filled[last]] = chain[depth]
    filled[last] += 1
    for step in range(depth, -1, -1):
        student = chain[step]
        got[student] = chain_wish[step] - starts[student]
        if step > 0:
            position = positions[chain_wish[step - 1]]
            is_on[position] = False
            # Whoever comes takes the seat of whoever goes, and has been looked at.
            holders[seats[position] + seat_at[position]] = chain[step - 1]
            seat_at[position] += 1
