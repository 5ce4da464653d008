from datetime import timedelta

import pytest

from seriktes.accounts.models import AuditEvent
from seriktes.documents.actions.documents import (
    address_of,
    draft_from_template,
    freeze,
    render_draft,
    replace,
    upload_version,
)
from seriktes.documents.actions.samples import sample, samples, samples_for
from seriktes.documents.actions.templates import add_template, add_version, close_template, keep_samples
from seriktes.documents.definitions.refusals import Refused
from seriktes.documents.models import Document
from seriktes.documents.queries.access import documents_visible_to
from seriktes.documents.queries.frozen import DamagedFile, damaged_versions, frozen_bytes
from seriktes.organisations.queries.access import organisations_visible_to
from tests.documents.authority import UTC_NOW, signed_pdf, signer
from tests.documents.conftest import CODE, uploaded
from tests.documents.texts import docx
from tests.world import PERSONAS


def bytes_of(version):
    with version.file.open() as file:
        return file.read()


def template_of(subject, officer, content=None, languages=("kk", "ru")):
    return add_template(
        names={"kk": "Үлгі"}, purpose=CODE, languages=list(languages), organisation=subject,
        content=content or sample("memorandum-kk-ru"), filename="m.docx", by=officer, at=UTC_NOW,
    )  # fmt: skip


@pytest.mark.parametrize("code", [one.code for one in samples_for(CODE)])
def test_samples_become_documents_with_the_languages_side_by_side(code, subject, officer):
    languages = samples()[code].languages
    template = template_of(subject, officer, sample(code), languages)
    version = draft_from_template(subject=subject, template=template, title="М", by=officer, at=UTC_NOW)
    assert list(version.texts) == list(languages)
    assert len({len(paragraphs) for paragraphs in version.texts.values()}) == 1
    assert version.texts["ru"][0] == f"МЕМОРАНДУМ О ВЗАИМОПОНИМАНИИ № №-{subject.pk}"
    assert version.warnings == []
    assert freeze(version=version, by=officer, at=UTC_NOW).sha256 != ""


def test_a_template_keeps_its_versions_and_the_same_file_makes_none(subject, officer):
    first = template_of(subject, officer, docx("{{ number }}"))
    again = add_version(template=first.template, content=bytes_of(first), filename="x.docx", by=officer, at=UTC_NOW)
    second = add_version(
        template=first.template, content=docx("{{ title.kk }}"), filename="x.docx", by=officer, at=UTC_NOW
    )
    assert (again.pk, second.number, second.fields) == (first.pk, 2, ["title.kk"])
    close_template(template=first.template, by=officer, on=UTC_NOW.date())
    second.refresh_from_db()
    with pytest.raises(Refused) as refused:
        draft_from_template(subject=subject, template=second, title="x", by=officer, at=UTC_NOW)
    assert refused.value.code == "no_template"


def test_frozen_bytes_are_the_same_for_the_same_text(document, officer, subject):
    content = docx("Мәтін")
    pdfs = []
    for _time in range(2):
        version = upload_version(
            document=document, content=content, filename="a.docx", languages=["kk"], by=officer, at=UTC_NOW
        )
        pdfs.append(render_draft(version=version, at=UTC_NOW))
    assert pdfs[0] == pdfs[1]
    assert pdfs[0].startswith(b"%PDF-")


def test_freezing_makes_bytes_that_stay(frozen, officer, document, purpose):
    content = frozen_bytes(frozen)
    assert (frozen.state, frozen.size, frozen.frozen_at) == ("frozen", len(content), UTC_NOW)
    assert purpose.heard == [("frozen", 1)]
    with pytest.raises(Refused) as refused:
        freeze(version=frozen, by=officer, at=UTC_NOW)
    assert refused.value.code == "not_draft"
    assert AuditEvent.objects.filter(kind="documents.version.frozen", target_id=str(document.pk)).count() == 1


def test_a_changed_file_is_told_loudly(frozen, caplog):
    from django.core.files.storage import default_storage

    with default_storage.open(frozen.pdf.name, "wb") as file:
        file.write(b"%PDF-1.7 other")
    with pytest.raises(DamagedFile) as damage:
        frozen_bytes(frozen)
    assert (damage.value.what, [record.levelname for record in caplog.records]) == ("changed", ["CRITICAL"])
    assert [one.version.pk for one in damaged_versions()] == [frozen.pk]
    default_storage.delete(frozen.pdf.name)
    assert [one.what for one in damaged_versions()] == ["missing"]


