"""Evaluations that are asked for by themselves, half-way and at the end; their exports; and reviews beside a position."""

import csv
import io
import re
from datetime import date, timedelta

import pytest
from django.core import mail
from django.urls import reverse

from seriktes.placements.actions.evaluation_asking import ask_for_evaluations
from seriktes.placements.actions.evaluations import decide_review, evaluate, form_for, send_review
from seriktes.placements.models import Evaluation, EvaluationAsk, LogRule, Placement
from seriktes.placements.queries.evaluations import answerable_by, moment_now, placements_to_evaluate
from tests.organisations.test_two_at_once import at_once
from tests.placements.logging_sample import HOST, NOON, placement
from tests.placements.test_log import refused
from tests.world import build_world

STUDENT, ACADEMIC = "student@example.org", "faculty.member@example.org"
GOOD = {"tasks": "4", "learnt": "5", "supervision": "3"}
TEXT = "The work was as promised and people had time for us."
# From 2 February to 29 May: the middle is 1 April.
MIDDLE, LAST_WEEK = NOON + timedelta(days=30), NOON + timedelta(days=81)
LINK = re.compile(r"https?://[^/\s]+(/l/\S+)")


def half_way(made):
    LogRule.objects.create(programme=made.cohort.programme, asks_half_way=True)
    return made


def answered(made, by, at, evaluator="student", answers=None):
    form = form_for(placement=made, evaluator=evaluator)
    return evaluate(placement=made, form=form, answers=answers or GOOD, by=by, at=at)


@pytest.mark.django_db
class TestAsking:
    @pytest.fixture
    def made(self, world):
        return placement(world)

    @pytest.fixture
    def asked(self, freeze, django_capture_on_commit_callbacks):
        """Asks on a day; answers how many at first and again, and who got a letter."""

        def on(moment):
            freeze(moment)
            mail.outbox.clear()
            with django_capture_on_commit_callbacks(execute=True):
                told = ask_for_evaluations(now=moment)
            return told.first, told.again, sorted(letter.to[0] for letter in mail.outbox)

        return on

    def test_each_side_is_asked_once_at_the_end_and_once_more(self, made, asked):
        assert asked(LAST_WEEK - timedelta(days=3)) == (0, 0, [])
        assert asked(LAST_WEEK) == (1, 0, [ACADEMIC, HOST.email, STUDENT])
        assert asked(LAST_WEEK + timedelta(days=3)) == (0, 0, [])
        assert asked(LAST_WEEK + timedelta(days=7)) == (0, 1, [ACADEMIC, HOST.email, STUDENT])
        assert asked(LAST_WEEK + timedelta(days=14)) == (0, 0, [])

    def test_who_has_answered_is_asked_no_more(self, made, asked, world):
        asked(LAST_WEEK)
        answered(made, world["student"], LAST_WEEK)
        assert asked(LAST_WEEK + timedelta(days=7)) == (0, 1, [ACADEMIC, HOST.email])

    def test_half_way_only_where_the_programme_says_so(self, made, asked):
        assert asked(MIDDLE) == (0, 0, [])
        half_way(made)
        assert asked(MIDDLE - timedelta(days=1)) == (0, 0, [])
        assert asked(MIDDLE) == (1, 0, [ACADEMIC, HOST.email, STUDENT])
        assert EvaluationAsk.objects.get().moment == "half_way"
        assert asked(LAST_WEEK)[0] == 1

    def test_a_programme_that_does_not_ask_is_left_alone(self, made, asked):
        LogRule.objects.create(programme=made.cohort.programme, asks_at_end=False)
        assert asked(LAST_WEEK) == (0, 0, [])

    def test_not_on_a_day_off_and_not_about_what_is_long_over(self, made, asked):
        assert asked(LAST_WEEK + timedelta(days=1)) == (0, 0, [])
        Placement.objects.filter(pk=made.pk).update(state="completed", ends_on=date(2026, 3, 20))
        assert asked(LAST_WEEK) == (0, 0, [])

    def test_where_nobody_of_the_host_can_be_written_to_the_others_are_asked(self, made, asked):
        Placement.objects.filter(pk=made.pk).update(supervisor_email="")
        assert asked(LAST_WEEK) == (1, 0, [ACADEMIC, STUDENT])

    def test_one_letter_to_an_academic_supervisor_about_all(self, made, asked, world):
        placement(world, student="fellow_student", within=made.cohort)
        first, _again, told = asked(LAST_WEEK)
        assert first == 2
        assert told.count(ACADEMIC) == 1
        [letter] = [one for one in mail.outbox if one.to == [ACADEMIC]]
        assert made.student.name in letter.body or "Asem" in letter.body or "Әсем" in letter.body

    def test_what_is_asked_half_way_is_answered_once_and_the_end_once_more(self, made, asked, world):
        half_way(made)
        asked(MIDDLE)
        answered(made, world["student"], MIDDLE)
        with refused("evaluated_already"):
            answered(made, world["student"], MIDDLE + timedelta(days=1))
        answered(made, world["student"], LAST_WEEK)
        assert list(Evaluation.objects.order_by("at").values_list("moment", flat=True)) == ["half_way", "end"]

    def test_the_link_of_the_middle_does_not_answer_for_the_end(self, made, asked, client, freeze):
        half_way(made)
        asked(MIDDLE)
        [letter] = [one for one in mail.outbox if one.to == [HOST.email]]
        where = LINK.search(letter.body)[1]
        assert client.get(where).status_code == 200
        made.__class__.objects.filter(pk=made.pk).update(ends_on=MIDDLE.date() + timedelta(days=10))
        freeze(MIDDLE + timedelta(days=1))
        assert 'value="send"' not in client.get(where + "?language=en").content.decode()

    def test_the_desk_counts_what_was_asked_half_way_and_is_not_answered(self, made, asked, world):
        half_way(made)
        day = MIDDLE.date()
        assert not placements_to_evaluate(world["student"], day)
        asked(MIDDLE)
        assert placements_to_evaluate(world["student"], day).get() == made
        answered(made, world["student"], MIDDLE)
        assert not placements_to_evaluate(world["student"], day)
        assert placements_to_evaluate(world["student"], made.ends_on).get() == made

    def test_between_middle_and_end_nobody_evaluates_without_the_rule(self, made, world):
        made = Placement.objects.select_related("cohort__programme", "student", "academic_supervisor").get()
        assert moment_now(made, MIDDLE.date()) is None
        assert answerable_by(world["student"], made, MIDDLE.date()) == []
        half_way(made)
        assert answerable_by(world["student"], made, MIDDLE.date()) == ["student"]


