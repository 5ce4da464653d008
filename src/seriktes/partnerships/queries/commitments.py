"""Promises with what became of them. Every figure stands for one kind and one currency or unit; none is summed across."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from django.db.models import DecimalField, F, OuterRef, Q, QuerySet, Subquery, Sum, Value
from django.db.models.functions import Coalesce

from seriktes.partnerships.models import Commitment, Delivery, Instalment
from seriktes.partnerships.models.commitment import STANDING

NOTHING = Value(Decimal(0), output_field=DecimalField(max_digits=20, decimal_places=2))


def _summed(rows: QuerySet[Any]) -> Coalesce:
    total = rows.order_by().values("commitment").annotate(total=Sum("amount")).values("total")
    return Coalesce(Subquery(total), NOTHING, output_field=DecimalField(max_digits=20, decimal_places=2))


def with_sums(commitments: QuerySet[Commitment], on: date) -> QuerySet[Commitment]:
    """With `promised` (in all), `due` (by the day), `delivered` (by the day, as the receiving side confirmed it) and
    `unconfirmed` (reported beside that, neither confirmed nor disputed)."""
    parts = Instalment.objects.filter(commitment=OuterRef("pk"))
    deliveries = Delivery.objects.filter(STANDING, commitment=OuterRef("pk"), on__lte=on)
    return commitments.annotate(
        promised=_summed(parts),
        due=_summed(parts.filter(due_on__lte=on)),
        delivered=_summed(deliveries.filter(confirmed_at__isnull=False)),
        unconfirmed=_summed(deliveries.filter(confirmed_at__isnull=True)),
    )


def owed(commitments: QuerySet[Commitment], on: date) -> QuerySet[Commitment]:
    """Promises of signed agreements of which less was delivered than was due by that day."""
    binding = commitments.filter(withdrawn_at__isnull=True, agreement__signed_on__isnull=False)
    found: QuerySet[Commitment] = with_sums(binding, on).filter(delivered__lt=F("due"))  # type: ignore[misc]
    return found


def unfulfilled(commitments: QuerySet[Commitment], on: date) -> QuerySet[Commitment]:
    """Promises of signed agreements of which something is still to be delivered, by that day or later."""
    binding = commitments.filter(withdrawn_at__isnull=True, agreement__signed_on__isnull=False)
    found: QuerySet[Commitment] = with_sums(binding, on).filter(delivered__lt=F("promised"))  # type: ignore[misc]
    return found


@dataclass(frozen=True)
class Delivered:
    """Of one kind in one currency or unit: what was due by the day, and how much of it was delivered. Only what the
    receiving side confirmed is `delivered`; what was reported beside that is `unconfirmed`.

    `kept` leaves out what was delivered beyond a promise: more of one makes up for nothing of another.
    """

    kind: str
    measure: str
    promised: Decimal
    due: Decimal
    delivered: Decimal
    kept: Decimal
    unconfirmed: Decimal
    rows: QuerySet[Commitment]

    @property
    def share(self) -> Decimal | None:
        """Of what was due; None while nothing was."""
        return self.kept / self.due if self.due else None


def delivered_by_kind(
    commitments: QuerySet[Commitment], on: date, *, summed: Iterable[Any] | None = None
) -> list[Delivered]:
    """One row for each kind and currency (or unit), of promises of signed agreements that were not withdrawn.

    `summed`: the same commitments `with_sums` by that day and with their agreements, where the caller has read them.
    """
    binding = commitments.filter(withdrawn_at__isnull=True, agreement__signed_on__isnull=False)
    binding = binding.filter(agreement__signed_on__lte=on)
    groups: dict[tuple[str, str], list[Any]] = {}
    for row in with_sums(binding, on) if summed is None else filter(lambda row: _binds(row, on), summed):
        groups.setdefault((row.kind, row.currency or row.unit), []).append(row)
    return [
        Delivered(
            kind=kind,
            measure=measure,
            promised=_total(row.promised for row in rows),
            due=_total(row.due for row in rows),
            delivered=_total(row.delivered for row in rows),
            kept=_total(min(row.due, row.delivered) for row in rows),
            unconfirmed=_total(row.unconfirmed for row in rows),
            rows=binding.filter(Q(currency=measure) | Q(currency="", unit=measure), kind=kind),
        )
        for (kind, measure), rows in sorted(groups.items())
    ]


def _binds(row: Commitment, on: date) -> bool:
    signed_on = row.agreement.signed_on
    return row.withdrawn_at is None and signed_on is not None and signed_on <= on


def _total(amounts: Any) -> Decimal:
    return sum(amounts, Decimal(0))
