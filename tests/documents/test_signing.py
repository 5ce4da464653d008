import shutil
from datetime import timedelta

import pytest

from seriktes.accounts.models import AuditEvent
from seriktes.documents.actions.signing import check_again, record_paper, record_signature, withdraw_signature
from seriktes.documents.definitions.refusals import Refused
from seriktes.documents.models import Signature
from seriktes.documents.queries.frozen import frozen_bytes
from tests.documents.authority import (
    COMPANY_BIN,
    UTC_NOW,
    authority,
    crl,
    sign,
    signed_pdf,
    signer,
    time_stamper,
)

LATER = UTC_NOW + timedelta(hours=1)
pytestmark = pytest.mark.usefixtures("roots")


def hand_in(version, content, *, at=LATER, name="a.p7s", organisation=None, by=None):
    return record_signature(version=version, content=content, filename=name, by=by, at=at, organisation=organisation)


def found(row):
    return {part["part"]: (part["ok"], part["code"]) for part in row.findings if "until" not in part}


def refusal(act):
    with pytest.raises(Refused) as refused:
        act()
    return refused.value.code


def test_a_valid_signature_is_found_valid_in_every_part(frozen, officer, world):
    (row,) = hand_in(frozen, sign(frozen_bytes(frozen), signer()), by=officer)
    assert found(row) == {
        "bytes": (True, "same"), "signature": (True, "signed"), "time": (None, "claimed"), "validity": (True, "in_force"),
        "chain": (True, "trusted"), "revocation": (None, "revocation_unknown"), "authority": (True, "same_number"),
    }  # fmt: skip
    assert (row.verdict, row.organisation, row.signer_bin, row.signer_iin_end) == (
        "valid", world.organisations["university"], "240140999905", "1234"
    )  # fmt: skip
    frozen.refresh_from_db()
    assert frozen.state == "frozen"


def test_signed_once_both_parties_have(frozen, officer, purpose):
    content = frozen_bytes(frozen)
    hand_in(frozen, sign(content, signer()), by=officer)
    (second,) = hand_in(frozen, sign(content, signer("Есім", number=COMPANY_BIN)), by=officer)
    frozen.refresh_from_db()
    assert (frozen.state, purpose.heard) == ("signed", [("frozen", 1), ("signed", 1)])
    withdraw_signature(signature=second, reason="a slip", by=officer, at=LATER)
    frozen.refresh_from_db()
    assert frozen.state == "frozen"
    assert refusal(lambda: withdraw_signature(signature=second, reason="x", by=officer, at=LATER)) == "withdrawn"
    kinds = AuditEvent.objects.filter(kind__startswith="documents.signature.").values_list("kind", flat=True)
    assert sorted(kinds) == ["documents.signature.recorded"] * 2 + ["documents.signature.withdrawn"]


CASES = {
    "other bytes": (lambda content: sign(content + b"x", signer()), "invalid", "bytes", (False, "other_bytes")),
    "expired": (
        lambda content: sign(content, signer(ends=UTC_NOW - timedelta(days=2))), "invalid", "validity", (False, "expired")
    ),
    "expired since, time only stated": (
        lambda content: sign(content, signer(ends=UTC_NOW + timedelta(minutes=9))), "undecided", "validity",
        (None, "expired_since"),
    ),
    "expired since, time proven": (
        lambda content: sign(content, signer(ends=UTC_NOW + timedelta(minutes=9)), stamper=time_stamper(UTC_NOW)),
        "valid", "validity", (True, "in_force"),
    ),
    "not yet valid": (
        lambda content: sign(content, signer(begins=UTC_NOW + timedelta(days=2))), "invalid", "validity", (False, "not_yet")
    ),
    "foreign authority": (
        lambda content: sign(content, signer(issuer=authority("Foreign"))), "invalid", "chain", (False, "foreign")
    ),
    "wrong number": (
        lambda content: sign(content, signer(number="240140999907")), "invalid", "authority", (False, "other_number")
    ),
    "a person's own": (lambda content: sign(content, signer(number="")), "undecided", "authority", (None, "no_number")),
    "for signing in": (
        lambda content: sign(content, signer(for_signing=False)), "invalid", "chain", (False, "not_for_signing")
    ),
    "back-dated": (
        lambda content: sign(content, signer(), at=UTC_NOW - timedelta(days=3)), "undecided", "time", (False, "before_frozen")
    ),
    "from the future": (
        lambda content: sign(content, signer(), at=UTC_NOW + timedelta(days=3)), "undecided", "time", (False, "in_future")
    ),
    "time stamp": (
        lambda content: sign(content, signer(), stamper=time_stamper(UTC_NOW)), "valid", "time", (True, "proven")
    ),
    "time stamp of a foreign authority": (
        lambda content: sign(content, signer(), stamper=time_stamper(UTC_NOW, authority("Foreign"))), "valid", "time",
        (None, "token_untrusted"),
    ),
    "with its content": (lambda content: sign(content, signer(), attached=True), "valid", "bytes", (True, "same")),
    "with another content": (
        lambda content: sign(b"other", signer(), attached=True), "invalid", "bytes", (False, "other_bytes")
    ),
}  # fmt: skip


