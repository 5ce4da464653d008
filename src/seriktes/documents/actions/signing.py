"""Recording signatures of a frozen version. What was found is kept part by part; a check can be made again."""

from collections.abc import Iterable
from datetime import date, datetime
from typing import Any

from django.conf import settings
from django.core.files.base import ContentFile
from django.db import IntegrityError, transaction
from django.utils import timezone

from seriktes.accounts.actions import record_event
from seriktes.accounts.models import User
from seriktes.documents.actions.files import is_key, is_pdf, safe_name, sha256_of
from seriktes.documents.actions.verification import Checked, Moments
from seriktes.documents.actions.verification.cms import check_cms, load_cms
from seriktes.documents.actions.verification.ncanode import NcaNode
from seriktes.documents.actions.verification.pdf import check_pdf, embedded_signatures
from seriktes.documents.actions.verification.trust import load_trust
from seriktes.documents.definitions.findings import Finding, verdict_of
from seriktes.documents.definitions.purposes import get_purpose
from seriktes.documents.definitions.refusals import Refused
from seriktes.documents.enums import DocumentState, SignatureMethod, Verdict
from seriktes.documents.models import Document, DocumentVersion, Signature
from seriktes.documents.queries.frozen import DamagedFile, frozen_bytes
from seriktes.organisations.models import Identifier, Organisation, Post
from seriktes.organisations.queries.register import national_scheme
from seriktes_analytics.names import fold

COUNTED = (Verdict.VALID, Verdict.RECORDED)
SCANS = {b"%PDF-": ".pdf", b"\xff\xd8\xff": ".jpg", b"\x89PNG\r\n\x1a\n": ".png"}


def check_signatures(content: bytes, frozen: bytes, moments: Moments) -> list[Checked]:
    """Every signature in a CMS or PDF over the frozen bytes; nothing is stored."""
    trust = load_trust()
    if is_pdf(content):
        found = check_pdf(content, frozen, trust, moments)
        _ask_service(found, content, moments)
        return found
    info = load_cms(content)
    found = check_cms(info, frozen, trust, moments)
    if settings.NCANODE_URL:
        NcaNode(settings.NCANODE_URL).decide(found, info.dump(), frozen, moments)
    return found


def _ask_service(found: list[Checked], content: bytes, moments: Moments) -> None:
    """For signatures inside a PDF the service is given the CMS and the bytes that it covers."""
    if not settings.NCANODE_URL:
        return
    for checked, embedded in zip(found, embedded_signatures(content), strict=True):
        ranges = [int(one) for one in embedded.byte_range]
        covered = b"".join(content[at : at + size] for at, size in zip(ranges[::2], ranges[1::2], strict=True))
        cms = bytes(embedded.pkcs7_content)
        NcaNode(settings.NCANODE_URL).decide([checked], load_cms(cms).dump(), covered, moments)


@transaction.atomic
def record_signature(
    *, version: DocumentVersion, content: bytes, filename: str, by: User | None, at: datetime,
    organisation: Organisation | None = None, post: Post | None = None, names: Iterable[str] = (),
) -> list[Signature]:  # fmt: skip
    """Check a signature file and keep it with what was found: one row a signer. Raises Refused.

    `names`: of a person who signs for no organisation, as the register has them; the certificate has to hold one.
    """
    if is_key(content, filename):
        raise Refused("is_key")
    document, version = _for_signing(version)
    frozen = _bytes_for_signing(version)
    digest = sha256_of(content)
    if digest == version.sha256:
        raise Refused("no_signature")
    parties = list(get_purpose(document.purpose).parties(document.subject))
    if organisation is not None and organisation not in parties:
        raise Refused("other_party")
    if version.signatures.filter(file_sha256=digest, withdrawn_at__isnull=True).exists():
        raise Refused("twice")
    numbers = numbers_of(parties)
    method = SignatureMethod.PDF if is_pdf(content) else SignatureMethod.CMS
    assert version.frozen_at is not None  # noqa: S101  a frozen version has it
    checked = check_signatures(content, frozen, Moments(version.frozen_at, at))
    # A PDF that two signed holds the first signature again: only what is new is kept.
    new = [one for one in checked if not _stands(version, one)]
    if not new:
        raise Refused("signed_already")
    ending = ".pdf" if method == SignatureMethod.PDF else ".p7s"
    rows = []
    for one in new:
        party = organisation or next((body for body in parties if one.organisation_number in numbers[body.pk]), None)
        own = [name for name in names if name]
        if own:
            party = None
        one.put(judge_person(one, own) if own else judge_authority(one, party, numbers))
        row = _row(version, one, method=method, party=party, by=by, at=at)
        row.file_sha256, row.post = digest, post
        row.file.save(safe_name(filename, ending), ContentFile(content), save=False)
        rows.append(row)
    _keep(document, version, rows, by=by, at=at)
    return rows


