"""Positions from files: what is read and offered, what is left out and why, and what a file may not change."""

import pytest
from django.urls import reverse

from seriktes.exchange.actions import decide_question
from seriktes.exchange.models import ImportQuestion
from seriktes.placements.actions.positions import approve_position, change_position
from seriktes.placements.enums import PositionState
from seriktes.placements.models import Position
from seriktes.procedures.models import Event
from tests.organisations.importing import counts, faults
from tests.partnerships.importing import COMPANY, FUND, UNIVERSITY, run, words
from tests.placements import programmes_ground as ground
from tests.placements.programmes_ground import AT

pytestmark = pytest.mark.django_db
HEAD = "Программа;Семестр;Организация;Номер места;Название;Описание;Задачи;Языки;Количество мест;Наставник;Почта наставника"
WHERE = f"Летняя стажировка;Summer 2026;{COMPANY}"
WORK = 'Вы измеряете отливки;"60: Измерять отливки; 40: Писать отчёт";каз, рус'
WHO = "Мастеров Выдумщик;mentor@example.org"
LINE = f"{WHERE};Т-1;Выдуманный литейщик;{WORK};2;{WHO}"


@pytest.fixture
def cohort(world):
    return ground.cohort(world)


def take(world, *lines, by="career_centre", **options):
    return run("positions", *lines, by=world[by], **options)


def only():
    return Position.objects.get(number="Т-1")


def test_a_position_arrives_and_is_offered(world, cohort):
    done = take(world, HEAD, LINE)
    assert (counts(done), faults(done)) == ({"created": 1}, [])
    made = only()
    assert (made.cohort, made.host, made.state) == (cohort, world.organisations["company"], PositionState.OFFERED)
    assert (made.languages, made.capacity, made.is_written_by_university) == (["kk", "ru"], 2, True)
    assert list(made.tasks.values_list("text", "weight")) == [("Измерять отливки", 60), ("Писать отчёт", 40)]
    assert (made.supervisor_name, made.supervisor_email) == ("Мастеров Выдумщик", "mentor@example.org")


def test_a_trial_writes_nothing(world, cohort):
    before = Position.objects.count(), Event.objects.count()
    assert counts(take(world, HEAD, LINE, dry_run=True)) == {"created": 1}
    assert (Position.objects.count(), Event.objects.count()) == before


def test_the_same_file_again_changes_nothing(world, cohort):
    take(world, HEAD, LINE)
    before = only().version, Event.objects.count()
    done = take(world, HEAD, LINE)
    assert (counts(done), faults(done)) == ({"unchanged": 1}, [])
    assert (only().version, Event.objects.count()) == before
    assert Position.objects.count() == 1


def test_a_newer_file_changes_what_a_file_said_and_asks_about_what_a_person_wrote(world, cohort):
    take(world, HEAD, LINE)
    assert counts(take(world, HEAD, LINE.replace(";2;Маст", ";3;Маст"))) == {"updated": 1}
    assert only().capacity == 3
    change_position(position=only(), values={"capacity": 5}, by=None, at=AT, expected_version=None)
    assert counts(take(world, HEAD, LINE.replace(";2;Маст", ";7;Маст"))) == {"unchanged": 1, "questions": 1}
    assert only().capacity == 5
    decide_question(question=ImportQuestion.objects.get(), take=True, by=world["career_centre"])
    assert only().capacity == 7


def test_a_position_is_found_by_its_name_until_it_has_a_number(world, cohort):
    without = LINE.replace(";Т-1;", ";;")
    take(world, HEAD, without)
    assert counts(take(world, HEAD, without)) == {"unchanged": 1}
    assert counts(take(world, HEAD, LINE)) == {"updated": 1}
    assert counts(take(world, HEAD, LINE.replace("Выдуманный литейщик", "Выдуманный мастер"))) == {"updated": 1}
    assert (Position.objects.count(), only().name_ru) == (1, "Выдуманный мастер")
    # Another number is another position, also of the same name.
    assert counts(take(world, HEAD, LINE.replace(";Т-1;", ";Т-2;").replace("литейщик", "мастер"))) == {"created": 1}


