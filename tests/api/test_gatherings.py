"""Events for programs: the same rights and the same refusals as on the pages."""

from datetime import timedelta
from uuid import uuid4

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from seriktes.gatherings.actions.judging import add_judge, compare, open_judging, publish_result
from seriktes.gatherings.models import Exhibitor, Gathering
from seriktes_analytics.judging import sha256_of
from tests.api.conftest import problem
from tests.challenges import sample
from tests.gatherings.conftest import freeze, own_files  # noqa: F401  fixtures
from tests.gatherings.fair import BEGINS, ENDS, NOON, draft, exhibitor, fair, slots, visitor
from tests.gatherings.test_hackathons import AFTER, hackathon, judged, somebody, team

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _at_noon(freeze):  # noqa: F811
    freeze(NOON)


def reason(response):
    return response.status_code, response.json().get("reason")


def test_exhibitors_cost_the_same_however_many(world, program):
    made = fair(world)
    keeper = program("career_centre")
    address = f"gatherings/{made.pk}/exhibitors"
    keeper.get(address)
    costs = []
    for organisation in ("company", "hidden_company", "fund"):
        exhibitor(world, made, organisation=organisation)
        with CaptureQueriesContext(connection) as counted:
            assert keeper.get(address).status_code == 200
        costs.append(len(counted))
    assert costs[0] == costs[2]


# --- Events and exhibitors --------------------------------------------------------------------------------------------
def test_event_from_draft_to_cancelled(world, program):
    keeper = program("career_centre")
    home = world.organisations["university"].pk
    new = {
        "organiser": home, "kind": "fair", "names": {"en": "Invented", "kk": "Ойдан"}, "starts_at": BEGINS.isoformat(),
        "ends_at": ENDS.isoformat(), "fee": "150000", "currency": "KZT",
    }  # fmt: skip
    made = keeper.post("gatherings", new)
    assert made.status_code == 201
    address = made["Location"]
    assert program("anonymous").get(address).status_code == 404
    assert reason(keeper.post(f"{address}/move", {"way": "announce"})) == (409, "missing")
    assert problem(keeper.patch(address, {"place": "Hall"}))[0] == 428
    assert keeper.patch(address, {"place": "Hall"}, etag=made["ETag"]).status_code == 200
    assert problem(keeper.patch(address, {"place": "Other"}, etag=made["ETag"]))[0] == 412
    assert keeper.post(f"{address}/move", {"way": "announce"}).json()["state"] == "announced"
    seen = program("anonymous").get(address).json()
    assert (seen["ways"], seen["post"], seen["fee"]) == ([], None, "150000.00")
    assert seen["door_key"]
    assert "secret" not in str(seen)
    assert reason(keeper.post(f"{address}/move", {"way": "cancel"})) == (422, "no_reason")
    assert problem(program("company_manager").post(f"{address}/move", {"way": "cancel", "reason": "x"}))[0] == 403
    assert keeper.post(f"{address}/move", {"way": "cancel", "reason": "Flood"}).json()["state"] == "cancelled"


def test_nobody_holds_an_event_for_others(world, program):
    new = {"organiser": world.organisations["fund"].pk, "kind": "fair", "names": {"en": "Invented"}}
    assert problem(program("career_centre").post("gatherings", new))[0] == 422
    assert problem(program("company_manager").post("gatherings", new))[0] == 403
    assert Gathering.objects.count() == 0


def test_list_has_what_is_announced_and_the_own_drafts(world, program):
    announced, hidden = fair(world), draft(world)
    ids = lambda who: [one["id"] for one in program(who).get("gatherings").json()["items"]]  # noqa: E731
    assert ids("anonymous") == ids("student") == [announced.pk]
    assert ids("career_centre") == [announced.pk, hidden.pk]
    assert program("career_centre").get("gatherings", state="draft").json()["items"][0]["id"] == hidden.pk


