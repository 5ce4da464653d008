"""Certificate and record of work: a frozen PDF in three languages that everybody can check, with the hours that count."""

from decimal import Decimal

import pytest
from django.urls import reverse

from seriktes.accounts.models import User
from seriktes.documents.actions.merging import check_template
from seriktes.documents.actions.templates import add_template
from seriktes.documents.models import Document, Template
from seriktes.documents.queries.frozen import frozen_bytes
from seriktes.placements.actions.certificates import make_document, shipped
from seriktes.placements.actions.words import Other, give_word
from seriktes.placements.models import Placement
from seriktes.placements.queries.certificates import CERTIFICATE, EXAMPLE, RECORD, fields_of_placement
from tests.placements.logging_sample import FRIDAY, HOST, a_week, placement
from tests.placements.test_log import refused

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("own_files")]


@pytest.fixture
def over(world):
    made = placement(world)
    week, _lines = a_week(made)
    give_word(week=week, voice=HOST, at=FRIDAY)
    Placement.objects.filter(pk=made.pk).update(state="completed", ends_on=FRIDAY.date(), credits=5)
    return Placement.objects.get(pk=made.pk)


@pytest.mark.parametrize("code", ["certificate", "record"])
def test_shipped_templates_know_every_field_they_name(code):
    assert check_template(shipped(code), EXAMPLE)


def test_what_is_merged_has_the_shape_of_the_example_and_the_hours_that_count(over):
    fields = fields_of_placement(over)
    assert fields.keys() == EXAMPLE.keys()
    assert {name: type(value) for name, value in fields.items()} == {
        name: type(value) for name, value in EXAMPLE.items()
    }
    assert fields["tasks"] == [{"text": "Measure", "hours": "8"}, {"text": "Describe", "hours": "6"}]
    assert [(week["hours"], week["confirmed"]) for week in fields["weeks"]] == [("20", "20")]
    assert (fields["hours_confirmed"], fields["hours_off_plan"], fields["credits"]) == ("20", "6", "5")


def test_disputed_hours_are_not_in_it(world):
    made = placement(world)
    week, [line, *_others] = a_week(made)
    give_word(week=week, voice=HOST, at=FRIDAY, others={line.pk: Other(Decimal(1), "So")})
    fields = fields_of_placement(made)
    assert fields["tasks"] == []
    assert [week["confirmed"] for week in fields["weeks"]] == ["–"]


@pytest.mark.parametrize(("purpose", "words"), [(CERTIFICATE, "СЕРТИФИКАТ"), (RECORD, "СПРАВКА О ВЫПОЛНЕННОЙ РАБОТЕ")])
def test_a_pdf_that_everybody_can_check(over, client, client_as, purpose, words):
    office = User.objects.get(email="career.centre@example.org")
    version = make_document(placement=over, purpose=purpose, by=office, at=FRIDAY)
    assert frozen_bytes(version)[:5] == b"%PDF-"
    for language in ("kk", "ru", "en"):
        assert getattr(over.student, f"name_{language}") in str(version.texts[language])
    assert words in str(version.texts["ru"])
    address = reverse("documents:verify_document", args=[version.document.public_id])
    page = client.get(address).content.decode()
    assert version.sha256[:8] in page
    assert over.student.name_kk not in page
    assert client_as("student").get(reverse("documents:document", args=[version.document_id])).status_code == 200
    assert client_as("librarian").get(reverse("documents:document", args=[version.document_id])).status_code == 404


def test_the_university_s_own_template_comes_first(over, world):
    make_document(placement=over, purpose=RECORD, by=world["career_centre"], at=FRIDAY)
    own = add_template(
        names={"en": "Ours"}, purpose=RECORD, languages=["ru"], organisation=world.organisations["university"],
        content=shipped("record"), filename="own.docx", by=world["career_centre"], at=FRIDAY,
    )  # fmt: skip
    version = make_document(placement=over, purpose=RECORD, by=world["career_centre"], at=FRIDAY)
    assert version.template == own
    # Made again it is another document; the first stays.
    assert Document.objects.filter(purpose=RECORD).count() == 2
    assert Template.objects.filter(organisation__isnull=True, purpose=RECORD).count() == 1


def test_nothing_is_certified_before_it_is_completed(world):
    running = placement(world)
    with refused("not_completed"):
        make_document(placement=running, purpose=RECORD, by=world["career_centre"], at=FRIDAY)
    Placement.objects.update(state="broken_off")
    broken = Placement.objects.get(pk=running.pk)
    with refused("not_completed"):
        make_document(placement=broken, purpose=CERTIFICATE, by=world["career_centre"], at=FRIDAY)
    make_document(placement=broken, purpose=RECORD, by=world["career_centre"], at=FRIDAY)


def test_who_makes_one_by_the_button(over, client_as):
    where = reverse("placements:document_make", args=[over.pk, "certificate"])
    assert [client_as(who).post(where).status_code for who in ("student", "company_manager", "librarian")] == [404] * 3
    assert client_as("career_centre").post(where).status_code == 302
    assert Document.objects.count() == 1
    assert "/documents/" in client_as("student").get(over.get_absolute_url()).content.decode()
