"""A meeting as others read it: its calendar entry, its agenda in words, who came."""

from datetime import UTC
from urllib.parse import urlsplit

from django.conf import settings
from django.utils.translation import gettext as _
from icalendar import Calendar
from icalendar import Event as CalendarEvent

from seriktes.curriculum.enums import MeetingState
from seriktes.curriculum.models import Meeting


def calendar_entry(meeting: Meeting, url: str) -> str:
    """The meeting as iCalendar (RFC 5545), in the language that is active; a higher sequence takes the place of an earlier."""
    is_off = meeting.state == MeetingState.CANCELLED
    calendar = Calendar()
    calendar.add("prodid", "-//Seriktes//Councils//EN")
    calendar.add("version", "2.0")
    # No REQUEST: a calendar program would answer it to an address that nobody reads; the link of the letter does that.
    calendar.add("method", "CANCEL" if is_off else "PUBLISH")
    event = CalendarEvent()
    host = urlsplit(settings.SITE_URL).hostname or "seriktes"
    event.add("uid", f"council-meeting-{meeting.pk}@{host}")
    event.add("sequence", meeting.sequence)
    event.add("dtstamp", (meeting.called_at or meeting.changed_at).astimezone(UTC).replace(microsecond=0))
    event.add("dtstart", meeting.starts_at.astimezone(UTC))
    event.add("dtend", meeting.ends_at.astimezone(UTC))
    event.add("summary", title_of(meeting))
    event.add("status", "CANCELLED" if is_off else "CONFIRMED")
    where = "; ".join(filter(None, [meeting.place, meeting.online]))
    if where:
        event.add("location", where)
    event.add("description", "\n".join([*agenda_lines(meeting), url]))
    event.add("url", url)
    calendar.add_component(event)
    return calendar.to_ical().decode()


def title_of(meeting: Meeting) -> str:
    return _("Meeting № %(number)s: %(council)s") % {"number": meeting.number, "council": meeting.council.name}


def agenda_lines(meeting: Meeting) -> list[str]:
    return [
        f"{place}. {item.text}" + (f" ({item.speaker})" if item.speaker else "")
        for place, item in enumerate(meeting.agenda.all(), 1)
    ]