@pytest.mark.parametrize("case", CASES)
def test_each_part_by_itself(frozen, officer, case):
    make, verdict, part, expected = CASES[case]
    (row,) = hand_in(frozen, make(frozen_bytes(frozen)), by=officer)
    assert (row.verdict, found(row)[part]) == (verdict, expected)


def test_a_damaged_signature_is_forged(frozen, officer):
    made = bytearray(sign(frozen_bytes(frozen), signer()))
    made[-5] ^= 1
    (row,) = hand_in(frozen, bytes(made), by=officer)
    assert (row.verdict, found(row)["signature"]) == ("invalid", (False, "forged"))


def test_pem_and_base64_are_read_as_der_is(frozen, officer):
    import base64

    der = sign(frozen_bytes(frozen), signer("Бір"))
    pem = (
        b"-----BEGIN CMS-----\n"
        + base64.encodebytes(sign(frozen_bytes(frozen), signer("Екі")))
        + b"-----END CMS-----\n"
    )
    bare = base64.b64encode(sign(frozen_bytes(frozen), signer("Үш")))
    assert [hand_in(frozen, one, by=officer)[0].verdict for one in (der, pem, bare)] == ["valid"] * 3


def test_revocation_by_the_lists_that_are_supplied(frozen, officer, roots):
    (roots / "list.crl").write_bytes(crl(authority(), signer("Қайтарылған")))
    content = frozen_bytes(frozen)
    (revoked,) = hand_in(frozen, sign(content, signer("Қайтарылған")), by=officer)
    (other,) = hand_in(frozen, sign(content, signer("Басқа")), by=officer)
    assert (revoked.verdict, found(revoked)["revocation"]) == ("invalid", (False, "revoked"))
    assert (other.verdict, found(other)["revocation"]) == ("valid", (True, "not_revoked"))


def test_a_list_that_the_issuer_did_not_sign_counts_for_nothing(frozen, officer, roots):
    from seriktes.documents.actions.verification.trust import load_trust

    forged = crl(authority("Foreign"), signer())
    (roots / "list.crl").write_bytes(forged)
    assert [one.issuer.native for one in load_trust().crls] == [{"common_name": "Foreign"}]
    (row,) = hand_in(frozen, sign(frozen_bytes(frozen), signer()), by=officer)
    assert found(row)["revocation"] == (None, "revocation_unknown")


def test_without_roots_the_issuer_is_undecided_and_a_later_check_decides(frozen, officer, roots, settings):
    settings.TRUST_ROOTS = ""
    (row,) = hand_in(frozen, sign(frozen_bytes(frozen), signer()), by=officer)
    assert (row.verdict, found(row)["chain"]) == ("undecided", (None, "no_roots"))
    settings.TRUST_ROOTS = str(roots)
    row = check_again(signature=row, by=officer, at=LATER + timedelta(days=400))
    assert (row.verdict, found(row)["chain"]) == ("valid", (True, "trusted"))
    assert sorted(part["code"] for part in row.findings if "until" in part)[:2] == ["claimed", "in_force"]


