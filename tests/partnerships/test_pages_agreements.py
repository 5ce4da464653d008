import pytest
from django.urls import reverse

from seriktes.partnerships.enums import AgreementState
from seriktes.partnerships.models import Agreement
from tests.world import PERSONAS

INSIDE = {
    "partnership_officer", "faculty_member", "career_centre", "researcher", "company_manager", "host_supervisor",
    "ministry_analyst", "auditor", "administrator",
}  # fmt: skip


@pytest.fixture
def office(client_as):
    return client_as("partnership_officer")


def page(client, agreement, name="agreement"):
    return client.get(reverse(f"partnerships:{name}", args=[agreement.pk]))


@pytest.mark.parametrize("state", AgreementState.values)
def test_every_state_has_a_page_that_says_what_comes_next(office, world_with_posts, state):
    answer = page(office, world_with_posts.agreements[state])
    text = answer.content.decode()
    assert answer.status_code == 200
    assert f"Invented text: {state}" in text
    assert str(AgreementState(state).label) in text


@pytest.mark.parametrize("who", PERSONAS)
def test_who_sees_an_agreement(client, client_as, world, who):
    if who != "anonymous":
        client_as(who)
    seen = page(client, world.agreements["active"]).status_code
    if who == "anonymous":
        assert seen == 302
    else:
        assert (seen == 200) == world[who].has_perm("partnerships.view_agreement", world.agreements["active"])


def test_a_draft_is_begun_and_its_frozen_fields_are_shown_later(office, world_with_posts):
    partnership = world_with_posts.partnerships["own"]
    address = reverse("partnerships:agreement_add", args=[partnership.pk])
    assert office.get(address).status_code == 200
    assert office.post(address, {"name_en": "No kind"}).status_code == 422
    values = {"kind": "memorandum", "name_en": "Begun by page", "languages": ["kk", "ru"], "starts_on": "2026-12-01"}
    answer = office.post(address, values)
    made = Agreement.objects.get(name_en="Begun by page")
    assert answer["Location"] == reverse("partnerships:agreement", args=[made.pk])
    assert (made.languages, made.signatories.count()) == (["kk", "ru"], 2)
    assert "Make the text" in page(office, made).content.decode()
    frozen = page(office, world_with_posts.agreements["approved"], "agreement_edit").content.decode()
    assert "This stands in the text that is being approved and signed" in frozen
    assert 'name="number"' in frozen
    assert 'name="ends_on"' not in frozen


def test_a_lost_update_is_told_and_nothing_is_overwritten(office, world):
    draft = world.agreements["draft"]
    address = reverse("partnerships:agreement_edit", args=[draft.pk])
    Agreement.objects.filter(pk=draft.pk).update(version=7, name_en="Changed meanwhile")
    values = {"kind": "memorandum", "name_en": "Mine", "languages": ["kk"], "expected_version": 1}
    answer = office.post(address, values)
    assert answer.status_code == 409
    assert "Somebody else changed this record" in answer.content.decode()
    draft.refresh_from_db()
    assert draft.name_en == "Changed meanwhile"
    values["expected_version"] = 7
    assert office.post(address, values).status_code == 302
