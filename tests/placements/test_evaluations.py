"""Evaluations of each side by the forms of the programme, and students' words about hosts for other students."""

import re

import pytest
from django.core import mail
from django.urls import reverse
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from seriktes.accounts.models import User
from seriktes.placements.actions.evaluations import (
    ask_host,
    change_form,
    decide_review,
    draft_form,
    evaluate,
    form_for,
    open_form,
    send_review,
)
from seriktes.placements.definitions.questions import USUAL, Question, cleaned_answers, faults_of, questions_of
from seriktes.placements.models import Evaluation, EvaluationForm, HostReview
from seriktes.placements.queries.evaluations import reviews_visible_to
from tests.placements.logging_sample import FRIDAY, placement
from tests.placements.test_log import refused

pytestmark = pytest.mark.django_db
GOOD = {"tasks": "4", "learnt": "5", "supervision": "3", "better": "More time at the machine."}
TEXT = "The work was as promised and people had time for us."
WORDS = {"kk": "Сұрақ", "ru": "Вопрос", "en": "Question"}


@pytest.fixture(autouse=True)
def _now(freeze):
    freeze(FRIDAY)


@pytest.fixture
def made(world):
    return placement(world, state="completed", ends_on=FRIDAY.date())


# --- Answers ----------------------------------------------------------------------------------------------------------
def test_usual_questions_have_no_faults_and_ask_all_three_sides():
    assert set(USUAL) == {"student", "host", "academic"}
    assert [faults_of(questions) for questions in USUAL.values()] == [[], [], []]


def test_a_student_evaluates_once_and_the_host_does_not_read_it(made, client_as, world):
    where = reverse("placements:evaluate", args=[made.pk, "student"])
    assert client_as("company_manager").get(where).status_code == 404
    client = client_as("student")
    assert client.post(where, GOOD | {"tasks": ""}).status_code == 422
    assert client.post(where, GOOD | {"tasks": "6"}).status_code == 422
    assert client.post(where, GOOD).status_code == 302
    given_one = Evaluation.objects.get()
    assert given_one.answers == {"tasks": 4, "learnt": 5, "supervision": 3, "better": "More time at the machine."}
    assert client.get(where).status_code == 404
    statuses = {who: client_as(who).get(given_one.get_absolute_url()).status_code for who in world}
    assert {who for who, status in statuses.items() if status == 200} == {
        "student", "faculty_member", "career_centre", "partnership_officer", "administrator",
    }  # fmt: skip
    section = client_as("company_manager").get(made.get_absolute_url()).content.decode().split('id="evaluations"')[1]
    assert "Nobody has evaluated it yet." in section


def test_answers_that_the_questions_do_not_ask_for(made, world):
    form = form_for(placement=made, evaluator="student")
    for answers in (
        GOOD | {"more": "1"},
        GOOD | {"learnt": "0"},
        {},
        GOOD | {"learnt": True},
        GOOD | {"better": "x" * 3001},
    ):
        with refused("answers_faulty"):
            evaluate(placement=made, form=form, answers=answers, by=world["student"], at=FRIDAY)
    evaluate(placement=made, form=form, answers=GOOD, by=world["student"], at=FRIDAY)
    with refused("evaluated_already"):
        evaluate(placement=made, form=form, answers=GOOD, by=world["student"], at=FRIDAY)


def test_nothing_is_evaluated_long_before_the_end(world):
    made = placement(world)
    with refused("not_answerable"):
        evaluate(
            placement=made,
            form=form_for(placement=made, evaluator="student"),
            answers=GOOD,
            by=world["student"],
            at=FRIDAY,
        )
    with refused("not_answerable"):
        send_review(placement=made, text=TEXT, recommends=True, at=FRIDAY)


def test_the_host_evaluates_by_a_link_without_an_account(made, client, world, django_capture_on_commit_callbacks):
    mail.outbox.clear()
    with django_capture_on_commit_callbacks(execute=True):
        assert ask_host(placement=made, by=world["career_centre"], at=FRIDAY) == "mentor@company.example"
    where = re.search(r"https?://[^/\s]+(/l/\S+)", mail.outbox[0].body)[1]
    answers = {"quality": "5", "independence": "4", "team": "4", "hire": "yes", "choice": "send"}
    assert client.post(where, answers | {"hire": "never"}).status_code == 422
    assert not Evaluation.objects.exists()
    assert client.post(where, answers).status_code == 200
    assert Evaluation.objects.get().answers["hire"] == "yes"
    assert client.post(where, answers).status_code == 410
    with refused("evaluated_already"):
        ask_host(placement=made, by=world["career_centre"], at=FRIDAY)


