"""Clocks and reminders over a whole country: against one scan of the event table, and against bare writing."""

import resource
import sys
from collections.abc import Iterator
from datetime import date, datetime, timedelta
from time import perf_counter

from django.db import connection
from django.test.utils import CaptureQueriesContext, override_settings

from seriktes.accounts.models import User
from seriktes.organisations.models import Organisation, Person, Post, PostHolding
from seriktes.portal.bench.data import grow_register
from seriktes.portal.bench.figures import Figure, median_seconds
from seriktes.procedures.actions.clocks import refresh
from seriktes.procedures.actions.events import NewEvent, record_many
from seriktes.procedures.actions.reminders import Sent, send_due
from seriktes.procedures.definitions.clocks import ClockKind, register_clocks
from seriktes.procedures.definitions.events import EventKind, register_events
from seriktes.procedures.definitions.subjects import Card, SubjectKind, register_subjects
from seriktes.procedures.definitions.terms import SetDate
from seriktes.procedures.models import Event, OpenClock

SUBJECT = "organisations.organisation"
REMINDERS_RATIO, WRITING_RATIO, REFRESH_QUERIES, MEMORY_MIB = 10.0, 4.0, 12, 48
BATCH = 5000
ORGANISATIONS = 2000
# A clock is told of some three times a year, on one of some 250 working days.
DUE_SHARE = 80
# Ten o'clock on a Tuesday in Almaty.
NOW = datetime.fromisoformat("2026-11-10T10:00:00+05:00")
LONG_AGO = datetime.fromisoformat("2024-03-04T10:00:00+05:00")


