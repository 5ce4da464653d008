"""Programmes and cohorts from files: what is found and made, what is left out and why, and what a file may not change."""

from datetime import date
from decimal import Decimal

import pytest
from django.urls import reverse

from seriktes.exchange.actions import decide_question
from seriktes.exchange.models import ImportQuestion
from seriktes.organisations.models import Unit
from seriktes.placements.actions.cohorts import change_cohort, move_cohort
from seriktes.placements.actions.programmes import change_programme
from seriktes.placements.enums import CohortState, ProgrammeKind
from seriktes.placements.models import Cohort, Programme
from seriktes.procedures.models import Event
from tests.organisations.importing import counts, faults
from tests.organisations.importing import run_import as run_file
from tests.partnerships.importing import run, words
from tests.placements import programmes_ground as ground
from tests.placements.programmes_ground import AT

pytestmark = pytest.mark.django_db
HEAD = (
    "Вид практики;Номер программы;Программа;Бағдарлама;Семестр;Начало;Окончание;Приём мест до;Приём заявок с;Приём заявок до;"
    "Ранжирование до;Кредиты;Часы;Уровень;Курс;ОП"
)
DAYS = "01.03.2027;30.04.2027;25.01.2027;10.01.2027;05.02.2027;15.02.2027"
PRACTICE = "Выдуманная практика"


def line(kind="производственная практика", number="П-1", name=PRACTICE, term="Весна 2027", days=DAYS, rest="5;150;;;"):  # noqa: PLR0917
    return f"{kind};{number};{name};Ойдан шығарылған тәжірибе;{term};{days};{rest}"


def take(world, *lines, by="career_centre", **options):
    return run("placement_programmes", *lines, by=world[by], **options)


def test_a_programme_and_its_cohorts_arrive_as_drafts(world):
    rest = "5,5;150;бакалавриат, магистратура;2-3;6B07101, 6В07102"
    done = take(world, HEAD, line(rest=rest), line(term="Осень 2027"))
    assert (counts(done), faults(done)) == ({"created": 2}, [])
    programme = Programme.objects.get()
    assert (programme.organisation, programme.kind) == (world.organisations["university"], ProgrammeKind.PRACTICE)
    assert (programme.number, programme.name_ru, programme.name_kk) == ("П-1", PRACTICE, "Ойдан шығарылған тәжірибе")
    spring = Cohort.objects.get(term="Весна 2027")
    assert (spring.state, spring.starts_on, spring.ranking_until) == (
        CohortState.DRAFT,
        date(2027, 3, 1),
        date(2027, 2, 15),
    )
    assert (spring.credits, spring.hours, spring.levels, spring.years) == (
        Decimal("5.5"), 150, ["bachelor", "master"], [2, 3],
    )  # fmt: skip
    # The Cyrillic letter in the second code is read as the Latin one.
    assert spring.study_programmes == ["6B07101", "6B07102"]
    assert programme.cohorts.count() == 2


def test_a_trial_writes_nothing_and_the_same_file_again_changes_nothing(world):
    before = Event.objects.count()
    assert counts(take(world, HEAD, line(), dry_run=True)) == {"created": 1}
    assert (Programme.objects.count(), Cohort.objects.count(), Event.objects.count()) == (0, 0, before)
    take(world, HEAD, line())
    before = Event.objects.count()
    done = take(world, HEAD, line(term="ВЕСНА 2027"))
    assert (counts(done), faults(done), Event.objects.count()) == ({"unchanged": 1}, [], before)
    assert (Programme.objects.count(), Cohort.objects.count()) == (1, 1)