def test_company_shows_interest_and_reads_its_part_alone(world, program):
    made = fair(world)
    other = exhibitor(world, made, organisation="fund")
    company = program("company_manager")
    new = company.post(f"gatherings/{made.pk}/exhibitors", {"organisation": world.organisations["company"].pk})
    assert (new.status_code, new.json()["state"], new.json()["note"]) == (201, "interested", None)
    address = new["Location"]
    assert len(company.get(f"gatherings/{made.pk}/exhibitors").json()["items"]) == 1
    assert problem(company.get(f"gatherings/{made.pk}/exhibitors/{other.pk}"))[0] == 404
    assert problem(company.post(f"{address}/move", {"way": "confirm"}))[0] == 403
    assert problem(company.patch(address, {"note": "ours"}, etag="*"))[0] == 403
    assert problem(program("student").get(address))[0] == 404
    keeper = program("career_centre")
    assert keeper.patch(address, {"note": "late payer"}, etag="*").json()["note"] == "late payer"
    assert "late payer" not in company.get(address).content.decode()
    assert keeper.post(f"{address}/move", {"way": "confirm"}).json()["state"] == "confirmed"
    contact = company.post(f"{address}/contacts", {"name": "A", "email": "A@Company.example"}).json()["contacts"][0]
    assert contact["email"] == "a@company.example"
    assert problem(company.post(f"{address}/contacts", {"name": "B", "email": "nobody"}))[0] == 422
    assert company.post(f"{address}/contacts/remove", {"contact": contact["id"]}).json()["contacts"] == []


def test_stand_and_fee_are_the_organisers(world, program):
    made = fair(world)
    one, other = exhibitor(world, made), exhibitor(world, made, organisation="fund")
    keeper, company = program("career_centre"), program("company_manager")
    plan = {"stands": [{"label": "A1", "x": 0, "y": 0}, {"label": "A2", "x": 0, "y": 0}]}
    assert reason(keeper.ask("PUT", f"gatherings/{made.pk}/stands", plan)) == (422, "stands_overlap")
    plan["stands"][1]["x"] = 1
    assert [row["label"] for row in keeper.ask("PUT", f"gatherings/{made.pk}/stands", plan).json()] == ["A1", "A2"]
    stand = {"stand": made.stands.get(label="A1").pk}
    address = f"gatherings/{made.pk}/exhibitors"
    assert problem(company.post(f"{address}/{one.pk}/stands", stand))[0] == 403
    assert keeper.post(f"{address}/{one.pk}/stands", stand).json()["stands"] == ["A1"]
    assert reason(keeper.post(f"{address}/{other.pk}/stands", stand)) == (409, "stand_taken")
    Exhibitor.objects.filter(pk=one.pk).update(organisation=world.organisations["hidden_company"])
    shown = program("anonymous").get(f"gatherings/{made.pk}/stands").json()
    assert [(row["is_free"], row["exhibitor"], row["price"]) for row in shown] == [
        (False, None, None),
        (True, None, None),
    ]
    fee = {"kind": "charged", "amount": "150000.00", "currency": "KZT", "on": "2026-03-01"}
    assert problem(program("fund_manager").post(f"{address}/{other.pk}/fees", fee))[0] == 403
    keeper.post(f"{address}/{other.pk}/fees", fee)
    [balance] = program("fund_manager").get(f"{address}/{other.pk}").json()["balances"]
    assert balance["owed"] == "150000.00"


