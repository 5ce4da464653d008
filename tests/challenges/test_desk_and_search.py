"""What waits about challenges on the desk, and challenges among the suggestions of the search box."""

import pytest
from django.utils import timezone, translation

from seriktes.challenges.actions.matches import set_expert_aside
from seriktes.challenges.models import ExpertMatch
from seriktes.organisations.models import Person
from seriktes.portal.queries.desk import tasks_for_user
from tests.challenges.answering import pose, sent
from tests.challenges.sample import TEXTS
from tests.challenges.test_pages import now_open
from tests.world import PERSONAS

pytestmark = pytest.mark.django_db
PROPOSED, QUALIFY = "Experts proposed for challenges", "Challenges to be qualified"


def tasks(user):
    with translation.override("en"):
        return {task.title: task for task in tasks_for_user(user)}


def proposed(world, who="lecturer", **values):
    return ExpertMatch.objects.create(
        challenge=now_open(world, **values), person=world.people[who], score=0.7, found_at=timezone.now()
    )


def test_proposed_experts_wait_for_their_office_and_for_the_asker(world, client_as):
    match = proposed(world)
    told = {persona for persona in PERSONAS if persona != "anonymous" and PROPOSED in tasks(world[persona])}
    assert told == {"partnership_officer", "company_manager"}
    task = tasks(world["partnership_officer"])[PROPOSED]
    assert task.why.startswith("For 1 challenge ")
    for persona in sorted(told):
        assert f"/challenges/{match.challenge_id}/" in client_as(persona).get(task.url).content.decode()
    set_expert_aside(match=match, reason="On leave.", by=world["partnership_officer"], at=timezone.now())
    assert PROPOSED not in tasks(world["partnership_officer"])
    assert PROPOSED not in tasks(world["company_manager"])


def test_of_a_challenge_that_the_office_does_not_see_nothing_is_told(world):
    proposed(world, visibility="invited")
    assert PROPOSED not in tasks(world["partnership_officer"])
    assert PROPOSED in tasks(world["company_manager"])


def test_whoever_is_shown_no_more_is_counted_no_more(world):
    match = proposed(world)
    Person.objects.filter(pk=match.person_id).update(is_public=False)
    assert PROPOSED not in tasks(world["company_manager"])
    # Their own office still knows them.
    assert PROPOSED in tasks(world["partnership_officer"])


def test_the_row_counts_challenges_not_people(world):
    match = proposed(world)
    ExpertMatch.objects.create(
        challenge=match.challenge, person=world.people["hidden_lecturer"], score=0.6, found_at=timezone.now()
    )
    proposed(world)
    assert tasks(world["company_manager"])[PROPOSED].why.startswith("For 2 challenges ")


def test_answers_that_nobody_looked_at_wait_for_whoever_decides(world, client_as, freeze):
    answer = sent(world, pose(world))
    task = tasks(world["company_manager"])[QUALIFY]
    assert task.why.startswith("1 challenge of yours ")
    assert answer.get_absolute_url() in client_as("company_manager").get(task.url).content.decode()
    assert QUALIFY not in tasks(world["partnership_officer"])


@pytest.mark.parametrize("persona", PERSONAS)
def test_suggestions_name_challenges_to_those_who_see_them(world, client_as, persona):
    shown = now_open(world, texts={"en": {**TEXTS["en"], "title": "Zanzibar valves leak"}})
    hidden = now_open(world, visibility="invited", texts={"en": {**TEXTS["en"], "title": "Zanzibar pumps stop"}})
    results = client_as(persona).get("/search/suggest/", {"q": "zanzibar"}).json()["results"]
    told = {(row["url"], row["label"], row["note"]) for row in results}
    assert (shown.get_absolute_url(), "Zanzibar valves leak", "challenge") in told
    sees = persona in ("company_manager", "auditor", "administrator")
    assert (hidden.get_absolute_url() in {row["url"] for row in results}) == sees
