"""A secondment of faculty: who teaches applies without telling studies, is matched and gets a placement."""

import pytest

from seriktes.organisations.models import Unit
from seriktes.placements.actions.applications import begin_application, save_application, submit_application
from seriktes.placements.actions.cohorts import add_cohort, change_cohort, copy_cohort, move_cohort
from seriktes.placements.actions.programmes import change_programme
from seriktes.placements.definitions.choice_refusals import CannotApply
from seriktes.placements.definitions.refusals import CannotKeep
from seriktes.placements.models import Application, Cohort, Placement
from seriktes.placements.queries.choice import unmet_by
from tests.api.conftest import ApiClient, refused, secret_of
from tests.organisations.importing import counts, faults
from tests.partnerships.importing import run
from tests.placements import programmes_ground as ground
from tests.placements.choice_ground import (
    MATCHING,
    OPEN,
    RANKING,
    applied,
    begun,
    choice_of,
    closed,
    matched,
    places,
    publish,
    ranked,
    student,
)

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("own_files")]
STUDIES = {"levels": ["bachelor"], "years": [3], "study_programmes": ["6B07101"], "programme_quotas": {"6B07101": 2}}
NOTHING_OF_STUDIES = {"level": "", "year": None, "study_programme": ""}


@pytest.fixture
def programme(world):
    return ground.programme(world, kind="secondment", name_en="Secondment")


@pytest.fixture
def stage(world, freeze, programme):
    freeze(OPEN)
    return choice_of(world, of=programme)


# --- From the application to the placement ----------------------------------------------------------------------------
def test_a_lecturer_submits_on_the_page_is_matched_and_gets_a_placement(world, stage, client_as, freeze):
    made, (first, second) = stage
    lecturer, client = world.people["lecturer"], client_as("faculty_member")
    client.post(f"/placements/cohorts/{made.pk}/apply/")
    application = Application.objects.get(student=lecturer)
    edit = f"/applications/{application.pk}/edit/"
    client.post(f"/applications/{application.pk}/positions/", {"position": second.pk})
    page = client.get(edit)
    assert not {"level", "year", "study_programme"} & set(page.context["form"].fields)
    assert "Your studies" not in page.content.decode()
    version = page.context["form"]["expected_version"].value()
    sent = {"about": "I teach casting.", f"rank_{second.pk}": "1", "expected_version": version, "send": "1"}
    assert client.post(edit, sent).status_code == 302
    application.refresh_from_db()
    assert (application.state, application.level, application.year, application.study_programme) == (
        "submitted", "", None, "",
    )  # fmt: skip
    assert "Year of study" not in client.get(f"/applications/{application.pk}/").content.decode()
    freeze(RANKING)
    closed(made)
    ranked(world, second, application)
    freeze(MATCHING)
    begun(made)
    work = matched(world, made)
    assert places(work) == {lecturer.name: second.name}
    publish(world, work)
    placement = Placement.objects.get(cohort=made, student=lecturer)
    assert (placement.position, placement.state) == (second, "planned")
    assert first.placements.count() == 0


def test_what_somebody_studied_earlier_is_not_taken_along(world, programme):
    made, (position, _other) = choice_of(world)
    person = student(world, 1)
    applied(made, person, [position])
    person.affiliations.update(kind="faculty")
    secondment, _positions = choice_of(world, of=programme)
    draft = begin_application(cohort=secondment, student=person, by=person.user, at=OPEN)
    assert {name: getattr(draft, name) for name in NOTHING_OF_STUDIES} == NOTHING_OF_STUDIES
    assert draft.about == "Invented."


def test_studies_are_refused_by_every_other_way_in(world, stage):
    made, (first, _second) = stage
    lecturer = world.people["lecturer"]
    with pytest.raises(CannotApply, match="no_studies: level, year, study_programme"):
        applied(made, lecturer, [first])
    draft = Application.objects.get()
    empty = save_application(
        application=draft, values=NOTHING_OF_STUDIES | {"about": "I teach."}, wishes=[(first.pk, 1)], by=lecturer.user,
        at=OPEN, expected_version=None,
    )  # fmt: skip
    api, path = ApiClient(secret_of(lecturer.user)), f"placements/applications/{draft.pk}"
    assert refused(api.patch(path, {"year": 3}, "*")) == (422, "no_studies")
    assert api.post(f"{path}/submit").json()["state"] == "submitted"
    assert empty.version < Application.objects.get().version


