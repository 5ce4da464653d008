import json
from pathlib import Path

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from seriktes.organisations.models import Affiliation, Consent, DuplicateProposal, Person
from seriktes.organisations.queries.access import consents_visible_to, people_known_to, people_visible_to
from tests.api.conftest import problem
from tests.api.visits import furnish
from tests.world import PERSONAS, SINCE


@pytest.mark.parametrize("persona", PERSONAS)
def test_people_are_those_of_the_pages_and_contacts_for_those_who_know_them(world, program, persona):
    Person.objects.update(email="somebody@example.org")
    client = program(persona)
    visible = set(people_visible_to(world[persona]).values_list("pk", flat=True))
    known = set(people_known_to(world[persona]).values_list("pk", flat=True))
    listed = client.get("people", limit=200)
    assert {item["id"] for item in listed.json()["items"]} == visible
    assert b"somebody@example.org" not in listed.content
    answers = {row.pk: client.get(f"people/{row.pk}") for row in world.people.values()}
    assert {pk for pk, answer in answers.items() if answer.status_code == 200} == visible
    contacts = {pk for pk, answer in answers.items() if answer.status_code == 200 and answer.json()["contact"]}
    assert contacts == known & set(answers)


def test_a_person_tells_of_no_hidden_organisation(world, program):
    contact = program().get(f"people/{world.people['contact'].pk}").json()
    assert contact["affiliations"] == []
    seen = program("administrator").get(f"people/{world.people['contact'].pk}").json()
    assert [row["organisation"]["id"] for row in seen["affiliations"]] == [world.organisations["hidden_company"].pk]


def test_filters(world, program):
    client, university = program("administrator"), world.organisations["university"].pk

    def found(**query):
        response = client.get("people", **query)
        assert response.status_code == 200, response.content
        return {item["id"] for item in response.json()["items"]}

    def of(*keys):
        return {world.people[key].pk for key in keys}

    assert found(organisation=university, kind="student") == of("student", "fellow_student", "published_student")
    assert found(q="darisbai", published="true") == of("lecturer")
    assert found(standing="former") == set()
    assert problem(program().get("people", organisation=world.organisations["hidden_fund"].pk)) == (422, "invalid")


@pytest.mark.parametrize("copies", [1, 20])
def test_list_costs_few_queries_however_many_rows(world, program, copies):
    for number in range(copies):
        person = Person.objects.create(name_en=f"Invented {number}", sort_en=f"Z{number}", is_public=True)
        Affiliation.objects.create(person=person, organisation=world.organisations["university"], starts_on=SINCE)
    client = program("partnership_officer")
    client.get("people", limit=200)
    with CaptureQueriesContext(connection) as queries:
        response = client.get("people", limit=200)
    assert len(response.json()["items"]) >= copies
    assert len(queries) <= 8, [query["sql"][:120] for query in queries]


def test_add_change_and_move_a_person(world, program):
    client, university = program("partnership_officer"), world.organisations["university"].pk
    body = {"names": {"en": "Invented Newcomer"}, "orcid": "0000 0002 1825 0097", "phone": "8 701 000 00 00"}
    response = client.post("people", body | {"affiliation": {"organisation": university, "kind": "faculty"}})
    assert response.status_code == 201, response.content
    made = response.json()
    assert (made["orcid"], made["contact"]["phone"], made["is_public"]) == (
        "0000-0002-1825-0097",
        "+77010000000",
        False,
    )
    changed = client.patch(f"people/{made['id']}", {"names": {"kk": "Жаңа"}, "phone": None}, response["ETag"])
    assert changed.status_code == 200, changed.content
    assert (changed.json()["names"]["kk"], changed.json()["contact"]["phone"]) == ("Жаңа", "")
    assert problem(client.patch(f"people/{made['id']}", {"orcid": ""}, response["ETag"])) == (412, "edited-elsewhere")
    assert problem(client.patch(f"people/{made['id']}", {"orcid": ""})) == (428, "precondition-required")
    second = client.post(f"people/{made['id']}/affiliations", {"organisation": university, "kind": "employee"}).json()
    part = next(row["id"] for row in second["affiliations"] if row["kind"] == "employee")
    ended = client.post(f"people/{made['id']}/affiliations/{part}/end", {"on": "2999-01-01"})
    assert ended.status_code == 200
    assert problem(client.post(f"people/{made['id']}/affiliations/{part}/end", {"on": "2999-01-01"})) == (
        409,
        "conflict",
    )
    twice = client.post("people", body | {"affiliation": {"organisation": university}})
    assert problem(twice) == (409, "conflict")


REFUSED = [
    ({"names": {}}, "#/names"), ({"orcid": "0000-0002-1825-0098"}, "#/orcid"), ({"email": "nobody"}, "#/email"),
    ({"phone": "12"}, "#/phone"), ({"affiliation": {"organisation": 999999999}}, "#/affiliation/organisation"),
]  # fmt: skip


