"""Members, invitations and posts by a program: what the pages open and refuse, the operations do."""

import pytest

from seriktes.accounts.models import AuditEvent
from seriktes.organisations.models import Invitation, Membership, Post, PostHolding, Unit
from seriktes.organisations.queries.members import can_see_members
from tests.api.conftest import problem
from tests.world import PERSONAS, SINCE


def members_of(world, key):
    return f"organisations/{world.organisations[key].pk}/members"


@pytest.mark.parametrize("persona", PERSONAS[1:])
def test_members_are_seen_by_those_who_see_the_staff(world, program, persona):
    for key in ("university", "company", "hidden_fund"):
        expected = 200 if can_see_members(world[persona], world.organisations[key]) else 404
        assert program(persona).get(members_of(world, key)).status_code == expected, key


def test_addresses_are_for_those_who_keep_the_members(world, program):
    path = members_of(world, "university")
    own = {row["email"] for row in program("partnership_officer").get(path).json()["items"]}
    others = {row["email"] for row in program("faculty_member").get(path).json()["items"]}
    assert "faculty.member@example.org" in own
    assert others == {None}
    assert problem(program("faculty_member").get(path, former="true")) == (403, "not-permitted")
    assert program("partnership_officer").get(path, former="true").json()["items"] == []


def test_a_member_gets_another_role_with_the_version_that_was_read(world, program):
    client, row = program("partnership_officer"), world["faculty_member"].memberships.get()
    path = f"{members_of(world, 'university')}/{row.pk}"
    read = client.get(path)
    assert (read.json()["role"], read.json()["role_label"], read.json()["may_change"]) == (
        "faculty_member", "Faculty member", True,
    )  # fmt: skip
    assert problem(client.patch(path, {"role": "researcher"})) == (428, "precondition-required")
    assert problem(client.patch(path, {"role": "researcher"}, '"v99-0"')) == (412, "edited-elsewhere")
    assert problem(client.patch(path, {"role": "auditor"}, read["ETag"])) == (422, "invalid")
    changed = client.patch(path, {"role": "researcher"}, read["ETag"])
    assert (changed.status_code, changed.json()["role"]) == (200, "researcher")
    assert changed.json()["id"] != row.pk
    row.refresh_from_db()
    assert row.ended_at is not None
    refused = program("faculty_member").patch(path, {"role": "student"}, "*")
    assert problem(refused) == (403, "not-permitted")


def test_a_membership_ends_and_the_last_keeper_only_knowingly(world, program):
    client, row = program("company_manager"), world["company_manager"].memberships.get()
    path = f"{members_of(world, 'company')}/{row.pk}/end"
    refused = client.post(path, {})
    assert problem(refused) == (409, "conflict")
    assert refused.json()["reason"] == "last_keeper"
    ended = client.post(path, {"although_last": True})
    assert ended.status_code == 200, ended.content
    assert ended.json()["ends_on"] is not None
    assert problem(client.get(members_of(world, "company"))) == (404, "not-found")
    assert AuditEvent.objects.get(kind="organisations.membership.ended").target_id == str(row.pk)


def test_members_of_one_organisation_are_not_found_under_another(world, program):
    row = world["company_manager"].memberships.get()
    client = program("administrator")
    assert problem(client.get(f"{members_of(world, 'university')}/{row.pk}")) == (404, "not-found")
    assert problem(program("student").post(f"{members_of(world, 'company')}/{row.pk}/end", {})) == (404, "not-found")


def test_somebody_is_invited_the_letter_goes_again_and_is_withdrawn(world, program, mailoutbox):
    client = program("partnership_officer")
    path = f"organisations/{world.organisations['university'].pk}/invitations"
    new = {"email": " New.Colleague@example.org", "role": "faculty_member", "language": "ru"}
    sent = client.post(path, new)
    assert sent.status_code == 201, sent.content
    assert (sent.json()["email"], sent.json()["letter_sent"]) == ("new.colleague@example.org", True)
    assert problem(client.post(path, new)) == (409, "conflict")
    assert [row["id"] for row in client.get(path).json()["items"]] == [sent.json()["id"]]
    assert client.post(f"{path}/{sent.json()['id']}/resend").json()["letter_sent"] is True
    assert len(mailoutbox) == 2
    assert client.post(f"{path}/{sent.json()['id']}/withdraw").status_code == 200
    assert problem(client.post(f"{path}/{sent.json()['id']}/resend")) == (409, "conflict")
    assert client.get(path).json()["items"] == []


def test_a_letter_that_the_mail_server_does_not_take_is_told(world, program, settings):
    settings.EMAIL_BACKEND = "tests.api.test_members_and_posts.NoMail"
    path = f"organisations/{world.organisations['university'].pk}/invitations"
    sent = program("partnership_officer").post(path, {"email": "a@example.org", "role": "student"})
    assert (sent.status_code, sent.json()["letter_sent"]) == (201, False)
    assert Invitation.objects.get().email == "a@example.org"


class NoMail:
    def __init__(self, *args, **kwargs):
        pass

    def send_messages(self, messages):
        raise OSError("no server")

    def open(self):
        raise OSError("no server")

    def close(self):
        pass


