"""The clocks that run for the posts of whoever asks."""

from datetime import datetime
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from ninja import Router
from pydantic import Field

from seriktes.accounts.api import BearerToken, asker
from seriktes.accounts.enums import Scope
from seriktes.common.api.paging import Asked, Order, Page, page_of
from seriktes.common.api.types import Shown
from seriktes.procedures.queries.clocks import ClockRow, clock_rows, open_clocks_for_user

router = Router(tags=["clocks"])
READ = BearerToken(Scope.PARTNERSHIPS_READ)
SOONEST_FIRST = Order("due_at", is_moment=True)


class RunningClockOut(Shown):
    """A clock that runs, or is paused, for one of your posts or of an organisation whose posts you keep."""

    code: str
    label: str
    awaits: str
    item: str
    subject_type: str = Field(description="As `partnerships.agreement`.")
    subject: int = Field(description="Number of the record that waits.")
    title: str
    url: str = Field(description="Its page for people.")
    organisation: int | None
    post: int | None
    started_at: datetime
    due_at: datetime
    is_paused: bool
    is_overdue: bool


@router.get("/clocks", auth=READ, response=Page[RunningClockOut], summary="What waits for you, the soonest first")
def clocks(request: HttpRequest, response: HttpResponse, asked: Asked) -> dict[str, Any]:
    now = timezone.now()
    rows = open_clocks_for_user(asker(request), timezone.localdate(now))
    return page_of(
        request, response, rows, asked, SOONEST_FIRST,
        show=lambda found: [_shown(row, now) for row in clock_rows(found)],
    )  # fmt: skip


def _shown(row: ClockRow, now: datetime) -> RunningClockOut:
    clock = row.clock
    plain = ("code", "item", "subject_type", "started_at", "due_at")
    return RunningClockOut(
        label=row.label, awaits=row.awaits, subject=clock.subject_id, title=row.title, url=row.url,
        organisation=clock.organisation_id, post=clock.post_id, is_paused=row.is_paused,
        is_overdue=row.is_overdue(now), **{name: getattr(clock, name) for name in plain},
    )  # fmt: skip