def measure_clocks(events: int) -> list[Figure]:
    """At 5 000 000 events and 400 000 running clocks: `events` says how many of the former, the rest in proportion."""
    _register()
    grow_register(min(ORGANISATIONS, events // 100))
    clocks = events * 2 // 25
    posts = _posts(max(clocks // 40, 4))
    subjects = list(Organisation.objects.order_by("pk").values_list("pk", flat=True))
    _write_events(events)
    writing = _writing(subjects, posts, min(events // 20, 50_000))
    refreshing = _refreshing(subjects[0])
    _write_clocks(clocks, subjects, posts)
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")
    return [*writing, *refreshing, *_reminding(events)]


def _register() -> None:
    register_events(
        [EventKind("bench.set", "Set for {date}."), EventKind("bench.met", "Met."), EventKind("bench.note", "A note.")]
    )
    register_clocks(
        [ClockKind(code="bench", subject=SUBJECT, label="Promise", awaits="a delivery", item="part",
                   starts={"bench.set"}, stops={"bench.met"}, term=SetDate("date"), ahead=(30, 7))]
    )  # fmt: skip
    cards = SubjectKind(
        SUBJECT, "bench", "bench", lambda ids: {pk: Card(f"Record {pk}", f"/organisations/{pk}/") for pk in ids}
    )
    register_subjects([cards])


def _posts(count: int) -> list[tuple[int, int]]:
    """Posts with a holder who has an account, over all organisations: their ids with that of the organisation."""
    organisations = list(Organisation.objects.order_by("pk").values_list("pk", flat=True))
    users = User.objects.bulk_create(
        (User(email=f"holder{n}@bench.example", name=f"Holder {n}", language=("kk", "ru", "en")[n % 3])
         for n in range(count)), batch_size=BATCH,
    )  # fmt: skip
    people = Person.objects.bulk_create((Person(name_en=user.name, user=user) for user in users), batch_size=BATCH)
    posts = Post.objects.bulk_create(
        (Post(organisation_id=organisations[n % len(organisations)], name_en=f"Post {n}") for n in range(count)),
        batch_size=BATCH,
    )
    PostHolding.objects.bulk_create(
        (PostHolding(post=post, person=person, starts_on=date(2024, 1, 1))
         for post, person in zip(posts, people, strict=True)), batch_size=BATCH,
    )  # fmt: skip
    return [(post.pk, post.organisation_id) for post in posts]


def _write_events(count: int) -> None:
    for start in range(0, count, BATCH):
        Event.objects.bulk_create(
            [Event(subject_type="bench.record", subject_id=n // 12, kind="bench.note", by_label="Bench",
                   at=LONG_AGO + timedelta(minutes=n % 1_000_000), data={"note": f"Note {n}"})
             for n in range(start, min(start + BATCH, count))]
        )  # fmt: skip


def _write_clocks(count: int, subjects: list[int], posts: list[tuple[int, int]]) -> None:
    def rows() -> Iterator[OpenClock]:
        for n in range(count):
            post, organisation = posts[n % len(posts)]
            is_due = (n // len(posts) + n) % DUE_SHARE == 0
            due = (NOW + timedelta(days=7 if is_due else 40 + n % 300)).replace(hour=18)
            yield OpenClock(
                subject_type=SUBJECT, subject_id=subjects[n % len(subjects)], code="bench", item=f"c{n}", post_id=post,
                organisation_id=organisation, started_at=LONG_AGO, due_at=due,
                remind_at=NOW.replace(hour=9) if is_due else due - timedelta(days=30),
            )  # fmt: skip

    OpenClock.objects.bulk_create(rows(), batch_size=BATCH)


def _writing(subjects: list[int], posts: list[tuple[int, int]], count: int) -> list[Figure]:
    """record_many with its clocks, against bulk_create of the same events and clocks."""

    def new() -> Iterator[NewEvent]:
        for n in range(count):
            post = posts[n % len(posts)][0]
            data = {"date": "2027-05-03", "part": f"p{n}", "post": post} if n % 12 == 0 else {"note": f"Note {n}"}
            kind = "bench.set" if n % 12 == 0 else "bench.note"
            yield NewEvent(SUBJECT, subjects[n * len(subjects) // count], kind, LONG_AGO + timedelta(minutes=n), data)

    start = perf_counter()
    record_many(new(), now=NOW)
    recorded = perf_counter() - start
    clocks = list(OpenClock.objects.filter(item__startswith="p"))
    OpenClock.objects.filter(item__startswith="p").delete()
    events = [Event(subject_type="bench.record", subject_id=one.subject_id, kind=one.kind, at=one.at, data=dict(one.data))
              for one in new()]  # fmt: skip
    for clock in clocks:
        clock.pk = None
    start = perf_counter()
    Event.objects.bulk_create(events, batch_size=2000)
    OpenClock.objects.bulk_create(clocks, batch_size=2000)
    bare = perf_counter() - start
    what = f"record_many of {count:,} events with {len(clocks):,} clocks".replace(",", " ")
    return [Figure(what, connection.vendor, recorded, "s", WRITING_RATIO, bare, "bulk_create of the same rows")]


def _refreshing(subject: int) -> list[Figure]:
    record = Organisation.objects.get(pk=subject)
    with CaptureQueriesContext(connection) as queries:
        refresh(record, now=NOW)
    return [
        Figure("Clocks of one record from its events: queries", connection.vendor, len(queries), "", REFRESH_QUERIES)
    ]


def _reminding(events: int) -> list[Figure]:
    [scan] = median_seconds(3, _scan)
    before = _peak_mib()
    start = perf_counter()
    with override_settings(EMAIL_BACKEND="django.core.mail.backends.dummy.EmailBackend"):
        sent = send_due(NOW)
    seconds = perf_counter() - start
    grown = _peak_mib() - before
    at = f"of {events:,} events".replace(",", " ")
    return [
        Figure(_what(sent), connection.vendor, seconds, "s", REMINDERS_RATIO, scan, f"a scan {at}"),
        Figure("Reminders of a day: more memory than before", connection.vendor, grown, "MiB", MEMORY_MIB),
    ]


def _what(sent: Sent) -> str:
    return f"Reminders of a day: {sent.clocks:,} dates in {sent.mails:,} mails".replace(",", " ")


def _scan() -> None:
    """Every row is looked at: no index holds this column."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT COUNT(*) FROM procedures_event WHERE by_label <> 'nobody'")
        cursor.fetchone()


def _peak_mib() -> float:
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    return peak / (1024 * 1024 if sys.platform == "darwin" else 1024)
