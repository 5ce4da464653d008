"""Every list can be taken along as it is shown."""

import io
import json

import openpyxl
import pytest
from django.urls import reverse

from seriktes.accounts.models import AuditEvent
from seriktes.exchange.actions import start_run
from seriktes.organisations.actions.merging import merge_records
from seriktes.organisations.actions.posts import add_post, appoint
from tests.world import SINCE


def address(world, name):
    inside = name in ("organisations:members", "organisations:posts")
    return reverse(name, args=[world.organisations["university"].pk] if inside else [])


def lines(client, url):
    response = client.get(url, {"format": "jsonl"})
    assert response.status_code == 200
    return [json.loads(line) for line in response.getvalue().decode().splitlines()]


@pytest.fixture
def filled(world):
    keeper = world["administrator"]
    merge_records(kept=world.organisations["company"], archived=world.organisations["hidden_company"], by=keeper)
    start_run(kind="organisations", format="csv", filename="list.csv", by=world["auditor"])
    university = world.organisations["university"]
    post = add_post(organisation=university, values={"name_ru": "Отдел партнёрств"}, by=keeper)
    appoint(post=post, person=world.people["officer"], starts_on=SINCE, by=keeper)
    add_post(organisation=university, values={"name_ru": "Свободная должность"}, by=keeper)
    return world


@pytest.mark.parametrize(
    ("name", "persona"),
    [
        ("organisations:consents", "administrator"),
        ("organisations:merges", "administrator"),
        ("organisations:members", "partnership_officer"),
        ("organisations:posts", "partnership_officer"),
        ("exchange:imports", "auditor"),
        ("accounts:audit", "auditor"),
    ],
)
def test_each_list_has_its_three_formats_and_an_event(filled, client, name, persona):
    client.force_login(filled[persona], backend="allauth.account.auth_backends.AuthenticationBackend")
    url = address(filled, name)
    page = client.get(url).content.decode()
    assert [f"format={format_}" in page for format_ in ("csv", "xlsx", "jsonl")] == [True] * 3
    told = lines(client, url)
    assert told
    table = client.get(url, {"format": "csv"}).getvalue().decode("utf-8-sig")
    assert len(table.splitlines()) >= len(told) + 1
    book = openpyxl.load_workbook(io.BytesIO(client.get(url, {"format": "xlsx"}).getvalue()), read_only=True)
    assert len(list(book.active.rows)) >= len(told) + 1
    assert AuditEvent.objects.filter(kind="accounts.user.exported").count() == 3


def test_what_the_lists_say(filled, client):
    client.force_login(filled["partnership_officer"], backend="allauth.account.auth_backends.AuthenticationBackend")
    posts = {row["name_ru"]: row for row in lines(client, address(filled, "organisations:posts"))}
    officer = filled.people["officer"]
    assert posts["Отдел партнёрств"]["holder"] == officer.name
    assert posts["Свободная должность"] | {"is_vacant": True, "holder": None} == posts["Свободная должность"]
    members = lines(client, address(filled, "organisations:members"))
    assert filled["partnership_officer"].email in {row["email"] for row in members}


def test_addresses_are_for_those_who_keep_the_members(filled, client):
    client.force_login(filled["faculty_member"], backend="allauth.account.auth_backends.AuthenticationBackend")
    members = lines(client, address(filled, "organisations:members"))
    assert all("email" not in row for row in members)


def test_a_holder_who_is_not_published_is_not_named(filled, client):
    client.force_login(filled["company_manager"], backend="allauth.account.auth_backends.AuthenticationBackend")
    posts = {row["name_ru"]: row for row in lines(client, address(filled, "organisations:posts"))}
    assert (posts["Отдел партнёрств"]["holder"], posts["Отдел партнёрств"]["starts_on"]) == (None, None)
