"""Documents of an applicant, departments and quotas of cohorts from files: read, compared, and left where a person set them."""

import pytest

from seriktes.organisations.models import Unit
from seriktes.placements.actions.cohorts import change_cohort, move_cohort
from seriktes.placements.models import Cohort
from tests.organisations.importing import counts, faults
from tests.partnerships.importing import run, words
from tests.placements import programmes_ground as ground
from tests.placements.programmes_ground import AT

pytestmark = pytest.mark.django_db
HEAD = (
    "Вид практики;Программа;Семестр;Начало;Окончание;Приём мест до;Приём заявок с;Приём заявок до;Ранжирование до;ОП;"
    "Кафедры;Документы;Құжаттар;Квоты по ОП;Квоты по регионам"
)
ROW = (
    "практика;Выдуманная практика;Весна 2027;01.03.2027;30.04.2027;25.01.2027;10.01.2027;05.02.2027;15.02.2027;{codes};"
    '"{units}";"{documents}";"{in_kazakh}";"{quotas}";"{regions}"'
)


def line(*, codes="", units="", documents="", in_kazakh="", quotas="", regions=""):
    return ROW.format(
        codes=codes, units=units, documents=documents, in_kazakh=in_kazakh, quotas=quotas, regions=regions
    )


def take(world, *lines, **options):
    return run("placement_programmes", HEAD, *lines, by=world["career_centre"], **options)


@pytest.fixture
def departments(world):
    university = world.organisations["university"]
    names = ("Кафедра литья, сварки и металлов", "Кафедра горного дела")
    return [Unit.objects.create(organisation=university, name_ru=name) for name in names]


def document(code, required=True, **names):
    return {"code": code, "name": {"kk": "", "ru": "", "en": "", **names}, "required": required}


FULL = {
    "codes": "6B07101, 6B07102", "units": "Кафедра горного дела; Кафедра литья, сварки и металлов",
    "documents": "Резюме; Портфолио (необязательно)", "in_kazakh": "Түйіндеме; Портфолио",
    "quotas": "6В07101: 2; 6B07102 = 0", "regions": "Карагандинская область: 10, KZ-71: 3",
}  # fmt: skip


def test_the_lists_of_a_cohort_arrive_with_it(world, departments):
    done = take(world, line(**FULL))
    assert (counts(done), faults(done)) == ({"created": 1}, [])
    cohort = Cohort.objects.get()
    assert cohort.units == sorted(unit.pk for unit in departments)
    assert cohort.documents == [
        document("d1", ru="Резюме", kk="Түйіндеме"), document("d2", ru="Портфолио", kk="Портфолио", required=False),
    ]  # fmt: skip
    # The Cyrillic letter of the first code is read as the Latin one.
    assert cohort.programme_quotas == {"6B07101": 2, "6B07102": 0}
    assert cohort.region_quotas == {"KZ-35": 10, "KZ-71": 3}
    again = take(world, line(**FULL))
    assert (counts(again), faults(again)) == ({"unchanged": 1}, [])


def test_a_later_file_changes_what_a_file_said_and_documents_keep_their_codes(world, departments):
    take(world, line(**FULL))
    later = {
        **FULL, "documents": "Справка; портфолио", "in_kazakh": "", "quotas": "6B07101: 5", "regions": "KZ-71: 3",
        "units": departments[0].name_ru,
    }  # fmt: skip
    done = take(world, line(**later))
    assert (counts(done), faults(done)) == ({"updated": 1}, [])
    cohort = Cohort.objects.get()
    assert [(one["code"], one["name"]["ru"], one["required"]) for one in cohort.documents] == [
        ("d3", "Справка", True), ("d2", "портфолио", True),
    ]  # fmt: skip
    assert (cohort.programme_quotas, cohort.region_quotas, cohort.units) == (
        {"6B07101": 5}, {"KZ-71": 3}, [departments[0].pk],
    )  # fmt: skip
    assert counts(take(world, line(**later))) == {"unchanged": 1}


def test_what_was_never_filled_in_is_filled_and_silence_changes_nothing(world):
    take(world, line())
    assert counts(take(world, line(documents="Резюме"))) == {"updated": 1}
    assert counts(take(world, line())) == {"unchanged": 1}
    assert [one["name"]["ru"] for one in Cohort.objects.get().documents] == ["Резюме"]


