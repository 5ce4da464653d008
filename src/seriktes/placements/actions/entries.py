"""The log of a student: lines of hours, added, changed and taken out as long as their week is open."""

from datetime import date, datetime
from decimal import Decimal
from typing import Any

from django.db import IntegrityError, transaction
from django.db.models import Max, Q, Sum
from django.db.models.functions import Coalesce
from django.utils import timezone

from seriktes.accounts.actions import record_event
from seriktes.accounts.models import User
from seriktes.common.text import one_line
from seriktes.placements.actions.plans import lock_log
from seriktes.placements.definitions.plan import NOUGHT, STEP, Course, monday_of
from seriktes.placements.definitions.refusals import Refusal
from seriktes.placements.enums import WeekState
from seriktes.placements.models import LogEntry, LogWeek, Placement, PlanTask
from seriktes.placements.queries.logs import counted, last_day, limits_of, takes_hours

MOST = Decimal(24)


@transaction.atomic
def add_entry(
    *, placement: Placement, day: date, task: PlanTask | int | None, hours: Decimal, by: User, at: datetime, note: str = "",
) -> LogEntry:  # fmt: skip
    """Hours of a day on a task of the plan, or on something else (`task=None`).

    Raises Refusal: not under way, a day outside or ahead, hours that are none, more than a day takes, the same task
    logged for that day already, the week confirmed.
    """
    placement = lock_log(placement)
    _check_day(placement, day, at)
    row = _task_of(placement, task)
    hours = _hours(hours)
    week = _week_of(placement, day)
    lines = LogEntry.objects.filter(placement=placement, day=day)
    if lines.filter(task=row).exists():
        raise Refusal("logged_already", [day])
    _check_sum(placement, (lines.aggregate(sum=Sum("hours"))["sum"] or NOUGHT) + hours)
    try:
        entry = LogEntry.objects.create(
            placement=placement, week=week, day=day, task=row, hours=hours, note=one_line(note)[:300], logged_at=at
        )
    except IntegrityError:
        raise Refusal("logged_already", [day]) from None
    _repeat(placement, week)
    record_event(
        kind="placements.logentry.added", by=by, target=placement,
        values={"day": day.isoformat(), "task": row.pk if row else None, "hours": str(hours)},
    )  # fmt: skip
    return entry


@transaction.atomic
def change_entry(*, entry: LogEntry, task: PlanTask | int | None, hours: Decimal, by: User, at: datetime, note: str = "") -> LogEntry:  # fmt: skip
    """Another number, task or note for a line. Raises Refusal as `add_entry` does."""
    placement = lock_log(entry.placement)
    entry = _still(entry)
    _check_state(placement, at)
    row, hours = _task_of(placement, task, standing=entry.task_id), _hours(hours)
    week = _open_week(LogWeek.objects.select_for_update().get(pk=entry.week_id))
    others = LogEntry.objects.filter(placement=placement, day=entry.day).exclude(pk=entry.pk)
    if others.filter(task=row).exists():
        raise Refusal("logged_already", [entry.day])
    _check_sum(placement, (others.aggregate(sum=Sum("hours"))["sum"] or NOUGHT) + hours)
    values = {"hours": [str(entry.hours), str(hours)], "task": [entry.task_id, row.pk if row else None]}
    entry.task, entry.hours, entry.note, entry.logged_at = row, hours, one_line(note)[:300], at
    entry.save()
    _repeat(placement, week)
    record_event(
        kind="placements.logentry.changed",
        by=by,
        target=placement,
        values={"day": [entry.day.isoformat()] * 2, **values},
    )
    return entry


@transaction.atomic
def remove_entry(*, entry: LogEntry, by: User, at: datetime) -> None:
    """Take a line out as long as nobody has given a word on its week."""
    placement = lock_log(entry.placement)
    entry = _still(entry)
    _check_state(placement, at)
    week = _open_week(LogWeek.objects.select_for_update().get(pk=entry.week_id))
    values = {"day": entry.day.isoformat(), "task": entry.task_id, "hours": str(entry.hours)}
    entry.delete()
    _repeat(placement, week)
    record_event(kind="placements.logentry.removed", by=by, target=placement, values=values)


