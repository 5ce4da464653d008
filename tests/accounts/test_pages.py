import csv
import io
import json
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from django.core.management import call_command
from django.urls import reverse
from django.utils import timezone, translation

from seriktes.accounts.actions import (
    CannotCreateToken,
    create_token,
    note_token_use,
    notify,
    record_event,
    revoke_token,
    seal_events,
)
from seriktes.accounts.models import ApiToken, AuditEvent, Notice, User
from seriktes.accounts.queries import Reach, permission_matrix, record_history, register_notices, user_for_token
from seriktes.accounts.roles import PERMISSIONS, ROLES
from tests.world import PERSONAS

NOW = datetime(2026, 3, 2, 9, tzinfo=UTC)


def signed_in(client, user):
    client.force_login(user, backend="allauth.account.auth_backends.AuthenticationBackend")
    client.cookies["language"] = "en"
    return client


# --- Profile and notices --------------------------------------------------------------------------------------------
def test_profile_is_changed_and_logged(client, world):
    user = world["faculty_member"]
    response = signed_in(client, user).post(reverse("accounts:profile"), {"name": "Ғалым", "language": "ru"})
    assert response.status_code == 302
    assert response.cookies["language"].value == "ru"
    user.refresh_from_db()
    assert (user.name, user.language) == ("Ғалым", "ru")
    assert AuditEvent.objects.latest("id").values == {"name": ["Faculty member", "Ғалым"], "language": ["kk", "ru"]}


def test_profile_names_what_is_missing(client, world):
    response = signed_in(client, world["faculty_member"]).post(reverse("accounts:profile"), {"language": "xx"})
    assert set(response.context["form"].errors) == {"name", "language"}
    assert User.objects.get(email="faculty.member@example.org").name == "Faculty member"


def test_notices_are_told_in_the_reader_s_language(client, world):
    user = world["faculty_member"]
    notify(user=user, kind="accounts.apitoken.expires", url="/accounts/tokens/", name="Ғалым", on="2026-03-02")
    notify(user=user, kind="tests.unknown")
    response = signed_in(client, user).get(reverse("accounts:notices"))
    assert [sentence for _notice, sentence in response.context["told"]] == [
        "Something that concerns you happened.",
        "Your API token “Ғалым” expires on 2 Mar 2026.",
    ]


def test_notice_without_a_value_still_has_a_sentence(client, world):
    register_notices({"tests.greeting": "{name} {missing}"})
    notify(user=world["student"], kind="tests.greeting", name="{0.__class__}")
    response = signed_in(client, world["student"]).get(reverse("accounts:notices"))
    assert [sentence for _notice, sentence in response.context["told"]] == ["{0.__class__} …"]


def test_notices_are_read_by_their_owner_only(client, world):
    mine = notify(user=world["student"], kind="tests.one")
    second = notify(user=world["student"], kind="tests.two")
    foreign = notify(user=world["auditor"], kind="tests.three")
    signed_in(client, world["student"])
    client.post(reverse("accounts:notices_read"), {"notice": [mine.pk, foreign.pk]})
    assert set(Notice.objects.filter(read_at__isnull=True)) == {second, foreign}
    client.post(reverse("accounts:notices_read"))
    assert set(Notice.objects.filter(read_at__isnull=True)) == {foreign}


# --- Tokens ---------------------------------------------------------------------------------------------------------
def test_token_is_shown_once_and_works(client, world):
    user = world["company_manager"]
    response = signed_in(client, user).post(
        reverse("accounts:token_create"), {"name": "Склад", "scopes": ["people:read"], "days": "30"}
    )
    secret = response.context["secret"]
    assert response.headers["Cache-Control"].split(", ")[-1] == "private"
    token = ApiToken.objects.get()
    assert secret not in {token.digest, token.prefix}
    assert token.scopes == ["people:read"]
    assert secret not in client.get(reverse("accounts:tokens")).content.decode()
    found = user_for_token(secret, timezone.now())
    assert (found, found.api_token) == (user, token)
    assert user_for_token(secret + "x", timezone.now()) is None
    assert user_for_token(secret, timezone.now() + timedelta(days=31)) is None


def test_token_needs_a_scope_and_a_name(client, world):
    response = signed_in(client, world["company_manager"]).post(reverse("accounts:token_create"), {"days": "9999"})
    assert set(response.context["form"].errors) == {"name", "scopes", "days"}
    assert not ApiToken.objects.exists()


