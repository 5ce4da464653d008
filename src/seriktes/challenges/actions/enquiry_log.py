"""What happens to an enquiry is written into its events, from which the clocks follow, and into the audit log."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from seriktes.accounts.actions import record_event
from seriktes.accounts.models import User
from seriktes.challenges.models import Enquiry
from seriktes.procedures.actions import events


def log(
    enquiry: Enquiry, kind: str, *, at: datetime, by: User | None, by_label: str = "",
    data: Mapping[str, Any] | None = None,
) -> None:  # fmt: skip
    """The audit log, which nothing leaves, is told the values without names of people who have no account."""
    told = {name: value for name, value in (data or {}).items() if by is not None or name != "name"}
    record_event(kind=f"challenges.{kind}", by=by, target=enquiry, values=told)
    events.record(
        subject=enquiry, kind=kind, at=at, by=by, by_label=by_label, data=data, organisation=enquiry.organisation_id
    )


def lock(enquiry: Enquiry) -> Enquiry:
    rows = Enquiry.objects.select_for_update(of=("self",)).select_related("organisation", "post", "expert__user")
    return rows.get(pk=enquiry.pk)
