"""Two records of one student, or of one host, become one while placements, lists and theses hang on both; and part again."""

import pytest
from django.apps import apps

from seriktes.organisations.actions.merging import merge_records, undo_merge
from seriktes.organisations.models import Affiliation, Organisation, Person
from seriktes.organisations.queries.merging import pointing_fields
from seriktes.placements.enums import ApplicationState, CommissionRole
from seriktes.placements.models import Application, CommissionMember, Defence, Position
from tests.placements.choice_ground import MATCHING, applied, begun, choice_of, closed, matched, places, student
from tests.placements.ground import NOON
from tests.placements.stipend_ground import planned as planned_stipend
from tests.placements.thesis_ground import taken

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("own_files")]
APPS = ("placements", "gatherings", "curriculum")


def everything():
    return {
        (model._meta.label, row.pk): {
            field.attname: getattr(row, field.attname)
            for field in model._meta.fields
            if field.name not in {"version", "changed_at"}
        }
        for model in apps.get_app_config("placements").get_models()
        for row in model._default_manager.all()
    }


@pytest.mark.parametrize("model", [Person, Organisation])
def test_a_merge_moves_every_column_that_names_the_record(model):
    """A relation that is hidden (`related_name="+"`), or to many, would be left behind."""
    named = {
        field
        for app in APPS
        for table in apps.get_app_config(app).get_models()
        for field in table._meta.get_fields()
        if field.concrete and field.is_relation and field.related_model is model
    }
    assert named <= set(pointing_fields(model))


def test_all_that_a_student_has_goes_along(world):
    double = Person.objects.create(name_en="Invented Double")
    Affiliation.objects.create(person=double, organisation=world.organisations["university"], kind="student")
    world.people["double"] = double
    stipend = planned_stipend(world, student="double")
    thesis = taken(world, person=double)
    seat = CommissionMember.objects.create(
        defence=Defence.objects.create(cohort=thesis.placement.cohort, starts_at=NOON, place="Hall"),
        role=CommissionRole.MEMBER, person=double,
    )  # fmt: skip
    before = everything()
    record = merge_records(kept=world.people["student"], archived=double, by=world["administrator"])
    for row in (stipend, thesis.placement, seat):
        row.refresh_from_db()
    kept = world.people["student"]
    assert (stipend.student, thesis.placement.student, seat.person) == (kept, kept, kept)
    undo_merge(record=record, by=world["administrator"])
    assert everything() == before


def test_who_applied_under_two_records_takes_part_once(world):
    made, (first, second) = choice_of(world)
    kept, archived = student(world, 1), student(world, 2)
    of_kept, doubled = applied(made, kept, [first, second]), applied(made, archived, [second, first])
    merge_records(kept=kept, archived=archived, by=world["administrator"])
    doubled.refresh_from_db()
    assert (doubled.student, doubled.state) == (archived, ApplicationState.WITHDRAWN)
    assert doubled.withdrawal
    work = matched(world, begun(closed(made)), at=MATCHING)
    assert places(work) == {kept.name: "P1"}
    assert Application.objects.get(pk=of_kept.pk).state == ApplicationState.SUBMITTED


def test_positions_of_a_host_go_along(world):
    _made, (first, _second) = choice_of(world)
    double = world.organisations["hidden_company"]
    Position.objects.filter(pk=first.pk).update(host=double)
    record = merge_records(kept=world.organisations["company"], archived=double, by=world["administrator"])
    assert Position.objects.get(pk=first.pk).host == world.organisations["company"]
    undo_merge(record=record, by=world["administrator"])
    assert Position.objects.get(pk=first.pk).host == double
