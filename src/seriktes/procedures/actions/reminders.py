"""The reminders that are due: each is sent once, to whoever holds the post, in one mail a person.

Two passes, so that a person gets one mail however many dates there are, and memory stays flat: the first goes through
the clocks in chunks and keeps eight bytes for each (and the address of each person once), the second takes the persons
in turn. A reminder is written down before its mail goes out, and taken back when the mail server refuses the mail.
"""

from array import array
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from typing import NamedTuple

from django.conf import settings
from django.db import connection, transaction
from django.db.models import Q, QuerySet
from django.urls import reverse
from django.utils import timezone, translation
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from seriktes.common.formats import format_day
from seriktes.common.mail import MailNotSent, send_letter
from seriktes.common.working_time import WorkingTime
from seriktes.procedures.definitions.clocks import clock_kind
from seriktes.procedures.definitions.reminders import ReminderStep, due_step, reminder_steps
from seriktes.procedures.enums import ReminderStage
from seriktes.procedures.models import OpenClock, Reminder
from seriktes.procedures.queries.clocks import ClockRow, clock_rows
from seriktes.procedures.queries.recipients import Recipient, keepers_of, recipients_of_posts
from seriktes.procedures.queries.working_time import WorkingTimes

CHUNK = 2000
BATCH = 1000
# So many dates in one mail: beyond, a person gets a second one rather than the machine a third gigabyte.
IN_A_MAIL = 2000
# Rows of one UPDATE: SQLite takes some 32,000 values.
AT_ONCE = 5000
STEPS_KEPT = 20_000
SHOWN = 30
# Clocks of whom nobody can be told are looked at again so much later.
UNREACHED = timedelta(days=1)

Due = tuple[OpenClock, ReminderStep]


@dataclass
class Sent:
    """How a run went: clocks that somebody was told of, mails, mails that were refused, clocks nobody can be told of."""

    clocks: int = 0
    mails: int = 0
    refused: int = 0
    unreached: int = 0


def send_due(now: datetime) -> Sent:
    """Send what is due in offices that are at work at this moment."""
    run = _Run(now, WorkingTimes())
    queue: dict[Recipient, array[int]] = {}
    for chunk in _chunks(now):
        unreached = _enqueue(chunk, queue, run)
        OpenClock.objects.filter(pk__in=unreached).update(remind_at=now + UNREACHED)
        run.sent.unreached += len(unreached)
    for batch in _batches(queue):
        _send_batch(batch, run)
    return run.sent


@dataclass
class _Run:
    """What one run knows: clocks of whom several people are told, and those of them that a mail has told of."""

    now: datetime
    times: WorkingTimes
    sent: Sent = field(default_factory=Sent)
    shared: set[int] = field(default_factory=set)
    told: set[int] = field(default_factory=set)
    # Of each office whether it is at work, and of each kind, day and office the reminders: few differ from each other.
    _at_work: dict[int, bool] = field(default_factory=dict)
    _steps: dict[tuple[str, date, int], list[ReminderStep]] = field(default_factory=dict)

    def is_at_work(self, organisation: int | None) -> bool:
        time = self.times.of(organisation)
        if id(time) not in self._at_work:
            self._at_work[id(time)] = is_at_work(time, self.now)
        return self._at_work[id(time)]

    def steps(self, code: str, due_at: datetime, organisation: int | None) -> list[ReminderStep]:
        """Every reminder of such a clock; none of a kind that nobody knows any more."""
        time = self.times.of(organisation)
        key = (code, time.day_of(due_at), id(time))
        found = self._steps.get(key)
        if found is None:
            kind = clock_kind(code)
            if len(self._steps) >= STEPS_KEPT:
                self._steps.clear()
            found = self._steps[key] = reminder_steps(kind, due_at, time) if kind else []
        return found


# --- First pass: who is to be told of what ----------------------------------------------------------------------------
class _Waiting(NamedTuple):
    """Of a clock, what the first pass looks at."""

    pk: int
    remind_at: datetime
    code: str
    due_at: datetime
    organisation: int | None
    post: int | None
    subject: int
    item: str


