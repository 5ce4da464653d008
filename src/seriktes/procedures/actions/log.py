"""One thing that happened, written into the audit log and into the record's own log, in the caller's transaction."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from django.db import models

from seriktes.accounts.actions import record_event
from seriktes.accounts.models import User
from seriktes.organisations.models import NamedInThree, Organisation
from seriktes.procedures.actions import events


@dataclass(frozen=True)
class Log:
    """Of one domain, with whose name its kinds begin in the audit log."""

    domain: str

    def __call__(
        self,
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

        `at` is when it happened, which may be years ago. `organisation` is the side for which it happened.
        """
        told = {name: json_ready(names_of(value)) for name, value in (data or {}).items()}
        kept = told if values is None else {name: json_ready(value) for name, value in values.items()}
        record_event(kind=f"{self.domain}.{kind}", by=by, target=record, values=kept)
        events.record(subject=record, kind=kind, at=at, by=by, data=told, by_label=by_label, organisation=organisation)


def names_of(value: Any) -> Any:
    """A record with a name in three languages by its names of that day, so that each reader is told in their own."""
    if not isinstance(value, NamedInThree):
        return value
    return {code: name for code, name in value.names_by_language.items() if name} or str(value)


def json_ready(value: Any) -> Any:
    """As the logs keep it; records by their keys."""
    if isinstance(value, models.Model):
        return value.pk
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, Decimal):
        return f"{value.normalize():f}"
    if isinstance(value, list | tuple):
        return [json_ready(one) for one in value]
    return value
