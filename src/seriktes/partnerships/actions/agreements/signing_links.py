"""A signatory without an account: by a link in a letter, they read the frozen text and hand in their signature."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from seriktes.accounts.models import User
from seriktes.common.formats import format_day
from seriktes.common.refusals import words_of
from seriktes.documents.actions.signing import record_signature
from seriktes.documents.definitions.findings import sentence_of
from seriktes.documents.definitions.refusals import Refused
from seriktes.documents.enums import Verdict
from seriktes.documents.models import DocumentVersion
from seriktes.documents.queries.frozen import DamagedFile, frozen_bytes
from seriktes.partnerships.actions.agreements.moving import lock_agreement
from seriktes.partnerships.actions.log import log
from seriktes.partnerships.definitions.refusals import CannotAgree
from seriktes.partnerships.enums import AgreementState
from seriktes.partnerships.models import Agreement, Signatory
from seriktes.partnerships.queries.texts import approved_hash
from seriktes.procedures.actions.links import Addressee, send_link
from seriktes.procedures.definitions.links import Choice, Described, LinkAction, LinkFile, LinkRefused, Outcome
from seriktes.procedures.models import ActionLink

LINK = "agreement.sign"
SIGN, ON_PAPER, REFUSE = "sign", "paper", "refuse"


def send_to_sign(
    *, signatory: Signatory, version: DocumentVersion, by: User, at: datetime, language: str
) -> ActionLink:
    """The letter to whoever signs for the side. Raises CannotAgree: not approved, another text, signed, no address."""
    agreement = lock_agreement(signatory.agreement)
    if agreement.state != AgreementState.APPROVED:
        raise CannotAgree("wrong_state", [agreement.state])
    if not version.sha256 or version.sha256 != approved_hash(agreement):
        raise CannotAgree("no_content")
    if signatory.signed_on is not None:
        raise CannotAgree("signed_already", [signatory.signed_on])
    if not signatory.email:
        raise CannotAgree("missing", ["email"])
    name = signatory.name or str(signatory.post or "")
    return send_link(
        action=LINK, subject=agreement, to=Addressee(signatory.email, language, name, signatory.post), at=at, by=by,
        arguments={"signatory": signatory.pk, "version": version.pk, "sha256": version.sha256},
    )  # fmt: skip


# --- What the link says and does --------------------------------------------------------------------------------------
def _awaited(link: Any) -> tuple[Signatory, DocumentVersion] | None:
    """The signature that is still missing under the text that was sent; None where either is so no longer."""
    agreement: Agreement = link.record
    if agreement.state != AgreementState.APPROVED or agreement.archived_at is not None:
        return None
    if approved_hash(agreement) != link.arguments.get("sha256"):
        return None
    rows = agreement.signatories.filter(pk=link.arguments.get("signatory"), signed_on__isnull=True)
    signatory = rows.select_related("party__organisation", "post").first()
    version = DocumentVersion.objects.filter(pk=link.arguments.get("version")).select_related("document").first()
    return (signatory, version) if signatory is not None and version is not None else None


def describe(link: Any) -> Described | None:
    awaited = _awaited(link)
    if awaited is None:
        return None
    signatory, version = awaited
    agreement: Agreement = link.record
    others = agreement.signatories.select_related("party__organisation").order_by("party")
    facts = [
        (_("Agreement"), agreement.name or str(agreement.get_kind_display())),
        (_("Sides"), "; ".join(str(one.party.organisation) for one in others)),
        (_("In force to"), format_day(agreement.ends_on) if agreement.ends_on else _("without a term")),
        ("SHA-256", version.sha256),
    ]
    if agreement.number:
        facts.insert(1, (_("Number"), agreement.number))
    return Described(
        title=_("Please sign: %(title)s") % {"title": agreement.name or agreement.get_kind_display()},
        text=_(
            "The text is approved and frozen. %(side)s is asked to sign exactly this text. Read it, sign the PDF on your "
            "own machine, and hand in the signature here. Your key stays with you."
        ) % {"side": signatory.party.organisation},
        effect=_(
            "“Hand in the signature” checks the file and puts the signature on record. “Signed on paper” tells the other "
            "side to expect the paper. “Refuse” tells it why this text will not be signed."
        ),
        facts=facts,
        choices=[
            Choice(SIGN, gettext_lazy("Hand in the signature")),
            Choice(ON_PAPER, gettext_lazy("Signed on paper"), is_primary=False),
            Choice(REFUSE, gettext_lazy("Refuse"), is_primary=False, is_danger=True),
        ],
    )  # fmt: skip


def text_of(link: Any) -> LinkFile | None:
    """The frozen PDF, exactly the bytes to be signed."""
    awaited = _awaited(link)
    if awaited is None:
        return None
    try:
        return LinkFile(f"{awaited[1].document.title}.pdf", frozen_bytes(awaited[1]))
    except DamagedFile:
        return None


def act(link: Any, data: Mapping[str, Any], at: datetime) -> Outcome:
    awaited = _awaited(link)
    if awaited is None:
        raise LinkRefused(settled(link))
    signatory, version = awaited
    if data["choice"] == SIGN:
        return _sign(data, signatory, version, at)
    if data["choice"] == ON_PAPER:
        _tell(link, signatory, "agreement.paper_announced", data, at)
        return Outcome(_("Noted: signed on paper."), _("The office that keeps the agreement sees it."))
    if not (data.get("reason") or "").strip():
        raise LinkRefused(_("Say why."), "reason")
    _tell(link, signatory, "agreement.signature_refused", data, at)
    return Outcome(_("Noted: this text will not be signed."), _("The office that keeps the agreement sees it."))


def _sign(data: Mapping[str, Any], signatory: Signatory, version: DocumentVersion, at: datetime) -> Outcome:
    given = data.get("file")
    if given is None:
        raise LinkRefused(_("Choose the file with the signature."), "file")
    try:
        rows = record_signature(
            version=version, content=given.content, filename=given.name, by=None, at=at,
            organisation=signatory.party.organisation, post=signatory.post,
        )  # fmt: skip
    except Refused as refused:
        raise LinkRefused(refused.sentence, "file") from refused
    except CannotAgree as refused:
        raise LinkRefused(words_of(refused), "file") from refused
    findings = [sentence_of(one) for row in rows for one in row.findings if one["ok"] is not True]
    if any(row.verdict == Verdict.INVALID for row in rows):
        # Nothing is kept of it: whoever signs tries again.
        raise LinkRefused(" ".join([_("The signature is not valid."), *findings]), "file")
    if all(row.verdict == Verdict.VALID for row in rows):
        return Outcome(_("Signed."), _("The signature is valid and on record. Thank you."))
    return Outcome(_("The signature is kept; somebody has to look at it."), " ".join(findings))


def _tell(link: Any, signatory: Signatory, kind: str, data: Mapping[str, Any], at: datetime) -> None:
    """On the record and its timeline; the state stays."""
    agreement = lock_agreement(signatory.agreement)
    side = signatory.party.organisation
    log(
        kind, agreement, by=None, at=at, by_label=link.label, organisation=side.pk,
        data={"party": signatory.party_id, "name": side, "reason": (data.get("reason") or "").strip()},
    )  # fmt: skip


def settled(link: Any) -> str | Promise:
    agreement: Agreement = link.record
    if agreement.signatories.filter(pk=link.arguments.get("signatory"), signed_on__isnull=False).exists():
        return _("This side has signed already.")
    return _("The text was taken back, or the agreement is in another state. Ask the office that sent the link.")


LINKS = (
    LinkAction(
        LINK, gettext_lazy("Read the text and sign"), describe, act,
        form="seriktes.partnerships.forms.links.SigningForm", settled=settled, file=text_of,
    ),
)  # fmt: skip
