"""Students to projects of supervisors: seats of a project and of its supervisor, whose list ranks the students.

The same serves quotas: a position that takes at most so many students of one programme is a supervisor whose projects
are the programmes. Both ends are found: best for every student, and best for every supervisor.

Source: Abraham, Irving and Manlove (2007), Two algorithms for the Student-Project Allocation problem, Journal of
Discrete Algorithms 5(1), 73–90.
"""

from collections import deque
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Literal

from seriktes_analytics.assignment.lottery import draw
from seriktes_analytics.assignment.market import InvalidMarket, Preferences, ranked
from seriktes_analytics.assignment.projects_verifier import blocking_of


@dataclass(frozen=True)
class ProjectMatching:
    by_student: dict[str, str]
    blocking: tuple[tuple[str, str], ...]

    def by_project(self, projects: Sequence[str]) -> dict[str, list[str]]:
        result: dict[str, list[str]] = {name: [] for name in projects}
        for student, project in sorted(self.by_student.items()):
            result[project].append(student)
        return result


def match_projects(
    wishes: Mapping[str, Preferences],
    priorities: Mapping[str, Preferences],
    supervisors: Mapping[str, str],
    project_seats: Mapping[str, int],
    supervisor_seats: Mapping[str, int],
    *,
    objective: Literal["student", "supervisor"] = "student",
    seed: int = 0,
) -> ProjectMatching:
    """`supervisors`: whose each project is. Equals are told apart by the lottery of `seed`."""
    for name, owner in supervisors.items():
        if owner not in supervisor_seats or name not in project_seats:
            raise InvalidMarket(f"The project {name!r} or its supervisor {owner!r} has no seats: give both a number.")
    if short := [name for seats in (project_seats, supervisor_seats) for name, count in seats.items() if count < 0]:
        raise InvalidMarket(f"The seats of {short[0]!r} are below 0: give their number, 0 for none.")
    stated = {
        student: dict(ranked(wishes[student], supervisors, f"wishes of {student!r}")) for student in sorted(wishes)
    }
    orders = {
        name: dict(ranked(priorities.get(name, ()), wishes, f"priorities of {name!r}")) for name in supervisor_seats
    }
    market = _Market(stated, orders, supervisors, project_seats, supervisor_seats, seed)
    found = market.students_propose() if objective == "student" else market.supervisors_propose()
    blocking = blocking_of(stated, found, orders, supervisors, project_seats, supervisor_seats)
    return ProjectMatching(dict(sorted(found.items())), tuple(blocking))


class _Market:
    def __init__(
        self,
        stated: Mapping[str, Mapping[str, int]],
        orders: Mapping[str, Mapping[str, int]],
        supervisors: Mapping[str, str],
        project_seats: Mapping[str, int],
        supervisor_seats: Mapping[str, int],
        seed: int,
    ) -> None:
        self.supervisors, self.project_seats, self.supervisor_seats = supervisors, project_seats, supervisor_seats
        students, projects = sorted(stated), sorted(supervisors)
        turns = dict(zip(students, draw(seed, students).tolist(), strict=True))
        turns_of_projects = dict(zip(projects, draw(seed, projects).tolist(), strict=True))
        self.keys = {
            name: {student: (rank, turns[student]) for student, rank in order.items()} for name, order in orders.items()
        }
        self.lists = {
            student: [
                project
                for project in sorted(own, key=lambda project: (own[project], turns_of_projects[project]))
                if student in orders[supervisors[project]]
            ]
            for student, own in stated.items()
        }

    def students_propose(self) -> dict[str, str]:
        held: dict[str, str] = {}
        of_project: dict[str, set[str]] = {name: set() for name in self.project_seats}
        of_supervisor: dict[str, set[str]] = {name: set() for name in self.supervisor_seats}
        following = dict.fromkeys(self.lists, 0)
        waiting = deque(self.lists)
        while waiting:
            student = waiting.popleft()
            if following[student] == len(self.lists[student]):
                continue
            project = self.lists[student][following[student]]
            following[student] += 1
            owner = self.supervisors[project]
            held[student] = project
            of_project[project].add(student)
            of_supervisor[owner].add(student)
            for group, seats in (
                (of_project[project], self.project_seats[project]),
                (of_supervisor[owner], self.supervisor_seats[owner]),
            ):
                if len(group) > seats:
                    last = max(group, key=self.keys[owner].__getitem__)
                    of_project[held.pop(last)].discard(last)
                    of_supervisor[owner].discard(last)
                    waiting.append(last)
        return held

    def supervisors_propose(self) -> dict[str, str]:
        """A supervisor offers the first student on the list the best project with a seat that is better than what he has."""
        orders = {name: sorted(keys, key=keys.__getitem__) for name, keys in self.keys.items()}
        held: dict[str, str] = {}
        taken, busy = dict.fromkeys(self.project_seats, 0), dict.fromkeys(self.supervisor_seats, 0)
        waiting = deque(sorted(self.supervisor_seats))
        while waiting:
            owner = waiting.popleft()
            while busy[owner] < self.supervisor_seats[owner]:
                offer = self._offer(owner, orders[owner], held, taken)
                if offer is None:
                    break
                student, project = offer
                if student in held:
                    before = held[student]
                    taken[before] -= 1
                    busy[self.supervisors[before]] -= 1
                    waiting.append(self.supervisors[before])
                held[student] = project
                taken[project] += 1
                busy[owner] += 1
        return held

    def _offer(
        self,
        owner: str,
        order: Sequence[str],
        held: Mapping[str, str],
        taken: Mapping[str, int],
    ) -> tuple[str, str] | None:
        for student in order:
            for project in self.lists[student]:
                if held.get(student) == project:
                    break
                if self.supervisors[project] == owner and taken[project] < self.project_seats[project]:
                    return student, project
        return None
