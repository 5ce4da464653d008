"""The catalogue from files: what is read, what is left out and why, and what a file may not change."""

from decimal import Decimal

import pytest
from django.urls import reverse

from seriktes.accounts.models import AuditEvent
from seriktes.curriculum.actions.courses import add_employer, change_course, change_run, end_employer
from seriktes.curriculum.models import Course, CourseRun, StudyProgramme
from seriktes.exchange.actions import decide_question
from seriktes.exchange.models import ImportQuestion
from seriktes.organisations.models import Organisation, OrganisationName
from seriktes.procedures.models import Event
from tests.curriculum.sample import NOON
from tests.organisations.importing import counts, faults
from tests.partnerships.importing import COMPANY, FUND, UNIVERSITY, run, words

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


# --- Employers and their parts ----------------------------------------------------------------------------------------
WITH_EMPLOYERS = "Код дисциплины;Работодатели"


def parts(course):
    return set(course.employers.filter(ends_on__isnull=True).values_list("organisation__name_ru", "part"))


def test_a_course_arrives_with_its_employers_and_their_parts(sample):
    done = take(sample, WITH_EMPLOYERS, f'SV 2201;"{COMPANY}: ведёт занятия; {COMPANY}: tasks"')
    assert (counts(done), faults(done)) == ({"updated": 1}, [])
    assert parts(sample.course) == {(COMPANY, "teaches"), (COMPANY, "tasks")}
    assert counts(take(sample, WITH_EMPLOYERS, f'SV 2201;"{COMPANY}: ведёт занятия; {COMPANY}: tasks"')) == {
        "unchanged": 1
    }
    assert Event.objects.about(sample.course).filter(kind="course.employer_joined").count() == 2


def test_a_part_that_ended_is_not_begun_again_by_a_file(sample):
    line = f"SV 2201;{COMPANY}: tasks"
    take(sample, WITH_EMPLOYERS, line)
    end_employer(row=sample.course.employers.get(), on=NOON.date(), by=sample.by, at=NOON)
    assert counts(take(sample, WITH_EMPLOYERS, line)) == {"unchanged": 1}
    assert parts(sample.course) == set()


WRONG_EMPLOYERS = [
    ("ТОО «Никто»: tasks", "unknown_organisation"),
    (f"{COMPANY}: варит чай", "unknown_value"),
    (COMPANY, "employer_without_part"),
    (f"{UNIVERSITY}: tasks", "curriculum_refused"),
]


@pytest.mark.parametrize(("cell", "code"), WRONG_EMPLOYERS)
def test_a_wrong_employer_is_a_fault_of_its_cell_and_the_row_is_read(sample, cell, code):
    done = take(sample, f"{WITH_EMPLOYERS};Участие работодателей", f'SV 2201;"{cell}; {FUND}: site";Практика')
    assert counts(done) == {"updated": 1}
    assert [(fault[1], fault[2]) for fault in faults(done)] == [("Работодатели", code)]
    assert all(words(done))
    sample.course.refresh_from_db()
    assert (sample.course.employers_part, parts(sample.course)) == ("Практика", {(FUND, "site")})


def test_a_semicolon_within_a_name_parts_nothing(sample, client_as):
    company = sample.world.organisations["company"]
    OrganisationName.objects.filter(organisation=company, language="en").update(value="Iron; Steel: Works")
    Organisation.objects.filter(pk=company.pk).update(name_en="Iron; Steel: Works")
    done = take(sample, WITH_EMPLOYERS, 'SV 2201;"Iron; Steel: Works: tasks"')
    assert (counts(done), faults(done)) == ({"updated": 1}, [])
    assert parts(sample.course) == {(COMPANY, "tasks")}


# --- Runs -------------------------------------------------------------------------------------------------------------
RUN_HEAD = "Код дисциплины;Семестр;Начало;Окончание;Язык;Преподаватель;Студентов"
RUN_LINE = "SV 2201;2026/27, 1;01.09.2026;20.12.2026;рус;Дарисбай Галым Сабакович;48"


def test_a_run_arrives_and_the_same_file_again_changes_nothing(sample):
    assert counts(take(sample, RUN_HEAD, RUN_LINE, kind="course_runs")) == {"created": 1}
    run_ = sample.course.runs.get()
    assert (run_.term, run_.language, run_.students) == ("2026/27, 1", "ru", 48)
    assert run_.teacher == sample.world.people["lecturer"]
    told = Event.objects.count()
    done = take(sample, RUN_HEAD, RUN_LINE, kind="course_runs")
    assert (counts(done), faults(done), Event.objects.count()) == ({"unchanged": 1}, [], told)


