"""Passkeys are bound to a name: a page opened by an IP address says so and leads to the same page by a name."""

import pytest
from django.template import Context, Template
from django.test import RequestFactory


@pytest.mark.parametrize(
    ("host", "said"),
    [
        ("127.0.0.1:8000", {"host": "127.0.0.1", "url": "http://localhost:8000/accounts/login/?next=/desk/"}),
        ("127.0.0.1", {"host": "127.0.0.1", "url": "http://localhost/accounts/login/?next=/desk/"}),
        ("[::1]:8000", {"host": "[::1]", "url": "http://localhost:8000/accounts/login/?next=/desk/"}),
        # Another machine's localhost is not this one.
        ("10.0.0.5:8000", {"host": "10.0.0.5", "url": ""}),
        ("localhost:8000", {}),
        ("register.example.org", {}),
    ],
)
def test_page_by_an_ip_address_is_told_from_one_by_a_name(settings, host, said):
    settings.ALLOWED_HOSTS = ["*"]
    context = Context({"request": RequestFactory().get("/accounts/login/?next=/desk/", headers={"host": host})})
    Template("{% passkey_host as elsewhere %}").render(context)
    assert context["elsewhere"] == said


def test_localhost_is_offered_only_where_it_is_served(settings):
    settings.ALLOWED_HOSTS = ["127.0.0.1"]
    context = Context({"request": RequestFactory().get("/", headers={"host": "127.0.0.1"})})
    Template("{% passkey_host as elsewhere %}").render(context)
    assert context["elsewhere"] == {"host": "127.0.0.1", "url": ""}


@pytest.mark.parametrize(("host", "buttons"), [("127.0.0.1", 0), ("localhost", 1)])
@pytest.mark.django_db
def test_sign_in_offers_the_passkey_only_where_it_works(client, host, buttons):
    page = client.get("/accounts/login/", headers={"host": host}).content.decode()
    assert page.count('id="passkey_login"') == buttons
    assert page.count('href="http://localhost/accounts/login/"') == 1 - buttons
