"""Two at one moment: a line is logged once, a word is given once, and the sums stand."""

from datetime import timedelta
from decimal import Decimal

import pytest
from django.core import mail

from seriktes.placements.actions.entries import change_entry
from seriktes.placements.actions.week_letters import send_week_letters
from seriktes.placements.actions.words import Other, give_word
from seriktes.placements.models import LogEntry, LogWeek, WeekWord
from tests.organisations.test_two_at_once import at_once
from tests.placements.logging_sample import FRIDAY, HOST, MONDAY, NEXT_MONDAY, SECOND, a_week, log_hours, placement
from tests.placements.test_log import assert_sums_hold
from tests.world import build_world

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def world(transactional_db):
    return build_world()


def test_the_same_line_twice(world):
    made = placement(world)
    add = lambda: log_hours(made, MONDAY, 4, task=None)  # noqa: E731
    assert at_once(add, add) == ["done", "logged_already"]
    assert_sums_hold(made)


def test_two_lines_that_together_are_more_than_a_day(world):
    made = placement(world)
    found = at_once(lambda: log_hours(made, MONDAY, 8), lambda: log_hours(made, MONDAY, 8, task=1))
    assert found == ["done", "too_many_hours"]
    assert_sums_hold(made)


def test_a_word_while_the_student_changes_the_line(world):
    made = placement(world)
    week, [line, *_others] = a_week(made)
    found = at_once(
        lambda: give_word(week=week, voice=HOST, at=FRIDAY, seen=week.version),
        lambda: change_entry(entry=line, task=line.task_id, hours=Decimal(3), by=made.student.user, at=FRIDAY),
    )
    assert found in (["done", "week_confirmed"], ["done", "log_changed"])
    assert_sums_hold(made)


def test_one_supervisor_twice_and_two_with_different_hours(world):
    made = placement(world)
    week, [line, *_others] = a_week(made)
    word = lambda: give_word(week=week, voice=HOST, at=FRIDAY)  # noqa: E731
    assert at_once(word, word) == ["done", "word_given"]
    other, [line, *_others] = a_week(made, MONDAY - timedelta(days=7))
    found = at_once(
        lambda: give_word(week=other, voice=HOST, at=FRIDAY),
        lambda: give_word(week=other, voice=SECOND, at=FRIDAY, others={line.pk: Other(Decimal(1), "So")}),
    )
    assert found == ["done", "done"]
    assert LogWeek.objects.get(pk=other.pk).state == "disputed"
    assert WeekWord.objects.filter(week=other).count() == 2
    assert_sums_hold(made)
    assert LogEntry.objects.filter(week=other, confirmed_hours__isnull=False).count() == 0


def test_two_runs_of_the_letters(world):
    a_week(placement(world))
    mail.outbox.clear()
    run = lambda: send_week_letters(now=NEXT_MONDAY + timedelta(days=1))  # noqa: E731
    assert at_once(run, run) == ["done", "done"]
    assert len(mail.outbox) == 1
