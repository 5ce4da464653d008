"""A country's partnerships, written as the demonstration's, and the pages, reminders and clocks over all of them."""

import resource
import sys
from collections.abc import Callable
from datetime import datetime, timedelta
from functools import partial
from time import perf_counter

from django.db import connection, transaction
from django.test import Client
from django.test.utils import CaptureQueriesContext, override_settings
from django.urls import reverse
from django.utils import timezone

from seriktes.accounts.models import User
from seriktes.organisations.demo.sizes import Size
from seriktes.organisations.demo.world import fill_world
from seriktes.organisations.models import Membership, Organisation, Post
from seriktes.partnerships.demo.mass.writing import write_mass
from seriktes.partnerships.models import Activity, Agreement, Commitment, Partnership
from seriktes.portal.bench.data import SEED
from seriktes.portal.bench.figures import Figure, median_seconds
from seriktes.portal.bench.pages import EMPTY
from seriktes.procedures.actions.clocks import CHUNK, Differences, refresh_many
from seriktes.procedures.actions.reminders import Sent, send_due
from seriktes.procedures.models import Event, OpenClock
from seriktes.procedures.queries.working_time import WorkingTimes

QUERIES, PAGE_RATIO, GROWTH = 12, 4.0, 1.5
# Rows of one page of the list of partnerships.
FULL_PAGE = 50
REMINDERS_RATIO, MEMORY_MIB = 10.0, 64
COMPARED = 20_000
EMPTY_PAGE = "empty page"
WORLD = Size("bench", universities=130, companies=5_000, faculty=2_600, students=130, with_units=130)
# Ten o'clock on a Tuesday in Almaty.
NOW = datetime.fromisoformat("2026-11-10T10:00:00+05:00")


def measure_partnerships(sizes: tuple[int, int], calls: int) -> list[Figure]:
    """At two sizes of one register: the second is written on top of the first."""
    figures: list[Figure] = []
    for size in sizes:
        start, memory = perf_counter(), _peak_mib()
        fill(size)
        figures += _written(size, perf_counter() - start, _peak_mib() - memory)
        figures += _pages(size, calls)
    # The reminders last: they are sent on the next days, and what they write belongs to these.
    return [*figures, *growth_between(figures), *_verified(), *_reminding()]


def fill(size: int) -> None:
    """Until there are so many partnerships, on top of those there are; an empty register gets its world first."""
    before = Partnership.objects.count()
    if not before:
        with transaction.atomic():
            fill_world(size=WORLD, seed=SEED, on=timezone.localdate(NOW))
    with transaction.atomic():
        write_mass(first=before, count=size, seed=SEED, now=NOW)
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")


def measure_filled(calls: int, *, whole: bool) -> list[Figure]:
    """Of a register that was filled before. Nothing is left behind in it but the two readers and their sessions."""
    figures = _pages(Partnership.objects.count(), calls)
    if whole:
        figures += _verified()
        with transaction.atomic():
            figures += _reminding()
            transaction.set_rollback(True)
    return figures


def growth_between(figures: list[Figure]) -> list[Figure]:
    """From the smaller register to the larger one, of every page that was measured in both. Each in empty pages of its own
    minute: the two are measured apart, and one machine is faster at one time than at another."""
    pages: dict[str, list[tuple[str, Figure]]] = {}
    for figure in figures:
        if figure.yardstick_is == EMPTY_PAGE and figure.measured is not None:
            what, _comma, size = figure.what.rpartition(", ")
            pages.setdefault(what, []).append((size.removesuffix(" partnerships"), figure))
    return [
        Figure(f"{what}: growth from {small} to {large}", now.database, now.ratio, "×", GROWTH, before.ratio, small)
        for what, ((small, before), (large, now)) in pages.items()
    ]


def _shown(number: int) -> str:
    return f"{number:,}".replace(",", " ")


def _written(size: int, seconds: float, memory: float) -> list[Figure]:
    counts = ", ".join(
        f"{_shown(model._base_manager.count())} {words}"
        for model, words in (
            (Agreement, "agreements"),
            (Activity, "activities"),
            (Event, "events"),
            (OpenClock, "clocks"),
        )
    )
    return [
        Figure(f"Writing {_shown(size)} partnerships ({counts})", connection.vendor, seconds, "s", 3600),
        Figure(f"Writing {_shown(size)} partnerships: more memory", connection.vendor, memory, "MiB", 400),
    ]


# --- Who asks ---------------------------------------------------------------------------------------------------------
def _signed_in(role: str, home: Organisation) -> tuple[Client, User]:
    user = User.objects.filter(email=f"{role}@bench.example").first()
    if user is None:
        user = User.objects.create_user(f"{role}@bench.example", name="Reader")
    if not Membership.objects.filter(user=user, organisation=home).exists():
        Membership.objects.create(user=user, organisation=home, role=role, starts_on=NOW.date() - timedelta(days=900))
    client = Client(raise_request_exception=False)
    client.force_login(user, backend="allauth.account.auth_backends.AuthenticationBackend")
    return client, user


