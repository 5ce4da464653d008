"""Who sees which challenge: the same on every list and for every single record."""

import pytest

from seriktes.accounts.roles import PERMISSIONS
from seriktes.challenges.actions.challenges import withdraw_challenge
from seriktes.challenges.actions.invitations import invite
from seriktes.challenges.enums import Visibility
from seriktes.challenges.models import Challenge
from seriktes.challenges.queries import access
from seriktes.organisations.models import Organisation
from tests.challenges.sample import NOON, draft, published
from tests.world import ANONYMOUS, HELD_AT, PERSONAS, fill_posts

pytestmark = pytest.mark.django_db

# Roles that see the asking company's own view: its manager, and those who see everything.
OWN = {"company_manager", "auditor", "administrator"}
MEMBERS = set(PERSONAS) - {ANONYMOUS}
UNIVERSITY = {persona for persona, place in HELD_AT.items() if place == "university"}


@pytest.fixture
def challenges(world):
    made = {visibility: published(world, visibility=visibility) for visibility in Visibility.values}
    made["draft"] = draft(world)
    made["asked_university"] = published(world, visibility=Visibility.INVITED)
    invite(
        challenge=made["asked_university"], organisation=world.organisations["university"], at=NOON,
        by=world["company_manager"],
    )  # fmt: skip
    made["asked_lecturer"] = published(world, visibility=Visibility.INVITED)
    invite(
        challenge=made["asked_lecturer"], organisation=world.organisations["university"], at=NOON,
        person=world.people["lecturer"], by=world["company_manager"],
    )  # fmt: skip
    made["withdrawn"] = withdraw_challenge(challenge=published(world), reason="Sold", by=None, at=NOON)
    made["withdrawn_draft"] = withdraw_challenge(challenge=draft(world), reason="", by=None, at=NOON)
    return made


SEEN = {
    "public": set(PERSONAS),
    "members": MEMBERS,
    "universities": UNIVERSITY | OWN,
    "invited": OWN,
    "draft": OWN,
    "withdrawn": set(PERSONAS),
    "withdrawn_draft": OWN,
    # Those of the university who may see its challenges …
    "asked_university": {"partnership_officer", "faculty_member"} | OWN,
    # … and of a single expert, the expert and the office that speaks for all of them.
    "asked_lecturer": {"partnership_officer", "faculty_member"} | OWN,
}


@pytest.mark.parametrize("persona", PERSONAS)
def test_each_persona_sees_what_it_is_told(world, challenges, persona):
    seen = set(access.challenges_visible_to(world[persona]).values_list("pk", flat=True))
    assert {key for key, row in challenges.items() if row.pk in seen} == {
        key for key, who in SEEN.items() if persona in who
    }


@pytest.mark.parametrize("persona", PERSONAS)
def test_list_and_object_permission_agree(world, challenges, persona):
    user = world[persona]
    allowed = {row for row in Challenge.objects.all() if user.has_perm("challenges.view_challenge", row)}
    assert set(access.challenges_visible_to(user)) == allowed


def test_an_invited_colleague_is_no_invitation_for_the_others(world, challenges):
    """The invited lecturer is the persona of the faculty; somebody else of the faculty sees nothing of it."""
    lecturer = world.people["lecturer"]
    lecturer.user = None
    lecturer.save()
    seen = access.challenges_visible_to(world["faculty_member"])
    assert challenges["asked_lecturer"] not in seen
    assert challenges["asked_university"] in seen


def test_of_a_hidden_organisation_only_the_invited_hear(world, challenges):
    Organisation.objects.filter(pk=world.organisations["company"].pk).update(is_public=False)
    seen = set(access.challenges_visible_to(world["faculty_member"]))
    assert seen == {challenges["asked_university"], challenges["asked_lecturer"]}
    assert list(access.public_challenges()) == []


def test_a_past_one_is_read_by_whoever_read_it_and_a_draft_by_its_own_side(world, challenges):
    def seen():
        return {persona: set(access.challenges_visible_to(world[persona])) for persona in PERSONAS}

    before = seen()
    Challenge.objects.update(archived_at=NOON)
    assert seen() == before
    Challenge.objects.update(published_at=None)
    assert list(access.challenges_visible_to(world["partnership_officer"])) == []
    assert access.challenges_visible_to(world["company_manager"]).count() == len(challenges)


@pytest.mark.parametrize("persona", PERSONAS)
def test_only_the_asker_changes_a_challenge(world, challenges, persona):
    user = world[persona]
    may = {
        code
        for code in ("post_challenge", "decide_answers")
        if user.has_perm(f"challenges.{code}", challenges["public"])
    }
    expected = {"post_challenge", "decide_answers"} if persona in ("company_manager", "administrator") else set()
    assert may == expected


def test_the_post_that_looks_after_a_challenge_gives_its_holder_the_right(world):
    fill_posts(world)
    post = world.posts["personnel"]
    supervisor = world["host_supervisor"]
    challenge = draft(world, post=post)
    assert challenge not in access.challenges_visible_to(supervisor)
    post.holdings.update(person=world.people["supervisor"])
    supervisor = world["host_supervisor"]
    assert challenge in access.challenges_visible_to(supervisor)
    assert supervisor.has_perm("challenges.post_challenge", challenge)
    assert not supervisor.has_perm("challenges.post_challenge", draft(world))


def test_every_permission_of_the_domain_has_a_rule(world):
    user = world["administrator"]
    codes = [code for code in PERMISSIONS if code.startswith("challenges.")]
    assert [code for code in codes if not user.has_perm(code)] == []
