"""A cohort of twenty thousand placements: lists, desk, a day on the log, and the weekly letters to all host supervisors."""

from collections.abc import Callable
from datetime import date, datetime, timedelta
from decimal import Decimal
from functools import partial
from time import perf_counter

from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext, override_settings
from django.urls import reverse
from django.utils import timezone

from seriktes.accounts.models import User
from seriktes.organisations.models import Affiliation, Membership, Organisation, Person
from seriktes.placements.actions.week_letters import (
    line_of,
    send_week_letters,
    supervisors_of,
    waiting_placements,
    whole_line,
    write_letter,
)
from seriktes.placements.definitions.plan import NOUGHT, Course, Limits, monday_of
from seriktes.placements.enums import CohortState, PlacementState, PositionState
from seriktes.placements.models import Cohort, LogEntry, LogWeek, Placement, PlanTask, Position, Programme, WeekLetter
from seriktes.portal.bench.figures import Figure, median_seconds
from seriktes.portal.bench.pages import EMPTY
from seriktes.procedures.queries.working_time import country_working_time

PAGE_RATIO, LETTERS_RATIO, QUERIES = 4.0, 10.0, 20
# Interns of one supervisor, of one host; tasks of a plan; weeks on a log, with so many lines each.
INTERNS, HOSTED, TASKS, WEEKS, LINES = 10, 100, 4, 2, 5
BATCH = 2_000


def measure_placements(count: int, calls: int) -> list[Figure]:
    start = perf_counter()
    career_centre, student = fill(count)
    at = f"{count:,} placements".replace(",", " ")
    figures = [Figure(f"Writing {at} with their logs", connection.vendor, perf_counter() - start, "s", 3600)]
    return [*figures, *_pages(at, calls, career_centre, student), _letters(count)]


