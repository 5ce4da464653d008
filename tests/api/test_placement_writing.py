"""The office plans and changes placements, drafts amendments and records paper through the API, as on the pages."""

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from seriktes.documents.models import Signature
from seriktes.placements.models import Placement
from tests.api.conftest import problem
from tests.placements.conftest import freeze, own_files  # noqa: F401  fixtures
from tests.placements.ground import cohort_of, position_of, programme_of
from tests.placements.signing import MONDAY, confirm_all, confirm_next, ready_placement, sent_placement

pytestmark = pytest.mark.django_db


@pytest.fixture
def cohort(world, freeze, own_files):  # noqa: F811
    freeze(MONDAY)
    return cohort_of(programme_of(world))


def pointers(answer):
    return [one["pointer"] for one in answer.json()["errors"]]


def new(world, **values):
    return {"student": world.people["student"].pk, "host": world.organisations["company"].pk, **values}


def test_a_placement_is_planned_once_by_the_office_alone(world, cohort, program):
    position = position_of(cohort, world)
    office, address = program("career_centre"), f"placements/cohorts/{cohort.pk}/placements"
    for who in ("student", "faculty_member"):
        assert problem(program(who).post(address, new(world)))[0] in (403, 404)
    assert pointers(office.post(address, new(world, plan=[{"task": "One", "share": 60}]))) == ["#/plan"]
    assert pointers(office.post(address, new(world, position=999_999))) == ["#/position"]
    assert pointers(office.post(address, new(world, ends_on="2026-03-01"))) == ["#/ends_on"]
    assert pointers(office.post(address, new(world) | {"student": world.people["hidden_student"].pk})) == ["#/student"]
    assert not Placement.objects.exists()
    made = office.post(address, new(world, position=position.pk, credits="5.5", reason="By telephone."))
    assert made.status_code == 201
    told = made.json()
    assert (told["position"]["id"], told["credits"], told["ends_on"]) == (position.pk, "5.50", "2026-06-30")
    assert [line["share"] for line in told["plan"]] == [60, 40]
    assert office.post(address, new(world)).json()["reason"] == "placed_already"


def test_fields_change_until_they_are_signed(world, cohort, program):
    office = program("career_centre")
    made = office.post(f"placements/cohorts/{cohort.pk}/placements", new(world, title="First"))
    address, first = f"placements/{made.json()['id']}", made["ETag"]
    assert problem(office.patch(address, {"title": "No version"}))[0] == 428
    plan = [{"task": "Measure", "share": 100}]
    changed = office.patch(address, {"title": "Second", "hours": 100, "plan": plan}, etag=first)
    assert (changed.json()["title"], changed.json()["hours"]) == ("Second", 100)
    assert changed.json()["plan"] == plan
    assert problem(office.patch(address, {"title": "Third"}, etag=first))[0] == 412
    second = changed["ETag"]
    assert pointers(office.patch(address, {"starts_on": None}, etag=second)) == ["#/starts_on"]
    assert pointers(office.patch(address, {"plan": [{"task": "Half", "share": 50}]}, etag=second)) == ["#/plan"]
    Placement.objects.update(state="running")
    frozen = office.patch(address, {"title": "Third"}, etag=second).json()
    assert (frozen["reason"], frozen["fields"]) == ("frozen", ["title"])
    assert problem(program("student").patch(address, {"title": "Mine"}, etag=second))[0] == 403


def test_an_amendment_is_drafted_and_given_up(world, program, freeze, own_files):  # noqa: F811
    freeze(MONDAY)
    placement = confirm_all(sent_placement(world))
    office, address = program("career_centre"), f"placements/{placement.pk}/amendments"
    assert problem(program("student").post(address, {"reason": "More.", "hours": 300}))[0] == 403
    assert office.post(address, {"reason": "Nothing."}).json()["reason"] == "nothing_changed"
    strange = {"reason": "Other.", "academic_supervisor": world.people["hidden_lecturer"].pk}
    assert pointers(office.post(address, strange)) == ["#/academic_supervisor"]
    drafted = office.post(
        address, {"reason": "Leave.", "academic_supervisor": world.people["officer"].pk, "hours": 300}
    )
    [amendment] = [one for one in drafted.json() if one["number"] == 1]
    assert (amendment["state"], amendment["changes"]) == ("drafting", ["academic_supervisor_id", "hours"])
    assert office.post(f"{address}/drop").status_code == 200
    assert placement.agreements.get(number=1).state == "dropped"


def test_a_signature_on_paper_is_recorded_of_whoever_is_asked(world, program, freeze, own_files):  # noqa: F811
    freeze(MONDAY)
    placement = sent_placement(world)
    office = program("career_centre")
    steps = office.get(f"placements/{placement.pk}/agreements").json()[-1]["steps"]
    first, second = (f"placements/signing-steps/{steps[place]['id']}/paper" for place in (0, 1))
    sent = {"signer": "Bolat", "on": "2026-03-02"}
    assert problem(program("faculty_member").post(first, sent))[0] == 403
    assert pointers(office.post(first, sent | {"on": "2026-03-03"})) == ["#/on"]
    assert office.post(second, sent).json()["reason"] == "not_your_turn"
    assert office.post(first, sent).json()["steps"][0]["how"] == "paper"
    assert office.post(first, sent).json()["reason"] == "signed_already"
    confirm_next(placement)


def test_a_signature_on_paper_is_recorded_with_its_scan(world, program, freeze, own_files):  # noqa: F811
    freeze(MONDAY)
    placement = sent_placement(world)
    office = program("career_centre")
    step = office.get(f"placements/{placement.pk}/agreements").json()[-1]["steps"][0]["id"]
    address = f"/api/v1/placements/signing-steps/{step}/signed-paper"

    def hand_in(content, name="signed.pdf", by=office, **fields):
        form = {"signer": "Bolat", "on": "2026-03-02", "scan": SimpleUploadedFile(name, content), **fields}
        return by.client.post(address, form, headers=by.headers)

    assert problem(hand_in(b"%PDF-1.7 signed", by=program("faculty_member")))[0] == 403
    assert hand_in(b"MZ no paper").json()["reason"] == "scan_kind"
    assert hand_in(b"").json()["reason"] == "empty"
    assert pointers(hand_in(b"%PDF-1.7 signed", on="2026-03-03")) == ["#/on"]
    assert not Signature.objects.filter(method="paper").exists()
    told = hand_in(b"%PDF-1.7 signed", ground="Charter").json()
    assert (told["steps"][0]["how"], told["steps"][0]["name"]) == ("paper", "Bolat")
    kept = Signature.objects.get(method="paper")
    with kept.file.open() as file:
        assert (file.read(), kept.ground) == (b"%PDF-1.7 signed", "Charter")
    assert hand_in(b"%PDF-1.7 signed").json()["reason"] == "signed_already"


def test_refusals_point_at_what_was_sent(world, program, freeze, own_files):  # noqa: F811
    freeze(MONDAY)
    placement = ready_placement(world)
    office = program("career_centre")
    record = {"reason": "Green folder.", "on": "2026-03-03"}
    assert pointers(office.post(f"placements/{placement.pk}/record", record)) == ["#/on"]
    office.post(f"placements/{placement.pk}/agreements/send")
    [asked] = [
        one for one in office.get(f"placements/{placement.pk}/agreements").json()[-1]["steps"] if one["asked_at"]
    ]
    host = program("company_manager")
    answer = host.post(f"placements/signing-steps/{asked['id']}/confirm", {"sha256": "0" * 64})
    assert pointers(answer) == ["#/sha256"]
