"""Positions that take at most so many students of one programme.

Each student has one programme, so a position with its quotas is a supervisor with projects (see `projects`): the seats
of a project are the quota. Stable means: nobody is passed over for somebody of a lower priority, unless his own
programme is full there.

Source: Abdulkadiroğlu and Sönmez (2003), School Choice: A Mechanism Design Approach, American Economic Review 93(3),
729–747, section III.
"""

from collections.abc import Mapping
from typing import Literal

from seriktes_analytics.assignment.lottery import draw
from seriktes_analytics.assignment.market import InvalidMarket, Preferences, ranked
from seriktes_analytics.assignment.projects import ProjectMatching, match_projects
from seriktes_analytics.assignment.projects_verifier import blocking_of


def match_with_quotas(
    wishes: Mapping[str, Preferences],
    priorities: Mapping[str, Preferences],
    capacities: Mapping[str, int],
    programmes: Mapping[str, str],
    quotas: Mapping[tuple[str, str], int],
    *,
    objective: Literal["student", "supervisor"] = "student",
    seed: int = 0,
) -> ProjectMatching:
    """`quotas` by position and programme; where none is given, the seats of the position are the only limit."""
    lists, supervisors, seats = _as_projects(wishes, capacities, programmes, quotas, seed)
    found = match_projects(lists, priorities, supervisors, seats, capacities, objective=objective, seed=seed)
    plain = {student: name.partition("\t")[0] for student, name in found.by_student.items()}
    return ProjectMatching(plain, tuple((student, name.partition("\t")[0]) for student, name in found.blocking))


def blocking_with_quotas(
    wishes: Mapping[str, Preferences],
    priorities: Mapping[str, Preferences],
    capacities: Mapping[str, int],
    programmes: Mapping[str, str],
    quotas: Mapping[tuple[str, str], int],
    got: Mapping[str, str],
) -> list[tuple[str, str]]:
    """Of any assignment: the pairs that block it. Raises NotAMatching where it is more than the seats or quotas."""
    _as_projects(wishes, capacities, programmes, quotas, 0)  # for what it refuses
    names = {(position, kind): f"{position}\t{kind}" for position in capacities for kind in set(programmes.values())}
    stated = {
        student: {
            names[name, programmes[student]]: rank for name, rank in ranked(own, capacities, f"wishes of {student!r}")
        }
        for student, own in wishes.items()
    }
    orders = {name: dict(ranked(priorities.get(name, ()), wishes, f"priorities of {name!r}")) for name in capacities}
    found = blocking_of(
        stated, {student: names[name, programmes[student]] for student, name in got.items()}, orders,
        {name: position for (position, _), name in names.items()},
        {name: quotas.get(pair, capacities[pair[0]]) for pair, name in names.items()}, capacities,
    )  # fmt: skip
    return [(student, name.partition("\t")[0]) for student, name in found]


def _as_projects(
    wishes: Mapping[str, Preferences],
    capacities: Mapping[str, int],
    programmes: Mapping[str, str],
    quotas: Mapping[tuple[str, str], int],
    seed: int,
) -> tuple[dict[str, list[str]], dict[str, str], dict[str, int]]:
    """The lists, whose each project is, and the seats of each."""
    for student in wishes:
        if student not in programmes:
            raise InvalidMarket(f"The student {student!r} has no programme: name it.")
    for position, programme in quotas:
        if position not in capacities:
            raise InvalidMarket(f"The quota of {programme!r} is for an unknown position {position!r}: correct it.")
    kinds = sorted(set(programmes.values()))
    names = {(position, kind): f"{position}\t{kind}" for position in capacities for kind in kinds}
    # Equals of a list are told apart by the names of positions, as without quotas.
    turns = dict(zip(sorted(capacities), draw(seed, sorted(capacities)).tolist(), strict=True))
    lists = {}
    for student, own in wishes.items():
        ranks = dict(ranked(own, capacities, f"wishes of {student!r}"))
        lists[student] = [
            names[position, programmes[student]]
            for position in sorted(ranks, key=lambda position, ranks=ranks: (ranks[position], turns[position]))  # type: ignore[misc]
        ]
    supervisors = {name: position for (position, _), name in names.items()}
    return lists, supervisors, {name: quotas.get(pair, capacities[pair[0]]) for pair, name in names.items()}
