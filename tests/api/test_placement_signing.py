"""Placements and learning agreements for programs: the same rights and the same refusals as on the pages."""

import pytest

from seriktes.placements.enums import PlacementState
from tests.api.conftest import problem
from tests.placements.conftest import freeze, own_files  # noqa: F401  fixtures
from tests.placements.signing import MONDAY, confirm_all, ready_placement

pytestmark = pytest.mark.django_db
ORDER = ("company_manager", "faculty_member", "partnership_officer", "student")


@pytest.fixture
def ready(world, freeze, own_files):  # noqa: F811
    freeze(MONDAY)
    return ready_placement(world)


def agreement_of(api, placement):
    return api.get(f"placements/{placement.pk}/agreements").json()[-1]


def test_a_placement_is_read_by_those_concerned_and_by_nobody_else(world, ready, program):
    for who in ("student", "company_manager", "faculty_member", "career_centre"):
        assert program(who).get(f"placements/{ready.pk}").json()["student"]["name"]
        assert [one["id"] for one in program(who).get("placements").json()["items"]] == [ready.pk]
    for who in ("outsider", "fund_manager", "reviewer"):
        assert problem(program(who).get(f"placements/{ready.pk}"))[0] == 404
        assert problem(program(who).get(f"placements/{ready.pk}/agreements"))[0] == 404
        assert program(who).get("placements").json()["items"] == []
    office = program("career_centre")
    assert office.get(f"placements/{ready.pk}").json()["ways"] == ["send", "record", "cancel"]
    assert program("student").get(f"placements/{ready.pk}").json()["ways"] == []
    assert office.get("placements?state=running").json()["items"] == []
    assert len(office.get(f"placements?state=planned&student={ready.student_id}").json()["items"]) == 1


def test_each_agrees_in_turn_once_and_to_the_text_that_was_read(world, ready, program):
    office = program("career_centre")
    assert problem(program("student").post(f"placements/{ready.pk}/agreements/send"))[0] == 403
    assert program("student").get(f"placements/{ready.pk}/agreements").json() == []
    assert office.post(f"placements/{ready.pk}/agreements/send").status_code == 200
    assert office.post(f"placements/{ready.pk}/agreements/send").json()["reason"] == "wrong_state"
    for who in ORDER:
        own = program(who)
        told = agreement_of(own, ready)
        [step] = [one for one in told["steps"] if one["mine"]]
        address = f"placements/signing-steps/{step['id']}"
        for other in ORDER:
            if other != who:
                refused = program(other).post(f"{address}/confirm", {"sha256": told["sha256"]})
                assert problem(refused)[0] == 403
        assert own.post(f"{address}/confirm", {"sha256": "0" * 64}).json()["reason"] == "other_text"
        assert own.post(f"{address}/confirm", {"sha256": told["sha256"]}).status_code == 200
        assert own.post(f"{address}/confirm", {"sha256": told["sha256"]}).json()["reason"] == "signed_already"
    ready.refresh_from_db()
    assert ready.state == PlacementState.AGREED
    assert agreement_of(office, ready)["state"] == "signed"


def test_the_student_before_the_turn_and_a_refusal_without_a_reason(world, ready, program):
    office, student = program("career_centre"), program("student")
    office.post(f"placements/{ready.pk}/agreements/send")
    told = agreement_of(student, ready)
    last = told["steps"][-1]
    assert (last["role"], last["state"], last["mine"]) == ("student", "waiting", False)
    refused = student.post(f"placements/signing-steps/{last['id']}/confirm", {"sha256": told["sha256"]})
    assert refused.json()["reason"] == "not_your_turn"
    first = f"placements/signing-steps/{told['steps'][0]['id']}/refuse"
    assert problem(program("company_manager").post(first, {"reason": ""}))[0] == 422
    assert program("company_manager").post(first, {"reason": "No desk left."}).status_code == 200
    ready.refresh_from_db()
    assert ready.state == PlacementState.PLANNED
    assert agreement_of(office, ready)["steps"][0]["reason"] == "No desk left."


def test_the_office_takes_back_reminds_breaks_off_and_cancels(world, ready, program, freeze):  # noqa: F811
    office = program("career_centre")
    office.post(f"placements/{ready.pk}/agreements/send")
    step = agreement_of(office, ready)["steps"][0]["id"]
    assert office.post(f"placements/signing-steps/{step}/remind").status_code == 200
    assert problem(program("student").post(f"placements/signing-steps/{step}/remind"))[0] == 403
    assert office.post(f"placements/{ready.pk}/agreements/take-back", {"reason": "A wrong day."}).status_code == 200
    office.post(f"placements/{ready.pk}/agreements/send")
    confirm_all(ready)
    assert (
        office.post(f"placements/{ready.pk}/agreements/take-back", {"reason": "Late."}).json()["reason"]
        == "wrong_state"
    )
    early = {"on": "2026-03-01", "reason": "Closed."}
    assert problem(office.post(f"placements/{ready.pk}/break-off", early))[0] in (409, 422)
    assert problem(program("company_manager").post(f"placements/{ready.pk}/cancel", {"reason": "No."}))[0] == 403
    assert office.post(f"placements/{ready.pk}/cancel", {"reason": "The host withdrew."}).json()["state"] == "cancelled"