@pytest.mark.parametrize(("change", "pointer"), REFUSED)
def test_a_wrong_value_is_pointed_at(world, program, change, pointer):
    body = {"names": {"en": "Invented"}, "affiliation": {"organisation": world.organisations["university"].pk}}
    response = program("partnership_officer").post("people", body | change)
    assert problem(response) == (422, "invalid")
    assert response.json()["errors"][0]["pointer"] == pointer


def test_nobody_adds_people_to_organisations_of_others(world, program):
    body = {"names": {"en": "Invented"}, "affiliation": {"organisation": world.organisations["company"].pk}}
    assert problem(program("partnership_officer").post("people", body)) == (403, "not-permitted")
    assert problem(program("faculty_member").post("people", body)) == (403, "not-permitted")


@pytest.mark.parametrize("persona", [persona for persona in PERSONAS if persona != "anonymous"])
def test_consents_are_those_of_the_pages(world, program, persona):
    client, visible = program(persona), set(consents_visible_to(world[persona]).values_list("pk", flat=True))
    assert {item["id"] for item in client.get("consents").json()["items"]} == visible
    for pk in Consent.objects.values_list("pk", flat=True):
        assert client.get(f"consents/{pk}").status_code == (200 if pk in visible else 404)


def test_a_consent_tells_its_state(world, program):
    client = program("auditor")
    consent = client.get(f"consents/{world.consents['lecturer'].pk}").json()
    assert (consent["state"], consent["clocks"]) == ("in_force", [])
    assert [event["kind"] for event in consent["events"]] == ["given"]
    assert client.get("consents", state="withdrawn").json()["items"] == []


def test_search_finds_in_any_spelling_what_one_may_see(world, program):
    found = program(language="ru").get("search", q="oydan shygarylgan temir").json()
    assert [row["id"] for row in found["organisations"]] == [world.organisations["company"].pk]
    assert program().get("search", q="samruk").json()["organisations"][0]["name"]
    assert program().get("search", q="zhibek").json()["organisations"] == []
    assert problem(program().get("search")) == (422, "invalid")


def test_code_lists_have_names_in_three_languages(world, program):
    regions = program().get("codes/regions").json()
    assert {"KZ-75"} <= {row["code"] for row in regions}
    for name in ("regions", "sectors", "kinds", "relations", "affiliations", "schemes"):
        rows = program().get(f"codes/{name}").json()
        assert rows
        assert all(row["names"].keys() == {"kk", "ru", "en"} and row["names"]["en"] for row in rows)


def test_the_audit_log_is_for_auditors(world, program):
    client = program("auditor")
    program("company_manager").post(
        f"organisations/{world.organisations['company'].pk}/channels", {"kind": "domain", "value": "example.org"}
    )
    found = client.get("audit/events", kind="organisations.organisation.channel_added").json()["items"]
    assert [(row["actor"], row["values"]) for row in found] == [
        ("company.manager@example.org", {"domain": [None, "example.org"]})
    ]
    assert client.get(f"audit/events/{found[0]['id']}").json() == found[0]
    assert problem(program("company_manager").get("audit/events")) == (404, "not-found")
    assert problem(program("company_manager").get(f"audit/events/{found[0]['id']}")) == (404, "not-found")


def test_duplicates_are_decided_once(world, program):
    proposal = furnish(world).extras["proposal"]
    client, path = program("administrator"), f"duplicates/{proposal.pk}"
    assert [row["id"] for row in client.get("duplicates").json()["items"]] == [proposal.pk]
    assert client.get("duplicates", least_score="0.95").json()["items"] == []
    assert problem(client.post(f"{path}/decision", {"decision": "merge"})) == (422, "invalid")
    assert client.post(f"{path}/decision", {"decision": "different"}).json()["status"] == "different"
    again = client.post(f"{path}/decision", {"decision": "different"})
    assert problem(again) == (409, "conflict")
    assert again.json()["decision"] == "different"
    assert client.post(f"{path}/decision", {"decision": "reopen"}).json()["status"] == "open"
    merged = client.post(f"{path}/decision", {"decision": "merge", "kept": proposal.left_id})
    assert merged.json()["status"] == "merged"
    assert DuplicateProposal.objects.get().decided_by == world["administrator"]
    assert problem(program("student").get("duplicates")) == (404, "not-found")


def test_programs_and_readers_get_the_same(db):
    """The stored matrix of the walk: what a page opens to a persona, the operation opens, and the other way round."""
    rows = json.loads((Path(__file__).parents[1] / "access_matrix.json").read_text())["rows"]

    def who(label):
        """The letters behind 200; "everybody" for all of them."""
        found = dict(outcome.split(" ") for outcome in rows[label].split(" · "))
        return found.get("200", "")

    for kind, address in (("organisation", "organisations"), ("person", "people")):
        keys = [label.rsplit(" ", 1)[1] for label in rows if label.startswith(f"GET portal:{kind} ")]
        assert keys
        for key in keys:
            assert who(f"GET portal:{kind} {key}") == who(f"GET /api/v1/{address}/{{pk}} {key}"), key
    for key in ("university", "hidden_university", "company", "hidden_company", "agency", "hidden_fund"):
        assert who(f"GET organisations:edit {key}") == who(f"PATCH /api/v1/organisations/{{pk}} {key}"), key