def test_a_signed_pdf(frozen, officer):
    import time_machine

    content = frozen_bytes(frozen)
    with time_machine.travel(UTC_NOW, tick=False):
        one = signed_pdf(content, signer())
        both = signed_pdf(one, signer("Есім", number=COMPANY_BIN), field="Signature2")
    (first,) = hand_in(frozen, one, name="a.pdf", by=officer)
    assert (first.method, first.verdict, found(first)["bytes"]) == ("pdf", "valid", (True, "same"))
    (second,) = hand_in(frozen, both, name="b.pdf", by=officer)
    frozen.refresh_from_db()
    assert (second.signer_name, second.verdict, frozen.state) == ("Есім", "valid", "signed")


@pytest.mark.parametrize(
    ("spoil", "code"),
    [
        (lambda pdf, frozen: pdf + b"\n% more", "not_whole_file"),
        (lambda pdf, frozen: pdf.replace(b"%PDF-1.", b"%PDF-2.", 1), "not_our_revision"),
    ],
)
def test_a_pdf_that_is_not_ours_any_more(frozen, officer, spoil, code):
    made = signed_pdf(frozen_bytes(frozen), signer())
    (row,) = hand_in(frozen, spoil(made, frozen), name="a.pdf", by=officer)
    assert (row.verdict, found(row)["bytes"]) == ("invalid", (False, code))


def test_a_page_changed_before_signing_is_found(frozen, officer):
    """The first bytes are ours, and what was appended puts other words on the page."""
    import io

    from pyhanko.pdf_utils import generic
    from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter

    writer = IncrementalPdfFileWriter(io.BytesIO(frozen_bytes(frozen)))
    page = writer.root["/Pages"]["/Kids"][0]
    page["/Contents"] = writer.add_object(generic.StreamObject(stream_data=b"q Q"))
    writer.update_container(page)
    out = io.BytesIO()
    writer.write(out)
    (row,) = hand_in(frozen, signed_pdf(out.getvalue(), signer()), name="a.pdf", by=officer)
    assert (row.verdict, found(row)["bytes"]) == ("invalid", (False, "changed_after"))


def test_what_is_refused_and_not_stored(frozen, officer, world):
    content = frozen_bytes(frozen)
    good = sign(content, signer())
    hand_in(frozen, good, by=officer)
    files = _files(frozen)
    assert refusal(lambda: hand_in(frozen, good, by=officer)) == "twice"
    assert refusal(lambda: hand_in(frozen, sign(content, signer()), by=officer)) == "signed_already"
    assert refusal(lambda: hand_in(frozen, b"garbage", by=officer)) == "no_signature"
    assert refusal(lambda: hand_in(frozen, b"\x30\x82" + b"\xff" * 5000, by=officer)) == "no_signature"
    assert refusal(lambda: hand_in(frozen, content, name="a.pdf", by=officer)) == "no_signature"
    assert refusal(lambda: hand_in(frozen, b"%PDF-1.7 x", name="a.pdf", by=officer)) == "pdf_broken"
    assert refusal(lambda: hand_in(frozen, good, organisation=world.organisations["fund"], by=officer)) == "other_party"
    assert (Signature.objects.count(), _files(frozen)) == (1, files)


def _files(_version):
    from django.core.files.storage import default_storage

    return sorted(default_storage.listdir("signatures")[0])


def _keys():
    from cryptography.hazmat.primitives.serialization import (
        BestAvailableEncryption,
        Encoding,
        NoEncryption,
        PrivateFormat,
    )
    from cryptography.hazmat.primitives.serialization.pkcs12 import serialize_key_and_certificates

    one = signer()
    return {
        "key.p12": serialize_key_and_certificates(
            b"x", one.key, one.certificate, None, BestAvailableEncryption(b"secret")
        ),
        "renamed.p7s": serialize_key_and_certificates(b"x", one.key, one.certificate, None, NoEncryption()),
        "key.pem": one.key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption()),
        "locked.pem": one.key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, BestAvailableEncryption(b"secret")),
        "der.p7s": one.key.private_bytes(Encoding.DER, PrivateFormat.PKCS8, NoEncryption()),
        "any.pfx": b"whatever",
        "store.jks": b"\xfe\xed\xfe\xed",
    }