def _chunks(now: datetime) -> Iterator[list[_Waiting]]:
    due = OpenClock.objects.filter(remind_at__lte=now, paused_at__isnull=True).order_by("remind_at", "pk")
    rows = due.values_list("pk", "remind_at", "code", "due_at", "organisation_id", "post_id", "subject_id", "item")
    after = Q()
    while chunk := [_Waiting(*row) for row in rows.filter(after)[:CHUNK]]:  # type: ignore[arg-type]
        yield chunk
        last = chunk[-1]
        after = Q(remind_at__gt=last.remind_at) | Q(remind_at=last.remind_at, pk__gt=last.pk)


def _enqueue(chunk: list[_Waiting], queue: dict[Recipient, "array[int]"], run: _Run) -> list[int]:
    """Put the clocks under the people who are to be told; answers those of whom nobody can be."""
    run.times.read([clock.organisation for clock in chunk])
    at_work = [clock for clock in chunk if run.is_at_work(clock.organisation)]
    steps = (
        (clock, due_step(run.steps(clock.code, clock.due_at, clock.organisation), (), run.now)) for clock in at_work
    )
    due = [(clock, step) for clock, step in steps if step]
    today = timezone.localdate(run.now)
    posts = recipients_of_posts({clock.post for clock, _step in due if clock.post}, today)
    grave = {
        clock.organisation
        for clock, step in due
        if clock.organisation and (step.stage == ReminderStage.ESCALATED or clock.post not in posts)
    }
    keepers = keepers_of(grave, today)
    named = _named([clock for clock, _step in due])
    unreached = []
    for clock, step in due:
        people = list(named.get(clock.pk, ()))
        if clock.post and (not people or step.stage == ReminderStage.ESCALATED):
            people = list(dict.fromkeys([*people, *posts.get(clock.post, ())]))
        if clock.organisation and (not people or step.stage == ReminderStage.ESCALATED):
            people = list(dict.fromkeys([*people, *keepers.get(clock.organisation, ())]))
        for person in people:
            queue.setdefault(person, array("q")).append(clock.pk)
        if len(people) > 1:
            run.shared.add(clock.pk)
        if not people:
            unreached.append(clock.pk)
    return unreached


def _named(clocks: Sequence[_Waiting]) -> dict[int, Sequence[Recipient]]:
    """Of clocks on which somebody in person has to act, who that is: one call a kind."""
    by_code: dict[str, list[_Waiting]] = defaultdict(list)
    for clock in clocks:
        by_code[clock.code].append(clock)
    found: dict[int, Sequence[Recipient]] = {}
    for code, mine in by_code.items():
        kind = clock_kind(code)
        if kind is not None and kind.people is not None:
            people = kind.people([(clock.subject, clock.item) for clock in mine])
            found |= {clock.pk: told for clock, told in zip(mine, people, strict=True)}
    return found


def is_at_work(time: WorkingTime, now: datetime) -> bool:
    """Whether it is a working day of the office, after it opened and before it closes; lunch does not matter."""
    day = time.day_of(now)
    return time.is_working_day(day) and time.opening(day) <= now < time.closing(day)


# --- Second pass: the mails -------------------------------------------------------------------------------------------
Batch = list[tuple[Recipient, Sequence[int]]]


def _batches(queue: Mapping[Recipient, "array[int]"]) -> Iterator[Batch]:
    batch: Batch = []
    size = 0
    for person, clocks in queue.items():
        for start in range(0, len(clocks), IN_A_MAIL):
            batch.append((person, clocks[start : start + IN_A_MAIL]))
            size += len(batch[-1][1])
            if size >= BATCH:
                yield batch
                batch, size = [], 0
    if batch:
        yield batch


def _send_batch(batch: Batch, run: _Run) -> None:
    """Write down what is due of these people's clocks, then send."""
    first = {pk: person for person, clocks in reversed(batch) for pk in clocks}
    claimed = _claim(first, run)
    due: dict[int, Due] = {pk: (clock, step) for pk, (clock, step, _row) in claimed.items()}
    again = [pk for pk in first if pk in run.told and pk not in claimed]
    for clock in _with_post(OpenClock.objects.filter(pk__in=again)) if again else ():
        if step := due_step(run.steps(clock.code, clock.due_at, clock.organisation_id), (), run.now):
            due[clock.pk] = (clock, step)
    rows = _rows_by_language(batch, due)
    calendar = reverse("procedures:calendar")
    reached: set[int] = set()
    for person, mine in batch:
        dates = [(rows[person.language][pk], due[pk][1]) for pk in mine if pk in due]
        if not dates:
            continue
        try:
            _write(person, dates, run.now, calendar)
        except MailNotSent:
            run.sent.refused += 1
        else:
            run.sent.mails += 1
            reached.update(row.clock.pk for row, _step in dates)
    run.told |= reached & run.shared
    run.sent.clocks += len(reached & claimed.keys())
    _release([row for pk, (_clock, _step, row) in claimed.items() if pk not in reached],
             [pk for pk in claimed if pk not in reached], run.now)  # fmt: skip


