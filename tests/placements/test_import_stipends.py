"""Stipends from files: what is planned and signed, what a later file changes, what it leaves, and who may bring them."""

from datetime import date
from decimal import Decimal

import pytest
from django.urls import reverse

from seriktes.exchange.actions import decide_question
from seriktes.exchange.models import ImportQuestion
from seriktes.placements.actions.stipends import Due, cancel, change_stipend
from seriktes.placements.enums import ReleaseRule, StipendKind, StipendState
from seriktes.placements.models import Stipend
from seriktes.procedures.models import Event
from tests.organisations.importing import counts, faults
from tests.partnerships.importing import run, words
from tests.placements.stipend_ground import NOON, planned

pytestmark = pytest.mark.django_db
HEAD = (
    "Номер договора;Кто платит;ВУЗ;Студент;Валюта;Сумма;Количество выплат;Первая выплата;Выплаты;Условия;Отработка;"
    "Место отработки;Порядок зачета;Месяцев в ступени;Надбавка;Дата договора;Документ"
)
STUDENT = "Жулдызхан Айша Группова"
COMPANY, UNIVERSITY, FUND = "company", "university", "fund"


@pytest.fixture(autouse=True)
def _noon(freeze):
    freeze(NOON)


@pytest.fixture
def names(world):
    return {key: world.organisations[key].name_ru for key in (COMPANY, UNIVERSITY, FUND, "agency")}


@pytest.fixture
def line(names):
    def write(**said):
        cells = {
            "number": "С-1", "grantor": names[COMPANY], "university": names[UNIVERSITY], "student": STUDENT, "currency": "KZT",
            "amount": "100 000", "count": "3", "first": "10.02.2026", "payments": "", "terms": "Отработать на руднике.",
            "months": "36", "employer": "", "release": "", "step": "", "uplift": "", "signed": "", "paper": "", **said,
        }  # fmt: skip
        return ";".join(f'"{cell}"' if ";" in cell else cell for cell in cells.values())

    return write


def take(world, *lines, by="company_manager", **options):
    return run("stipends", HEAD, *lines, by=world[by] if by else None, **options)


def dues(stipend):
    return list(stipend.payments.order_by("place").values_list("due_on", "amount"))


# --- What arrives -----------------------------------------------------------------------------------------------------
def test_a_row_is_a_stipend_that_is_planned(world, line, names):
    done = take(world, line(employer=names["agency"], release="поэтапно", step="6", uplift="12,5 %"))
    assert (counts(done), faults(done)) == ({"created": 1}, [])
    stipend = Stipend.objects.get()
    assert (stipend.grantor, stipend.university, stipend.student) == (
        world.organisations[COMPANY], world.organisations[UNIVERSITY], world.people["published_student"],
    )  # fmt: skip
    assert (stipend.state, stipend.number, stipend.currency, stipend.terms_ru) == (
        StipendState.PLANNED, "С-1", "KZT", "Отработать на руднике.",
    )  # fmt: skip
    assert (stipend.service_months, stipend.employer, stipend.release, stipend.step_months, stipend.uplift) == (
        36, world.organisations["agency"], ReleaseRule.STEPS, 6, Decimal("12.5"),
    )  # fmt: skip
    assert (stipend.kind, stipend.by_university, stipend.signed_on) == (StipendKind.STIPEND, False, None)
    assert dues(stipend) == [(date(2026, month, 10), Decimal(100_000)) for month in (2, 3, 4)]
    [event] = Event.objects.about(stipend)
    assert (event.kind, event.by_label.startswith("import № ")) == ("stipend.added", True)


def test_a_trial_writes_nothing_and_the_same_file_again_changes_nothing(world, line):
    row = line(signed="02.02.2026", paper="Папка 7")
    before = Event.objects.count()
    assert counts(take(world, row, dry_run=True)) == {"created": 1}
    assert (Stipend.objects.count(), Event.objects.count()) == (0, before)
    take(world, row)
    before = Event.objects.count()
    done = take(world, row)
    assert (counts(done), faults(done), Event.objects.count()) == ({"unchanged": 1}, [], before)
    assert Stipend.objects.count() == 1


