"""A passkey from the first to the last click, with Chromium's own virtual authenticator."""

import pytest
from allauth.mfa.models import Authenticator
from django.core.cache import cache

from seriktes.accounts.actions import create_account
from seriktes.accounts.models import AuditEvent

pytestmark = pytest.mark.django_db(transaction=True)
PASSWORD = "Sarybulaq-2026"


@pytest.fixture
def user(db):
    cache.clear()
    return create_account(email="aru@example.org", name="Ару", password=PASSWORD, language="en")


def with_authenticator(page):
    """A telephone that keeps keys and recognises its owner."""
    session = page.context.new_cdp_session(page)
    session.send("WebAuthn.enable")
    options = {
        "protocol": "ctap2", "transport": "internal", "hasResidentKey": True, "hasUserVerification": True,
        "isUserVerified": True, "automaticPresenceSimulation": True,
    }  # fmt: skip
    made = session.send("WebAuthn.addVirtualAuthenticator", {"options": options})
    return session, made["authenticatorId"]


def sign_in_by_password(page):
    page.fill("[name=login]", "aru@example.org")
    page.fill("[name=password]", PASSWORD)
    page.locator("form:has([name=password]) button[type=submit]").click()
    page.wait_for_load_state("networkidle")


def add_passkey(page, base):
    page.goto(f"{base}/accounts/2fa/webauthn/add/")
    page.fill("[name=password]", PASSWORD)  # asked again before what protects the account is changed
    page.locator("form:has([name=password]) button[type=submit]").click()
    page.fill("[name=name]", "Telephone")
    page.check("[name=passwordless]")
    page.click("#mfa_webauthn_add")
    page.wait_for_url(lambda url: "/add/" not in url)


def sign_out(page):
    page.context.clear_cookies()


def test_passkey_is_added_and_opens_the_account(look, live_server, user):
    page = look("/accounts/login/", language="en")
    with_authenticator(page)
    sign_in_by_password(page)
    add_passkey(page, live_server.url)
    assert [(row.type, str(row)) for row in Authenticator.objects.filter(type="webauthn")] == [
        ("webauthn", "Telephone")
    ]
    sign_out(page)
    page.goto(f"{live_server.url}/accounts/login/")
    page.click("#passkey_login")
    page.wait_for_url(lambda url: "/login/" not in url)
    page.goto(f"{live_server.url}/accounts/profile/")
    assert page.input_value("[name=name]") == "Ару"
    assert AuditEvent.objects.filter(kind="accounts.user.signed_in").count() == 2
    assert page.refused == []


def test_another_telephone_does_not_open_it(look, live_server, user):
    page = look("/accounts/login/", language="en")
    session, authenticator = with_authenticator(page)
    sign_in_by_password(page)
    add_passkey(page, live_server.url)
    session.send("WebAuthn.clearCredentials", {"authenticatorId": authenticator})
    sign_out(page)
    page.goto(f"{live_server.url}/accounts/login/")
    page.click("#passkey_login")
    page.wait_for_timeout(1500)
    page.goto(f"{live_server.url}/accounts/profile/")
    assert "/accounts/login/" in page.url