# --- Registrations, times, the door, leads ----------------------------------------------------------------------------
def test_visitor_registers_books_and_gives_back(world, program):
    made = fair(world)
    one = exhibitor(world, made)
    [slot] = slots(one, number=1)
    own = program("student")
    ticket = own.post(f"gatherings/{made.pk}/tickets", {"agrees": True})
    assert (ticket.status_code, ticket.json()["state"]) == (201, "registered")
    assert reason(own.post(f"gatherings/{made.pk}/tickets", {})) == (409, "registered_already")
    address = ticket["Location"]
    assert ticket.json()["token"].startswith(f"S1.{made.public_id}.{ticket.json()['code']}.")
    [told] = own.post(f"{address}/book", {"slot": slot.pk}).json()["conversations"]
    other = program("faculty_member")
    second = other.post(f"gatherings/{made.pk}/tickets", {})["Location"]
    assert reason(other.post(f"{second}/book", {"slot": slot.pk})) == (409, "slot_taken")
    assert problem(other.get(address))[0] == 404
    assert other.post(f"{second}/wait", {"exhibitor": one.pk}).json()["conversations"][0]["waits"] is True
    rows = program("company_manager").get(f"gatherings/{made.pk}/exhibitors/{one.pk}/slots").json()
    assert rows[0]["visitor"] == world["student"].name
    assert problem(program("fund_manager").get(f"gatherings/{made.pk}/exhibitors/{one.pk}/slots"))[0] == 404
    own.post(f"{address}/give-back", {"booking": told["booking"]})
    assert other.get(second).json()["conversations"][0]["booking"] is not None
    # The organiser reads who comes, and no code: with it one would act for the visitor.
    kept = program("career_centre").get(address).json()
    assert (kept["name"], kept["code"], kept["token"], kept["conversations"]) == (world["student"].name, None, None, [])
    assert problem(program("career_centre").post(f"{address}/cancel"))[0] == 403
    assert own.post(f"{address}/cancel").json()["state"] == "cancelled"
    assert len(program("career_centre").get(f"gatherings/{made.pk}/tickets", state="cancelled").json()["items"]) == 1
    assert len(own.get(f"gatherings/{made.pk}/tickets").json()["items"]) == 1


def test_door_takes_scans_once(world, program, freeze):  # noqa: F811
    made = fair(world)
    ticket = visitor(world, made)
    freeze(BEGINS + timedelta(hours=1))
    scan = {"key": str(uuid4()), "text": ticket.code, "at": BEGINS.isoformat()}
    address = f"gatherings/{made.pk}/scans"
    for _again in range(2):
        [told] = program("career_centre").post(address, {"scans": [scan]}).json()
        assert told["outcome"] == "admitted"
    [later] = program("career_centre").post(address, {"scans": [scan | {"key": str(uuid4())}]}).json()
    assert later["outcome"] == "twice"
    assert len(program("career_centre").get(address).json()["items"]) == 2
    assert problem(program("company_manager").post(address, {"scans": [scan]}))[0] == 403
    assert problem(program("company_manager").get(address))[0] == 403


def test_leads_are_for_the_exhibitor_and_stand_on_consent(world, program):
    made = fair(world)
    one, ticket = exhibitor(world, made), visitor(world, made)
    address = f"gatherings/{made.pk}/exhibitors/{one.pk}/leads"
    company = program("company_manager")
    assert reason(company.post(address, {"code": ticket.code})) == (409, "no_consent")
    program("student").post(f"tickets/{ticket.pk}/consent", {"agrees": True})
    lead = company.post(address, {"code": ticket.code, "note": "good"})
    assert lead.status_code == 201
    assert company.patch(f"leads/{lead.json()['id']}", {"note": "better"}, etag=lead["ETag"]).json()["note"] == "better"
    assert problem(program("career_centre").get(address))[0] == 403
    assert problem(program("fund_manager").patch(f"leads/{lead.json()['id']}", {}, etag="*"))[0] == 404
    program("student").post(f"tickets/{ticket.pk}/consent", {"agrees": False})
    assert company.get(address).json()["items"] == []


