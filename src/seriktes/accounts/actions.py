from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from django.db import models
from django.utils import timezone

from seriktes.accounts.models import AuditEvent, Notice, User
from seriktes.common.logs import request_id

Changes = Mapping[str, Any]


@dataclass(frozen=True)
class Recorded:
    """One thing to write into the audit log; `values` holds JSON-ready data, changes as `[old, new]`."""

    kind: str
    target: models.Model
    values: Changes = field(default_factory=dict)


def _event(recorded: Recorded, by: User | None, at: datetime) -> AuditEvent:
    target = recorded.target
    return AuditEvent(
        at=at,
        actor_id=by.pk if by else None,
        actor_label=by.email if by else "system",
        kind=recorded.kind,
        target_type=target._meta.label_lower,
        target_id=str(target.pk),
        target_label=str(target)[:300],
        values=dict(recorded.values),
        request_id=request_id.get(),
    )


def record_event(*, kind: str, by: User | None, target: models.Model, values: Changes | None = None) -> AuditEvent:
    """Write one event of the audit log, in the caller's transaction. `by=None` is the system itself."""
    event = _event(Recorded(kind, target, values or {}), by, timezone.now())
    event.save(force_insert=True)
    return event


def record_events(*, events: Iterable[Recorded], by: User | None) -> None:
    """The same for many at once."""
    at = timezone.now()
    AuditEvent.objects.bulk_create([_event(recorded, by, at) for recorded in events], batch_size=1000)


def notify(*, user: User, kind: str, url: str = "", **values: Any) -> Notice:
    """Tell somebody something; the sentence of `kind` is in `accounts.queries.NOTICE_SENTENCES`."""
    return Notice.objects.create(user=user, kind=kind, url=url, values=values)
