"""A step of the signing: with a key, on paper, confirmed, refused, or by somebody who stands in. One after the other."""

from collections.abc import Collection
from datetime import date, datetime
from typing import Any

from django.db import transaction
from django.utils import timezone

from seriktes.accounts.models import User
from seriktes.challenges.actions.deciding import in_every_language
from seriktes.documents.actions import signing as documents
from seriktes.documents.definitions.findings import sentence_of
from seriktes.documents.definitions.refusals import Refused
from seriktes.documents.enums import SignatureMethod, Verdict
from seriktes.documents.models import DocumentVersion, Signature
from seriktes.organisations.models import Post
from seriktes.placements.actions.agreements import apply_amendment, ask_next, lock_all, to_draft, void_steps
from seriktes.placements.actions.log import log, names_of
from seriktes.placements.actions.placements import take
from seriktes.placements.actions.signing_letters import (
    ask,
    send_sign_link,
    tell_concerned,
    tell_office,
    withdraw_sign_links,
)
from seriktes.placements.definitions.refusals import Refusal
from seriktes.placements.definitions.signing import DONE, FOR_AN_ORGANISATION
from seriktes.placements.enums import LearningAgreementState, PlacementState, SigningKind, SigningRole, SigningState
from seriktes.placements.models import LearningAgreement, Placement, SignStep
from seriktes.placements.queries.agreement_texts import frozen_text
from seriktes.placements.queries.placements import KEEPER, roles_on
from seriktes.placements.queries.signing import days_for, kinds_for, may_sign, readers_of, rule_of, step_name
from seriktes.procedures.queries.recipients import Recipient

KIND_OF = {
    SignatureMethod.CMS: SigningKind.KEY, SignatureMethod.PDF: SigningKind.KEY, SignatureMethod.PAPER: SigningKind.PAPER,
}  # fmt: skip


# --- Signing ----------------------------------------------------------------------------------------------------------
@transaction.atomic
def confirm_step(
    *, step: SignStep, sha256: str, by: User | None, at: datetime, by_label: str = "", name: str = ""
) -> SignStep:
    """Somebody agrees to exactly this text, without a signature in the sense of the law. `by` or the address of the link
    says who."""
    step, placement = lock_step(step)
    _check(step, SigningKind.CONFIRMED)
    if sha256 != step.agreement.sha256:
        raise Refusal("other_text")
    signer = name or (by.name if by else "") or step_name(step)
    return _settle(
        step,
        placement,
        SigningKind.CONFIRMED,
        signer=signer,
        on=timezone.localdate(at),
        by=by,
        at=at,
        by_label=by_label,
    )


@transaction.atomic
def sign_step(*, step: SignStep, content: bytes, filename: str, by: User | None, at: datetime) -> list[Signature]:
    """With a key: the file is checked and kept, and the step is settled where it counts. Raises Refused, Refusal."""
    version = _text_of(step)
    _check(step, SigningKind.KEY)
    for_body = step.role in FOR_AN_ORGANISATION
    person = step.person
    # The documents take their locks first, then tell us (`reflect_signature`).
    rows = documents.record_signature(
        version=version, content=content, filename=filename, by=by, at=at, post=step.post if for_body else None,
        organisation=step.organisation if for_body else None,
        names=() if for_body or person is None else [*person.names_by_language.values()],
    )  # fmt: skip
    if any(row.verdict == Verdict.INVALID for row in rows):
        # Nothing is kept of it: whoever signs tries again.
        raise Refusal("bad_signature", [sentence_of(one) for row in rows for one in row.findings if one["ok"] is False])
    return rows


@transaction.atomic
def record_step_on_paper(
    *, step: SignStep, signer: str, on: date, by: User, at: datetime, scan: bytes = b"", filename: str = "",
    authority: str = "",
) -> Signature:  # fmt: skip
    """The office has seen the signed paper."""
    return documents.record_paper(
        version=_text_of(step), organisation=step.organisation if step.role in FOR_AN_ORGANISATION else None,
        signer_name=signer, signed_on=on, by=by, at=at, ground=authority, post=step.post, scan=scan, filename=filename,
    )  # fmt: skip


def _text_of(step: SignStep) -> DocumentVersion:
    version = frozen_text(step.agreement)
    if version is None:
        raise Refusal("other_text")
    return version


def lock_step(step: SignStep) -> tuple[SignStep, Placement]:
    """The step as it stands now, its placement locked."""
    placement = lock_all(Placement.objects.get(agreements__steps=step.pk))
    step = SignStep.objects.select_for_update(of=("self",)).select_related(
        "agreement__placement", "organisation", "post", "person__user"
    ).get(pk=step.pk)  # fmt: skip
    step.agreement.placement = placement
    return step, placement


