"""Agreements from files with their history, and what was promised in them."""

from datetime import date

import pytest

from seriktes.partnerships.models import Agreement, Commitment
from seriktes.procedures.models import OpenClock
from tests.organisations.importing import counts, faults
from tests.partnerships.importing import (
    AGREEMENT_HEAD,
    BIN,
    FUND,
    UNIVERSITY,
    agreement_row,
    happenings,
    run,
    words,
)

pytestmark = pytest.mark.django_db


def test_a_signed_agreement_arrives_with_its_history(begun):
    done = run("agreements", AGREEMENT_HEAD, agreement_row(rest="1 500 000,50;₸;истек"))
    assert (counts(done), words(done)) == ({"created": 1}, [])
    one = Agreement.objects.get(number="Д-1")
    assert (one.state, one.kind, one.languages, str(one.amount), one.currency) == (
        "ended", "memorandum", ["kk", "ru"], "1500000.50", "KZT",
    )  # fmt: skip
    assert (one.signed_on, one.starts_on, one.ends_on) == (date(2015, 9, 10), date(2015, 9, 10), date(2018, 9, 9))
    assert happenings(one) == [
        ("agreement.drafted", date(2015, 9, 10)), ("agreement.signed", date(2015, 9, 10)),
        ("agreement.started", date(2015, 9, 10)), ("agreement.ended", date(2018, 9, 10)),
    ]  # fmt: skip
    assert OpenClock.objects.filter(subject_type="partnerships.agreement", subject_id=one.pk).count() == 0
    begun.refresh_from_db()
    assert begun.covered_until == date(2018, 9, 9)
    assert counts(run("agreements", AGREEMENT_HEAD, agreement_row(rest="1 500 000,50;₸;истек"))) == {"unchanged": 1}


def test_each_side_signs_on_its_own_day(begun):
    done = run(
        "agreements", "number;partnership;kind;name_ru;languages;signatures;ends_on",
        f'Д-2;С-7;memorandum;Имя;ru;"{UNIVERSITY}: 01.03.2024; {BIN}: 2024-03-05";2030-01-01',
    )  # fmt: skip
    assert (counts(done), words(done)) == ({"created": 1}, [])
    one = Agreement.objects.get(number="Д-2")
    assert sorted(one.signatories.values_list("signed_on", flat=True)) == [date(2024, 3, 1), date(2024, 3, 5)]
    assert (one.state, one.signed_on) == ("active", date(2024, 3, 5))


def test_without_a_signature_it_is_a_draft(begun):
    done = run(
        "agreements",
        AGREEMENT_HEAD,
        agreement_row(signed="", ends="", rest=";;на согласовании"),
        agreement_row("Д-3", signed="", rest=";;действует"),
    )
    assert (counts(done), faults(done)) == (
        {"created": 1, "rejected": 1}, [(2, "Статус", "state_by_dates"), (3, "Дата подписания", "signatures_missing")],
    )  # fmt: skip
    assert Agreement.objects.get(number="Д-1").state == "draft"
    assert words(done)[0] == (
        "The file says “in approval”; by its dates and signatures the agreement was entered as “draft”. Move it on its page."
    )


def test_bad_agreements_are_told_by_row_and_column(begun):
    done = run(
        "agreements", AGREEMENT_HEAD,
        agreement_row("1", ends="01.01.2010", starts="01.01.2012"),
        agreement_row("2", kind="устав"),
        agreement_row("3", where="С-8"),
        agreement_row("4", rest="100;;"),
        agreement_row("5", rest="100 usd;KZT;"),
        agreement_row("6", rest="1.234;KZT;"),
        agreement_row("7", signed="31.02.2015"),
        agreement_row("8", signed="01.01.2099", ends="01.01.2100"),
        agreement_row("9", starts="01.09.2015"),
        agreement_row("10", rest="100;тугрики;"),
        agreement_row("11"),
    )  # fmt: skip
    assert counts(done) == {"created": 1, "rejected": 10}
    assert faults(done) == [
        (2, "Окончание", "ends_before"), (3, "Вид договора", "unknown_value"), (4, "Партнерство", "unknown_partnership"),
        (5, "Сумма", "currency_missing"), (6, "Сумма", "two_currencies"), (7, "Сумма", "not_an_amount"),
        (8, "Дата подписания", "not_a_date"), (9, "Дата подписания", "partnership_refused"),
        (10, "Начало", "partnership_refused"), (11, "Валюта", "unknown_currency"),
    ]  # fmt: skip


