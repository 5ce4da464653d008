"""A programme with a cohort, a position and placements, for the tests of the signing and of the life of a placement."""

from datetime import UTC, date, datetime

from seriktes.placements.actions.placements import Planned, plan_placement
from seriktes.placements.enums import CohortState, PositionState, ProgrammeKind
from seriktes.placements.models import Cohort, Position, PositionTask, Programme

NOON = datetime(2026, 3, 2, 7, tzinfo=UTC)
PLAN = (("Қойманы есепке алу", 60), ("Есеп жазу", 40))


def programme_of(world, key="university", **values):
    names = {"name_kk": "Өндірістік тәжірибе", "name_ru": "Производственная практика", "name_en": "Industrial practice"}
    values = {"kind": ProgrammeKind.PRACTICE, **names, **values}
    return Programme.objects.create(organisation=world.organisations[key], **values)


def cohort_of(programme, **values):
    days = {
        "starts_on": date(2026, 4, 1), "ends_on": date(2026, 6, 30), "positions_until": date(2026, 2, 1),
        "applications_from": date(2026, 1, 10), "applications_until": date(2026, 2, 10), "ranking_until": date(2026, 2, 20),
    }  # fmt: skip
    values = {"term": "Spring 2026", "state": CohortState.RUNNING, "hours": 240, **days, **values}
    return Cohort.objects.create(programme=programme, **values)


def position_of(cohort, world, **values):
    values = {
        "name_kk": "Зертхана көмекшісі", "name_ru": "Помощник лаборатории", "name_en": "Laboratory assistant",
        "state": PositionState.APPROVED, "supervisor": world.people["supervisor"], "capacity": 2, **values,
    }  # fmt: skip
    position = Position.objects.create(cohort=cohort, host=world.organisations["company"], **values)
    for place, (text, weight) in enumerate(PLAN):
        PositionTask.objects.create(position=position, place=place, text=text, weight=weight)
    return position


def planned_placement(world, *, cohort=None, student="student", with_position=True, **values):
    """Everything filled in that sending for signature needs."""
    cohort = cohort or cohort_of(programme_of(world, post=world.posts.get("office")))
    position = cohort.positions.first() or (position_of(cohort, world) if with_position else None)
    given = {"academic_supervisor": world.people["lecturer"], "title": "Practice", **values}
    planned = Planned(
        world.people[student], world.organisations["company"], position, given, PLAN if position is None else None
    )
    return plan_placement(cohort=cohort, planned=planned, by=world["career_centre"], at=NOON)