def _for_signing(version: DocumentVersion) -> tuple[Document, DocumentVersion]:
    document = Document.objects.select_for_update().get(pk=version.document_id)
    version = DocumentVersion.objects.select_for_update().get(pk=version.pk)
    if version.state == DocumentState.REPLACED:
        raise Refused("replaced")
    if version.state not in (DocumentState.FROZEN, DocumentState.SIGNED):
        raise Refused("not_frozen")
    purpose = get_purpose(document.purpose)
    if purpose.check_signing is not None:
        purpose.check_signing(version)
    return document, version


def _bytes_for_signing(version: DocumentVersion) -> bytes:
    try:
        return frozen_bytes(version)
    except DamagedFile as damage:
        raise Refused("damaged") from damage


def _stands(version: DocumentVersion, checked: Checked) -> bool:
    standing = version.signatures.filter(withdrawn_at__isnull=True, serial=checked.serial, issuer=checked.issuer)
    return bool(checked.serial) and standing.exclude(verdict=Verdict.INVALID).exists()


def numbers_of(parties: Iterable[Organisation]) -> dict[int, set[str]]:
    """Each party's national numbers that are in force."""
    found: dict[int, set[str]] = {body.pk: set() for body in parties}
    rows = Identifier.objects.filter(organisation__in=list(found), scheme=national_scheme(), archived_at__isnull=True)
    for row in rows:
        found[row.organisation_id].add(row.value)
    return found


def judge_authority(checked: Checked, party: Organisation | None, numbers: dict[int, set[str]]) -> Finding:
    """Whether the certificate is the party's."""
    number = checked.organisation_number
    if not number:
        return Finding("authority", None, "no_number")
    if party is None:
        every = set().union(*numbers.values()) if numbers else set()
        return Finding(
            "authority", False if every else None, "other_number" if every else "party_unknown", {"number": number}
        )
    if not numbers.get(party.pk):
        return Finding("authority", None, "party_unknown")
    if number in numbers[party.pk]:
        return Finding("authority", True, "same_number")
    return Finding("authority", False, "other_number", {"number": number})


def judge_person(checked: Checked, names: Iterable[str]) -> Finding:
    """Whether the certificate is the person's own: two words of one of the names stand in it, as family and given name."""
    words = set(fold(checked.signer_name).split())
    if any(len(words & set(fold(name).split())) >= 2 for name in names):
        return Finding("authority", True, "same_person")
    return Finding("authority", False, "other_person", {"name": checked.signer_name or "—"})


def _row(
    version: DocumentVersion, checked: Checked, *, method: SignatureMethod, party: Organisation | None,
    by: User | None, at: datetime,
) -> Signature:  # fmt: skip
    moment = checked.signed_at or at
    return Signature(
        version=version, method=method, organisation=party, signer_name=checked.signer_name or "—",
        signer_bin=checked.organisation_number, signer_iin_end=checked.person_number[-4:], issuer=checked.issuer,
        serial=checked.serial, signed_on=timezone.localtime(moment).date(), signed_at=checked.signed_at,
        time_is_proven=checked.time_is_proven, verdict=verdict_of(checked.findings),
        findings=[one.as_row() for one in checked.findings], recorded_by=by, recorded_at=at,
    )  # fmt: skip


def _keep(
    document: Document, version: DocumentVersion, rows: list[Signature], *, by: User | None, at: datetime
) -> None:
    try:
        with transaction.atomic():
            for row in rows:
                row.save(force_insert=True)
    except IntegrityError as error:
        raise Refused("twice") from error
    for row in rows:
        values = {
            "number": version.number, "sha256": version.sha256, "verdict": str(row.verdict), "method": str(row.method),
            "organisation": row.organisation_id, "serial": row.serial,
        }  # fmt: skip
        record_event(kind="documents.signature.recorded", by=by, target=document, values=values)
        _tell_record(document, row, counted_before=False, by=by, at=at)
    refresh_state(document, version, by=by, at=at)


def _tell_record(
    document: Document, signature: Signature, *, counted_before: bool, by: User | None, at: datetime
) -> None:
    """The record hears of a signature once it counts, and once it counts no longer."""
    purpose = get_purpose(document.purpose)
    counts = signature.verdict in COUNTED and signature.withdrawn_at is None
    tell = purpose.on_signature if counts else purpose.on_signature_lost
    if counts != counted_before and tell is not None:
        tell(signature, by, at)


def refresh_state(document: Document, version: DocumentVersion, *, by: User | None, at: datetime) -> None:
    """Signed once every party has a signature that counts, and frozen again when one is withdrawn."""
    purpose = get_purpose(document.purpose)
    wanted = {body.pk for body in purpose.parties(document.subject)}
    counted = version.signatures.filter(verdict__in=COUNTED, withdrawn_at__isnull=True)
    is_signed = bool(wanted) and wanted <= set(counted.values_list("organisation", flat=True))
    if purpose.is_signed is not None:
        is_signed = purpose.is_signed(version)
    state = DocumentState.SIGNED if is_signed else DocumentState.FROZEN
    if state != version.state and version.state in (DocumentState.FROZEN, DocumentState.SIGNED):
        version.state = state
        version.save(update_fields=["state"])
        if is_signed and purpose.on_signed is not None:
            purpose.on_signed(version, by, at)


