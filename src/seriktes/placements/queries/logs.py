"""Logs and plans: which placement a student logs on, what a page shows of hours, who acts in which part."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from decimal import Decimal

from django.conf import settings
from django.db.models import Exists, F, OuterRef, Q, QuerySet, Sum
from django.db.models.functions import Coalesce
from django.utils.translation import gettext as _

from seriktes.organisations.models import Person
from seriktes.organisations.queries.access import Viewer
from seriktes.placements.definitions.plan import NOUGHT, Course, Limits, latest_ripe, share_of
from seriktes.placements.enums import PlacementState, WeekState
from seriktes.placements.models import LogEntry, LogRule, LogWeek, Placement, PlanTask, WeekLetter, WeekWord
from seriktes.placements.queries.access import KEEP, OFFER, own_organisations, placements_visible_to
from seriktes.placements.queries.placements import STUDENT, roles_on

# A log is kept while the placement runs, and put right for some days after it ended.
LOGGED_IN = (PlacementState.AGREED, PlacementState.RUNNING, PlacementState.COMPLETED, PlacementState.BROKEN_OFF)
AFTERWARDS = timedelta(days=14)
# Words are given on weeks of these; those of a placement that is over too.
WORDED_IN = (PlacementState.AGREED, PlacementState.RUNNING, PlacementState.COMPLETED, PlacementState.BROKEN_OFF)


def last_day(placement: Placement) -> date:
    return placement.ended_on or placement.ends_on


def is_counted(placement: Placement, day: date) -> bool:
    """Whether the day is one of the placement: what was logged after the day on which it was broken off, or outside the
    days that were agreed since, stays on record and counts nothing."""
    return placement.starts_on <= day <= last_day(placement)


def counted() -> Q:
    """The same, of lines in the database."""
    last = Coalesce(F("placement__ended_on"), F("placement__ends_on"))
    return Q(day__gte=F("placement__starts_on"), day__lte=last)


def takes_hours(placement: Placement, today: date) -> bool:
    return placement.state in LOGGED_IN and today <= last_day(placement) + AFTERWARDS


def acts_as(user: Viewer, placement: Placement) -> frozenset[str]:
    """The sides on which the reader is; nobody supervises the own placement."""
    roles = roles_on(user, placement)
    return frozenset({STUDENT}) if STUDENT in roles else roles


def limits_of(programme_id: int) -> Limits:
    row = LogRule.objects.filter(programme=programme_id).first()
    return limits_in(row)


def limits_in(row: LogRule | None) -> Limits:
    if row is None:
        return Limits()
    return Limits(row.hours_a_day, row.some_off_plan, row.much_off_plan, row.judged_from)


def log_on(user: Viewer, today: date) -> list[Placement]:
    """The placements that the user logs on now: those under way first, then those that ended, then those to come."""
    rows = Placement.objects.filter(student__user=user.pk, state__in=LOGGED_IN, ends_on__gte=today - AFTERWARDS)
    found = [
        one
        for one in rows.select_related("cohort__programme", "host", "student", "position")
        if takes_hours(one, today)
    ]
    return sorted(found, key=lambda one: (one.starts_on > today, last_day(one) < today, one.ends_on, one.pk))


def with_people(rows: QuerySet[Placement]) -> QuerySet[Placement]:
    """With what tells of a placement."""
    return rows.select_related(
        "cohort__programme__organisation", "host", "position", "student__user", "academic_supervisor__user",
        "host_supervisor__user",
    )  # fmt: skip


# --- Plan against log -------------------------------------------------------------------------------------------------
@dataclass(frozen=True)
class TaskHours:
    """One task with its planned share and what was logged on it; `task` is None for work off plan."""

    task: PlanTask | None
    hours: Decimal
    share: Decimal
    planned: Decimal

    @property
    def is_dropped(self) -> bool:
        return self.task is not None and self.task.dropped_at is not None


@dataclass(frozen=True)
class LogSums:
    """How much of a whole log is off plan."""

    hours: Decimal
    off_plan: Decimal
    limits: Limits = field(default_factory=Limits)

    @property
    def share_off_plan(self) -> Decimal:
        return share_of(self.off_plan, self.hours)

    @property
    def course(self) -> Course:
        return self.limits.course(self.hours, self.off_plan)


@dataclass(frozen=True)
class PlanAgainstLog(LogSums):
    tasks: list[TaskHours] = field(default_factory=list)
    confirmed: Decimal = NOUGHT


def sums_of(placement: Placement) -> LogSums:
    """From what stands on the placement; no query where it was read with WITH_RULE."""
    rule = getattr(placement.cohort.programme, "log_rule", None)
    return LogSums(placement.hours_logged, placement.hours_off_plan, limits_in(rule))


# For `select_related`: what the sums of a placement are judged by.
WITH_RULE = "cohort__programme__log_rule"


def plan_against_log(placement: Placement) -> PlanAgainstLog:
    """Three queries."""
    lines = LogEntry.objects.filter(placement=placement, day__range=(placement.starts_on, last_day(placement)))
    logged = dict(lines.order_by().values_list("task").annotate(hours=Sum("hours")))
    total = sum(logged.values(), NOUGHT)
    tasks = [
        TaskHours(task, hours, share_of(hours, total), NOUGHT if task.dropped_at else Decimal(task.weight) / 100)
        for task in placement.plan.order_by("dropped_at", "place", "pk")
        for hours in [logged.get(task.pk, NOUGHT)]
        if hours or task.dropped_at is None
    ]
    off_plan = logged.get(None, NOUGHT)
    tasks.append(TaskHours(None, off_plan, share_of(off_plan, total), NOUGHT))
    limits = limits_of(placement.cohort.programme_id)
    return PlanAgainstLog(total, off_plan, limits, tasks=tasks, confirmed=placement.hours_confirmed)


def live_tasks(placement: Placement) -> QuerySet[PlanTask]:
    return PlanTask.objects.filter(placement=placement, dropped_at__isnull=True).order_by("place", "pk")


@dataclass(frozen=True)
class Day:
    day: date
    entries: list[LogEntry]

    @property
    def hours(self) -> Decimal:
        return sum((entry.hours for entry in self.entries), NOUGHT)


def days_of(placement: Placement, first: date, last: date) -> list[Day]:
    """Every day from the first to the last, with its lines; one query."""
    rows = LogEntry.objects.filter(placement=placement, day__range=(first, last)).select_related("task", "week")
    lines: dict[date, list[LogEntry]] = defaultdict(list)
    for entry in rows.order_by("day", "pk"):
        lines[entry.day].append(entry)
    return [Day(day, lines[day]) for day in (first + timedelta(days=n) for n in range((last - first).days + 1))]


def hours_outside(placement: Placement) -> Decimal:
    """On record, and counting nothing."""
    rows = LogEntry.objects.filter(~counted(), placement=placement)
    return rows.aggregate(sum=Sum("hours"))["sum"] or NOUGHT


# --- Weeks ------------------------------------------------------------------------------------------------------------
def logged_weeks(placement: Placement) -> QuerySet[LogWeek]:
    """The weeks with lines, the last first; also those whose lines count nothing any more."""
    lines = LogEntry.objects.filter(week=OuterRef("pk"))
    return LogWeek.objects.filter(Exists(lines), placement=placement).order_by("-monday")


def weeks_visible_to(user: Viewer) -> QuerySet[LogWeek]:
    return LogWeek.objects.filter(placement__in=placements_visible_to(user).values("pk"))


# Where letters to the host supervisor of a placement go: the first of these that is written down.
SUPERVISOR_ADDRESSES = ("host_supervisor__user__email", "supervisor_email", "host_supervisor__email")


def first_address(addresses: Iterable[str | None]) -> str:
    """Of the SUPERVISOR_ADDRESSES of a placement; empty where nobody can be written to."""
    return next((address.lower() for address in addresses if address), "")


def address_of_supervisor(placement: Placement) -> tuple[str, str, str]:
    """Address, name and language of the host supervisor; the address is empty where nobody can be written to."""
    person = placement.host_supervisor
    user = person.user if person else None
    email = first_address([user.email if user else "", placement.supervisor_email, person.email if person else ""])
    name = person.name if person else placement.supervisor_name
    # Whoever wrote the position reads its language.
    language = user.language if user else placement.position.language if placement.position else settings.LANGUAGE_CODE
    return email, name, language


def waiting_weeks(before: date) -> QuerySet[LogWeek]:
    """Weeks before that Monday on which no supervisor has given a word, of the host or of the university."""
    return LogWeek.objects.filter(state=WeekState.OPEN, monday__lt=before, hours__gt=0, placement__state__in=WORDED_IN)


def weeks_of_letter(letter: WeekLetter, before: date) -> list[LogWeek]:
    """What waits for a word of whoever got the letter, by intern and week; one query. An intern whose supervisor is
    written to elsewhere by now is left out."""
    weeks = weeks_told_of(letter.placements, before)
    return [week for week in weeks if address_of_supervisor(week.placement)[0] == letter.email]


def weeks_told_of(placements: Sequence[int], before: date) -> QuerySet[LogWeek]:
    return waiting_weeks(before).filter(placement__in=placements).select_related(
        "placement__student", "placement__cohort__programme__organisation", "placement__position",
        "placement__host_supervisor__user", f"placement__{WITH_RULE}",
    ).order_by("placement__student__sort_ru", "placement", "monday")  # fmt: skip


def lines_of_placements(placements: QuerySet[Placement]) -> QuerySet[LogEntry]:
    """All lines of their logs, placement by placement, with what an export tells of each."""
    rows = LogEntry.objects.filter(placement__in=placements.order_by().values("pk"))
    return rows.select_related(
        "task", "week", "placement__cohort", "placement__student", "placement__host"
    ).order_by("placement", "day", "pk")  # fmt: skip


def lines_of(weeks: Sequence[LogWeek], *, every: bool = False) -> dict[int, list[LogEntry]]:
    """The lines of these weeks that count, or also those outside the days of the placement; one query."""
    rows = LogEntry.objects.filter(week__in=[week.pk for week in weeks]).select_related("task").order_by("day", "pk")
    rows = rows if every else rows.filter(counted())
    found: dict[int, list[LogEntry]] = {week.pk: [] for week in weeks}
    for entry in rows:
        found[entry.week_id].append(entry)
    return found


def hours_standing(entries: Iterable[LogEntry]) -> Decimal:
    """What a word without other hours confirms: the hours agreed on, else those logged."""
    return sum((entry.standing_hours for entry in entries), NOUGHT)


def other_hours_agreed(entries: Sequence[LogEntry]) -> Decimal | None:
    """The sum that was agreed on for lines that were logged otherwise; None where all stand as logged."""
    differ = any(entry.standing_hours != entry.hours for entry in entries)
    return hours_standing(entries) if differ else None


def task_words(entry: LogEntry) -> str:
    return entry.task.text if entry.task else _("other, not in the plan")


def hours_by_task(entries: Iterable[LogEntry]) -> list[tuple[str, Decimal]]:
    """What was logged on which task, the most first; work off plan last."""
    sums: dict[str, Decimal] = defaultdict(lambda: NOUGHT)
    for entry in sorted(entries, key=lambda one: one.task_id is None):
        sums[task_words(entry)] += entry.hours
    return list(sums.items())


def do_words_differ(words: Iterable[WeekWord]) -> bool:
    """Whether two supervisors have different hours for any line. The words with their lines."""
    said = [
        {line.entry_id: line.hours for line in word.lines.all() if line.hours != line.logged} for word in words
    ]  # fmt: skip
    return any(one != said[0] for one in said)


def supervises_anybody(user: Viewer) -> bool:
    persons = Person.objects.filter(user=user.pk).values("pk")
    mine = Q(academic_supervisor__in=persons) | Q(host_supervisor__in=persons)
    return user.is_authenticated and Placement.objects.filter(mine).exists()


def weeks_to_confirm(user: Viewer, today: date) -> QuerySet[LogWeek]:
    """Weeks that wait for the user's word: of the interns whom the user supervises, and of those at the own host; nobody
    gives a word on the own placement. Nobody has spoken on an open week."""
    if not user.is_authenticated:
        return LogWeek.objects.none()
    # Each by an index of its own, as what the user sees.
    persons = Person.objects.filter(user=user.pk).values("pk")
    mine = Q(academic_supervisor__in=persons) | Q(host_supervisor__in=persons)
    mine |= Q(host__in=own_organisations(user, OFFER))
    placements = Placement.objects.filter(mine, state__in=WORDED_IN).exclude(student__in=persons)
    return LogWeek.objects.filter(
        placement__in=placements.values("pk"), state=WeekState.OPEN, hours__gt=0, monday__lte=latest_ripe(today)
    )


def weeks_to_settle(user: Viewer) -> QuerySet[LogWeek]:
    """Weeks in dispute on which the user may decide: those whom the user supervises, and those of the own office."""
    if not user.is_authenticated:
        return LogWeek.objects.none()
    mine = Q(placement__academic_supervisor__user=user.pk)
    mine |= Q(placement__cohort__programme__organisation__in=own_organisations(user, KEEP))
    return LogWeek.objects.filter(mine, state=WeekState.DISPUTED)
