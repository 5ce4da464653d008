"""Dates of a person: as a list by month, and as a feed for calendar programs."""

import hashlib
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from urllib.parse import urlsplit

from django.conf import settings
from django.db.models import QuerySet
from django.utils import timezone, translation
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from icalendar import Calendar
from icalendar import Event as CalendarEvent

from seriktes.accounts.models import User
from seriktes.procedures.definitions.dates import OwnDate, dates_between
from seriktes.procedures.models import CalendarFeed, OpenClock
from seriktes.procedures.queries.clocks import ClockRow, clock_rows, open_clocks_for_user

IN_FEED = 2000
# Of dates without a deadline, a calendar program gets those of so long.
BEHIND, AHEAD = timedelta(days=366), timedelta(days=730)


@dataclass(frozen=True)
class Month:
    """One month of the list. Overdue dates of earlier months stand in `overdue` of the present one. `own` are dates of the
    person, at which nothing is awaited of a post."""

    first: date
    rows: list[ClockRow]
    overdue: list[ClockRow]
    own: list[OwnDate]

    @property
    def before(self) -> date:
        return (self.first - timedelta(days=1)).replace(day=1)

    @property
    def after(self) -> date:
        return (self.first + timedelta(days=32)).replace(day=1)


def month_for_user(user: User, first: date, now: datetime) -> Month:
    today = timezone.localdate(now)
    clocks = open_clocks_for_user(user, today).select_related("post", "organisation").order_by("due_at", "pk")
    start, end = _midnight(first), _midnight((first + timedelta(days=32)).replace(day=1))
    rows = clock_rows(clocks.filter(due_at__gte=start, due_at__lt=end)[:500])
    late = clocks.filter(due_at__lt=min(start, now), paused_at__isnull=True) if first == today.replace(day=1) else None
    own = dates_between(user, first, timezone.localdate(end) - timedelta(days=1))
    return Month(first, rows, clock_rows(late[:200]) if late is not None else [], own)


def _midnight(day: date) -> datetime:
    return timezone.make_aware(datetime.combine(day, time()))


# --- Feeds ------------------------------------------------------------------------------------------------------------
def feeds_of(user: User) -> QuerySet[CalendarFeed]:
    return CalendarFeed.objects.filter(user=user, revoked_at__isnull=True).order_by("-created_at", "-pk")


def digest_of(secret: str) -> str:
    return hashlib.sha256(secret.encode()).hexdigest()


def feed_called(secret: str) -> CalendarFeed | None:
    """The feed of this secret, unless it is revoked or its person may not sign in any more."""
    feeds = CalendarFeed.objects.filter(digest=digest_of(secret), revoked_at__isnull=True, user__is_active=True)
    return feeds.select_related("user").first()


def feed_bytes(user: User, now: datetime) -> bytes:
    """The user's dates as iCalendar (RFC 5545), in the user's language.

    The same dates make the same bytes: nothing in them tells when the feed was read.
    """
    with translation.override(user.language):
        clocks = open_clocks_for_user(user, timezone.localdate(now)).order_by("due_at", "pk")[:IN_FEED]
        today = timezone.localdate(now)
        own = dates_between(user, today - BEHIND, today + AHEAD)
        return _calendar(clock_rows(clocks), own).to_ical()


def _calendar(rows: Iterable[ClockRow], own: Iterable[OwnDate]) -> Calendar:
    calendar = Calendar()
    calendar.add("prodid", "-//Seriktes//Calendar//EN")
    calendar.add("version", "2.0")
    calendar.add("method", "PUBLISH")
    calendar.add("x-wr-calname", "Seriktes")
    calendar.add("x-wr-timezone", settings.TIME_ZONE)
    calendar.add("refresh-interval", timedelta(hours=6), parameters={"VALUE": "DURATION"})
    for row in rows:
        calendar.add_component(_event(row))
    for one in own:
        calendar.add_component(_own_event(one))
    return calendar


def _own_event(one: OwnDate) -> CalendarEvent:
    event = CalendarEvent()
    event.add("uid", f"{one.key}@{_host()}")
    event.add("dtstamp", one.changed_at.astimezone(UTC).replace(microsecond=0))
    event.add("dtstart", one.day)
    event.add("dtend", one.day + timedelta(days=1))
    event.add("summary", _("%(label)s: %(title)s") % {"label": capfirst(str(one.label)), "title": one.title})
    event.add("transp", "TRANSPARENT")
    event.add("url", settings.SITE_URL + one.url)
    return event


def _event(row: ClockRow) -> CalendarEvent:
    clock, event = row.clock, CalendarEvent()
    day = timezone.localdate(clock.due_at)
    event.add("uid", uid_of(clock))
    # Stable, as RFC 5545 wants it of a revision: it changes with the date, which is what makes a revision.
    event.add("dtstamp", clock.started_at.astimezone(UTC).replace(microsecond=0))
    event.add("dtstart", day)
    event.add("dtend", day + timedelta(days=1))
    title = _("%(label)s: %(title)s") % {"label": row.label, "title": row.title}
    event.add("summary", _("Paused: %(title)s") % {"title": title} if row.is_paused else title)
    event.add("description", _("Awaited: %(awaits)s.") % {"awaits": row.awaits})
    event.add("transp", "TRANSPARENT")
    if row.url:
        event.add("url", settings.SITE_URL + row.url)
    return event


def uid_of(clock: OpenClock) -> str:
    """The same for one clock for ever, also when its row is made anew or its date moves."""
    name = "-".join(filter(None, [clock.subject_type, str(clock.subject_id), clock.code, clock.item]))
    return f"{name}@{_host()}"


def _host() -> str:
    return urlsplit(settings.SITE_URL).hostname or "seriktes"
