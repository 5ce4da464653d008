"""Two-step sign-in, recovery codes, forgotten passwords, another address: the whole ways through the pages."""

import base64
import hashlib
import hmac
import re
import struct
import time

import pytest
from allauth.account.models import EmailAddress
from allauth.mfa.models import Authenticator
from django.core.cache import cache
from django.urls import reverse
from django.utils import translation

from seriktes.accounts.actions import create_account
from seriktes.accounts.adapters import AccountAdapter
from seriktes.accounts.models import AuditEvent, User

PASSWORD = "Sarybulaq-2026"
NEW_PASSWORD = "Qarabulaq-2027"


@pytest.fixture(autouse=True)
def _no_attempts_before(db):
    cache.clear()


@pytest.fixture
def user(db):
    return create_account(email="aru@example.org", name="Ару", password=PASSWORD, language="ru")


@pytest.fixture
def inside(client, user):
    """Signed in by password, and the password asked again just now."""
    sign_in(client)
    client.post(reverse("account_reauthenticate"), {"password": PASSWORD})
    return client


def sign_in(client, password=PASSWORD):
    return client.post(reverse("account_login"), {"login": "aru@example.org", "password": password})


def totp(secret, at=None):
    """The six digits of RFC 6238 for this half minute."""
    counter = int((at or time.time()) // 30)
    digest = hmac.new(base64.b32decode(secret), struct.pack(">Q", counter), hashlib.sha1).digest()
    start = digest[-1] & 15
    return f"{(struct.unpack('>I', digest[start : start + 4])[0] & 0x7FFFFFFF) % 10**6:06d}"


def activate(client):
    secret = client.get(reverse("mfa_activate_totp")).context["form"].secret
    response = client.post(reverse("mfa_activate_totp"), {"code": totp(secret)})
    assert response.status_code == 302
    cache.clear()  # a code works once; the next one would be half a minute away
    return secret


def kinds():
    return [event.kind.rpartition(".")[2] for event in AuditEvent.objects.order_by("id")]


def is_inside(client):
    return "_auth_user_id" in client.session


def test_known_answer_of_the_standard():
    """RFC 6238, appendix B: SHA-1, T = 59 s; eight digits 94287082."""
    assert totp(base64.b32encode(b"12345678901234567890").decode(), at=59) == "287082"


@pytest.mark.django_db(transaction=True)
def test_code_is_asked_at_sign_in(inside, client, user, mailoutbox):
    secret = activate(inside)
    assert kinds()[-2:] == ["authenticator_added", "authenticator_added"]
    assert [mail.to for mail in mailoutbox] == [["aru@example.org"]]
    inside.post(reverse("account_logout"))
    response = sign_in(client)
    assert response["Location"] == reverse("mfa_authenticate")
    assert not is_inside(client)
    wrong = client.post(reverse("mfa_authenticate"), {"code": "000000"})
    assert (wrong.status_code, is_inside(client)) == (200, False)
    response = client.post(reverse("mfa_authenticate"), {"code": totp(secret)})
    assert (response.status_code, is_inside(client)) == (302, True)
    assert response.cookies["language"].value == "ru"


def test_secret_is_not_in_the_database_as_it_is(inside):
    secret = activate(inside)
    stored = Authenticator.objects.get(type=Authenticator.Type.TOTP)
    assert secret not in str(stored.data)


def test_recovery_code_works_once(inside, client):
    activate(inside)
    codes = inside.get(reverse("mfa_view_recovery_codes")).context["unused_codes"]
    assert len(codes) == 10
    for expected in (True, False):
        client.post(reverse("account_logout"))
        sign_in(client)
        client.post(reverse("mfa_authenticate"), {"code": codes[0]})
        assert is_inside(client) is expected


def test_new_recovery_codes_replace_the_old(inside):
    activate(inside)
    old = inside.get(reverse("mfa_view_recovery_codes")).context["unused_codes"]
    inside.post(reverse("mfa_generate_recovery_codes"))
    assert set(inside.get(reverse("mfa_view_recovery_codes")).context["unused_codes"]) & set(old) == set()


def test_two_step_sign_in_is_taken_off(inside, client):
    activate(inside)
    inside.post(reverse("mfa_deactivate_totp"))
    inside.post(reverse("account_logout"))
    sign_in(client)
    assert is_inside(client)


def test_security_pages_ask_for_the_password_again(client, user):
    client.force_login(user)
    for name in ("mfa_activate_totp", "mfa_add_webauthn", "accounts:token_create"):
        response = client.get(reverse(name))
        assert (name, response.status_code) == (name, 302)
        assert response["Location"].partition("?")[0] == reverse("account_reauthenticate")
    response = client.post(
        reverse("account_reauthenticate") + "?next=" + reverse("account_email"), {"password": PASSWORD}
    )
    assert response["Location"] == reverse("account_email")
    assert client.get(reverse("account_email")).status_code == 200


def test_forgotten_password(client, user, mailoutbox):
    client.post(reverse("account_reset_password"), {"email": "ARU@example.org"}, headers={"accept-language": "en"})
    (mail,) = mailoutbox
    assert mail.to == ["aru@example.org"]
    path = re.search(r"https?://testserver(/\S+)", mail.body)[1]
    page = client.get(path)
    assert page.status_code == 302  # the key moves from the address into the session
    response = client.post(page["Location"], {"password1": NEW_PASSWORD, "password2": NEW_PASSWORD})
    assert response.status_code == 302
    assert "password_changed" in kinds()
    client.post(reverse("account_logout"))
    sign_in(client)
    assert not is_inside(client)
    sign_in(client, NEW_PASSWORD)
    assert is_inside(client)
    client.post(reverse("account_logout"))
    assert "token_fail" in client.get(path).context  # used up


def test_unknown_address_gets_the_same_answer_and_no_mail(client, user, mailoutbox):
    known = client.post(reverse("account_reset_password"), {"email": "aru@example.org"})
    unknown = client.post(reverse("account_reset_password"), {"email": "nobody@example.org"})
    assert (known.status_code, known["Location"]) == (unknown.status_code, unknown["Location"])
    assert [mail.to for mail in mailoutbox] == [["aru@example.org"]]


def test_mail_speaks_the_language_of_its_reader(client, user, monkeypatch):
    """The catalogues are not made here, so the language is seen at work, not at a word."""
    seen = []
    render = AccountAdapter.render_mail

    def note_language(self, *args, **kwargs):
        seen.append(translation.get_language())
        return render(self, *args, **kwargs)

    monkeypatch.setattr(AccountAdapter, "render_mail", note_language)
    client.post(reverse("account_reset_password"), {"email": user.email}, headers={"accept-language": "en"})
    assert seen == ["ru"]


def test_password_change_asks_for_the_old_one(inside, user):
    address = reverse("account_change_password")
    weak = {"oldpassword": PASSWORD, "password1": "12345", "password2": "12345"}
    wrong = {"oldpassword": "no", "password1": NEW_PASSWORD, "password2": NEW_PASSWORD}
    for data, field in ((weak, "password2"), (wrong, "oldpassword")):
        response = inside.post(address, data)
        assert field in response.context["form"].errors or "password1" in response.context["form"].errors
    inside.post(address, wrong | {"oldpassword": PASSWORD})
    user.refresh_from_db()
    assert user.check_password(NEW_PASSWORD)
    assert kinds()[-1] == "password_changed"


def test_another_address_counts_only_when_it_is_confirmed(inside, user, mailoutbox):
    inside.post(reverse("account_email"), {"action_add": "", "email": "New@example.org"})
    user.refresh_from_db()
    assert user.email == "aru@example.org"
    mail = next(mail for mail in mailoutbox if mail.to == ["new@example.org"])
    path = re.search(r"https?://testserver(/\S+)", mail.body)[1]
    assert inside.get(path).status_code == 200
    inside.post(path)
    user.refresh_from_db()
    assert user.email == "new@example.org"
    assert [(address.email, address.verified) for address in EmailAddress.objects.filter(user=user)] == [
        ("new@example.org", True)
    ]
    assert AuditEvent.objects.latest("id").values == {"email": ["aru@example.org", "new@example.org"]}


def test_address_changes_beside_two_step_sign_in_too(inside, mailoutbox):
    activate(inside)
    inside.post(reverse("account_email"), {"action_add": "", "email": "new@example.org"})
    assert [mail.to for mail in mailoutbox if "confirm-email" in mail.body] == [["new@example.org"]]


def test_address_of_another_account_is_not_taken(inside, user):
    create_account(email="taken@example.org", name="Басқа", password=PASSWORD, language="kk")
    inside.post(reverse("account_email"), {"action_add": "", "email": "taken@example.org"})
    assert User.objects.get(name="Ару").email == "aru@example.org"
    assert EmailAddress.objects.filter(email="taken@example.org", verified=True).count() == 1


def test_passkey_pages_offer_a_challenge(inside, client):
    response = inside.get(reverse("mfa_add_webauthn"))
    assert response.context["js_data"]["creation_options"]["publicKey"]["rp"]["id"] == "testserver"
    client.post(reverse("account_logout"))
    options = client.get(reverse("mfa_login_webauthn"), headers={"x-requested-with": "XMLHttpRequest"}).json()
    assert options["request_options"]["publicKey"]["userVerification"] == "required"


def test_forged_passkey_does_not_open(client, user):
    client.get(reverse("mfa_login_webauthn"), headers={"x-requested-with": "XMLHttpRequest"})
    response = client.post(
        reverse("mfa_login_webauthn"), {"credential": '{"id": "x", "rawId": "eA", "type": "public-key"}'}
    )
    assert response.status_code == 302
    assert not is_inside(client)
