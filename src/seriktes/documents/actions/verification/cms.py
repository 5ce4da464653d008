"""A CMS (PKCS #7) signature, detached or with its content, of one or several signers."""

import base64
import binascii
import hashlib
from datetime import UTC, datetime, timedelta
from typing import Any

from asn1crypto import cms, pem, x509
from django.utils import timezone
from pyhanko.sign.ades.report import AdESFailure, AdESIndeterminate
from pyhanko.sign.validation import async_validate_detached_cms
from pyhanko.sign.validation.errors import SignatureValidationError
from pyhanko.sign.validation.settings import KeyUsageConstraints

from seriktes.documents.actions.verification import Checked, Moments, finish
from seriktes.documents.actions.verification.signers import describe, short_name
from seriktes.documents.actions.verification.trust import Trust
from seriktes.documents.definitions.findings import Finding
from seriktes.documents.definitions.refusals import Refused

DIGESTS = {"sha224", "sha256", "sha384", "sha512", "sha3_224", "sha3_256", "sha3_384", "sha3_512"}
WEAK = {"md2", "md5", "sha1"}
SIGNATURES = {"rsassa_pkcs1v15", "rsassa_pss", "ecdsa", "dsa", "ed25519", "ed448"}
SKEW = timedelta(minutes=5)
# Non-repudiation: a certificate for signing in has it not.
FOR_SIGNING = KeyUsageConstraints(key_usage={"non_repudiation"})
_MOST_SIGNERS = 20
_REVOKED = {AdESFailure.REVOKED, AdESIndeterminate.REVOKED_NO_POE, AdESIndeterminate.REVOKED_CA_NO_POE}


def load_cms(content: bytes) -> cms.ContentInfo:
    """DER, PEM, or base64 without its lines, as signing programs hand it out."""
    try:
        info = cms.ContentInfo.load(_der(content), strict=True)
        if info["content_type"].native != "signed_data" or not len(info["content"]["signer_infos"]):
            raise Refused("no_signature")
        for signer in info["content"]["signer_infos"]:
            signer.native  # noqa: B018  reads the whole structure: damage shows here
    except (ValueError, TypeError, KeyError, IndexError, AttributeError, OverflowError, RecursionError) as error:
        raise Refused("no_signature") from error
    return info


def _der(content: bytes) -> bytes:
    if pem.detect(content):
        return bytes(pem.unarmor(content)[2])
    if content[:1] == b"\x30":
        return content
    try:
        return base64.b64decode(b"".join(content.split()), validate=True)
    except (binascii.Error, ValueError) as error:
        raise Refused("no_signature") from error


def attached_content(info: cms.ContentInfo) -> bytes | None:
    inner = info["content"]["encap_content_info"]["content"].native
    return bytes(inner) if inner is not None else None


def check_cms(info: cms.ContentInfo, content: bytes, trust: Trust, moments: Moments) -> list[Checked]:
    """One result a signer. `content`: the frozen bytes."""
    signed = info["content"]
    inner = attached_content(info)
    signers = list(signed["signer_infos"])[:_MOST_SIGNERS]
    return [
        _check_signer(signed, one, content, trust, moments, is_other=inner not in (None, content)) for one in signers
    ]


def _check_signer(
    signed: cms.SignedData, signer: cms.SignerInfo, content: bytes, trust: Trust, moments: Moments, *, is_other: bool
) -> Checked:
    checked = Checked()
    certificates = _certificates(signed)
    certificate = find_certificate(signer, [*certificates, *trust.others])
    if certificate is None:
        checked.findings = [Finding(part, None, "no_certificate") for part in ("signature", "chain", "validity")]
        checked.put(Finding("bytes", False, "other_bytes") if is_other else Finding("bytes", None, "bytes_unknown"))
        return checked
    describe(checked, certificate)
    stated = stated_moment(signer)
    unknown = unknown_algorithm(signer, certificate)
    if unknown:
        code = "weak" if unknown in WEAK else "algorithm"
        judge_unchecked(checked, certificate, stated, moments, code=code, name=unknown, is_other=is_other)
        return checked
    status = _status(_with_only(signed, signer, certificate), content, certificate, trust, moments)
    judge_bytes(checked, signer, content, is_other=is_other)
    judge(checked, status, certificate, stated, trust=trust, moments=moments, others=certificates, crls=_crls(signed))
    return checked


