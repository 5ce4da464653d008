"""Tokens, scopes, limits."""

from datetime import timedelta

import pytest
from django.utils import timezone

from seriktes.accounts.actions import create_token, revoke_token
from seriktes.accounts.enums import Scope
from seriktes.accounts.models import ApiToken
from seriktes.common.api.limits import Rate, address_of, count_request
from tests.api.conftest import ApiClient, problem, secret_of


def test_account_tells_whose_token_it_is(world, program):
    answer = program("auditor", "audit:read").get("account").json()
    assert (answer["email"], answer["scopes"]) == ("auditor@example.org", ["audit:read"])
    assert ApiToken.objects.get(user=world["auditor"]).last_used_on == timezone.localdate()


def test_without_a_token_closed_operations_ask_for_one(world, program):
    response = program().get("account")
    assert problem(response) == (401, "token-missing")
    assert response["WWW-Authenticate"] == 'Bearer realm="Seriktes"'


@pytest.mark.parametrize("secret", ["srk_wrong", "wrong", "", " ", "a b c", "é"])
def test_an_unknown_token_opens_nothing_not_even_what_is_public(world, secret):
    client = ApiClient()
    client.headers["Authorization"] = f"Bearer {secret}"
    response = client.get("organisations")
    assert problem(response) == (401, "token-invalid")
    assert 'error="invalid_token"' in response["WWW-Authenticate"]


def test_another_scheme_is_refused(world):
    client = ApiClient()
    client.headers["Authorization"] = "Basic YTpi"
    assert problem(client.get("organisations")) == (401, "token-invalid")


def test_expired_and_withdrawn_tokens_and_closed_accounts(world, time_machine):
    user, now = world["auditor"], timezone.now()
    token, secret = create_token(by=user, name="T", scopes=Scope.values, now=now, expires_at=now + timedelta(hours=1))
    assert ApiClient(secret).get("account").status_code == 200
    time_machine.move_to(now + timedelta(hours=2))
    assert problem(ApiClient(secret).get("account")) == (401, "token-invalid")
    time_machine.move_to(now)
    user.is_active = False
    user.save()
    assert problem(ApiClient(secret).get("account")) == (401, "token-invalid")
    user.is_active = True
    user.save()
    revoke_token(token=token, by=user, now=now)
    assert problem(ApiClient(secret).get("account")) == (401, "token-invalid")


NEEDS = [
    ("GET", "organisations", "organisations:read"), ("POST", "organisations", "organisations:write"),
    ("GET", "people", "people:read"), ("POST", "people", "people:write"), ("GET", "consents", "people:read"),
    ("GET", "audit/events", "audit:read"), ("GET", "duplicates", "organisations:read"),
]  # fmt: skip


@pytest.mark.parametrize(("method", "path", "scope"), NEEDS)
def test_a_token_opens_what_its_scopes_say(world, method, path, scope):
    others = [one for one in Scope.values if one != scope]
    refused = ApiClient(secret_of(world["administrator"], *others)).ask(method, path)
    assert problem(refused) == (403, "scope-missing")
    assert refused.json()["scope"] == scope
    assert scope in refused.json()["detail"]
    assert f'scope="{scope}"' in refused["WWW-Authenticate"]
    allowed = ApiClient(secret_of(world["administrator"], scope)).ask(method, path)
    assert allowed.status_code in {200, 422}


def test_a_session_of_the_pages_opens_nothing(world, program):
    client = program()
    client.client.force_login(world["administrator"], backend="allauth.account.auth_backends.AuthenticationBackend")
    assert problem(client.get("account")) == (401, "token-missing")
    assert problem(client.get(f"organisations/{world.organisations['hidden_fund'].pk}")) == (404, "not-found")


# --- Limits -----------------------------------------------------------------------------------------------------------
def test_a_token_may_ask_so_often_and_then_waits(world, program, settings, time_machine):
    time_machine.move_to("2026-11-22T10:00:30Z", tick=False)
    settings.API_RATE = "3/minute"
    client, other = program("auditor"), program("researcher")
    assert [client.get("account")["RateLimit"] for _ in range(3)] == [
        f'"default";r={left};t=30' for left in (2, 1, 0)
    ]  # fmt: skip
    response = client.get("account")
    assert problem(response) == (429, "too-many-requests")
    assert (response["Retry-After"], response["RateLimit-Policy"]) == ("30", '"default";q=3;w=60')
    assert other.get("account").status_code == 200
    time_machine.move_to("2026-11-22T10:01:00Z", tick=False)
    assert client.get("account").status_code == 200


def test_an_address_without_a_token_has_its_own_limit(world, settings):
    settings.API_RATE_ANONYMOUS = "2/hour"
    one, two = ApiClient(REMOTE_ADDR="198.51.100.1"), ApiClient(REMOTE_ADDR="198.51.100.2")
    assert [one.get("codes/kinds").status_code for _ in range(3)] == [200, 200, 429]
    assert two.get("codes/kinds").status_code == 200


def test_trying_tokens_counts(world, settings):
    settings.API_RATE_ANONYMOUS = "2/hour"
    client = ApiClient("srk_guess")
    assert [client.get("account").status_code for _ in range(3)] == [401, 401, 429]


def test_processes_count_together(db):
    from seriktes.common.api import limits

    rate, asked = Rate.parse("40/minute"), 0
    mine, others = limits._Lots(), limits._Lots()
    kept = limits._lots
    try:
        for number in range(100):
            limits._lots = (mine, others)[number % 2]
            asked += not count_request("somebody", rate, now=1_000_000.0).is_over
    finally:
        limits._lots = kept
    assert asked == 40


@pytest.mark.parametrize(
    ("proxies", "forwarded", "address"),
    [
        (0, "203.0.113.9", "198.51.100.1"),
        (1, "203.0.113.9", "203.0.113.9"),
        (1, "10.1.1.1, 203.0.113.9", "203.0.113.9"),
        (2, "10.1.1.1, 203.0.113.9, 192.0.2.1", "203.0.113.9"),
        (2, "203.0.113.9", "203.0.113.9"),
        (1, "rubbish", "unknown"),
        (1, "2001:db8:1:2:3:4:5:6", "2001:db8:1:2::"),
        (1, "::ffff:203.0.113.9", "203.0.113.9"),
        (1, "", "198.51.100.1"),
    ],
)
def test_the_address_is_the_one_that_our_own_proxy_saw(rf, settings, proxies, forwarded, address):
    settings.ALLAUTH_TRUSTED_PROXY_COUNT = proxies
    assert address_of(rf.get("/", REMOTE_ADDR="198.51.100.1", headers={"X-Forwarded-For": forwarded})) == address
