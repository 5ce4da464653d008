"""Which person of the register a printed name is, and for whose organisations somebody may import."""

import pytest

from seriktes.expertise.actions.people import decide_author, refuse
from seriktes.expertise.definitions.reasons import reason_words
from seriktes.expertise.enums import Standing
from seriktes.expertise.models import AuthorQuestion, Evidence, EvidencePerson
from seriktes.organisations.models import Identifier, Person
from tests.expertise.importing import ORCID, OTHER_ROR, ROR, authorship, counts, faults, import_evidence, only, openalex
from tests.expertise.sample import NOW

pytestmark = pytest.mark.django_db


@pytest.fixture
def university(world):
    Identifier.objects.create(organisation=world.organisations["university"], scheme="ror", value=ROR)
    return world.organisations["university"]


def by(name, **more):
    return openalex(authorships=[authorship(name, ror=ROR, **more)])


def test_an_orcid_links_as_stated(world, university):
    Person.objects.filter(pk=world.people["lecturer"].pk).update(orcid=ORCID)
    import_evidence([by("Anybody Whosoever", orcid=ORCID)])
    row = EvidencePerson.objects.get()
    assert (row.person_id, row.standing) == (world.people["lecturer"].pk, Standing.STATED)
    assert list(only().units.values_list("organisation", flat=True)) == [university.pk]
    assert AuthorQuestion.objects.count() == 0


def test_a_name_alone_is_a_question_and_is_put_once(world, university):
    import_evidence([by("G. Darisbay")])
    question = AuthorQuestion.objects.get()
    assert (question.person_id, question.row.person_id) == (world.people["lecturer"].pk, None)
    assert [reason["code"] for reason in question.reasons] == ["word_same", "initial", "organisation"]
    assert all(reason_words(reason) for reason in question.reasons)
    assert counts(import_evidence([by("G. Darisbay")])) == {"unchanged": 1}
    decide_author(question=question, same=False, by=world["administrator"], at=NOW)
    import_evidence([by("G. Darisbay")])
    assert AuthorQuestion.objects.count() == 1


def test_spellings_of_three_languages_are_asked_about(world, university):
    import_evidence([by("Ғ. С. Дәрісбай")])
    assert list(AuthorQuestion.objects.values_list("person", flat=True)) == [world.people["lecturer"].pk]


def test_nobody_of_another_name_or_another_organisation_is_asked_about(world, university):
    import_evidence([by("Madi Tulparbek")])
    import_evidence([openalex(2, "Else", authorships=[authorship("Galym Darisbay", institution="Nowhere University")])])
    import_evidence([openalex(3, "Other", authorships=[authorship("Gulnar Darisbay", ror=ROR)])])
    assert AuthorQuestion.objects.count() == 0


def test_with_another_orcid_it_is_somebody_else(world, university):
    Person.objects.filter(pk=world.people["lecturer"].pk).update(orcid="0000-0001-5109-3700")
    import_evidence([by("Galym Darisbay", orcid=ORCID)])
    assert AuthorQuestion.objects.count() == 0


def test_students_are_not_asked_about(world, university):
    import_evidence([by("Asem Bilimbek")])
    assert AuthorQuestion.objects.count() == 0


def test_what_was_decided_stays_after_any_later_import(world, university):
    lecturer = world.people["lecturer"]
    Person.objects.filter(pk=lecturer.pk).update(orcid=ORCID)
    import_evidence([by("Galym Darisbay", orcid=ORCID)])
    refuse(row=EvidencePerson.objects.get(), by=world["administrator"], at=NOW)
    assert counts(import_evidence([by("Galym Darisbay", orcid=ORCID)])) == {"unchanged": 1}
    row = EvidencePerson.objects.get()
    assert (row.person_id, row.standing) == (lecturer.pk, Standing.REFUSED)
    # Not even when the source names somebody else in the place: the decided row stays.
    import_evidence([by("Nobody Of Them")])
    assert EvidencePerson.objects.get(pk=row.pk).standing == Standing.REFUSED


def test_who_keeps_evidence_of_one_organisation_imports_for_it_alone(world, university):
    librarian = world["librarian"]
    works = [by("Galym Darisbay"), openalex(2, "Of strangers", authorships=[authorship("X Y", institution="Nowhere")])]
    # A work that names no known organisation is taken as the importer's own.
    assert counts(import_evidence(works, by=librarian)) == {"created": 2}
    assert Evidence.objects.filter(units__organisation=university).count() == 2
    other = world.organisations["company"]
    Identifier.objects.create(organisation=other, scheme="ror", value=OTHER_ROR)
    theirs = openalex(3, "Of a company", authorships=[authorship("K T", institution=other.name_en)])
    run = import_evidence([theirs], by=librarian)
    assert (counts(run), faults(run)) == ({"rejected": 1}, [(1, "", "evidence_of_others")])
    assert counts(import_evidence([theirs], by=world["administrator"])) in ({"created": 1}, {"rejected": 1})


def test_who_does_not_keep_a_record_adds_the_own_part_and_replaces_nothing(world, university):
    company = world.organisations["company"]
    import_evidence([openalex(authorships=[authorship("K T", institution=company.name_en)])])
    joint = openalex(
        title="Another title",
        authorships=[authorship("K T", institution=company.name_en), authorship("Galym Darisbay", ror=ROR)],
    )
    import_evidence([joint], by=world["librarian"])
    assert only().name_en == "Corrosion of pipelines that nobody laid"
    assert set(only().units.values_list("organisation", flat=True)) == {company.pk, university.pk}
