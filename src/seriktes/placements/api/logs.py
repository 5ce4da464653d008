"""The log of a placement for programs: the student's own, line by line, and the plan against it."""

from datetime import date, datetime
from decimal import Decimal
from typing import Annotated, Any, cast

from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from ninja import Query, Router, Status
from pydantic import BaseModel, Field

from seriktes.accounts.api import BearerToken, asker, member
from seriktes.accounts.enums import Scope
from seriktes.common.api.paging import Asked, Order, Page, page_of
from seriktes.common.api.problems import invalid_value, not_found, not_permitted
from seriktes.common.api.types import ONE_LINE, Body, Day, DecimalIn, DecimalOut, Key, RecordNumber, Shown, decimal_out
from seriktes.placements.actions.entries import add_entry, change_entry, remove_entry
from seriktes.placements.actions.plans import TASKS_AT_MOST, change_plan
from seriktes.placements.definitions.plan import Course
from seriktes.placements.enums import WeekState
from seriktes.placements.models import LogEntry, Placement
from seriktes.placements.queries.access import placements_visible_to
from seriktes.placements.queries.logs import acts_as, is_counted, log_on, plan_against_log, with_people
from seriktes.placements.queries.placements import ACADEMIC, HOST, KEEPER, STUDENT

router = Router(tags=["placements"])
READ, WRITE = BearerToken(Scope.PLACEMENTS_READ), BearerToken(Scope.PLACEMENTS_WRITE)


class PlanTaskOut(Shown):
    """A task of a plan, with its planned share and what was logged on it. Without an id: what is not in the plan."""

    id: int | None
    text: str
    weight: int = Field(description="Planned share of the time, per cent.")
    hours: DecimalOut
    dropped: bool = Field(description="Taken out of the plan since: it takes no more hours.")


class PlanOut(Shown):
    """The plan of a placement against its log."""

    placement: int
    title: str
    starts_on: date
    ends_on: date
    hours: DecimalOut = Field(description="All hours on the log.")
    hours_off_plan: DecimalOut
    hours_confirmed: DecimalOut = Field(description="By a supervisor, of the host or of the university.")
    course: Course = Field(description="How the log keeps to the plan, by the thresholds of the programme.")
    tasks: list[PlanTaskOut]


class LogLineOut(Shown):
    """Hours of one day on one task, or on what is not in the plan."""

    id: int
    placement: int
    day: date
    task: int | None = Field(description="Null: not in the plan.")
    hours: DecimalOut
    confirmed_hours: DecimalOut | None = Field(description="What counts; null until the week is settled.")
    note: str
    week: int
    state: WeekState = Field(description="Of the week. Only lines of an open week are changed.")
    counts: bool = Field(
        description="False: the day lies outside the placement, which was broken off or amended since. It counts nothing."
    )
    logged_at: datetime


class LogLineNew(Body):
    day: Day
    task: Annotated[RecordNumber | None, Field(description="A task of the plan; null for what is not in it.")] = None
    hours: Annotated[DecimalIn, Field(description="In quarters: 0.25, 0.5 and so on.")]
    note: Annotated[str, Field(max_length=300, pattern=ONE_LINE)] = ""


class LogLineChange(Body):
    """A member that is left out stays as it is."""

    task: RecordNumber | None = None
    hours: DecimalIn | None = None
    note: Annotated[str, Field(max_length=300, pattern=ONE_LINE)] | None = None


class PlanTaskIn(Body):
    text: Annotated[str, Field(min_length=1, max_length=300, pattern=ONE_LINE)]
    weight: Annotated[int, Field(ge=1, le=100, description="Per cent; together they make 100.")]


class PlanChangeIn(Body):
    tasks: Annotated[list[PlanTaskIn], Field(min_length=1, max_length=TASKS_AT_MOST)]
    reason: Annotated[str, Field(min_length=1, max_length=500, pattern=ONE_LINE)]


class LogAsked(BaseModel):
    since: Annotated[Day | None, Field(description="From this day on.")] = None
    until: Annotated[Day | None, Field(description="To this day.")] = None


def visible_placement(request: HttpRequest, pk: int) -> Placement:
    found = with_people(placements_visible_to(asker(request))).filter(pk=pk).first()
    if found is None:
        raise not_found()
    return found


def plan_out(placement: Placement) -> PlanOut:
    plan = plan_against_log(placement)
    tasks = [
        PlanTaskOut(
            id=row.task.pk if row.task else None, text=row.task.text if row.task else "",
            weight=row.task.weight if row.task else 0, hours=cast("str", decimal_out(row.hours)), dropped=row.is_dropped,
        )
        for row in plan.tasks
    ]  # fmt: skip
    sums = {"hours": plan.hours, "hours_off_plan": plan.off_plan, "hours_confirmed": plan.confirmed}
    return PlanOut(
        placement=placement.pk, title=str(placement), starts_on=placement.starts_on, ends_on=placement.ends_on,
        course=plan.course, tasks=tasks, **{name: cast("str", decimal_out(value)) for name, value in sums.items()},
    )  # fmt: skip


