"""From a draft to an agreement in force, by pages: text from a template, frozen, approved, signed by two certificates."""

import re
from datetime import timedelta

import pytest
from django.core import mail
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import DatabaseError, transaction
from django.urls import reverse
from django.utils import timezone, translation

from seriktes.documents.actions.templates import keep_samples
from seriktes.documents.definitions.purposes import field_names
from seriktes.documents.models import Document, DocumentVersion, Signature, Template
from seriktes.documents.queries.frozen import frozen_bytes
from seriktes.documents.queries.record import empty_fields
from seriktes.organisations.models import Identifier, Organisation
from seriktes.partnerships.actions.agreements import change_agreement
from seriktes.partnerships.actions.commitments import Part, promise
from seriktes.partnerships.models import Agreement, Signatory
from seriktes.partnerships.queries.texts import EXAMPLE, fields_of_agreement
from seriktes.partnerships.tasks import follow_agreement_terms
from tests.documents.authority import COMPANY_BIN, UNIVERSITY_BIN, authority, sign, signed_pdf, signer
from tests.partnerships.conftest import queries_of

pytestmark = pytest.mark.usefixtures("own_files", "trusted_root")


@pytest.fixture
def place(world_with_posts):
    """The two sides with their numbers, and the sample templates."""
    for key, number in (("university", UNIVERSITY_BIN), ("company", COMPANY_BIN)):
        Identifier.objects.create(organisation=world_with_posts.organisations[key], scheme="bin", value=number)
    keep_samples(purpose="agreement:memorandum", by=None, at=timezone.now())
    return world_with_posts


@pytest.fixture
def office(client_as, place):
    return client_as("partnership_officer")


def current(name, number, **others):
    """A signer whose certificate is valid today, whatever day that is."""
    now = timezone.now()
    others = {"begins": now - timedelta(days=100), "ends": now + timedelta(days=265), **others}
    return signer(name, number=number, **others)


def url(name, *args):
    return reverse(name, args=args)


def file(content, name="signature.p7s"):
    return SimpleUploadedFile(name, content)


def begun(office, place):
    partnership = place.partnerships["own"]
    values = {"kind": "memorandum", "name_kk": "Үлгі меморандум", "name_ru": "Образец", "languages": ["kk", "ru"],
              "purpose": "бірлескен зертхана", "notice_days": "30"}  # fmt: skip
    office.post(url("partnerships:agreement_add", partnership.pk), values)
    agreement = Agreement.objects.get(name_ru="Образец")
    Signatory.objects.filter(agreement=agreement).update(name="Үлгі Аружан", authority="Жарғы")
    return agreement


def with_text(office, agreement):
    address = url("documents:new", "agreement:memorandum", agreement.pk)
    assert address in office.get(agreement.get_absolute_url()).content.decode()
    kept = Template.objects.get(purpose="agreement:memorandum", languages=["kk", "ru"])
    assert f'<option value="{kept.pk}"' in office.get(address).content.decode()
    assert office.post(address, {"template": kept.pk, "title": "Меморандум"}).status_code == 302
    return DocumentVersion.objects.get(document__subject_id=agreement.pk)


def approved(office, place):
    agreement = begun(office, place)
    version = with_text(office, agreement)
    office.post(url("documents:version_freeze", version.document_id, 1))
    assert office.post(url("partnerships:agreement_move", agreement.pk, "submit")).status_code == 302
    agreement.refresh_from_db()
    version.refresh_from_db()
    assert (agreement.state, version.state) == ("approved", "frozen")
    return agreement, version


def hand_in(office, version, content, name="signature.p7s"):
    return office.post(url("documents:sign", version.document_id, version.number), {"file": file(content, name)})


