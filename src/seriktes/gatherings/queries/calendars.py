"""Events for calendar programs, in the language that is active."""

from collections.abc import Iterable

from django.conf import settings
from icalendar import Calendar, Event

from seriktes.common.text import visible
from seriktes.gatherings.enums import GatheringState
from seriktes.gatherings.models import Gathering


def calendar_of_events(rows: Iterable[Gathering]) -> bytes:
    """A program that has an event already takes the one with the higher sequence in its place."""
    book = Calendar()
    book.add("prodid", "-//Seriktes//events//")
    book.add("version", "2.0")
    for row in rows:
        if row.starts_at is None:
            continue
        entry = Event()
        entry.add("uid", f"{row.public_id}@seriktes")
        entry.add("sequence", row.version)
        entry.add("dtstamp", row.changed_at)
        entry.add("dtstart", row.starts_at)
        if row.ends_at:
            entry.add("dtend", row.ends_at)
        entry.add("summary", visible(row.name))
        entry.add("location", visible(row.place))
        entry.add("url", settings.SITE_URL + row.get_absolute_url())
        if row.state == GatheringState.CANCELLED:
            entry.add("status", "CANCELLED")
        book.add_component(entry)
    return bytes(book.to_ical())
