"""What came of a challenge is shown on its page, to each reader as far as they may know of it."""

import pytest

from seriktes.partnerships.actions.from_challenge import partnership_from_answer
from tests.challenges.answering import NOW, pose
from tests.partnerships.test_from_challenge import chosen

pytestmark = pytest.mark.django_db
UNPUBLISHED = "1 partnership came of it; it is not published."


def made(world, **values):
    challenge = pose(world, **values)
    return challenge, partnership_from_answer(
        answer=chosen(world, challenge), by=world["company_manager"], at=NOW
    ).partnership


def page_of(client, challenge):
    return client.get(f"/challenges/{challenge.pk}/").content.decode()


def test_those_inside_are_led_to_the_partnership_the_others_learn_that_there_is_one(world, client_as):
    challenge, partnership = made(world)
    link = f'href="/partnerships/{partnership.pk}/"'
    for persona in ("company_manager", "partnership_officer", "auditor"):
        page = page_of(client_as(persona), challenge)
        assert link in page, persona
        assert UNPUBLISHED not in page, persona
    for persona in ("anonymous", "outsider"):
        page = page_of(client_as(persona), challenge)
        assert link not in page, persona
        assert UNPUBLISHED in page, persona


def test_of_a_challenge_for_few_nobody_else_learns_what_came_of_it(world, client_as):
    challenge, partnership = made(world, visibility="members")
    assert f"/partnerships/{partnership.pk}/" in page_of(client_as("company_manager"), challenge)
    page = page_of(client_as("outsider"), challenge)
    assert "An invented furnace smokes" in page
    assert "What came of it" not in page


def test_before_anything_came_nothing_is_said(world, client_as):
    assert "What came of it" not in page_of(client_as("company_manager"), pose(world))
