import re
from datetime import date, timedelta
from types import SimpleNamespace

import pytest
from allauth.core.exceptions import ImmediateHttpResponse
from django.core import mail
from django.urls import reverse
from django.utils import timezone

from seriktes.accounts.adapters import SocialAccountAdapter
from seriktes.accounts.models import AuditEvent, Notice, User
from seriktes.organisations.actions import invitations, members
from seriktes.organisations.actions.invitations import CannotAccept, CannotInvite
from seriktes.organisations.actions.members import CannotKeepMember
from seriktes.organisations.models import Affiliation, Invitation, Membership, Person
from seriktes.organisations.queries.access import grants_for_user
from seriktes.organisations.queries.members import opened_link, roles_to_give, token_of
from tests.organisations.test_consents import expected, statuses

pytestmark = pytest.mark.django_db
PASSWORD = "тау бұлақ қалам 7"


def invite(
    world, who="partnership_officer", where="university", role="faculty_member", email="new@example.org", **fields
):
    values = {"language": "kk", "now": timezone.now()} | fields
    return invitations.invite(organisation=world.organisations[where], email=email, role=role, by=world[who], **values)


def membership_of(world, who):
    return Membership.objects.get(user=world.users[who])


# --- Roles that may be given --------------------------------------------------------------------------------------
@pytest.mark.parametrize(
    ("who", "where", "roles"),
    [
        (
            "partnership_officer",
            "university",
            ["partnership_officer", "faculty_member", "student", "career_centre", "reviewer", "researcher"],
        ),
        ("company_manager", "company", ["company_manager", "host_supervisor"]),
        ("fund_manager", "fund", ["host_supervisor", "fund_manager", "reviewer"]),
        (
            "administrator",
            "agency",
            ["host_supervisor", "ministry_analyst", "fund_manager", "reviewer", "auditor", "administrator"],
        ),
        ("administrator", "company", ["company_manager", "host_supervisor"]),
        ("company_manager", "university", []),
        ("faculty_member", "university", []),
        ("career_centre", "university", []),
        ("anonymous", "university", []),
    ],
)
def test_roles_to_give(world, who, where, roles):
    assert [role.code for role in roles_to_give(world[who], world.organisations[where])] == roles


@pytest.mark.parametrize("role", ["auditor", "administrator", "company_manager", "nonsense"])
def test_role_above_ones_own_or_of_another_side_is_refused(world, role):
    with pytest.raises(CannotInvite) as refusal:
        invite(world, role=role)
    assert refusal.value.reason == CannotInvite.ROLE
    assert (Invitation.objects.count(), mail.outbox) == (0, [])


# --- Invitations ----------------------------------------------------------------------------------------------------
def test_letter_is_in_the_invited_persons_language_with_one_action(world):
    invitation = invite(world, language="ru", email=" New@Example.org ")
    [letter] = mail.outbox
    assert (letter.to, invitation.email) == (["new@example.org"], "new@example.org")
    assert world.organisations["university"].name_ru in letter.subject
    assert letter.extra_headers["Content-Language"] == "ru"
    [token] = set(re.findall(r"http://127\.0\.0\.1:8000/invitations/(\S+)/", letter.body))
    opened = opened_link(token, timezone.now())
    assert (opened.state, opened.invitation) == ("open", invitation)
    assert (timezone.now() + timedelta(days=14)).strftime("%Y") in letter.body


