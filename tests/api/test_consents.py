import pytest

from seriktes.organisations.models import Affiliation, Consent, Person
from tests.api.conftest import problem
from tests.world import SINCE

NEW = {"valid_from": "2026-01-12", "third_parties": False, "cross_border": True, "publication": True,
       "data": ["name", "favourite colour"]}  # fmt: skip


def body(world, **other):
    return NEW | {"operator": world.organisations["university"].pk} | other


def test_a_consent_is_given_with_all_its_fields_and_publishes(world, program):
    person = world.people["fellow_student"]
    client = program("career_centre")
    given = client.post(f"people/{person.pk}/consents", body(world, valid_until="2099-12-31"))
    assert given.status_code == 201, given.content
    shown = given.json()
    expected = NEW | {
        "valid_until": "2099-12-31",
        "state": "in_force",
        "operator": world.organisations["university"].pk,
    }
    assert {name: shown[name] for name in expected} == expected
    assert shown["subject_name"] == person.name_en
    assert given["Location"].endswith(f"/api/v1/consents/{shown['id']}")
    assert client.get(given["Location"]).json() == shown
    assert Person.objects.get(pk=person.pk).is_public


@pytest.mark.parametrize(
    ("change", "pointer"),
    [
        ({"data": []}, "#/data"),
        ({"data": [" "]}, "#/data/0"),
        ({"valid_from": "2099-01-01"}, "#/valid_from"),
        ({"valid_until": "2026-01-13"}, "#/valid_until"),
        ({"operator": 999_999_999}, "#/operator"),
        ({"publication": None}, "#/publication"),
    ],
)
def test_a_refused_consent_says_why(world, program, change, pointer):
    before = Consent.objects.count()
    response = program("career_centre").post(
        f"people/{world.people['fellow_student'].pk}/consents", body(world, **change)
    )
    assert problem(response) == (422, "invalid")
    assert response.json()["errors"][0]["pointer"] == pointer
    assert Consent.objects.count() == before


def test_every_field_of_the_law_must_be_said(world, program):
    for name in ("operator", "valid_from", "third_parties", "cross_border", "publication", "data"):
        given = body(world)
        del given[name]
        response = program("career_centre").post(f"people/{world.people['fellow_student'].pk}/consents", given)
        assert response.json()["errors"][0]["pointer"] == f"#/{name}"


def test_an_operator_is_one_of_the_persons_own_that_one_keeps(world, program):
    contact = world.people["contact"]
    Affiliation.objects.create(person=contact, organisation=world.organisations["university"], kind="contact")
    path, client = f"people/{contact.pk}/consents", program("career_centre")
    foreign = client.post(path, body(world, operator=world.organisations["hidden_company"].pk))
    assert problem(foreign) == (422, "invalid")
    assert client.post(path, body(world)).status_code == 201


def test_who_may_not_see_and_who_may_not_record(world, program):
    path = f"people/{world.people['fellow_student'].pk}/consents"
    assert problem(program("company_manager").post(path, body(world))) == (404, "not-found")
    assert problem(program("faculty_member").post(path, body(world))) == (404, "not-found")
    published = f"people/{world.people['lecturer'].pk}/consents"
    assert problem(program("company_manager").post(published, body(world))) == (403, "not-permitted")
    assert problem(program("career_centre", "people:read").post(path, body(world))) == (403, "scope-missing")
    own = program("student").post(f"people/{world.people['student'].pk}/consents", body(world))
    assert own.status_code == 201, own.content


def test_a_consent_is_withdrawn_and_its_clocks_are_stopped(world, program):
    consent, client = world.consents["published_student"], program("career_centre")
    path = f"consents/{consent.pk}"
    assert problem(client.post(f"{path}/done", {"what": "stopped"})) == (409, "conflict")
    for day in ("2099-01-01", str(SINCE.replace(year=2020))):
        assert problem(client.post(f"{path}/withdraw", {"on": day})) == (422, "invalid")
    withdrawn = client.post(f"{path}/withdraw", {"on": "2026-01-12"})
    assert withdrawn.status_code == 200, withdrawn.content
    assert (withdrawn.json()["state"], len(withdrawn.json()["clocks"])) == ("withdrawn", 2)
    assert {clock["started_on"] for clock in withdrawn.json()["clocks"]} == {"2026-01-12"}
    assert not Person.objects.get(pk=consent.person_id).is_public
    assert problem(client.post(f"{path}/withdraw", {})) == (409, "conflict")
    assert client.post(f"{path}/done", {"what": "unpublished"}).status_code == 200
    done = client.post(f"{path}/done", {"what": "stopped"}).json()
    assert all(clock["done_on"] for clock in done["clocks"])
    assert problem(client.post(f"{path}/done", {"what": "stopped"})) == (409, "conflict")


def test_a_person_withdraws_the_own_consent_at_once(world, program):
    consent, client = world.consents["lecturer"], program("faculty_member")
    assert problem(client.post(f"consents/{consent.pk}/withdraw", {"on": "2026-01-12"})) == (422, "invalid")
    assert problem(client.post(f"consents/{consent.pk}/done", {"what": "stopped"})) == (403, "not-permitted")
    assert client.post(f"consents/{consent.pk}/withdraw", {}).json()["state"] == "withdrawn"


def test_others_neither_see_nor_withdraw(world, program):
    path = f"consents/{world.consents['lecturer'].pk}/withdraw"
    assert problem(program("company_manager").post(path, {})) == (404, "not-found")
    assert problem(program("auditor").post(path, {})) == (403, "not-permitted")
