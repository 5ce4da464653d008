"""Changes by hand that somebody alters or takes out of the database: each column, the last row, all rows, the results."""

from datetime import timedelta

import pytest
from django.urls import reverse

from seriktes.placements.actions.leaving import student_leaves
from seriktes.placements.actions.publishing import first_altered
from seriktes.placements.models import ManualChange, RoundResult
from tests.placements.choice_ground import MATCHING, change, matched, publish

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("own_files")]


@pytest.fixture
def changed(world, market):
    """The third student loses the first position, the first student gets it."""
    made, (first, _second), applications = market
    work = matched(world, made)
    change(world, work, applications[2], None)
    change(world, work, applications[0], first)
    assert first_altered(work) is None
    return work


def test_a_round_that_nobody_changed_holds(world, market):
    made, _positions, _applications = market
    assert first_altered(matched(world, made)) is None


def test_several_changes_of_one_student_hold_before_and_after_publishing(world, market):
    made, (first, second), applications = market
    work = matched(world, made)
    for to in (None, second, None, first):
        if to == second:
            change(world, work, applications[0], None)
        change(world, work, applications[2], to)
    work.refresh_from_db()
    work = publish(world, work)
    student_leaves(application=applications[2], reason="Moves away", by=applications[2].student.user, at=MATCHING)
    work.refresh_from_db()
    assert work.changes.count() == 6
    assert first_altered(work) is None


# Of each column a value that the second change has not.
ALTERED = {
    "number": 3, "application": lambda one: one.round.results.exclude(application=one.application)[0].application,
    "before": lambda one: one.after, "after": lambda one: one.round.results.get(position__name_en="P2").position,
    "reason": "Another reason", "is_after_publishing": True, "blocking_count": 0, "blocking": [],
    "by": None, "signed": "Somebody else", "at": MATCHING + timedelta(days=1), "digest": "0" * 64,
}  # fmt: skip


def test_every_column_is_altered_below():
    assert {field.name for field in ManualChange._meta.concrete_fields} - {"id", "round"} == set(ALTERED)


@pytest.mark.parametrize("column", ALTERED)
def test_a_column_that_was_altered_shows(changed, column):
    last = changed.changes.get(number=2)
    value = ALTERED[column]
    ManualChange.objects.filter(pk=last.pk).update(**{column: value(last) if callable(value) else value})
    assert first_altered(changed) == 2


@pytest.mark.parametrize("numbers", [[1], [2], [1, 2]])
def test_rows_that_were_taken_out_show(changed, numbers, client_as):
    changed.changes.filter(number__in=numbers).delete()
    assert first_altered(changed) == numbers[0]
    page = client_as("career_centre").get(reverse("placements:round", args=[changed.pk])).content.decode()
    assert f"does not hold from number {numbers[0]} on" in page


def test_a_result_that_is_not_what_the_last_change_gave_shows(changed):
    RoundResult.objects.filter(round=changed, final__isnull=False).update(final=None)
    assert first_altered(changed) == 3


def test_a_result_that_was_changed_without_a_word_shows(world, market):
    made, _positions, applications = market
    work = matched(world, made)
    RoundResult.objects.filter(round=work, application=applications[0]).update(final=None)
    assert first_altered(work) == 1