def test_a_later_version_takes_the_place(frozen, officer, document):
    later = uploaded(document, officer, "Жаңа мәтін")
    freeze(version=later, by=officer, at=UTC_NOW + timedelta(days=1))
    frozen.refresh_from_db()
    assert frozen.state == "replaced"
    assert len(frozen_bytes(frozen)) == frozen.size
    earlier = uploaded(document, officer, "тағы бір")
    uploaded(document, officer, "соңғысы")
    earlier.refresh_from_db()
    assert earlier.state == "replaced"
    with pytest.raises(Refused) as refused:
        freeze(version=earlier, by=officer, at=UTC_NOW)
    assert refused.value.code == "not_draft"


def test_replacing_needs_a_reason(frozen, officer):
    with pytest.raises(Refused) as refused:
        replace(version=frozen, reason=" ", by=officer, at=UTC_NOW)
    assert refused.value.code == "no_reason"
    replace(version=frozen, reason="A slip in article 2", by=officer, at=UTC_NOW)
    frozen.refresh_from_db()
    assert frozen.state == "replaced"


def test_a_record_may_forbid_changes(document, officer, subject):
    draft = uploaded(document, officer, "x")
    subject.city = "closed"
    subject.save()
    for act in (lambda: uploaded(document, officer, "y"), lambda: freeze(version=draft, by=officer, at=UTC_NOW)):
        with pytest.raises(Refused) as refused:
            act()
        assert refused.value.code == "subject_closed"


def test_a_pdf_made_elsewhere_gets_a_last_page_with_its_address(document, officer, frozen):
    pdf = frozen_bytes(frozen)
    version = upload_version(document=document, content=pdf, filename="b.pdf", languages=[], by=officer, at=UTC_NOW)
    frozen_pdf = frozen_bytes(freeze(version=version, by=officer, at=UTC_NOW))
    assert frozen_pdf.startswith(pdf)
    assert len(frozen_pdf) > len(pdf)
    assert version.texts == {}


@pytest.mark.parametrize(
    ("content", "code"), [(b"hello", "neither"), (b"%PDF-1.4 garbage", "pdf_broken"), (b"PK\x03\x04", "docx_broken")]
)
def test_files_that_are_no_text_are_refused(document, officer, content, code):
    with pytest.raises(Refused) as refused:
        upload_version(document=document, content=content, filename="x", languages=[], by=officer, at=UTC_NOW)
    assert refused.value.code == code
    assert document.versions.count() == 0


def test_a_signed_pdf_is_no_new_wording(document, officer, frozen):
    with pytest.raises(Refused) as refused:
        upload_version(
            document=document, content=signed_pdf(frozen_bytes(frozen), signer()), filename="x.pdf", languages=[],
            by=officer, at=UTC_NOW,
        )  # fmt: skip
    assert refused.value.code == "pdf_signed"


def test_the_printed_address_is_inside(document, officer):
    assert address_of(document) == f"http://127.0.0.1:8000/verify/{document.public_id}/"


@pytest.mark.parametrize("who", PERSONAS)
def test_documents_are_seen_by_those_who_see_the_record(world, purpose, who):
    for key in ("university", "hidden_company"):
        Document.objects.create(
            purpose=CODE, title=key, subject_type="organisations.organisation", subject_id=world.organisations[key].pk
        )
    Document.objects.create(
        purpose="nobody:knows",
        title="x",
        subject_type="organisations.organisation",
        subject_id=world.organisations["university"].pk,
    )
    seen = set(documents_visible_to(world[who]).values_list("title", flat=True))
    may = organisations_visible_to(world[who])
    assert seen == {
        key for key in ("university", "hidden_company") if may.filter(pk=world.organisations[key].pk).exists()
    }


def test_samples_are_kept_once(subject, officer):
    first = keep_samples(purpose=CODE, by=officer, at=UTC_NOW)
    assert [version.template.languages for version in first] == [["kk", "ru"], ["kk", "ru", "en"]]
    assert keep_samples(purpose=CODE, by=officer, at=UTC_NOW) == first
