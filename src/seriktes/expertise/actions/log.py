"""One thing that happened, written into the audit log and onto the record's timeline, in the caller's transaction."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from seriktes.accounts.actions import record_event
from seriktes.accounts.models import User
from seriktes.expertise.models import Evidence
from seriktes.procedures.actions import events


def log(
    verb: str,
    evidence: Evidence,
    *,
    by: User | None,
    at: datetime,
    values: Mapping[str, Any] | None = None,
    data: Mapping[str, Any] | None = None,
) -> None:
    """`values` is what the audit log keeps, `data` what the sentence of the timeline names."""
    record_event(kind=f"expertise.evidence.{verb}", by=by, target=evidence, values=dict(values or {}))
    events.record(
        subject=evidence, kind=f"evidence.{verb}", at=at, by=by, data=data, organisation=evidence.organisation_id
    )
