"""The catalogue from files: what is read, what is left out and why, and what a file may not change."""

from decimal import Decimal

import pytest

from seriktes.accounts.models import AuditEvent
from seriktes.curriculum.actions.courses import change_course
from seriktes.curriculum.models import Course, StudyProgramme
from seriktes.exchange.actions import decide_question
from seriktes.exchange.models import ImportQuestion
from seriktes.procedures.models import Event
from tests.curriculum.sample import NOON
from tests.organisations.importing import counts, faults
from tests.partnerships.importing import COMPANY, UNIVERSITY, run, words

pytestmark = pytest.mark.django_db
HEAD = "Код дисциплины;Дисциплина;Кредиты;Язык обучения;Код ОП;Ответственный"
LINE = "ФИЗ 1101;Выдуманная физика;5;рус;6B07101;Дарисбай Галым Сабакович"


def take(sample, *lines, kind="courses", **options):
    return run(kind, *lines, by=sample.by, **options)


def test_a_course_arrives_with_its_programme_and_its_teacher(sample):
    done = take(sample, HEAD, LINE)
    assert (counts(done), faults(done)) == ({"created": 1}, [])
    course = Course.objects.get(code="ФИЗ 1101")
    assert (course.organisation, course.credits, course.languages) == (sample.university, Decimal(5), ["ru"])
    assert (course.responsible, list(course.programmes.all())) == (sample.world.people["lecturer"], [sample.programme])
    assert course.provenance["credits"]["seen"]


def test_a_trial_writes_nothing(sample):
    before = Course.objects.count(), Event.objects.count()
    assert counts(take(sample, HEAD, LINE, dry_run=True)) == {"created": 1}
    assert (Course.objects.count(), Event.objects.count()) == before


def test_the_same_file_again_changes_nothing(sample):
    take(sample, HEAD, LINE)
    told = Event.objects.count(), AuditEvent.objects.exclude(kind__startswith="exchange.").count()
    version = Course.objects.get(code="ФИЗ 1101").version
    done = take(sample, HEAD, LINE)
    assert (counts(done), faults(done)) == ({"unchanged": 1}, [])
    assert (Event.objects.count(), AuditEvent.objects.exclude(kind__startswith="exchange.").count()) == told
    assert Course.objects.get(code="ФИЗ 1101").version == version


def test_a_newer_file_changes_what_a_file_said_and_asks_about_what_a_person_wrote(sample):
    take(sample, HEAD, LINE)
    assert counts(take(sample, HEAD, LINE.replace(";5;", ";6;"))) == {"updated": 1}
    course = Course.objects.get(code="ФИЗ 1101")
    assert course.credits == 6
    change_course(course=course, values={"credits": Decimal(4)}, by=sample.by, at=NOON)
    Course.objects.filter(pk=course.pk).update(provenance={})
    assert counts(take(sample, HEAD, LINE.replace(";5;", ";7;")))["questions"] == 1
    course.refresh_from_db()
    assert course.credits == 4
    decide_question(question=ImportQuestion.objects.get(), take=True, by=sample.by)
    course.refresh_from_db()
    assert course.credits == 7


def test_a_file_adds_programmes_and_takes_none_away(sample):
    take(sample, "Код ОП;Название", "6B07102;Выдуманная робототехника", kind="study_programmes")
    assert counts(take(sample, HEAD, "SV 2201;;;;6B07102;")) == {"updated": 1}
    assert set(sample.course.programmes.values_list("code", flat=True)) == {"6B07101", "6B07102"}


def test_codes_are_one_whatever_the_keyboard_was(sample):
    done = take(sample, "Код ОП;Название", "6в07101;Машиностроение", kind="study_programmes")
    assert counts(done) == {"unchanged": 1}
    assert faults(done) == [(2, "Код ОП", "letters_unified")]
    assert StudyProgramme.objects.count() == 1


BAD = [
    (";Без кода;1;;;", "value_missing"),
    ("<><>;Чужой код;1;;;", "code_unreadable"),
    (f"{'X' * 31};Длинный код;1;;;", "code_unreadable"),
    ("ХИМ 1;;1;;;", "curriculum_refused"),
    ("ХИМ 1;Химия;1;;;;лишнее", "too_many_cells"),
]


@pytest.mark.parametrize(("line", "code"), BAD)
def test_a_bad_row_is_left_out_and_says_why_while_the_others_are_read(sample, line, code):
    done = take(sample, HEAD, line, LINE)
    assert counts(done) == {"created": 1, "rejected": 1}
    assert [fault[2] for fault in faults(done)] == [code]
    assert all(words(done))


HALF = [
    ("ХИМ 1;Химия;много;;;", "not_a_number"),
    ("ХИМ 1;Химия;-3;;;", "not_a_number"),
    ("ХИМ 1;Химия;NaN;;;", "not_a_number"),
    ("ХИМ 1;Химия;1;эльфийский;;", "unknown_value"),
    ("ХИМ 1;Химия;1;;6B99999;", "programme_unknown"),
    ("ХИМ 1;Химия;1;;;Никто Никем Никогда", "person_unknown"),
]


@pytest.mark.parametrize(("line", "code"), HALF)
def test_a_bad_cell_is_left_out_and_the_rest_of_its_row_is_read(sample, line, code):
    done = take(sample, HEAD, line)
    assert counts(done) == {"created": 1}
    assert [fault[2] for fault in faults(done)] == [code]
    assert Course.objects.get(code="ХИМ 1").name_ru == "Химия"


def test_nobody_imports_the_catalogue_of_another_university(sample):
    hidden = "Выдуманный институт Тулпар"
    for body in (hidden, COMPANY):
        done = take(sample, f"ВУЗ;{HEAD}", f"{body};{LINE}")
        assert counts(done) == {"rejected": 1}
    assert counts(take(sample, f"ВУЗ;{HEAD}", f"{UNIVERSITY};{LINE}")) == {"created": 1}
    assert set(Course.objects.values_list("organisation", flat=True)) == {sample.university.pk}


def test_a_code_that_names_another_level_than_the_file_is_refused(sample):
    done = take(sample, "Код ОП;Название;Уровень", "7M07109;Выдуманная;бакалавриат", kind="study_programmes")
    assert counts(done) == {"rejected": 1}
    assert words(done) == ["The code begins with another level than the one that is chosen."]


def test_our_own_export_is_read_back_and_changes_nothing(sample, client_as):
    for name, kind in (("study_programmes", "study_programmes"), ("courses", "courses")):
        from django.urls import reverse

        answer = client_as("partnership_officer").get(reverse(f"curriculum:{name}") + "?format=csv")
        content = b"".join(answer.streaming_content).decode("utf-8-sig")
        done = run(kind, content, by=sample.by)
        assert (counts(done), faults(done)) == ({"unchanged": 1}, [])
