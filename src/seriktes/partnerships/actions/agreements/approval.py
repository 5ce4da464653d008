"""Sending a draft on its way through the posts of every side, and what comes back."""

from collections import defaultdict
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from seriktes.accounts.models import User
from seriktes.common.formats import format_day
from seriktes.documents.models import DocumentVersion
from seriktes.documents.queries.frozen import DamagedFile, frozen_bytes
from seriktes.partnerships.actions.agreements.moving import check_dates, day_of, lock_agreement, step
from seriktes.partnerships.actions.agreements.texts import void_signatures
from seriktes.partnerships.definitions.refusals import CannotAgree, Refusal
from seriktes.partnerships.enums import AgreementKind
from seriktes.partnerships.models import Agreement, Signatory
from seriktes.partnerships.queries.access import own_organisations
from seriktes.procedures.actions.approvals import ApprovalSide, Desk, side_of_route, start_approval, withdraw
from seriktes.procedures.definitions.approvals import ApprovalPurpose, CannotApprove, Ended
from seriktes.procedures.definitions.links import LinkFile
from seriktes.procedures.enums import ApprovalState
from seriktes.procedures.models import Route, subject_of
from seriktes.procedures.queries.approvals import running_approval

PURPOSE = "agreement"


@transaction.atomic
def submit_agreement(
    *, agreement: Agreement, content_hash: str, by: User, at: datetime, expected_version: int | None = None
) -> Agreement:
    """Send the text with these bytes round the desks of the signing sides, by their routes. Where no side has a route
    for it, it is approved at once.

    Raises EditedElsewhere; CannotAgree where something is missing or the dates break a rule.
    """
    agreement = lock_agreement(agreement, expected_version=expected_version)
    if agreement.signatories.count() < 2:
        raise CannotAgree("too_few_signatories")
    warnings = check_dates(agreement, day_of(at))
    step("submit", agreement, by=by, at=at, data={"sha256": content_hash, "warnings": warnings})
    sides = approval_sides(agreement, by)
    if not sides:
        return approve_agreement(agreement=agreement, by=None, at=at, without_route=True)
    purpose = f"{PURPOSE}:{agreement.kind}"
    start_approval(subject=agreement, purpose=purpose, sides=sides, content_hash=content_hash, by=by, at=at)
    return agreement


def approval_sides(agreement: Agreement, by: User) -> list[ApprovalSide]:
    """The desks of every signing side, that of the sender first. A side without a route is asked only where another one
    has a route: by a link to its signatory, if an address is known and no post of the register signs."""
    routes = {route.organisation_id: route for route in routes_of(agreement) if route.steps.exists()}
    if not routes:
        return []
    own = set(own_organisations(by, "partnerships.change_agreement"))
    signatories: dict[int, list[Signatory]] = defaultdict(list)
    rows = agreement.signatories.select_related("party__organisation", "post").order_by("party__pk")
    for row in rows:
        signatories[row.party.organisation_id].append(row)
    found = []
    for organisation, signing in sorted(signatories.items(), key=lambda pair: pair[0] not in own):
        if organisation in routes:
            found.append(side_of_route(routes[organisation]))
        elif desks := [_by_link(row, agreement) for row in signing if row.post is None and row.name and row.email]:
            found.append(ApprovalSide(signing[0].party.organisation, desks))
    return found


def _by_link(signatory: Signatory, agreement: Agreement) -> Desk:
    language = agreement.languages[0] if agreement.languages else "kk"
    return Desk(place=1, name=signatory.name, email=signatory.email, language=language)


def routes_of(agreement: Agreement) -> list[Route]:
    """The open routes of the signing sides. Where a side has one for this kind and one for every kind, the first counts."""
    sides = agreement.signatories.values("party__organisation")
    purposes = [PURPOSE, f"{PURPOSE}:{agreement.kind}"]
    routes = Route.objects.filter(organisation__in=sides, purpose__in=purposes, closed_on__isnull=True)
    # The longer purpose comes last and takes the place of the shorter.
    by_side = {route.organisation_id: route for route in routes.select_related("organisation").order_by("purpose")}
    return list(by_side.values())


