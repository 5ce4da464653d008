"""Applications, rankings and rounds for programs: the same rights and the same refusals as on the pages."""

import hashlib

import pytest
from django.urls import reverse

from seriktes.placements.actions.rounds import execute_round
from seriktes.placements.models import Application, HostRanking, ManualChange, Placement, Position, Round
from tests.api.conftest import problem
from tests.placements.choice_ground import (
    MATCHING,
    OPEN,
    RANKING,
    applied,
    begun,
    choice_of,
    closed,
    days,
    matched,
    publish,
    ranked,
    student,
)
from tests.placements.conftest import BACKEND, freeze, own_files  # noqa: F401  fixtures

pytestmark = pytest.mark.django_db


@pytest.fixture
def stage(world, freeze, own_files):  # noqa: F811
    freeze(OPEN)
    return choice_of(world)


def test_student_begins_ranks_and_submits(world, stage, program):
    made, (first, second) = stage
    own = program("student")
    response = own.post("placements/applications", {"cohort": made.pk})
    assert response.status_code == 201
    pk = response.json()["id"]
    change = {
        "level": "bachelor", "year": 3, "study_programme": "6B07101",
        "wishes": [{"position": second.pk, "rank": 1}, {"position": first.pk, "rank": 1}],
    }  # fmt: skip
    assert problem(own.post(f"placements/applications/{pk}/submit"))[0] == 409
    assert own.patch(f"placements/applications/{pk}", change, etag=response["ETag"]).status_code == 200
    assert problem(own.patch(f"placements/applications/{pk}", {"about": "x"}, etag=response["ETag"]))[0] == 412
    told = own.post(f"placements/applications/{pk}/submit").json()
    assert (told["state"], [one["rank"] for one in told["wishes"]], told["may_change"]) == ("submitted", [1, 1], True)
    doubled = [{"position": first.pk, "rank": 1}, {"position": first.pk, "rank": 2}]
    refused = own.patch(f"placements/applications/{pk}", {"wishes": doubled}, etag="*")
    assert refused.json()["reason"] == "doubled_position"
    assert problem(program("faculty_member").get(f"placements/applications/{pk}"))[0] == 404
    assert problem(program("company_manager").get(f"placements/applications/{pk}"))[0] == 404


def test_host_ranks_and_reads_no_other_wish(world, stage, program, freeze):  # noqa: F811
    made, (first, second) = stage
    one, two = (applied(made, student(world, number), [second, first]) for number in (1, 2))
    type(second).objects.filter(pk=second.pk).update(host=world.organisations["hidden_company"])
    host = program("company_manager")
    assert host.get(f"placements/positions/{first.pk}/ranking").json()["applicants"] == []
    freeze(RANKING)
    closed(made)
    host = program("company_manager")
    address = f"placements/positions/{first.pk}/ranking"
    assert len(host.get(address).json()["applicants"]) == 2
    sent = {"applicants": [{"application": two.pk, "rank": 1}, {"application": one.pk, "not_accepted": "No licence"}]}
    told = host.ask("PUT", address, sent).json()["applicants"]
    assert {row["application"]: (row["rank"], row["not_accepted"]) for row in told} == {
        one.pk: (None, "No licence"), two.pk: (1, ""),
    }  # fmt: skip
    wishes = host.get(f"placements/applications/{one.pk}").json()["wishes"]
    assert [(row["position"]["id"], row["rank"]) for row in wishes] == [(first.pk, None)]
    assert problem(host.get(f"placements/positions/{second.pk}/ranking"))[0] == 404
    assert problem(program("student").get(address))[0] in (403, 404)


def test_office_matches_changes_and_publishes(world, stage, program, freeze):  # noqa: F811
    made, (first, second) = stage
    one, two = (applied(made, student(world, number), [first, second]) for number in (1, 2))
    office = program("career_centre")
    lottery = office.get(f"placements/cohorts/{made.pk}/lottery").json()
    assert (len(lottery["commitment"]), lottery["seed"]) == (64, "")
    freeze(RANKING)
    closed(made)
    freeze(MATCHING)
    made.refresh_from_db()
    begun(made)
    office = program("career_centre")
    assert office.get(f"placements/cohorts/{made.pk}/lottery").json()["seed"].isdigit()
    refused = office.post(f"placements/cohorts/{made.pk}/rounds", {"objective": "best"})
    assert problem(refused)[0] == 422
    response = office.post(f"placements/cohorts/{made.pk}/rounds", {"objective": "student"})
    assert response.status_code == 201
    pk = response.json()["id"]
    if Round.objects.get(pk=pk).state == "queued":
        execute_round(pk=pk)
    told = office.get(f"placements/rounds/{pk}").json()
    assert (told["state"], told["matched"], told["blocking_pairs"]) == ("finished", 2, 0)
    unsigned = {"application": one.pk, "reason": "Asked for it", "signed": "Somebody"}
    assert office.post(f"placements/rounds/{pk}/changes", unsigned).json()["reason"] == "unsigned"
    signed = unsigned | {"signed": world["career_centre"].name}
    assert office.post(f"placements/rounds/{pk}/changes", signed).status_code == 200
    assert office.post(f"placements/rounds/{pk}/publish").json()["state"] == "published"
    assert Placement.objects.count() == 1
    rows = office.get(f"placements/rounds/{pk}/results").json()["items"]
    assert {row["application"]: bool(row["position"]) for row in rows} == {one.pk: False, two.pk: True}
    for who in ("company_manager", "student", "faculty_member"):
        assert problem(program(who).get(f"placements/rounds/{pk}"))[0] == 404