# --- What a log may hold ----------------------------------------------------------------------------------------------
def _check_state(placement: Placement, at: datetime) -> None:
    if not takes_hours(placement, timezone.localdate(at)):
        raise Refusal("not_under_way")


def _check_day(placement: Placement, day: date, at: datetime) -> None:
    _check_state(placement, at)
    if not placement.starts_on <= day <= last_day(placement):
        raise Refusal("day_outside", [placement.starts_on, last_day(placement)])
    if day > timezone.localdate(at):
        raise Refusal("in_future")


def _task_of(placement: Placement, task: PlanTask | int | None, standing: int | None = None) -> PlanTask | None:
    """A task that takes hours; a line that has one keeps it also once it was dropped."""
    if task is None:
        return None
    pk = task.pk if isinstance(task, PlanTask) else task
    live = Q(dropped_at__isnull=True) | Q(pk=standing or 0)
    row = PlanTask.objects.filter(live, placement=placement, pk=pk).first()
    if row is None:
        raise Refusal("unknown_task")
    return row


def _hours(hours: Decimal) -> Decimal:
    if not hours.is_finite() or hours <= 0 or hours % STEP:
        raise Refusal("hours_in_quarters")
    if hours > MOST:
        raise Refusal("longer_than_a_day")
    return hours


def _check_sum(placement: Placement, total: Decimal) -> None:
    if total > MOST:
        raise Refusal("longer_than_a_day")
    limit = limits_of(placement.cohort.programme_id).hours_a_day
    if total > limit:
        raise Refusal("too_many_hours", [limit, total])


def _still(entry: LogEntry) -> LogEntry:
    row = LogEntry.objects.select_for_update(of=("self",)).filter(pk=entry.pk).first()
    if row is None:
        raise Refusal("line_gone")
    return row


def _week_of(placement: Placement, day: date) -> LogWeek:
    week, _is_new = LogWeek.objects.select_for_update().get_or_create(placement=placement, monday=monday_of(day))
    return _open_week(week)


def _open_week(week: LogWeek) -> LogWeek:
    if week.state != WeekState.OPEN:
        raise Refusal("week_confirmed")
    return week


# --- What is repeated -------------------------------------------------------------------------------------------------
def _repeat(placement: Placement, week: LogWeek) -> None:
    week.hours = LogEntry.objects.filter(counted(), week=week).aggregate(sum=Coalesce(Sum("hours"), NOUGHT))["sum"]
    week.version += 1
    week.save(update_fields=["hours", "version", "changed_at"])
    repeat_hours(placement)


def repeat_hours(placement: Placement) -> None:
    """The sums of the log on the placement, in the transaction that changed the log; the placement is locked. Lines outside
    its days count nothing."""
    lines = LogEntry.objects.filter(placement=placement, day__range=(placement.starts_on, last_day(placement)))
    sums: dict[str, Any] = lines.aggregate(
        hours_logged=Coalesce(Sum("hours"), NOUGHT),
        hours_off_plan=Coalesce(Sum("hours", filter=Q(task__isnull=True)), NOUGHT),
        hours_confirmed=Coalesce(Sum("confirmed_hours"), NOUGHT),
        last_logged_on=Max("day"),
    )
    course = limits_of(placement.cohort.programme_id).course(sums["hours_logged"], sums["hours_off_plan"])
    if placement.is_much_off_plan != (course == Course.MUCH_OFF):
        sums |= {"is_much_off_plan": course == Course.MUCH_OFF, "changed_at": timezone.now()}
    Placement.objects.filter(pk=placement.pk).update(**sums)
    for name, value in sums.items():
        setattr(placement, name, value)
