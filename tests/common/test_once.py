import threading
from concurrent.futures import ThreadPoolExecutor

import pytest
from django.db import connection
from django.test import Client
from django.urls import reverse

from seriktes.organisations.models import Organisation
from seriktes.organisations.queries.register import forget

ADD = {"name_kk": "Қос жіберу серіктестігі", "kind": "company", "none_of_these": "on"}


@pytest.fixture(autouse=True)
def _nothing_remembered():
    forget()
    yield
    forget()


@pytest.fixture
def officer(world, client):
    client.force_login(world["partnership_officer"], backend="allauth.account.auth_backends.AuthenticationBackend")
    return client


def made() -> int:
    return Organisation.objects.filter(name_kk=ADD["name_kk"]).count()


def test_the_same_form_sent_twice_makes_one_record(officer):
    form = ADD | {"csrfmiddlewaretoken": "of one page"}
    first, second = (officer.post(reverse("organisations:add"), form) for _ in range(2))
    assert (first.status_code, second.status_code, made()) == (302, 302, 1)
    assert second["Location"] == first["Location"]


def test_the_same_words_in_a_new_form_are_a_new_record(officer):
    for page in ("first", "second"):
        officer.post(reverse("organisations:add"), ADD | {"csrfmiddlewaretoken": page})
    assert made() == 2


def test_what_was_refused_may_be_sent_again(officer):
    form = ADD | {"csrfmiddlewaretoken": "of one page", "name_kk": ""}
    assert [officer.post(reverse("organisations:add"), form).status_code for _ in range(2)] == [422, 422]


@pytest.mark.django_db(transaction=True)
def test_two_clicks_at_once(world):
    form = ADD | {"csrfmiddlewaretoken": "of one page"}
    clients = [Client(), Client()]
    for one in clients:
        one.force_login(world["partnership_officer"], backend="allauth.account.auth_backends.AuthenticationBackend")
    together = threading.Barrier(2)

    def click(one: Client) -> str:
        together.wait()
        try:
            return one.post(reverse("organisations:add"), form)["Location"]
        finally:
            connection.close()

    with ThreadPoolExecutor(2) as pool:
        places = list(pool.map(click, clients))
    assert made() == 1
    assert places[0] == places[1]
