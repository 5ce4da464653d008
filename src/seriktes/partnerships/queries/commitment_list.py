"""The list of promises, overdue ones first; and one promise with its schedule and what was delivered."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from decimal import Decimal
from typing import Any

from django.db.models import Exists, OuterRef, Q, QuerySet
from django.utils import timezone

from seriktes.common.paging import counts_up_to
from seriktes.organisations.queries.access import Viewer
from seriktes.organisations.queries.search import targets_matching
from seriktes.partnerships.models import Commitment, Delivery, Instalment, Party
from seriktes.partnerships.models.commitment import STANDING
from seriktes.partnerships.queries import access
from seriktes.partnerships.queries.commitments import with_sums
from seriktes.procedures.models import OpenClock

OVERDUE, AHEAD, UNCONFIRMED, DISPUTED, WITHDRAWN = "overdue", "ahead", "unconfirmed", "disputed", "withdrawn"
PILLS = ("", OVERDUE, AHEAD, UNCONFIRMED, DISPUTED, WITHDRAWN)
AHEAD_DAYS = timedelta(days=90)
COUNTED = 1000
CLOCK = "commitment_due"


@dataclass(frozen=True)
class CommitmentSelection:
    show: str = ""
    kind: str = ""
    q: str = ""


def _running(now: datetime) -> QuerySet[OpenClock]:
    """The clocks of parts that were due before; a clock stands for each part that is not met. One that was reported as
    delivered waits for the other side."""
    return OpenClock.objects.filter(
        subject_type="partnerships.commitment", code=CLOCK, due_at__lt=now, paused_at__isnull=True
    )


def _shown(show: str, now: datetime) -> Q:
    if show == OVERDUE:
        return Q(pk__in=_running(now).values("subject_id"), withdrawn_at__isnull=True)
    if show == AHEAD:
        ahead = _running(now + AHEAD_DAYS).filter(due_at__gte=now)
        return Q(pk__in=ahead.values("subject_id"), withdrawn_at__isnull=True)
    if show == UNCONFIRMED:
        open_ones = Delivery.objects.filter(STANDING, commitment=OuterRef("pk"), confirmed_at__isnull=True)
        return Q(Exists(open_ones), withdrawn_at__isnull=True)
    if show == DISPUTED:
        disputed = Delivery.objects.filter(
            commitment=OuterRef("pk"), disputed_at__isnull=False, withdrawn_at__isnull=True
        )
        return Q(Exists(disputed), withdrawn_at__isnull=True)
    return Q(withdrawn_at__isnull=show != WITHDRAWN)


def commitments_listed(user: Viewer, selection: CommitmentSelection, now: datetime) -> QuerySet[Commitment]:
    rows = access.commitments_visible_to(user).filter(_shown(selection.show, now), agreement__archived_at__isnull=True)
    if selection.kind:
        rows = rows.filter(kind=selection.kind)
    if selection.q:
        sides = Party.objects.filter(organisation__in=targets_matching(selection.q, target="organisation"))
        words = targets_matching(selection.q, target="commitment")
        rows = rows.filter(
            Q(party__in=sides.values("pk"))
            | Q(agreement__partnership__in=sides.values("partnership"))
            | Q(pk__in=words)
        )
    return rows


def pill_counts(user: Viewer, selection: CommitmentSelection, now: datetime) -> Mapping[str, int]:
    """What each pill would show, counted up to COUNTED; one query."""
    rows = [commitments_listed(user, replace(selection, show=pill), now) for pill in PILLS]
    return dict(zip(PILLS, counts_up_to(rows, COUNTED), strict=True))


def page_of(rows: QuerySet[Commitment], overdue: int, first: int, size: int, now: datetime) -> list[Any]:
    """So many rows from that place on: the `overdue` ones first, the longest overdue before others; then the newest.

    Two reads of single pages, so that no list is sorted whole.
    """
    late = rows.filter(_shown(OVERDUE, now))
    by_clock = _running(now).filter(subject_id=OuterRef("pk")).order_by("due_at").values("due_at")[:1]
    found = list(
        _shown_rows(late.annotate(late_since=by_clock).order_by("late_since", "pk"), now)[first : first + size]
    )
    if len(found) < size:
        others = rows.exclude(pk__in=_running(now).values("subject_id")).order_by("-pk")
        start = max(first - overdue, 0)
        found += _shown_rows(others, now)[start : start + size - len(found)]
    return found


def _shown_rows(rows: QuerySet[Commitment], now: datetime) -> QuerySet[Commitment]:
    sums = with_sums(rows, timezone.localdate(now))
    return sums.select_related("party__organisation", "agreement__partnership", "post")


# --- One promise ------------------------------------------------------------------------------------------------------
@dataclass(frozen=True)
class PartShown:
    """One line of the schedule. `covered`: how much of it is met by what was delivered so far; `reported`: how much with
    what awaits confirmation."""

    part: Instalment
    covered: Decimal
    reported: Decimal
    is_overdue: bool

    @property
    def is_met(self) -> bool:
        return self.covered >= self.part.amount

    @property
    def awaits_word(self) -> bool:
        return self.covered < self.part.amount <= self.reported


def schedule_of(
    parts: Sequence[Instalment], delivered: Decimal, unconfirmed: Decimal, today: date, *, is_owed: bool
) -> list[PartShown]:
    """What was delivered meets the earliest parts first."""
    left, told, found = delivered, delivered + unconfirmed, []
    for part in sorted(parts, key=lambda part: (part.due_on, part.pk)):
        covered, reported = min(left, part.amount), min(told, part.amount)
        left, told = left - covered, told - reported
        found.append(PartShown(part, covered, reported, is_owed and reported < part.amount and part.due_on < today))
    return found