@pytest.mark.django_db(transaction=True)
def test_two_runs_at_once_ask_once(transactional_db, freeze):
    made = placement(build_world())
    freeze(LAST_WEEK)
    mail.outbox.clear()
    run = lambda: ask_for_evaluations(now=LAST_WEEK)  # noqa: E731
    assert at_once(run, run) == ["done", "done"]
    assert sorted(letter.to[0] for letter in mail.outbox) == [ACADEMIC, HOST.email, STUDENT]
    assert EvaluationAsk.objects.get().placement == made


# --- Exports ----------------------------------------------------------------------------------------------------------
@pytest.mark.django_db
class TestExports:
    @pytest.fixture
    def made(self, world, freeze):
        freeze(LAST_WEEK)
        return placement(world)

    @staticmethod
    def table(response):
        assert response.status_code == 200
        text = b"".join(response.streaming_content).decode().removeprefix("\ufeff")
        return list(csv.DictReader(io.StringIO(text)))

    def test_all_answers_of_a_programme_a_row_each(self, made, world, client_as):
        answered(made, world["student"], LAST_WEEK, answers=GOOD | {"better": "=1+1"})
        where = reverse("placements:evaluation_forms", args=[made.cohort.programme_id]) + "?format=csv"
        rows = self.table(client_as("career_centre").get(where))
        assert [(row["Code of the question"], row["Answer"]) for row in rows] == [
            ("tasks", "4"), ("learnt", "5"), ("supervision", "3"), ("better", "'=1+1"),
        ]  # fmt: skip
        assert {row["Student"] for row in rows} == {made.student.name}
        for who in ("student", "host_supervisor", "company_manager", "faculty_member"):
            assert client_as(who).get(where).status_code == 404

    def test_those_by_one_form_a_column_a_question(self, made, world, client_as):
        host = {"quality": 5, "independence": 4, "team": 3, "hire": "yes"}
        given = answered(made, None, LAST_WEEK, "host", host)
        where = given.form.get_absolute_url() + "?format="
        [row] = self.table(client_as("career_centre").get(where + "csv"))
        assert (row["Quality of the work"], row["Would you hire this student?"]) == ("5", "Yes")
        book = client_as("career_centre").get(where + "xlsx")
        assert book["Content-Disposition"].endswith('.xlsx"')
        assert b"".join(book.streaming_content).startswith(b"PK")
        assert client_as("career_centre").get(where + "exe").status_code == 404
        assert client_as("company_manager").get(where + "csv").status_code == 404


# --- Reviews beside a position ----------------------------------------------------------------------------------------
@pytest.mark.django_db
def test_published_reviews_of_the_host_stand_on_the_page_of_its_position(world, client_as, freeze):
    freeze(LAST_WEEK)
    made = placement(world)
    where = made.position.get_absolute_url()
    review = send_review(placement=made, text=TEXT, recommends=True, at=LAST_WEEK)
    assert TEXT not in client_as("career_centre").get(where).content.decode()
    decide_review(review=review, publish=True, reason="", by=world["career_centre"], at=LAST_WEEK)
    page = client_as("student").get(where).content.decode()
    assert TEXT in page
    assert made.student.name not in page[page.index('id="reviews"') : page.index(TEXT)]
    assert TEXT not in client_as("company_manager").get(where).content.decode()
