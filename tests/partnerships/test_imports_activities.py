"""Activities from files: who confirmed, what counts, and what is asked first."""

from datetime import date

import pytest

from seriktes.exchange.actions import decide_question
from seriktes.exchange.models import ImportQuestion
from seriktes.partnerships.models import Activity, Agreement
from seriktes.procedures.models import OpenClock
from tests.organisations.importing import counts, faults
from tests.partnerships.importing import (
    ACTIVITY_HEAD,
    AGREEMENT_HEAD,
    BIN,
    COMPANY,
    FUND,
    UNIVERSITY,
    activity_row,
    agreement_row,
    happenings,
    run,
    words,
)

pytestmark = pytest.mark.django_db


def test_it_counts_only_where_the_file_says_who_confirmed_and_when(world, begun):
    done = run(
        "activities", ACTIVITY_HEAD, activity_row(confirmed=f"{BIN}: 20.02.2016"),
        activity_row(title="Без слова", reported="15.02.2016"), activity_row(title="Своё слово", confirmed=f'"{UNIVERSITY}: 20.02.2016"'),
    )  # fmt: skip
    assert (counts(done), words(done)) == ({"created": 3}, [])
    states = dict(Activity.objects.filter(partnership=begun).values_list("title", "state"))
    assert states == {"Выдуманная стажировка": "confirmed", "Без слова": "reported", "Своё слово": "reported"}
    one = Activity.objects.get(title="Выдуманная стажировка")
    assert happenings(one) == [
        ("activity.reported", date(2016, 2, 20)), ("activity.confirmed_by", date(2016, 2, 20)),
        ("activity.confirmed", date(2016, 2, 20)),
    ]  # fmt: skip
    assert (one.form, one.mode, one.participants, one.confirmed_at.date()) == (
        "employment",
        "dui",
        12,
        date(2016, 2, 20),
    )
    assert [party.confirmed_at.date() for party in one.parties.all()] == [date(2016, 2, 20)] * 2
    begun.refresh_from_db()
    assert begun.last_activity_on == date(2016, 2, 14)
    clocks = OpenClock.objects.filter(subject_type="partnerships.activity")
    assert clocks.count() == 2
    assert {clock.organisation_id for clock in clocks} == {world.organisations["company"].pk}
    assert counts(run("activities", ACTIVITY_HEAD, activity_row(confirmed=f"{BIN}: 20.02.2016"))) == {"unchanged": 1}


def test_a_confirmation_that_the_file_learns_later(begun):
    run("activities", ACTIVITY_HEAD, activity_row(reported="15.02.2016"))
    done = run("activities", ACTIVITY_HEAD, activity_row(reported="15.02.2016", confirmed=f"{BIN}: 20.02.2016"))
    one = Activity.objects.get(title="Выдуманная стажировка")
    assert (counts(done), one.state, one.confirmed_at.date()) == ({"updated": 1}, "confirmed", date(2016, 2, 20))
    assert OpenClock.objects.filter(subject_type="partnerships.activity").count() == 0


def test_a_changed_report_of_what_was_confirmed_is_asked_first(world, begun):
    run("activities", ACTIVITY_HEAD, activity_row(confirmed=f"{BIN}: 20.02.2016"))
    done = run("activities", ACTIVITY_HEAD, activity_row(people="99", confirmed=f"{BIN}: 20.02.2016"))
    assert counts(done) == {"unchanged": 1, "questions": 1}
    decide_question(question=ImportQuestion.objects.get(), take=True, by=world["partnership_officer"])
    one = Activity.objects.get(title="Выдуманная стажировка")
    assert (one.participants, one.state) == (99, "reported")


def test_bad_activities(begun):
    done = run(
        "activities", ACTIVITY_HEAD, activity_row(kind="шабаш"), activity_row(at="14.02.2016", to="01.02.2016"),
        activity_row(title="А", confirmed=f"{BIN}: 01.02.2016"), activity_row(title="Б", confirmed=f"{FUND}: 20.02.2016"),
        activity_row(title="В", to="01.01.2099"), activity_row(title="Г", money="100"), activity_row(title="Д", reporter=""),
        activity_row(title="Е", agreement="Д-9"), activity_row(title="Ж" * 301), activity_row(title="И"), activity_row(title="И"),
        activity_row(where="", title="К"),
    )  # fmt: skip
    assert counts(done) == {"created": 1, "rejected": 11}
    assert faults(done) == [
        (2, "Вид мероприятия", "unknown_activity_kind"), (3, "Дата окончания", "ends_before"),
        (4, "Подтверждено", "told_out_of_order"), (5, "Подтверждено", "unknown_side"), (6, "Дата окончания", "activity_ahead"),
        (7, "Сумма", "currency_missing"), (8, "Кто сообщил", "who_reported"), (9, "Договор", "unknown_agreement"),
        (10, "Название", "too_long"), (12, "", "doubled_row"), (13, "Партнерство", "partnership_missing"),
    ]  # fmt: skip


def test_the_importers_own_side_reports(world, begun):
    done = run("activities", ACTIVITY_HEAD, activity_row(reporter=""), by=world["partnership_officer"])
    assert counts(done) == {"created": 1}
    one = Activity.objects.get(title="Выдуманная стажировка")
    assert [party.confirmed_by for party in one.parties.order_by("pk")] == [world["partnership_officer"], None]


def test_a_partnership_of_others_is_refused_with_the_reason(world):
    begin = f"С-8;Имя;{world.organisations['company'].name};{world.organisations['fund'].name}"
    done = run("partnerships", "number;name_ru;university;partner", begin, by=world["partnership_officer"])
    assert counts(done) == {"rejected": 1}
    assert words(done)[0].startswith("None of the sides is an organisation for which your role begins partnerships.")


def test_nobody_writes_into_partnerships_of_others(world, begun):
    stranger = world["fund_manager"]
    kinds = {
        "partnerships": ("number;name_ru;parties", f"С-7;Имя;{UNIVERSITY};{COMPANY}".replace(f";{COMPANY}", "")),
        "agreements": (AGREEMENT_HEAD, agreement_row()),
        "activities": (ACTIVITY_HEAD, activity_row()),
    }
    for kind, lines in kinds.items():
        done = run(kind, *lines, by=stranger)
        assert counts(done) == {"rejected": 1}
    assert not Agreement.objects.filter(number="Д-1").exists()
    assert not Activity.objects.filter(title="Выдуманная стажировка").exists()
