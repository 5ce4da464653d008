"""Running clocks as rows, brought in line with the log."""

from collections.abc import Collection, Iterable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass, field
from datetime import datetime

from django.apps import apps
from django.db import models, transaction
from django.db.models import Q
from django.utils import timezone

from seriktes.procedures.definitions.clocks import ClockState, clock_kinds, subjects_with_clocks
from seriktes.procedures.definitions.reminders import next_reminder, reminder_steps
from seriktes.procedures.models import Event, OpenClock, Reminder
from seriktes.procedures.queries.clocks import ClockKey, OwnedReading, readings_of_many
from seriktes.procedures.queries.working_time import WorkingTimes

CHUNK = 1000
# What the log decides; `remind_at` also depends on what was sent, and on the moment.
COMPARED = ("post_id", "organisation_id", "started_at", "due_at", "paused_at")
WRITTEN = ["post", "organisation", "started_at", "due_at", "remind_at", "paused_at"]


@dataclass
class Differences:
    """How the rows differed from the log."""

    records: int = 0
    missing: list[str] = field(default_factory=list)
    extra: list[str] = field(default_factory=list)
    changed: list[str] = field(default_factory=list)

    def __bool__(self) -> bool:
        return bool(self.missing or self.extra or self.changed)

    @property
    def number(self) -> int:
        return len(self.missing) + len(self.extra) + len(self.changed)

    def add(self, other: "Differences") -> None:
        self.records += other.records
        self.missing += other.missing
        self.extra += other.extra
        self.changed += other.changed


_aside: ContextVar[dict[str, set[int]] | None] = ContextVar("clocks_set_aside", default=None)


@contextmanager
def clocks_set_aside(*, now: datetime) -> Iterator[None]:
    """For many events of few records at once: their clocks follow together at the end, and not after every event.

    In one transaction, so that nobody reads the clocks meanwhile; whatever runs inside must not read them either.
    """
    with transaction.atomic():
        waiting: dict[str, set[int]] = {}
        token = _aside.set(waiting)
        try:
            yield
        finally:
            _aside.reset(token)
        times = WorkingTimes()
        for subject_type, ids in sorted(waiting.items()):
            ordered = sorted(ids)
            for start in range(0, len(ordered), CHUNK):
                refresh_many(subject_type, ordered[start : start + CHUNK], now=now, times=times)


def refresh(record: models.Model, *, now: datetime | None = None) -> Differences:
    """Compute the record's running clocks from its events. Also after a change of who owns it."""
    return refresh_many(record._meta.label_lower, [record.pk], now=now)


def refresh_many(
    subject_type: str,
    ids: Collection[int],
    *,
    now: datetime | None = None,
    times: WorkingTimes | None = None,
    repair: bool = True,
) -> Differences:
    """The same for many records of one table: a constant number of queries. Without `repair`, only says what differs.

    Locks the records, so that of two who write at once the second computes with what the first has written.
    """
    ids = sorted(set(ids))
    if not clock_kinds(subject_type) or not ids:
        return Differences()
    if (waiting := _aside.get()) is not None and repair:
        waiting.setdefault(subject_type, set()).update(ids)
        return Differences()
    with transaction.atomic():
        return _refreshed(subject_type, ids, now or timezone.now(), times or WorkingTimes(), repair=repair)


def _refreshed(
    subject_type: str, ids: Collection[int], now: datetime, times: WorkingTimes, *, repair: bool
) -> Differences:
    if repair:
        lock_subjects(subject_type, ids)
    wanted = {
        owned.key: owned for owned in readings_of_many(subject_type, ids, now, times=times) if owned.reading.is_open
    }
    rows = OpenClock.objects.filter(subject_type=subject_type, subject_id__in=ids)
    standing: dict[ClockKey, OpenClock] = {(row.subject_id, row.code, row.item): row for row in rows}
    sent = _sent(subject_type, ids) if wanted else {}
    made, changed = [], []
    differences = Differences(records=len(ids))
    for key, owned in wanted.items():
        row = OpenClock(subject_type=subject_type, subject_id=key[0], code=key[1], item=key[2])
        _fill(row, owned, sent.get((*key, owned.reading.due_at), set()), now, times)
        old = standing.get(key)
        if old is None:
            made.append(row)
        elif _take_over(old, row):
            changed.append(old)
            differences.changed.append(_name(subject_type, key))
    gone = [key for key in standing if key not in wanted]
    differences.missing = [_name(subject_type, (row.subject_id, row.code, row.item)) for row in made]
    differences.extra = [_name(subject_type, key) for key in gone]
    if repair:
        if made:
            OpenClock.objects.bulk_create(made, batch_size=CHUNK)
        if changed:
            OpenClock.objects.bulk_update(changed, WRITTEN, batch_size=200)
        if gone:
            OpenClock.objects.filter(pk__in=[standing[key].pk for key in gone]).delete()
    return differences


