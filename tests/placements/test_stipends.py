"""The life of a stipend: terms, payments, service, release; what is refused, and what its clocks say."""

from datetime import date, datetime
from decimal import Decimal

import pytest

from seriktes.placements.actions.stipend_payments import (
    pay,
    plan_again,
    record_repayment,
    reverse,
    withhold,
)
from seriktes.placements.actions.stipend_service import decline_service, postpone, set_aside, tell_service
from seriktes.placements.actions.stipends import (
    Due,
    cancel,
    change_stipend,
    end_repaid,
    graduate,
    release,
    schedule,
    waive,
)
from seriktes.placements.definitions.refusals import Refusal
from seriktes.placements.definitions.stipend_stages import STIPEND, STIPEND_FIELDS
from seriktes.placements.enums import StipendState
from seriktes.placements.models import Stipend
from seriktes.placements.queries.access import stipends_visible_to
from seriktes.placements.queries.stipends import account_of, next_step, with_everything
from seriktes.procedures.definitions.workflow import faults_of
from seriktes.procedures.models import OpenClock
from tests.placements.stipend_ground import LATER, NOON, in_service, paid, paying, planned, served, signed

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _years_later(freeze):
    freeze(LATER)


def refused(why, act, /, *args, **values):
    with pytest.raises(Refusal) as caught:
        act(*args, **values)
    assert caught.value.reason == why
    return caught.value


def clocks(stipend):
    rows = OpenClock.objects.about(stipend)
    return {row.code: row.due_at.date() for row in rows}


def said(world):
    return {"by": world["company_manager"], "at": LATER}


# --- Terms ------------------------------------------------------------------------------------------------------------
def test_workflow_is_whole():
    assert faults_of(STIPEND, states=StipendState.values, fields=STIPEND_FIELDS.fields) == []


def test_terms_are_changed_until_they_are_signed(world):
    stipend = planned(world)
    changed = change_stipend(
        stipend=stipend, values={"service_months": 24}, by=world["company_manager"], at=NOON, expected_version=1,
        payments=[Due(date(2026, 5, 1), Decimal(50))],
    )  # fmt: skip
    assert (changed.service_months, changed.payments.count()) == (24, 1)
    stipend = signed(world)
    refused(
        "frozen", change_stipend, stipend=stipend, values={"service_months": 12}, expected_version=None, **said(world)
    )
    assert change_stipend(stipend=stipend, values={"number": "7"}, expected_version=None, **said(world)).number == "7"


def test_nothing_is_signed_without_payments_and_conditions(world):
    missing = refused("missing", signed, world, payments=[], terms_en="")
    assert set(missing.details) == {"terms", "payments"}
    refused("no_currency", planned, world, currency="tenge")
    refused("bad_terms", planned, world, service_months=0)
    refused("bad_sum", planned, world, payments=[Due(date(2026, 5, 1), Decimal(0))])


def test_a_schedule_keeps_to_the_calendar():
    days = [due.on for due in schedule(first=date(2026, 12, 31), count=3, amount=Decimal(1))]
    assert days == [date(2026, 12, 31), date(2027, 1, 31), date(2027, 2, 28)]


# --- Payments ---------------------------------------------------------------------------------------------------------
def test_the_first_payment_begins_the_paying_and_its_clock_goes_to_the_next(world):
    stipend = signed(world)
    assert clocks(stipend) == {"stipend_payment": date(2026, 2, 10)}
    paid(world, stipend, 1)
    stipend.refresh_from_db()
    assert stipend.state == StipendState.PAYING
    assert clocks(stipend) == {"stipend_payment": date(2026, 3, 10)}
    for place in (2, 3):
        paid(world, stipend, place)
    assert clocks(stipend) == {}
    assert account_of(stipend).standing.paid == Decimal(300_000)


def test_nothing_is_paid_twice(world):
    stipend = paying(world)
    first, second = stipend.payments.all()[:2]
    refused("payment_settled", pay, payment=first, on=date(2026, 2, 12), reference="PP-9", **said(world))
    refused("reference_used", pay, payment=second, on=date(2026, 2, 12), reference=" PP-1 ", **said(world))
    refused("no_reference", pay, payment=second, on=date(2026, 2, 12), reference=" ", **said(world))
    refused("before_signing", pay, payment=second, on=date(2026, 2, 1), reference="PP-2", **said(world))
    refused("in_future", pay, payment=second, on=date(2030, 3, 5), reference="PP-2", **said(world))
    assert account_of(stipend).standing.paid == Decimal(100_000)


