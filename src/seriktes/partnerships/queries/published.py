"""What the public sees of a published partnership: sides, forms, region, kinds of agreements and their dates."""

from dataclasses import dataclass
from datetime import date

from seriktes.partnerships.enums import AgreementKind
from seriktes.partnerships.models import Agreement, Partnership
from seriktes.partnerships.queries.coverage import WERE_IN_FORCE


@dataclass(frozen=True)
class PublishedAgreement:
    kind: AgreementKind
    signed_on: date | None
    starts_on: date | None
    ends_on: date | None


def published_agreements(partnership: Partnership) -> list[PublishedAgreement]:
    """No names, numbers, sums or people: those are the sides' own."""
    rows = Agreement.objects.filter(
        partnership=partnership, state__in=WERE_IN_FORCE, archived_at__isnull=True, amends__isnull=True
    ).order_by("starts_on", "pk")
    return [
        PublishedAgreement(AgreementKind(row.kind), row.signed_on, row.starts_on, row.terminated_on or row.ends_on)
        for row in rows
    ]
