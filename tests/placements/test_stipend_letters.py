"""Letters that a student gets about the own stipend, and those that would be no news."""

from datetime import date, timedelta
from decimal import Decimal

import pytest

from seriktes.accounts.models import User
from seriktes.placements.actions.stipend_payments import record_repayment, reverse, withhold
from seriktes.placements.actions.stipend_service import confirm_service, postpone
from seriktes.placements.actions.stipends import cancel, end_repaid, release, waive
from tests.placements import stipend_ground as ground
from tests.placements.stipend_ground import LATER, NOON

pytestmark = pytest.mark.django_db


@pytest.fixture
def told(world, mailoutbox, django_capture_on_commit_callbacks):
    """What the student is written once `action` has ended."""
    User.objects.update(language="en")

    def during(action):
        mailoutbox.clear()
        with django_capture_on_commit_callbacks(execute=True):
            action()
        assert {tuple(letter.to) for letter in mailoutbox} <= {(world["student"].email,)}
        return [(letter.subject, letter.body) for letter in mailoutbox]

    return during


def test_a_payment_is_told_with_its_sum_day_and_reference(world, told, freeze):
    freeze(NOON)
    stipend = ground.signed(world)
    [(subject, text)] = told(lambda: ground.paid(world, stipend, 1))
    assert subject.startswith("Stipend paid: ")
    assert "100,000.00" in subject
    for words in (world.organisations["company"].name_en, "12 February 2026", "PP-1", stipend.get_absolute_url()):
        assert words in text


def test_the_letter_is_in_the_language_of_the_student(world, told, freeze):
    freeze(NOON)
    stipend = ground.signed(world)
    User.objects.filter(pk=world["student"].pk).update(language="ru")
    [(subject, text)] = told(lambda: ground.paid(world, stipend, 1))
    assert subject.startswith("Стипендия выплачена: ")
    assert "Номер платежа: PP-1" in text


def test_what_was_withheld_or_taken_back_is_told_with_its_reason(world, told, freeze):
    freeze(NOON)
    stipend = ground.paying(world)
    first, second = stipend.payments.order_by("place")[:2]
    by = world["company_manager"]
    [(subject, text)] = told(lambda: withhold(payment=second, reason="No marks handed in.", by=by, at=NOON))
    assert subject.startswith("Stipend withheld: ")
    assert "No marks handed in." in text
    [(subject, text)] = told(lambda: reverse(payment=first, reason="A wrong account.", by=by, at=NOON))
    assert subject.startswith("Stipend not received: ")
    assert "A wrong account." in text


def test_payments_of_earlier_years_are_no_news(world, told, freeze):
    freeze(LATER)
    stipend = ground.signed(world)
    assert told(lambda: ground.paid(world, stipend, 1, at=LATER)) == []
    recent = LATER.date() - timedelta(days=31)
    assert len(told(lambda: ground.paid(world, stipend, 2, on=recent, at=LATER))) == 1


def test_a_postponement_is_told_with_the_day_that_counts_now(world, told, freeze):
    freeze(LATER)
    stipend = ground.in_service(world)

    def postponed(first, last):
        postpone(
            stipend=stipend, kind="illness", starts_on=first, ends_on=last, reason="Paper 3", by=world["company_manager"],
            at=LATER,
        )  # fmt: skip

    [(subject, text)] = told(lambda: postponed(date(2026, 7, 1), date(2026, 7, 10)))
    assert subject.startswith("Service for your stipend is postponed")
    stipend.refresh_from_db()
    for words in ("1 July 2026", "10 July 2026", "illness", "Paper 3", f"It now begins by {stipend.begin_by.day} "):
        assert words in text
    ground.served(world, stipend, date(2026, 8, 1), date(2027, 7, 31))
    [(_subject, text)] = told(lambda: postponed(date(2027, 8, 1), date(2027, 8, 10)))
    assert "The next confirmation is due by" in text
    assert "It now begins" not in text


def test_release_and_waiver_are_told(world, told, freeze):
    freeze(LATER)
    by = world["company_manager"]
    served = ground.in_service(world)
    ground.served(world, served, date(2026, 7, 1), date(2029, 6, 30))
    [(subject, text)] = told(lambda: release(stipend=served, by=by, at=LATER))
    assert subject.startswith("Your stipend is served")
    assert "Nothing is owed any more." in text
    waived = ground.in_service(world, number="W-1")
    [(subject, text)] = told(lambda: waive(stipend=waived, reason="The works closed.", by=by, at=LATER))
    assert subject == "Service for your stipend is waived: W-1"
    assert "The works closed." in text


def test_an_end_by_repayment_and_a_cancellation_are_told_with_the_reason(world, told, freeze):
    freeze(LATER)
    said = {"by": world["company_manager"], "at": LATER}
    repaid = ground.in_service(world, count=1, number="R-1")
    record_repayment(stipend=repaid, on=date(2028, 1, 1), amount=Decimal(100_000), reference="R1", **said)
    [(subject, text)] = told(lambda: end_repaid(stipend=repaid, reason="All is back.", **said))
    assert subject == "Your stipend is paid back: R-1"
    assert "All is back." in text
    signed = ground.signed(world, number="C-1")
    [(subject, text)] = told(lambda: cancel(stipend=signed, reason="The fund was closed.", **said))
    assert subject == "Your stipend is cancelled: C-1"
    assert "The fund was closed." in text
    # Of what was only planned the student never heard.
    assert told(lambda: cancel(stipend=ground.planned(world), reason="Entered twice.", **said)) == []


def test_a_student_without_an_account_gets_no_letter(world, told, freeze):
    freeze(NOON)
    stipend = ground.signed(world)
    User.objects.filter(pk=world["student"].pk).update(is_active=False)
    assert told(lambda: ground.paid(world, stipend, 1)) == []


def test_service_that_is_confirmed_is_no_letter_of_these(world, told, freeze):
    """The timeline and the account on the page have it."""
    freeze(LATER)
    stipend = ground.in_service(world)
    period = ground.served(world, stipend, date(2026, 7, 1), date(2026, 12, 31), confirm=False)
    by = world["company_manager"]
    assert told(lambda: confirm_service(period=period, evidence="Order 5", by=by, at=LATER)) == []
