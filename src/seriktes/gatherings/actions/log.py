"""One thing that happened, written into the audit log and into the record's own log, in the caller's transaction."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.db import models

from seriktes.accounts.actions import record_event
from seriktes.accounts.models import User
from seriktes.organisations.models import Organisation, Person
from seriktes.procedures.actions import events


def log(
    kind: str,
    record: models.Model,
    *,
    by: User | None,
    at: datetime,
    data: Mapping[str, Any] | None = None,
    values: Mapping[str, Any] | None = None,
    organisation: Organisation | int | None = None,
    by_label: str = "",
) -> None:
    """`data` is what the event says to clocks and timelines; `values` what the audit log keeps, the same if left out.

    `organisation` is the side for which it happened. An organisation or a person in `data` is told by its names of that
    day, to each reader in their own language.
    """
    told = {name: names_of(value) for name, value in (data or {}).items()}
    record_event(kind=f"gatherings.{kind}", by=by, target=record, values=told if values is None else dict(values))
    events.record(subject=record, kind=kind, at=at, by=by, data=told, by_label=by_label, organisation=organisation)


def names_of(value: Any) -> Any:
    if not isinstance(value, Organisation | Person):
        return value
    return {code: name for code, name in value.names_by_language.items() if name} or str(value)
