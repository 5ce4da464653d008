"""Titles and results of theses from files: what is found, what a commission has to have resolved, what stays."""

import csv
import io

import pytest
from django.urls import reverse

from seriktes.exchange.actions import decide_question
from seriktes.exchange.models import ImportQuestion
from seriktes.placements.actions.theses import title_thesis
from seriktes.placements.models import Thesis
from seriktes.procedures.models import Event
from tests.organisations.importing import counts, faults
from tests.partnerships.importing import run, words
from tests.placements.thesis_ground import LATER, OPEN, TITLES, admitted, commission, taken

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("own_files")]
HEAD = "№ работы;Тема на казахском;Тема на русском;Тема на английском;Баллы;За;Против;Решение комиссии"


def line(thesis, kk="Кен есебі", ru="Учёт руды", en="Accounting of ore", rest=";;;"):
    return f"{thesis.pk};{kk};{ru};{en};{rest}"


def take(world, *lines, by="career_centre", **options):
    return run("theses", HEAD, *lines, by=world[by], **options)


@pytest.fixture
def thesis(world, freeze):
    freeze(OPEN)
    made = taken(world)
    Thesis.objects.update(name_kk="", name_ru="", name_en="Accounting of ore")
    made.refresh_from_db()
    return made


@pytest.fixture
def called(world, freeze):
    """A thesis before its commission, an hour after the beginning."""
    freeze(OPEN)
    made = admitted(world)
    commission(world, made)
    freeze(LATER)
    return Thesis.objects.get(pk=made.pk)


def test_titles_arrive_in_three_languages_and_the_same_file_again_changes_nothing(world, thesis):
    done = take(world, line(thesis))
    assert (counts(done), faults(done)) == ({"updated": 1}, [])
    thesis.refresh_from_db()
    assert (thesis.name_kk, thesis.name_ru, thesis.name_en) == ("Кен есебі", "Учёт руды", "Accounting of ore")
    told = Event.objects.count()
    done = take(world, line(thesis))
    assert (counts(done), faults(done), Event.objects.count()) == ({"unchanged": 1}, [], told)


def test_a_thesis_is_found_by_cohort_and_student(world, thesis):
    cohort, student = thesis.placement.cohort_id, thesis.placement.student
    done = run("theses", "№ потока;Студент;Тема", f"{cohort};№ {student.pk};Учёт руды", by=world["career_centre"])
    assert (counts(done), faults(done)) == ({"updated": 1}, [])
    thesis.refresh_from_db()
    assert thesis.name_ru == "Учёт руды"


def test_a_title_that_a_person_wrote_is_asked_about(world, thesis):
    title_thesis(thesis=thesis, names={"name_ru": "Своя тема"}, by=world["student"], at=OPEN)
    assert counts(take(world, line(thesis)))["questions"] >= 1
    thesis.refresh_from_db()
    assert thesis.name_ru == "Своя тема"
    decide_question(question=ImportQuestion.objects.get(field="name_ru"), take=True, by=world["career_centre"])
    thesis.refresh_from_db()
    assert thesis.name_ru == "Учёт руды"


def test_a_result_is_written_by_the_defence_and_stands(world, called):
    same = (TITLES["name_kk"], TITLES["name_ru"], TITLES["name_en"])
    done = take(world, line(called, *same, rest="87;3;0;Присвоить"))
    assert (counts(done), faults(done)) == ({"updated": 1}, [])
    called.refresh_from_db()
    assert (called.state, called.points, called.votes_for, called.resolution) == ("defended", 87, 3, "Присвоить")
    assert counts(take(world, line(called, *same, rest="87;3;0;Присвоить"))) == {"unchanged": 1}
    done = take(world, line(called, *same, rest="30;0;3;"))
    assert (counts(done), [fault[2] for fault in faults(done)]) == ({"unchanged": 1}, ["result_stands"])
    called.refresh_from_db()
    assert called.points == 87


HALF = [
    ("87;3;0;", "no_defence_yet"),
    ("87;;;", "result_incomplete"),
    ("101;3;0;", "too_large_number"),
    ("много;3;0;", "not_a_number"),
]


@pytest.mark.parametrize(("rest", "code"), HALF)
def test_a_wrong_result_is_left_out_and_the_titles_are_read(world, thesis, rest, code):
    done = take(world, line(thesis, rest=rest))
    assert (counts(done), [fault[2] for fault in faults(done)]) == ({"updated": 1}, [code])
    assert all(words(done))
    thesis.refresh_from_db()
    assert (thesis.name_kk, thesis.points) == ("Кен есебі", None)


def test_a_result_against_the_rules_of_the_defence_is_left_out(world, called):
    same = (TITLES["name_kk"], TITLES["name_ru"], TITLES["name_en"])
    done = take(world, line(called, *same, rest="87;9;0;"))
    assert [fault[2] for fault in faults(done)] == ["placements_refused"]
    called.refresh_from_db()
    assert called.points is None


def test_what_names_no_thesis_is_left_out(world, thesis):
    done = take(world, "999999;;Тема;;;;;", ";;Тема;;;;;", line(thesis), line(thesis))
    assert counts(done) == {"updated": 1, "rejected": 3}
    assert [fault[2] for fault in faults(done)] == ["thesis_unknown", "thesis_unnamed", "doubled_row"]


@pytest.mark.parametrize("by", ["student", "company_manager", "faculty_member"])
def test_others_title_no_thesis_by_a_file(world, thesis, by):
    assert counts(take(world, line(thesis), by=by)) == {"rejected": 1}
    thesis.refresh_from_db()
    assert thesis.name_kk == ""


def exported(client, query=""):
    answer = client.get(reverse("placements:theses") + f"?format=csv{query}")
    return b"".join(answer.streaming_content).decode("utf-8-sig")


def test_our_own_export_is_read_back_and_changes_nothing(world, called, client_as):
    told = Event.objects.count()
    done = run("theses", exported(client_as("career_centre")), by=world["career_centre"])
    assert (counts(done), faults(done), Event.objects.count()) == ({"unchanged": 1}, [], told)


def test_defences_are_exported_with_their_commission(world, called, client_as):
    [row] = csv.DictReader(io.StringIO(exported(client_as("career_centre"), "&of=defences")))
    assert (row["Place"], row["Theses put"], row["Theses defended"]) == ("Room 204", "1", "0")
    assert "Chair of the commission" in row["Commission"]
    other = exported(client_as("fund_manager"), "&of=defences")
    assert "Chair of the commission" not in other
