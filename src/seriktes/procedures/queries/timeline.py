"""What happened to a record, newest first."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import UTC
from typing import Any

from django.db import models
from django.db.models import Q, QuerySet
from django.utils.dateparse import parse_datetime

from seriktes.procedures.definitions.events import event_kind, event_kinds, event_words
from seriktes.procedures.models import Event

PAGE = 20


@dataclass(frozen=True)
class TimelineRow:
    event: Event
    words: str
    who: str
    icon: str
    # What it happened to, where one timeline is of several records.
    title: str = ""
    url: str = ""


@dataclass(frozen=True)
class Timeline:
    """`older` is the cursor of the next page (`before=`), empty on the last."""

    rows: list[TimelineRow]
    older: str


def timeline_of(
    record: models.Model, *, before: str = "", size: int = PAGE, for_partners: bool = False, kinds: Iterable[str] = (),
    with_people: bool = True,
) -> Timeline:  # fmt: skip
    """One page of the record's events with their words; one query, at any depth.

    `before` is the cursor of the page before. Who did it, and what was written freely, is told `with_people`; whether
    the reader may see the record at all has been decided already.
    """
    events = Event.objects.about(record)
    if kinds := list(kinds):
        events = events.filter(kind__in=kinds)
    return page_of(events, before=before, size=size, for_partners=for_partners, with_people=with_people)


def page_of(
    events: QuerySet[Event],
    *,
    before: str = "",
    size: int = PAGE,
    for_partners: bool = False,
    with_people: bool = True,
    about: Callable[[Any], tuple[str, str]] | None = None,
) -> Timeline:
    """One page of these events, newest first. `with_people`: who did it is told. `about` gives title and address of what
    an event happened to."""
    rows = page_rows(events, before=before, size=size, for_partners=for_partners)
    return page_of_rows(rows, size=size, with_people=with_people, about=about)


def page_rows(
    events: QuerySet[Event], *, before: str = "", size: int = PAGE, for_partners: bool = False
) -> QuerySet[Event]:
    """The rows of a page and one more."""
    events = events.select_related("by__person").order_by("-at", "-id")
    if for_partners:
        hidden = [code for code, kind in event_kinds().items() if not kind.for_partners]
        events = events.exclude(kind__in=hidden) if hidden else events
    cursor = _read_cursor(before)
    if cursor:
        at, pk = cursor
        events = events.filter(Q(at__lt=at) | Q(at=at, id__lt=pk))
    return events[: size + 1]


def page_of_rows(
    rows: Iterable[Event],
    *,
    size: int = PAGE,
    with_people: bool = True,
    about: Callable[[Any], tuple[str, str]] | None = None,
) -> Timeline:
    """The page of what `page_rows` found."""
    found = list(rows)
    shown = found[:size]
    older = f"{shown[-1].at.isoformat()}_{shown[-1].pk}" if len(found) > size else ""
    return Timeline([_row(event, with_people=with_people, about=about) for event in shown], older)


def _row(
    event: Event, *, with_people: bool = True, about: Callable[[Any], tuple[str, str]] | None = None
) -> TimelineRow:
    kind = event_kind(event.kind)
    who = _who(event) if with_people else ""
    title, url = about(event) if about else ("", "")
    return TimelineRow(event, event_words(event, with_people=with_people), who, kind.icon if kind else "", title, url)


def _who(event: Event) -> str:
    written = event.by_label or (str(event.by) if event.by else "")
    # An account has one spelling of a name, its person has one in each language.
    person = getattr(event.by, "person", None)
    return str(person.spelled(written)) if person else written


def _read_cursor(text: str) -> tuple[object, int] | None:
    at, _, pk = text.rpartition("_")
    try:
        moment = parse_datetime(at) if pk.isdecimal() and len(pk) < 19 else None
        # In UTC it may lie before the first day that there is.
        return (moment.astimezone(UTC), int(pk)) if moment and moment.tzinfo else None
    except (ValueError, OverflowError):
        return None