def test_the_whole_journey(office, place):
    agreement = begun(office, place)
    early = office.post(url("partnerships:agreement_move", agreement.pk, "submit"))
    assert "There is no text to approve yet." in early.content.decode()
    version = with_text(office, agreement)
    page = office.get(agreement.get_absolute_url()).content.decode()
    assert '<td role="cell" lang="kk">' in page
    assert '<td role="cell" lang="ru">' in page
    assert "бірлескен зертхана" in page
    assert UNIVERSITY_BIN in " ".join(version.texts["kk"])
    unfrozen = office.post(url("partnerships:agreement_move", agreement.pk, "submit"))
    assert "read it and freeze it" in unfrozen.content.decode()
    office.post(url("documents:version_freeze", version.document_id, 1))
    version.refresh_from_db()
    confirm = office.get(url("partnerships:agreement_move", agreement.pk, "submit")).content.decode()
    assert version.sha256 in confirm
    early = hand_in(office, version, sign(frozen_bytes(version), current("A", UNIVERSITY_BIN), at=timezone.now()))
    assert "in which nothing is signed" in early.content.decode()
    office.post(url("partnerships:agreement_move", agreement.pk, "submit"))
    frozen = frozen_bytes(version)
    hand_in(office, version, sign(frozen, current("Үлгі Аружан", UNIVERSITY_BIN), at=timezone.now()))
    agreement.refresh_from_db()
    assert agreement.state == "approved"
    assert [one.signed_on is not None for one in agreement.signatories.order_by("party")] == [True, False]
    # The name in the certificate is no change of the text.
    assert "say different things" not in office.get(agreement.get_absolute_url()).content.decode()
    hand_in(office, version, signed_pdf(frozen, current("Есім Мысал", COMPANY_BIN)), "signed.pdf")
    agreement.refresh_from_db()
    assert queries_of(lambda: office.get(agreement.get_absolute_url())) <= 12
    today = timezone.localdate()
    assert (agreement.state, agreement.signed_on, agreement.starts_on) == ("active", today, today)
    document = Document.objects.get()
    assert document.versions.get().state == "signed"
    page = office.get(agreement.get_absolute_url()).content.decode()
    assert "Есім Мысал" in page
    # From now on nothing of it changes.
    assert office.post(url("documents:version_new", document.pk), {"template": 1, "note": "x"}).status_code == 422
    standing = Signature.objects.order_by("pk").first()
    refused = office.post(url("documents:signature_withdraw", standing.pk), {"reason": "Oops"})
    assert "The record does not take it" in refused.content.decode()


@pytest.mark.parametrize(
    ("case", "verdict", "said"),
    [
        ("other_organisation", "invalid", "holds the number of another organisation"),
        ("foreign_authority", "invalid", "not trusted here"),
        ("expired", "invalid", "had expired"),
        ("other_bytes", "invalid", "over another document"),
        ("back_dated", "undecided", "before the document was frozen"),
    ],
)
def test_a_signature_that_does_not_count_is_kept_with_its_reason_and_the_agreement_waits(
    office, place, case, verdict, said
):
    agreement, version = approved(office, place)
    frozen, now = frozen_bytes(version), timezone.now()
    content = {
        "other_organisation": lambda: sign(frozen, current("X", "990140999907"), at=now),
        "foreign_authority": lambda: sign(frozen, current("X", UNIVERSITY_BIN, issuer=authority("Foreign Root")), at=now),
        "expired": lambda: sign(frozen, current("X", UNIVERSITY_BIN, ends=now - timedelta(days=1)), at=now),
        "other_bytes": lambda: sign(frozen + b" ", current("X", UNIVERSITY_BIN), at=now),
        "back_dated": lambda: sign(frozen, current("X", UNIVERSITY_BIN), at=now - timedelta(days=3)),
    }[case]()  # fmt: skip
    hand_in(office, version, content)
    assert Signature.objects.get().verdict == verdict
    assert not agreement.signatories.filter(signed_on__isnull=False).exists()
    page = office.get(agreement.get_absolute_url()).content.decode()
    assert said in page


def test_taking_back_voids_the_signatures_and_a_changed_text_needs_approval_anew(office, place):
    agreement, version = approved(office, place)
    now = timezone.now()
    hand_in(office, version, sign(frozen_bytes(version), current("A", UNIVERSITY_BIN), at=now))
    assert agreement.signatories.filter(signed_on__isnull=False).count() == 1
    office.post(url("partnerships:agreement_move", agreement.pk, "take_back"), {"reason": "A sum is missing"})
    agreement.refresh_from_db()
    version.refresh_from_db()
    assert (agreement.state, version.state) == ("draft", "replaced")
    assert not agreement.signatories.filter(signed_on__isnull=False).exists()
    again = hand_in(office, version, sign(frozen_bytes(version), current("B", COMPANY_BIN), at=now))
    assert "replaced by a later one" in again.content.decode()
    refused = office.post(url("partnerships:agreement_move", agreement.pk, "submit"))
    assert "There is no text to approve yet." in refused.content.decode()