@transaction.atomic
def approve_agreement(
    *, agreement: Agreement, by: User | None, at: datetime, by_label: str = "", without_route: bool = False
) -> Agreement:
    """The last desk approved: each side is to sign now. Raises CannotAgree while a desk has not decided."""
    agreement = _off_the_desks(agreement)
    parties = list(agreement.signatories.filter(signed_on=None).order_by("party").values_list("party", flat=True))
    return step(
        "approve", agreement, by=by, at=at, by_label=by_label,
        data={"date": day_of(at).isoformat(), "party": parties, "without_route": without_route},
    )  # fmt: skip


@transaction.atomic
def refuse_agreement(
    *, agreement: Agreement, reason: str, by: User | None, at: datetime, by_label: str = ""
) -> Agreement:
    """A desk refused: back to the draft, with its reason. Raises CannotAgree while the passage runs."""
    agreement = _off_the_desks(agreement)
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
    withdraw(subject=agreement, reason=reason, by=by, at=at)
    return agreement


def _off_the_desks(agreement: Agreement) -> Agreement:
    agreement = lock_agreement(agreement)
    if running_approval(agreement) is not None:
        raise CannotAgree("wrong_state", [agreement.state])
    return agreement


# --- What approvals ask of agreements ---------------------------------------------------------------------------------
def _lock(pk: int) -> None:
    agreement = Agreement.objects.filter(pk=pk).first()
    if agreement is not None:
        with _told_to_desks():
            lock_agreement(agreement)


def _ended(ended: Ended) -> None:
    told: dict[str, Any] = {"agreement": ended.record, "by": ended.by, "at": ended.at}
    told["by_label"] = "" if ended.by else ended.by_label
    with _told_to_desks():
        if ended.state == ApprovalState.APPROVED:
            approve_agreement(**told)
        else:
            refuse_agreement(reason=ended.reason, **told)


@contextmanager
def _told_to_desks() -> Iterator[None]:
    """A record that was archived or moved on meanwhile: the desk is told that there is nothing left to decide."""
    try:
        yield
    except Refusal as refusal:
        raise CannotApprove("ended") from refusal


def _facts(agreement: Agreement) -> list[tuple[Any, Any]]:
    sides = agreement.signatories.select_related("party__organisation").order_by("party__pk")
    facts: list[tuple[Any, Any]] = [
        (_("Kind"), AgreementKind(agreement.kind).label),
        (_("Between"), ", ".join(str(row.party.organisation) for row in sides)),
    ]
    if agreement.starts_on:
        facts.append((_("In force from"), format_day(agreement.starts_on)))
    if agreement.ends_on:
        facts.append((_("In force to"), format_day(agreement.ends_on)))
    return facts


def _file(agreement: Agreement, content_hash: str) -> LinkFile | None:
    about = {f"document__{name}": value for name, value in subject_of(agreement).items()}
    version = DocumentVersion.objects.filter(**about, sha256=content_hash).exclude(sha256="").first()
    if version is None:
        return None
    try:
        return LinkFile(f"agreement-{agreement.pk}.pdf", frozen_bytes(version))
    except DamagedFile:
        return None


AGREEMENTS = ApprovalPurpose(
    code=PURPOSE, label=_("agreements of every kind"), subject="partnerships.agreement",
    kinds={str(kind.value): kind.label for kind in AgreementKind}, lock=_lock, on_ended=_ended,
    may_see=lambda user, record: user.has_perm("partnerships.view_agreement", record),
    may_see_people=lambda user, record: user.has_perm("partnerships.view_particulars", record),
    may_keep=lambda user, record: user.has_perm("partnerships.change_agreement", record),
    facts=_facts, file=_file,
)  # fmt: skip
