"""Placements from files: what is planned, what is left out and why, and what a file may not change."""

from datetime import date
from decimal import Decimal

import pytest
from django.urls import reverse
from django.utils import translation

from seriktes.exchange.actions import decide_question
from seriktes.exchange.definitions.faults import sentence
from seriktes.exchange.models import ImportQuestion
from seriktes.placements.actions.hosts import decide_host
from seriktes.placements.actions.placements import cancel_placement, change_placement
from seriktes.placements.models import Placement, Position
from seriktes.procedures.models import Event
from tests.organisations.importing import counts, faults
from tests.partnerships.importing import COMPANY, FUND, run, words
from tests.placements.ground import NOON, cohort_of, position_of, programme_of

pytestmark = pytest.mark.django_db
HEAD = "Программа;Семестр;Студент;Организация;Номер места;Тема;Начало;Окончание;Кредиты;Часы;Задачи;Руководитель от вуза;Наставник;Почта наставника"
STUDENT, TEACHER = "Билимбек Асем Учебовна", "Дарисбай Галым Сабакович"
PLAN = '"60: Измерять отливки; 40: Писать отчёт"'


def line(  # noqa: PLR0917
    student=STUDENT, host=COMPANY, position="", title="Выдуманные отливки", first="01.04.2026", last="30.06.2026", points="5",
    hours="150", plan=PLAN, teacher=TEACHER, who="Мастеров Выдумщик;mentor@example.org", term="Spring 2026",
):  # fmt: skip
    head = f"Производственная практика;{term};{student};{host};{position};{title};{first};{last}"
    return f"{head};{points};{hours};{plan};{teacher};{who}"


@pytest.fixture
def cohort(world):
    return cohort_of(programme_of(world))


def take(world, *lines, by="career_centre", **options):
    return run("placements", HEAD, *lines, by=world[by], **options)


def only():
    return Placement.objects.get()


def test_a_placement_is_planned_with_its_plan_and_its_supervisors(world, cohort):
    done = take(world, line())
    assert (counts(done), faults(done)) == ({"created": 1}, [])
    made = only()
    assert (made.cohort, made.student, made.host) == (cohort, world.people["student"], world.organisations["company"])
    assert (made.state, made.title, made.credits, made.hours) == ("planned", "Выдуманные отливки", Decimal(5), 150)
    assert (made.starts_on, made.ends_on) == (date(2026, 4, 1), date(2026, 6, 30))
    assert list(made.plan.values_list("text", "weight")) == [("Измерять отливки", 60), ("Писать отчёт", 40)]
    assert made.academic_supervisor == world.people["lecturer"]
    assert (made.supervisor_name, made.supervisor_email) == ("Мастеров Выдумщик", "mentor@example.org")
    assert Event.objects.about(made).get().kind == "placement.planned"


def test_what_the_row_leaves_open_comes_from_the_position(world, cohort):
    position = position_of(cohort, world, number="М-1")
    done = take(world, line(host="", position="М-1", title="", first="", last="", plan="", who=";"))
    assert (counts(done), faults(done)) == ({"created": 1}, [])
    made = only()
    assert (made.position, made.host, made.host_supervisor) == (position, position.host, world.people["supervisor"])
    assert made.title in position.names_by_language.values()
    assert made.ends_on == cohort.ends_on
    assert made.plan.count() == 2


def test_a_trial_writes_nothing(world, cohort):
    before = Event.objects.count()
    assert counts(take(world, line(), dry_run=True)) == {"created": 1}
    assert (Placement.objects.count(), Event.objects.count()) == (0, before)


def test_the_same_file_again_changes_nothing(world, cohort):
    position_of(cohort, world, number="М-1")
    rows = line(position="М-1"), line(student="Сынакбай Ерлан Экзаменович")
    assert counts(take(world, *rows)) == {"created": 2}
    before = list(Placement.objects.order_by("pk").values_list("pk", "version")), Event.objects.count()
    done = take(world, *rows)
    assert (counts(done), faults(done)) == ({"unchanged": 2}, [])
    assert (list(Placement.objects.order_by("pk").values_list("pk", "version")), Event.objects.count()) == before


def test_a_newer_file_changes_what_a_file_said_and_asks_about_what_a_person_wrote(world, cohort):
    take(world, line())
    assert counts(take(world, line(hours="160"))) == {"updated": 1}
    assert only().hours == 160
    change_placement(placement=only(), values={"hours": 170}, by=None, at=NOON, expected_version=None)
    assert counts(take(world, line(hours="180"))) == {"unchanged": 1, "questions": 1}
    assert only().hours == 170
    decide_question(question=ImportQuestion.objects.get(), take=True, by=world["career_centre"])
    assert only().hours == 180


def test_the_page_of_an_import_names_what_it_changed(world, cohort, client_as):
    take(world, line())
    done = take(world, line(plan='"70: Измерять отливки; 30: Писать отчёт"', hours="160"))
    page = (
        client_as("career_centre")
        .get(reverse("exchange:import_rows", args=[done.pk, "updated"]))
        .content.decode()
        .lower()
    )
    assert "plan of tasks" in page
    assert "hours in all" in page


def test_a_plan_that_a_person_changed_stays(world, cohort):
    take(world, line())
    other = '"70: Измерять отливки; 30: Писать отчёт"'
    assert counts(take(world, line(plan=other))) == {"updated": 1}
    assert list(only().plan.values_list("weight", flat=True)) == [70, 30]
    change_placement(placement=only(), values={}, plan=[("Own words", 100)], by=None, at=NOON, expected_version=None)
    done = take(world, line())
    assert (counts(done), faults(done)) == ({"unchanged": 1}, [(2, "Задачи", "plan_stands")])
    assert list(only().plan.values_list("text", flat=True)) == ["Own words"]


