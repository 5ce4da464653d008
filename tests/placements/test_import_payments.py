"""Payments of stipends from a file: each settles what was planned, once, and whatever does not fit is left out with why."""

from datetime import UTC, date, datetime
from pathlib import Path

import pytest

from seriktes.placements.actions.stipends import change_stipend
from seriktes.placements.enums import PaymentState, StipendState
from seriktes.placements.models import Stipend
from seriktes.procedures.models import Event
from tests.organisations.importing import counts, faults
from tests.partnerships.importing import run, words
from tests.placements.stipend_ground import NOON, planned, signed

pytestmark = pytest.mark.django_db
HEAD = "Номер договора;Студент;Срок;Сумма;Валюта;Дата выплаты;Номер платежа"


@pytest.fixture(autouse=True)
def _noon(freeze):
    freeze(NOON)


@pytest.fixture
def stipend(world):
    """Three payments of 100,000 KZT from 10 February on, under the contract С-1."""
    return signed(world, number="С-1")


def line(
    *, number="С-1", student="", due="10.02.2026", amount="100 000", currency="KZT", on="12.02.2026", reference="ПП-1"
):
    return f"{number};{student};{due};{amount};{currency};{on};{reference}"


def take(world, *lines, by="company_manager", **options):
    return run("stipend_payments", HEAD, *lines, by=world[by] if by else None, **options)


def states(stipend):
    return list(stipend.payments.order_by("place").values_list("state", "paid_on", "reference"))


def test_a_row_pays_what_was_planned_for_that_day(world, stipend):
    done = take(world, line(), line(due="", reference="ПП-2", amount="100000,00 ₸", currency=""))
    assert (counts(done), faults(done)) == ({"updated": 2}, [])
    assert states(stipend) == [
        ("paid", date(2026, 2, 12), "ПП-1"), ("paid", date(2026, 2, 12), "ПП-2"), ("planned", None, ""),
    ]  # fmt: skip
    stipend.refresh_from_db()
    assert stipend.state == StipendState.PAYING
    last = Event.objects.about(stipend).filter(kind="stipend.paid").order_by("-pk").first()
    assert last.by_label.startswith("import № ")


def test_a_trial_writes_nothing_and_the_same_file_again_pays_nothing_twice(world, stipend):
    assert counts(take(world, line(), dry_run=True)) == {"updated": 1}
    assert [state for state, _on, _reference in states(stipend)] == ["planned"] * 3
    take(world, line())
    before = Event.objects.count()
    assert (counts(take(world, line())), Event.objects.count()) == ({"unchanged": 1}, before)
    assert [state for state, _on, _reference in states(stipend)] == ["paid", "planned", "planned"]


@pytest.mark.parametrize(
    ("row", "column", "code"),
    [
        ({"amount": "99 999"}, "Сумма", "payment_other_sum"),
        ({"currency": "USD"}, "Валюта", "payment_other_currency"),
        ({"due": "11.02.2026"}, "Срок", "payment_unknown"),
        ({"due": "", "amount": "5"}, "Сумма", "payment_unknown"),
        ({"number": "С-2"}, "Номер договора", "stipend_unknown"),
        ({"number": ""}, "Номер договора", "stipend_unnamed"),
        ({"student": "Somebody Else"}, "Номер договора", "stipend_unknown"),
        ({"reference": ""}, "Номер платежа", "value_missing"),
        ({"on": "13.13.2026"}, "Дата выплаты", "not_a_date"),
        ({"amount": "much"}, "Сумма", "not_an_amount"),
        # The day is still to come; or before the contract was signed.
        ({"on": "01.01.2027"}, "Дата выплаты", "stipend_payment_refused"),
        ({"on": "01.01.2026"}, "Дата выплаты", "stipend_payment_refused"),
    ],
)  # fmt: skip
def test_what_does_not_fit_is_left_out_and_says_why(world, stipend, row, column, code):
    done = take(world, line(**row))
    assert (counts(done), faults(done)) == ({"rejected": 1}, [(2, column, code)])
    assert all(words(done))
    assert [state for state, _on, _reference in states(stipend)] == ["planned"] * 3


def test_reference_of_another_payment_and_a_doubled_row_are_refused(world, stipend):
    done = take(world, line(), line(due="10.03.2026", on="13.02.2026"))
    assert counts(done) == {"updated": 1, "rejected": 1}
    done = take(world, line(due="10.03.2026", on="14.02.2026"))
    assert [code for _row, _column, code in faults(done)] == ["stipend_payment_refused"]
    assert [state for state, _on, _reference in states(stipend)] == ["paid", "planned", "planned"]


def test_nobody_pays_what_others_keep(world, stipend):
    for who in ("fund_manager", "career_centre", "student"):
        done = take(world, line(), by=who)
        assert [code for _row, _column, code in faults(done)] == ["stipend_unknown"]
    # The office keeps those that it planned in a grantor's stead.
    Stipend.objects.update(by_university=True)
    assert counts(take(world, line(), by="career_centre")) == {"updated": 1}


def test_two_of_one_number_are_told_apart_by_the_student_or_the_register(world, stipend):
    other = signed(world, number="С-1", student="fellow_student")
    done = take(world, line())
    assert [code for _row, _column, code in faults(done)] == ["stipend_ambiguous"]
    name = world.people["fellow_student"].name_ru or world.people["fellow_student"].name_en
    assert counts(take(world, line(student=name))) == {"updated": 1}
    assert states(other)[0][0] == PaymentState.PAID
    head = "№ в реестре;Сумма;Дата выплаты;Номер платежа"
    done = run("stipend_payments", head, f"{stipend.pk};100000;2026-02-12;ПП-9", by=world["company_manager"])
    assert (counts(done), states(stipend)[0][0]) == ({"updated": 1}, "paid")


def test_the_sample_of_the_handbook_is_read_as_it_says(world, stipend, freeze):
    freeze(datetime(2026, 5, 4, 7, tzinfo=UTC))
    sample = Path(__file__).parents[2] / "docs" / "howto" / "samples" / "stipend_payments.csv"
    lines = sample.read_text(encoding="utf-8").splitlines()
    done = run("stipend_payments", *lines, by=world["company_manager"])
    assert (counts(done), faults(done)) == ({"updated": 3}, [])
    assert [(state, reference) for state, _on, reference in states(stipend)] == [
        ("paid", "ПП-1001"), ("paid", "ПП-1002"), ("paid", "ПП-1003"),
    ]  # fmt: skip


def test_payment_of_a_stipend_that_nobody_signed_is_refused(world):
    row = planned(world)
    change_stipend(
        stipend=row, values={"number": "С-9"}, by=world["company_manager"], at=NOON, expected_version=None
    )  # fmt: skip
    done = take(world, line(number="С-9"))
    assert [code for _row, _column, code in faults(done)] == ["stipend_payment_refused"]
