import io
import zipfile
from datetime import timedelta

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.core.management import call_command
from django.urls import reverse
from django.utils import timezone, translation

from seriktes.common import formats
from seriktes.common.api import limits
from seriktes.documents.actions.samples import sample
from seriktes.documents.actions.signing import record_signature
from seriktes.documents.definitions.findings import sentence_of
from seriktes.documents.models import Document, DocumentVersion, Signature, Template
from seriktes.documents.queries.frozen import frozen_bytes
from tests.documents.authority import UTC_NOW, sign, signed_pdf, signer
from tests.documents.conftest import CODE, uploaded
from tests.documents.texts import docx

BACKEND = "allauth.account.auth_backends.AuthenticationBackend"


@pytest.fixture
def client_of(client, world):
    def signed_in(who):
        client.force_login(world[who], backend=BACKEND)
        client.cookies["django_language"] = "en"
        return client

    return signed_in


@pytest.fixture
def office(client_of):
    return client_of("partnership_officer")


def file(content, name="a.docx"):
    return SimpleUploadedFile(name, content)


def test_from_template_to_container_by_pages(office, subject, roots, world):
    new = {"name_en": "Memo", "purpose": CODE, "organisation": subject.pk, "languages": ["kk", "ru"]}
    answer = office.post(reverse("documents:template_new"), new | {"file": file(sample("memorandum-kk-ru"))})
    template = Template.objects.get()
    assert answer["Location"] == reverse("documents:template", args=[template.pk])
    for name, args in (("templates", []), ("template", [template.pk]), ("template_file", [template.pk, 1])):
        assert office.get(reverse(f"documents:{name}", args=args)).status_code == 200
    address = reverse("documents:new", args=[CODE, subject.pk])
    page = office.get(address).content.decode()
    assert "From a template" in page
    assert f"{template} · Kazakh" in page
    office.post(address, {"template": template.pk, "title": "Our memo"})
    document = Document.objects.get()
    place = [document.pk, 1]
    for name in ("version_read", "version_pdf", "version_file", "version_freeze"):
        assert office.get(reverse(f"documents:{name}", args=place)).status_code == 200, name
    office.post(reverse("documents:version_freeze", args=place))
    version = DocumentVersion.objects.get()
    assert version.state == "frozen"
    assert office.get(reverse("documents:version_pdf", args=place)).content == frozen_bytes(version)
    now = timezone.now()
    own = signer(begins=now - timedelta(days=1), ends=now + timedelta(days=1))
    answer = office.post(
        reverse("documents:sign", args=place), {"file": file(sign(frozen_bytes(version), own, at=now), "a.p7s")}
    )
    assert answer.status_code == 302
    paper = {
        "organisation": world.organisations["company"].pk, "signer_name": "Есім", "signed_on": timezone.localdate(),
    }  # fmt: skip
    office.post(reverse("documents:paper", args=place), paper)
    page = office.get(reverse("documents:document", args=[document.pk])).content.decode()
    assert "Үлгі Аружан" in page
    assert version.sha256 in page
    container = zipfile.ZipFile(io.BytesIO(office.get(reverse("documents:version_container", args=place)).content))
    assert sorted(container.namelist()) == [
        "README.en.txt", "README.kk.txt", "README.ru.txt", "SHA256SUMS", "document.pdf", "signatures/signature-1.p7s"
    ]  # fmt: skip
    assert container.read("document.pdf") == frozen_bytes(version)


def test_the_container_is_the_same_twice(frozen):
    from seriktes.documents.exports import container

    assert container(frozen) == container(frozen)


def test_an_unknown_field_is_told_in_the_form(office, subject):
    new = {
        "name_en": "Memo",
        "purpose": CODE,
        "organisation": subject.pk,
        "languages": ["kk"],
        "file": file(docx("{{ nunber }}")),
    }
    answer = office.post(reverse("documents:template_new"), new)
    assert answer.status_code == 422
    assert "Paragraph 1: the field “nunber” is not known. Did you mean “number”?" in answer.content.decode()
    assert Template.objects.count() == 0


def test_a_key_is_refused_by_the_page_and_not_stored(office, document, frozen):
    answer = office.post(reverse("documents:sign", args=[document.pk, 1]), {"file": file(b"0\x82\x01", "my.p12")})
    assert answer.status_code == 422
    assert "Keys never leave their owner" in answer.content.decode()
    assert Signature.objects.count() == 0


def test_comparison_marks_words_by_sign_and_element(office, document, officer):
    uploaded(document, officer, "one two three", "same")
    uploaded(document, officer, "one four three", "same", "new")
    page = office.get(reverse("documents:compare", args=[document.pk])).content.decode()
    assert "<del>two</del><ins>four</ins>" in page
    assert "<ins>new</ins>" in page
    assert "same" not in page.split("wording-diff")[1].split("</ol>")[0]


@pytest.mark.parametrize("who", ["outsider", "student", "ministry_analyst", "company_manager"])
def test_who_sees_the_record_reads_and_does_not_change(client_of, document, frozen, who):
    client = client_of(who)
    assert client.get(reverse("documents:document", args=[document.pk])).status_code == 200
    for name in ("version_freeze", "version_replace", "sign", "paper"):
        assert client.get(reverse(f"documents:{name}", args=[document.pk, 1])).status_code == 404
    assert client.get(reverse("documents:version_new", args=[document.pk])).status_code == 404
    assert client.get(reverse("documents:new", args=[CODE, document.subject_id])).status_code == 404


