"""Evaluation forms, rules of a programme, reviews of hosts and papers of placements for programs."""

import pytest

from seriktes.documents.models import Document
from seriktes.placements.actions.evaluations import draft_form, evaluate, form_for, open_form
from seriktes.placements.models import EvaluationForm, HostReview, LogRule, Placement, SigningRule
from tests.api.conftest import problem
from tests.placements.conftest import freeze, own_files  # noqa: F401  fixtures
from tests.placements.logging_sample import FRIDAY, placement

pytestmark = pytest.mark.django_db
WORDS = {"kk": "Сұрақ", "ru": "Вопрос", "en": "Question"}
TEXT = "They explain everything, and the canteen is good."
LOG_RULE = {
    "hours_a_day": "8.00", "some_off_plan": 10, "much_off_plan": 30, "judged_from": 8, "asks_half_way": True,
    "asks_at_end": False,
}  # fmt: skip
SIGNING_RULE = {
    "host": ["key", "paper"],
    "academic": ["confirmed"],
    "department": ["key"],
    "student": ["paper"],
    "days": 5,
}


@pytest.fixture
def made(world, freeze, own_files):  # noqa: F811
    freeze(FRIDAY)
    return placement(world, state="completed")


def question(code="q1", kind="scale", words=WORDS, **more):
    return {"code": code, "kind": kind, "words": words, **more}


# --- Forms ------------------------------------------------------------------------------------------------------------
def test_a_form_is_begun_written_put_into_use_and_replaced(made, program):
    office, programme = program("career_centre"), made.cohort.programme_id
    forms = f"placements/programmes/{programme}/evaluation-forms"
    assert office.get(forms).json() == []
    begun = office.post(forms, {"evaluator": "academic"})
    assert (begun.status_code, begun.json()["number"], begun.json()["opened_at"]) == (201, 1, None)
    assert office.post(forms, {"evaluator": "academic"}).json()["id"] == begun.json()["id"]
    one = f"placements/evaluation-forms/{begun.json()['id']}"
    assert begun["Location"].endswith(one)
    two_words = {"kk": "Сұрақ", "ru": "Вопрос"}
    draft = office.ask("PUT", one, {"questions": [question(words=two_words)]}, {"If-Match": begun["ETag"]})
    assert draft.json()["faults"] == ["Question 1: write it in all three languages."]
    assert office.post(f"{one}/open").json()["reason"] == "form_faulty"
    choices = [{"code": code, "words": WORDS} for code in ("yes", "no")]
    sent = {"questions": [question(), question("q2", "choice", required=False, choices=choices)]}
    late = office.ask("PUT", one, sent, {"If-Match": begun["ETag"]})
    assert problem(late) == (412, "edited-elsewhere")
    assert problem(office.ask("PUT", one, sent)) == (428, "precondition-required")
    written = office.ask("PUT", one, sent, {"If-Match": draft["ETag"]})
    assert (written.json()["faults"], [row["code"] for row in written.json()["questions"]]) == ([], ["q1", "q2"])
    assert [row["code"] for row in written.json()["questions"][1]["choices"]] == ["yes", "no"]
    assert problem(office.post(f"{one}/open", **{"If-Match": draft["ETag"]}))[0] == 412
    assert office.post(f"{one}/open").json()["opened_at"]
    second = office.post(forms, {"evaluator": "academic"}).json()
    assert (second["number"], second["questions"]) == (2, written.json()["questions"])
    assert office.post(f"placements/evaluation-forms/{second['id']}/open").json()["closed_at"] is None
    rows = office.get(forms).json()
    assert [(row["number"], row["closed_at"] is None) for row in rows] == [(2, True), (1, False)]


def test_what_was_answered_is_not_written_over(made, program, world):
    by = world["career_centre"]
    form = form_for(placement=made, evaluator="student")
    answers = {"tasks": 4, "learnt": 5, "supervision": 3}
    evaluate(placement=made, form=form, answers=answers, by=world["student"], at=FRIDAY)
    one = f"placements/evaluation-forms/{form.pk}"
    office = program("career_centre")
    assert office.get(one).json()["answered"] is True
    refused = office.ask("PUT", one, {"questions": [question()]}, {"If-Match": "*"})
    assert refused.json()["reason"] == "form_frozen"
    used = open_form(form=draft_form(programme=made.cohort.programme, evaluator="host", by=by), by=by, at=FRIDAY)
    faulty = office.ask("PUT", f"placements/evaluation-forms/{used.pk}", {"questions": []}, {"If-Match": "*"})
    assert faulty.json()["reason"] == "form_faulty"


