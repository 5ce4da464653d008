"""Names the pairs that block a matching with regional caps, from the definition of stability alone.

Source of the definition: Kamada and Kojima (2015), American Economic Review 105(1), 67–99, section III.
"""

from collections import Counter
from collections.abc import Mapping

from seriktes_analytics.assignment.verifier import NotAMatching


def blocking_of(
    wishes: Mapping[str, Mapping[str, int]],
    got: Mapping[str, str],
    priorities: Mapping[str, Mapping[str, int]],
    capacities: Mapping[str, int],
    regions: Mapping[str, str],
    caps: Mapping[str, int],
    targets: Mapping[str, int],
) -> list[tuple[str, str]]:
    """Without those whom a full region keeps apart: a stranger to it, or a move that brings it no nearer its targets."""
    there, in_region = Counter(got.values()), Counter(regions[name] for name in got.values())
    for student, name in got.items():
        if name not in wishes[student] or student not in priorities[name]:
            raise NotAMatching(f"{student!r} got {name!r}, which is not his to get.")
    if any(there[name] > capacities[name] for name in there) or any(in_region[one] > caps[one] for one in in_region):
        raise NotAMatching("A position or a region has more students than seats.")
    worst: dict[str, int] = {}
    for student, name in got.items():
        worst[name] = max(priorities[name][student], worst.get(name, 0))
    result = []
    for student, own in wishes.items():
        now = got.get(student)
        for name, rank in own.items():
            if student not in priorities[name] or (now is not None and rank >= own[now]):
                continue
            if name in worst and priorities[name][student] < worst[name]:
                result.append((student, name))
            elif there[name] < capacities[name]:
                region = regions[name]
                is_move = now is not None and regions[now] == region
                if in_region[region] < caps[region] or (is_move and _is_nearer(there, targets, str(now), name)):
                    result.append((student, name))
    return result


def _is_nearer(there: Mapping[str, int], targets: Mapping[str, int], now: str, name: str) -> bool:
    return there[name] + 1 - targets[name] <= there[now] - 1 - targets[now]
