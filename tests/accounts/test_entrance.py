import pytest
from allauth.account.models import EmailAddress
from django.core.cache import cache
from django.urls import reverse

from seriktes.accounts.actions import create_account
from seriktes.accounts.models import AuditEvent, User
from seriktes.accounts.queries import demonstration_personas
from seriktes.accounts.roles import ROLES

PASSWORD = "Sarybulaq-2026"


@pytest.fixture(autouse=True)
def _no_attempts_before(db):
    cache.clear()


@pytest.fixture
def user(db):
    return create_account(email="Aru@Example.org", name="Ару", password=PASSWORD, language="ru")


def sign_in(client, password=PASSWORD, **more):
    return client.post(reverse("account_login"), {"login": "aru@example.org", "password": password}, **more)


def test_account_is_made_with_a_verified_address(user):
    assert (user.email, user.name, user.language) == ("aru@example.org", "Ару", "ru")
    address = EmailAddress.objects.get(user=user)
    assert (address.email, address.verified, address.primary) == ("aru@example.org", True, True)
    assert [event.kind for event in AuditEvent.objects.all()] == ["accounts.user.created"]


def test_sign_in_takes_the_language_of_the_account(client, user):
    response = sign_in(client, headers={"accept-language": "en"})
    assert response.status_code == 302
    assert response.cookies["language"].value == "ru"
    assert client.session["_auth_user_id"] == str(user.pk)
    assert AuditEvent.objects.latest("id").kind == "accounts.user.signed_in"


def test_wrong_password_says_what_to_do(client, user):
    response = sign_in(client, password="wrong", headers={"accept-language": "en"})
    assert response.status_code == 200
    assert response.context["form"].non_field_errors() == [
        "The e-mail address or the password is wrong. Check both and try again."
    ]
    assert "_auth_user_id" not in client.session


def test_closed_account_does_not_open(client, user):
    User.objects.update(is_active=False)
    sign_in(client)
    assert "_auth_user_id" not in client.session


def test_too_many_attempts_are_refused_in_the_language_of_the_reader(client, user):
    for _ in range(5):
        sign_in(client, password="wrong")
    response = sign_in(client, headers={"accept-language": "en"})
    assert response.context["form"].non_field_errors() == [
        "Too many attempts. Wait five minutes, then try again, or reset the password."
    ]
    assert "_auth_user_id" not in client.session


def test_too_many_requests_get_our_page(client, user, settings):
    settings.ACCOUNT_RATE_LIMITS = {"login": "1/m/ip"}
    sign_in(client, password="wrong")
    response = sign_in(client, headers={"accept-language": "en"})
    assert response.status_code == 429
    assert "429.html" in [template.name for template in response.templates]


def test_nobody_signs_up_alone(client, db):
    response = client.post(
        reverse("account_signup"), {"email": "new@example.org", "password1": PASSWORD, "password2": PASSWORD}
    )
    assert "account/signup_closed.html" in [template.name for template in response.templates]
    assert not User.objects.exists()


# --- Language -------------------------------------------------------------------------------------------------------
def test_language_switch_is_kept_with_the_account(client, user):
    client.force_login(user)
    response = client.post(reverse("set_language"), {"language": "kk", "next": "/accounts/profile/?a=b"})
    assert (response.status_code, response["Location"]) == (302, "/accounts/profile/?a=b")
    assert response.cookies["language"].value == "kk"
    user.refresh_from_db()
    assert user.language == "kk"
    assert AuditEvent.objects.latest("id").values == {"language": ["ru", "kk"]}


def test_language_switch_leads_nowhere_else(client, db):
    response = client.post(reverse("set_language"), {"language": "ru", "next": "https://elsewhere.example/"})
    assert response["Location"] == "/"
    assert response.cookies["language"].value == "ru"
    assert "language" not in client.post(reverse("set_language"), {"language": "xx"}).cookies


# --- Demonstration --------------------------------------------------------------------------------------------------
@pytest.fixture
def personas(db):
    return [
        User.objects.create_user(f"{role.code}@example.org", name=role.code, persona=role.code, language="kk")
        for role in reversed(ROLES)
    ]


def test_personas_stand_in_the_order_of_the_roles(personas):
    assert [persona.key for persona in demonstration_personas()] == [role.code for role in ROLES]
    assert [persona.description for persona in demonstration_personas()] == [role.task for role in ROLES]


def test_sign_in_page_offers_personas_in_a_demonstration_only(client, personas, settings):
    assert client.get(reverse("account_login")).context["personas"] == []
    settings.DEMONSTRATION = True
    response = client.get(reverse("account_login"))
    assert [key for key, *_ in response.context["personas"]] == [role.code for role in ROLES]
    assert response.content.decode().count('name="persona"') == len(ROLES)


def test_demonstration_opens_a_persona(client, personas, settings):
    settings.DEMONSTRATION = True
    response = client.post(reverse("accounts:demo_sign_in"), {"persona": "auditor", "next": "/accounts/audit/"})
    assert (response.status_code, response["Location"]) == (302, "/accounts/audit/")
    assert client.session["_auth_user_id"] == str(User.objects.get(persona="auditor").pk)
    client.post(reverse("set_language"), {"language": "en"})
    assert User.objects.get(persona="auditor").language == "kk"


@pytest.mark.parametrize("persona", ["", "nobody", "aru"])
def test_demonstration_opens_personas_only(client, user, settings, persona):
    settings.DEMONSTRATION = True
    assert client.post(reverse("accounts:demo_sign_in"), {"persona": persona}).status_code == 404
    assert client.get(reverse("accounts:demo_sign_in")).status_code == 405


def test_no_demonstration_no_doors(client, personas):
    assert client.post(reverse("accounts:demo_sign_in"), {"persona": "auditor"}).status_code == 404
    assert client.get(reverse("accounts:demo_sign_in")).status_code == 404
    assert "_auth_user_id" not in client.session