def test_amendments_refer_by_number_and_must_not_overlap(begun):
    head = "number;partnership;kind;name_ru;languages;signed_on;starts_on;ends_on;amends;framework"
    done = run(
        "agreements", head, "Р-1;С-7;framework;Рамка;ru;2015-09-01;;2030-08-31;;",
        "Р-1/1;С-7;framework;Доп 1;ru;2016-01-10;2016-02-01;2031-08-31;Р-1;",
        "Р-1/2;С-7;framework;Доп 2;ru;2016-01-20;2016-02-01;;Р-1;", "П-1;С-7;internship;Практика;ru;2017-01-20;;2018-01-20;;Р-1",
        "П-2;С-7;internship;Практика;ru;2017-01-20;;2018-01-20;;Р-9", "П-3;С-7;internship;Практика 3;ru;2017-01-20;;2040-01-20;;Р-1",
    )  # fmt: skip
    assert counts(done) == {"created": 3, "rejected": 3}
    assert faults(done) == [
        (4, "amends", "partnership_refused"), (6, "framework", "unknown_agreement"), (7, "framework", "partnership_refused"),
    ]  # fmt: skip
    assert words(done)[0].startswith(
        "Another amendment of the same agreement is not signed yet, or starts on the same day."
    )
    frame = Agreement.objects.get(number="Р-1")
    assert frame.ends_on == date(2031, 8, 31)
    assert Agreement.objects.get(number="П-1").framework == frame


def test_an_amendment_and_a_successor_of_what_is_over_by_now(begun):
    head = "number;partnership;kind;name_ru;languages;signed_on;starts_on;ends_on;amends;supersedes;terminated_on;state"
    done = run(
        "agreements", head, "Р-1;С-7;framework;Рамка;ru;2005-09-01;;2010-08-31;;;;ended",
        "Р-1/1;С-7;framework;Доп;ru;2010-01-10;2010-02-01;2012-08-31;Р-1;;;",
        "Р-2;С-7;framework;Новая;ru;2012-01-10;2012-03-01;2030-08-31;;Р-1;2015-05-05;terminated",
    )  # fmt: skip
    assert (counts(done), words(done)) == ({"created": 3}, [])
    first, second = (Agreement.objects.get(number=number) for number in ("Р-1", "Р-2"))
    assert (first.state, first.ends_on, first.terminated_on) == ("ended", date(2012, 8, 31), date(2012, 2, 29))
    assert happenings(first)[-3:] == [
        ("agreement.started", date(2005, 9, 1)), ("agreement.amendment_signed", date(2010, 2, 1)),
        ("agreement.superseded", date(2012, 3, 1)),
    ]  # fmt: skip
    assert second.state == "terminated"


def test_what_is_signed_stays_and_what_may_change_changes(begun):
    head = "number;partnership;kind;name_ru;languages;signed_on;ends_on;terminated_on;termination_reason"
    run("agreements", head, "Д-1;С-7;memorandum;Имя;ru;2024-03-01;2030-01-01;;")
    done = run("agreements", head, "Д-1;С-7;memorandum;Другое имя;ru;2024-03-01;2031-01-01;;")
    assert (counts(done), faults(done)) == ({"updated": 1}, [(2, "ends_on", "frozen_value")])
    one = Agreement.objects.get(number="Д-1")
    assert (one.name_ru, one.ends_on) == ("Другое имя", date(2030, 1, 1))
    done = run("agreements", head, "Д-1;С-7;memorandum;Другое имя;ru;2024-03-01;2030-01-01;2025-05-05;По согласию")
    one.refresh_from_db()
    assert (counts(done), faults(done), one.state, one.terminated_on) == (
        {"updated": 1},
        [],
        "terminated",
        date(2025, 5, 5),
    )


# --- Commitments ------------------------------------------------------------------------------------------------------
PROMISE_HEAD = "agreement;partnership;party;kind;what;unit;currency;schedule;deliveries"


@pytest.fixture
def agreed(begun):
    run("agreements", AGREEMENT_HEAD, agreement_row(signed="10.09.2020", ends="09.09.2030"))
    return Agreement.objects.get(number="Д-1")