def test_pairs_that_block_are_named_and_changes_stand_on_record(world, stage, program, freeze):  # noqa: F811
    made, (first, second) = stage
    one, two = (
        applied(made, student(world, number), wishes) for number, wishes in ((1, [first, second]), (2, [first]))
    )
    made = closed(made)
    ranked(world, first, one, two)
    freeze(MATCHING)
    work = matched(world, begun(made), objective="cardinality")
    office = program("career_centre")
    told = office.get(f"placements/rounds/{work.pk}").json()
    assert (told["blocking_pairs"], len(told["blocking"])) == (1, 1)
    pair = told["blocking"][0]
    assert ([row["id"] for row in pair["students"]], [row["id"] for row in pair["positions"]]) == (
        [one.student_id], [first.pk],
    )  # fmt: skip
    assert office.get(f"placements/cohorts/{made.pk}/rounds").json()[0]["blocking"] == told["blocking"]
    address = f"placements/rounds/{work.pk}/changes"
    assert office.get(address).json()["items"] == []
    for reason in ("Asked for it", "Asked again"):
        to = None if reason == "Asked for it" else first.pk
        sent = {"application": two.pk, "position": to, "reason": reason, "signed": world["career_centre"].name}
        assert office.post(address, sent).status_code == 200
    rows = office.get(address).json()["items"]
    assert [(row["number"], row["reason"], row["intact"]) for row in rows] == [
        (1, "Asked for it", True), (2, "Asked again", True),
    ]  # fmt: skip
    assert (rows[0]["before"]["id"], rows[0]["after"], rows[0]["signed"]) == (
        first.pk,
        None,
        world["career_centre"].name,
    )
    assert rows[1]["blocking_pairs"] == len(rows[1]["blocking"]) == 1
    assert rows[1]["blocking"][0] == pair
    ManualChange.objects.filter(number=2).update(reason="Something else")
    assert [row["intact"] for row in office.get(address).json()["items"]] == [True, False]
    for who in ("company_manager", "student", "faculty_member"):
        assert problem(program(who).get(address))[0] == 404


def test_bundle_is_the_one_of_the_page(world, stage, program, client, freeze):  # noqa: F811
    made, (first, _second) = stage
    applied(made, student(world, 1), [first])
    freeze(MATCHING)
    work = matched(world, begun(closed(made)))
    office = program("career_centre")
    answer = office.get(f"placements/rounds/{work.pk}/bundle")
    assert (answer.status_code, answer["Content-Type"]) == (200, "application/zip")
    assert (
        hashlib.sha256(answer.content).hexdigest() == office.get(f"placements/rounds/{work.pk}").json()["bundle_sha256"]
    )
    client.force_login(world["career_centre"], backend=BACKEND)
    page = client.get(reverse("placements:round_bundle", args=[work.pk]))
    assert (page.content, page["Content-Disposition"]) == (answer.content, answer["Content-Disposition"])
    for who in ("company_manager", "student", "faculty_member"):
        assert problem(program(who).get(f"placements/rounds/{work.pk}/bundle"))[0] == 404
    Round.objects.filter(pk=work.pk).update(bundle="")
    assert problem(office.get(f"placements/rounds/{work.pk}/bundle"))[0] == 404


def test_student_reads_why_after_publishing(world, stage, program, freeze):  # noqa: F811
    made, (first, _second) = stage
    own = applied(made, world.people["student"], [first])
    freeze(MATCHING)
    made = begun(closed(made))
    work = matched(world, made)
    reader = program("student")
    assert reader.get(f"placements/applications/{own.pk}").json()["why"] == []
    assert program("career_centre").post(f"placements/rounds/{work.pk}/publish").status_code == 200
    told = reader.get(f"placements/applications/{own.pk}").json()
    assert [(step["position"], step["outcome"]) for step in told["why"]] == [(first.pk, "got")]
    assert told["position"]["id"] == first.pk
    assert Application.objects.get(pk=own.pk).state == "submitted"


def test_all_hosts_are_reminded_and_asked_for_a_further_round(world, stage, program, freeze):  # noqa: F811
    made, (first, _second) = stage
    applications = [applied(made, student(world, number), [first]) for number in (1, 2)]
    remind, ask = (f"placements/cohorts/{made.pk}/rankings/{way}" for way in ("remind", "ask"))
    freeze(RANKING)
    made = closed(made)
    # A token lasts some weeks.
    office = program("career_centre")
    assert office.post(remind).json() == {"asked": 1, "without_address": 0}
    assert HostRanking.objects.get(position=first).times_asked == 2
    assert problem(program("student").post(remind))[0] == 403
    assert office.post(ask).json()["reason"] == "not_published"
    ranked(world, first, applications[0])
    assert office.post(remind).json() == {"asked": 0, "without_address": 0}
    freeze(MATCHING)
    office = program("career_centre")
    publish(world, matched(world, begun(made)))
    Position.objects.filter(pk=first.pk).update(capacity=2)
    until = (MATCHING + days(5)).date()
    assert office.post(f"placements/cohorts/{made.pk}/further-lists", {"until": until.isoformat()}).status_code == 200
    assert problem(program("student").post(ask))[0] == 403
    assert office.post(ask).json() == {"asked": 1}
    assert HostRanking.objects.get(position=first).times_asked == 3