def test_new_account_by_invitation(world, client):
    invitation = invite(world)
    url = reverse("organisations:invitation", args=[token_of(invitation)])
    assert client.get(url).status_code == 200
    assert client.head(url).status_code == 200
    assert not User.objects.filter(email="new@example.org").exists()
    wrong = {"name": "Жаңа Адам", "password": PASSWORD, "again": PASSWORD + "!"}
    assert client.post(url, wrong).status_code == 200
    assert client.post(url, {"name": "Жаңа Адам", "password": "password12", "again": "password12"}).status_code == 200
    assert not User.objects.filter(email="new@example.org").exists()
    response = client.post(url, {"name": "Жаңа  Адам", "password": PASSWORD, "again": PASSWORD})
    assert (response.status_code, response["Location"]) == (302, reverse("portal:desk"))
    user = User.objects.get(email="new@example.org")
    assert (user.name, user.language, user.check_password(PASSWORD)) == ("Жаңа Адам", "kk", True)
    assert int(client.session["_auth_user_id"]) == user.pk
    membership = Membership.objects.get(user=user)
    assert (membership.role, membership.organisation, membership.starts_on) == (
        "faculty_member", world.organisations["university"], timezone.localdate(),
    )  # fmt: skip
    affiliation = Affiliation.objects.get(person__user=user)
    assert (affiliation.kind, affiliation.organisation_id) == ("faculty", membership.organisation_id)
    assert Notice.objects.get(kind="invitation_accepted").user == world.users["partnership_officer"]
    kinds = AuditEvent.objects.filter(actor_id=user.pk).values_list("kind", flat=True)
    assert "organisations.invitation.accepted" in kinds


def test_existing_account_accepts_signed_in(world, client):
    invitation = invite(world, email="outsider@example.org")
    url = reverse("organisations:invitation", args=[token_of(invitation)])
    page = client.get(url)
    assert f"{reverse('account_login')}?next={url}" in page.content.decode()
    # Nobody who is not signed in can make a second account of the address.
    client.post(url, {"name": "Басқа", "password": PASSWORD, "again": PASSWORD})
    assert not Membership.objects.filter(user=world.users["outsider"]).exists()
    client.force_login(world["outsider"])
    client.get(url)
    assert not Membership.objects.filter(user=world.users["outsider"]).exists()
    assert client.post(url).status_code == 302
    assert membership_of(world, "outsider").role == "faculty_member"


def test_other_account_cannot_take_the_invitation(world, client):
    invitation = invite(world)
    url = reverse("organisations:invitation", args=[token_of(invitation)])
    client.force_login(world["outsider"])
    assert "new@example.org" in client.get(url).content.decode()
    client.post(url)
    assert not Membership.objects.filter(user=world.users["outsider"]).exists()
    with pytest.raises(CannotAccept) as refusal:
        invitations.accept_invitation(token=token_of(invitation), by=world["outsider"], now=timezone.now())
    assert refusal.value.reason == CannotAccept.OTHER_ACCOUNT


def test_invited_person_finds_the_record_that_the_organisation_keeps(world):
    Person.objects.filter(pk=world.people["fellow_student"].pk).update(email="new@example.org")
    invitation = invite(world, role="student")
    user = invitations.accept_with_new_account(
        token=token_of(invitation), name="Ерлан", password=PASSWORD, now=timezone.now()
    )
    assert Person.objects.get(user=user) == world.people["fellow_student"]
    assert Affiliation.objects.filter(person=world.people["fellow_student"]).count() == 1


def test_invited_person_may_come_by_the_universitys_own_provider(world, client, settings, rf):
    settings.SOCIALACCOUNT_PROVIDERS = {
        "openid_connect": {"APPS": [{"provider_id": "university", "name": "Samruk", "client_id": "x", "secret": "x"}]}
    }
    settings.OIDC_CREATES_ACCOUNTS = False
    token = token_of(invite(world))
    url = reverse("organisations:invitation_sign_in", args=[token, "university"])
    assert (client.get(url).status_code, client.post(url.replace("university", "other")).status_code) == (405, 404)
    assert "Samruk" in client.get(reverse("organisations:invitation", args=[token])).content.decode()
    response = client.post(url)
    assert response["Location"].startswith(reverse("openid_connect_login", args=["university"]))
    request = rf.get("/")
    request.session, request.user = client.session, world["anonymous"]

    def may_sign_up(address, *, verified=True):
        login = SimpleNamespace(email_addresses=[SimpleNamespace(email=address, verified=verified)])
        try:
            return SocialAccountAdapter(request).is_open_for_signup(request, login)
        except ImmediateHttpResponse:
            return False

    found = [
        may_sign_up("New@example.org"),
        may_sign_up("other@example.org"),
        may_sign_up("new@example.org", verified=False),
    ]
    assert found == [True, False, False]