def test_who_does_not_see_the_record_is_told_that_nothing_is_there(client_of, document, frozen, subject):
    subject.is_public = False
    subject.save()
    client = client_of("company_manager")
    for name in ("version_pdf", "version_file", "version_container", "version_read"):
        assert client.get(reverse(f"documents:{name}", args=[document.pk, 1])).status_code == 404
    assert client.get(reverse("documents:document", args=[document.pk])).status_code == 404


def test_a_damaged_file_is_not_handed_out(office, document, frozen):
    from django.core.files.storage import default_storage

    with default_storage.open(frozen.pdf.name, "wb") as stored:
        stored.write(b"%PDF-1.7 other")
    answer = office.get(reverse("documents:version_pdf", args=[document.pk, 1]))
    assert (answer.status_code, b"other" in answer.content) == (500, False)
    with pytest.raises(SystemExit) as ended:
        call_command("documents", "verify", stdout=io.StringIO(), stderr=io.StringIO())
    assert ended.value.code == 1


# --- The open page ----------------------------------------------------------------------------------------------------
def ask(client, content, name="a.pdf"):
    limits.forget()
    return client.post(reverse("documents:verify"), {"file": file(content, name)}, headers={"Accept-Language": "en"})


def test_everybody_can_check_the_bytes(client, frozen, subject, settings):
    subject.is_public = False
    subject.save()
    answer = ask(client, frozen_bytes(frozen))
    page = answer.content.decode()
    assert "Yes: these bytes are our document" in page
    assert frozen.sha256 in page
    assert "Үлгі меморандум" not in page
    assert answer["X-Robots-Tag"] == "noindex"
    changed = frozen_bytes(frozen).replace(b"%PDF-1.7", b"%PDF-1.6", 1)
    assert "none of our frozen documents" in ask(client, changed).content.decode()
    assert "this is not our document any more" in ask(client, frozen_bytes(frozen) + b"% more").content.decode()
    subject.city = "public"
    subject.save()
    assert "Үлгі меморандум" in ask(client, frozen_bytes(frozen)).content.decode()


def test_a_signature_or_a_signed_pdf_leads_to_the_document(client, frozen, roots, subject):
    content = frozen_bytes(frozen)
    for made, name in ((sign(content, signer()), "a.p7s"), (signed_pdf(content, signer()), "a.pdf")):
        page = ask(client, made, name).content.decode()
        assert frozen.sha256 in page
        assert "Issued by a trusted authority" in page
    assert Signature.objects.count() == 0


def test_a_container_leads_to_the_document(client, frozen):
    from seriktes.documents.exports import container

    assert "The container holds our document" in ask(client, container(frozen), "a.zip").content.decode()


def test_keys_and_too_many_checks_are_refused(client, frozen, settings):
    assert ask(client, b"0\x82", "my.pfx").status_code == 422
    settings.VERIFY_RATE = "1/minute"
    limits.forget()
    answers = [
        client.post(reverse("documents:verify"), {"file": file(b"x", "a.pdf")}).status_code for _time in range(3)
    ]
    assert answers[-1] == 429


@pytest.mark.usefixtures("roots")
def test_what_is_not_valid_stands_last_and_is_not_counted(office, document, frozen, officer):
    now = timezone.now()
    days = {"begins": now - timedelta(days=9), "ends": now - timedelta(days=2)}
    expired = sign(frozen_bytes(frozen), signer("Expired One", **days), at=now - timedelta(days=1))
    place = reverse("documents:sign", args=[document.pk, 1])
    told = office.post(place, {"file": file(expired, "a.p7s")}, follow=True).content.decode()
    assert "The signature is not valid and does not count: " in told
    day = formats.format_day(days["ends"])
    assert f"had expired on {day}." in told
    with translation.override("ru"):
        row = {"part": "validity", "ok": False, "code": "expired", "values": {"day": "2026-11-20"}}
        assert sentence_of(row).endswith("20 ноября 2026\xa0года.")
        assert ".." not in sentence_of(row)
    current = signer(begins=now - timedelta(days=1), ends=now + timedelta(days=9))
    record_signature(
        version=frozen, content=sign(frozen_bytes(frozen), current, at=now), filename="a", by=officer, at=now
    )
    assert Signature.objects.get(signer_name="Expired One").verdict == "invalid"
    for address in (document.get_absolute_url(), reverse("documents:verify_document", args=[document.public_id])):
        page = office.get(address).content.decode()
        places = [
            page.index(words)
            for words in ("Signatures on record", "Үлгі Аружан", "Handed in, not valid", "Expired One")
        ]
        assert places == sorted(places)
    assert 'Signatures on record <span class="count">1</span>' in page


def test_the_printed_address_and_the_hash(client, document, frozen, roots, officer):
    record_signature(version=frozen, content=sign(frozen_bytes(frozen), signer()), filename="a", by=officer, at=UTC_NOW)
    page = client.get(reverse("documents:verify_document", args=[document.public_id])).content.decode()
    assert frozen.sha256 in page
    by_hash = client.get(reverse("documents:verify"), {"sha256": frozen.sha256.upper()}).content.decode()
    assert "Үлгі Аружан" in by_hash
    assert client.get(reverse("documents:verify"), {"sha256": "0" * 64}).status_code == 200
    unfrozen = Document.objects.create(
        purpose=CODE, title="x", subject_type="organisations.organisation", subject_id=document.subject_id
    )
    assert client.get(reverse("documents:verify_document", args=[unfrozen.public_id])).status_code == 404