@pytest.mark.parametrize(
    ("wrong", "column", "code"),
    [
        ({"kind": "кружок"}, "Вид практики", "unknown_value"),
        ({"kind": ""}, "Вид практики", "kind_of_programme_missing"),
        ({"term": ""}, "Семестр", "value_missing"),
        ({"days": DAYS.replace("25.01.2027", "")}, "Приём мест до", "value_missing"),
        ({"days": DAYS.replace("30.04.2027", "30.02.2027")}, "Окончание", "not_a_date"),
        ({"days": DAYS.replace("30.04.2027", "30.01.2027")}, "Окончание", "placements_refused"),
        ({"days": DAYS.replace("05.02.2027", "05.01.2027")}, "Приём заявок до", "placements_refused"),
        ({"rest": "много;150;;;"}, "Кредиты", "not_an_amount"),
        ({"rest": "5;0;;;"}, "Часы", "not_a_number"),
        ({"rest": "5;150;школа;;"}, "Уровень", "unknown_value"),
        ({"rest": "5;150;;9;"}, "Курс", "unknown_value"),
    ],
)
def test_a_row_that_is_wrong_is_left_out_whole(world, wrong, column, code):
    done = take(world, HEAD, line(**wrong), line(term="Осень 2027"))
    assert counts(done) == {"created": 1, "rejected": 1}
    assert [(fault.row, fault.column, fault.code) for fault in done.faults.all()] == [(2, column, code)]
    assert all(words(done))
    # The second row makes the programme itself; nothing of the first stands.
    assert list(Cohort.objects.values_list("term", flat=True)) == ["Осень 2027"]
    assert Programme.objects.count() == 1


def test_a_row_that_stands_twice_is_read_once(world):
    done = take(world, HEAD, line(), line(rest="6;150;;;"))
    assert (counts(done), [fault.code for fault in done.faults.all()]) == (
        {"created": 1, "rejected": 1},
        ["doubled_row"],
    )
    assert Cohort.objects.get().credits == 5


def test_a_later_file_changes_what_a_file_said_and_asks_about_what_a_person_wrote(world):
    take(world, HEAD, line())
    cohort = Cohort.objects.get()
    change_cohort(cohort=cohort, values={"hours": 160}, by=world["career_centre"], at=AT, expected_version=None)
    done = take(world, HEAD, line(rest="6;170;;;"))
    cohort.refresh_from_db()
    assert (cohort.credits, cohort.hours, done.questions) == (6, 160, 1)
    question = ImportQuestion.objects.get()
    assert (question.field, question.current, question.proposed) == ("hours", 160, 170)
    decide_question(question=question, take=True, by=world["career_centre"])
    cohort.refresh_from_db()
    assert cohort.hours == 170
    assert counts(take(world, HEAD, line(rest="6;170;;;"))) == {"unchanged": 1}


def test_what_a_person_wrote_of_the_programme_stays_and_is_told(world):
    take(world, HEAD, line())
    programme = Programme.objects.get()
    change_programme(programme=programme, values={"name_kk": "Қолмен жазылған"}, by=world["career_centre"], at=AT,
                     expected_version=None)  # fmt: skip
    done = take(world, HEAD, line().replace("Ойдан шығарылған тәжірибе", "Басқа тәжірибе"))
    programme.refresh_from_db()
    assert (programme.name_kk, [fault.code for fault in done.faults.all()]) == ("Қолмен жазылған", ["programme_stands"])
    assert "Қолмен жазылған" in words(done)[0]


def test_what_an_open_cohort_freezes_stays(world):
    made = ground.cohort(world)
    name = made.programme.name_ru
    done = take(world, "Программа;Семестр;Кредиты;Вид", f"{name};{made.term};9;дуальное обучение")
    made.refresh_from_db()
    assert (made.credits, made.programme.kind) == (None, ProgrammeKind.INTERNSHIP)
    assert {fault.code for fault in done.faults.all()} == {"frozen_value", "programme_stands"}
    assert made.state == CohortState.OPEN


def test_a_cohort_by_its_number_is_the_one_of_this_register(world):
    made = ground.cohort(world, opened=False)
    done = take(world, "№ потока;Программа;Семестр", f"{made.pk};{made.programme.name_ru};Лето 2026")
    question = ImportQuestion.objects.get()
    assert (counts(done), question.field) == ({"unchanged": 1, "questions": 1}, "term")
    decide_question(question=question, take=True, by=world["career_centre"])
    made.refresh_from_db()
    assert made.term == "Лето 2026"
    done = take(
        world, "№ потока;Программа;Семестр", f"{made.pk};Чужая программа;Лето 2026", "999999;Чужая программа;Лето 2026"
    )
    assert [fault.code for fault in done.faults.order_by("row")] == ["not_that_cohort", "unknown_cohort"]


def test_only_the_own_university_is_kept(world):
    other = world.organisations["company"]
    done = take(world, f"ВУЗ;{HEAD}", f"{other.name_ru or other.name};{line()}")
    assert (counts(done), [fault.code for fault in done.faults.all()]) == ({"rejected": 1}, ["not_allowed"])
    assert not Programme.objects.exists()