@pytest.mark.parametrize(
    ("scopes", "days"), [([], 1), (["everything"], 1), (["people:read"], 0), (["people:read"], 367)]
)
def test_token_of_no_use_or_too_much_is_refused(world, scopes, days):
    with pytest.raises(CannotCreateToken):
        create_token(by=world["auditor"], name="x", scopes=scopes, expires_at=NOW + timedelta(days=days), now=NOW)


def test_revoked_token_and_closed_account_are_refused(client, world):
    user = world["company_manager"]
    token, secret = create_token(by=user, name="x", scopes=["people:read"], expires_at=NOW + timedelta(days=9), now=NOW)
    assert user_for_token(secret, NOW) == user
    User.objects.filter(pk=user.pk).update(is_active=False)
    assert user_for_token(secret, NOW) is None
    User.objects.filter(pk=user.pk).update(is_active=True)
    assert signed_in(client, world["auditor"]).post(
        reverse("accounts:token_revoke", args=[token.pk])
    ).status_code == 404  # fmt: skip
    assert signed_in(client, user).post(reverse("accounts:token_revoke", args=[token.pk])).status_code == 302
    assert user_for_token(secret, NOW) is None
    revoke_token(token=ApiToken.objects.get(), by=user, now=NOW)
    assert AuditEvent.objects.filter(kind="accounts.apitoken.revoked").count() == 1


def test_use_of_a_token_is_written_once_a_day(world, django_assert_num_queries):
    token, _ = create_token(
        by=world["auditor"], name="x", scopes=["people:read"], expires_at=NOW + timedelta(days=9), now=NOW
    )
    with django_assert_num_queries(1):
        note_token_use(token=token, on=NOW.date())
        note_token_use(token=token, on=NOW.date())
    assert ApiToken.objects.get().last_used_on == NOW.date()


# --- Roles ----------------------------------------------------------------------------------------------------------
def test_matrix_says_what_the_roles_say():
    matrix = {
        row.code: dict(zip((role.code for role in ROLES), row.reaches, strict=True)) for row in permission_matrix()
    }
    assert list(matrix) == list(PERMISSIONS)
    assert matrix["accounts.view_audit"] == {
        role.code: Reach.EVERYWHERE if role.code in {"auditor", "administrator"} else Reach.NONE for role in ROLES
    }
    assert matrix["organisations.change_organisation"]["company_manager"] == Reach.OWN


def test_every_permission_of_a_role_is_described():
    assert {code for role in ROLES for code in role.own | role.everywhere} - set(PERMISSIONS) == set()


def test_reference_is_current(capsys):
    call_command("permissions", "--markdown")
    page = Path("docs/reference/permissions.md").read_text()
    assert page == capsys.readouterr().out, "seriktes permissions --markdown > docs/reference/permissions.md"


def test_command_prints_the_matrix(capsys):
    call_command("permissions", "--json")
    told = json.loads(capsys.readouterr().out)
    assert [role["code"] for role in told["roles"]] == [role.code for role in ROLES]
    call_command("permissions")
    assert len(capsys.readouterr().out.splitlines()) == len(ROLES) + len(PERMISSIONS) + 4


# --- Audit pages ----------------------------------------------------------------------------------------------------
@pytest.fixture
def log(world):
    company, university = world.organisations["company"], world.organisations["university"]
    record_event(
        kind="organisations.organisation.changed", by=world["company_manager"], target=company,
        values={"city": ["Алматы", "Тараз"], "note": "=cmd"},
    )  # fmt: skip
    record_event(kind="organisations.organisation.published", by=None, target=university)
    return world


def listed(response):
    return [told.event.kind.rsplit(".", 1)[-1] for told in response.context["rows"]]


@pytest.mark.parametrize("persona", PERSONAS)
def test_only_who_may_read_the_log_finds_it(client, log, persona):
    if persona == "anonymous":
        assert client.get(reverse("accounts:audit")).status_code == 302
        return
    signed_in(client, log[persona])
    expected = 200 if persona in {"auditor", "administrator"} else 404
    event = AuditEvent.objects.first()
    paths = [reverse("accounts:audit"), reverse("accounts:audit_event", args=[event.pk])]
    paths += [paths[0] + "?format=csv", paths[0] + "?format=jsonl"]
    assert [client.get(path).status_code for path in paths] == [expected] * 4


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ("", ["published", "changed"]),
        ("actor=company.manager", ["changed"]),
        ("actor=system", ["published"]),
        ("actor=nobody", []),
        ("kind=organisations.organisation.published", ["published"]),
        ("target_type=organisations.organisation", ["published", "changed"]),
        ("target_type=organisations.person", []),
        ("since=2199-01-01", []),
        ("until=2199-01-01", ["published", "changed"]),
        ("before=0", []),
    ],
)
def test_filters(client, log, query, found):
    assert listed(signed_in(client, log["auditor"]).get(f"{reverse('accounts:audit')}?{query}")) == found


