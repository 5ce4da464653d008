"""Confidential reports: who reads them, and how long each has waited. Nothing else of the register knows of them."""

from collections.abc import Sequence
from datetime import datetime

from django.db.models import Q, QuerySet
from django.utils.translation import gettext_lazy as _

from seriktes.organisations.queries.access import Viewer, grants_for_user
from seriktes.placements.enums import ConcernAuthor, ConcernState
from seriktes.placements.models import Concern, ConcernNote
from seriktes.placements.queries.access import CONCERNS
from seriktes.procedures.definitions.clocks import ClockKind, ClockReading, Happening, run_clock
from seriktes.procedures.definitions.terms import WorkingDays
from seriktes.procedures.queries.working_time import WorkingTimes

# Working days to the first answer, and to each further one. Who does not feel safe is answered on the next day.
DAYS, DAYS_IN_DANGER = 3, 1
WROTE, ANSWERED, CLOSED = "wrote", "answered", "closed"
# Run by hand and not registered: what is registered lies on desks, in calendars and in letters of others.
CLOCK = ClockKind(
    code="placement_concern", subject="placements.concern", label=_("confidential report"), awaits=_("an answer"),
    starts=(WROTE,), stops=(ANSWERED, CLOSED), term=WorkingDays("days"),
)  # fmt: skip


def handled_at(user: Viewer) -> list[int]:
    """The universities for which the user handles reports. What somebody may do everywhere does not count: nobody who
    runs the installation reads them."""
    return grants_for_user(user).organisations_with(CONCERNS)


def concerns_visible_to(user: Viewer) -> QuerySet[Concern]:
    """The student's own, and those of one's university for who handles them."""
    if not user.is_authenticated:
        return Concern.objects.none()
    return Concern.objects.filter(Q(placement__student__user=user.pk) | Q(organisation__in=handled_at(user)))


def notes_for(concern: Concern, *, is_handler: bool) -> list[ConcernNote]:
    rows = concern.notes.select_related("by")
    return list(rows if is_handler else rows.filter(is_internal=False))


def readings_of(concerns: Sequence[Concern], now: datetime) -> dict[int, ClockReading]:
    """The clocks that run, by the concern; a constant number of queries."""
    times = WorkingTimes()
    times.read({concern.organisation_id for concern in concerns})
    notes = ConcernNote.objects.filter(concern__in=[concern.pk for concern in concerns], is_internal=False)
    found: dict[int, list[Happening]] = {}
    danger = {concern.pk: concern.in_danger for concern in concerns}
    for pk, number, author, at, closes in notes.values_list("pk", "concern", "author", "at", "closes"):
        kind = CLOSED if closes else WROTE if author == ConcernAuthor.STUDENT else ANSWERED
        days = DAYS_IN_DANGER if danger[number] else DAYS
        found.setdefault(number, []).append(Happening(at, pk, kind, {"days": days}))
    readings = {}
    for concern in concerns:
        reading = run_clock(CLOCK, found.get(concern.pk, []), times.of(concern.organisation_id), now)
        if reading is not None and reading.is_open:
            readings[concern.pk] = reading
    return readings


def open_concerns(organisations: Sequence[int]) -> QuerySet[Concern]:
    return Concern.objects.filter(organisation__in=organisations, state=ConcernState.OPEN)
