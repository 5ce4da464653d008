"""Merging by a program: the rule of the pages, its reason in words, and the question to those who may."""

import pytest

from seriktes.organisations.models import Affiliation, DuplicateProposal, Organisation, Person
from tests.api.conftest import problem
from tests.world import PERSONAS


def merge(client, kept, archived):
    return client.post(f"organisations/{kept.pk}/merge", {"archived": archived.pk})


def test_what_is_kept_by_its_members_is_refused_with_the_reason(world, program):
    client, organisations = program("partnership_officer"), world.organisations
    refused = merge(client, organisations["hidden_fund"], organisations["company"])
    assert problem(refused) == (403, "not-permitted")
    said = refused.json()
    assert said["detail"].startswith("“Invented Iron LLP” is kept by its own members.")
    assert (said["reason"], said["organisations"]) == ("kept_by_members", [organisations["company"].pk])
    assert merge(client, organisations["hidden_fund"], organisations["hidden_company"]).status_code == 200
    assert problem(merge(program("faculty_member"), organisations["company"], organisations["fund"])) == (
        403, "not-permitted",
    )  # fmt: skip
    assert merge(program("administrator"), organisations["company"], organisations["fund"]).status_code == 200


def test_a_merge_is_undone_by_who_made_it(world, program):
    officer, organisations = program("partnership_officer"), world.organisations
    merge(officer, organisations["hidden_fund"], organisations["hidden_company"])
    path = f"organisations/{organisations['hidden_company'].pk}/unmerge"
    assert problem(program("company_manager").post(path)) == (404, "not-found")
    assert officer.post(path).status_code == 200
    merge(program("administrator"), organisations["company"], organisations["hidden_company"])
    assert problem(officer.post(path)) == (403, "not-permitted")
    assert program("company_manager").post(path).status_code == 200


def test_those_who_may_are_asked_and_decide(world, program):
    client, organisations = program("partnership_officer"), world.organisations
    what = {"left": organisations["company"].pk, "right": organisations["hidden_company"].pk, "note": "Same works."}
    asked = client.post("duplicates", what)
    assert asked.status_code == 201, asked.content
    path = f"duplicates/{asked.json()['id']}"
    assert asked["Location"].endswith(f"/api/v1/{path}")
    assert {name: asked.json()[name] for name in ("asked_by", "asked_note", "may_merge", "may_decide")} == {
        "asked_by": "Invented Samruk University", "asked_note": "Same works.", "may_merge": False, "may_decide": False,
    }  # fmt: skip
    again = client.post("duplicates", what)
    assert problem(again) == (409, "conflict")
    assert again.json()["reason"] == "already_asked"
    kept = {"decision": "merge", "kept": what["left"]}
    assert problem(client.post(f"{path}/decision", kept)) == (403, "not-permitted")
    assert problem(client.post(f"{path}/decision", {"decision": "different", "why": "x"})) == (403, "not-permitted")
    administrator = program("administrator")
    silent = administrator.post(f"{path}/decision", {"decision": "different"})
    assert silent.json()["errors"][0]["pointer"] == "#/why"
    refused = administrator.post(f"{path}/decision", {"decision": "different", "why": "Two works."})
    assert (refused.json()["status"], refused.json()["decision_note"]) == ("different", "Two works.")
    assert client.get(path).json()["decision_note"] == "Two works."
    assert problem(client.post(f"{path}/decision", {"decision": "reopen"})) == (403, "not-permitted")


@pytest.mark.parametrize("persona", PERSONAS[1:])
def test_who_asks(world, program, persona):
    organisations = world.organisations
    what = {"left": organisations["company"].pk, "right": organisations["fund"].pk}
    expected = {"partnership_officer": 201, "administrator": 409}.get(persona, 403)
    assert program(persona).post("duplicates", what).status_code == expected
    assert DuplicateProposal.objects.exists() == (expected == 201)


def test_a_question_names_two_records_that_are_seen(world, program):
    client, company = program("partnership_officer"), world.organisations["company"].pk
    assert problem(client.post("duplicates", {"left": company, "right": 999_999_999})) == (422, "invalid")
    assert problem(client.post("duplicates", {"left": company, "right": company})) == (422, "invalid")


# --- People ---------------------------------------------------------------------------------------------------------
def test_two_records_of_a_person_are_merged_and_parted(world, program):
    kept, gone = world.people["lecturer"], world.people["fellow_student"]
    client = program("partnership_officer")
    merged = client.post(f"people/{kept.pk}/merge", {"archived": gone.pk})
    assert merged.status_code == 200, merged.content
    assert len(merged.json()["affiliations"]) == 2
    assert Person.objects.get(pk=gone.pk).merged_into_id == kept.pk
    assert problem(client.post(f"people/{kept.pk}/merge", {"archived": gone.pk})) == (422, "invalid")
    restored = client.post(f"people/{gone.pk}/unmerge")
    assert (restored.status_code, restored.json()["id"]) == (200, gone.pk)
    assert problem(client.post(f"people/{gone.pk}/unmerge")) == (404, "not-found")
    assert problem(client.post(f"people/{kept.pk}/merge", {"archived": kept.pk})) == (422, "invalid")


def test_an_account_of_another_organisation_is_not_merged(world, program):
    manager, university = world.people["manager"], world.organisations["university"]
    Affiliation.objects.create(person=manager, organisation=university, kind="contact")
    client = program("partnership_officer")
    for kept, archived in (("lecturer", "manager"), ("manager", "lecturer")):
        refused = client.post(f"people/{world.people[kept].pk}/merge", {"archived": world.people[archived].pk})
        assert problem(refused) == (403, "not-permitted")
    hidden = client.post(f"people/{world.people['hidden_student'].pk}/merge", {"archived": manager.pk})
    assert problem(hidden) == (404, "not-found")
    unseen = client.post(f"people/{world.people['lecturer'].pk}/merge", {"archived": world.people["hidden_student"].pk})
    assert problem(unseen) == (422, "invalid")
    merged = program("administrator").post(f"people/{manager.pk}/merge", {"archived": world.people["contact"].pk})
    assert merged.status_code == 200
    assert Organisation.objects.filter(status="merged").count() == 0
