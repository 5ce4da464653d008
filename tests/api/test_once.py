"""A request that is sent twice makes one thing."""

from seriktes.organisations.models import Organisation
from seriktes.partnerships.models import Partnership
from tests.api.conftest import problem

KEY = {"Idempotency-Key": "order-7"}
NEW = {"kind": "company", "names": {"en": "Invented Twice"}}


def test_the_second_request_leads_to_what_the_first_one_made(world, program):
    client, before = program("administrator"), Organisation.objects.count()
    first = client.post("organisations", NEW, **KEY)
    again = client.post("organisations", NEW, **KEY)
    assert (first.status_code, again.status_code) == (201, 303)
    assert again["Location"] == first["Location"]
    assert client.get(again["Location"]).json() == first.json()
    assert Organisation.objects.count() == before + 1
    assert client.post("organisations", NEW).status_code == 201
    assert Organisation.objects.count() == before + 2


def test_a_key_stands_for_one_thing_of_one_token_at_one_address(world, program):
    client = program("administrator")
    assert client.post("organisations", NEW, **KEY).status_code == 201
    other = client.post("organisations", NEW | {"city": "Invented"}, **KEY)
    assert (problem(other), other.json()["reason"]) == ((409, "conflict"), "key_used")
    assert program("partnership_officer").post("organisations", NEW, **KEY).status_code == 201
    sides = [{"organisation": world.organisations[place].pk} for place in ("university", "company")]
    made = program("partnership_officer").post("partnerships", {"names": {"en": "Invented"}, "sides": sides}, **KEY)
    assert made.status_code == 201
    assert Partnership.objects.filter(name_en="Invented").count() == 1


def test_what_was_refused_may_be_sent_again(world, program):
    client = program("administrator")
    assert problem(client.post("organisations", {"kind": "company", "names": {}}, **KEY)) == (422, "invalid")
    assert client.post("organisations", NEW, **KEY).status_code == 201


def test_a_key_is_short_and_plain(world, program):
    for key in ("a" * 201, "ключ".encode().decode("latin-1")):
        response = program("administrator").post("organisations", NEW, **{"Idempotency-Key": key})
        assert problem(response) == (422, "invalid")
        assert response.json()["errors"][0]["parameter"] == "Idempotency-Key"
