"""A certification authority of the tests' own: roots, signers of every awkward kind, CMS and PDF signatures."""

import io
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from functools import cache

from asn1crypto import cms as asn1_cms
from asn1crypto import keys as asn1_keys
from asn1crypto import x509 as asn1_x509
from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec, rsa
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat
from cryptography.x509.oid import ExtendedKeyUsageOID, NameOID
from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter
from pyhanko.sign.fields import SigFieldSpec
from pyhanko.sign.signers import PdfSignatureMetadata, SimpleSigner, sign_pdf
from pyhanko.sign.timestamps import DummyTimeStamper
from pyhanko_certvalidator.registry import SimpleCertificateStore

UTC_NOW = datetime(2026, 9, 1, 9, 0, tzinfo=UTC)
YEARS = timedelta(days=3650)
UNIVERSITY_BIN, COMPANY_BIN = "240140999905", "240140999906"


@dataclass(frozen=True)
class Issuer:
    key: ec.EllipticCurvePrivateKey
    certificate: x509.Certificate

    @property
    def pem(self) -> bytes:
        return self.certificate.public_bytes(Encoding.PEM)


@dataclass(frozen=True)
class Signer:
    key: ec.EllipticCurvePrivateKey | rsa.RSAPrivateKey
    certificate: x509.Certificate
    issuer: Issuer

    @property
    def asn1(self) -> asn1_x509.Certificate:
        return asn1_x509.Certificate.load(self.certificate.public_bytes(Encoding.DER))

    def simple(self) -> SimpleSigner:
        store = SimpleCertificateStore()
        store.register(asn1_x509.Certificate.load(self.issuer.certificate.public_bytes(Encoding.DER)))
        key = self.key.private_bytes(Encoding.DER, PrivateFormat.PKCS8, NoEncryption())
        return SimpleSigner(signing_cert=self.asn1, signing_key=asn1_keys.PrivateKeyInfo.load(key), cert_registry=store)


def _name(**parts):
    oids = {
        "common": NameOID.COMMON_NAME, "serial": NameOID.SERIAL_NUMBER, "unit": NameOID.ORGANIZATIONAL_UNIT_NAME,
        "organisation": NameOID.ORGANIZATION_NAME,
    }  # fmt: skip
    return x509.Name([x509.NameAttribute(oids[part], text) for part, text in parts.items() if text])


@cache
def authority(name: str = "Invented Root Authority") -> Issuer:
    key = ec.generate_private_key(ec.SECP256R1())
    subject = _name(common=name)
    builder = (
        x509.CertificateBuilder().subject_name(subject).issuer_name(subject).public_key(key.public_key())
        .serial_number(x509.random_serial_number()).not_valid_before(UTC_NOW - YEARS).not_valid_after(UTC_NOW + YEARS)
        .add_extension(x509.BasicConstraints(ca=True, path_length=None), critical=True)
        .add_extension(_usage(key_cert_sign=True, crl_sign=True), critical=True)
        .add_extension(x509.SubjectKeyIdentifier.from_public_key(key.public_key()), critical=False)
    )  # fmt: skip
    return Issuer(key, builder.sign(key, hashes.SHA256()))


def _usage(**given):
    names = ("digital_signature", "content_commitment", "key_encipherment", "data_encipherment", "key_agreement",
             "key_cert_sign", "crl_sign", "encipher_only", "decipher_only")  # fmt: skip
    return x509.KeyUsage(**{name: given.get(name, False) for name in names})


@cache
def signer(
    name="Үлгі Аружан", *, number=UNIVERSITY_BIN, begins=UTC_NOW - timedelta(days=100),
    ends=UTC_NOW + timedelta(days=265), issuer: Issuer | None = None, for_signing=True, stamps=False,
) -> Signer:  # fmt: skip
    issuer = issuer or authority()
    # The library's time stamper for tests signs with RSA only.
    key = rsa.generate_private_key(65537, 2048) if stamps else ec.generate_private_key(ec.SECP256R1())
    subject = _name(
        common=name, serial="IIN000000001234", organisation="Invented Body" if number else "",
        unit=f"BIN{number}" if number else "",
    )  # fmt: skip
    builder = (
        x509.CertificateBuilder().subject_name(subject).issuer_name(issuer.certificate.subject)
        .public_key(key.public_key()).serial_number(x509.random_serial_number())
        .not_valid_before(begins).not_valid_after(ends)
        .add_extension(x509.BasicConstraints(ca=False, path_length=None), critical=True)
        .add_extension(_usage(digital_signature=True, content_commitment=for_signing), critical=True)
        .add_extension(x509.AuthorityKeyIdentifier.from_issuer_public_key(issuer.key.public_key()), critical=False)
    )  # fmt: skip
    if stamps:
        builder = builder.add_extension(x509.ExtendedKeyUsage([ExtendedKeyUsageOID.TIME_STAMPING]), critical=True)
    return Signer(key, builder.sign(issuer.key, hashes.SHA256()), issuer)


def time_stamper(at: datetime, issuer: Issuer | None = None) -> DummyTimeStamper:
    one = signer("Invented Time", number="", issuer=issuer, stamps=True, begins=UTC_NOW - YEARS, ends=UTC_NOW + YEARS)
    simple = one.simple()
    return DummyTimeStamper(one.asn1, simple.signing_key, certs_to_embed=simple.cert_registry, fixed_dt=at)


def sign(content: bytes, by: Signer, *, at=UTC_NOW, attached=False, stamper=None) -> bytes:
    """A CMS over the content, DER."""
    from seriktes.documents.actions.verification import finish

    made: asn1_cms.ContentInfo = finish(
        by.simple().async_sign_general_data(
            content, "sha256", detached=not attached, timestamper=stamper, use_cades=False,
            signed_attr_settings=_attributes(at),
        )
    )  # fmt: skip
    return made.dump()


def _attributes(at):
    from pyhanko.sign.signers.pdf_cms import PdfCMSSignedAttributes

    return PdfCMSSignedAttributes(signing_time=at)


def signed_pdf(content: bytes, by: Signer, *, field="Signature1", stamper=None) -> bytes:
    out = io.BytesIO()
    writer = IncrementalPdfFileWriter(io.BytesIO(content), strict=False)
    sign_pdf(
        writer, PdfSignatureMetadata(field_name=field, md_algorithm="sha256"), signer=by.simple(), timestamper=stamper,
        new_field_spec=SigFieldSpec(field), output=out,
    )  # fmt: skip
    return out.getvalue()


def crl(issuer: Issuer, *revoked: Signer, at=UTC_NOW) -> bytes:
    builder = x509.CertificateRevocationListBuilder().issuer_name(issuer.certificate.subject)
    builder = builder.last_update(at).next_update(at + timedelta(days=30))
    for one in revoked:
        entry = x509.RevokedCertificateBuilder().serial_number(one.certificate.serial_number).revocation_date(at)
        builder = builder.add_revoked_certificate(entry.build())
    return builder.sign(issuer.key, hashes.SHA256()).public_bytes(Encoding.PEM)
