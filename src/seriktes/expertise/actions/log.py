"""What happens to pieces of evidence."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from seriktes.accounts.models import User
from seriktes.expertise.models import Evidence
from seriktes.procedures.actions.log import Log

_log = Log("expertise")


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
    organisation = evidence.organisation_id
    _log(f"evidence.{verb}", evidence, by=by, at=at, data=data, values=values or {}, organisation=organisation)