# --- Hackathons -------------------------------------------------------------------------------------------------------
def test_team_is_founded_joined_and_hands_in(world, program, freeze):  # noqa: F811
    made = hackathon(world)
    pk = made.gathering_id
    challenge = sample.published(world)
    keeper = program("career_centre")
    [problem_out] = keeper.post(f"gatherings/{pk}/hackathon/problems", {"challenge": challenge.pk}).json()["problems"]
    freeze(BEGINS)
    own, keeper = program("student"), program("career_centre")
    new = own.post(f"gatherings/{pk}/teams", {"name": "Eagles", "problem": problem_out["id"]})
    assert new.status_code == 201
    address, code = new["Location"], new.json()["join_code"]
    assert problem(program("faculty_member").get(address))[0] == 404
    joined = program("faculty_member").post(f"gatherings/{pk}/teams/join", {"code": code})
    assert len(joined.json()["members"]) == 2
    wrong = own.patch(address, {"address": "javascript:alert(1)"}, etag="*")
    assert problem(wrong)[0] == 422
    done = own.patch(address, {"title": "Cooler", "text": "A fan", "final": True}, etag="*")
    assert done.json()["submitted_at"]
    assert keeper.get(address).json()["join_code"] is None
    assert program("faculty_member").post(f"{address}/leave").status_code == 204
    freeze(ENDS)
    assert reason(own.patch(address, {"title": "Late"}, etag="*")) == (409, "deadline_over")


def test_judging_names_nobody(world, program, freeze):  # noqa: F811
    made = hackathon(world)
    pk = made.gathering_id
    one, _other = team(made, 1, person=world.people["student"]), team(made, 2)
    manager = world.people["manager"]
    keeper = program("career_centre")
    assert len(keeper.post(f"gatherings/{pk}/hackathon/judges", {"person": manager.pk}).json()) == 1
    assert (
        reason(keeper.post(f"gatherings/{pk}/hackathon/judges", {"person": world.people["student"].pk}))[1]
        == "works_here"
    )
    freeze(AFTER)
    keeper = program("career_centre")
    assert problem(program("company_manager").get(f"gatherings/{pk}/results"))[0] == 404
    assert keeper.post(f"gatherings/{pk}/hackathon/open-judging").json()["phase"] == "judging"
    judge = program("company_manager")
    told = judge.get(f"gatherings/{pk}/judging")
    assert [set(entry) for entry in told.json()["pair"]] == [{"number", "title", "text", "address", "challenge"}] * 2
    for hidden in ("Team 1", "Team 2", "Invented Person", world.people["student"].name):
        assert hidden not in told.content.decode()
    assert judge.get(f"gatherings/{pk}/teams").json()["items"] == []
    assert problem(judge.get(f"gatherings/{pk}/teams/{one.pk}"))[0] == 404
    assert problem(judge.get(f"gatherings/{pk}/hackathon/judges"))[0] == 403
    assert problem(program("faculty_member").get(f"gatherings/{pk}/judging"))[0] == 404
    first, second = (entry["number"] for entry in told.json()["pair"])
    vote = {"first": first, "second": second, "preferred": "first"}
    assert judge.post(f"gatherings/{pk}/judging/comparisons", vote).json()["done"] == 1
    assert reason(judge.post(f"gatherings/{pk}/judging/comparisons", vote)) == (409, "judged_already")
    assert judge.post(f"gatherings/{pk}/judging/conflicts", {"submission": first}).json()["total"] == 0
    assert reason(judge.post(f"gatherings/{pk}/judging/comparisons", vote)) == (409, "own_interest")
    assert reason(keeper.post(f"gatherings/{pk}/hackathon/publish", {})) == (409, "not_connected")


def test_judge_is_taken_away_and_what_is_left_handed_over(world, program, freeze):  # noqa: F811
    made = hackathon(world)
    pk, rows = made.gathering_id, [team(made, number) for number in (1, 2, 3)]
    idle, busy = (add_judge(gathering=made.gathering, person=somebody(n), by=None, at=NOON) for n in (90, 91))
    freeze(AFTER)
    made = open_judging(hackathon=made, by=None, at=AFTER)
    for row in rows:
        row.refresh_from_db()
    compare(judge=busy, first=rows[0], second=rows[1], preferred="first", by=None, at=AFTER)
    keeper, address = program("career_centre"), f"gatherings/{pk}/hackathon/judges"
    assert problem(program("company_manager").post(f"{address}/remove", {"judge": idle.pk}))[0] == 403
    assert reason(keeper.post(f"{address}/remove", {"judge": busy.pk})) == (409, "has_judged")
    assert [one["id"] for one in keeper.post(f"{address}/remove", {"judge": idle.pk}).json()] == [busy.pk]
    sent = {"judge": busy.pk, "person": world.people["manager"].pk}
    before, after = keeper.post(f"{address}/hand-over", sent).json()
    assert (before["total"], after["total"]) == (1, 2)
    assert (before["handed_over_at"] is None, after["handed_over_at"]) == (False, None)
    assert reason(keeper.post(f"{address}/hand-over", sent)) == (409, "handed_over_already")