def test_what_was_reversed_counts_no_longer_and_is_planned_anew_once(world):
    stipend = paying(world)
    first = stipend.payments.get(place=1)
    refused("no_reason", reverse, payment=first, reason=" ", **said(world))
    reverse(payment=first, reason="Came back from the bank", **said(world))
    assert account_of(stipend).standing.paid == 0
    again = plan_again(payment=first, on=date(2026, 3, 1), **said(world))
    assert (again.place, again.amount) == (4, first.amount)
    assert clocks(stipend)["stipend_payment"] == date(2026, 3, 1)
    refused("payment_settled", plan_again, payment=first, on=date(2026, 3, 1), **said(world))
    # The reference of a payment that was reversed may stand again.
    pay(payment=again, on=date(2026, 3, 1), reference="PP-1", **said(world))


def test_a_payment_is_withheld_with_a_reason(world):
    stipend = signed(world)
    payment = stipend.payments.get(place=1)
    refused("no_reason", withhold, payment=payment, reason="", **said(world))
    withhold(payment=payment, reason="Failed the term", **said(world))
    refused("payment_settled", pay, payment=payment, on=date(2026, 2, 12), reference="PP-1", **said(world))
    assert clocks(stipend) == {"stipend_payment": date(2026, 3, 10)}


# --- Service ----------------------------------------------------------------------------------------------------------
def test_service_begins_within_the_months_of_the_terms(world):
    stipend = in_service(world, begin_within=3)
    assert stipend.begin_by == date(2026, 9, 30)
    assert clocks(stipend) == {"stipend_service": date(2026, 9, 30)}
    served(world, stipend, date(2026, 9, 1), date(2027, 8, 31))
    assert clocks(stipend) == {"stipend_confirmation": date(2028, 8, 31)}
    account = account_of(stipend)
    assert (account.served, account.remaining) == (12, 24)
    assert account.standing.owed == Decimal(200_000)


def test_service_counts_only_once_it_is_confirmed(world):
    stipend = in_service(world)
    period = served(world, stipend, date(2026, 9, 1), date(2027, 8, 31), confirm=False)
    assert account_of(stipend).standing.served == 0
    decline_service(period=period, reason="Was never here", **said(world))
    assert account_of(stipend).standing.served == 0
    period = served(world, stipend, date(2026, 9, 1), date(2027, 8, 31))
    assert account_of(stipend).standing.served == 12
    refused("service_settled", decline_service, period=period, reason="Late", **said(world))
    set_aside(period=period, reason="Another person", **said(world))
    assert account_of(stipend).standing.served == 0


def test_no_overlap_with_one_employer_and_nothing_before_the_end_of_study(world):
    stipend = in_service(world)
    served(world, stipend, date(2026, 9, 1), date(2027, 8, 31))
    values = {"employer": world.organisations["company"], "starts_on": date(2027, 8, 31), "ends_on": date(2027, 9, 30)}
    refused("service_overlaps", tell_service, stipend=stipend, values=values, **said(world))
    values |= {"starts_on": date(2026, 6, 29), "ends_on": date(2026, 7, 1)}
    refused("before_graduation", tell_service, stipend=stipend, values=values, **said(world))
    values = {"employer_name": " ", "starts_on": date(2028, 1, 1), "ends_on": date(2028, 2, 1)}
    refused("no_service_employer", tell_service, stipend=stipend, values=values, **said(world))


def test_service_that_is_still_to_come_is_not_confirmed(world):
    stipend = in_service(world)
    refused("in_future", served, world, stipend, date(2029, 9, 1), date(2030, 8, 31))


def test_a_postponement_moves_what_is_awaited(world):
    stipend = in_service(world)
    postpone(
        stipend=stipend, kind="military", starts_on=date(2026, 9, 1), ends_on=date(2027, 8, 31), reason="Called up",
        **said(world),
    )  # fmt: skip
    stipend.refresh_from_db()
    assert stipend.begin_by == date(2027, 9, 30)
    assert clocks(stipend) == {"stipend_service": date(2027, 9, 30)}
    refused(
        "overlaps_postponement", postpone, stipend=stipend, kind="illness", starts_on=date(2027, 8, 31),
        ends_on=date(2027, 9, 2), reason="Flu", **said(world),
    )  # fmt: skip


def test_postponed_days_stay_when_earlier_service_is_confirmed_later(world):
    stipend = in_service(world)
    served(world, stipend, date(2026, 9, 1), date(2027, 8, 31))
    postpone(
        stipend=stipend, kind="military", starts_on=date(2027, 9, 1), ends_on=date(2028, 8, 31), reason="Called up",
        **said(world),
    )  # fmt: skip
    stipend.refresh_from_db()
    assert stipend.confirm_by == date(2029, 9, 1)
    served(world, stipend, date(2026, 7, 1), date(2026, 8, 31))
    stipend.refresh_from_db()
    assert stipend.confirm_by == date(2029, 9, 1)
    assert clocks(stipend) == {"stipend_confirmation": date(2029, 9, 1)}