def test_what_is_being_signed_stays_and_says_so(world, cohort):
    take(world, line())
    Placement.objects.update(state="signing")
    done = take(world, line(hours="200"))
    assert (counts(done), faults(done)) == ({"unchanged": 1}, [(2, "Часы", "frozen_value")])
    assert only().hours == 150


def test_who_was_cancelled_is_placed_anew(world, cohort):
    take(world, line())
    cancel_placement(placement=only(), reason="Closed.", by=world["career_centre"], at=NOON)
    assert counts(take(world, line())) == {"created": 1}


BAD = [
    (line(student=""), "Студент", "value_missing"),
    (line(student="Никто Никем Никогда"), "Студент", "student_unknown"),
    (line(student="Кулынбай Сауле Сессиевна"), "Студент", "student_unknown"),
    (line(host=""), "Организация", "value_missing"),
    (line(term="Autumn 2031"), "Семестр", "unknown_cohort"),
    (line(position="Нет такого"), "Номер места", "wish_unknown"),
    (line(first="32.01.2026"), "Начало", "not_a_date"),
    (line(first="01.07.2026", last="30.06.2026"), "Окончание", "placements_refused"),
    (line(hours="5001"), "Часы", "too_large_number"),
    (line(points="много"), "Кредиты", "not_an_amount"),
    (line(points="1000"), "Кредиты", "not_an_amount"),
    (line(plan='"60: Одно; 30: Другое"'), "Задачи", "placements_refused"),
    (f"{line()};лишнее", "", "too_many_cells"),
]


@pytest.mark.parametrize(("bad", "column", "code"), BAD)
def test_a_bad_row_is_left_out_with_its_number_while_the_others_are_read(world, cohort, bad, column, code):
    done = take(world, bad, line(student="Сынакбай Ерлан Экзаменович"))
    assert counts(done) == {"created": 1, "rejected": 1}
    assert faults(done) == [(2, column, code)]
    assert all(words(done))


@pytest.mark.parametrize("language", ["kk", "ru", "en"])
def test_refusals_are_told_in_the_language_of_the_reader(world, cohort, language):
    fault = take(world, line(student="Никто Никем Никогда")).faults.get()
    with translation.override("en"):
        english = sentence(fault.code, fault.values)
    with translation.override(language):
        told = sentence(fault.code, fault.values)
    assert "Никто Никем Никогда" in told
    assert (told == english) == (language == "en")


@pytest.mark.parametrize("values", [{"teacher": "Никто Никем"}, {"who": "Кто-то;"}])
def test_a_supervisor_whom_nobody_knows_leaves_the_cell_out_and_not_the_row(world, cohort, values):
    done = take(world, line(**values))
    assert counts(done) == {"created": 1}
    assert [code for _row, _column, code in faults(done)] in (["academic_unknown"], ["supervisor_unknown"])


def test_a_full_position_and_a_declined_host_take_nobody(world, cohort):
    position_of(cohort, world, number="М-1", capacity=1)
    take(world, line(position="М-1"))
    done = take(world, line(student="Сынакбай Ерлан Экзаменович", position="М-1"))
    assert faults(done) == [(2, "Номер места", "placements_refused")]
    decide_host(
        organisation=world.organisations["university"], host=world.organisations["company"], standing="declined",
        reasons=["other"], reason="It paid nobody last year.", by=None, at=NOON,
    )  # fmt: skip
    done = take(world, line(student="Сынакбай Ерлан Экзаменович"))
    assert faults(done) == [(2, "Организация", "placements_refused")]
    assert Placement.objects.count() == 1


def test_another_host_than_the_one_that_stands_is_refused(world, cohort):
    take(world, line())
    done = take(world, line(host=FUND))
    assert (counts(done), faults(done)) == ({"rejected": 1}, [(2, "Организация", "other_host_stands")])
    assert only().host == world.organisations["company"]


def test_a_student_who_stands_twice_in_a_file_is_placed_once(world, cohort):
    done = take(world, line(), line(title="Другое"))
    assert Placement.objects.count() == 1
    assert only().title == "Выдуманные отливки"
    assert [row for row, _column, _code in faults(done)] == [3]


@pytest.mark.parametrize("who", ["company_manager", "faculty_member", "student"])
def test_nobody_but_the_office_imports_placements(world, cohort, who):
    done = take(world, line(), by=who)
    assert counts(done) == {"rejected": 1}
    assert not Placement.objects.exists()


def test_a_number_of_another_register_is_refused(world, cohort):
    take(world, line())
    head = HEAD.replace("Программа;", "№ в реестре;Программа;", 1)
    other = line(student="Сынакбай Ерлан Экзаменович")
    done = run("placements", head, f"{only().pk};{other}", by=world["career_centre"])
    assert faults(done) == [(2, "№ в реестре", "not_that_placement")]
    assert counts(run("placements", head, f"{only().pk};{line(hours='155')}", by=world["career_centre"])) == {
        "updated": 1
    }


def test_positions_that_were_withdrawn_are_not_chosen(world, cohort):
    position_of(cohort, world, number="М-1")
    Position.objects.update(state="withdrawn")
    assert faults(take(world, line(position="М-1"))) == [(2, "Номер места", "wish_unknown")]