@pytest.mark.parametrize(
    ("sent", "pointer"),
    [
        (question(code="Q 1"), "/questions/0/code"), (question(kind="riddle"), "/questions/0/kind"),
        (question(words={"de": "Frage"}), "/questions/0/words/de"),
    ],
)  # fmt: skip
def test_questions_that_are_none_are_refused_with_their_place(made, program, world, sent, pointer):
    form = draft_form(programme=made.cohort.programme, evaluator="host", by=world["career_centre"])
    answer = program("career_centre").ask(
        "PUT", f"placements/evaluation-forms/{form.pk}", {"questions": [sent]}, {"If-Match": "*"}
    )
    assert problem(answer) == (422, "invalid")
    assert answer.json()["errors"][0]["pointer"] == f"#{pointer}"


# --- Rules ------------------------------------------------------------------------------------------------------------
def test_rule_of_the_logs_is_read_and_put(made, program):
    address = f"placements/programmes/{made.cohort.programme_id}/log-rule"
    office = program("career_centre")
    usual = office.get(address)
    assert (usual.json()["is_usual"], usual.json()["hours_a_day"]) == (True, "12.00")
    put = office.ask("PUT", address, LOG_RULE, {"If-Match": usual["ETag"]})
    assert put.status_code == 200, put.content
    assert put.json() == LOG_RULE | {"programme": made.cohort.programme_id, "is_usual": False, "version": 2}
    assert problem(office.ask("PUT", address, LOG_RULE, {"If-Match": usual["ETag"]})) == (412, "edited-elsewhere")
    for wrong, pointer in (
        ({"much_off_plan": 10}, "/much_off_plan"), ({"hours_a_day": "24.25"}, "/hours_a_day"),
        ({"hours_a_day": "0"}, "/hours_a_day"), ({"some_off_plan": 0}, "/some_off_plan"),
    ):  # fmt: skip
        answer = office.ask("PUT", address, LOG_RULE | wrong)
        assert problem(answer) == (422, "invalid")
        assert answer.json()["errors"][0]["pointer"] == f"#{pointer}"
    assert LogRule.objects.get().much_off_plan == 30


def test_rule_of_signing_is_read_and_put(made, program):
    address = f"placements/programmes/{made.cohort.programme_id}/signing-rule"
    office = program("career_centre")
    usual = office.get(address)
    told = usual.json()
    assert (told["is_usual"], told["version"], told["host"]) == (True, 0, ["key", "paper", "confirmed"])
    put = office.ask("PUT", address, SIGNING_RULE, {"If-Match": usual["ETag"]})
    assert put.status_code == 200, put.content
    assert {name: put.json()[name] for name in SIGNING_RULE} == SIGNING_RULE
    # Two who decide first: the second is told.
    assert problem(office.ask("PUT", address, SIGNING_RULE, {"If-Match": usual["ETag"]})) == (412, "edited-elsewhere")
    nobody = office.ask("PUT", address, SIGNING_RULE | {"host": []})
    assert (problem(nobody)[0], nobody.json()["errors"][0]["pointer"]) == (422, "#/host")
    assert SigningRule.objects.get().host == ["key", "paper"]


def test_forms_and_rules_are_for_those_who_keep_the_programme(made, program, world):
    by = world["career_centre"]
    form = draft_form(programme=made.cohort.programme, evaluator="host", by=by)
    programme = f"placements/programmes/{made.cohort.programme_id}"
    for who, expected in (("faculty_member", 403), ("student", 403), ("librarian", 404)):
        there = program(who)
        answers = [
            there.get(f"{programme}/evaluation-forms"), there.post(f"{programme}/evaluation-forms", {"evaluator": "host"}),
            there.get(f"placements/evaluation-forms/{form.pk}"), there.post(f"placements/evaluation-forms/{form.pk}/open"),
            there.ask("PUT", f"placements/evaluation-forms/{form.pk}", {"questions": []}, {"If-Match": "*"}),
            there.get(f"{programme}/log-rule"), there.ask("PUT", f"{programme}/log-rule", LOG_RULE),
            there.get(f"{programme}/signing-rule"), there.ask("PUT", f"{programme}/signing-rule", SIGNING_RULE),
        ]  # fmt: skip
        assert {problem(answer)[0] for answer in answers} == {expected}, who
    assert EvaluationForm.objects.get().opened_at is None