@pytest.mark.parametrize("state", ["used", "withdrawn", "expired", "replaced", "altered"])
def test_link_that_opens_nothing_says_why(world, client, state):
    invitation = invite(world)
    token = token_of(invitation)
    if state == "used":
        invitations.accept_with_new_account(token=token, name="Жаңа", password=PASSWORD, now=timezone.now())
    elif state == "withdrawn":
        invitations.withdraw_invitation(invitation=invitation, by=world["partnership_officer"], now=timezone.now())
    elif state == "expired":
        Invitation.objects.update(expires_at=timezone.now())
    elif state == "replaced":
        invitations.resend_invitation(invitation=invitation, by=world["partnership_officer"], now=timezone.now())
    else:
        token = token[:-1] + ("A" if token[-1] != "A" else "B")
    before = Membership.objects.count()
    url = reverse("organisations:invitation", args=[token])
    for response in (client.get(url), client.post(url, {"name": "Х", "password": PASSWORD, "again": PASSWORD})):
        assert (response.status_code, response.context["state"]) == (404 if state == "altered" else 410, state)
    assert Membership.objects.count() == before
    assert (world.organisations["university"].name in response.content.decode()) == (state in {"withdrawn", "expired"})


def test_link_sent_again_works_where_the_older_does_not(world):
    invitation = invite(world)
    old = token_of(invitation)
    invitation = invitations.resend_invitation(
        invitation=invitation, by=world["administrator"], now=timezone.now() + timedelta(days=20)
    )
    later = timezone.now() + timedelta(days=21)
    assert (opened_link(old, later).state, opened_link(token_of(invitation), later).state) == ("replaced", "open")
    assert (len(mail.outbox), invitation.by.email) == (2, "administrator@example.org")


def test_second_invitation_and_members_are_refused(world):
    invite(world)
    with pytest.raises(CannotInvite) as refusal:
        invite(world, email="NEW@example.org")
    assert refusal.value.reason == CannotInvite.WAITING
    with pytest.raises(CannotInvite) as refusal:
        invite(world, email="faculty.member@example.org")
    assert refusal.value.reason == CannotInvite.MEMBER


def test_mail_server_that_fails_leaves_the_invitation_to_be_sent_again(world, client, settings):
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", 1
    client.force_login(world["partnership_officer"])
    url = reverse("organisations:invite", args=[world.organisations["university"].pk])
    values = {"email": "new@example.org", "role": "faculty_member", "language": "kk"}
    assert client.post(url, values).status_code == 302
    assert Invitation.objects.get().email == "new@example.org"


# --- Members --------------------------------------------------------------------------------------------------------
def test_ended_membership_gives_nothing_from_that_moment(world):
    membership = membership_of(world, "career_centre")
    assert grants_for_user(world["career_centre"]).own
    members.end_membership(membership=membership, by=world["partnership_officer"], at=timezone.now())
    assert not grants_for_user(world["career_centre"]).own
    membership.refresh_from_db()
    assert membership.ends_on == timezone.localdate()
    assert Notice.objects.get(kind="membership_ended").user == world.users["career_centre"]
    with pytest.raises(CannotKeepMember) as refusal:
        members.end_membership(membership=membership, by=world["partnership_officer"], at=timezone.now())
    assert refusal.value.reason == CannotKeepMember.ENDED


