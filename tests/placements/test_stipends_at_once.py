"""Two people at one moment: one payment, one period, one end."""

from datetime import date
from decimal import Decimal

import pytest

from seriktes.placements.actions.stipend_payments import pay, plan_again, record_repayment, withhold
from seriktes.placements.actions.stipend_service import confirm_service, tell_service
from seriktes.placements.models import Repayment, ServicePeriod
from seriktes.placements.queries.stipends import account_of
from tests.organisations.test_two_at_once import at_once
from tests.placements.stipend_ground import LATER, in_service, paying, served, signed
from tests.world import build_world

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def world(transactional_db):
    return build_world()


def test_one_payment_by_two_writers(world):
    stipend = signed(world)
    row = stipend.payments.first()

    def paid(reference):
        return lambda: pay(
            payment=row, on=date(2026, 2, 12), reference=reference, by=world["company_manager"], at=LATER
        )

    assert at_once(paid("PP-1"), paid("PP-2")) == ["done", "payment_settled"]
    assert account_of(stipend).standing.paid == Decimal(100_000)


def test_one_reference_for_two_payments(world):
    stipend = signed(world)
    rows = list(stipend.payments.all())

    def paid(row):
        return lambda: pay(payment=row, on=date(2026, 2, 12), reference="PP-1", by=world["company_manager"], at=LATER)

    assert at_once(paid(rows[0]), paid(rows[1])) == ["done", "reference_used"]


def test_paid_and_withheld_and_planned_anew(world):
    stipend = paying(world)
    row = stipend.payments.get(place=2)
    said = {"payment": row, "by": world["company_manager"], "at": LATER}
    outcomes = at_once(
        lambda: pay(on=date(2026, 3, 12), reference="PP-2", **said), lambda: withhold(reason="Failed", **said)
    )
    assert outcomes == ["done", "payment_settled"]
    third = {**said, "payment": stipend.payments.get(place=3)}
    withhold(reason="Failed", **third)
    again = lambda: plan_again(on=date(2026, 5, 1), **third)  # noqa: E731
    assert at_once(again, again) == ["done", "payment_settled"]
    assert stipend.payments.count() == 4


def test_one_repayment_and_one_period(world):
    stipend = in_service(world)
    said = {"stipend": stipend, "by": world["company_manager"], "at": LATER}
    back = lambda: record_repayment(on=date(2027, 1, 1), amount=Decimal(5), reference="R1", **said)  # noqa: E731
    assert at_once(back, back) == ["done", "reference_used"]
    assert Repayment.objects.count() == 1
    values = {"employer_name": "Invented", "starts_on": date(2026, 9, 1), "ends_on": date(2026, 9, 30)}
    tell = lambda: tell_service(values=values, **said)  # noqa: E731
    assert at_once(tell, tell) == ["done", "service_overlaps"]
    period = served(world, stipend, date(2027, 1, 1), date(2027, 1, 31), confirm=False)
    confirm = lambda: confirm_service(period=period, evidence="Paper", by=world["company_manager"], at=LATER)  # noqa: E731
    assert at_once(confirm, confirm) == ["done", "service_settled"]
    assert ServicePeriod.objects.count() == 2
