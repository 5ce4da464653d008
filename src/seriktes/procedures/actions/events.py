"""What happened is written down, and the clocks of the record follow in the same transaction."""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from itertools import islice
from typing import Any

from django.db import models, transaction
from django.utils import timezone

from seriktes.accounts.models import User
from seriktes.organisations.models import Organisation
from seriktes.procedures.actions.clocks import lock_subjects, refresh_many
from seriktes.procedures.definitions.events import event_kind
from seriktes.procedures.models import Event, subject_of
from seriktes.procedures.queries.working_time import WorkingTimes

CHUNK = 2000


class UnknownKind(ValueError):
    """An event of a kind that no domain has registered."""


@dataclass(frozen=True)
class NewEvent:
    """An event of an import."""

    subject_type: str
    subject_id: int
    kind: str
    at: datetime
    data: Mapping[str, Any] = field(default_factory=dict)
    by: User | None = None
    by_label: str = ""
    organisation: int | None = None


@transaction.atomic
def record(
    *,
    subject: models.Model,
    kind: str,
    at: datetime,
    by: User | None,
    data: Mapping[str, Any] | None = None,
    by_label: str = "",
    organisation: Organisation | int | None = None,
    now: datetime | None = None,
) -> Event:
    """Write one event and bring the record's clocks in line. `at` is when it happened; `by_label` names who, in words,
    where it was nobody with an account."""
    _check(kind)
    lock_subjects(subject._meta.label_lower, [subject.pk])
    event = Event.objects.create(
        **subject_of(subject),
        kind=kind,
        at=at,
        by=by,
        by_label=by_label[:254],
        data=dict(data or {}),
        organisation_pk=organisation.pk if isinstance(organisation, Organisation) else organisation,
    )
    refresh_many(event.subject_type, [event.subject_id], now=now)
    return event


def record_many(events: Iterable[NewEvent], *, now: datetime | None = None, chunk: int = CHUNK) -> int:
    """Write many events, a transaction a chunk, and the clocks of their records; answers how many.

    Flat in memory: `events` may be a generator of any length. Cheapest when the events of one record stand together.
    """
    total, times, source = 0, WorkingTimes(), iter(events)
    now = now or timezone.now()
    while batch := list(islice(source, chunk)):
        records: dict[str, set[int]] = defaultdict(set)
        for event in batch:
            _check(event.kind)
            records[event.subject_type].add(event.subject_id)
        with transaction.atomic():
            for subject_type, ids in sorted(records.items()):
                lock_subjects(subject_type, ids)
            Event.objects.bulk_create([_row(event) for event in batch], batch_size=chunk)
            for subject_type, ids in sorted(records.items()):
                refresh_many(subject_type, ids, now=now, times=times)
        total += len(batch)
    return total


def _check(kind: str) -> None:
    if event_kind(kind) is None:
        raise UnknownKind(f"No domain has registered an event {kind!r} (`definitions.events.register_events`).")


def _row(event: NewEvent) -> Event:
    return Event(
        subject_type=event.subject_type, subject_id=event.subject_id, kind=event.kind, at=event.at,
        by=event.by, by_label=event.by_label[:254], data=dict(event.data), organisation_pk=event.organisation,
    )  # fmt: skip