# --- Reviews ----------------------------------------------------------------------------------------------------------
def test_a_review_is_written_by_the_student_and_shown_by_the_office(made, program):
    address, sent = f"placements/{made.pk}/review", {"text": TEXT, "recommends": True}
    assert problem(program("career_centre").post(address, sent))[0] == 403
    assert problem(program("librarian").post(address, sent))[0] == 404
    own = program("student")
    short = own.post(address, {"text": "   Short and spaces    ", "recommends": True})
    assert (problem(short)[0], short.json()["errors"][0]["pointer"]) == (422, "#/text")
    written = own.post(address, sent)
    assert (written.status_code, written.json()["state"], written.json()["month"]) == (201, "waiting", "2026-03-01")
    assert own.post(address, sent).json()["reason"] == "reviewed_already"
    decide = f"host-reviews/{written.json()['id']}/decide"
    assert problem(own.post(decide, {"publish": True}))[0] == 403
    for who in ("faculty_member", "company_manager"):
        assert problem(program(who).post(decide, {"publish": True}))[0] == 404
    office = program("career_centre")
    assert office.post(decide, {"publish": False}).json()["errors"][0]["pointer"] == "#/reason"
    assert office.post(decide, {"publish": False, "reason": "It names a person."}).json()["state"] == "declined"
    assert [row["reason"] for row in own.get("host-reviews").json()["items"]] == ["It names a person."]
    assert program("faculty_member").get("host-reviews").json()["items"] == []
    assert office.post(decide, {"publish": True}).json()["state"] == "published"
    assert office.post(decide, {"publish": True}).json()["reason"] == "wrong_state"
    assert [row["text"] for row in program("faculty_member").get("host-reviews").json()["items"]] == [TEXT]
    assert program("company_manager").get("host-reviews").json()["items"] == []


def test_a_host_is_not_reviewed_long_before_the_end(made, program):
    Placement.objects.filter(pk=made.pk).update(state="running")
    answer = program("student").post(f"placements/{made.pk}/review", {"text": TEXT, "recommends": False})
    assert answer.json()["reason"] == "not_answerable"
    assert not HostReview.objects.exists()


# --- Papers -----------------------------------------------------------------------------------------------------------
def test_certificate_and_record_are_made_once_a_placement_is_over(made, program):
    address = f"placements/{made.pk}/documents"
    supervisor = program("faculty_member")
    for what in ("certificate", "record"):
        answer = supervisor.post(f"{address}/{what}")
        assert answer.status_code == 201, answer.content
        document = supervisor.get(answer["Location"]).json()
        assert (document["id"], document["purpose"]) == (answer.json()["document"], f"placement:{what}")
        assert document["versions"][0]["sha256"] == answer.json()["sha256"] != ""
        assert document["check_at"] == answer.json()["check_at"]
    assert problem(supervisor.post(f"{address}/weather"))[0] == 422
    assert problem(program("student").post(f"{address}/record"))[0] == 403
    assert problem(program("company_manager").post(f"{address}/record"))[0] == 403
    assert problem(program("librarian").post(f"{address}/record"))[0] == 404
    assert Document.objects.count() == 2


@pytest.mark.parametrize(
    ("state", "what"), [("running", "record"), ("running", "certificate"), ("broken_off", "certificate")]
)
def test_nothing_is_certified_that_was_not_completed(made, program, state, what):
    Placement.objects.filter(pk=made.pk).update(state=state)
    answer = program("career_centre").post(f"placements/{made.pk}/documents/{what}")
    assert (problem(answer)[0], answer.json()["reason"]) == (409, "not_completed")
    assert not Document.objects.exists()
