"""The list of promises, overdue ones first; and one promise with its schedule and what was delivered.

What the pills count and the order of the rows are kept in the process (`queries.kept`) until a promise, an agreement or a
side changes; what is reported, confirmed or disputed of a promise changes it. A day that comes makes promises overdue
without any change: so they are kept no longer than to the next such moment.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from decimal import Decimal
from typing import Any

from django.db.models import Count, Min, OuterRef, Q, QuerySet
from django.utils import timezone

from seriktes.common.paging import counts_up_to
from seriktes.organisations.queries.access import Viewer
from seriktes.organisations.queries.search import targets_matching
from seriktes.partnerships.models import Agreement, Commitment, Delivery, Instalment, Party
from seriktes.partnerships.models.commitment import STANDING
from seriktes.partnerships.queries import access
from seriktes.partnerships.queries.commitments import with_sums
from seriktes.partnerships.queries.kept import Kept, Memory, stamp_of
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
    # Few are, so they are listed, and not asked for at each of a hundred thousand promises.
    if show == UNCONFIRMED:
        open_ones = Delivery.objects.filter(STANDING, confirmed_at__isnull=True)
        return Q(pk__in=open_ones.values("commitment"), withdrawn_at__isnull=True)
    if show == DISPUTED:
        disputed = Delivery.objects.filter(disputed_at__isnull=False, withdrawn_at__isnull=True)
        return Q(pk__in=disputed.values("commitment"), withdrawn_at__isnull=True)
    return Q(withdrawn_at__isnull=show != WITHDRAWN)


def _within(user: Viewer, selection: CommitmentSelection) -> QuerySet[Commitment]:
    """The promises of the selection, whatever `show` says."""
    rows = access.commitments_visible_to(user).filter(agreement__archived_at__isnull=True)
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


def commitments_listed(user: Viewer, selection: CommitmentSelection, now: datetime) -> QuerySet[Commitment]:
    return _within(user, selection).filter(_shown(selection.show, now))


@dataclass(frozen=True)
class Listing:
    """What a selection shows one reader: how many each pill would show, counted up to COUNTED, and the rows."""

    user: Viewer
    selection: CommitmentSelection
    kept: Kept[Mapping[str, int]]

    @property
    def counts(self) -> Mapping[str, int]:
        return self.kept.value

    def page(self, first: int, size: int, now: datetime) -> list[Any]:
        """So many of the first COUNTED, from that place on: the longest overdue before others; then the newest."""
        order = self.kept.order(self.selection, lambda: _order(self.user, self.selection, now))
        keys = order[first : first + size]
        rows = access.commitments_visible_to(self.user).filter(pk__in=keys)
        found = {row.pk: row for row in _shown_rows(rows, now)}
        return [found[key] for key in keys if key in found]


_memory: Memory[Mapping[str, int]] = Memory()
forget = _memory.forget


def listing_for_user(user: Viewer, selection: CommitmentSelection, now: datetime) -> Listing:
    """One query when the counts stand; the rows come besides. What a search finds is not kept: names change too."""
    stamp = (timezone.localdate(now), *stamp_of(Commitment, Agreement, Party))
    others = replace(selection, show="")

    def make() -> Kept[Mapping[str, int]]:
        return Kept(stamp, now, _pill_counts(user, others, now), _next_moment(now))

    if selection.q:
        return Listing(user, selection, make())
    sight = "everything" if access.sees_all(user) else tuple(sorted(access.own_organisations(user)))
    return Listing(user, selection, _memory.standing((sight, others), stamp, now, make))


def _next_moment(now: datetime) -> datetime | None:
    """When a promise will next be overdue, or come within the days ahead, though nobody does anything."""
    ahead = now + AHEAD_DAYS
    clocks = OpenClock.objects.filter(subject_type="partnerships.commitment", code=CLOCK, paused_at__isnull=True)
    due = clocks.aggregate(
        first=Min("due_at", filter=Q(due_at__gte=now)), ahead=Min("due_at", filter=Q(due_at__gte=ahead))
    )
    moments = [due["first"], due["ahead"] and due["ahead"] - AHEAD_DAYS]
    return min((moment for moment in moments if moment is not None), default=None)


def _pill_counts(user: Viewer, selection: CommitmentSelection, now: datetime) -> Mapping[str, int]:
    """One query. Of one's own organisations everything is counted in one go, of the whole register each pill as far as
    somebody reads."""
    within = _within(user, selection)
    if access.sees_all(user):
        counts = counts_up_to([within.filter(_shown(pill, now)) for pill in PILLS], COUNTED)
        return dict(zip(PILLS, counts, strict=True))
    asked = {f"n_{pill}": Count("pk", filter=_shown(pill, now)) for pill in PILLS}
    found = within.aggregate(**asked)
    return {pill: found[f"n_{pill}"] for pill in PILLS}


def _order(user: Viewer, selection: CommitmentSelection, now: datetime) -> list[int]:
    """The keys of the first COUNTED. Two reads, so that no list is sorted whole."""
    rows = commitments_listed(user, selection, now)
    late = rows.filter(_shown(OVERDUE, now)).annotate(late_since=_late_since(now)).order_by("late_since", "pk")
    found = list(late.values_list("pk", flat=True)[:COUNTED])
    if len(found) < COUNTED and selection.show != OVERDUE:
        known = set(found)
        newest = rows.order_by("-pk").values_list("pk", flat=True)[:COUNTED]
        found += [key for key in newest if key not in known][: COUNTED - len(found)]
    return found


def _late_since(now: datetime) -> QuerySet[Any]:
    return _running(now).filter(subject_id=OuterRef("pk")).order_by("due_at").values("due_at")[:1]


# What a row shows and no more: making whole records of a page costs more than reading them.
NAMES = ("name_kk", "name_ru", "name_en")
SHOWN = (
    "kind", "what", "unit", "currency", "withdrawn_at", "agreement__kind", "agreement__number", "agreement__signed_on",
    "party__organisation__kind", "party__organisation__name_other",
    *(f"{record}__{name}" for record in ("agreement", "party__organisation", "post") for name in NAMES),
)  # fmt: skip


def _shown_rows(rows: QuerySet[Commitment], now: datetime) -> QuerySet[Commitment]:
    sums = with_sums(rows, timezone.localdate(now)).annotate(late_since=_late_since(now))
    return sums.select_related("party__organisation", "agreement", "post").only(*SHOWN)


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