def lock_subjects(subject_type: str, ids: Collection[int]) -> None:
    model = apps.get_model(subject_type)
    list(model._base_manager.select_for_update().filter(pk__in=ids).order_by("pk").values_list("pk"))


def _fill(
    row: OpenClock, owned: OwnedReading, sent: Collection[tuple[str, int]], now: datetime, times: WorkingTimes
) -> None:
    reading, owner = owned.reading, owned.owner
    row.post_id, row.organisation_id = owner.post, owner.organisation
    row.started_at, row.due_at, row.paused_at = reading.started_at, reading.due_at, reading.paused_at
    row.remind_at = None
    if reading.state == ClockState.RUNNING:
        time = times.of(owner.organisation)
        steps = reminder_steps(reading.kind, reading.due_at, time)
        row.remind_at = next_reminder(steps, sent, started_at=reading.started_at, now=now, time=time)


def _take_over(old: OpenClock, new: OpenClock) -> bool:
    """Put what the log says into the row that stands; whether anything was different."""
    is_same = all(getattr(old, name) == getattr(new, name) for name in COMPARED)
    # The moment of the next reminder is put off by nothing but a change of the clock itself.
    if is_same and (old.remind_at is None) == (new.remind_at is None):
        return False
    for name in (*COMPARED, "remind_at"):
        setattr(old, name, getattr(new, name))
    return True


def _sent(subject_type: str, ids: Collection[int]) -> dict[tuple[int, str, str, datetime], set[tuple[str, int]]]:
    sent: dict[tuple[int, str, str, datetime], set[tuple[str, int]]] = {}
    rows = Reminder.objects.filter(subject_type=subject_type, subject_id__in=ids)
    for pk, code, item, due_at, stage, ahead in rows.values_list(
        "subject_id", "code", "item", "due_at", "stage", "ahead"
    ):
        sent.setdefault((pk, code, item, due_at), set()).add((stage, ahead))
    return sent


def _name(subject_type: str, key: ClockKey) -> str:
    pk, code, item = key
    return f"{subject_type}:{pk} {code}" + (f" {item}" if item else "")


def refresh_of_organisation(organisation: int, *, now: datetime) -> None:
    """After a change of its working time: every clock that runs by it, in chunks."""
    times = WorkingTimes()
    for subject_type in subjects_with_clocks():
        rows = OpenClock.objects.filter(organisation=organisation, subject_type=subject_type)
        ids = sorted(set(rows.values_list("subject_id", flat=True)))
        for start in range(0, len(ids), CHUNK):
            refresh_many(subject_type, ids[start : start + CHUNK], now=now, times=times)


# --- The whole register -----------------------------------------------------------------------------------------------
def verify_clocks(*, now: datetime, repair: bool = True, chunk: int = CHUNK) -> Differences:
    """Compare every running clock with the log, in chunks of records; puts right what differs unless told not to."""
    differences, times = Differences(), WorkingTimes()
    known = subjects_with_clocks()
    for subject_type in known:
        for ids in _chunks_of_subjects(subject_type, chunk):
            differences.add(refresh_many(subject_type, ids, now=now, times=times, repair=repair))
    # Clocks of records that nobody registers any more, or of kinds that are gone where the record has no event.
    orphans = OpenClock.objects.exclude(subject_type__in=known)
    for row in orphans.iterator(chunk_size=chunk):
        differences.extra.append(_name(row.subject_type, (row.subject_id, row.code, row.item)))
    if repair:
        orphans.delete()
    return differences


def _chunks_of_subjects(subject_type: str, size: int) -> Iterable[list[int]]:
    """The ids of records with events or clocks, in order, so many at a time."""
    last = -1
    while True:
        after = Q(subject_type=subject_type, subject_id__gt=last)
        found: set[int] = set()
        for model in (Event, OpenClock):
            subjects = model.objects.filter(after).values_list("subject_id", flat=True).distinct()
            found.update(subjects.order_by("subject_id")[:size])
        ids = sorted(found)[:size]
        if not ids:
            return
        yield ids
        last = ids[-1]
