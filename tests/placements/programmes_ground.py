"""Programmes, cohorts and positions made by the actions themselves, for the tests of their own part."""

from datetime import UTC, date, datetime, timedelta

from seriktes.organisations.models import Person
from seriktes.placements.actions.cohorts import add_cohort, move_cohort
from seriktes.placements.actions.hosts import decide_host
from seriktes.placements.actions.positions import approve_position, draft_position, offer_position
from seriktes.placements.actions.programmes import add_programme
from seriktes.placements.enums import PlacementState
from seriktes.placements.models import Placement

AT = datetime(2026, 3, 2, 7, tzinfo=UTC)
NAMES = {"name_kk": "Жазғы тағылымдама", "name_ru": "Летняя стажировка", "name_en": "Summer internship"}
DAYS = {
    "positions_until": date(2026, 4, 10), "applications_from": date(2026, 3, 20), "applications_until": date(2026, 4, 30),
    "ranking_until": date(2026, 5, 10), "starts_on": date(2026, 6, 1), "ends_on": date(2026, 8, 31),
}  # fmt: skip
TASKS = [("Measure the castings", 60), ("Write the report", 40)]
POSITION = {
    "name_en": "Foundry intern", "name_kk": "Құю цехының тағылымгері", "about": "You measure castings in the foundry.",
    "language": "en", "languages": ["kk", "ru"], "skills": ["Excel", "metrology"], "capacity": 3, "mode": "on_site",
    "region": "KZ-35",
}  # fmt: skip


def programme(world, key="university", **values):
    given = {"kind": "internship", **NAMES, **values}
    return add_programme(organisation=world.organisations[key], values=given, by=None, at=AT)


def cohort(world, *, of=None, opened=True, at=AT, **values):
    made = add_cohort(
        programme=of or programme(world), values={"term": "Summer 2026", **DAYS, **values}, by=None, at=at
    )
    return move_cohort(cohort=made, way="open", by=None, at=at) if opened else made


def cohort_of_today(world, today, **values):
    """Open, with its days around today."""
    days = {
        "positions_until": today + timedelta(10), "applications_from": today, "applications_until": today + timedelta(20),
        "ranking_until": today + timedelta(30), "starts_on": today + timedelta(40), "ends_on": today + timedelta(100),
    }  # fmt: skip
    return cohort(world, **(days | values))


def position(world, cohort, *, host="company", state="approved", tasks=TASKS, at=AT, **values):
    given = POSITION | {"supervisor": world.people["supervisor"]} | values
    made = draft_position(
        cohort=cohort, host=world.organisations[host], values=given, tasks=tasks, by=None, at=at, for_host=False
    )
    if state in ("offered", "approved"):
        made = offer_position(position=made, by=None, at=at)
    return approve_position(position=made, by=None, at=at) if state == "approved" else made


def placed(world, cohort, count, *, host="company", **values):
    """So many placements at the host, each of a student of its own."""
    made = []
    for number in range(count):
        student = values.get("student") or Person.objects.create(
            name_en=f"Invented student {Person.objects.count()} {number}"
        )
        given = {"state": PlacementState.RUNNING, **values, "student": student}
        made.append(
            Placement(
                cohort=cohort,
                host=world.organisations[host],
                starts_on=cohort.starts_on,
                ends_on=cohort.ends_on,
                **given,
            )
        )
    return Placement.objects.bulk_create(made)


def decide(world, standing="watch", **values):
    given = {"reasons": ["safety"], "reason": "Helmets were missing on two visits.", **values}
    return decide_host(
        organisation=world.organisations["university"], host=world.organisations["company"], standing=standing,
        by=world["career_centre"], at=AT, **given,
    )  # fmt: skip