def line_out(entry: LogEntry) -> LogLineOut:
    return LogLineOut(
        id=entry.pk, placement=entry.placement_id, day=entry.day, task=entry.task_id, note=entry.note,
        hours=cast("str", decimal_out(entry.hours)), confirmed_hours=decimal_out(entry.confirmed_hours),
        week=entry.week_id, state=WeekState(entry.week.state), logged_at=entry.logged_at,
        counts=is_counted(entry.placement, entry.day),
    )  # fmt: skip


@router.get("/log", auth=READ, response=list[PlanOut], summary="Placements on which you log hours now")
def own(request: HttpRequest) -> list[PlanOut]:
    """The one under way first; each with the tasks that take hours."""
    return [plan_out(one) for one in log_on(asker(request), timezone.localdate())]


@router.get("/placements/{int:pk}/plan", auth=READ, response=PlanOut, summary="The plan of a placement against its log")
def plan(request: HttpRequest, pk: Key) -> PlanOut:
    return plan_out(visible_placement(request, pk))


@router.put("/placements/{int:pk}/plan", auth=WRITE, response=PlanOut, summary="Change the plan of a placement")
def plan_change(request: HttpRequest, pk: Key, change: PlanChangeIn) -> PlanOut:
    """By those who supervise, with a reason that everybody concerned reads. A task that is taken out keeps its hours."""
    placement = visible_placement(request, pk)
    if not acts_as(asker(request), placement) & {HOST, ACADEMIC, KEEPER}:
        raise not_permitted()
    change_plan(
        placement=placement, plan=[(task.text, task.weight) for task in change.tasks], reason=change.reason,
        by=member(request), at=timezone.now(),
    )  # fmt: skip
    return plan_out(placement)


@router.get("/placements/{int:pk}/log", auth=READ, response=Page[LogLineOut], summary="Lines of a log")
def lines(
    request: HttpRequest, response: HttpResponse, pk: Key, asked: Asked, wanted: Annotated[LogAsked, Query()]
) -> dict[str, Any]:
    placement = visible_placement(request, pk)
    rows = LogEntry.objects.filter(placement=placement).select_related("week", "placement")
    if wanted.since:
        rows = rows.filter(day__gte=wanted.since)
    if wanted.until:
        rows = rows.filter(day__lte=wanted.until)
    return page_of(request, response, rows, asked, Order("pk"), show=lambda found: [line_out(row) for row in found])


@router.post("/placements/{int:pk}/log", auth=WRITE, response={201: LogLineOut}, summary="Log hours")
def log(request: HttpRequest, pk: Key, new: LogLineNew) -> Status[LogLineOut]:
    """By the student of the placement. One line a day and task: a second is refused with the reason `logged_already`."""
    placement = visible_placement(request, pk)
    if STUDENT not in acts_as(asker(request), placement):
        raise not_permitted()
    made = add_entry(
        placement=placement, day=new.day, task=new.task, hours=cast("Decimal", new.hours), note=new.note,
        by=member(request), at=timezone.now(),
    )  # fmt: skip
    return Status(201, line_out(made))


def own_line(request: HttpRequest, pk: int) -> LogEntry:
    """A line of the own log; that of somebody else is there to be read at most."""
    rows = LogEntry.objects.filter(pk=pk, placement__in=placements_visible_to(asker(request)).values("pk"))
    found = rows.select_related("week", "placement__student").first()
    if found is None:
        raise not_found()
    if found.placement.student.user_id != asker(request).pk:
        raise not_permitted()
    return found


@router.patch("/log-lines/{int:pk}", auth=WRITE, response=LogLineOut, summary="Change a line of the own log")
def line_change(request: HttpRequest, pk: Key, change: LogLineChange) -> LogLineOut:
    """As long as nobody has given a word on its week."""
    entry = own_line(request, pk)
    given = change.model_fields_set
    if "hours" in given and change.hours is None:
        raise invalid_value("/hours", _("Say how many hours."))
    changed = change_entry(
        entry=entry, task=change.task if "task" in given else entry.task_id,
        hours=cast("Decimal", change.hours) if "hours" in given else entry.hours,
        note=change.note if change.note is not None else entry.note, by=member(request), at=timezone.now(),
    )  # fmt: skip
    return line_out(LogEntry.objects.select_related("week", "placement").get(pk=changed.pk))


@router.delete("/log-lines/{int:pk}", auth=WRITE, response={204: None}, summary="Take a line of the own log out")
def line_remove(request: HttpRequest, pk: Key) -> Status[None]:
    """As long as nobody has given a word on its week."""
    remove_entry(entry=own_line(request, pk), by=member(request), at=timezone.now())
    return Status(204, None)
