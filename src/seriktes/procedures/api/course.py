"""The events and clocks of one record, for the operations of the domains above."""

from collections.abc import Callable
from datetime import datetime
from typing import Any

from django.db import models
from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from pydantic import Field

from seriktes.common.api.paging import Order, PageAsked, page_of
from seriktes.common.api.types import Shown
from seriktes.procedures.definitions.clocks import ClockState
from seriktes.procedures.definitions.events import event_kinds, event_words
from seriktes.procedures.definitions.traces import amount_words, step_words
from seriktes.procedures.models import Event
from seriktes.procedures.queries.clocks import OwnedReading, readings_of

NEWEST_FIRST = Order("at", descending=True, is_moment=True)


class EventOut(Shown):
    """Something that happened to a record."""

    id: int
    kind: str = Field(description="As `agreement.signed`.")
    at: datetime = Field(description="When it happened, which may be years before it was written down.")
    recorded_at: datetime
    words: str = Field(description="In the language of the request.")
    who: str = Field(description="Empty for those who do not see people and notes of the record.")
    organisation: int | None = Field(description="The side for which it happened.")
    data: dict[str, Any] = Field(description="The values of the event; empty for those who do not see notes.")


class ClockStepOut(Shown):
    """One step of how a deadline came about."""

    at: datetime | None = Field(description="Null for what holds throughout: the term, the days off.")
    event: str
    words: str


class RecordClockOut(Shown):
    """What is awaited, until when, and how that came about."""

    code: str
    label: str
    awaits: str
    item: str = Field(description="What tells several clocks of one kind apart: a side, a part of a schedule.")
    state: ClockState
    started_at: datetime
    due_at: datetime
    paused_at: datetime | None
    stopped_at: datetime | None
    is_overdue: bool
    was_late: bool
    used: str = Field(description="In words; empty for a clock that runs to a date.")
    left: str
    organisation: int | None = Field(description="Who has to act.")
    post: int | None
    trace: list[ClockStepOut]


def timeline_page(
    request: HttpRequest,
    response: HttpResponse,
    record: models.Model,
    asked: PageAsked,
    *,
    with_people: bool,
    for_partners: bool,
) -> dict[str, Any]:
    """`with_people`: whether the reader sees notes and people; `for_partners`: whether what one side keeps to itself is
    left out. That the reader sees the record has been decided."""
    events = Event.objects.about(record).select_related("by")
    if for_partners:
        events = events.exclude(kind__in=[code for code, kind in event_kinds().items() if not kind.for_partners])
    show: Callable[[list[Event]], list[EventOut]] = lambda rows: [event_out(row, with_people) for row in rows]  # noqa: E731
    return page_of(request, response, events, asked, NEWEST_FIRST, show=show)


def event_out(event: Event, with_people: bool) -> EventOut:
    who = event.by_label or (str(event.by) if event.by else "")
    return EventOut(
        id=event.pk, kind=event.kind, at=event.at, recorded_at=event.recorded_at, words=event_words(event, with_people=with_people),
        who=who if with_people else "", organisation=event.organisation_pk, data=event.data if with_people else {},
    )  # fmt: skip


def clocks_shown(record: models.Model) -> list[RecordClockOut]:
    """Every clock of the record, stopped ones too, as it stands now."""
    now = timezone.now()
    return [_clock(owned, now) for owned in readings_of(record, now)]


def _clock(owned: OwnedReading, now: datetime) -> RecordClockOut:
    reading = owned.reading
    measured = reading.used is not None
    return RecordClockOut(
        code=reading.kind.code, label=str(reading.kind.label), awaits=str(reading.kind.awaits), item=reading.item,
        state=reading.state, started_at=reading.started_at, due_at=reading.due_at, paused_at=reading.paused_at,
        stopped_at=reading.stopped_at, is_overdue=reading.is_overdue(now), was_late=reading.was_late,
        used=amount_words(reading.used) if measured else "", left=amount_words(reading.left) if measured else "",
        organisation=owned.owner.organisation, post=owned.owner.post,
        trace=[ClockStepOut(at=step.at, event=step.event, words=step_words(step)) for step in reading.trace],
    )  # fmt: skip