def test_who_supervises_no_more_evaluates_no_more(made, client, world, django_capture_on_commit_callbacks):
    with django_capture_on_commit_callbacks(execute=True):
        ask_host(placement=made, by=world["career_centre"], at=FRIDAY)
    where = re.search(r"https?://[^/\s]+(/l/\S+)", mail.outbox[-1].body)[1]
    type(made).objects.filter(pk=made.pk).update(host_supervisor=None, supervisor_email="new@company.example")
    page = client.post(f"{where}?language=en", {"choice": "send"})
    assert page.status_code == 410
    assert "Somebody else speaks for the host" in page.content.decode()


JUNK = st.one_of(st.none(), st.integers(-3, 9), st.text(max_size=5), st.booleans(), st.lists(st.integers(), max_size=2))


@settings(suppress_health_check=[HealthCheck.too_slow], deadline=None)
@given(st.dictionaries(st.sampled_from(["quality", "independence", "team", "hire", "lacked", "else"]), JUNK))
def test_whatever_is_answered_only_what_was_asked_is_kept(answers):
    kept, wrong = cleaned_answers(USUAL["host"], answers)
    assert set(kept) <= {question.code for question in USUAL["host"]}
    assert all(kept[code] in range(1, 6) for code in ("quality", "independence", "team") if code in kept)
    assert kept.get("hire", "yes") in {"yes", "perhaps", "no"}
    assert not set(kept) & set(wrong)


# --- Forms ------------------------------------------------------------------------------------------------------------
def test_a_form_that_was_answered_does_not_change_a_new_version_takes_its_place(made, world):
    by = world["career_centre"]
    first = form_for(placement=made, evaluator="student")
    evaluate(placement=made, form=first, answers=GOOD, by=world["student"], at=FRIDAY)
    with refused("form_frozen"):
        change_form(form=first, questions=[Question("q1", "scale", WORDS)], by=by)
    second = draft_form(programme=made.cohort.programme, evaluator="student", by=by)
    assert (second.number, second.questions) == (2, first.questions)
    assert draft_form(programme=made.cohort.programme, evaluator="student", by=by) == second
    change_form(form=second, questions=[Question("q1", "text", WORDS)], by=by)
    open_form(form=second, by=by, at=FRIDAY)
    first.refresh_from_db()
    assert first.closed_at == FRIDAY
    other = placement(world, student="fellow_student", within=made.cohort, state="completed")
    with refused("form_closed"):
        evaluate(placement=other, form=first, answers=GOOD, by=world["career_centre"], at=FRIDAY)
    assert form_for(placement=other, evaluator="student") == second


@pytest.mark.parametrize(
    "questions",
    [
        [], [Question("q1", "scale", {"kk": "Сұрақ", "ru": "Вопрос"})], [Question("q1", "riddle", WORDS)],
        [Question("q1", "choice", WORDS)], [Question("q1", "choice", WORDS, True, [("a", WORDS), ("b", {"kk": "Иә"})])],
        [Question("q1", "text", WORDS), Question("q1", "text", WORDS)], [Question("Q 1", "text", WORDS)],
        [Question(f"q{n}", "text", WORDS) for n in range(31)],
    ],
)  # fmt: skip
def test_forms_that_cannot_be_put_into_use(world, made, questions):
    draft = draft_form(programme=made.cohort.programme, evaluator="host", by=world["career_centre"])
    change_form(form=draft, questions=questions, by=world["career_centre"])
    with refused("form_faulty"):
        open_form(form=draft, by=world["career_centre"], at=FRIDAY)