def test_a_file_names_lecturers_without_studies(world, stage):
    lecturer = world.people["lecturer"]
    head = "Программа;Семестр;Студент;Место практики;Приоритет;Курс"
    where = f"{ground.NAMES['name_ru']};Summer 2026;{lecturer.user.email}"
    told = run("applications", head, f"{where};P1;1;3", by=world["career_centre"])
    assert (counts(told), Application.objects.count()) == ({"rejected": 1}, 0)
    assert [code for *_where, code in faults(told)] == ["placements_refused"]
    assert counts(run("applications", head, f"{where};P1;1;", by=world["career_centre"])) == {"created": 1}
    assert Application.objects.get().state == "submitted"


def test_only_departments_narrow_a_secondment(world, programme):
    unit = Unit.objects.create(
        organisation=programme.organisation, name_en="Foundry", name_ru="Литейная", name_kk="Құю"
    )
    made, (position, _other) = choice_of(world, of=programme, units=[unit.pk])
    # As it could be written before: who teaches cannot meet it, and it counts for nobody.
    Cohort.objects.filter(pk=made.pk).update(levels=["bachelor"], years=[3], study_programmes=["6B07101"])
    made.refresh_from_db()
    lecturer = world.people["lecturer"]
    with pytest.raises(CannotApply, match="not_eligible"):
        applied(made, lecturer, [position], **NOTHING_OF_STUDIES)
    lecturer.affiliations.update(unit=unit)
    application = submit_application(application=Application.objects.get(), by=lecturer.user, at=OPEN)
    assert (application.state, unmet_by(application, OPEN.date())) == ("submitted", [])


# --- The cohort -------------------------------------------------------------------------------------------------------
@pytest.mark.parametrize("name", STUDIES)
def test_a_secondment_asks_for_no_studies(world, programme, name):
    values = {"term": "Autumn 2026", **ground.DAYS}
    with pytest.raises(CannotKeep, match=f"asks_studies: {name}"):
        add_cohort(programme=programme, values={**values, name: STUDIES[name]}, by=None, at=ground.AT)
    made = add_cohort(programme=programme, values=values, by=None, at=ground.AT)
    with pytest.raises(CannotKeep, match=f"asks_studies: {name}"):
        change_cohort(cohort=made, values={name: STUDIES[name]}, by=None, at=ground.AT, expected_version=None)


def test_a_cohort_from_before_is_changed_otherwise_and_copied_without(world, programme):
    made = ground.cohort(world, of=programme, opened=False)
    Cohort.objects.filter(pk=made.pk).update(**STUDIES)
    made.refresh_from_db()
    changed = change_cohort(cohort=made, values={"note": "Bring boots."}, by=None, at=ground.AT, expected_version=None)
    assert changed.note == "Bring boots."
    emptied = change_cohort(cohort=made, values={"levels": []}, by=None, at=ground.AT, expected_version=None)
    assert emptied.levels == []
    assert move_cohort(cohort=made, way="open", by=None, at=ground.AT).state == "open"
    copy = copy_cohort(cohort=made, term="2027", starts_on=made.starts_on, by=None, at=ground.AT)
    assert not any(getattr(copy, name) for name in STUDIES)


def test_a_programme_becomes_a_secondment_once_no_cohort_asks_for_studies(world):
    programme = ground.programme(world)
    made = ground.cohort(world, of=programme, opened=False, years=[3])
    given = {"programme": programme, "by": None, "at": ground.AT, "expected_version": None}
    with pytest.raises(CannotKeep, match="has_conditions: Summer 2026"):
        change_programme(values={"kind": "secondment"}, **given)
    change_cohort(cohort=made, values={"years": []}, by=None, at=ground.AT, expected_version=None)
    assert change_programme(values={"kind": "secondment"}, **given).is_for_faculty


def test_the_form_of_a_secondment_offers_departments_alone(world, programme, client_as, freeze):
    freeze(ground.AT)
    page = client_as("career_centre").get(f"/placements/programmes/{programme.pk}/cohorts/new/")
    fields = page.context["form"].fields
    assert not set(STUDIES) & set(fields)
    assert {"units", "document_0_en"} <= set(fields)
    assert page.content.decode().count('name="units"') == 1
    assert any(name.startswith("region_") for name in fields)
