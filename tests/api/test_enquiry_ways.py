"""Asking, and what is done with an enquiry, by a program; clocks and figures of all of it."""

import pytest
from django.core.cache import cache
from django.utils import timezone

from seriktes.challenges.models import Enquiry
from seriktes.organisations.models import Post
from tests.api.conftest import ids, problem, refused
from tests.challenges.test_figures import told as five_answers  # noqa: F401  a fixture

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _forget():
    cache.clear()


@pytest.fixture
def path(told):
    return f"enquiries/{told.extras['enquiry_university'].pk}"


# --- Asking -----------------------------------------------------------------------------------------------------------
def question(world, **more):
    return {
        "kind": "organisation", "id": world.organisations["university"].pk, "title": "Hardness of steel",
        "text": "Do you measure it?", **more,
    }  # fmt: skip


def test_an_enquiry_is_asked_for_ones_organisation_and_runs_at_once(world, program):
    asker, company = program("company_manager"), world.organisations["company"].pk
    about = program().get("enquiries/target", kind="organisation", id=world.organisations["university"].pk).json()
    assert [side["organisation"]["id"] for side in about["sides"]] == [world.organisations["university"].pk]
    sent = asker.post("enquiries", question(world, organisation=company), **{"Idempotency-Key": "one"})
    assert sent.status_code == 201, sent.content
    [made] = sent.json()["items"]
    assert (sent.json()["is_new"], made["state"], made["asks"]) == (True, "open", True)
    assert made["asking_organisation"]["id"] == company
    assert made["due_at"] is not None
    again = asker.post("enquiries", question(world, organisation=company), **{"Idempotency-Key": "one"})
    assert (again.status_code, again["Location"]) == (303, sent["Location"])
    same = asker.post("enquiries", question(world, organisation=company)).json()
    assert (same["is_new"], [one["id"] for one in same["items"]]) == (False, [made["id"]])
    assert Enquiry.objects.count() == 1
    assert ids(program("partnership_officer").get("enquiries")) == [made["id"]]


def test_who_asks_what_is_not_there_or_says_nothing(world, program):
    asker = program("company_manager")
    assert problem(program().post("enquiries", question(world))) == (401, "token-missing")
    for more in ({"id": world.organisations["hidden_university"].pk}, {"kind": "weather"}):
        assert problem(asker.post("enquiries", question(world, **more))) == (404, "not-found")
        assert problem(asker.get("enquiries/target", **{"kind": "organisation", "id": 1, **more})) == (404, "not-found")
    for more, pointer in (
        ({"title": " "}, "#/title"), ({"text": "\n"}, "#/text"), ({"sides": [999_999_999]}, "#/sides"),
        ({"organisation": world.organisations["university"].pk}, "#/organisation"), ({"text": "x" * 5001}, "#/text"),
    ):  # fmt: skip
        wrong = asker.post("enquiries", question(world, **more))
        assert problem(wrong) == (422, "invalid"), more
        assert wrong.json()["errors"][0]["pointer"] == pointer
    assert not Enquiry.objects.exists()


def test_a_program_asks_as_often_as_a_person(world, program, settings):
    settings.ENQUIRY_RATE = "2/hour"
    asker = program("company_manager")
    codes = [asker.post("enquiries", question(world, title=f"Question {number}")).status_code for number in range(3)]
    assert codes == [201, 201, 429]


# --- Read -------------------------------------------------------------------------------------------------------------
def test_enquiries_are_counted_by_list_and_state(told, path, program):
    side = program("partnership_officer")
    shown = side.get("enquiries/counts").json()
    assert (shown["whose"], shown["states"], shown["open"]["ours"]) == ("ours", {"open": 1}, 1)
    assert (shown["overdue"], program("outsider").get("enquiries/counts").json()["states"]) == (0, {})
    assert ids(side.get("enquiries", whose="ours")) == [told.extras["enquiry_university"].pk]
    assert ids(side.get("enquiries", whose="expert")) == []
    assert ids(program("faculty_member").get("enquiries", whose="expert")) == [told.extras["enquiry_university"].pk]
    assert problem(side.get("enquiries", whose="all")) == (422, "invalid")


# --- Ways -------------------------------------------------------------------------------------------------------------
def test_the_side_that_is_asked_closes_and_opens_again_and_the_asker_writes_on(told, path, program):
    side, asker = program("partnership_officer"), program("company_manager")
    assert side.get(path).json()["ways"] == ["note", "hand_on", "met", "close", "spam"]
    assert program("faculty_member").get(path).json()["ways"] == ["note", "met"]
    assert asker.get(path).json()["ways"] == []
    silent = side.post(f"{path}/close", {"reason": " "})
    assert (refused(silent), silent.json()["errors"][0]["pointer"]) == ((422, "no_reason"), "#/reason")
    closed = side.post(f"{path}/close", {"reason": "Answered by phone."})
    assert (closed.json()["state"], closed.json()["ways"]) == ("closed", ["note", "met", "reopen"])
    assert refused(side.post(f"{path}/close", {"reason": "again"})) == (409, "wrong_state")
    assert side.post(f"{path}/reopen").json()["state"] == "open"
    assert side.post(f"{path}/spam").json()["state"] == "spam"
    assert refused(asker.post(f"{path}/letters", {"text": "Hello?"})) == (409, "wrong_state")
    assert side.post(f"{path}/reopen").json()["state"] == "open"
    written = asker.post(f"{path}/letters", {"text": "And brass?"})
    assert (written.status_code, written.json()["letters"][-1]["text"]) == (201, "And brass?")
    assert refused(asker.post(f"{path}/letters", {"text": " "})) == (422, "empty_letter")
    for way, body in (("close", {"reason": "x"}), ("note", {"text": "x"}), ("spam", None), ("reopen", None)):
        assert problem(asker.post(f"{path}/{way}", body)) == (403, "not-permitted")
        assert problem(program("outsider").post(f"{path}/{way}", body)) == (404, "not-found")
    assert problem(side.post(f"{path}/letters", {"text": "x"})) == (403, "not-permitted")


