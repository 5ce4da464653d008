"""Payments of a stipend: paid, withheld, reversed, planned anew; and money that comes back. Nothing is paid twice: the
stipend is locked, and a payment that is settled is settled."""

from datetime import date, datetime
from decimal import Decimal

from django.db import transaction
from django.db.models import Max
from django.utils import timezone

from seriktes.accounts.models import User
from seriktes.common.text import one_line
from seriktes.placements.actions.log import log
from seriktes.placements.actions.stipend_letters import tell_of_end, tell_of_payment
from seriktes.placements.actions.stipends import PAYMENTS_AT_MOST, lock_stipend, next_day, save, take
from seriktes.placements.definitions.refusals import Refusal
from seriktes.placements.definitions.stipend_stages import PAYS, REPAYS
from seriktes.placements.enums import PaymentState, StipendState
from seriktes.placements.models import Repayment, Stipend, StipendPayment
from seriktes.placements.queries.stipends import account_of


def _locked(payment: StipendPayment, *states: str) -> tuple[Stipend, StipendPayment]:
    """The stipend first, always; then the payment as it stands now."""
    stipend = lock_stipend(payment.stipend)
    if stipend.state not in PAYS:
        raise Refusal("wrong_state")
    payment = stipend.payments.select_for_update().get(pk=payment.pk)
    if payment.state not in states:
        raise Refusal("payment_settled")
    return stipend, payment


def _told(stipend: Stipend, payment: StipendPayment, **data: str) -> dict[str, str]:
    return {
        "payment": str(payment.pk), "amount": str(payment.amount), "currency": stipend.currency, **next_day(stipend), **data
    }  # fmt: skip


def _settle(payment: StipendPayment, state: str, by: User | None, at: datetime) -> None:
    payment.state, payment.by, payment.settled_at = state, by, at
    payment.save()


@transaction.atomic
def pay(
    *, payment: StipendPayment, on: date, reference: str, by: User | None, at: datetime, by_import: str = ""
) -> StipendPayment:
    """Raises Refusal: the payment is settled already, the reference stands at another one."""
    stipend, payment = _locked(payment, PaymentState.PLANNED)
    reference = one_line(reference)[:60]
    if not reference:
        raise Refusal("no_reference")
    if on > timezone.localdate(at):
        raise Refusal("in_future")
    if stipend.signed_on and on < stipend.signed_on:
        raise Refusal("before_signing")
    if stipend.payments.filter(state=PaymentState.PAID, reference=reference).exists():
        raise Refusal("reference_used")
    payment.paid_on, payment.reference, payment.reason = on, reference, ""
    _settle(payment, PaymentState.PAID, by, at)
    if stipend.state == StipendState.SIGNED:
        take("pay_first", stipend, by=by, at=at)
    else:
        save(stipend)
    told = _told(stipend, payment, date=on.isoformat(), reference=reference)
    log("stipend.paid", stipend, by=by, at=at, by_label=by_import, organisation=stipend.grantor_id, data=told)
    tell_of_payment("paid", payment, at=at)
    return payment


@transaction.atomic
def withhold(*, payment: StipendPayment, reason: str, by: User | None, at: datetime) -> StipendPayment:
    return _undo(payment, PaymentState.PLANNED, PaymentState.WITHHELD, "stipend.withheld", reason=reason, by=by, at=at)


@transaction.atomic
def reverse(*, payment: StipendPayment, reason: str, by: User | None, at: datetime) -> StipendPayment:
    """What was booked as paid did not reach the student: the row stays, and counts no longer."""
    return _undo(payment, PaymentState.PAID, PaymentState.REVERSED, "stipend.reversed", reason=reason, by=by, at=at)


def _undo(
    payment: StipendPayment, source: str, target: str, event: str, *, reason: str, by: User | None, at: datetime
) -> StipendPayment:
    stipend, payment = _locked(payment, source)
    if not reason.strip():
        raise Refusal("no_reason")
    payment.reason = one_line(reason)[:500]
    _settle(payment, target, by, at)
    save(stipend)
    told = _told(stipend, payment, reason=payment.reason)
    log(event, stipend, by=by, at=at, organisation=stipend.grantor_id, data=told)
    tell_of_payment(target, payment, at=at)
    return payment