def test_a_newer_file_changes_a_run_and_asks_about_what_a_person_wrote(sample):
    take(sample, RUN_HEAD, RUN_LINE, kind="course_runs")
    assert counts(take(sample, RUN_HEAD, RUN_LINE.replace(";48", ";50"), kind="course_runs")) == {"updated": 1}
    run_ = sample.course.runs.get()
    change_run(run=run_, values={"students": 40}, by=sample.by, at=NOON)
    CourseRun.objects.filter(pk=run_.pk).update(provenance={})
    assert counts(take(sample, RUN_HEAD, RUN_LINE.replace(";48", ";60"), kind="course_runs"))["questions"] == 1
    assert sample.course.runs.get().students == 40
    decide_question(question=ImportQuestion.objects.get(), take=True, by=sample.by)
    assert sample.course.runs.get().students == 60


WRONG_RUNS = [
    ("НЕТ 1;2026/27, 1;01.09.2026;20.12.2026;;;", "course_unknown"),
    (";2026/27, 1;01.09.2026;20.12.2026;;;", "value_missing"),
    ("SV 2201;;01.09.2026;20.12.2026;;;", "value_missing"),
    ("SV 2201;2026/27, 2;;20.12.2026;;;", "value_missing"),
    ("SV 2201;2026/27, 2;20.12.2026;01.09.2026;;;", "curriculum_refused"),
    ("SV 2201;2026/27, 2;когда-то;20.12.2026;;;", "not_a_date"),
    ("SV 2201;2026/27, 2;01.09.2026;20.12.2026;рус, каз;;", "several_languages"),
]


@pytest.mark.parametrize(("line", "code"), WRONG_RUNS)
def test_a_wrong_run_is_left_out_and_says_why(sample, line, code):
    done = take(sample, RUN_HEAD, line, RUN_LINE, kind="course_runs")
    assert counts(done) == {"created": 1, "rejected": 1}
    assert [fault[2] for fault in faults(done)] == [code]
    assert all(words(done))


def test_a_run_that_stands_twice_is_entered_once(sample):
    done = take(sample, RUN_HEAD, RUN_LINE, RUN_LINE, kind="course_runs")
    assert (counts(done), [fault[2] for fault in faults(done)]) == ({"created": 1, "rejected": 1}, ["doubled_row"])


def test_nobody_imports_runs_of_another_university(sample):
    done = take(sample, f"ВУЗ;{RUN_HEAD}", f"Выдуманный институт Тулпар;{RUN_LINE}", kind="course_runs")
    assert counts(done) == {"rejected": 1}
    assert CourseRun.objects.count() == 0


# --- Our own exports --------------------------------------------------------------------------------------------------
EXPORTED = (
    ("study_programmes", "study_programmes", ""), ("courses", "courses", ""), ("courses", "course_runs", "&of=runs"),
)  # fmt: skip


def exported(client, name, query="", language="en"):
    client.cookies["language"] = language
    answer = client.get(reverse(f"curriculum:{name}") + f"?format=csv{query}")
    return b"".join(answer.streaming_content).decode("utf-8-sig")


@pytest.mark.parametrize("language", ["kk", "ru", "en"])
def test_our_own_export_is_read_back_and_changes_nothing(sample, client_as, language):
    company = sample.world.organisations["company"]
    add_employer(course=sample.course, organisation=company, part="teaches", by=sample.by, at=NOON)
    sample.run(language="ru", students=12)
    told = Event.objects.count()
    for name, kind, query in EXPORTED:
        content = exported(client_as("partnership_officer"), name, query, language)
        done = run(kind, content, by=sample.by)
        assert (kind, counts(done), faults(done)) == (kind, {"unchanged": 1}, [])
    assert Event.objects.count() == told


@pytest.mark.parametrize("language", ["kk", "ru", "en"])
def test_what_an_export_tells_stands_again_where_it_was_lost(sample, client_as, language):
    company = sample.world.organisations["company"]
    add_employer(course=sample.course, organisation=company, part="teaches", by=sample.by, at=NOON)
    sample.run(language="ru", students=12)
    client = client_as("partnership_officer")
    before = [exported(client, name, query, language) for name, _kind, query in EXPORTED]
    sample.course.employers.all().delete()
    sample.course.runs.all().delete()
    for content, (_name, kind, _query) in zip(before, EXPORTED, strict=True):
        run(kind, content, by=sample.by)
    assert [exported(client, name, query, language) for name, _kind, query in EXPORTED] == before