def test_an_enquiry_is_handed_on_within_the_organisation(told, path, program):
    side = program("partnership_officer")
    own, foreign = (
        Post.objects.create(organisation=told.organisations[place], name_en="Desk")
        for place in ("university", "company")
    )
    assert problem(side.post(f"{path}/hand_on", {"post": foreign.pk})) == (422, "invalid")
    assert problem(program("faculty_member").post(f"{path}/hand_on", {"post": own.pk})) == (403, "not-permitted")
    handed = side.post(f"{path}/hand_on", {"post": own.pk, "note": "Yours."}).json()
    assert (handed["post"]["id"], handed["letters"][-1]["direction"]) == (own.pk, "inside")
    assert refused(side.post(f"{path}/hand_on", {"post": own.pk})) == (422, "same_post")
    assert program("company_manager").get(path).json()["post"] is None


def test_an_enquiry_leads_to_a_meeting(path, program):
    expert, today = program("faculty_member"), timezone.localdate().isoformat()
    ahead = expert.post(f"{path}/met", {"met_on": "2999-01-01"})
    assert (refused(ahead), ahead.json()["errors"][0]["pointer"]) == ((422, "met_before_or_ahead"), "#/met_on")
    assert expert.post(f"{path}/met", {"met_on": today}).json()["met_on"] == today


# --- Clocks and timelines ---------------------------------------------------------------------------------------------
def test_clocks_and_timelines_of_an_enquiry(world, program):
    asker, side = program("company_manager"), program("partnership_officer")
    path = asker.post("enquiries", question(world))["Location"]
    [clock] = asker.get(f"{path}/clocks").json()
    assert (clock["code"], clock["state"], clock["post"]) == ("enquiry_first_reply", "running", None)
    assert clock["trace"]
    assert [row["kind"] for row in asker.get(f"{path}/timeline").json()["items"]] == ["enquiry.routed", "enquiry.asked"]
    assert all(row["data"] == {} for row in asker.get(f"{path}/timeline").json()["items"])
    assert any(row["data"] for row in side.get(f"{path}/timeline").json()["items"])
    side.post(f"{path}/spam")
    kinds = [row["kind"] for row in asker.get(f"{path}/timeline").json()["items"]]
    assert "enquiry.marked_spam" not in kinds
    assert side.get(f"{path}/timeline").json()["items"][0]["kind"] == "enquiry.marked_spam"
    for what in ("clocks", "timeline"):
        assert problem(program("outsider").get(f"{path}/{what}")) == (404, "not-found")


def test_clocks_and_timelines_of_challenges_and_answers(told, program):
    challenge, sent = (told.extras[key].pk for key in ("challenge_answered", "answer_sent"))
    asker, writer = program("company_manager"), program("partnership_officer")
    asker.post(f"answers/{sent}/qualify", {})
    for client in (asker, writer):
        [clock] = client.get(f"answers/{sent}/clocks").json()
        assert (clock["code"], clock["organisation"]) == ("answer_word", told.organisations["company"].pk)
        [event] = client.get(f"answers/{sent}/timeline").json()["items"]
        assert event["kind"] == "answer.qualified"
    assert asker.get(f"challenges/{challenge}/clocks").json() == []
    moved = {"due_on": "2999-01-01", "decide_on": "2999-02-01"}
    assert asker.post(f"challenges/{challenge}/move_deadline", moved).status_code == 200
    [clock] = asker.get(f"challenges/{challenge}/clocks").json()
    assert clock["code"] == "challenge_due"
    assert len(asker.get(f"challenges/{challenge}/timeline").json()["items"]) == 1
    for what in ("clocks", "timeline"):
        assert problem(writer.get(f"challenges/{challenge}/{what}")) == (403, "not-permitted")
        assert problem(program("outsider").get(f"answers/{sent}/{what}")) == (404, "not-found")


# --- Figures ----------------------------------------------------------------------------------------------------------
def test_figures_of_each_organisation_and_what_they_count(world, five_answers, program):  # noqa: F811
    company = world.organisations["company"].pk
    [row] = [one for one in program().get("challenges/figures/organisations").json()["items"]
             if one["organisation"]["id"] == company]  # fmt: skip
    first = next(one for one in row["durations"] if one["code"] == "answer-first")
    assert (first["count"], first["median_seconds"]) == (5, 2 * 3600)
    counted = program().get("challenges/figures/counted", code="answer-first", organisation=company).json()
    assert [one["seconds"] / 3600 for one in counted["items"]] == [1, 1, 2, 3, 8]
    assert [one["answer"] for one in counted["items"]] == [None] * 5
    seen = program("company_manager").get("challenges/figures/counted", code="answer-first").json()["items"]
    assert {one["answer"] for one in seen} == {answer.pk for answer in five_answers}
    for code in ("answer-reply", "weather", "answers-weather"):
        assert problem(program().get("challenges/figures/counted", code=code)) == (404, "not-found")
    steps = program().get("challenges/figures/counted", code="answers-answered").json()
    assert (steps["count"], steps["items"][0]["seconds"]) == (5, None)
