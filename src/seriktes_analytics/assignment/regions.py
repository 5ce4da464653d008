"""Students to positions where a region, too, has a cap: flexible deferred acceptance.

A position first admits up to its target; seats that the region has left then go round its positions, one at a time.
Cutting every position down to its target beforehand (`is_flexible=False`, as Japan once did) leaves seats empty that
students want.

Source: Kamada and Kojima (2015), Efficient Matching under Distributional Constraints, American Economic Review 105(1),
67–99.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from seriktes_analytics.assignment.lottery import draw
from seriktes_analytics.assignment.market import InvalidMarket, Preferences, ranked
from seriktes_analytics.assignment.regions_verifier import blocking_of


@dataclass(frozen=True)
class RegionalMatching:
    """`blocking` leaves out the pairs that only the cap of a region keeps apart."""

    by_student: dict[str, str]
    blocking: tuple[tuple[str, str], ...]

    def by_position(self, positions: Mapping[str, object]) -> dict[str, list[str]]:
        return {name: [student for student, got in self.by_student.items() if got == name] for name in positions}


def match_with_regional_caps(
    wishes: Mapping[str, Preferences],
    priorities: Mapping[str, Preferences],
    capacities: Mapping[str, int],
    regions: Mapping[str, str],
    caps: Mapping[str, int],
    *,
    targets: Mapping[str, int] | None = None,
    is_flexible: bool = True,
    seed: int = 0,
) -> RegionalMatching:
    """`regions`: of each position; without `targets` a region's cap is shared out by capacity."""
    _check(capacities, regions, caps, targets)
    stated = {name: dict(ranked(wishes[name], capacities, f"wishes of {name!r}")) for name in sorted(wishes)}
    orders = {
        name: dict(ranked(priorities.get(name, ()), wishes, f"priorities of {name!r}")) for name in sorted(capacities)
    }
    students, names = sorted(stated), sorted(capacities)
    turns = dict(zip(students, draw(seed, students).tolist(), strict=True))
    lots = dict(zip(names, draw(seed, names).tolist(), strict=True))
    aims = dict(targets) if targets is not None else _shared_out(capacities, regions, caps)
    seats = capacities if is_flexible else {name: min(capacities[name], aims[name]) for name in names}
    lists = {}
    for student, own in stated.items():
        wished = sorted((rank, lots[name], name) for name, rank in own.items())
        lists[student] = [name for _, _, name in wished if student in orders[name]]
    queues = {name: sorted(orders[name], key=lambda one: (orders[name][one], turns[one])) for name in names}
    found = _accepted(lists, queues, regions, seats, aims, caps)
    blocking = blocking_of(stated, found, orders, capacities, regions, caps, aims)
    return RegionalMatching(dict(sorted(found.items())), tuple(blocking))


def blocking_with_caps(
    wishes: Mapping[str, Preferences],
    priorities: Mapping[str, Preferences],
    capacities: Mapping[str, int],
    regions: Mapping[str, str],
    caps: Mapping[str, int],
    got: Mapping[str, str],
) -> list[tuple[str, str]]:
    """Of any assignment: the pairs that block it. Raises NotAMatching where it is more than the seats or caps."""
    _check(capacities, regions, caps, None)
    stated = {name: dict(ranked(own, capacities, f"wishes of {name!r}")) for name, own in wishes.items()}
    orders = {name: dict(ranked(priorities.get(name, ()), wishes, f"priorities of {name!r}")) for name in capacities}
    return blocking_of(stated, got, orders, capacities, regions, caps, _shared_out(capacities, regions, caps))


def _accepted(
    lists: Mapping[str, Sequence[str]],
    queues: Mapping[str, Sequence[str]],
    regions: Mapping[str, str],
    seats: Mapping[str, int],
    aims: Mapping[str, int],
    caps: Mapping[str, int],
) -> dict[str, str]:
    """Everybody without a place applies to the next of his list; each region admits anew among those it has."""
    turns = {name: {student: turn for turn, student in enumerate(queue)} for name, queue in queues.items()}
    kept: dict[str, list[str]] = {name: [] for name in queues}
    following = dict.fromkeys(lists, 0)
    waiting = list(lists)
    while waiting:
        changed = set()
        for student in waiting:
            if following[student] < len(lists[student]):
                name = lists[student][following[student]]
                following[student] += 1
                kept[name].append(student)
                changed.add(regions[name])
        waiting = []
        for region in sorted(changed):
            there = {name: sorted(kept[name], key=turns[name].__getitem__) for name in kept if regions[name] == region}
            for name, count in _admitted(there, seats, aims, caps[region]).items():
                kept[name] = there[name][:count]
                waiting += there[name][count:]
    return {student: name for name, students in kept.items() for student in students}


def _admitted(
    order: Mapping[str, list[str]], seats: Mapping[str, int], aims: Mapping[str, int], cap: int
) -> dict[str, int]:
    """How many of its candidates, best first, each position of a region admits."""
    admitted = {name: min(len(order[name]), seats[name], aims[name]) for name in order}
    left, is_going = cap - sum(admitted.values()), True
    while left > 0 and is_going:
        is_going = False
        for name in order:
            if left > 0 and admitted[name] < min(len(order[name]), seats[name]):
                admitted[name] += 1
                left -= 1
                is_going = True
    return admitted


def _shared_out(capacities: Mapping[str, int], regions: Mapping[str, str], caps: Mapping[str, int]) -> dict[str, int]:
    """Each position's part of the cap by its capacity, remainders to the largest."""
    targets = {}
    for region, cap in caps.items():
        names = sorted(name for name in capacities if regions[name] == region)
        total = sum(capacities[name] for name in names)
        if total <= cap:
            targets.update({name: capacities[name] for name in names})
            continue
        parts = {name: divmod(capacities[name] * cap, total) for name in names}
        spare = cap - sum(whole for whole, _ in parts.values())
        larger = sorted(names, key=lambda name: (-parts[name][1], name))[:spare]
        targets.update({name: parts[name][0] + (name in larger) for name in names})
    return targets


def _check(
    capacities: Mapping[str, int],
    regions: Mapping[str, str],
    caps: Mapping[str, int],
    targets: Mapping[str, int] | None,
) -> None:
    for name, seats in capacities.items():
        if seats < 0:
            raise InvalidMarket(f"The capacity of {name!r} is below 0: give the number of seats, 0 for none.")
        if regions.get(name) not in caps:
            raise InvalidMarket(f"The position {name!r} is in no region with a cap: name one.")
        if targets is not None and not 0 <= targets.get(name, -1) <= seats:
            raise InvalidMarket(f"The target of {name!r} must be between 0 and its {seats} seats.")
    for region, cap in caps.items():
        if targets is not None and sum(targets[name] for name in capacities if regions[name] == region) > cap:
            raise InvalidMarket(f"The targets of the region {region!r} are more than its cap {cap}: lower them.")
        if cap < 0:
            raise InvalidMarket(f"The cap of the region {region!r} is below 0: give the number of seats, 0 for none.")
