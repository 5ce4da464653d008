"""Sending a draft on its way through the posts of every side, and what comes back."""

from datetime import datetime

from django.db import transaction
from django.db.models import QuerySet

from seriktes.accounts.models import User
from seriktes.partnerships.actions.agreements.moving import check_dates, day_of, lock_agreement, step
from seriktes.partnerships.actions.agreements.texts import void_signatures
from seriktes.partnerships.definitions.refusals import CannotAgree
from seriktes.partnerships.models import Agreement
from seriktes.procedures.models import Route

PURPOSE = "agreement"


@transaction.atomic
def submit_agreement(
    *, agreement: Agreement, content_hash: str, by: User, at: datetime, expected_version: int | None = None
) -> Agreement:
    """Send the text with these bytes for approval. Where no side has a route for it, it is approved at once.

    Raises EditedElsewhere; CannotAgree where something is missing or the dates break a rule.
    """
    agreement = lock_agreement(agreement, expected_version=expected_version)
    if agreement.signatories.count() < 2:
        raise CannotAgree("too_few_signatories")
    warnings = check_dates(agreement, day_of(at))
    step("submit", agreement, by=by, at=at, data={"sha256": content_hash, "warnings": warnings})
    if routes_of(agreement).exists():
        return agreement
    return approve_agreement(agreement=agreement, by=None, at=at, without_route=True)


def routes_of(agreement: Agreement) -> QuerySet[Route]:
    """The open routes of the signing sides: for this kind of agreement, or for every kind."""
    sides = agreement.signatories.values("party__organisation")
    purposes = [PURPOSE, f"{PURPOSE}:{agreement.kind}"]
    return Route.objects.filter(organisation__in=sides, purpose__in=purposes, closed_on__isnull=True)


@transaction.atomic
def approve_agreement(
    *, agreement: Agreement, by: User | None, at: datetime, by_label: str = "", without_route: bool = False
) -> Agreement:
    """The last desk approved: each side is to sign now."""
    agreement = lock_agreement(agreement)
    parties = list(agreement.signatories.filter(signed_on=None).order_by("party").values_list("party", flat=True))
    return step(
        "approve", agreement, by=by, at=at, by_label=by_label,
        data={"date": day_of(at).isoformat(), "party": parties, "without_route": without_route},
    )  # fmt: skip


@transaction.atomic
def refuse_agreement(
    *, agreement: Agreement, reason: str, by: User | None, at: datetime, by_label: str = ""
) -> Agreement:
    """A desk refused: back to the draft, with its reason."""
    agreement = lock_agreement(agreement)
    return step("refuse", agreement, by=by, at=at, by_label=by_label, data={"reason": reason.strip()})


@transaction.atomic
def take_back_agreement(
    *, agreement: Agreement, reason: str, by: User, at: datetime, expected_version: int | None = None
) -> Agreement:
    """Back to the draft. Approvals and signatures given to that text are void."""
    agreement = lock_agreement(agreement, expected_version=expected_version)
    if not reason.strip():
        raise CannotAgree("no_reason")
    step("take_back", agreement, by=by, at=at, data={"reason": reason.strip()})
    void_signatures(agreement, reason=reason, by=by, at=at)
    agreement.signatories.exclude(signed_on=None).update(signed_on=None)
    return agreement
