"""Whom this server trusts: certificates and revocation lists in one directory, and nothing fetched from elsewhere."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import Any

from asn1crypto import crl, pem, x509
from cryptography.exceptions import UnsupportedAlgorithm
from cryptography.hazmat.primitives.serialization import load_der_public_key
from cryptography.x509 import load_der_x509_crl
from django.conf import settings
from pyhanko_certvalidator import ValidationContext

from seriktes.documents.definitions.findings import Finding

CERTIFICATES = {".pem", ".crt", ".cer", ".der"}


@dataclass(frozen=True)
class Trust:
    roots: list[x509.Certificate] = field(default_factory=list)
    others: list[x509.Certificate] = field(default_factory=list)
    crls: list[crl.CertificateList] = field(default_factory=list)

    def context(self, moment: datetime, others: list[x509.Certificate]) -> ValidationContext:
        return ValidationContext(
            trust_roots=self.roots, other_certs=[*self.others, *others], moment=moment, allow_fetching=False,
            revocation_mode="soft-fail",
        )  # fmt: skip

    def revocation(
        self, certificate: x509.Certificate, moment: datetime, others: list[x509.Certificate], crls: list[Any]
    ) -> Finding:
        """What the lists that were supplied say: a list counts when the issuer of the certificate signed it."""
        keys = [
            one for one in (*self.roots, *self.others, *others) if one.subject.hashable == certificate.issuer.hashable
        ]
        looked = False
        for one in (*self.crls, *crls):
            if one.issuer.hashable != certificate.issuer.hashable or not _is_signed(one, keys):
                continue
            for entry in one["tbs_cert_list"]["revoked_certificates"] or ():
                if entry["user_certificate"].native == certificate.serial_number:
                    when = entry["revocation_date"].native
                    if when <= moment:
                        return Finding("revocation", False, "revoked", {"day": when.date().isoformat()})
            ends = one["tbs_cert_list"]["next_update"].native
            looked = looked or ends is None or ends >= moment
        return (
            Finding("revocation", True, "not_revoked") if looked else Finding("revocation", None, "revocation_unknown")
        )


def _is_signed(one: crl.CertificateList, keys: list[x509.Certificate]) -> bool:
    try:
        read = load_der_x509_crl(one.dump())
        return any(read.is_signature_valid(load_der_public_key(key.public_key.dump())) for key in keys)  # type: ignore[arg-type]
    except (ValueError, TypeError, UnsupportedAlgorithm):
        return False


def load_trust() -> Trust:
    """The directory of the setting SERIKTES_TRUST_ROOTS: self-signed certificates are trusted, others are links."""
    place = settings.TRUST_ROOTS
    trust = Trust()
    if not place:
        return trust
    for path in sorted(Path(place).iterdir()):
        if path.suffix.lower() in CERTIFICATES:
            for one in read_certificates(path.read_bytes()):
                (trust.roots if one.subject.hashable == one.issuer.hashable else trust.others).append(one)
        elif path.suffix.lower() == ".crl":
            trust.crls.append(crl.CertificateList.load(_bytes(path.read_bytes())))
    return trust


def read_certificates(content: bytes) -> Iterator[x509.Certificate]:
    """Every certificate of a PEM file, or the one of a DER file. Raises ValueError for anything else."""
    if pem.detect(content):
        for kind, _headers, one in pem.unarmor(content, multiple=True):
            if kind == "CERTIFICATE":
                yield _certificate(one)
    else:
        yield _certificate(content)


def _certificate(content: bytes) -> x509.Certificate:
    one = x509.Certificate.load(content, strict=True)
    one.subject.native  # noqa: B018  a file that is no certificate fails here and not in the middle of a check
    return one


def _bytes(content: bytes) -> bytes:
    return bytes(pem.unarmor(content)[2]) if pem.detect(content) else content
