"""As many students placed as can be, and among those ways one with the least sum of ranks.

A minimum-cost flow by the primal-dual method: the cheapest chains that end at a free seat are found for all students
without a place at once, then as many chains of that cost as fit are carried out. A chain is a student taking the place
of another, who takes the place of another, and so on to a free seat.

Of one cost, the shortest chains come first (Dinic, 1970), so that no search goes round in a circle.

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
        while True:
            is_found, depths = _depths(starts, positions, costs, capacities, order, seats, holders, filled, got, prices)
            if not is_found:
                break
            _carry_out(starts, positions, costs, capacities, order, seats, holders, filled, got, prices, depths)


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
def _depths(starts, positions, costs, capacities, order, seats, holders, filled, got, prices):
    """After how many students a chain along wishes at the price reaches each position (-1: none of the shortest does)."""
    depths, queue = np.full(len(capacities), -1, np.int32), np.empty(len(capacities), np.int32)
    size, is_found = 0, False
    for student in order:
        if got[student] < 0:
            for wish in range(starts[student], starts[student + 1]):
                position = positions[wish]
                if (
                    depths[position] < 0
                    and costs[wish] >= 0
                    and costs[wish] == prices[position]
                    and capacities[position]
                ):
                    depths[position], queue[size] = 0, position
                    size += 1
                    is_found |= filled[position] < capacities[position]
    at = 0
    while at < size:
        position = queue[at]
        if is_found and depths[position] >= depths[queue[size - 1]]:
            break
        at += 1
        for seat in range(seats[position], seats[position] + filled[position]):
            student = holders[seat]
            base = prices[position] - costs[starts[student] + got[student]]
            for wish in range(starts[student], starts[student + 1]):
                other = positions[wish]
                if (
                    depths[other] >= 0
                    or costs[wish] < 0
                    or costs[wish] + base != prices[other]
                    or not capacities[other]
                ):
                    continue
                depths[other], queue[size] = depths[position] + 1, other
                size += 1
                is_found |= filled[other] < capacities[other]
    return is_found, depths


@compiled
def _carry_out(starts, positions, costs, capacities, order, seats, holders, filled, got, prices, depths):
    """Depth first, one position deeper at each step, each wish looked at once."""
    longest = depths.max() + 1
    chain, chain_wish = np.empty(longest, np.int32), np.empty(longest, np.int64)
    seat_at = np.zeros(len(capacities), np.int64)
    wish_at = starts[:-1].copy()
    for first in order:
        if got[first] >= 0:
            continue
        # chain[depth] wants chain_wish[depth]; below the first, each sits at the position that the one before wants.
        depth, student, base = 0, first, np.int64(0)
        while True:
            found = _next_wish(
                starts, positions, costs, capacities, filled, prices, depths, seat_at, wish_at, student, depth, base
            )
            if found >= 0:
                position = positions[found]
                chain[depth], chain_wish[depth] = student, found
                if filled[position] < capacities[position]:
                    _move(starts, positions, seats, holders, filled, got, seat_at, chain, chain_wish, depth)
                    break
                depth += 1
            elif depth == 0:
                break
            else:
                # Nothing left for this student: the next one of the same position, or back.
                position = positions[chain_wish[depth - 1]]
                seat_at[position] += 1
                if seat_at[position] == filled[position]:
                    depth -= 1
                    student = chain[depth]
                    wish_at[student] += 1
                    base = np.int64(0)
                    if depth > 0:
                        base = prices[positions[chain_wish[depth - 1]]] - costs[starts[student] + got[student]]
                    continue
            student = holders[seats[position] + seat_at[position]]
            base = prices[position] - costs[starts[student] + got[student]]


@compiled
def _next_wish(starts, positions, costs, capacities, filled, prices, depths, seat_at, wish_at, student, depth, base):
    while wish_at[student] < starts[student + 1]:
        wish = wish_at[student]
        position = positions[wish]
        is_left = filled[position] < capacities[position] or seat_at[position] < filled[position]
        if is_left and depths[position] == depth and costs[wish] >= 0 and costs[wish] + base == prices[position]:
            return wish
        wish_at[student] += 1
    return np.int64(-1)


@compiled
def _move(starts, positions, seats, holders, filled, got, seat_at, chain, chain_wish, depth):
    last = positions[chain_wish[depth]]
    holders[seats[last] + filled[last]] = chain[depth]
    filled[last] += 1
    for step in range(depth, -1, -1):
        student = chain[step]
        got[student] = chain_wish[step] - starts[student]
        if step > 0:
            # Whoever comes takes the seat of whoever goes, and has been looked at.
            position = positions[chain_wish[step - 1]]
            holders[seats[position] + seat_at[position]] = chain[step - 1]
            seat_at[position] += 1