def test_team_names_its_organisation(world, program):
    made = hackathon(world)
    one = team(made, 1, person=world.people["student"])
    address = f"gatherings/{made.gathering_id}/teams/{one.pk}/organisation"
    home, other = world.organisations["university"].pk, world.organisations["company"].pk
    assert problem(program("career_centre").post(address, {"organisation": home}))[0] == 403
    own = program("student")
    assert problem(own.post(address, {"organisation": other}))[0] == 422
    assert own.post(address, {"organisation": home}).json()["organisation"]["id"] == home
    assert reason(own.post(address, {"organisation": home})) == (409, "organisation_named")


def test_rubric_is_written_and_marked(world, program, freeze):  # noqa: F811
    made = hackathon(world, method="rubric")
    pk = made.gathering_id
    team(made, 1), team(made, 2)
    rubric = {"criteria": [{"names": {"en": "Idea"}, "weight": 2, "maximum": 5}]}
    [criterion] = program("career_centre").ask("PUT", f"gatherings/{pk}/hackathon/criteria", rubric).json()["criteria"]
    add_judge(gathering=made.gathering, person=world.people["manager"], by=None, at=NOON)
    freeze(AFTER)
    open_judging(hackathon=made, by=None, at=AFTER)
    judge = program("company_manager")
    number = judge.get(f"gatherings/{pk}/judging").json()["submission"]["number"]
    sent = {"submission": number, "marks": [{"criterion": criterion["id"], "value": 6}]}
    assert reason(judge.post(f"gatherings/{pk}/judging/marks", sent)) == (422, "mark_too_high")
    sent["marks"][0]["value"] = 5
    assert judge.post(f"gatherings/{pk}/judging/marks", sent).json()["done"] == 1


def test_result_and_hand_over(world, program):
    made = hackathon(world)
    home = world.organisations["university"]
    challenge = sample.published(world)
    problem_row = made.gathering.problems.create(challenge=challenge)
    teams = [team(made, 1, organisation=home, problem=problem_row), team(made, 2)]
    judge = add_judge(gathering=made.gathering, person=somebody(9), by=None, at=NOON)
    made = open_judging(hackathon=made, by=None, at=AFTER)
    judged(made, judge, teams)
    made = publish_result(hackathon=made, held=True, by=None, at=AFTER)
    pk = made.gathering_id
    told = program("anonymous").get(f"gatherings/{pk}/results").json()
    assert [row["team"] for row in told["ranking"]] == ["Team 1", "Team 2"]
    assert (told["marked"], told["sha256"]) == ("not_connected", sha256_of(made.result))
    assert program("anonymous").client.get(told["bundle_url"]).json() == made.bundle
    address = f"gatherings/{pk}/teams/{teams[0].pk}/hand-over"
    assert problem(program("career_centre").post(address, {"to": "partnership"}))[0] == 403
    narrow = program("partnership_officer", "gatherings:write")
    assert problem(narrow.post(address, {"to": "partnership"}))[0] == 403
    officer = program("partnership_officer")
    once = officer.post(address, {"to": "partnership"}).json()["partnership"]
    assert once is not None
    assert officer.post(address, {"to": "partnership"}).json()["partnership"] == once


def test_scopes_are_needed(world, program):
    made = fair(world)
    assert problem(program("career_centre", "organisations:read").get(f"gatherings/{made.pk}"))[0] == 403
    assert problem(program("career_centre", "gatherings:read").post("gatherings", {}))[0] == 403
    assert problem(program("anonymous").get(f"gatherings/{made.pk}/tickets"))[0] == 401