# --- Parts, shared with signatures inside a PDF -----------------------------------------------------------------------
def judge_bytes(checked: Checked, signer: cms.SignerInfo, content: bytes, *, is_other: bool) -> None:
    algorithm = signer["digest_algorithm"]["algorithm"].native
    claimed = next(
        (one["values"][0].native for one in _attributes(signer) if one["type"].native == "message_digest"), None
    )
    # Without signed attributes the signature itself is over the content, and its check says both.
    same = claimed is None or claimed == hashlib.new(algorithm, content).digest()
    is_same = same and not is_other
    checked.put(Finding("bytes", is_same, "same" if is_same else "other_bytes"))


def judge(
    checked: Checked, status: Any, certificate: x509.Certificate, stated: datetime | None, *, trust: Trust,
    moments: Moments, others: list[x509.Certificate], crls: list[Any] | None = None,
) -> None:  # fmt: skip
    """Signature, chain, validity, revocation and time from what pyHanko found (None: it refused to look)."""
    checked.signed_at, checked.time_is_proven = stated, False
    if status is None:
        checked.put(Finding("signature", False, "not_for_signing"))
    else:
        # `valid` alone stays true when a byte of the content changed; `intact` says that it did.
        if not status.intact:
            bytes_found = checked.part("bytes")
            if bytes_found is None or bytes_found.ok:
                checked.put(Finding("bytes", False, "other_bytes"))
        checked.put(Finding("signature", bool(status.valid), "signed" if status.valid else "forged"))
    judge_time(checked, status, moments)
    judge_validity(checked, certificate, moments)
    judge_chain(checked, status, certificate, trust)
    moment = checked.signed_at if checked.time_is_proven and checked.signed_at else moments.received_at
    checked.put(trust.revocation(certificate, moment, others, crls or []))


def judge_time(checked: Checked, status: Any, moments: Moments) -> None:
    token = getattr(status, "timestamp_validity", None)
    proven = token is not None and token.valid and token.intact and token.trusted
    if token is not None and proven:
        checked.signed_at, checked.time_is_proven = token.timestamp, True
    moment = checked.signed_at
    if token is not None and not (token.valid and token.intact):
        checked.put(Finding("time", False, "token_bad"))
    elif moment is not None and moment < moments.frozen_at - SKEW:
        checked.put(Finding("time", False, "before_frozen"))
    elif moment is not None and moment > moments.received_at + SKEW:
        checked.put(Finding("time", False, "in_future"))
    elif proven:
        checked.put(Finding("time", True, "proven"))
    elif token is not None:
        checked.put(Finding("time", None, "token_untrusted"))
    else:
        checked.put(Finding("time", None, "claimed" if moment else "no_time"))


def judge_validity(checked: Checked, certificate: x509.Certificate, moments: Moments) -> None:
    """Whether the certificate was in force: at the proven moment, or else both when stated and when received."""
    begins, ends = certificate.not_valid_before, certificate.not_valid_after
    stated = checked.signed_at or moments.received_at
    moment = stated if checked.time_is_proven else moments.received_at
    if min(stated, moment) < begins:
        found = Finding("validity", False, "not_yet", {"day": _day(begins)})
    elif stated > ends:
        found = Finding("validity", False, "expired", {"day": _day(ends)})
    elif moment > ends:
        has_claim = checked.signed_at is not None
        found = Finding("validity", None if has_claim else False, "expired_since" if has_claim else "expired", {"day": _day(ends)})  # fmt: skip
    else:
        found = Finding("validity", True, "in_force")
    checked.put(found)


def judge_chain(checked: Checked, status: Any, certificate: x509.Certificate, trust: Trust) -> None:
    issuer = {"name": short_name(certificate.issuer)}
    indication = getattr(status, "trust_problem_indic", None)
    if not trust.roots:
        checked.put(Finding("chain", None, "no_roots"))
    elif indication is AdESIndeterminate.CHAIN_CONSTRAINTS_FAILURE:
        checked.put(Finding("chain", False, "not_for_signing"))
    elif status is not None and (indication is None or indication in _REVOKED):
        checked.put(Finding("chain", True, "trusted", issuer))
    elif status is not None:
        checked.put(Finding("chain", False, "foreign", issuer))
    else:
        checked.put(Finding("chain", None, "not_for_signing"))


