"""Two records of one organisation become one while both stand in catalogues and councils; and part again."""

import pytest
from django.apps import apps

from seriktes.curriculum.actions.courses import add_course, add_employer
from seriktes.curriculum.models import Course, CourseEmployer
from seriktes.curriculum.queries import access
from seriktes.curriculum.queries.catalogue import courses_found
from seriktes.organisations.actions.merging import merge_records, undo_merge
from tests.curriculum.sample import NOON

pytestmark = pytest.mark.django_db


def everything():
    return {
        (model._meta.label, row.pk): {
            field.attname: getattr(row, field.attname)
            for field in model._meta.fields
            if field.name not in {"version", "changed_at"}
        }
        for model in apps.get_app_config("curriculum").get_models()
        for row in model._default_manager.all()
    }


@pytest.fixture
def shared(sample):
    """The company and the fund have a part each in one course, one of them the same."""
    for place, part in (("company", "tasks"), ("fund", "tasks"), ("fund", "site")):
        add_employer(
            course=sample.course, organisation=sample.world.organisations[place], part=part, by=sample.by, at=NOON
        )
    return sample


def test_parts_in_courses_and_seats_in_councils_go_along(shared):
    world = shared.world
    kept, archived = world.organisations["company"], world.organisations["fund"]
    before = everything()
    record = merge_records(kept=kept, archived=archived, by=world["administrator"])
    standing = CourseEmployer.objects.filter(organisation=kept, ends_on__isnull=True)
    assert set(standing.values_list("part", flat=True)) == {"tasks", "site"}
    # The doubled part stays with the other record, and has ended.
    doubled = CourseEmployer.objects.get(organisation=archived)
    assert (doubled.part, doubled.ends_on is not None) == ("tasks", True)
    seats = shared.council.members.values_list("organisation", flat=True)
    assert set(seats) == {kept.pk}
    assert shared.council in access.councils_visible_to(world["company_manager"])
    assert shared.course in access.courses_visible_to(world["company_manager"])
    undo_merge(record=record, by=world["administrator"])
    assert everything() == before


def test_catalogues_of_two_records_of_a_university_become_one(sample):
    world = sample.world
    double = world.organisations["hidden_university"]
    values = {"name_en": "Welding"}
    same = add_course(organisation=double, values={"code": "SV 2201", **values}, by=world["administrator"], at=NOON)
    other = add_course(organisation=double, values={"code": "SV 9", **values}, by=world["administrator"], at=NOON)
    before = everything()
    record = merge_records(kept=sample.university, archived=double, by=world["administrator"])
    seen = access.courses_visible_to(sample.by).filter(closed_on__isnull=True)
    assert set(seen) == {sample.course, other}
    assert Course.objects.get(pk=same.pk).closed_on is not None
    assert {course.pk for course in courses_found(world["administrator"], "Welding", limit=9)} == {
        sample.course.pk, other.pk,
    }  # fmt: skip
    undo_merge(record=record, by=world["administrator"])
    assert everything() == before


def test_a_council_goes_along_with_its_university(sample):
    world = sample.world
    record = merge_records(kept=world.organisations["hidden_university"], archived=sample.university, by=sample.by)
    sample.council.refresh_from_db()
    assert sample.council.organisation == world.organisations["hidden_university"]
    assert access.councils_visible_to(world["company_manager"]).filter(pk=sample.council.pk).exists()
    undo_merge(record=record, by=sample.by)
    sample.council.refresh_from_db()
    assert sample.council.organisation == sample.university
