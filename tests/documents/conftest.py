"""A purpose about an organisation: the domain of agreements is not needed here."""

import pytest
from django.utils import timezone, translation

from seriktes.documents.actions.documents import freeze, start_document, upload_version
from seriktes.documents.definitions.examples import AGREEMENT_EXAMPLE
from seriktes.documents.definitions.purposes import DocumentPurpose, forget_purpose, register_purpose
from seriktes.organisations.models import Identifier
from seriktes.organisations.queries.access import grants_for_user, organisations_visible_to
from tests.documents.authority import COMPANY_BIN, UNIVERSITY_BIN, UTC_NOW, authority
from tests.documents.texts import docx

CODE = "test:memorandum"


@pytest.fixture(autouse=True)
def _clean_place(settings, tmp_path):
    settings.STORAGES = {
        **settings.STORAGES,
        "default": {
            "BACKEND": "django.core.files.storage.FileSystemStorage", "OPTIONS": {"location": str(tmp_path / "files")}
        },
    }  # fmt: skip


@pytest.fixture(autouse=True)
def _in_english(settings):
    """The words that these tests read are the source's own, whatever the catalogues say."""
    settings.LANGUAGE_CODE = "en"
    with translation.override("en"):
        yield


@pytest.fixture
def purpose(world):
    company = world.organisations["company"]
    heard = []
    made = DocumentPurpose(
        code=CODE, label="memorandum", subject_type="organisations.organisation",
        fields=lambda subject: {**AGREEMENT_EXAMPLE, "number": f"№-{subject.pk}"}, example=AGREEMENT_EXAMPLE,
        visible_to=organisations_visible_to,
        may_change=lambda user, subject: grants_for_user(user).allow("organisations.change_organisation", subject.pk),
        parties=lambda subject: [subject, company], is_public=lambda subject: subject.city == "public",
        allows_change=lambda subject: subject.city != "closed",
        on_signed=lambda version, _by, _at: heard.append(("signed", version.number)),
        on_frozen=lambda version, _by, _at: heard.append(("frozen", version.number)),
    )  # fmt: skip
    register_purpose(made)
    for key, number in (("university", UNIVERSITY_BIN), ("company", COMPANY_BIN)):
        Identifier.objects.create(organisation=world.organisations[key], scheme="bin", value=number)
    made.__dict__["heard"] = heard
    yield made
    forget_purpose(CODE)


@pytest.fixture
def subject(world, purpose):
    return world.organisations["university"]


@pytest.fixture
def roots(settings, tmp_path):
    place = tmp_path / "roots"
    place.mkdir()
    (place / "root.pem").write_bytes(authority().pem)
    settings.TRUST_ROOTS = str(place)
    return place


@pytest.fixture
def officer(world):
    return world["partnership_officer"]


@pytest.fixture
def document(subject, officer):
    return start_document(subject=subject, purpose=CODE, title="Үлгі меморандум", by=officer)


def uploaded(document, by, *paragraphs, at=None, languages=("kk",), **options):
    return upload_version(
        document=document, content=docx(*paragraphs, **options), filename="text.docx", languages=list(languages), by=by,
        at=at or timezone.now(),
    )  # fmt: skip


@pytest.fixture
def frozen(document, officer):
    """A version that was frozen on the day on which the certificates of the tests were made."""
    version = uploaded(document, officer, "Бірінші абзац", "Екінші абзац", at=UTC_NOW)
    return freeze(version=version, by=officer, at=UTC_NOW)