def test_a_contract_on_paper_is_signed_where_the_row_says_which(world, line):
    assert counts(take(world, line())) == {"created": 1}
    done = take(world, line(signed="02.02.2026", paper="Папка 7"))
    assert (counts(done), faults(done)) == ({"updated": 1}, [])
    stipend = Stipend.objects.get()
    assert (stipend.state, stipend.signed_on) == (StipendState.SIGNED, date(2026, 2, 2))
    event = Event.objects.about(stipend).get(kind="stipend.signed")
    assert (event.data["reason"], event.by_label.startswith("import № ")) == ("Папка 7", True)
    done = take(world, line(signed="03.02.2026", paper="Папка 8"))
    assert faults(done) == [(2, "Дата договора", "frozen_value")]


def test_payments_may_each_have_their_day(world, line):
    equal = {"amount": "", "count": "", "first": "", "currency": ""}
    done = take(world, line(**equal, payments="01.02.2027: 650 000 KZT; 01.09.2026: 600 000 KZT"))
    assert (counts(done), faults(done)) == ({"created": 1}, [])
    stipend = Stipend.objects.get()
    assert (stipend.currency, dues(stipend)) == (
        "KZT", [(date(2026, 9, 1), Decimal(600_000)), (date(2027, 2, 1), Decimal(650_000))],
    )  # fmt: skip


# --- Who brings them --------------------------------------------------------------------------------------------------
def test_the_office_keeps_one_in_the_grantors_stead(world, line):
    done = take(world, line(student="student@example.org"), by="career_centre")
    assert (counts(done), faults(done)) == ({"created": 1}, [])
    stipend = Stipend.objects.get()
    assert (stipend.grantor, stipend.by_university) == (world.organisations[COMPANY], True)


def test_the_own_organisation_need_not_be_named(world, line):
    assert counts(take(world, line(grantor=""))) == {"created": 1}
    assert counts(take(world, line(number="С-2", grantor="", university=""), by="career_centre")) == {"created": 1}
    assert Stipend.objects.get(number="С-2").grantor == world.organisations[UNIVERSITY]
    assert faults(take(world, line(university=""))) == [(2, "ВУЗ", "value_missing")]


@pytest.mark.parametrize(
    ("by", "said", "fault"),
    [
        ("fund_manager", {}, ("Кто платит", "placements_refused")),
        ("student", {}, ("Кто платит", "placements_refused")),
        # Whose record the company does not see, it cannot name.
        ("company_manager", {"student": "student@example.org"}, ("Студент", "stipend_student_unknown")),
    ],
)
def test_nobody_plans_for_others(world, line, by, said, fault):
    done = take(world, line(**said), by=by)
    assert (counts(done), faults(done)) == ({"rejected": 1}, [(2, *fault)])
    assert not Stipend.objects.exists()


def test_a_stipend_of_others_is_neither_found_nor_changed(world):
    other = planned(world, number="С-1", student="published_student")
    head = "№ в реестре;Отработка"
    done = run("stipends", head, f"{other.pk};48", by=world["fund_manager"])
    assert faults(done) == [(2, "№ в реестре", "stipend_unknown")]
    other.refresh_from_db()
    assert other.service_months == 36


# --- What a later file does -------------------------------------------------------------------------------------------
def test_a_later_file_changes_what_a_file_said(world, line, names):
    take(world, line(employer=names[FUND]))
    done = take(world, line(months="48", amount="120 000", employer=names["agency"]))
    assert (counts(done), faults(done)) == ({"updated": 1}, [])
    stipend = Stipend.objects.get()
    assert (stipend.service_months, stipend.employer) == (48, world.organisations["agency"])
    assert {amount for _on, amount in dues(stipend)} == {Decimal(120_000)}
    assert counts(take(world, line(months="48", amount="120 000", employer=names["agency"]))) == {"unchanged": 1}


