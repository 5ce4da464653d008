"""Writing an agreement down before it is signed, and correcting what may be corrected later."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db import transaction

from seriktes.accounts.models import User
from seriktes.common.models import Languages
from seriktes.organisations.actions.editing import changes_of
from seriktes.organisations.models import Post
from seriktes.partnerships.actions.agreements.moving import (
    check_dates,
    check_open,
    day_of,
    lock_agreement,
    save,
    step,
)
from seriktes.partnerships.actions.log import log
from seriktes.partnerships.actions.naming import enter_agreements
from seriktes.partnerships.actions.partnerships import lock_partnership
from seriktes.partnerships.definitions.refusals import CannotAgree
from seriktes.partnerships.enums import AgreementKind, AgreementState
from seriktes.partnerships.models import Agreement, Partnership, Party, Signatory
from seriktes.partnerships.queries.lifecycle import BINDING, COLUMNS, role_in_agreement
from seriktes.partnerships.workflow import ADMINISTRATOR, AGREEMENT_FIELDS, OFFICE
from seriktes.procedures.actions.approvals import withdraw

COLUMN_OF = {column: name for name in AGREEMENT_FIELDS.fields for column in COLUMNS.get(name, (name,))}
WRITABLE = frozenset(COLUMN_OF) - {"signatories"}
UMBRELLAS = (AgreementKind.FRAMEWORK, AgreementKind.MEMORANDUM)


@dataclass(frozen=True)
class Signer:
    """Who signs for a side."""

    party: Party
    post: Post | None = None
    name: str = ""
    email: str = ""
    authority: str = ""


@transaction.atomic
def draft_agreement(
    *,
    partnership: Partnership,
    values: Mapping[str, Any],
    signers: Sequence[Signer] = (),
    by: User | None,
    at: datetime,
) -> Agreement:
    """A draft may lack nearly everything; what is there must hold together. Without `signers`, every side signs."""
    partnership = lock_partnership(partnership)
    check_open(partnership)
    agreement = Agreement(partnership=partnership, **cleaned(values))
    check_sense(agreement)
    warnings = check_dates(agreement, day_of(at))
    agreement.save(force_insert=True)
    enter_agreements([agreement])
    write_signers(agreement, signers or every_side(partnership))
    log(
        "agreement.drafted", agreement, by=by, at=at, data={"kind": str(agreement.kind), "warnings": warnings},
        values=changes_of(Agreement(), cleaned(values)),
    )  # fmt: skip
    if agreement.amends:
        log("agreement.amended", agreement.amends, by=by, at=at, data={"amendment": agreement.pk})
    return agreement


def draft_amendment(
    *, agreement: Agreement, values: Mapping[str, Any], signers: Sequence[Signer] = (), by: User, at: datetime
) -> Agreement:
    """A draft that changes an agreement in force. Where it names an end, that becomes the end of the agreement."""
    inherited = {"kind": agreement.kind, "languages": agreement.languages, "amends": agreement}
    return draft_agreement(
        partnership=agreement.partnership, values={**inherited, **values}, signers=signers, by=by, at=at
    )


def draft_successor(
    *, agreement: Agreement, values: Mapping[str, Any], signers: Sequence[Signer] = (), by: User, at: datetime
) -> Agreement:
    """A draft that takes the place of another agreement on the day on which it comes into force."""
    inherited = {"kind": agreement.kind, "languages": agreement.languages, "supersedes": agreement}
    return draft_agreement(
        partnership=agreement.partnership, values={**inherited, **values}, signers=signers, by=by, at=at
    )


@transaction.atomic
def change_agreement(
    *, agreement: Agreement, values: Mapping[str, Any], by: User | None, at: datetime, expected_version: int | None
) -> Agreement:
    """Change what the table of fields lets this person edit in this state. Raises EditedElsewhere or CannotAgree
    (`frozen`, with the fields); writes nothing then."""
    agreement = lock_agreement(agreement, expected_version=expected_version)
    values = cleaned(values)
    changes = changes_of(agreement, values)
    if not changes:
        return agreement
    role = role_in_agreement(by, agreement) if by else ADMINISTRATOR
    refused = AGREEMENT_FIELDS.refused(agreement.state, role, [COLUMN_OF[name] for name in changes])
    if refused:
        frozen = set(refused) <= set(AGREEMENT_FIELDS.refused(agreement.state, OFFICE, refused))
        raise CannotAgree("frozen" if frozen else "not_permitted", sorted(set(refused)))
    for name, value in values.items():
        setattr(agreement, name, value)
    check_sense(agreement)
    warnings = check_dates(agreement, day_of(at)) if set(changes) - {"number", *COLUMNS["names"]} else []
    save(agreement)
    enter_agreements([agreement])
    log(
        "agreement.changed", agreement, by=by, at=at, values=changes,
        data={"fields": sorted(changes), "warnings": warnings},
    )  # fmt: skip
    return agreement


@transaction.atomic
def set_signatories(*, agreement: Agreement, signers: Sequence[Signer], by: User, at: datetime) -> Agreement:
    """Who signs. In a draft the sides themselves may change; later only who signs for them, before they have."""
    agreement = lock_agreement(agreement)
    role = role_in_agreement(by, agreement)
    if AGREEMENT_FIELDS.refused(agreement.state, role, ["signatories"]):
        raise CannotAgree("frozen", ["signatories"])
    before = set(agreement.signatories.values_list("party", flat=True))
    if agreement.state != AgreementState.DRAFT and {signer.party.pk for signer in signers} != before:
        raise CannotAgree("frozen", ["signatories"])
    write_signers(agreement, signers)
    save(agreement)
    enter_agreements([agreement])
    log(
        "agreement.changed", agreement, by=by, at=at, data={"fields": ["signatories"], "warnings": []},
        values={"signatories": [sorted(before), sorted(signer.party.pk for signer in signers)]},
    )  # fmt: skip
    return agreement


@transaction.atomic
def abandon_agreement(*, agreement: Agreement, reason: str, by: User, at: datetime) -> Agreement:
    """Give the draft up. A running approval is called back from the desks."""
    agreement = lock_agreement(agreement)
    if not reason.strip():
        raise CannotAgree("no_reason")
    agreement = step("abandon", agreement, by=by, at=at, data={"reason": reason.strip()})
    withdraw(subject=agreement, reason=reason, by=by, at=at)
    return agreement


# --- What must hold together ------------------------------------------------------------------------------------------
def check_sense(agreement: Agreement) -> None:
    if agreement.amount is not None and agreement.amount < 0:
        raise CannotAgree("negative_sum")
    if agreement.amount is not None and not agreement.currency:
        raise CannotAgree("no_currency")
    if agreement.starts_on and agreement.ends_on and agreement.ends_on < agreement.starts_on:
        raise CannotAgree("out_of_order")
    if set(agreement.languages) - set(Languages.values):
        raise CannotAgree("missing", ["languages"])
    framework, amends, supersedes = agreement.framework, agreement.amends, agreement.supersedes
    if framework is not None:
        if framework.partnership_id != agreement.partnership_id:
            raise CannotAgree("foreign_framework")
        if framework.kind not in UMBRELLAS:
            raise CannotAgree("not_a_framework")
    for other in (amends, supersedes):
        if other is not None and other.partnership_id != agreement.partnership_id:
            raise CannotAgree("foreign_agreement")
    _check_circle(agreement)
    unsigned = agreement.state in (AgreementState.DRAFT, AgreementState.IN_APPROVAL, AgreementState.APPROVED)
    if amends is not None and unsigned and amends.state not in BINDING:
        raise CannotAgree("not_amendable")
    if supersedes is not None:
        rivals = Agreement.objects.filter(supersedes=supersedes).exclude(pk=agreement.pk)
        if rivals.exclude(state=AgreementState.ABANDONED).exists():
            raise CannotAgree("superseded_already")


def _check_circle(agreement: Agreement) -> None:
    """Under, amends and takes the place of: along whichever, no agreement may lead back to itself."""
    if agreement.pk is None:
        return
    links = ("framework_id", "amends_id", "supersedes_id")
    points_to: dict[int, list[int]] = {
        pk: [other for other in others if other]
        for pk, *others in Agreement.objects.filter(partnership=agreement.partnership_id).values_list("pk", *links)
    }
    points_to[agreement.pk] = [other for link in links if (other := getattr(agreement, link))]
    ahead, seen = list(points_to[agreement.pk]), set()
    while ahead:
        pk = ahead.pop()
        if pk == agreement.pk:
            raise CannotAgree("cycle")
        if pk not in seen:
            seen.add(pk)
            ahead += points_to.get(pk, [])


def every_side(partnership: Partnership) -> list[Signer]:
    return [Signer(party, post=party.post) for party in partnership.parties.filter(left_on__isnull=True).order_by("pk")]


def write_signers(agreement: Agreement, signers: Iterable[Signer], *, history: bool = False) -> None:
    """Rows of those who have not signed are replaced; who has signed stays. Long ago, a side may have signed that has
    left the partnership since."""
    signed = set(agreement.signatories.exclude(signed_on=None).values_list("party", flat=True))
    agreement.signatories.filter(signed_on=None).delete()
    for signer in signers:
        if signer.party.partnership_id != agreement.partnership_id or (signer.party.left_on and not history):
            raise CannotAgree("foreign_party", [signer.party])
        if signer.post is not None and signer.post.organisation_id != signer.party.organisation_id:
            raise CannotAgree("foreign_party", [signer.post])
        if signer.party.pk not in signed:
            Signatory.objects.create(
                agreement=agreement, party=signer.party, post=signer.post, name=" ".join(signer.name.split()),
                email=signer.email.strip(), authority=signer.authority.strip(),
            )  # fmt: skip


def cleaned(values: Mapping[str, Any]) -> dict[str, Any]:
    if unknown := set(values) - WRITABLE:
        raise ValueError(f"Not a field of an agreement: {', '.join(sorted(unknown))}.")
    return {
        name: " ".join(value.split()) if isinstance(value, str) and name != "purpose" else value
        for name, value in values.items()
    }