def test_a_record_that_was_changed_after_its_text_says_so(office, place):
    agreement = begun(office, place)
    with_text(office, agreement)
    assert "say different things" not in office.get(agreement.get_absolute_url()).content.decode()
    by, at = place["partnership_officer"], timezone.now()
    values = {"notice_days": 60}
    change_agreement(agreement=agreement, values=values, by=by, at=at, expected_version=None)
    page = office.get(agreement.get_absolute_url()).content.decode()
    assert "The record and the text say different things: notice, in days. " in page
    party = agreement.signatories.order_by("party").first().party
    promised = {"kind": "hours", "what": "Invented hours", "unit": "hours"}
    promise(agreement=agreement, party=party, values=promised, schedule=[Part(timezone.localdate(), 5)], by=by, at=at)
    agreement.refresh_from_db()
    assert agreement.drift == ["notice_days", "commitments"]
    # Another wording says what the record says now.
    kept = Template.objects.get(purpose="agreement:memorandum", languages=["kk", "ru"])
    office.post(url("documents:version_new", Document.objects.get().pk), {"template": kept.pk, "note": "60"})
    agreement.refresh_from_db()
    assert agreement.drift == []


def test_what_the_record_does_not_say_is_named_and_leaves_no_bare_sign(office, place):
    agreement = begun(office, place)
    version = with_text(office, agreement)
    assert "number" in version.template.fields
    assert "№" not in " ".join(version.texts["kk"] + version.texts["ru"])
    address = url("documents:document", version.document_id)
    page = office.get(address).content.decode()
    assert "Empty in the record when it was merged" in page
    assert "<code>number</code>" in page
    assert "<code>subject</code>" not in page
    Agreement.objects.filter(pk=agreement.pk).update(number="7/26")
    office.post(
        url("documents:version_new", version.document_id), {"template": version.template.template_id, "note": "№"}
    )
    latest = DocumentVersion.objects.first()
    assert "№ 7/26" in " ".join(latest.texts["kk"])
    assert "number" not in dict(empty_fields(latest))


def test_a_side_that_got_another_name_is_noticed_in_the_night(office, place):
    agreement = begun(office, place)
    with_text(office, agreement)
    side = agreement.signatories.order_by("party").first().party.organisation
    Organisation.objects.filter(pk=side.pk).update(name_kk="Басқа атау")
    follow_agreement_terms(timezone.now())
    agreement.refresh_from_db()
    assert agreement.drift == ["parties"]


def test_a_withdrawn_signature_is_awaited_again(office, place):
    agreement, version = approved(office, place)
    hand_in(office, version, sign(frozen_bytes(version), current("A", UNIVERSITY_BIN), at=timezone.now()))
    signature = Signature.objects.get()
    office.post(url("documents:signature_withdraw", signature.pk), {"reason": "By mistake"})
    assert not agreement.signatories.filter(signed_on__isnull=False).exists()
    assert "counts no longer" in office.get(agreement.get_absolute_url()).content.decode()


def test_a_side_records_paper_for_itself_only(client_as, office, place):
    agreement, version = approved(office, place)
    address = url("documents:paper", version.document_id, 1)
    company = client_as("company_manager")
    theirs = {
        "organisation": place.organisations["university"].pk,
        "signer_name": "X",
        "signed_on": timezone.localdate(),
    }
    assert "This is for somebody else to do." in company.post(address, theirs).content.decode()
    own = {**theirs, "organisation": place.organisations["company"].pk}
    assert company.post(address, own).status_code == 302
    signed = agreement.signatories.get(signed_on__isnull=False)
    assert signed.party.organisation == place.organisations["company"]


# --- A signatory without an account -----------------------------------------------------------------------------------
def asked(office, place, agreement, django_capture_on_commit_callbacks):
    """Sends the link to the company's signatory; answers with its path."""
    signatory = agreement.signatories.get(party__organisation=place.organisations["company"])
    Signatory.objects.filter(pk=signatory.pk).update(email="director@example.org", name="Есім Мысал")
    assert "Send a link to sign" in office.get(agreement.get_absolute_url()).content.decode()
    with django_capture_on_commit_callbacks(execute=True):
        office.post(url("partnerships:signatory_send", signatory.pk))
    letter = mail.outbox[-1]
    assert letter.to == ["director@example.org"]
    return re.search(r"(/l/[^\s\"<]+)", letter.body).group(1)