def judge_unchecked(
    checked: Checked, certificate: x509.Certificate, stated: datetime | None, moments: Moments, *,
    code: str, name: str, is_other: bool,
) -> None:  # fmt: skip
    """What can be said where the algorithm cannot be computed: dates, and that the enclosed text is another one."""
    values = {"name": name}
    checked.signed_at = stated
    for part in ("signature", "chain"):
        checked.put(Finding(part, False if code == "weak" and part == "signature" else None, code, values))
    checked.put(Finding("bytes", False, "other_bytes") if is_other else Finding("bytes", None, "bytes_unknown"))
    judge_time(checked, None, moments)
    judge_validity(checked, certificate, moments)
    checked.put(Finding("revocation", None, "revocation_unknown"))


# --- Reading --------------------------------------------------------------------------------------------------------
def _status(
    signed: cms.SignedData, content: bytes, certificate: x509.Certificate, trust: Trust, moments: Moments
) -> Any:
    others = _certificates(signed)
    moment = chain_moment(certificate, signed["signer_infos"][0], moments)
    try:
        return finish(
            async_validate_detached_cms(
                content, signed, key_usage_settings=FOR_SIGNING,
                signer_validation_context=trust.context(moment, others),
                ts_validation_context=trust.context(moments.received_at, others),
            )
        )  # fmt: skip
    except (SignatureValidationError, ValueError, TypeError, KeyError, NotImplementedError):
        return None


def chain_moment(certificate: x509.Certificate, signer: cms.SignerInfo, moments: Moments) -> datetime:
    """At which moment the chain is judged. Dates are a part of their own, so that here the certificate is in force."""
    token = has_token(signer)
    stated = stated_moment(signer) if token else None
    moment = min(stated or moments.received_at, moments.received_at)
    return max(certificate.not_valid_before, min(moment, certificate.not_valid_after))


def has_token(signer: cms.SignerInfo) -> bool:
    unsigned = signer["unsigned_attrs"]
    return unsigned.native is not None and any(one["type"].native == "signature_time_stamp_token" for one in unsigned)


def _attributes(signer: cms.SignerInfo) -> Any:
    return signer["signed_attrs"] if signer["signed_attrs"].native is not None else []


def stated_moment(signer: cms.SignerInfo) -> datetime | None:
    for one in _attributes(signer):
        if one["type"].native == "signing_time":
            moment: datetime = one["values"][0].native
            return moment if moment.tzinfo else moment.replace(tzinfo=UTC)
    return None


def unknown_algorithm(signer: cms.SignerInfo, certificate: x509.Certificate) -> str:
    """The first algorithm that cannot be computed or trusted here; empty when all can."""
    digest = signer["digest_algorithm"]["algorithm"].native
    if digest not in DIGESTS:
        return str(digest)
    for algorithm in (signer["signature_algorithm"], certificate["signature_algorithm"]):
        try:
            if algorithm.signature_algo not in SIGNATURES:
                return str(algorithm["algorithm"].native)
        except ValueError:
            return str(algorithm["algorithm"].native)
    return ""


def _certificates(signed: cms.SignedData) -> list[x509.Certificate]:
    found = signed["certificates"]
    return [one.chosen for one in found if one.name == "certificate"] if found.native is not None else []


def _crls(signed: cms.SignedData) -> list[Any]:
    found = signed["crls"]
    return [one.chosen for one in found if one.name == "certificate_list"] if found.native is not None else []


def find_certificate(signer: cms.SignerInfo, certificates: list[x509.Certificate]) -> x509.Certificate | None:
    sid = signer["sid"]
    for one in certificates:
        if sid.name == "issuer_and_serial_number":
            name, number = sid.chosen["issuer"], sid.chosen["serial_number"].native
            if one.issuer.hashable == name.hashable and one.serial_number == number:
                return one
        elif one.key_identifier == sid.chosen.native:
            return one
    return None


def _with_only(signed: cms.SignedData, signer: cms.SignerInfo, certificate: x509.Certificate) -> cms.SignedData:
    """The same signature with one signer: the library checks one at a time."""
    copy = signed.copy()
    copy["signer_infos"] = cms.SignerInfos([signer])
    # An enclosed text was compared before; the check is over the frozen bytes, always.
    enclosed = signed["encap_content_info"]
    copy["encap_content_info"] = type(enclosed)({"content_type": enclosed["content_type"].native})
    held = _certificates(signed)
    if all(one.sha256 != certificate.sha256 for one in held):
        copy["certificates"] = cms.CertificateSet(
            [cms.CertificateChoices("certificate", one) for one in (*held, certificate)]
        )
    return copy


def _day(moment: datetime) -> str:
    return timezone.localtime(moment).date().isoformat()