def test_service_that_is_set_aside_is_awaited_again(world):
    stipend = in_service(world, begin_within=3)
    first = served(world, stipend, date(2026, 9, 1), date(2027, 8, 31))
    second = served(world, stipend, date(2027, 9, 1), date(2028, 8, 31))
    assert clocks(stipend) == {"stipend_confirmation": date(2029, 8, 31)}
    set_aside(period=second, reason="Another person", **said(world))
    assert clocks(stipend) == {"stipend_confirmation": date(2028, 8, 31)}
    set_aside(period=first, reason="Another person", **said(world))
    assert clocks(stipend) == {"stipend_service": date(2026, 9, 30)}
    stipend.refresh_from_db()
    assert stipend.confirm_by is None


# --- Ends -------------------------------------------------------------------------------------------------------------
def test_it_is_released_once_the_whole_is_served(world):
    stipend = in_service(world)
    served(world, stipend, date(2026, 9, 1), date(2029, 8, 30))
    left = refused("service_left", release, stipend=stipend, **said(world))
    assert left.details == ("0.04",)
    served(world, stipend, date(2029, 8, 31), date(2029, 8, 31))
    stipend = release(stipend=stipend, **said(world))
    account = account_of(stipend)
    assert (stipend.state, account.left_to_pay_back, clocks(stipend)) == (StipendState.RELEASED, 0, {})


def test_it_ends_by_repayment_when_what_is_owed_came_back(world):
    stipend = in_service(world)
    served(world, stipend, date(2026, 9, 1), date(2027, 8, 31))
    record_repayment(stipend=stipend, on=date(2028, 1, 1), amount=Decimal("199999.99"), reference="R1", **said(world))
    refused("still_owed", end_repaid, stipend=stipend, reason="Moved abroad", **said(world))
    refused(
        "reference_used",
        record_repayment,
        stipend=stipend,
        on=date(2028, 1, 1),
        amount=Decimal(1),
        reference="R1",
        **said(world),
    )
    record_repayment(stipend=stipend, on=date(2028, 1, 2), amount=Decimal("0.01"), reference="R2", **said(world))
    assert end_repaid(stipend=stipend, reason="Moved abroad", **said(world)).state == StipendState.REPAID


def test_it_is_waived_with_a_reason_and_cancelled_before_money_moved(world):
    stipend = paying(world)
    refused("no_reason", waive, stipend=stipend, reason="", **said(world))
    refused("wrong_state", cancel, stipend=stipend, reason="No", **said(world))
    assert account_of(waive(stipend=stipend, reason="Fell ill", **said(world))).left_to_pay_back == 0
    assert cancel(stipend=planned(world), reason="No money", **said(world)).state == StipendState.CANCELLED


def test_study_that_has_not_ended_cannot_be_recorded(world):
    stipend = paying(world)
    refused("in_future", graduate, stipend=stipend, on=date(2026, 6, 30), by=world["company_manager"], at=NOON)


# --- Who sees it ------------------------------------------------------------------------------------------------------
def test_each_side_sees_its_own_and_nothing_before_it_is_signed(world):
    own, others = (
        planned(world),
        signed(world, student="fellow_student", grantor="fund", university="hidden_university"),
    )

    def seen(who):
        return set(stipends_visible_to(world[who]))

    assert seen("company_manager") == {own}
    assert seen("fund_manager") == {others}
    for who in ("student", "career_centre", "faculty_member", "ministry_analyst", "host_supervisor", "anonymous"):
        assert seen(who) == set(), who
    assert seen("auditor") == {own, others}
    mine = signed(world)
    assert seen("student") == {mine} == seen("career_centre")
    assert seen("host_supervisor") == set()


def test_accounts_of_a_list_take_a_constant_number_of_queries(world, django_assert_num_queries):
    for _number in range(3):
        served(world, in_service(world), date(2026, 9, 1), date(2027, 8, 31))
    with django_assert_num_queries(4):
        rows = list(with_everything(Stipend.objects.all()))
        assert {account_of(row).served for row in rows} == {12}


def test_what_comes_next_is_said(world):
    stipend = paying(world)
    words = next_step(stipend, account_of(stipend), date(2026, 3, 1)).words
    assert words.startswith("Next payment")
    assert datetime.fromisoformat("2026-03-10").strftime("%Y") in words