def test_a_signatory_signs_by_the_link(client, office, place, django_capture_on_commit_callbacks):
    agreement, version = approved(office, place)
    path = asked(office, place, agreement, django_capture_on_commit_callbacks)
    office.logout()
    page = client.get(path + "?language=en").content.decode()
    assert version.sha256 in page
    assert "multipart/form-data" in page
    text = client.get(path + "text/")
    assert text.content == frozen_bytes(version)
    assert text["Referrer-Policy"] == "no-referrer"
    assert client.get(path).status_code == 200
    assert not agreement.signatories.filter(signed_on__isnull=False).exists()
    frozen = frozen_bytes(version)
    wrong = client.post(
        path, {"choice": "sign", "file": file(sign(frozen + b" ", current("X", COMPANY_BIN), at=timezone.now()))}
    )
    assert wrong.status_code == 422
    assert not Signature.objects.exists()
    assert client.post(path, {"choice": "sign"}).status_code == 422
    done = client.post(
        path, {"choice": "sign", "file": file(sign(frozen, current("X", COMPANY_BIN), at=timezone.now()))}
    )
    assert done.status_code == 200
    signed = agreement.signatories.get(signed_on__isnull=False)
    assert signed.party.organisation == place.organisations["company"]
    assert client.post(path, {"choice": "refuse", "reason": "No"}).status_code == 410


def test_a_signatory_refuses_by_the_link_and_says_why(client, office, place, django_capture_on_commit_callbacks):
    agreement, _version = approved(office, place)
    path = asked(office, place, agreement, django_capture_on_commit_callbacks)
    assert client.post(path, {"choice": "refuse", "reason": " "}).status_code == 422
    assert client.post(path, {"choice": "refuse", "reason": "The sum is wrong"}).status_code == 200
    page = office.get(agreement.get_absolute_url()).content.decode()
    assert "refuses to sign this text. The sum is wrong" in page
    agreement.refresh_from_db()
    assert agreement.state == "approved"


def test_the_link_does_nothing_once_the_text_was_taken_back(client, office, place, django_capture_on_commit_callbacks):
    agreement, _version = approved(office, place)
    path = asked(office, place, agreement, django_capture_on_commit_callbacks)
    office.post(url("partnerships:agreement_move", agreement.pk, "take_back"), {"reason": "Anew"})
    assert client.get(path).status_code == 410
    assert client.get(path + "text/").status_code != 200


# --- The database keeps what was frozen -------------------------------------------------------------------------------
def refused_by_database(change):
    with pytest.raises(DatabaseError, match="append-only"), transaction.atomic():
        change()


def test_the_database_refuses_to_change_what_was_frozen_or_signed(office, place):
    _agreement, version = approved(office, place)
    rows = DocumentVersion.objects.filter(pk=version.pk)
    for values in (
        {"sha256": "0" * 64}, {"size": 1}, {"pdf": "other.pdf"}, {"source": "other.docx"}, {"texts": {}}, {"number": 9},
        {"frozen_at": timezone.now()}, {"sha256": "", "state": "draft"}, {"state": "draft"},
    ):  # fmt: skip
        refused_by_database(lambda values=values: rows.update(**values))
    refused_by_database(lambda: rows._raw_delete(rows.db))
    rows.update(note="What may change")
    hand_in(office, version, sign(frozen_bytes(version), current("A", UNIVERSITY_BIN), at=timezone.now()))
    signatures = Signature.objects.all()
    refused_by_database(lambda: signatures.update(file_sha256="0" * 64))
    refused_by_database(lambda: signatures._raw_delete(signatures.db))
    signatures.update(findings=[])


def test_a_draft_still_changes(office, place):
    agreement = begun(office, place)
    version = with_text(office, agreement)
    DocumentVersion.objects.filter(pk=version.pk).update(texts={"kk": ["Басқа"]})


def test_what_is_merged_is_the_same_whoever_reads(place):
    agreement = place.agreements["draft"]
    read = []
    for language in ("kk", "ru", "en"):
        with translation.override(language):
            read.append(fields_of_agreement(Agreement.objects.get(pk=agreement.pk)))
    assert read[0] == read[1] == read[2]


def test_every_field_of_the_example_is_merged_and_nothing_else(place):
    def names(values):
        return set(field_names(values))

    commitment = place.commitments["own"]
    assert commitment.instalments.exists()
    assert names(fields_of_agreement(place.agreements["active"])) == names(EXAMPLE)