def _with_post(clocks: QuerySet[OpenClock]) -> QuerySet[OpenClock]:
    """With what a letter tells of them, and no more."""
    names = ("post__name_kk", "post__name_ru", "post__name_en")
    told = ("subject_type", "subject_id", "code", "item", "due_at", "remind_at", "organisation", "post", *names)
    return clocks.select_related("post").only(*told)


@transaction.atomic
def _claim(people: Mapping[int, Recipient], run: _Run) -> dict[int, tuple[OpenClock, ReminderStep, Reminder]]:
    """Write the reminders and when each clock is to be looked at next. Of two runs at once, one gets each clock."""
    now = run.now
    waiting = OpenClock.objects.select_for_update(of=("self",)).filter(
        pk__in=list(people), remind_at__lte=now, paused_at__isnull=True
    )
    clocks = list(_with_post(waiting).order_by("pk"))
    known = _known(clocks)
    claimed: dict[int, tuple[OpenClock, ReminderStep, Reminder]] = {}
    for clock in clocks:
        steps = run.steps(clock.code, clock.due_at, clock.organisation_id)
        step = due_step(steps, known.get(_key(clock), ()), now)
        clock.remind_at = next((later.at for later in steps if later.at > now), None)
        if step:
            claimed[clock.pk] = (clock, step, _reminder(clock, step, people[clock.pk], now))
    Reminder.objects.bulk_create([row for _clock, _step, row in claimed.values()])
    _look_again(clocks)
    return claimed


def _look_again(clocks: Sequence[OpenClock]) -> None:
    """Write when each is to be looked at next: in one command, and those that are not in another."""
    never = [clock.pk for clock in clocks if clock.remind_at is None]
    OpenClock.objects.filter(pk__in=never).update(remind_at=None)
    table = connection.ops.quote_name(OpenClock._meta.db_table)
    moments = [(clock.pk, connection.ops.adapt_datetimefield_value(clock.remind_at))
               for clock in clocks if clock.remind_at]  # fmt: skip
    for start in range(0, len(moments), AT_ONCE):
        rows = moments[start : start + AT_ONCE]
        # `column1` and `column2` are what both databases call the columns of VALUES.
        values = ", ".join(["(%s, %s)"] * len(rows))
        with connection.cursor() as cursor:
            cursor.execute(
                f"UPDATE {table} SET remind_at = looked.column2 FROM (VALUES {values}) AS looked"  # noqa: S608
                f" WHERE {table}.id = looked.column1",
                [value for row in rows for value in row],
            )


def _reminder(clock: OpenClock, step: ReminderStep, person: Recipient, now: datetime) -> Reminder:
    return Reminder(
        subject_type=clock.subject_type, subject_id=clock.subject_id, code=clock.code, item=clock.item,
        due_at=clock.due_at, stage=step.stage, ahead=step.days, post_id=clock.post_id, email=person.email, at=now,
    )  # fmt: skip


def _key(row: OpenClock | Reminder) -> tuple[str, int, str, str, datetime]:
    return (row.subject_type, row.subject_id, row.code, row.item, row.due_at)


def _known(clocks: Iterable[OpenClock]) -> dict[tuple[str, int, str, str, datetime], set[tuple[str, int]]]:
    ids: dict[str, set[int]] = defaultdict(set)
    for clock in clocks:
        ids[clock.subject_type].add(clock.subject_id)
    known: dict[tuple[str, int, str, str, datetime], set[tuple[str, int]]] = defaultdict(set)
    for subject_type, subjects in ids.items():
        rows = Reminder.objects.filter(subject_type=subject_type, subject_id__in=subjects)
        columns = ("subject_id", "code", "item", "due_at", "stage", "ahead")
        for subject, code, item, due_at, stage, ahead in rows.values_list(*columns):
            known[(subject_type, subject, code, item, due_at)].add((stage, ahead))
    return known


