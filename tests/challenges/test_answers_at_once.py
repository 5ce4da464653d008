"""Two people at one moment: an answer is moved once, and so is the letter of news sent."""

from datetime import timedelta

import pytest
from django.core import mail

from seriktes.challenges.actions.answers import save_answer
from seriktes.challenges.actions.deciding import decline_answer, move_answer
from seriktes.challenges.actions.watches import send_news, set_watch
from seriktes.challenges.models import Answer
from seriktes.procedures.models import Event
from tests.challenges.answering import NOW, begun, sent
from tests.challenges.sample import NOON, days, published
from tests.organisations.test_two_at_once import at_once
from tests.world import build_world, fill_posts

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def world(transactional_db):
    world = build_world()
    fill_posts(world)
    return world


def test_one_chooses_while_another_declines(world):
    answer = sent(world)
    by = world["company_manager"]
    found = at_once(
        lambda: move_answer(answer=answer, way="choose", by=by, at=NOW),
        lambda: decline_answer(answer=answer, reason="known", by=by, at=NOW),
    )
    assert found == ["done", "wrong_state"]
    assert Event.objects.about(answer).filter(kind__in=["answer.chosen", "answer.declined"]).count() == 1


def test_two_who_write_one_draft(world):
    answer = begun(world)

    def write(title):
        return lambda: save_answer(
            answer=answer, values={"title": title}, by=world["faculty_member"], at=NOW,
            expected_version=answer.version, by_itself=True,
        )  # fmt: skip

    assert at_once(write("Mine"), write("Theirs")) == ["done", "edited_elsewhere"]
    assert Answer.objects.get().version == 2


def test_two_runs_that_send_the_news(world):
    set_watch(user=world["faculty_member"], frequency="at_once", at=NOON - days(40), words="bearing")
    published(world)
    mail.outbox.clear()
    run = lambda: send_news(now=NOON + timedelta(hours=1))  # noqa: E731
    assert at_once(run, run) == ["done", "done"]
    assert [letter.to for letter in mail.outbox] == [["faculty.member@example.org"]]
