"""What the list of placements keeps in the process stands as long as it is true, and no longer."""

from datetime import UTC, datetime, timedelta

import pytest
from django.urls import reverse

from seriktes.organisations.models import Person
from seriktes.placements.enums import PlacementState
from seriktes.placements.models import LearningAgreement, Placement, SignStep
from seriktes.placements.queries.placement_list import MINE, PlacementSelection, listing_for_user
from tests.placements.ground import planned_placement

pytestmark = pytest.mark.django_db
NEWEST, BY_NAME, BY_HOURS = ("-starts_on", "-pk"), ("student__sort_en", "pk"), ("-hours_logged", "-pk")
# Long after the placements of the tests were written down.
LATER = datetime.now(UTC) + timedelta(hours=1)


@pytest.fixture
def two(world):
    """Asem's and Yerlan's, in this order by their names."""
    first = planned_placement(world, with_position=False)
    second = planned_placement(world, cohort=first.cohort, student="fellow_student", with_position=False)
    return first, second


def listed(user, order=NEWEST, now=LATER, **chosen):
    return listing_for_user(user, PlacementSelection(**chosen), order, now)


def keys(found):
    return [row.pk for row in found.page(0, 50)]


def test_what_stands_is_not_counted_again(world, two, django_assert_num_queries):
    office = world["career_centre"]
    listed(office).page(0, 50)
    # Persons of the reader, the stamp, what waits for the reader; and the rows.
    with django_assert_num_queries(4):
        listed(office).page(0, 50)


def test_a_change_of_a_placement_is_counted_at_once(world, two):
    office = world["career_centre"]
    assert listed(office).counts[PlacementState.PLANNED] == 2
    assert keys(listed(office, show="planned")) == [two[1].pk, two[0].pk]
    two[0].state = PlacementState.CANCELLED
    two[0].save()
    found = listed(office)
    assert (found.counts[""], found.counts["planned"], found.counts["cancelled"]) == (2, 1, 1)
    assert keys(listed(office, show="planned")) == [two[1].pk]


def test_each_reader_has_counts_of_the_own(world, two):
    readers = ("career_centre", "student", "librarian", "auditor", "company_manager")
    assert [listed(world[who]).counts[""] for who in readers] == [2, 1, 0, 2, 2]


def test_an_account_that_becomes_a_supervisors_sees_the_interns(world, two):
    user = world["librarian"]
    assert listed(user).counts[""] == 0
    person = Person.objects.create(name_en="Saule Ustaz")
    Placement.objects.filter(pk=two[0].pk).update(academic_supervisor=person)
    Person.objects.filter(pk=person.pk).update(user=user)
    found = listed(user)
    assert (found.counts[""], keys(found)) == (1, [two[0].pk])


def test_a_student_who_is_renamed_moves_in_the_order_of_names(world, two):
    office = world["career_centre"]
    assert keys(listed(office, BY_NAME)) == [two[0].pk, two[1].pk]
    student = two[0].student
    student.sort_en = "zz"
    student.save()
    assert keys(listed(office, BY_NAME)) == [two[1].pk, two[0].pk]


def test_hours_are_sorted_as_they_are_now(world, two):
    """The log writes them without a trace in `changed_at`."""
    office = world["career_centre"]
    assert keys(listed(office, BY_HOURS)) == [two[1].pk, two[0].pk]
    Placement.objects.filter(pk=two[0].pk).update(hours_logged=5)
    found = listed(office, BY_HOURS)
    assert [(row.pk, row.hours_logged) for row in found.page(0, 50)] == [(two[0].pk, 5), (two[1].pk, 0)]


def test_what_waits_for_my_signature_is_asked_for_each_time(world, two):
    student = world["student"]
    assert listed(student).counts[MINE] == 0
    Placement.objects.filter(pk=two[0].pk).update(state=PlacementState.SIGNING)
    agreement = LearningAgreement.objects.create(placement=two[0])
    SignStep.objects.create(
        agreement=agreement, round=1, place=1, role="student", state="asked", person=two[0].student
    )  # fmt: skip
    found = listed(student, show=MINE)
    assert (found.counts[MINE], keys(found)) == (1, [two[0].pk])


def test_pages_follow_each_other(world, two):
    found = listed(world["career_centre"])
    assert [[row.pk for row in found.page(first, 1)] for first in (0, 1, 2)] == [[two[1].pk], [two[0].pk], []]


def test_the_list_in_kazakh_is_sorted_by_kazakh_names(client_as, world, two):
    for placement, name in zip(two, ("Я", "А"), strict=True):
        placement.student.sort_kk = name
        placement.student.save()
    client = client_as("career_centre")
    client.cookies["language"] = "kk"
    page = client.get(f"{reverse('placements:placements')}?sort=student").content.decode()
    assert page.index(two[1].get_absolute_url()) < page.index(two[0].get_absolute_url())
