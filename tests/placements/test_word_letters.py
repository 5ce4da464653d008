"""Who is told what of a week in dispute: the student and both supervisors, with an account and without."""

from decimal import Decimal

import pytest
from django.core import mail
from django.urls import reverse

from seriktes.accounts.models import User
from seriktes.placements.actions.words import Other, Voice, accept_word, decide_week, give_word, reopen_week
from seriktes.placements.enums import Speaker
from tests.placements.logging_sample import FRIDAY, HOST, SECOND, a_week, placement

pytestmark = pytest.mark.django_db
STUDENT, ACADEMIC = "student@example.org", "faculty.member@example.org"
DIFFERENT = "Supervisors have different hours"


@pytest.fixture(autouse=True)
def _now(freeze):
    freeze(FRIDAY)


@pytest.fixture
def made(world):
    return placement(world)


@pytest.fixture
def week(made):
    return a_week(made)[0]


@pytest.fixture(autouse=True)
def _in_english(world):
    User.objects.filter(pk__in=[world[who].pk for who in ("student", "faculty_member")]).update(language="en")


@pytest.fixture
def letters(django_capture_on_commit_callbacks):
    """Does something and answers the letters of it, by address."""

    def of(act):
        mail.outbox.clear()
        with django_capture_on_commit_callbacks(execute=True):
            act()
        assert len({letter.to[0] for letter in mail.outbox}) == len(mail.outbox)
        return {letter.to[0]: letter.body for letter in mail.outbox}

    return of


def disputed(week, voice, hours):
    line = week.entries.order_by("day", "pk").first()
    give_word(week=week, voice=voice, at=FRIDAY, others={line.pk: Other(Decimal(hours), "Left at one.")})


def decided(week, by):
    hours = {entry.pk: entry.hours for entry in week.entries.all()}
    decide_week(week=week, hours=hours, reason="By the gate's list.", by=by, at=FRIDAY)


def test_of_one_dispute_the_student_and_the_university_are_told(week, letters):
    told = letters(lambda: disputed(week, HOST, 5))
    assert set(told) == {STUDENT, ACADEMIC}
    assert DIFFERENT not in told[STUDENT]


def test_who_disputes_hours_agreed_on_is_quoted_with_the_lines_that_are_in_dispute(made, week, letters, world):
    first, second, *_others = week.entries.order_by("day", "pk")
    others = {first.pk: Other(Decimal(5), "Left at one."), second.pk: Other(Decimal(5), "Came at ten.")}
    give_word(week=week, voice=HOST, at=FRIDAY, others=others)
    accept_word(week=week, by=world["student"], at=FRIDAY)
    told = letters(lambda: disputed(week, SECOND, 8))
    assert "8 h, as logged. Left at one." in told[STUDENT]
    assert str(second.task) not in told[STUDENT]
    assert DIFFERENT in told[STUDENT]


def test_where_supervisors_differ_all_three_are_told(made, week, letters):
    give_word(week=week, voice=HOST, at=FRIDAY)
    told = letters(lambda: disputed(week, SECOND, 5))
    assert set(told) == {STUDENT, ACADEMIC, HOST.email}
    assert DIFFERENT in told[STUDENT]
    assert DIFFERENT in told[ACADEMIC]
    # Written in Russian to whoever has no account; and no address that would ask for one.
    where = reverse("placements:week", args=[week.pk])
    assert where in told[STUDENT]
    assert where not in told[HOST.email]
    assert "Left at one." in told[HOST.email]


def test_the_academic_supervisor_who_contradicts_the_host_is_not_told_of_it(made, week, letters, world):
    give_word(week=week, voice=HOST, at=FRIDAY)
    told = letters(lambda: disputed(week, Voice.of(world["faculty_member"], Speaker.UNIVERSITY), 5))
    assert set(told) == {STUDENT, HOST.email}


def test_all_who_spoke_are_told_of_the_decision(made, week, letters, world):
    disputed(week, HOST, 5)
    disputed(week, SECOND, 6)
    told = letters(lambda: decided(week, world["faculty_member"]))
    assert set(told) == {STUDENT, HOST.email, SECOND.email}
    assert "By the gate's list." in told[STUDENT]
    assert "20 in all" in told[STUDENT]


def test_that_a_week_is_open_again_is_told_to_its_student(week, letters, world):
    disputed(week, HOST, 5)
    told = letters(lambda: reopen_week(week=week, reason="Mistyped.", by=world["career_centre"], at=FRIDAY))
    assert set(told) == {STUDENT}


def test_the_page_says_it_to_all_three(world, client_as):
    made = placement(world, host_supervisor=world.people["supervisor"])
    week, _lines = a_week(made)
    give_word(week=week, voice=HOST, at=FRIDAY)
    disputed(week, SECOND, 5)
    for who in ("student", "host_supervisor", "faculty_member"):
        assert DIFFERENT in client_as(who).get(week.get_absolute_url()).content.decode()
    decided(week, world["faculty_member"])
    assert DIFFERENT not in client_as("student").get(week.get_absolute_url()).content.decode()