@pytest.mark.parametrize("name", ["key.p12", "renamed.p7s", "key.pem", "locked.pem", "der.p7s", "any.pfx", "store.jks"])
def test_keys_never_get_in(frozen, officer, name):
    assert refusal(lambda: hand_in(frozen, _keys()[name], name=name, by=officer)) == "is_key"


def test_only_a_frozen_undamaged_version_is_signed(document, frozen, officer):
    from django.core.files.storage import default_storage

    from tests.documents.conftest import uploaded

    good = sign(frozen_bytes(frozen), signer())
    draft = uploaded(document, officer, "x")
    assert refusal(lambda: hand_in(draft, good, by=officer)) == "not_frozen"
    with default_storage.open(frozen.pdf.name, "wb") as file:
        file.write(b"%PDF-1.7 other")
    assert refusal(lambda: hand_in(frozen, good, by=officer)) == "damaged"
    frozen.state = "replaced"
    frozen.save()
    assert refusal(lambda: hand_in(frozen, good, by=officer)) == "replaced"


def test_signed_on_paper(frozen, officer, world):
    university = world.organisations["university"]

    def paper(**values):
        given = {
            "version": frozen, "organisation": university, "signer_name": "Үлгі", "signed_on": UTC_NOW.date(),
            "by": officer, "at": LATER, "ground": "Charter", "scan": b"%PDF-1.7 scan", "filename": "scan.pdf", **values,
        }  # fmt: skip
        return record_paper(**given)

    assert refusal(lambda: paper(signed_on=UTC_NOW.date() + timedelta(days=1))) == "in_future"
    assert refusal(lambda: paper(signed_on=UTC_NOW.date() - timedelta(days=1))) == "before_frozen"
    assert refusal(lambda: paper(signer_name=" ")) == "no_name"
    assert refusal(lambda: paper(scan=b"text")) == "scan_kind"
    assert refusal(lambda: paper(organisation=world.organisations["fund"])) == "other_party"
    row = paper()
    assert (row.method, row.verdict, found(row)) == ("paper", "recorded", {"paper": (None, "by_person")})
    assert refusal(paper) == "twice"


def test_several_signers_in_one_file(frozen, officer):
    from asn1crypto import cms

    content = frozen_bytes(frozen)
    first, second = (cms.ContentInfo.load(sign(content, one)) for one in (signer(), signer("Есім", number=COMPANY_BIN)))
    both = first["content"]
    both["signer_infos"] = cms.SignerInfos([*both["signer_infos"], *second["content"]["signer_infos"]])
    both["certificates"] = cms.CertificateSet([*both["certificates"], *second["content"]["certificates"]])
    made = cms.ContentInfo({"content_type": "signed_data", "content": both}).dump(force=True)
    rows = hand_in(frozen, made, by=officer)
    assert sorted((row.signer_name, row.verdict) for row in rows) == [("Есім", "valid"), ("Үлгі Аружан", "valid")]
    frozen.refresh_from_db()
    assert frozen.state == "signed"


def test_fifty_megabytes_are_refused_at_the_door():
    import io

    from seriktes.documents.actions.files import LARGEST_SIGNATURE, read_upload

    assert refusal(lambda: read_upload(io.BytesIO(b"\x30" * (50 << 20)), "a.p7s", LARGEST_SIGNATURE)) == "too_large"


def test_the_trust_directory_is_read_each_time(roots):
    from seriktes.documents.actions.verification.trust import load_trust

    assert len(load_trust().roots) == 1
    shutil.rmtree(roots)
    roots.mkdir()
    assert load_trust().roots == []
