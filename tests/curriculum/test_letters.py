"""Letters of councils and courses to those whose turn it is, in their language."""

from datetime import date, timedelta

import pytest
from django.core import mail

from seriktes.accounts.models import User
from seriktes.curriculum.actions.advice import hand_on
from seriktes.curriculum.actions.course_activities import certify, name_activity, withdraw_certification
from seriktes.curriculum.actions.courses import add_employer
from seriktes.curriculum.actions.meetings import answer_invitation, cancel_meeting
from seriktes.organisations.models import Post, PostHolding
from seriktes.partnerships.models import Activity
from tests.curriculum.sample import NOON, TODAY

pytestmark = pytest.mark.django_db


@pytest.fixture
def sent(django_capture_on_commit_callbacks):
    """What is written by and by, once the work in hand has ended."""

    def during(action):
        mail.outbox.clear()
        with django_capture_on_commit_callbacks(execute=True):
            result = action()
        return result, list(mail.outbox)

    User.objects.update(language="en")
    return during


@pytest.fixture
def lecturers(sample):
    """A post of the university that the lecturer holds."""
    post = Post.objects.create(organisation=sample.university, name_en="Head of welding")
    PostHolding.objects.create(post=post, person=sample.world.people["lecturer"], starts_on=date(2025, 1, 1))
    return post


# --- Owners of recommendations ----------------------------------------------------------------------------------------
def test_the_owner_learns_of_a_recommendation_when_it_is_given(sample, lecturers, sent, freeze):
    freeze(NOON)
    meeting = sample.held()
    advice, letters = sent(lambda: sample.advice(meeting, owner=lecturers))
    [letter] = letters
    assert letter.to == [sample.world.users["faculty_member"].email]
    assert letter.subject == f"Recommendation № {advice.number} lies with you"
    for told in (
        "Teach orbital welding",
        "Council of machines",
        "1 April 2026",
        advice.get_absolute_url(),
        "Head of welding",
    ):
        assert told in letter.body


def test_the_letter_is_in_the_language_of_the_owner(sample, lecturers, sent, freeze):
    freeze(NOON)
    meeting = sample.held()
    User.objects.filter(pk=sample.world.users["faculty_member"].pk).update(language="ru")
    _advice, [letter] = sent(lambda: sample.advice(meeting, owner=lecturers))
    assert letter.subject == "Рекомендация № 1 передана вам"


def test_whoever_it_is_handed_on_to_learns_of_it_and_nobody_else(sample, lecturers, sent, freeze):
    freeze(NOON)
    advice = sample.advice()
    _advice, letters = sent(lambda: hand_on(advice=advice, owner=lecturers, by=sample.by, at=NOON))
    assert [letter.to for letter in letters] == [[sample.world.users["faculty_member"].email]]
    advice.refresh_from_db()
    _advice, again = sent(lambda: hand_on(advice=advice, owner=lecturers, by=sample.by, at=NOON))
    assert again == []


@pytest.mark.parametrize("how", ["by_the_owner", "no_owner", "vacant"])
def test_nobody_is_written_to_in_vain(sample, lecturers, sent, freeze, how):
    freeze(NOON)
    meeting = sample.held()
    if how == "by_the_owner":
        sample.by = sample.world["faculty_member"]
    elif how == "vacant":
        lecturers.holdings.update(ends_on=TODAY.replace(day=1))
    owner = None if how == "no_owner" else lecturers
    _advice, letters = sent(lambda: sample.advice(meeting, owner=owner))
    assert letters == []


# --- Employers of courses ---------------------------------------------------------------------------------------------
def named(sample, **values):
    values = {"by": sample.by, "note": "Judges the exam.", **values}
    company = sample.world.organisations["company"]
    return add_employer(course=sample.course, organisation=company, part="judges", at=NOON, **values)


def test_an_employer_learns_that_it_is_named_in_a_course(sample, sent, freeze):
    freeze(NOON)
    row, [letter] = sent(lambda: named(sample))
    assert letter.to == [sample.world.users["company_manager"].email]
    assert letter.subject.startswith("Named in a course: SV 2201")
    for told in (
        str(row.get_part_display()),
        "Judges the exam.",
        sample.university.name,
        sample.course.get_absolute_url(),
    ):
        assert told in letter.body


def test_nobody_is_told_of_the_own_deed(sample, sent, freeze):
    freeze(NOON)
    assert sent(lambda: named(sample, by=sample.world["company_manager"]))[1] == []


def test_an_employer_learns_that_its_certification_has_ended(sample, sent, freeze):
    freeze(NOON)
    activity = sample.world.activities["confirmed"]
    Activity.objects.filter(pk=activity.pk).update(kind="employer_certification")
    activity.refresh_from_db()
    row = name_activity(course=sample.course, activity=activity, by=sample.by, at=NOON)
    company = sample.world.organisations["company"]
    row = certify(row=row, certifier=company, valid_until=date(2028, 2, 28), by=sample.by, at=NOON)
    ends = {"on": TODAY, "reason": "Another one takes its place.", "at": NOON}
    User.objects.filter(pk=sample.world.users["company_manager"].pk).update(language="ru")
    _row, [letter] = sent(lambda: withdraw_certification(row=row, by=sample.by, **ends))
    assert letter.to == [sample.world.users["company_manager"].email]
    assert letter.subject.startswith("Сертификация завершена: SV 2201")
    assert "Another one takes its place." in letter.body


# --- Invitations ------------------------------------------------------------------------------------------------------
def test_a_seat_that_is_filled_after_the_meeting_was_called_is_invited_as_the_others_were(sample, sent, freeze):
    freeze(NOON)
    called, planned = sample.called(), sample.meeting(starts_at=NOON + timedelta(days=30))
    told = {"contact_name": "Olga Invented", "contact_email": "olga@walk.example"}
    seat, letters = sent(lambda: sample.seat("hidden_university", **told))
    assert [letter.to for letter in letters] == [["olga@walk.example"]]
    assert "Room 101" in letters[0].body
    assert not planned.attendance.exists()
    answer_invitation(meeting=called, member=seat, answer="yes", at=NOON, by=None)
    assert called.attendance.get(member=seat).answer == "yes"


def test_a_seat_of_a_later_term_is_not_invited(sample, sent, freeze):
    freeze(NOON)
    sample.called()
    told = {"contact_name": "Olga Invented", "contact_email": "olga@walk.example", "starts_on": date(2027, 1, 1)}
    assert sent(lambda: sample.seat("hidden_university", **told))[1] == []


def test_whoever_was_invited_hears_that_the_meeting_is_cancelled_before_the_term_begins_too(sample, sent, freeze):
    freeze(NOON)
    told = {"contact_name": "Olga Invented", "contact_email": "olga@walk.example"}
    sample.seat("hidden_university", **told, starts_on=TODAY + timedelta(days=5))
    meeting = sample.called(starts_at=NOON + timedelta(days=10))
    _meeting, letters = sent(lambda: cancel_meeting(meeting=meeting, reason="Storm", by=sample.by, at=NOON))
    assert ["olga@walk.example"] in [letter.to for letter in letters]
