"""An internship under way with a plan of two tasks, and lines on its log."""

from datetime import UTC, date, datetime, timedelta
from decimal import Decimal

from seriktes.organisations.models import Person
from seriktes.placements.actions.entries import add_entry
from seriktes.placements.actions.words import Voice
from seriktes.placements.enums import Speaker
from seriktes.placements.models import Cohort, LogWeek, Placement, PlanTask, Position, Programme

# A Monday, 12:00 in Almaty and Astana; the week that the samples log.
MONDAY = date(2026, 3, 2)
NOON = datetime(2026, 3, 2, 7, tzinfo=UTC)
FRIDAY = NOON + timedelta(days=4)
NEXT_MONDAY = NOON + timedelta(days=7)
# The hour at which weekly letters go out.
HOST = Voice(Speaker.HOST, "mentor@company.example", "Mentor Invented")
SECOND = Voice(Speaker.HOST, "second@company.example", "Second Invented")


def programme(world, organisation="university", **values):
    return Programme.objects.create(
        organisation=world.organisations[organisation], kind="internship", name_en="Invented internship", **values
    )


def cohort(world, *, of=None, term="Spring", **values):
    return Cohort.objects.create(
        programme=of or programme(world), term=term, state="running", starts_on=date(2026, 2, 2), ends_on=date(2026, 5, 29),
        positions_until=date(2025, 11, 1), applications_from=date(2025, 10, 1), applications_until=date(2025, 12, 1),
        ranking_until=date(2025, 12, 20), hours=240, **values,
    )  # fmt: skip


def placement(
    world, *, student="student", host="company", within=None, tasks=(("Measure", 60), ("Describe", 40)), **values
):
    within = within or cohort(world)
    position = Position.objects.create(
        cohort=within, host=world.organisations[host], state="approved", name_en="Invented desk", language="ru"
    )
    person = student if isinstance(student, Person) else world.people[student]
    made = Placement.objects.create(
        **{
            "cohort": within, "student": person, "host": world.organisations[host], "position": position,
            "title": "Invented desk", "state": "running", "starts_on": date(2026, 2, 2), "ends_on": date(2026, 5, 29),
            "academic_supervisor": world.people["lecturer"], "supervisor_name": "Mentor Invented",
            "supervisor_email": "Mentor@company.example",
        } | values
    )  # fmt: skip
    PlanTask.objects.bulk_create(
        PlanTask(placement=made, place=place, text=text, weight=weight) for place, (text, weight) in enumerate(tasks)
    )
    return made


def log_hours(made, day, hours, *, task=0, at=None, note=""):
    """`task`: the place in the plan; None for work off plan."""
    row = None if task is None else made.plan.order_by("place")[task]
    return add_entry(
        placement=made, day=day, task=row, hours=Decimal(hours), by=made.student.user, at=at or FRIDAY, note=note
    )


def a_week(made, monday=MONDAY):
    """Three days: 8 h on the first task, 6 h on the second, 2 h and 4 h off plan."""
    at = datetime(monday.year, monday.month, monday.day, 7, tzinfo=UTC) + timedelta(days=4)
    entries = [
        log_hours(made, monday, 8, at=at), log_hours(made, monday + timedelta(days=1), 6, task=1, at=at),
        log_hours(made, monday + timedelta(days=1), 2, task=None, at=at),
        log_hours(made, monday + timedelta(days=2), 4, task=None, note="Coffee", at=at),
    ]  # fmt: skip
    return LogWeek.objects.get(placement=made, monday=monday), entries