def test_the_editor_keeps_questions_in_three_languages(made, client_as):
    where = reverse("placements:evaluation_forms", args=[made.cohort.programme_id])
    assert client_as("faculty_member").get(where).status_code == 404
    office = client_as("career_centre")
    editor = office.post(where, {"evaluator": "academic"})["Location"]
    values = {"kind_0": "scale", "kk_0": "Сұрақ", "ru_0": "Вопрос", "en_0": "", "required_0": "on", "open": "1"}
    values |= {f"kind_{place}": "text" for place in range(1, 5)}
    assert office.post(editor, values).status_code == 422
    values |= {"en_0": "Question", "kind_1": "choice", "kk_1": "Қайсы?", "ru_1": "Какой?", "en_1": "Which?",
               "choices_1": "Иә | Да | Yes\nЖоқ | Нет | No"}  # fmt: skip
    assert office.post(editor, values).status_code == 302
    form = EvaluationForm.objects.get(evaluator="academic")
    assert form.opened_at is not None
    first, second = questions_of(form.questions)
    assert (first.words["en"], first.required, second.required) == ("Question", True, False)
    assert second.choices[1] == ("c2", {"kk": "Жоқ", "ru": "Нет", "en": "No"})


# --- Reviews ----------------------------------------------------------------------------------------------------------
def test_a_review_is_read_by_the_office_before_students(made, client_as, world):
    where = reverse("placements:review_new", args=[made.pk])
    assert client_as("career_centre").get(where).status_code == 404
    assert client_as("student").post(where, {"text": "Short", "recommends": "on"}).status_code == 422
    assert client_as("student").post(where, {"text": TEXT, "recommends": "on"}).status_code == 302
    with refused("reviewed_already"):
        send_review(placement=made, text=TEXT, recommends=True, at=FRIDAY)
    review = HostReview.objects.get()
    listed = reverse("placements:reviews")
    assert TEXT not in client_as("faculty_member").get(listed).content.decode()
    assert TEXT not in client_as("faculty_member").get(f"{listed}?show=waiting").content.decode()
    assert TEXT in client_as("career_centre").get(f"{listed}?show=waiting").content.decode()
    publish = reverse("placements:review_move", args=[review.pk, "publish"])
    assert [client_as(who).post(publish).status_code for who in ("student", "faculty_member", "company_manager")] == [
        404
    ] * 3
    assert client_as("career_centre").post(publish).status_code == 302
    page = client_as("faculty_member").get(listed).content.decode()
    assert TEXT in page
    assert made.student.name not in page
    assert client_as("company_manager").get(listed).status_code in (200, 404)
    assert not reviews_visible_to(world["company_manager"]).exists()


def test_a_review_that_is_not_shown_tells_its_student_why(made, client_as, world):
    review = send_review(placement=made, text=TEXT, recommends=False, at=FRIDAY)
    by = world["career_centre"]
    with refused("no_reason"):
        decide_review(review=review, publish=False, reason=" ", by=by, at=FRIDAY)
    decide_review(review=review, publish=False, reason="It names a person.", by=by, at=FRIDAY)
    assert "It names a person." in client_as("student").get(made.get_absolute_url()).content.decode()
    with refused("wrong_state"):
        decide_review(review=review, publish=False, reason="Again.", by=by, at=FRIDAY)


def test_the_student_alone_gets_a_letter_that_says_why_a_review_is_not_shown(
    made, world, django_capture_on_commit_callbacks
):
    User.objects.update(language="en")
    review = send_review(placement=made, text=TEXT, recommends=False, at=FRIDAY)
    mail.outbox.clear()
    by = world["career_centre"]
    with django_capture_on_commit_callbacks(execute=True):
        decide_review(review=review, publish=False, reason="It names a person.", by=by, at=FRIDAY)
    [letter] = mail.outbox
    assert letter.to == [made.student.user.email]
    assert "are not shown" in letter.subject
    assert "It names a person." in letter.body
    mail.outbox.clear()
    with django_capture_on_commit_callbacks(execute=True):
        decide_review(review=review, publish=True, reason="", by=by, at=FRIDAY)
    assert not mail.outbox


def test_reviews_are_exported_without_the_student(made, client_as, world):
    send_review(placement=made, text=TEXT, recommends=True, at=FRIDAY)
    review = HostReview.objects.get()
    where = reverse("placements:reviews")

    def exported(who, query=""):
        answer = client_as(who).get(f"{where}?format=csv{query}")
        return b"".join(answer.streaming_content).decode("utf-8-sig")

    assert TEXT not in exported("faculty_member")
    assert TEXT in exported("career_centre", "&show=waiting")
    decide_review(review=review, publish=True, reason="", by=world["career_centre"], at=FRIDAY)
    for who in ("faculty_member", "career_centre"):
        told = exported(who)
        assert TEXT in told
        assert made.student.name not in told
        assert str(FRIDAY.date()) not in told.splitlines()[1] or who == "career_centre"
