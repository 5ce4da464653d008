"""What of a log counts once the placement has other days: broken off on a day that has passed, or amended."""

from datetime import datetime

from django.utils.translation import gettext as _

from seriktes.accounts.models import User
from seriktes.placements.actions.entries import repeat_hours
from seriktes.placements.actions.log import log
from seriktes.placements.definitions.plan import NOUGHT
from seriktes.placements.enums import WeekState
from seriktes.placements.models import LogEntry, LogWeek, Placement
from seriktes.placements.queries.logs import is_counted


def recount_log(placement: Placement, by: User | None, at: datetime) -> None:
    """Lines outside the placement's days stay on record and count nothing; what was said of them stands in the words. A
    week of which nothing counts any more waits for nobody. In the caller's transaction; the placement is locked."""
    weeks = {week.pk: week for week in LogWeek.objects.select_for_update().filter(placement=placement).order_by("pk")}
    hours = dict.fromkeys(weeks, NOUGHT)
    outside = []
    for entry in LogEntry.objects.filter(placement=placement).order_by("pk"):
        if is_counted(placement, entry.day):
            hours[entry.week_id] += entry.hours
        else:
            outside.append(entry.pk)
    LogEntry.objects.filter(pk__in=outside, confirmed_hours__isnull=False).update(confirmed_hours=None)
    for pk, week in weeks.items():
        is_idle = not hours[pk] and week.state == WeekState.DISPUTED
        if week.hours == hours[pk] and not is_idle:
            continue
        week.hours = hours[pk]
        week.version += 1
        if is_idle:
            _end_dispute(placement, week, by, at)
        week.save()
    repeat_hours(placement)


def _end_dispute(placement: Placement, week: LogWeek, by: User | None, at: datetime) -> None:
    """Nobody decides on hours that do not count."""
    week.words.filter(set_aside_at__isnull=True).update(set_aside_at=at)
    week.state, week.settled_at, week.decided_by = WeekState.OPEN, None, by
    week.reason = _("The week lies outside the days of the placement: nothing of it counts.")
    log(
        "placement.week_reopened", placement, by=by, at=at, values={"week": week.pk},
        data={"date": week.monday.isoformat(), "week": str(week.pk), "reason": week.reason},
    )  # fmt: skip


def recount_after_leaving(placement: Placement, by: User | None, at: datetime) -> None:
    """For the list of what follows when a placement ends early; one that never began has no log."""
    if placement.ended_on is not None:
        recount_log(placement, by, at)