@transaction.atomic
def record_paper(
    *, version: DocumentVersion, organisation: Organisation | None, signer_name: str, signed_on: date, by: User | None, at: datetime,
    ground: str = "", post: Post | None = None, scan: bytes = b"", filename: str = "",
) -> Signature:  # fmt: skip
    """A signature on paper: who signed, on which day, on what ground, with a scan where there is one."""
    document, version = _for_signing(version)
    _bytes_for_signing(version)
    assert version.frozen_at is not None  # noqa: S101  a frozen version has it
    purpose = get_purpose(document.purpose)
    if organisation is None and not purpose.takes_people:
        raise Refused("other_party")
    if organisation is not None and organisation not in list(purpose.parties(document.subject)):
        raise Refused("other_party")
    if not signer_name.strip():
        raise Refused("no_name")
    if signed_on > timezone.localtime(at).date():
        raise Refused("in_future")
    if signed_on < timezone.localtime(version.frozen_at).date():
        raise Refused("before_frozen")
    row = Signature(
        version=version, method=SignatureMethod.PAPER, organisation=organisation, post=post,
        signer_name=signer_name.strip()[:300], ground=ground.strip()[:300], signed_on=signed_on,
        verdict=Verdict.RECORDED, findings=[Finding("paper", None, "by_person").as_row()], recorded_by=by,
        recorded_at=at,
    )  # fmt: skip
    if scan:
        if is_key(scan, filename):
            raise Refused("is_key")
        ending = next((ending for start, ending in SCANS.items() if scan.startswith(start)), None)
        if ending is None:
            raise Refused("scan_kind")
        row.file_sha256 = sha256_of(scan)
        row.file.save(safe_name(filename, ending), ContentFile(scan), save=False)
    _keep(document, version, [row], by=by, at=at)
    return row


@transaction.atomic
def check_again(*, signature: Signature, by: User | None, at: datetime) -> Signature:
    """The same file against the authorities of today; the earlier findings stay beside the new."""
    signature = Signature.objects.select_for_update(of=("self",)).get(pk=signature.pk)
    version = signature.version
    if signature.method == SignatureMethod.PAPER:
        return signature
    with signature.file.open("rb") as file:
        content = file.read()
    assert version.frozen_at is not None  # noqa: S101  only a frozen version has signatures
    moments = Moments(version.frozen_at, signature.recorded_at)
    found = check_signatures(content, _bytes_for_signing(version), moments)
    one = next((one for one in found if one.serial == signature.serial), None)
    if one is None:
        return signature
    document = Document.objects.select_for_update().get(pk=version.document_id)
    parties = list(get_purpose(document.purpose).parties(document.subject))
    one.put(judge_authority(one, signature.organisation, numbers_of(parties)))
    earlier = [row for row in signature.findings if "until" in row]
    told = [{**row, "until": at.isoformat()} for row in signature.findings if "until" not in row]
    signature.findings = [*(row.as_row() for row in one.findings), *told, *earlier]
    before, signature.verdict = signature.verdict, verdict_of(one.findings)
    signature.signed_at, signature.time_is_proven = one.signed_at, one.time_is_proven
    signature.save(update_fields=["findings", "verdict", "signed_at", "time_is_proven"])
    values: dict[str, Any] = {"signature": signature.pk, "verdict": [str(before), str(signature.verdict)]}
    record_event(kind="documents.signature.checked", by=by, target=document, values=values)
    _tell_record(document, signature, counted_before=before in COUNTED, by=by, at=at)
    refresh_state(document, version, by=by, at=at)
    return signature


@transaction.atomic
def withdraw_signature(*, signature: Signature, reason: str, by: User, at: datetime) -> None:
    """Recorded by mistake: it counts no longer and stays in the history."""
    signature = Signature.objects.select_for_update(of=("self",)).get(pk=signature.pk)
    if signature.withdrawn_at is not None:
        raise Refused("withdrawn")
    if not reason.strip():
        raise Refused("no_reason")
    signature.withdrawn_at = at
    signature.save(update_fields=["withdrawn_at"])
    document = Document.objects.select_for_update().get(pk=signature.version.document_id)
    values = {"signature": signature.pk, "reason": reason[:300]}
    record_event(kind="documents.signature.withdrawn", by=by, target=document, values=values)
    _tell_record(document, signature, counted_before=signature.verdict in COUNTED, by=by, at=at)
    refresh_state(document, signature.version, by=by, at=at)