def test_what_a_person_wrote_is_asked_about(world, line):
    take(world, line())
    stipend, manager = Stipend.objects.get(), world["company_manager"]
    change_stipend(stipend=stipend, values={"service_months": 40}, by=manager, at=NOON, expected_version=None)
    done = take(world, line(months="48"))
    question = ImportQuestion.objects.get()
    assert (counts(done), question.field, question.current, question.proposed) == (
        {"unchanged": 1, "questions": 1}, "service_months", 40, 48,
    )  # fmt: skip
    decide_question(question=question, take=True, by=manager)
    stipend.refresh_from_db()
    assert stipend.service_months == 48
    assert counts(take(world, line(months="48"))) == {"unchanged": 1}


def test_a_schedule_and_an_employer_of_a_person_stay_and_are_told(world, line, names):
    take(world, line(employer=names[COMPANY]))
    stipend, own = Stipend.objects.get(), [Due(date(2026, 6, 1), Decimal(300_000), "all at once")]
    change_stipend(
        stipend=stipend, values={"employer": world.organisations[FUND]}, payments=own, by=world["company_manager"], at=NOON,
        expected_version=None,
    )  # fmt: skip
    done = take(world, line(amount="120 000", employer=names["agency"]))
    assert (counts(done), faults(done)) == (
        {"unchanged": 1}, [(2, "Место отработки", "employer_stands"), (2, "Выплаты", "schedule_stands")],
    )  # fmt: skip
    assert world.organisations[FUND].name_en in words(done)[0]
    assert "2026-06-01: 300000" in words(done)[1]
    stipend.refresh_from_db()
    assert (stipend.employer, dues(stipend)) == (world.organisations[FUND], [(date(2026, 6, 1), Decimal(300_000))])


def test_words_beside_a_payment_stay_when_its_sum_changes(world, line):
    take(world, line())
    stipend = Stipend.objects.get()
    labelled = [Due(on, amount, f"Semester {place}") for place, (on, amount) in enumerate(dues(stipend), 1)]
    manager = world["company_manager"]
    change_stipend(stipend=stipend, values={}, payments=labelled, by=manager, at=NOON, expected_version=None)
    assert counts(take(world, line(amount="120 000"))) == {"updated": 1}
    assert list(stipend.payments.values_list("label", flat=True)) == ["Semester 1", "Semester 2", "Semester 3"]


def test_what_was_signed_stays(world, line):
    row = {"signed": "02.02.2026", "paper": "Папка 7"}
    take(world, line(**row))
    done = take(world, line(**row, months="48", amount="120 000", terms="Ничего не отрабатывать."))
    assert (counts(done), sorted(faults(done))) == (
        {"unchanged": 1}, [(2, "Выплаты", "frozen_value"), (2, "Отработка", "frozen_value"), (2, "Условия", "frozen_value")],
    )  # fmt: skip
    stipend = Stipend.objects.get()
    assert (stipend.service_months, dues(stipend)[0][1]) == (36, Decimal(100_000))


# --- Which one is meant -----------------------------------------------------------------------------------------------
def test_one_without_a_number_gets_that_of_the_file(world, line):
    made = planned(world, student="published_student")
    done = take(world, line(terms="", months=""))
    assert (counts(done), Stipend.objects.count()) == ({"updated": 1}, 1)
    made.refresh_from_db()
    assert made.number == "С-1"
    assert counts(take(world, line(number="С-2"))) == {"created": 1}


def test_without_a_number_the_only_one_that_is_not_over_is_meant(world, line):
    over = planned(world, student="published_student", number="С-0")
    cancel(stipend=over, reason="Передумали", by=world["company_manager"], at=NOON)
    assert counts(take(world, line(number=""))) == {"created": 1}
    assert counts(take(world, line(number=""))) == {"unchanged": 1}
    planned(world, student="published_student", number="С-5")
    done = take(world, line(number=""))
    assert faults(done) == [(2, "Номер договора", "stipends_alike")]
    assert all(words(done))


