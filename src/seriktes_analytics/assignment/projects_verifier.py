"""Counts what blocks a matching of students to projects, from the definition alone.

Source of the definition: Abraham, Irving and Manlove (2007), Journal of Discrete Algorithms 5(1), 73–90, section 2.
"""

from collections import Counter
from collections.abc import Mapping

from seriktes_analytics.assignment.verifier import NotAMatching


def blocking_of(
    wishes: Mapping[str, Mapping[str, int]],
    got: Mapping[str, str],
    priorities: Mapping[str, Mapping[str, int]],
    supervisors: Mapping[str, str],
    project_seats: Mapping[str, int],
    supervisor_seats: Mapping[str, int],
) -> list[tuple[str, str]]:
    for student, project in got.items():
        if project not in wishes[student] or student not in priorities[supervisors[project]]:
            raise NotAMatching(f"{student!r} got {project!r}, which is not his to get.")
    in_project, with_supervisor = Counter(got.values()), Counter(supervisors[project] for project in got.values())
    for counts, seats in ((in_project, project_seats), (with_supervisor, supervisor_seats)):
        for name, count in counts.items():
            if count > seats[name]:
                raise NotAMatching(f"{name!r} has {count} students on {seats[name]} seats.")
    worst_in: dict[str, int] = {}
    worst_with: dict[str, int] = {}
    for student, project in got.items():
        owner = supervisors[project]
        there = priorities[owner][student]
        worst_in[project] = max(there, worst_in.get(project, there))
        worst_with[owner] = max(there, worst_with.get(owner, there))
    result = []
    for student, own in wishes.items():
        now = own[got[student]] if student in got else None
        for project, wish in own.items():
            owner = supervisors[project]
            rank = priorities[owner].get(student)
            if (
                rank is None
                or (now is not None and wish >= now)
                or not project_seats[project]
                or not supervisor_seats[owner]
            ):
                continue
            if in_project[project] == project_seats[project]:
                blocks = rank < worst_in[project]
            elif with_supervisor[owner] == supervisor_seats[owner]:
                is_theirs = student in got and supervisors[got[student]] == owner
                blocks = is_theirs or rank < worst_with[owner]
            else:
                blocks = True
            if blocks:
                result.append((student, project))
    return result
