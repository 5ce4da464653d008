"""Writing the audit log."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from django.db import models
from django.utils import timezone

from seriktes.accounts.models import AuditEvent, User
from seriktes.common.logs import request_id

Changes = Mapping[str, Any]


@dataclass(frozen=True)
class Recorded:
    """One thing to write into the audit log; `values` holds JSON-ready data, changes as `[old, new]`.

    The target is a record, or its model where all of them are meant.
    """

    kind: str
    target: models.Model | type[models.Model]
    values: Changes = field(default_factory=dict)


def _refuse_floats(value: Any) -> None:
    # The two databases write a float back differently, and the seal covers what is written back.
    if isinstance(value, float):
        raise TypeError(f"Write {value!r} into the audit log as text: floats have no exact form.")
    if isinstance(value, Mapping):
        for inner in value.values():
            _refuse_floats(inner)
    elif isinstance(value, list | tuple):
        for inner in value:
            _refuse_floats(inner)


def _event(recorded: Recorded, by: User | None, at: datetime) -> AuditEvent:
    target = recorded.target
    _refuse_floats(recorded.values)
    return AuditEvent(
        at=at,
        actor_id=by.pk if by else None,
        actor_label=by.email if by else "system",
        kind=recorded.kind,
        target_type=target._meta.label_lower,
        target_id=str(target.pk) if isinstance(target, models.Model) else "",
        target_label=str(target)[:300] if isinstance(target, models.Model) else "",
        values=dict(recorded.values),
        request_id=request_id.get(),
    )


def record_event(
    *, kind: str, by: User | None, target: models.Model | type[models.Model], values: Changes | None = None
) -> AuditEvent:
    """Write one event of the audit log, in the caller's transaction. `by=None` is the system itself."""
    event = _event(Recorded(kind, target, values or {}), by, timezone.now())
    event.save(force_insert=True)
    return event


def record_events(*, events: Iterable[Recorded], by: User | None) -> None:
    """The same for many at once."""
    at = timezone.now()
    AuditEvent.objects.bulk_create([_event(recorded, by, at) for recorded in events], batch_size=1000)
