"""Sign-in through a university's identity provider, the whole round against one that runs beside the test."""

import pytest
from allauth.socialaccount.models import SocialAccount
from django.core.cache import cache
from django.urls import reverse

from seriktes.accounts.actions import create_account
from seriktes.accounts.models import AuditEvent, User
from tests.accounts import identity_provider


@pytest.fixture
def provider(settings, db):
    cache.clear()
    with identity_provider.running() as provider:
        provider.claims = {
            "sub": "u-17",
            "email": "Aru@university.example",
            "email_verified": True,
            "name": "Ару Ойдан",
        }
        settings.SOCIALACCOUNT_PROVIDERS = {
            "openid_connect": {
                "APPS": [
                    {
                        "provider_id": "university", "name": "University", "client_id": identity_provider.CLIENT,
                        "secret": identity_provider.SECRET,
                        "settings": {"server_url": provider.address, "oauth_pkce_enabled": True},
                    }
                ]
            }
        }  # fmt: skip
        yield provider


@pytest.fixture
def user(db):
    return create_account(email="aru@university.example", name="Ару", password="Sarybulaq-2026", language="ru")


def come_through(client, provider, **headers):
    start = client.post(reverse("openid_connect_login", args=["university"]))
    assert start["Location"].startswith(f"{provider.address}/authorize?")
    back = provider.authorize(identity_provider.query_of(start["Location"]))
    return client.get(back.removeprefix("http://testserver"), headers=headers)


def is_inside(client, user):
    return client.session.get("_auth_user_id") == str(user.pk)


def test_known_address_opens_its_account(client, provider, user):
    response = come_through(client, provider)
    assert (response.status_code, is_inside(client, user)) == (302, True)
    assert response.cookies["language"].value == "ru"
    assert SocialAccount.objects.get().user == user
    assert list(User.objects.all()) == [user]
    assert user.check_password("Sarybulaq-2026")


def test_linked_account_is_found_by_the_provider_s_number(client, provider, user):
    come_through(client, provider)
    client.post(reverse("account_logout"))
    provider.claims["email"] = "married@university.example"
    come_through(client, provider)
    assert is_inside(client, user)


def test_two_step_sign_in_is_asked_here_too(client, provider, user):
    from allauth.mfa.totp.internal.auth import TOTP

    TOTP.activate(user, "GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ")
    response = come_through(client, provider)
    assert (response["Location"], is_inside(client, user)) == (reverse("mfa_authenticate"), False)


def test_unknown_address_is_refused_and_told_whom_to_ask(client, provider):
    response = come_through(client, provider, **{"accept-language": "en"})
    assert response.status_code == 403
    assert "accounts/no_account.html" in [template.name for template in response.templates]
    assert "aru@university.example" in response.content.decode().casefold()
    assert not User.objects.exists()


def test_unverified_address_opens_nothing(client, provider, user):
    provider.claims["email_verified"] = False
    assert come_through(client, provider).status_code == 403
    assert not is_inside(client, user)


def test_address_of_the_provider_s_domain_needs_no_claim(client, provider, user, settings):
    settings.OIDC_EMAIL_DOMAINS = ["university.example"]
    del provider.claims["email_verified"]
    come_through(client, provider)
    assert is_inside(client, user)


def test_provider_opens_no_account_of_another_domain(client, provider, settings):
    ministry = create_account(email="head@ministry.example", name="Бас", password=None, language="kk")
    settings.OIDC_EMAIL_DOMAINS = ["university.example"]
    provider.claims["email"] = ministry.email
    assert come_through(client, provider).status_code == 403
    assert not is_inside(client, ministry)


def test_account_is_made_where_the_setting_says_so(client, provider, settings):
    settings.OIDC_CREATES_ACCOUNTS = True
    come_through(client, provider)
    user = User.objects.get()
    assert (user.email, user.name, user.has_usable_password()) == ("aru@university.example", "Ару Ойдан", False)
    assert is_inside(client, user)
    assert "accounts.user.created" in AuditEvent.objects.values_list("kind", flat=True)
    assert user.memberships.count() == 0


def test_no_account_is_made_for_an_unverified_address(client, provider, settings):
    settings.OIDC_CREATES_ACCOUNTS = True
    provider.claims["email_verified"] = False
    assert come_through(client, provider).status_code == 403
    assert not User.objects.exists()


def test_closed_account_stays_closed(client, provider, user):
    User.objects.update(is_active=False)
    come_through(client, provider)
    assert not is_inside(client, user)


def test_answer_that_nobody_asked_for_is_refused(client, provider, user):
    start = client.post(reverse("openid_connect_login", args=["university"]))
    query = identity_provider.query_of(start["Location"]) | {"state": "forged"}
    response = client.get(provider.authorize(query).removeprefix("http://testserver"))
    assert (response.status_code, is_inside(client, user)) == (401, False)


def test_sign_in_page_names_the_provider(client, provider):
    assert b"University" in client.get(reverse("account_login")).content