def test_promises_with_schedule_and_deliveries(agreed):
    row = (
        f'Д-1;С-7;{BIN};деньги;Поддержка;;KZT;"2021-01-31: 500000\n2022-01-31: 500 000,00";'
        '"2021-01-20: 500000 | confirmed 2021-02-01 | Перевод; второй\n2022-05-05: 100000 тг"'
    )
    done = run("commitments", PROMISE_HEAD, row)
    assert (counts(done), words(done)) == ({"created": 1}, [])
    one = Commitment.objects.get(what="Поддержка")
    assert [str(part) for part in one.instalments.all()] == ["2021-01-31: 500000.00", "2022-01-31: 500000.00"]
    told = [(str(one), one.note, one.confirmed_at and one.confirmed_at.date()) for one in one.deliveries.all()]
    assert told == [("2021-01-20: 500000.00", "Перевод; второй", date(2021, 2, 1)), ("2022-05-05: 100000.00", "", None)]
    assert happenings(one) == [
        ("commitment.promised", date(2020, 9, 10)), ("commitment.due_set", date(2020, 9, 10)),
        ("commitment.due_set", date(2020, 9, 10)), ("commitment.delivered", date(2021, 1, 20)),
        ("commitment.due_met", date(2021, 1, 20)), ("commitment.delivery_confirmed", date(2021, 2, 1)),
        ("commitment.delivered", date(2022, 5, 5)),
    ]  # fmt: skip
    assert counts(run("commitments", PROMISE_HEAD, row)) == {"unchanged": 1}
    done = run("commitments", PROMISE_HEAD, row.replace("100000 тг", "100000 тг\n2022-06-06: 400000"))
    assert (counts(done), one.deliveries.count()) == ({"updated": 1}, 3)
    done = run("commitments", PROMISE_HEAD, row.replace("2022-01-31: 500 000,00", "2022-02-28: 600000"))
    assert (counts(done), [str(part) for part in one.instalments.all()]) == (
        {"updated": 1}, ["2021-01-31: 500000.00", "2022-02-28: 600000.00"],
    )  # fmt: skip


def test_another_amount_on_the_day_of_a_delivery_is_asked_and_not_added(agreed):
    row = f'Д-1;С-7;{BIN};места;Места;мест;;2022-06-01: 12;"2022-06-01: 10\n2022-07-01: 2"'
    run("commitments", PROMISE_HEAD, row)
    one = Commitment.objects.get(what="Места")
    done = run("commitments", PROMISE_HEAD, row.replace("01: 10", "01: 11"))
    assert (counts(done), len(words(done)), one.deliveries.count()) == ({"unchanged": 1}, 1, 2)
    assert "On 2022-06-01 the register has a delivery of 10, and the file says 11." in str(words(done)[0])
    # Two on one day, told in one file, are two; the file may come again in another order.
    done = run("commitments", PROMISE_HEAD, row.replace("Места;мест", "Часы;ч").replace("2022-07", "2022-06"))
    assert Commitment.objects.get(what="Часы").deliveries.count() == 2
    again = row.replace("Места;мест", "Часы;ч").replace(
        "2022-06-01: 10\n2022-07-01: 2", "2022-06-01: 2\n2022-06-01: 10"
    )
    assert counts(run("commitments", PROMISE_HEAD, again)) == {"unchanged": 1}


def test_bad_promises(agreed):
    done = run(
        "commitments", PROMISE_HEAD, f"Д-9;С-7;{BIN};деньги;А;;KZT;2021-01-31: 5;", f"Д-1;С-7;{FUND};деньги;Б;;KZT;2021-01-31: 5;",
        f"Д-1;С-7;{BIN};деньги;В;;;2021-01-31: 5;", f"Д-1;С-7;{BIN};места;Г;;;2021-01-31: 5;", f"Д-1;С-7;{BIN};места;Д;мест;;;",
        f'Д-1;С-7;{BIN};места;Е;мест;;"2021-01-31: 5\n2021-01-31: 6";', f"Д-1;С-7;{BIN};деньги;Ж;;KZT;2021-01-31: 5;2021-01-01: 5 USD",
        f"Д-1;С-7;{BIN};места;К;мест;;2019-01-31: 5;", f"Д-1;С-7;{BIN};места;Л;мест;;2021-01-31: 5;1999-01-31: 5",
        f"Д-1;С-7;{BIN};деньги;З;;KZT;когда-нибудь;", f"Д-1;С-7;{BIN};деньги;И;;KZT;2021-01-31: 5;2099-01-01: 5",
    )  # fmt: skip
    assert counts(done) == {"rejected": 11}
    assert [(row, column) for row, column, _code in faults(done)] == [
        (2, "agreement"), (3, "party"), (4, "currency"), (5, "unit"), (6, "schedule"), (7, "schedule"), (8, "currency"),
        (9, "schedule"), (10, "deliveries"), (11, "schedule"), (12, "deliveries"),
    ]  # fmt: skip
