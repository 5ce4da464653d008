"""Exhibitors of an event: how they stand, what they owe, what they may do next."""

from collections.abc import Collection
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django.db.models import Case, Count, DecimalField, F, Q, QuerySet, Sum, When
from django.db.models.functions import Coalesce

from seriktes.gatherings.enums import FeeKind, GatheringState
from seriktes.gatherings.models import Exhibitor, FeeEntry, Gathering, Stand
from seriktes.gatherings.queries import access
from seriktes.gatherings.workflow import EXHIBITOR, SAID_AFTERWARDS
from seriktes.organisations.queries.access import Viewer
from seriktes.procedures.definitions.workflow import Transition

_SUM = DecimalField(max_digits=20, decimal_places=2)


@dataclass(frozen=True)
class Balance:
    """In one currency: what was charged, what came or was waived, and what is still owed."""

    currency: str
    charged: Decimal
    settled: Decimal

    @property
    def owed(self) -> Decimal:
        return self.charged - self.settled


def balances_of(exhibitor: Exhibitor) -> list[Balance]:
    return balances(FeeEntry.objects.filter(exhibitor=exhibitor)).get(exhibitor.pk, [])


def balances(rows: QuerySet[FeeEntry]) -> dict[int, list[Balance]]:
    """By exhibitor; one query. What was paid back is owed again."""
    found: dict[int, list[Balance]] = {}
    for row in _summed(rows).order_by("exhibitor", "currency"):
        found.setdefault(row["exhibitor"], []).append(Balance(row["currency"], row["charged"], row["settled"]))
    return found


def owing(rows: QuerySet[FeeEntry]) -> QuerySet[FeeEntry, Any]:
    """Exhibitors that owe something in some currency: their ids, as a subquery."""
    return _summed(rows, charged__gt=F("settled")).values("exhibitor")


def _summed(rows: QuerySet[FeeEntry], **where: Any) -> QuerySet[FeeEntry, Any]:
    """A row an exhibitor and currency, of those `where` the sums are so."""
    adds = Sum(Case(When(kind=FeeKind.CHARGED, then="amount"), default=Decimal(0), output_field=_SUM))
    takes = Sum(
        Case(
            When(kind__in=[FeeKind.PAID, FeeKind.WAIVED], then="amount"),
            When(kind=FeeKind.REFUNDED, then=Decimal(0) - Coalesce("amount", Decimal(0), output_field=_SUM)),
            default=Decimal(0), output_field=_SUM,
        )
    )  # fmt: skip
    return rows.order_by().values("exhibitor", "currency").annotate(charged=adds, settled=takes).filter(**where)


def price_of(stand: Stand, gathering: Gathering) -> Decimal | None:
    return stand.price if stand.price is not None else gathering.fee


def permissions_on(user: Viewer, exhibitor: Exhibitor) -> frozenset[str]:
    """The organiser speaks for an exhibitor too: what it does so stands in the log under its name."""
    if access.may(user, access.KEEP, exhibitor):
        return frozenset({access.KEEP, access.TAKE_PART})
    return frozenset({access.TAKE_PART}) if access.may(user, access.TAKE_PART, exhibitor) else frozenset()


def ways_of(exhibitor: Exhibitor, permissions: Collection[str]) -> list[Transition]:
    """Once the event is over, it can be said of an exhibitor whether it came, and nothing else."""
    state = exhibitor.gathering.state
    if state == GatheringState.CANCELLED:
        return []
    ways = [way for way in EXHIBITOR.ways_from(exhibitor.state) if way.permission in permissions]
    return [way for way in ways if state != GatheringState.OVER or way.code in SAID_AFTERWARDS]


def listed(rows: QuerySet[Exhibitor]) -> QuerySet[Exhibitor]:
    """For lists and files: with stands, contacts and the numbers of times and leads."""
    booked = Count("slots__bookings", filter=Q(slots__bookings__cancelled_at__isnull=True), distinct=True)
    counts: dict[str, Any] = {
        "offered": Count("slots", filter=Q(slots__called_off_at__isnull=True), distinct=True),
        "booked": booked,
    }
    return (
        rows.select_related("organisation", "gathering").prefetch_related("stands", "contacts").annotate(**counts)
        .order_by("pk")
    )  # fmt: skip
