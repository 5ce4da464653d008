"""Names the students and couples that block a matching, from the definition alone: shares nothing with its makers.

A student or couple blocks with an option strictly better than what it got when every position of that option, choosing
among those it has (without these very students) and the newcomers, keeps all newcomers; between equals it keeps whom
it has.
"""

from collections.abc import Mapping, Sequence

from seriktes_analytics.assignment.verifier import NotAMatching

Blocking = tuple[tuple[str, ...], tuple[str, ...]]
Wishes = Sequence[tuple[tuple[str, ...], Sequence[tuple[int, tuple[str, ...]]]]]


def blocking_of(
    wishes: Wishes,
    got: Sequence[tuple[str, ...] | None],
    priorities: Mapping[str, Mapping[str, int]],
    capacities: Mapping[str, int],
) -> list[Blocking]:
    """`wishes`: the members and their options with ranks; `got`: the option of each, None: nothing."""
    sitting: dict[str, dict[str, int]] = {name: {} for name in capacities}
    for (members, options), own in zip(wishes, got, strict=True):
        if own is None:
            continue
        if own not in [option for _, option in options]:
            raise NotAMatching(f"{members} got {own}, which is no option of theirs.")
        for member, name in zip(members, own, strict=True):
            if name:
                if member not in priorities[name]:
                    raise NotAMatching(f"{member!r} is at {name!r}, which does not take him.")
                sitting[name][member] = priorities[name][member]
    for name, there in sitting.items():
        if len(there) > capacities[name]:
            raise NotAMatching(f"{name!r} has {len(there)} students on {capacities[name]} seats.")
    result = []
    for (members, options), own in zip(wishes, got, strict=True):
        rank_now = min((rank for rank, option in options if option == own), default=None)
        for rank, option in options:
            if rank_now is not None and rank >= rank_now:
                continue
            if all(
                _keeps(name, members, option, sitting[name], priorities[name], capacities[name])
                for name in set(option) if name
            ):  # fmt: skip
                result.append((members, option))
    return result


def _keeps(
    name: str,
    members: tuple[str, ...],
    option: tuple[str, ...],
    there: Mapping[str, int],
    order: Mapping[str, int],
    capacity: int,
) -> bool:
    newcomers = [member for member, wanted in zip(members, option, strict=True) if wanted == name]
    if any(member not in order for member in newcomers):
        return False
    pool = [(rank, 0, member) for member, rank in there.items() if member not in members]
    pool += [(order[member], 1, member) for member in newcomers]
    kept = {member for _, _, member in sorted(pool)[:capacity]}
    return kept.issuperset(newcomers)