def test_last_keeper_leaves_only_when_told(world):
    mine = membership_of(world, "partnership_officer")
    with pytest.raises(CannotKeepMember) as refusal:
        members.end_membership(membership=mine, by=world["partnership_officer"], at=timezone.now())
    assert refusal.value.reason == CannotKeepMember.LAST
    members.end_membership(membership=mine, by=world["partnership_officer"], at=timezone.now(), although_last=True)
    assert Membership.objects.get(pk=mine.pk).ended_at is not None


def test_links_of_a_keeper_who_left_open_nothing(world):
    invitation = invite(world)
    members.end_membership(
        membership=membership_of(world, "partnership_officer"),
        by=world["administrator"],
        at=timezone.now(),
        although_last=True,
    )
    assert opened_link(token_of(Invitation.objects.get(pk=invitation.pk)), timezone.now()).state == "withdrawn"


def test_changed_role_keeps_the_old_one_in_the_history(world):
    old = membership_of(world, "faculty_member")
    new = members.change_role(
        membership=old,
        role="researcher",
        by=world["partnership_officer"],
        at=timezone.now(),
        expected_version=old.version,
    )
    rows = Membership.objects.filter(user=world.users["faculty_member"]).order_by("pk")
    assert [(row.role, row.ended_at is None) for row in rows] == [("faculty_member", False), ("researcher", True)]
    assert new.starts_on == timezone.localdate()


def test_role_above_ones_own_cannot_be_taken_or_given(world):
    admin = Membership.objects.create(
        user=world.users["outsider"], organisation=world.organisations["university"], role="auditor",
        starts_on=date(2026, 1, 1),
    )  # fmt: skip
    for attempt in (
        lambda: members.change_role(
            membership=admin, role="student", by=world["partnership_officer"], at=timezone.now()
        ),
        lambda: members.end_membership(membership=admin, by=world["partnership_officer"], at=timezone.now()),
        lambda: members.change_role(
            membership=membership_of(world, "faculty_member"), role="auditor", by=world["partnership_officer"],
            at=timezone.now(),
        ),
    ):  # fmt: skip
        with pytest.raises(CannotKeepMember) as refusal:
            attempt()
        assert refusal.value.reason == CannotKeepMember.ROLE


def test_members_pages_by_persona(world, client):
    university = world.organisations["university"].pk
    seen = expected("partnership_officer", "faculty_member", "career_centre", "librarian", "auditor", "administrator")
    assert statuses(world, client, reverse("organisations:members", args=[university])) == seen
    keepers = expected("partnership_officer", "administrator")
    assert statuses(world, client, reverse("organisations:invite", args=[university])) == keepers
    theirs = membership_of(world, "career_centre").pk
    assert statuses(world, client, reverse("organisations:membership_role", args=[theirs])) == keepers
    with_own = expected("partnership_officer", "administrator", "career_centre")
    assert statuses(world, client, reverse("organisations:membership_end", args=[theirs])) == with_own
    invitation = invite(world)
    for name in ("invitation_resend", "invitation_withdraw"):
        url = reverse(f"organisations:{name}", args=[invitation.pk])
        assert statuses(world, client, url)["administrator"] == 405
        outside = {"company_manager": 404, "faculty_member": 404, "anonymous": 302}
        found = statuses(world, client, url, "post")
        assert {who: found[who] for who in outside} == outside
        assert found["partnership_officer"] == 302


def test_members_do_not_see_addresses_and_invitations(world, client):
    invite(world)
    client.force_login(world["faculty_member"])
    page = client.get(reverse("organisations:members", args=[world.organisations["university"].pk])).content.decode()
    assert ("new@example.org" in page, "career.centre@example.org" in page) == (False, False)


@pytest.mark.parametrize("number", [1, 3])
def test_members_page_takes_the_same_queries(world, client, django_assert_max_num_queries, number):
    for place in range(number):
        invite(world, email=f"new{place}@example.org")
    client.force_login(world["partnership_officer"])
    with django_assert_max_num_queries(9):
        client.get(reverse("organisations:members", args=[world.organisations["university"].pk]))