# --- What is measured on ----------------------------------------------------------------------------------------------
def fill(count: int) -> tuple[Client, Client]:
    """One university whose students are all out since four weeks; its career centre, and one of the students."""
    today = timezone.localdate()
    university = Organisation.objects.create(kind="university", is_public=True, name_en="University")
    cohort = _cohort(university, today)
    positions = _positions(cohort, count)
    students = Person.objects.bulk_create(
        (Person(name_en=f"Student {number}", sort_en=f"{number:06d}") for number in range(count)), batch_size=BATCH
    )
    Affiliation.objects.bulk_create(
        (Affiliation(person=one, organisation=university, kind="student") for one in students), batch_size=BATCH
    )
    placements = Placement.objects.bulk_create(
        (
            Placement(
                cohort=cohort, student=one, host_id=position.host_id, position=position, title=position.name_en,
                state=PlacementState.RUNNING, starts_on=cohort.starts_on, ends_on=cohort.ends_on, hours=cohort.hours,
                supervisor_name=position.supervisor_name, supervisor_email=position.supervisor_email,
                hours_logged=hours, hours_off_plan=off_plan, last_logged_on=today,
                is_much_off_plan=Limits().course(hours, off_plan) == Course.MUCH_OFF,
            )
            for number, one in enumerate(students)
            for position in [positions[number // INTERNS]]
            for hours in [sum((_hours(number * WEEKS + week, line) for week in range(WEEKS) for line in range(LINES)), NOUGHT)]
            for off_plan in [sum((_hours(number * WEEKS + week, TASKS) for week in range(WEEKS)), NOUGHT)]
        ),
        batch_size=BATCH,
    )  # fmt: skip
    _logs(placements, today)
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")
    return _reader("career_centre", university), _reader("student", university, students[0])


def _cohort(university: Organisation, today: date) -> Cohort:
    programme = Programme.objects.create(organisation=university, kind="internship", name_en="Internship")
    begins = today - timedelta(days=28)
    return Cohort.objects.create(
        programme=programme, term="Spring", state=CohortState.RUNNING, starts_on=begins, hours=300,
        ends_on=today + timedelta(days=60), positions_until=begins - timedelta(days=40),
        applications_from=begins - timedelta(days=60), applications_until=begins - timedelta(days=30),
        ranking_until=begins - timedelta(days=20),
    )  # fmt: skip


def _positions(cohort: Cohort, count: int) -> list[Position]:
    hosts = Organisation.objects.bulk_create(
        Organisation(kind="company", is_public=True, name_en=f"Host {number}") for number in range(-(-count // HOSTED))
    )
    return Position.objects.bulk_create(
        (
            Position(
                cohort=cohort, host=hosts[number * INTERNS // HOSTED], name_en=f"Position {number}", capacity=INTERNS,
                state=PositionState.APPROVED, supervisor_name=f"Supervisor {number}",
                supervisor_email=f"supervisor.{number}@bench.example",
            )
            for number in range(-(-count // INTERNS))
        ),
        batch_size=BATCH,
    )  # fmt: skip


def _logs(placements: list[Placement], today: date) -> None:
    """Of each a plan, and the two weeks before this one, on which no supervisor has given a word."""
    tasks = PlanTask.objects.bulk_create(
        (
            PlanTask(placement=one, place=place, text=f"Task {place}", weight=100 // TASKS)
            for one in placements
            for place in range(TASKS)
        ),
        batch_size=BATCH,
    )
    mondays = [monday_of(today) - timedelta(weeks=back) for back in range(WEEKS, 0, -1)]
    weeks = LogWeek.objects.bulk_create(
        (
            LogWeek(placement=one, monday=monday, hours=sum(_hours(number * WEEKS + place, line) for line in range(LINES)))
            for number, one in enumerate(placements)
            for place, monday in enumerate(mondays)
        ),
        batch_size=BATCH,
    )  # fmt: skip
    now = timezone.now()
    LogEntry.objects.bulk_create(
        (
            # The last line of a week is off plan.
            LogEntry(
                placement_id=week.placement_id, week=week, day=week.monday + timedelta(days=line), logged_at=now,
                task=tasks[number // WEEKS * TASKS + line] if line < TASKS else None, hours=_hours(number, line),
            )
            for number, week in enumerate(weeks)
            for line in range(LINES)
        ),
        batch_size=BATCH,
    )  # fmt: skip


def _hours(week: int, line: int) -> Decimal:
    """From two to six, in quarters: of one week and another they are not the same."""
    return Decimal(8 + (week * 3 + line * 5) % 17) / 4


def _reader(role: str, university: Organisation, person: Person | None = None) -> Client:
    user = User.objects.create_user(f"{role}@bench.example", name="Reader")
    Membership.objects.create(user=user, organisation=university, role=role, starts_on=date(2020, 1, 1))
    if person is not None:
        person.user = user
        person.save(update_fields=["user"])
    client = Client(raise_request_exception=False)
    client.force_login(user, backend="allauth.account.auth_backends.AuthenticationBackend")
    return client


# --- Pages ------------------------------------------------------------------------------------------------------------
def _pages(at: str, calls: int, career_centre: Client, student: Client) -> list[Figure]:
    listed, log = reverse("placements:placements"), reverse("placements:log")
    asked = (
        ("List of placements: the career centre's", career_centre, listed),
        ("List of placements: the running ones by name", career_centre, f"{listed}?show=running&sort=student"),
        ("Desk of the career centre", career_centre, reverse("portal:desk")),
        ("Desk of a student", student, reverse("portal:desk")),
        ("Log of a student", student, log),
    )
    figures = []
    for what, client, url in asked:
        figures += _page(f"{what}, {at}", calls, client, partial(client.get, url))
    # Each line is another one: of the first weeks nothing stands on the log.
    mine = Placement.objects.filter(student__user__email="student@bench.example").get()
    choices = [*(str(pk) for pk in mine.plan.values_list("pk", flat=True)), "other"]
    lines = iter([(mine.starts_on + timedelta(days=back), task) for back in range(13) for task in choices])

    def enter() -> object:
        day, task = next(lines)
        return student.post(log, {"day": day.isoformat(), "task": task, "hours": "1"})

    return [*figures, *_page(f"A line of the log is saved, {at}", calls, student, enter, code=302)]


def _page(what: str, calls: int, client: Client, ask: Callable[[], object], *, code: int = 200) -> list[Figure]:
    if (got := getattr(ask(), "status_code", 0)) != code:
        return [Figure(what, connection.vendor, None, "s", PAGE_RATIO, note=f"answers {got}")]
    with CaptureQueriesContext(connection) as queries:
        ask()
    asked_for = len(queries)
    empty, seconds = median_seconds(calls, partial(client.get, EMPTY), ask)
    return [
        Figure(f"{what}: queries", connection.vendor, asked_for, "", QUERIES),
        Figure(what, connection.vendor, seconds, "s", PAGE_RATIO, empty, "empty page"),
    ]


# --- Letters ----------------------------------------------------------------------------------------------------------
def _letters(count: int) -> Figure:
    """To every supervisor, against rendering the same letters one after the other with everything at hand."""
    morning = _working_morning()
    with override_settings(EMAIL_BACKEND="django.core.mail.backends.dummy.EmailBackend"):
        monday = monday_of(timezone.localdate(morning))
        told = supervisors_of(waiting_placements(monday), monday)
        start = perf_counter()
        sent = send_week_letters(now=morning)
        seconds = perf_counter() - start
        letters = list(WeekLetter.objects.filter(sent_at__isnull=False))
        line_of.cache_clear()
        whole_line.cache_clear()
        start = perf_counter()
        for letter in letters:
            write_letter(letter, told[letter.email], "https://bench.example/x")
        loop = perf_counter() - start
    what = f"Weekly letters to {sent.letters:,} host supervisors of {count:,} placements".replace(",", " ")
    complete = sent.letters == -(-count // INTERNS)
    return Figure(
        what, connection.vendor, seconds if complete else None, "s", LETTERS_RATIO, loop, "rendering them in a loop"
    )


def _working_morning() -> datetime:
    day, time = timezone.localdate(), country_working_time()
    while not time.is_working_day(day):
        day += timedelta(days=1)
    return timezone.make_aware(datetime.combine(day, datetime.min.time().replace(hour=10)))