def _check(step: SignStep, kind: str) -> None:
    if step.state == SigningState.SIGNED:
        raise Refusal("signed_already", [step_name(step)])
    if step.state != SigningState.ASKED or step.agreement.state != LearningAgreementState.SIGNING:
        raise Refusal("not_your_turn")
    placement = step.agreement.placement
    if kind not in kinds_for(rule_of(placement.cohort.programme), step.role):
        raise Refusal("kind_not_taken", [SigningKind(kind).label])


def _settle(
    step: SignStep, placement: Placement, kind: str, *, signer: str, on: date, by: User | None, at: datetime,
    by_label: str = "", signature: Signature | None = None,
) -> SignStep:  # fmt: skip
    step.state, step.kind, step.signed_on, step.settled_at = SigningState.SIGNED, kind, on, at
    step.signer, step.by, step.signature = signer[:300], by, signature
    step.save()
    log(
        "placement.signed_by", placement, by=by, at=at, by_label=by_label or ("" if by else signer),
        organisation=step.organisation_id,
        data={"step": step.pk, "role": in_every_language(SigningRole(step.role).label), "name": _in_three(step, signer),
              "how": in_every_language(DONE[kind]), "date": on.isoformat()},
    )  # fmt: skip
    agreement = step.agreement
    if ask_next(agreement, placement, by=None, at=at) is None:
        _complete(agreement, placement, at=at)
    return step


def _in_three(step: SignStep, signer: str) -> Any:
    """As events keep it: each reader is told in the own spelling who it was."""
    person = step.person or getattr(step.by, "person", None)
    return names_of(person) if person and signer in person.names_by_language.values() else signer


def _complete(agreement: LearningAgreement, placement: Placement, *, at: datetime) -> None:
    """Everybody has signed."""
    today = timezone.localdate(at)
    agreement.state, agreement.signed_on = LearningAgreementState.SIGNED, today
    agreement.version += 1
    agreement.save()
    if agreement.number:
        placement = apply_amendment(agreement, placement, at=at)
        log("placement.amended", placement, by=None, at=at, data={
            "number": agreement.number, "reason": agreement.reason, "starts_on": placement.starts_on.isoformat(),
            "ends_on": placement.ends_on.isoformat(),
        })  # fmt: skip
    else:
        placement = take("agree", placement, by=None, at=at)
        if placement.starts_on <= today:
            take("begin", placement, by=None, at=at)
    tell_concerned("agreed", placement)


# --- Refusing ---------------------------------------------------------------------------------------------------------
@transaction.atomic
def refuse_step(*, step: SignStep, reason: str, by: User | None, at: datetime, by_label: str = "") -> SignStep:
    """Whoever is asked does not sign, for a reason: the text is a draft again, and its earlier signatures are void."""
    step, placement = lock_step(step)
    if step.state != SigningState.ASKED:
        raise Refusal("not_your_turn")
    if not reason.strip():
        raise Refusal("no_reason")
    step.state, step.reason, step.settled_at, step.by = SigningState.REFUSED, reason.strip()[:500], at, by
    step.save()
    agreement = step.agreement
    void_steps(agreement)
    to_draft(agreement, reason=step.reason, by=by, at=at)
    told = {
        "step": step.pk, "role": in_every_language(SigningRole(step.role).label), "name": step_name(step), "reason": step.reason,
    }  # fmt: skip
    if agreement.number:
        log("placement.amendment_returned", placement, by=by, at=at, by_label=by_label, data=told)
    else:
        take("refuse", placement, by=by, at=at, data=told, by_label=by_label)
    tell_office("returned", placement, reason=step.reason, role=step)
    return step


# --- Asking again, and standing in ------------------------------------------------------------------------------------
@transaction.atomic
def ask_again(*, step: SignStep, by: User, at: datetime, email: str = "", name: str = "") -> list[Recipient]:
    """Another letter, to another address if one is given; the clock goes on."""
    step, placement = lock_step(step)
    if step.state != SigningState.ASKED:
        raise Refusal("not_your_turn")
    if email and step.role == SigningRole.HOST:
        withdraw_sign_links(step, at=at)
        step.email, step.name = email.strip().casefold(), name.strip() or step.name
        step.save(update_fields=["email", "name"])
    readers = readers_of(step, timezone.localdate(at))
    if not readers:
        raise Refusal("nobody_to_ask", [step.get_role_display()])
    for reader in readers:
        send_sign_link(step, reader, by=by, at=at)
    log("placement.sign_reminded", placement, by=by, at=at, data={"step": step.pk, "name": step_name(step)})
    return readers