def _release(reminders: Sequence[Reminder], clocks: Sequence[int], now: datetime) -> None:
    """Take back what nobody was told: the next run tries again."""
    if not clocks:
        return
    with transaction.atomic():
        Reminder.objects.filter(pk__in=[row.pk for row in reminders]).delete()
        OpenClock.objects.filter(pk__in=clocks, paused_at__isnull=True).update(remind_at=now)


# --- Words ------------------------------------------------------------------------------------------------------------
def _rows_by_language(batch: Batch, due: Mapping[int, Due]) -> dict[str, dict[int, ClockRow]]:
    """Each clock in the languages of those who are told of it."""
    wanted: dict[str, dict[int, OpenClock]] = defaultdict(dict)
    for person, mine in batch:
        wanted[person.language].update((pk, due[pk][0]) for pk in mine if pk in due)
    return {language: _rows(list(clocks.values()), language) for language, clocks in wanted.items()}


def _rows(clocks: list[OpenClock], language: str) -> dict[int, ClockRow]:
    with translation.override(language):
        return {row.clock.pk: row for row in clock_rows(clocks)}


def _write(person: Recipient, dates: list[tuple[ClockRow, ReminderStep]], now: datetime, calendar: str) -> None:
    today = timezone.localdate(now)
    with translation.override(person.language):
        dates = sorted(dates, key=lambda pair: (pair[0].clock.due_at, pair[0].clock.pk))
        urls = [_address(row, person, now) for row, _step in dates[:SHOWN]]
        lines = [
            _line(row, step, today, url if len(dates) > 1 else "")
            for (row, step), url in zip(dates[:SHOWN], urls, strict=True)
        ]
        if more := len(dates) - SHOWN:
            lines += [ngettext("%(n)d more date.", "%(n)d more dates.", more) % {"n": more}] if more > 0 else []
        single = dates[0][0] if len(dates) == 1 else None
        send_letter(
            to=person.email,
            language=person.language,
            recipient_name=person.name,
            subject=_("%(label)s: %(title)s") % {"label": single.label, "title": single.title}
            if single
            else ngettext("%(n)d date needs you", "%(n)d dates need you", len(dates)) % {"n": len(dates)},
            text="\n\n".join(lines),
            action_url=settings.SITE_URL + (urls[0] if single and urls[0] else calendar),
            action_label=_("Open the record") if single and urls[0] else _("Open the calendar"),
            reason=_("You get this because somebody waits for you.")
            if any(row.kind is not None and row.kind.people for row, _step in dates)
            else _("You get this because the post on which the record lies is yours to hold or to keep."),
        )


def _address(row: ClockRow, person: Recipient, now: datetime) -> str:
    """The path to which the letter leads: the record, or what the person is asked to do there."""
    kind = row.kind
    path = kind.address(row.clock.subject_id, row.clock.item, person, now) if kind and kind.address else ""
    return path or row.url


def _line(row: ClockRow, step: ReminderStep, today: date, url: str) -> str:
    """`url`: of one date alone the button of the letter leads to the record."""
    words = {"label": row.label, "title": row.title, "awaits": row.awaits, "date": format_day(row.clock.due_at)}
    if step.stage == ReminderStage.BEFORE:
        line = _("Due on %(date)s: %(label)s, “%(title)s”. Awaited: %(awaits)s.") % words
    elif step.stage == ReminderStage.DUE and timezone.localdate(row.clock.due_at) == today:
        line = _("Due today (%(date)s): %(label)s, “%(title)s”. Awaited: %(awaits)s.") % words
    elif step.stage in (ReminderStage.DUE, ReminderStage.OVERDUE):
        line = _("Overdue since %(date)s: %(label)s, “%(title)s”. Awaited: %(awaits)s.") % words
    else:
        line = _("Still open, overdue since %(date)s: %(label)s, “%(title)s”. Awaited: %(awaits)s.") % words
    lines = [line]
    if row.clock.post is not None:
        lines.append(_("It lies with the post “%(post)s”.") % {"post": row.clock.post.name})
    if url:
        lines.append(settings.SITE_URL + url)
    return "\n".join(lines)
