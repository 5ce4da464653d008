"""Calendar feeds of a person, and the working time of an organisation."""

import secrets
from collections.abc import Mapping, Sequence
from datetime import date, datetime, time, timedelta

from django.db import transaction

from seriktes.accounts.actions import record_event
from seriktes.accounts.models import User
from seriktes.organisations.models import Organisation
from seriktes.procedures.actions.clocks import refresh_of_organisation
from seriktes.procedures.models import CalendarFeed, OfficeHours, OwnDay
from seriktes.procedures.queries.calendar import digest_of, feeds_of

MOST_FEEDS = 20
LONGEST_REST = 366


class CannotKeepCalendar(Exception):
    """`reason` says why."""

    TOO_MANY, OVERLAP, BACKWARDS, NO_DAY, TOO_LONG = "too_many", "overlap", "backwards", "no_day", "too_long"

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason


@transaction.atomic
def make_feed(*, by: User, name: str, now: datetime) -> tuple[CalendarFeed, str]:
    """A feed and its secret, which is kept nowhere."""
    if feeds_of(by).count() >= MOST_FEEDS:
        raise CannotKeepCalendar(CannotKeepCalendar.TOO_MANY)
    secret = secrets.token_urlsafe(32)
    feed = CalendarFeed.objects.create(user=by, name=name, digest=digest_of(secret), created_at=now)
    record_event(kind="procedures.feed.made", by=by, target=feed, values={"name": name})
    return feed, secret


@transaction.atomic
def revoke_feed(*, feed: CalendarFeed, by: User, now: datetime) -> None:
    feed.revoked_at = now
    feed.save(update_fields=["revoked_at"])
    record_event(kind="procedures.feed.revoked", by=by, target=feed, values={})


def note_reading(feed: CalendarFeed, on: date) -> None:
    """The day of the last reading: one write a day, however often a program asks."""
    if feed.last_read_on != on:
        CalendarFeed.objects.filter(pk=feed.pk).update(last_read_on=on)


# --- Working time -----------------------------------------------------------------------------------------------------
Span = tuple[time, time]


@transaction.atomic
def set_office_hours(
    *, organisation: Organisation, hours: Mapping[int, Sequence[Span]], by: User, now: datetime
) -> None:
    """The hours of each weekday; none at all means the country's. Deadlines that run are computed anew."""
    for spans in hours.values():
        flat = [moment for span in spans for moment in span]
        if any(closes <= opens for opens, closes in spans):
            raise CannotKeepCalendar(CannotKeepCalendar.BACKWARDS)
        if flat != sorted(flat):
            raise CannotKeepCalendar(CannotKeepCalendar.OVERLAP)
    before = _hours_of(organisation)
    OfficeHours.objects.filter(organisation=organisation).delete()
    OfficeHours.objects.bulk_create(
        OfficeHours(organisation=organisation, weekday=weekday, opens=opens, closes=closes)
        for weekday, spans in sorted(hours.items())
        for opens, closes in spans
    )
    after = _hours_of(organisation)
    if before != after:
        record_event(kind="procedures.hours.set", by=by, target=organisation, values={"office_hours": [before, after]})
        refresh_of_organisation(organisation.pk, now=now)


def _hours_of(organisation: Organisation) -> list[str]:
    rows = OfficeHours.objects.filter(organisation=organisation).order_by("weekday", "opens")
    return [f"{row.weekday} {row.opens:%H:%M}–{row.closes:%H:%M}" for row in rows]


@transaction.atomic
def add_own_days(
    *, organisation: Organisation, first: date, last: date, is_working: bool, note: str, by: User, now: datetime
) -> int:
    """A day of one's own, or a vacation; days that were set before are set anew. Answers how many."""
    if last < first:
        raise CannotKeepCalendar(CannotKeepCalendar.BACKWARDS)
    if (last - first).days >= LONGEST_REST:
        raise CannotKeepCalendar(CannotKeepCalendar.TOO_LONG)
    days = [first + timedelta(days=offset) for offset in range((last - first).days + 1)]
    OwnDay.objects.filter(organisation=organisation, day__in=days).delete()
    OwnDay.objects.bulk_create(
        OwnDay(organisation=organisation, day=day, is_working=is_working, note=note) for day in days
    )
    values = {"first": str(first), "last": str(last), "is_working": is_working, "note": note}
    record_event(kind="procedures.own_days.added", by=by, target=organisation, values=values)
    refresh_of_organisation(organisation.pk, now=now)
    return len(days)


@transaction.atomic
def remove_own_day(*, own_day: OwnDay, by: User, now: datetime) -> None:
    organisation = own_day.organisation
    values = {"day": str(own_day.day), "is_working": own_day.is_working, "note": own_day.note}
    own_day.delete()
    record_event(kind="procedures.own_days.removed", by=by, target=organisation, values=values)
    refresh_of_organisation(organisation.pk, now=now)
