"""Letters of councils and courses to those whose turn it is, in their language."""

from datetime import date

import pytest
from django.core import mail

from seriktes.accounts.models import User
from seriktes.curriculum.actions.advice import hand_on
from seriktes.organisations.models import Post, PostHolding
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
