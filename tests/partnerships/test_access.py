import pytest

from seriktes.partnerships.exports import EXPORTS
from seriktes.partnerships.models import Activity, Agreement, Commitment, Partnership
from seriktes.partnerships.queries import access
from tests.world import PARTNERSHIPS, PERSONAS

pytestmark = pytest.mark.django_db

PUBLIC = {"published", "of_others_published"}
# Whose side of partnerships each persona sees; "*" all of them.
INSIDE = {
    "partnership_officer": "university", "faculty_member": "university", "career_centre": "university",
    "company_manager": "company", "fund_manager": "fund", "ministry_analyst": "*", "auditor": "*", "administrator": "*",
}  # fmt: skip
KEYS = {
    "view_partnership": (Partnership, access.partnerships_visible_to),
    "view_inside": (Partnership, access.partnerships_inside),
    "view_agreement": (Agreement, access.agreements_visible_to),
    "view_commitment": (Commitment, access.commitments_visible_to),
    "view_activity": (Activity, access.activities_visible_to),
}


def inside_of(persona):
    side = INSIDE.get(persona)
    return {key for key, (places, *_) in PARTNERSHIPS.items() if side == "*" or side in places}


@pytest.mark.parametrize("permission", KEYS)
@pytest.mark.parametrize("persona", PERSONAS)
def test_list_and_object_permission_agree(world, persona, permission):
    model, visible_to = KEYS[permission]
    user = world[persona]
    allowed = {row for row in model.objects.all() if user.has_perm(f"partnerships.{permission}", row)}
    assert set(visible_to(user)) == allowed


@pytest.mark.parametrize("persona", PERSONAS)
def test_each_persona_sees_what_its_role_says(world, persona):
    user = world[persona]
    names = {row.pk: key for key, row in world.partnerships.items()}
    assert {names[row.pk] for row in access.partnerships_inside(user)} == inside_of(persona)
    assert {names[row.pk] for row in access.partnerships_visible_to(user)} == inside_of(persona) | PUBLIC
    inside = inside_of(persona)
    agreements = {key for key in world.agreements if ("of_others" if key == "elsewhere" else "own") in inside}
    assert {row.pk for row in access.agreements_visible_to(user)} == {world.agreements[key].pk for key in agreements}
    commitments = {key for key in world.commitments if ("of_others" if key == "elsewhere" else "own") in inside}
    assert {row.pk for row in access.commitments_visible_to(user)} == {world.commitments[key].pk for key in commitments}
    assert access.deliveries_visible_to(user).count() == len(commitments)


STATES = {"draft", "reported", "confirmed", "disputed", "withdrawn"}
SEEN_ACTIVITIES = {
    "partnership_officer": STATES,  # wrote the draft
    "faculty_member": STATES,
    "career_centre": STATES,
    "company_manager": STATES - {"draft"},
    "host_supervisor": {"reported", "confirmed"},
    "student": {"reported", "confirmed"},
    "ministry_analyst": {"elsewhere", *STATES} - {"draft"},
    "auditor": {"elsewhere", *STATES},
    "administrator": {"elsewhere", *STATES},
}


@pytest.mark.parametrize("persona", PERSONAS)
def test_activities_each_persona_sees(world, persona):
    names = {row.pk: key for key, row in world.activities.items()}
    seen = {names[row.pk] for row in access.activities_visible_to(world[persona])}
    assert seen == SEEN_ACTIVITIES.get(persona, set())


@pytest.mark.parametrize("persona", PERSONAS)
def test_of_a_few_activities_one_sees_the_same_as_of_all(world, persona):
    keys = [row.pk for row in world.activities.values()]
    seen = set(access.activities_visible_to(world[persona]))
    assert set(access.activities_visible_to(world[persona], among=keys)) == seen
    assert set(access.activities_visible_to(world[persona], among=keys[:3])) == {r for r in seen if r.pk in keys[:3]}


def test_who_may_confirm(world):
    reported = world.activities["reported"]
    ours, theirs = reported.parties.order_by("pk")
    assert {
        (persona, side)
        for persona in PERSONAS
        for side, party in (("university", ours), ("company", theirs))
        if world[persona].has_perm("partnerships.confirm_activity", party)
    } == {
        ("partnership_officer", "university"), ("company_manager", "company"), ("host_supervisor", "company"),
        ("administrator", "university"), ("administrator", "company"),
    }  # fmt: skip


def test_supervisor_does_not_confirm_what_others_supervised(world):
    theirs = world.activities["disputed"].parties.get(organisation=world.organisations["company"])
    assert not world["host_supervisor"].has_perm("partnerships.confirm_activity", theirs)


def test_notes_and_people_are_not_for_analysts(world):
    allowed = {
        persona
        for persona in PERSONAS
        if world[persona].has_perm("partnerships.view_particulars", world.partnerships["own"])
    }
    assert allowed == {
        "partnership_officer", "faculty_member", "career_centre", "company_manager", "auditor", "administrator",
    }  # fmt: skip


def test_a_party_that_left_still_reads_but_no_longer_writes(world):
    world.partnerships["own"].parties.filter(organisation=world.organisations["university"]).update(
        left_on="2026-05-01"
    )
    officer = world["partnership_officer"]
    assert officer.has_perm("partnerships.view_inside", world.partnerships["own"])
    assert not officer.has_perm("partnerships.change_partnership", world.partnerships["own"])


def test_a_party_that_left_reads_no_notes_any_more(client, world):
    own = world.partnerships["own"]
    own.parties.filter(organisation=world.organisations["university"]).update(
        left_on="2026-05-01", contact_email="hidden@university.example"
    )
    client.force_login(world["partnership_officer"], backend="allauth.account.auth_backends.AuthenticationBackend")
    page = client.get(own.get_absolute_url())
    shown = page.content.decode()
    assert (page.status_code, "Note of own" in shown, "hidden@university.example" in shown) == (200, False, False)
    [row] = EXPORTS["partnerships"].rows(Partnership.objects.filter(pk=own.pk), world["partnership_officer"])
    assert {"note", "contacts", "ground_note", "end_reason"} & set(row) == set()
    [theirs] = EXPORTS["partnerships"].rows(Partnership.objects.filter(pk=own.pk), world["company_manager"])
    assert theirs["note"] == "Note of own"