def test_a_number_of_the_register_is_that_stipend_and_no_other(world, names):
    made = planned(world, student="published_student", number="С-1")
    head = "№ в реестре;Кто платит;Студент;Вид работодателя"
    done = run("stipends", head, f"{made.pk};{names[COMPANY]};{STUDENT};рудник", by=world["company_manager"])
    assert (counts(done), faults(done)) == ({"updated": 1}, [])
    done = run("stipends", head, f"{made.pk};{names[FUND]};{STUDENT};завод", by=world["company_manager"])
    assert faults(done) == [(2, "№ в реестре", "not_that_stipend")]
    made.refresh_from_db()
    assert made.employer_kind == "рудник"


def test_a_row_that_stands_twice_is_read_once(world, line):
    done = take(world, line(), line(months="48"))
    assert (counts(done), faults(done)[0][2]) == ({"created": 1, "rejected": 1}, "doubled_row")
    assert Stipend.objects.get().service_months == 36


# --- What cannot be read ----------------------------------------------------------------------------------------------
@pytest.mark.parametrize(
    ("wrong", "column", "code"),
    [
        ({"months": ""}, "Отработка", "value_missing"),
        ({"months": "0"}, "Отработка", "not_a_number"),
        ({"months": "241"}, "Отработка", "too_large_number"),
        ({"months": "три года"}, "Отработка", "not_a_number"),
        ({"terms": ""}, "Условия", "value_missing"),
        ({"terms": "Ж" * 5001}, "Условия", "too_long"),
        ({"currency": ""}, "Валюта", "value_missing"),
        ({"currency": "ракушки"}, "Валюта", "unknown_currency"),
        ({"amount": "", "count": "", "first": ""}, "Выплаты", "value_missing"),
        ({"count": ""}, "Сумма", "schedule_incomplete"),
        ({"amount": "0"}, "Сумма", "schedule_incomplete"),
        ({"amount": "много"}, "Сумма", "not_an_amount"),
        ({"count": "121"}, "Количество выплат", "too_large_number"),
        ({"first": "10.12.9999"}, "Первая выплата", "not_a_date"),
        ({"payments": "01.09.2026: 5"}, "Выплаты", "schedule_twice"),
        ({"amount": "", "count": "", "first": "", "payments": "осенью"}, "Выплаты", "not_dated_amount"),
        ({"amount": "", "count": "", "first": "", "payments": "01.09.2026: 5 USD"}, "Выплаты", "two_currencies"),
        ({"release": "поэтапно"}, "Месяцев в ступени", "value_missing"),
        ({"release": "иногда"}, "Порядок зачета", "unknown_value"),
        ({"uplift": "1000"}, "Надбавка", "too_large_number"),
        ({"grantor": "Нет такого общества"}, "Кто платит", "unknown_organisation"),
        ({"employer": "Нет такого общества"}, "Место отработки", "unknown_organisation"),
        ({"student": "Никто Никтоевич"}, "Студент", "stipend_student_unknown"),
        ({"student": ""}, "Студент", "value_missing"),
        ({"signed": "01.01.2027", "paper": "Папка 7"}, "Дата договора", "placements_refused"),
        ({"signed": "02.02.2026"}, "Документ", "placements_refused"),
        ({"signed": "31.02.2026", "paper": "Папка 7"}, "Дата договора", "not_a_date"),
    ],
)
def test_a_row_that_is_wrong_is_left_out_whole(world, line, wrong, column, code):
    done = take(world, line(**wrong))
    assert (counts(done), faults(done)) == ({"rejected": 1}, [(2, column, code)])
    assert all(words(done))
    assert not Stipend.objects.exists()


def test_where_somebody_studies_is_a_university(world, line, names):
    done = take(world, line(university=names[FUND]))
    assert faults(done) == [(2, "ВУЗ", "no_university")]


def test_the_list_of_stipends_leads_to_both_imports(client, world):
    page = reverse("placements:stipends")
    addresses = [f"{reverse('exchange:import_new')}?kind={kind}" for kind in ("stipends", "stipend_payments")]
    client.force_login(world["career_centre"])
    shown = client.get(page).content.decode()
    assert all(address in shown for address in addresses)