@transaction.atomic
def plan_again(*, payment: StipendPayment, on: date, by: User | None, at: datetime) -> StipendPayment:
    """Another row for one that was withheld or reversed; that one is planned anew once and no more."""
    stipend, payment = _locked(payment, PaymentState.WITHHELD, PaymentState.REVERSED)
    if StipendPayment.objects.filter(again_of=payment).exists():
        raise Refusal("payment_settled")
    last = stipend.payments.aggregate(last=Max("place"))["last"] or 0
    if last >= PAYMENTS_AT_MOST:
        raise Refusal("too_many_payments")
    made = StipendPayment.objects.create(
        stipend=stipend, place=last + 1, due_on=on, amount=payment.amount, label=payment.label, again_of=payment
    )
    save(stipend)
    told = _told(stipend, made, date=on.isoformat())
    log("stipend.planned_again", stipend, by=by, at=at, organisation=stipend.grantor_id, data=told)
    return made


@transaction.atomic
def record_repayment(
    *, stipend: Stipend, on: date, amount: Decimal, reference: str, by: User | None, at: datetime
) -> Repayment:
    """Money that the student, or somebody for the student, paid back."""
    stipend = lock_stipend(stipend)
    if stipend.state not in (StipendState.PAYING, StipendState.SERVICE):
        raise Refusal("wrong_state")
    reference = one_line(reference)[:60]
    if not reference:
        raise Refusal("no_reference")
    if amount <= 0:
        raise Refusal("bad_sum")
    if on > timezone.localdate(at):
        raise Refusal("in_future")
    if stipend.repayments.filter(reference=reference).exists():
        raise Refusal("reference_used")
    made = Repayment.objects.create(stipend=stipend, on=on, amount=amount, reference=reference, by=by)
    save(stipend)
    told = {"date": on.isoformat(), "amount": str(amount), "currency": stipend.currency, "reference": reference}
    log("stipend.repayment", stipend, by=by, at=at, organisation=stipend.grantor_id, data=told)
    return made


@transaction.atomic
def take_back_repayment(*, repayment: Repayment, reason: str, by: User | None, at: datetime) -> Stipend:
    """What was typed wrong counts no longer; timeline and audit log keep it, with the reason. A stipend that had ended by it
    goes on where something is owed again. Raises Refusal."""
    stipend = lock_stipend(repayment.stipend)
    if stipend.state not in REPAYS:
        raise Refusal("wrong_state")
    row = stipend.repayments.select_for_update().filter(pk=repayment.pk).first()
    if row is None:
        raise Refusal("repayment_gone")
    if not reason.strip():
        raise Refusal("no_reason")
    told = {
        "date": row.on.isoformat(), "amount": str(row.amount), "currency": stipend.currency, "reference": row.reference,
        "reason": one_line(reason)[:500],
    }  # fmt: skip
    row.delete()
    save(stipend)
    log("stipend.repayment_taken_back", stipend, by=by, at=at, organisation=stipend.grantor_id, data=told)
    if stipend.state == StipendState.REPAID and account_of(stipend).owed_if_open:
        _reopen(stipend, by=by, at=at)
    return stipend


def _reopen(stipend: Stipend, *, by: User | None, at: datetime) -> None:
    stipend.ended_on, stipend.ended_reason = None, ""
    # Once service is confirmed, its beginning is awaited no more.
    begins = stipend.begin_by if stipend.confirm_by is None else None
    days = {"begin_by": begins, "confirm_by": stipend.confirm_by}
    told = {name: day.isoformat() if day else "" for name, day in days.items()}
    take("serve_on" if stipend.graduated_on else "pay_on", stipend, by=by, at=at, data={**told, **next_day(stipend)})
    tell_of_end("reopened", stipend)