def test_tasks_follow_the_file_until_a_person_changes_them(world, cohort):
    take(world, HEAD, LINE)
    newer = LINE.replace("60: Измерять", "50: Измерять").replace("40: Писать", "50: Писать")
    assert counts(take(world, HEAD, newer)) == {"updated": 1}
    assert list(only().tasks.values_list("weight", flat=True)) == [50, 50]
    change_position(position=only(), values={}, tasks=[("Измерять формы", 100)], by=None, at=AT, expected_version=None)
    done = take(world, HEAD, LINE)
    assert (counts(done), faults(done)) == ({"unchanged": 1}, [(2, "Задачи", "tasks_stand")])
    assert list(only().tasks.values_list("text", flat=True)) == ["Измерять формы"]


def test_what_is_frozen_stays_and_says_so(world, cohort):
    take(world, HEAD, LINE)
    approve_position(position=only(), by=None, at=AT)
    done = take(world, HEAD, LINE.replace(";2;Маст", ";9;Маст").replace("mentor@", "other@"))
    assert (counts(done), faults(done)) == ({"updated": 1}, [(2, "Количество мест", "frozen_value")])
    assert (only().capacity, only().supervisor_email) == (2, "other@example.org")


def test_what_lacks_something_stays_a_draft_and_says_what(world, cohort):
    done = take(world, HEAD, f"{WHERE};Т-1;Выдуманный литейщик;;;;1;{WHO}")
    assert counts(done) == {"created": 1}
    assert only().state == PositionState.DRAFT
    [said] = words(done)
    assert said.startswith("Written as a draft, and not offered yet: Fill in first:")
    assert "tasks" in said


BAD = [
    (f"{WHERE};;;{WORK};1;{WHO}", "no_name"),
    (f"Летняя стажировка;Winter 1999;{COMPANY};Т-2;Имя;{WORK};1;{WHO}", "unknown_cohort"),
    (f"Чужая программа;Summer 2026;{COMPANY};Т-2;Имя;{WORK};1;{WHO}", "unknown_cohort"),
    (f";Summer 2026;{COMPANY};Т-2;Имя;{WORK};1;{WHO}", "value_missing"),
    (f"Летняя стажировка;Summer 2026;;Т-2;Имя;{WORK};1;{WHO}", "value_missing"),
    (f"Летняя стажировка;Summer 2026;Никто и никогда;Т-2;Имя;{WORK};1;{WHO}", "unknown_organisation"),
    (f"Летняя стажировка;Summer 2026;{UNIVERSITY};Т-2;Имя;{WORK};1;{WHO}", "placements_refused"),
    (f'{WHERE};Т-2;Имя;Описание;"много; 40: Писать";рус;1;{WHO}', "not_a_task"),
    (f"{WHERE};Т-2;Имя;{WORK};0;{WHO}", "placements_refused"),
    (f"{WHERE};Т-2;Имя;{WORK};сколько-то;{WHO}", "not_a_number"),
    (f"{WHERE};Т-2;Имя;{WORK};501;{WHO}", "too_large_number"),
    (f"{WHERE};Т-2;Имя;{WORK};1;{WHO};лишнее", "too_many_cells"),
]  # fmt: skip


@pytest.mark.parametrize(("line", "code"), BAD)
def test_a_bad_row_is_left_out_and_says_why_while_the_others_are_read(world, cohort, line, code):
    done = take(world, HEAD, line, LINE)
    assert counts(done) == {"created": 1, "rejected": 1}
    assert [fault[2] for fault in faults(done)] == [code]
    assert all(words(done))


HALF = [
    (f"{WHERE};Т-1;Имя;{WORK.replace('рус', 'эльфийский')};1;{WHO}", "unknown_value"),
    (f"{WHERE};Т-1;Имя;{WORK};1;Мастеров Выдумщик;не почта", "not_an_email"),
]


