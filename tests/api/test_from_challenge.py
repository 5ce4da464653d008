"""A chosen answer, or an enquiry, becomes a partnership in one step, by a program."""

import pytest

from seriktes.challenges.models import Answer
from seriktes.partnerships.models import Partnership
from tests.api.conftest import problem, refused

pytestmark = pytest.mark.django_db


@pytest.fixture
def chosen(told):
    return f"answers/{told.extras['answer_chosen'].pk}/partnership"


@pytest.fixture
def asked(told):
    return f"enquiries/{told.extras['enquiry_university'].pk}/partnership"


def organisations_of(response):
    return [side["organisation"]["id"] for side in response.json()["all_sides"]]


def test_a_chosen_answer_becomes_one_partnership(told, chosen, program):
    asker = program("company_manager")
    made = asker.post(chosen, {"forms": ["research", "education"]})
    assert made.status_code == 201, made.content
    shown = made.json()
    assert (shown["stage"], shown["names"]["kk"], shown["forms"]) == ("talks", "Walk", ["education", "research"])
    assert organisations_of(made) == [told.organisations["company"].pk, told.organisations["university"].pk]
    assert asker.get(made["Location"]).json()["id"] == shown["id"]
    # The other side, a moment later.
    again = program("partnership_officer").post(chosen, {})
    assert (again.status_code, again.json()["id"], again["Location"]) == (200, shown["id"], made["Location"])
    assert Partnership.objects.filter(answer=told.extras["answer_chosen"]).count() == 1
    assert told.extras["answer_sent"].state == "received"


def test_sent_twice_with_one_key_it_leads_to_the_same(chosen, program):
    asker = program("company_manager")
    made = asker.post(chosen, {}, **{"Idempotency-Key": "one"})
    again = asker.post(chosen, {}, **{"Idempotency-Key": "one"})
    assert (made.status_code, again.status_code, again["Location"]) == (201, 303, made["Location"])


def test_who_may_not_and_which_answers_do_not(told, chosen, program):
    sent = f"answers/{told.extras['answer_sent'].pk}/partnership"
    assert refused(program("company_manager").post(sent, {})) == (409, "not_chosen")
    for persona in ("outsider", "researcher", "fund_manager"):
        assert problem(program(persona).post(chosen, {})) == (404, "not-found")
    # Sees the answer as the auditor does, and speaks for no side.
    assert problem(program("auditor").post(chosen, {})) == (403, "not-permitted")
    assert problem(program("company_manager").post(chosen, {"forms": ["circus"]})) == (422, "invalid")
    assert not Partnership.objects.filter(answer__isnull=False).exists()


def test_the_token_must_be_for_challenges_too(chosen, program):
    narrow = program("company_manager", "partnerships:write").post(chosen, {})
    assert (problem(narrow), narrow.json()["scope"]) == ((403, "scope-missing"), "challenges:read")
    reads = program("company_manager", "partnerships:write", "challenges:read")
    declining = reads.post(chosen, {"decline_others": True})
    assert (problem(declining), declining.json()["scope"]) == ((403, "scope-missing"), "challenges:write")
    assert reads.post(chosen, {}).status_code == 201


def test_others_are_declined_by_whoever_decides_on_them(told, chosen, program):
    assert problem(program("partnership_officer").post(chosen, {"decline_others": True})) == (403, "not-permitted")
    assert program("company_manager").post(chosen, {"decline_others": True}).status_code == 201
    other = Answer.objects.get(pk=told.extras["answer_sent"].pk)
    assert (other.state, other.decline_reason) == ("declined", "other_chosen")


# --- Enquiries --------------------------------------------------------------------------------------------------------
def test_an_enquiry_becomes_one_partnership(told, asked, program):
    office = program("partnership_officer")
    made = office.post(asked, {"forms": ["research"]})
    assert made.status_code == 201, made.content
    assert organisations_of(made) == [told.organisations["company"].pk, told.organisations["university"].pk]
    again = office.post(asked, {})
    assert (again.status_code, again.json()["id"]) == (200, made.json()["id"])
    assert problem(program("company_manager").post(asked, {})) == (403, "not-permitted")
    assert problem(program("outsider").post(asked, {})) == (404, "not-found")


def test_who_asked_without_an_account_is_named(told, program):
    path, office = f"enquiries/{told.extras['enquiry_fund'].pk}/partnership", program("fund_manager")
    for body in ({}, {"organisation": told.organisations["fund"].pk}, {"organisation": 999_999_999}):
        response = office.post(path, body)
        assert (problem(response), response.json()["errors"][0]["pointer"]) == ((422, "invalid"), "#/organisation")
    made = office.post(path, {"organisation": told.organisations["company"].pk})
    assert (made.status_code, organisations_of(made)) == (
        201, [told.organisations["company"].pk, told.organisations["fund"].pk],
    )  # fmt: skip