@pytest.mark.parametrize(
    ("body", "pointer"),
    [
        ({"email": "nobody", "role": "student"}, "#/email"),
        ({"email": "a@example.org", "role": "administrator"}, "#/role"),
        ({"email": "a@example.org", "role": "circus"}, "#/role"),
        ({"email": "a@example.org", "role": "student", "language": "de"}, "#/language"),
    ],
)
def test_a_refused_invitation_says_why(world, program, body, pointer):
    response = program("partnership_officer").post(
        f"organisations/{world.organisations['university'].pk}/invitations", body
    )
    assert problem(response) == (422, "invalid")
    assert response.json()["errors"][0]["pointer"] == pointer
    assert not Invitation.objects.exists()


@pytest.mark.parametrize(("persona", "expected"), [("faculty_member", 403), ("company_manager", 404), ("auditor", 403)])
def test_nobody_else_sees_invitations_or_invites(world, program, persona, expected):
    path = f"organisations/{world.organisations['university'].pk}/invitations"
    client = program(persona)
    assert client.get(path).status_code == expected
    assert client.post(path, {"email": "a@example.org", "role": "student"}).status_code == expected


def test_a_token_for_organisations_gives_no_roles(world, program):
    client = program("partnership_officer", "organisations:write", "people:write", "people:read")
    path = f"{members_of(world, 'university')}/{world['faculty_member'].memberships.get().pk}"
    assert client.get(path).status_code == 200
    assert problem(client.post(f"{path}/end", {})) == (403, "scope-missing")
    assert Membership.objects.filter(ended_at__isnull=False).count() == 0


# --- Posts ----------------------------------------------------------------------------------------------------------
@pytest.fixture
def post(world):
    return Post.objects.create(organisation=world.organisations["university"], name_en="Office")


def posts_of(world, key="university"):
    return f"organisations/{world.organisations[key].pk}/posts"


def test_posts_are_public_and_their_holders_as_they_are_shown(world, program, post):
    PostHolding.objects.create(post=post, person=world.people["officer"], starts_on=SINCE)
    anonymous, own = (program(who).get(posts_of(world)).json()["items"] for who in ("anonymous", "partnership_officer"))
    assert [row["holder"] for row in anonymous] == [
        {"person": None, "name": "", "starts_on": str(SINCE), "ends_on": None}
    ]
    assert own[0]["holder"]["person"] == world.people["officer"].pk
    assert problem(program().get(posts_of(world, "hidden_university"))) == (404, "not-found")


def test_a_post_is_added_filled_vacated_and_closed(world, program):
    client = program("partnership_officer")
    added = client.post(posts_of(world), {"names": {"en": "Partnership office"}, "email": "office@example.org"})
    assert added.status_code == 201, added.content
    path = f"{posts_of(world)}/{added.json()['id']}"
    assert added["Location"].endswith(f"/api/v1/{path}")
    assert added.json()["is_vacant"] is True
    lecturer = world.people["lecturer"].pk
    filled = client.post(f"{path}/appoint", {"person": lecturer, "starts_on": "2026-01-12"})
    assert (filled.status_code, filled.json()["holder"]["person"]) == (200, lecturer)
    other = {"person": world.people["officer"].pk, "starts_on": "2026-02-01"}
    taken = client.post(f"{path}/appoint", other)
    assert problem(taken) == (409, "conflict")
    assert taken.json()["reason"] == "held_then"
    assert client.post(f"{path}/vacate", {"on": "2026-01-31"}).json()["is_vacant"] is True
    assert problem(client.post(f"{path}/vacate", {"on": "2026-01-31"})) == (409, "conflict")
    assert client.post(f"{path}/close", {"on": "2026-02-28"}).json()["closed_on"] == "2026-02-28"
    assert problem(client.post(f"{path}/close", {"on": "2026-02-28"})) == (409, "conflict")


def test_a_post_is_changed_with_the_version_that_was_read(world, program, post):
    client, path = program("partnership_officer"), f"{posts_of(world)}/{post.pk}"
    etag = client.get(path)["ETag"]
    unit = Unit.objects.create(organisation=world.organisations["university"], name_en="Unit")
    changed = client.patch(path, {"names": {"ru": "Отдел"}, "unit": unit.pk}, etag)
    assert changed.status_code == 200, changed.content
    assert (changed.json()["names"], changed.json()["unit"]) == ({"kk": "", "ru": "Отдел", "en": "Office"}, unit.pk)
    assert problem(client.patch(path, {"names": {"ru": "Иное"}}, etag)) == (412, "edited-elsewhere")
    assert problem(client.patch(path, {"email": "x"}, "*")) == (422, "invalid")
    foreign = Unit.objects.create(organisation=world.organisations["company"], name_en="Elsewhere")
    assert problem(client.patch(path, {"unit": foreign.pk}, "*")) == (422, "invalid")


@pytest.mark.parametrize("who", ["student", "hidden_lecturer", "manager"])
def test_nobody_from_elsewhere_is_appointed(world, program, post, who):
    body = {"person": world.people[who].pk, "starts_on": "2026-01-12"}
    response = program("partnership_officer").post(f"{posts_of(world)}/{post.pk}/appoint", body)
    assert problem(response) == (422, "invalid")
    assert response.json()["errors"][0]["pointer"] == "#/person"


def test_others_keep_no_posts(world, program, post):
    for persona, expected in (("faculty_member", 403), ("company_manager", 403), ("auditor", 403)):
        assert program(persona).post(f"{posts_of(world)}/{post.pk}/close", {"on": "2026-01-31"}).status_code == expected
    assert problem(program("company_manager").get(f"{posts_of(world, 'company')}/{post.pk}")) == (404, "not-found")