@pytest.mark.parametrize(("line", "code"), HALF)
def test_a_bad_cell_is_left_out_and_the_rest_of_its_row_is_read(world, cohort, line, code):
    done = take(world, HEAD, line)
    assert counts(done) == {"created": 1}
    assert code in [fault[2] for fault in faults(done)]
    assert only().name_ru == "Имя"


def test_pay_without_its_terms_is_refused_and_whole_pay_is_read(world, cohort):
    done = take(world, f"{HEAD};Оплата", f"{LINE};120 000")
    assert (counts(done), [fault[2] for fault in faults(done)]) == ({"rejected": 1}, ["placements_refused"])
    take(world, f"{HEAD};Оплата;Период оплаты", f"{LINE};120 000 ₸;в месяц")
    assert (only().pay, only().currency, only().pay_period) == (120000, "KZT", "month")


def test_the_same_row_twice_in_a_file_is_told_with_its_number(world, cohort):
    done = take(world, HEAD, LINE, LINE)
    assert (counts(done), faults(done)) == ({"created": 1, "rejected": 1}, [(3, "", "doubled_row")])


def test_nobody_imports_into_the_cohort_of_another_university(world):
    theirs = ground.cohort(world, of=ground.programme(world, "hidden_university"))
    done = take(world, HEAD, LINE)
    assert [fault[2] for fault in faults(done)] == ["unknown_cohort"]
    done = take(world, f"cohort;{HEAD}", f"{theirs.pk};{LINE}")
    assert [fault[2] for fault in faults(done)] == ["unknown_cohort"]
    assert not Position.objects.exists()


def test_a_host_imports_its_own_positions_and_nobody_elses(world, cohort, freeze):
    freeze(AT)
    supervised = f"{WHERE};Т-1;Имя;{WORK};1;Шеберхан Онер Устазович;"
    foreign = f"Летняя стажировка;Summer 2026;{FUND};Т-3;Имя;{WORK};1;{WHO}"
    done = take(world, HEAD, supervised, foreign, by="company_manager")
    assert (counts(done), [fault[::2] for fault in faults(done)]) == (
        {"created": 1, "rejected": 1}, [(3, "not_allowed_to_add")],
    )  # fmt: skip
    made = only()
    assert (made.supervisor, made.is_written_by_university) == (world.people["supervisor"], False)


def test_a_supervisor_does_not_import(world, cohort):
    done = take(world, HEAD, LINE, by="host_supervisor")
    assert counts(done) == {"rejected": 1}
    assert not Position.objects.exists()


def test_a_number_of_another_register_is_no_position_here(world, cohort):
    made = ground.position(world, cohort)
    other = ground.cohort(world, of=made.cohort.programme, term="Autumn 2026")
    done = take(world, f"id;cohort;{HEAD}", f"{made.pk};{other.pk};{LINE}")
    assert [fault[2] for fault in faults(done)] == ["not_that_position"]
    done = take(world, f"id;{HEAD}", f"999999;{LINE}")
    assert [fault[2] for fault in faults(done)] == ["unknown_number"]


def test_our_own_export_is_read_back_and_changes_nothing(world, cohort, client_as):
    ground.position(world, cohort)
    answer = client_as("career_centre").get(reverse("placements:positions") + "?state=all&format=csv")
    content = b"".join(answer.streaming_content).decode("utf-8-sig")
    done = take(world, content)
    assert (counts(done), faults(done)) == ({"unchanged": 1}, [])


def test_the_list_leads_those_who_keep_it_to_the_import(world, cohort, client_as):
    address = reverse("exchange:import_new") + "?kind=positions"
    assert address in client_as("career_centre").get(reverse("placements:positions")).content.decode()
    for other in ("company_manager", "student"):
        assert address not in client_as(other).get(reverse("placements:positions")).content.decode()