def test_filter_by_record(client, log):
    query = f"target_type=organisations.organisation&target_id={log.organisations['company'].pk}"
    assert listed(signed_in(client, log["auditor"]).get(f"{reverse('accounts:audit')}?{query}")) == ["changed"]


def test_impossible_period_is_explained(client, log):
    response = signed_in(client, log["auditor"]).get(reverse("accounts:audit") + "?since=2026-02-02&until=2026-02-01")
    assert set(response.context["form"].errors) == {"until"}


def test_pages_go_by_number(client, log, django_assert_max_num_queries):
    company = log.organisations["company"]
    for _ in range(60):
        record_event(kind="organisations.organisation.changed", by=None, target=company)
    signed_in(client, log["auditor"])
    with django_assert_max_num_queries(25):
        first = client.get(reverse("accounts:audit"))
    second = client.get(f"{reverse('accounts:audit')}?before={first.context['older']}")
    shown = [told.event.pk for response in (first, second) for told in response.context["rows"]]
    assert shown == list(AuditEvent.objects.order_by("-id").values_list("pk", flat=True))


def test_event_shows_old_and_new_values_and_leads_to_the_record(client, log):
    event = AuditEvent.objects.get(kind="organisations.organisation.changed")
    response = signed_in(client, log["auditor"]).get(reverse("accounts:audit_event", args=[event.pk]))
    assert [(change.field, change.old, change.new) for change in response.context["changes"]] == [
        ("City or town", "Алматы", "Тараз"), ("Note", None, "=cmd"),
    ]  # fmt: skip
    assert response.context["told"].url == log.organisations["company"].get_absolute_url()
    assert response.context["last_block"] is None
    seal_events(now=NOW)
    assert client.get(reverse("accounts:audit_event", args=[event.pk])).context["last_block"].number == 1


def test_export_is_what_the_filters_say_and_harmless(client, log):
    signed_in(client, log["auditor"])
    query = "kind=organisations.organisation.changed"
    AuditEvent.objects.bulk_create(
        [AuditEvent(at=NOW, actor_label="=HYPERLINK()", kind="organisations.organisation.changed",
                    target_type="x", target_id="1", target_label="+1", request_id="-")]
    )  # fmt: skip
    lines = client.get(f"{reverse('accounts:audit')}?{query}&format=jsonl").getvalue().decode().splitlines()
    exported = AuditEvent.objects.get(kind="accounts.user.exported")
    assert (exported.values["what"], exported.values["rows"]) == ("audit", 2)
    assert [json.loads(line)["actor_label"] for line in lines] == ["=HYPERLINK()", "company.manager@example.org"]
    table = client.get(f"{reverse('accounts:audit')}?{query}&format=csv").getvalue().decode("utf-8-sig")
    rows = list(csv.DictReader(io.StringIO(table)))
    assert [row["actor_label"] for row in rows] == ["'=HYPERLINK()", "company.manager@example.org"]
    assert json.loads(rows[1]["values"]) == {"city": ["Алматы", "Тараз"], "note": "=cmd"}
    assert client.get(reverse("accounts:audit") + "?format=exe").status_code == 404


def test_history_of_a_record(log):
    assert [event.kind for event in record_history(log.organisations["company"])] == [
        "organisations.organisation.changed"
    ]


def test_words_of_a_table_that_is_gone(client, log):
    event = AuditEvent.objects.create(
        at=NOW, actor_label="x", kind="old.thing.did_something", target_type="old.thing", target_id="1",
        target_label="Thing", request_id="-",
    )  # fmt: skip
    with translation.override("en"):
        response = signed_in(client, log["auditor"]).get(reverse("accounts:audit_event", args=[event.pk]))
    told = response.context["told"]
    assert (told.record, told.verb, told.url) == ("old.thing", "did something", "")
