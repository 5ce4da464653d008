"""Stipends at each state, made by the actions themselves."""

from datetime import UTC, date, datetime
from decimal import Decimal

from seriktes.placements.actions.stipend_payments import pay
from seriktes.placements.actions.stipend_service import confirm_service, tell_service
from seriktes.placements.actions.stipends import Due, add_stipend, graduate, record_signed, schedule

SIGNED = date(2026, 2, 2)
NOON = datetime(2026, 3, 2, 7, tzinfo=UTC)
LATER = datetime(2030, 3, 4, 7, tzinfo=UTC)


def planned(world, *, grantor="company", student="student", university="university", payments=None, **values):
    given = {
        "grantor": world.organisations[grantor], "student": world.people[student],
        "university": world.organisations[university], "currency": "KZT", "terms_en": "To work in Ulytau.",
        "service_months": 36, "employer": world.organisations["company"], **values,
    }  # fmt: skip
    payments = schedule(first=date(2026, 2, 10), count=3, amount=Decimal(100_000)) if payments is None else payments
    return add_stipend(values=given, payments=payments, by=world["company_manager"], at=NOON)


def signed(world, **values):
    return record_signed(
        stipend=planned(world, **values), on=SIGNED, reason="Folder 7", by=world["company_manager"], at=NOON
    )


def paying(world, **values):
    """The first of three is paid."""
    stipend = signed(world, **values)
    paid(world, stipend, 1)
    stipend.refresh_from_db()
    return stipend


def paid(world, stipend, place, *, on=date(2026, 2, 12), at=NOON, reference=""):
    payment = stipend.payments.get(place=place)
    return pay(payment=payment, on=on, reference=reference or f"PP-{place}", by=world["company_manager"], at=at)


def in_service(world, *, count=3, at=LATER, **values):
    """Everything is paid, the study ended on the last of June 2026."""
    stipend = signed(world, payments=[Due(date(2026, 2, 10), Decimal(100_000))] * count, **values)
    for place in range(1, count + 1):
        paid(world, stipend, place)
    return graduate(stipend=stipend, on=date(2026, 6, 30), by=world["company_manager"], at=at)


def served(world, stipend, first, last, *, share=100, at=LATER, confirm=True, employer="company"):
    values = {"employer": world.organisations[employer], "starts_on": first, "ends_on": last, "share": share}
    period = tell_service(stipend=stipend, values=values, by=world["company_manager"], at=at)
    if confirm:
        confirm_service(period=period, evidence="Order 5", by=world["company_manager"], at=at)
    period.refresh_from_db()
    return period