@transaction.atomic
def stand_in(*, step: SignStep, post: Post, reason: str, by: User, at: datetime) -> SignStep:
    """Another post of the university signs in the stead of one that is vacant or away; both stay on record."""
    step, placement = lock_step(step)
    if step.role != SigningRole.DEPARTMENT or step.state not in (SigningState.WAITING, SigningState.ASKED):
        raise Refusal("not_your_turn")
    if post.organisation_id != step.organisation_id:
        raise Refusal("foreign_post")
    if post.closed_on is not None:
        raise Refusal("closed_post")
    if not reason.strip():
        raise Refusal("no_reason")
    withdraw_sign_links(step, at=at)
    step.instead_of, step.post, step.instead_reason = step.instead_of or step.post, post, reason.strip()[:300]
    step.save(update_fields=["instead_of", "post", "instead_reason"])
    log("placement.stood_in", placement, by=by, at=at, organisation=step.organisation_id, data={
        "step": step.pk, "name": {code: said for code, said in post.names_by_language.items() if said} or str(post),
        "reason": step.instead_reason,
        **({"days": days_for(rule_of(placement.cohort.programme))} if step.state == SigningState.ASKED else {}),
    })  # fmt: skip
    if step.state == SigningState.ASKED:
        for reader in readers_of(step, timezone.localdate(at)):
            send_sign_link(step, reader, by=by, at=at)
    return step


# --- Signatures that come by the document -----------------------------------------------------------------------------
def check_signing(version: DocumentVersion) -> None:
    agreement: LearningAgreement = version.document.subject
    if agreement.state != LearningAgreementState.SIGNING:
        raise Refused("not_to_be_signed")
    if version.sha256 != agreement.sha256:
        raise Refused("not_approved_text")


def is_signed(version: DocumentVersion) -> bool:
    """Signed in the sense of the law by everybody; what was only confirmed is no signature."""
    agreement: LearningAgreement = version.document.subject
    steps = agreement.steps.filter(round=agreement.round)
    return (
        agreement.state == LearningAgreementState.SIGNED
        and version.sha256 == agreement.sha256
        and not steps.filter(signature__isnull=True).exists()
    )


def reflect_signature(signature: Signature, by: User | None, at: datetime) -> None:
    """A signature that counts settles the step that is asked; anybody else's comes too early."""
    agreement: LearningAgreement = signature.version.document.subject
    placement = lock_all(agreement.placement)
    step = agreement.steps.filter(round=agreement.round, state=SigningState.ASKED).select_related(
        "agreement__placement", "organisation", "post", "person__user"
    ).first()  # fmt: skip
    try:
        if step is None:
            raise Refusal("not_your_turn")  # noqa: TRY301  one place puts refusals into words
        step.agreement.placement = placement
        kind = KIND_OF[SignatureMethod(signature.method)]
        wanted = step.organisation_id if step.role in FOR_AN_ORGANISATION else None
        if signature.organisation_id != wanted:
            raise Refusal("turn_of_another", [step_name(step)])  # noqa: TRY301
        keeps = by is not None and KEEPER in roles_on(by, placement)
        if by is not None and not keeps and (kind == SigningKind.PAPER or not may_sign(by, step)):
            raise Refusal("not_permitted")  # noqa: TRY301
        _check(step, kind)
        _settle(
            step,
            placement,
            kind,
            signer=signature.signer_name,
            on=signature.signed_on,
            by=by,
            at=at,
            signature=signature,
        )
    except Refusal as refusal:
        raise Refused("by_record", {"why": refusal.sentence}) from refusal


def reflect_lost_signature(signature: Signature, by: User | None, at: datetime) -> None:
    """Withdrawn, or not valid any more. The last step that was signed is asked again; of an earlier one the text has to be
    taken back, and what is signed by everybody is amended."""
    agreement: LearningAgreement = signature.version.document.subject
    placement = lock_all(agreement.placement)
    step = agreement.steps.filter(signature=signature, state=SigningState.SIGNED).select_related("agreement").first()
    if step is None or step.round != agreement.round:
        return
    later = agreement.steps.filter(round=agreement.round, place__gt=step.place, state=SigningState.SIGNED).exists()
    if agreement.state != LearningAgreementState.SIGNING or later:
        if signature.withdrawn_at is not None:
            raise Refused("by_record", {"why": Refusal("frozen").sentence})
        return
    agreement.steps.filter(round=agreement.round, state=SigningState.ASKED).update(
        state=SigningState.WAITING, asked_at=None
    )
    # Without its signature the row says nothing of how it was signed.
    SignStep.objects.filter(pk=step.pk).update(
        state=SigningState.ASKED,
        kind="",
        signed_on=None,
        settled_at=None,
        signer="",
        by=None,
        signature=None,
        asked_at=at,
    )
    step.refresh_from_db()
    log("placement.signature_lost", placement, by=by, at=at, data={"name": signature.signer_name})
    ask(step, placement, by=by, at=at, days=days_for(rule_of(placement.cohort.programme)))


# --- What follows an early end ----------------------------------------------------------------------------------------
def tell_of_end(placement: Placement, told: Collection[str]) -> None:
    what = "broken_off" if placement.state == PlacementState.BROKEN_OFF else "cancelled"
    tell_concerned(what, placement, reason=placement.ended_reason, told=told)
