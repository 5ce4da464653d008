"""The texts of agreements in the register of documents: what they may become, and what a signature on them does here."""

from datetime import datetime
from typing import Any

from django.utils.translation import gettext_lazy as _

from seriktes.accounts.models import User
from seriktes.common.refusals import words_of
from seriktes.documents.actions.documents import replace
from seriktes.documents.definitions.purposes import DocumentPurpose
from seriktes.documents.definitions.refusals import Refused
from seriktes.documents.enums import SignatureMethod
from seriktes.documents.models import DocumentVersion, Signature
from seriktes.partnerships.actions.agreements.moving import lock_agreement, note_drift, save
from seriktes.partnerships.actions.agreements.signing import record_signature
from seriktes.partnerships.actions.log import log
from seriktes.partnerships.definitions.refusals import CannotAgree
from seriktes.partnerships.enums import AgreementKind, AgreementState
from seriktes.partnerships.models import Agreement, Signatory
from seriktes.partnerships.queries.access import agreements_visible_to
from seriktes.partnerships.queries.texts import (
    AMENDMENT,
    EXAMPLE,
    approved_hash,
    field_words,
    fields_of_agreement,
    is_open_for_texts,
    may_change_texts,
    may_record_for,
    parties_of_agreement,
    texts_of,
)


def document_purposes() -> list[DocumentPurpose]:
    """One for each kind of agreement, and one for amendments: each has templates of its own."""
    kinds = [(f"agreement:{kind.value}", kind.label) for kind in AgreementKind]
    return [
        DocumentPurpose(
            code=code,
            label=label,
            subject_type="partnerships.agreement",
            fields=fields_of_agreement,
            example=EXAMPLE,
            visible_to=agreements_visible_to,
            may_change=may_change_texts,
            parties=parties_of_agreement,
            field_words=field_words,
            is_public=lambda agreement: agreement.partnership.is_public,
            allows_change=is_open_for_texts,
            check_signing=check_signing,
            on_version=lambda version: note_drift(version.document.subject),
            on_signature=reflect_signature,
            on_signature_lost=reflect_lost_signature,
        )
        for code, label in [*kinds, (AMENDMENT, _("amendment"))]
    ]


def hash_to_approve(agreement: Agreement) -> str:
    """Of the frozen text. Raises CannotAgree where there is none, or where a later wording is not frozen yet."""
    texts = texts_of(agreement)
    if texts.frozen is None or texts.is_ahead:
        raise CannotAgree("no_content")
    return texts.frozen.sha256


def void_signatures(agreement: Agreement, *, reason: str, by: User, at: datetime) -> None:
    """The text was taken back: bytes that somebody signed already are not offered for signature again."""
    frozen = texts_of(agreement).frozen
    if frozen is not None and frozen.signatures.filter(withdrawn_at__isnull=True).exists():
        replace(version=frozen, reason=reason, by=by, at=at)


def check_signing(version: DocumentVersion) -> None:
    agreement: Agreement = version.document.subject
    if agreement.state != AgreementState.APPROVED or agreement.archived_at is not None:
        raise Refused("not_to_be_signed")
    if version.sha256 != approved_hash(agreement):
        raise Refused("not_approved_text")


def reflect_signature(signature: Signature, by: User | None, at: datetime) -> None:
    """A signature that counts is the side's signature under the agreement. Of two units of one organisation, the
    first that has not signed."""
    agreement: Agreement = signature.version.document.subject
    body = signature.organisation_id
    if body is None:
        return
    if by is not None and signature.method == SignatureMethod.PAPER and not may_record_for(by, agreement, body):
        raise _by_record(CannotAgree("not_permitted"))
    signatory = _signatories_of(agreement, body).filter(signed_on=None).first()
    if signatory is None:
        raise Refused("signed_already")
    try:
        record_signature(
            agreement=agreement, party=signatory.party, on=signature.signed_on, at=at, by=by,
            by_label="" if by else signature.signer_name, name=signature.signer_name, authority=signature.ground,
        )  # fmt: skip
    except CannotAgree as refusal:
        raise _by_record(refusal) from refusal


def _by_record(refusal: CannotAgree) -> Refused:
    return Refused("by_record", {"why": words_of(refusal)})


def reflect_lost_signature(signature: Signature, by: User | None, at: datetime) -> None:
    """Withdrawn, or found not to be valid any more. Once every side has signed, the agreement stands by more than one
    file: it is terminated or amended, not unsigned."""
    agreement: Agreement = signature.version.document.subject
    if signature.organisation_id is None:
        return
    try:
        agreement = lock_agreement(agreement)
    except CannotAgree as refusal:
        raise _by_record(refusal) from refusal
    if agreement.state != AgreementState.APPROVED:
        # A check that is made again years later finds what it finds; the record does not change by it.
        if signature.withdrawn_at is not None:
            raise _by_record(CannotAgree("frozen", ["signatories"]))
        return
    signatory = _signatories_of(agreement, signature.organisation_id).exclude(signed_on=None).last()
    if signatory is None:
        return
    signatory.signed_on = None
    signatory.version += 1
    signatory.save()
    save(agreement)
    log(
        "agreement.signature_lost", agreement, by=by, at=at, organisation=signature.organisation_id,
        data={"party": [signatory.party_id], "name": signatory.party.organisation, "date": at.date().isoformat()},
    )  # fmt: skip


def _signatories_of(agreement: Agreement, organisation_id: int) -> Any:
    rows = Signatory.objects.filter(agreement=agreement, party__organisation=organisation_id)
    return rows.select_related("party__organisation").order_by("party")
