"""What the actions refuse of an organisation's record, whichever door it comes through."""

import pytest

from seriktes.organisations.models import Organisation
from tests.api.conftest import problem

BINS = ("000140001813", "000340001800")
ADMINISTRATOR = "administrator"


def body(**other):
    return {"kind": "company", "names": {"ru": "ТОО «Выдуманное»"}, **other}


def test_an_organisation_has_one_number_of_a_kind(world, program):
    before = Organisation.objects.count()
    identifiers = [{"scheme": "bin", "value": value} for value in BINS]
    response = program(ADMINISTRATOR).post("organisations", body(identifiers=identifiers))
    assert (problem(response), response.json()["reason"]) == ((409, "conflict"), "another_number")
    assert Organisation.objects.count() == before


@pytest.mark.parametrize("year", [2100, 499])
def test_the_year_of_foundation_is_the_same_rule_as_on_the_page(world, program, year):
    client = program(ADMINISTRATOR)
    response = client.post("organisations", body(established=year))
    assert problem(response) == (422, "invalid")
    assert response.json()["errors"][0]["pointer"].endswith("/established")
    made = client.post("organisations", body(established=1990)).json()
    response = client.patch(f"organisations/{made['id']}", {"established": year}, etag="*")
    assert problem(response) == (422, "invalid")


@pytest.mark.parametrize("name", ["\u3164", "\u200b\u2060", "\u202e"])
def test_a_name_that_nobody_sees_is_no_name(world, program, name):
    response = program(ADMINISTRATOR).post("organisations", body(names={"ru": name}))
    assert problem(response) == (422, "invalid")
    assert response.json()["errors"][0]["pointer"] == "#/names"


def test_what_nobody_sees_in_a_name_is_left_out(world, program):
    response = program(ADMINISTRATOR).post("organisations", body(names={"ru": "ТОО\u200b «Выду\u202eманное»"}))
    assert response.json()["names"]["ru"] == "ТОО «Выдуманное»"