def _officer() -> Client:
    """In the post that owns the first partnerships, of so many universities that a page of the list is full: what grows
    from one register to the other is the register and not the page."""
    posts = Post.objects.filter(owned_partnerships__isnull=False).order_by("pk").distinct()
    first = posts.first()
    assert first is not None  # noqa: S101  the mass makes posts
    client, user = _signed_in("partnership_officer", first.organisation)
    holder = first.holdings.get(ends_on=None).person
    holder.user = user
    holder.save(update_fields=["user"])
    mine: set[int] = set()
    for post in posts:
        if Partnership.objects.filter(parties__organisation__in=mine).distinct().count() >= FULL_PAGE:
            break
        if post.organisation_id not in mine:
            mine.add(post.organisation_id)
            _signed_in("partnership_officer", post.organisation)
            post.holdings.filter(ends_on=None).update(person=holder)
    return client


def _auditor() -> Client:
    return _signed_in("auditor", Organisation.objects.filter(kind="agency").order_by("pk")[0])[0]


# --- Pages ------------------------------------------------------------------------------------------------------------
def _pages(size: int, calls: int) -> list[Figure]:
    clients = {"officer": _officer(), "auditor": _auditor()}
    # The first of the officer's university: as large in the small register as in the large one.
    record = Partnership.objects.order_by("pk")[0]
    listed, promises = reverse("partnerships:list"), reverse("partnerships:commitments")
    asked = (
        ("Desk of an officer", "officer", reverse("portal:desk")),
        ("List of partnerships: the officer's", "officer", listed),
        ("List of partnerships: all", "auditor", listed),
        ("List of partnerships: all, two filters", "auditor", f"{listed}?stage=active&form=research"),
        ("Record of a partnership", "officer", record.get_absolute_url()),
        ("List of promises: the officer's", "officer", promises),
        ("List of promises: all", "auditor", promises),
        ("List of activities: the officer's", "officer", reverse("partnerships:activities")),
        ("List of activities: all", "auditor", reverse("partnerships:activities")),
    )
    figures: list[Figure] = []
    for what, who, url in asked:
        get: Callable[[str], object] = clients[who].get
        code = clients[who].get(url).status_code
        if code != 200:
            figures.append(Figure(what, connection.vendor, None, "s", PAGE_RATIO, note=f"{url} answers {code}"))
            continue
        with CaptureQueriesContext(connection) as queries:
            get(url)
        asked_for = len(queries)  # before the next request empties the list
        empty, seconds = median_seconds(calls, partial(get, EMPTY), partial(get, url))
        at = f"{what}, {_shown(size)} partnerships"
        figures += [
            Figure(f"{at}: queries", connection.vendor, asked_for, "", QUERIES),
            Figure(at, connection.vendor, seconds, "s", PAGE_RATIO, empty, EMPTY_PAGE),
        ]
    return figures


# --- Clocks -----------------------------------------------------------------------------------------------------------
def _reminding() -> list[Figure]:
    """Of the first morning, on which everything is told that a register just written owes, and of the day after it."""
    first = _morning(1)
    [before] = median_seconds(3, _scan)
    figures = _morning(2)
    [after] = median_seconds(3, _scan)
    sent, seconds, memory = figures
    what = f"Reminders of a day over the register: {_told(sent)}"
    scan, of_scan = (before + after) / 2, "a scan of the events, before and after"
    return [
        Figure(f"The first morning after it was written: {_told(first[0])}", connection.vendor, first[1], "s", 900),
        Figure("the same: more memory", connection.vendor, first[2], "MiB", MEMORY_MIB),
        Figure(what, connection.vendor, seconds, "s", REMINDERS_RATIO, scan, of_scan),
        Figure("the same: more memory", connection.vendor, memory, "MiB", MEMORY_MIB),
    ]


def _morning(days: int) -> tuple[Sent, float, float]:
    memory, start = _peak_mib(), perf_counter()
    with override_settings(EMAIL_BACKEND="django.core.mail.backends.dummy.EmailBackend"):
        sent = send_due(NOW + timedelta(days=days))
    return sent, perf_counter() - start, _peak_mib() - memory


def _told(sent: Sent) -> str:
    return f"{_shown(sent.clocks)} dates in {_shown(sent.mails)} mails, {_shown(sent.unreached)} to nobody"


def _scan() -> None:
    """Every row is looked at: no index holds this column."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT COUNT(*) FROM procedures_event WHERE by_label <> 'nobody'")
        cursor.fetchone()


def _verified() -> list[Figure]:
    """Of each sort of record as many, spread over the whole register; `seriktes clock verify` compares every one."""
    memory, start, differences = _peak_mib(), perf_counter(), Differences()
    times = WorkingTimes()
    for model in (Partnership, Agreement, Commitment, Activity):
        step = max(model._base_manager.count() // COMPARED, 1)
        numbers = list(model._base_manager.order_by("pk").values_list("pk", flat=True).iterator())[::step]
        for first in range(0, len(numbers), CHUNK):
            chunk = numbers[first : first + CHUNK]
            differences.add(refresh_many(model._meta.label_lower, chunk, now=NOW, times=times, repair=False))
    seconds, grown = perf_counter() - start, _peak_mib() - memory
    what = f"Clocks of {_shown(differences.records)} records against the log"
    return [
        Figure(f"{what}: differences", connection.vendor, differences.number, "", 0),
        Figure(what, connection.vendor, seconds, "s", 3600),
        Figure(f"{what}: more memory", connection.vendor, grown, "MiB", 2 * MEMORY_MIB),
    ]


def _peak_mib() -> float:
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    return peak / (1024 * 1024 if sys.platform == "darwin" else 1024)