def test_two_programmes_of_one_name_are_told_apart_by_number(world):
    for number in ("П-1", "П-2"):
        ground.programme(world, name_ru=PRACTICE, number=number)
    done = take(world, HEAD, line(number=""))
    assert [fault.code for fault in done.faults.all()] == ["name_ambiguous"]
    assert counts(take(world, HEAD, line(number="П-2", kind=""))) == {"created": 1}
    assert Cohort.objects.get().programme.number == "П-2"


def test_a_cohort_that_is_over_stays_as_it_was(world):
    made = ground.cohort(world, opened=False)
    move_cohort(cohort=made, way="cancel", by=None, at=AT)
    done = take(world, "Программа;Семестр;Начало", f"{made.programme.name_ru};{made.term};02.06.2026")
    assert [fault.code for fault in done.faults.all()] == ["frozen_value"]


@pytest.mark.parametrize("encoding", ["cp1251", "utf-16", "utf-8-sig"])
def test_the_encodings_of_offices_are_read(world, encoding):
    head, row = HEAD.replace("Бағдарлама;", ""), line().replace("Ойдан шығарылған тәжірибе;", "")
    data = f"{head}\n{row}".encode(encoding)
    done = run_file(data, kind="placement_programmes", format="csv", by=world["career_centre"])
    assert (counts(done), Programme.objects.get().name_ru) == ({"created": 1}, PRACTICE)


def test_a_huge_cell_leaves_its_row_out_and_no_other(world):
    huge = line(name="Ж" * 600_000, number="").replace("Ойдан шығарылған тәжірибе", "")
    done = take(world, HEAD, huge, line())
    assert counts(done) == {"created": 1, "rejected": 1}
    assert [(fault.row, fault.code) for fault in done.faults.order_by("pk")] == [(2, "too_long"), (2, "no_name")]
    assert all(words(done))


def test_the_page_of_programmes_leads_to_the_import(client, world):
    client.force_login(world["career_centre"])
    address = f"{reverse('exchange:import_new')}?kind=placement_programmes"
    assert address in client.get(reverse("placements:programmes")).content.decode()
    client.force_login(world["student"])
    assert address not in client.get(reverse("placements:programmes")).content.decode()


# --- Our own export ---------------------------------------------------------------------------------------------------
@pytest.mark.parametrize("language", ["kk", "ru", "en"])
def test_all_cohorts_are_exported_and_read_back_without_a_change(world, client_as, language):
    rest = "5,5;150;бакалавриат, магистратура;2-3;6B07101, 6В07102"
    assert counts(take(world, HEAD, line(rest=rest), line(term="Осень 2026", rest=rest))) == {"created": 2}
    first, second = Cohort.objects.order_by("-pk")[:2]
    unit = Unit.objects.create(organisation=first.programme.organisation, name_ru="Кафедра физики, выдуманная")
    names = ("Резюме", "Түйіндеме", "CV"), ("Письмо, с фотографией", "Хат", "Letter")
    documents = [
        {"code": f"d{n}", "name": dict(zip(("ru", "kk", "en"), name, strict=True)), "required": n == 1}
        for n, name in enumerate(names, 1)
    ]
    Cohort.objects.filter(pk=first.pk).update(
        units=[unit.pk], documents=documents, programme_quotas={"6B07101": 2}, region_quotas={"KZ-35": 10}
    )
    # A document that has no name in English yet.
    documents = [{**one, "name": {**one["name"], "en": ""}} for one in documents]
    Cohort.objects.filter(pk=second.pk).update(documents=documents)
    client = client_as("career_centre")
    client.cookies["language"] = language
    answer = client.get(reverse("placements:programmes") + "?format=csv&of=cohorts")
    text = b"".join(answer.streaming_content).decode("utf-8-sig")
    told = Event.objects.count()
    done = run("placement_programmes", text, by=world["career_centre"])
    assert (counts(done), faults(done), Event.objects.count()) == ({"unchanged": Cohort.objects.count()}, [], told)
    # Where the numbers are left out, each is found by its programme and term.
    Cohort.objects.update(provenance={})
    assert counts(run("placement_programmes", text, by=world["career_centre"])) == {"unchanged": Cohort.objects.count()}