@pytest.mark.parametrize(
    ("own", "said", "column", "told"),
    [
        ({"documents": [document("d1", ru="Паспорт")]}, {"documents": "Резюме"}, "Документы", "Паспорт"),
        ({"documents": []}, {"documents": "Резюме"}, "Документы", "–"),
        ({"region_quotas": {"KZ-71": 1}}, {"regions": "KZ-71: 3"}, "Квоты по регионам", ": 1"),
        ({"programme_quotas": {"6B07101": 1}}, {"quotas": "6B07101: 3"}, "Квоты по ОП", "6B07101: 1"),
    ],
)
def test_what_a_person_set_stays_and_is_told(world, own, said, column, told):
    """Emptying a list that a file filled counts too."""
    ((name, value),) = own.items()
    before = {"documents": "Справка", "quotas": "6B07101: 9", "regions": "KZ-71: 9"}
    take(world, line(**before))
    cohort = Cohort.objects.get()
    change_cohort(cohort=cohort, values=own, by=world["career_centre"], at=AT, expected_version=None)
    done = take(world, line(**said))
    assert (counts(done), faults(done)) == ({"unchanged": 1}, [(2, column, "cohort_list_stands")])
    assert told in words(done)[0]
    cohort.refresh_from_db()
    assert getattr(cohort, name) == value


def test_departments_that_a_person_chose_stay(world, departments):
    take(world, line(units=departments[0].name_ru))
    cohort = Cohort.objects.get()
    own = {"units": [departments[1].pk]}
    change_cohort(cohort=cohort, values=own, by=world["career_centre"], at=AT, expected_version=None)
    done = take(world, line(units="; ".join(unit.name_ru for unit in departments)))
    assert faults(done) == [(2, "Кафедры", "cohort_list_stands")]
    assert departments[1].name_ru in words(done)[0]
    cohort.refresh_from_db()
    assert cohort.units == own["units"]


def test_of_an_open_cohort_quotas_change_and_documents_stay(world):
    take(world, line(documents="Резюме", regions="KZ-71: 9"))
    move_cohort(cohort=Cohort.objects.get(), way="open", by=None, at=AT)
    done = take(world, line(documents="Резюме; Справка", regions="KZ-71: 3"))
    assert (counts(done), faults(done)) == ({"updated": 1}, [(2, "Документы", "frozen_value")])
    cohort = Cohort.objects.get()
    assert (len(cohort.documents), cohort.region_quotas) == (1, {"KZ-71": 3})


@pytest.mark.parametrize(
    ("wrong", "column", "code"),
    [
        ({"units": "Кафедра, которой нет"}, "Кафедры", "unknown_unit"),
        ({"documents": "Резюме; Справка", "in_kazakh": "Түйіндеме"}, "Құжаттар", "documents_differ"),
        ({"documents": ";".join(f"Справка {number}" for number in range(11))}, "Документы", "too_large_number"),
        ({"documents": "Ж" * 121}, "Документы", "too_long"),
        ({"documents": "(необязательно)"}, "Документы", "placements_refused"),
        ({"quotas": "6B07101"}, "Квоты по ОП", "not_a_quota"),
        ({"quotas": "6B07101: -1"}, "Квоты по ОП", "not_a_quota"),
        ({"quotas": "6B07101: 2; 6В07101: 3"}, "Квоты по ОП", "quota_twice"),
        ({"quotas": "6B07101: 900000"}, "Квоты по ОП", "too_large_number"),
        ({"codes": "6B07102", "quotas": "6B07101: 2"}, "Квоты по ОП", "placements_refused"),
        ({"regions": "Атлантида: 2"}, "Квоты по регионам", "unknown_region"),
        ({"regions": "Карагандинская область: 1; KZ-35: 2"}, "Квоты по регионам", "quota_twice"),
    ],
)
def test_a_list_that_cannot_be_read_leaves_the_row_out_whole(world, wrong, column, code):
    done = take(world, line(**wrong))
    assert (counts(done), faults(done)) == ({"rejected": 1}, [(2, column, code)])
    assert all(words(done))
    assert not Cohort.objects.exists()


def test_a_department_of_another_university_is_unknown_here(world):
    Unit.objects.create(organisation=world.organisations["company"], name_ru="Цех")
    assert faults(take(world, line(units="Цех"))) == [(2, "Кафедры", "unknown_unit")]


def test_what_an_applicant_hands_in_is_asked_by_the_cohort_that_a_file_changed(world):
    """A cohort made on the page that asks for nothing: its documents come from the file."""
    made = ground.cohort(world, opened=False)
    head = "Программа;Семестр;Documents"
    done = run(
        "placement_programmes", head, f"{made.programme.name_ru};{made.term};CV (optional)", by=world["career_centre"]
    )
    assert (counts(done), faults(done)) == ({"updated": 1}, [])
    made.refresh_from_db()
    assert made.documents == [document("d1", en="CV", required=False)]
