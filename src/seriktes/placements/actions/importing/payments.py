"""One chunk of payments of stipends, as a bank or an accounts department lists them: each row settles the payment that was
planned, by the action of the page. The same file again pays nothing twice."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from django.db import transaction
from django.db.models import Q, QuerySet
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from seriktes.accounts.models import User
from seriktes.common.formats import format_amount
from seriktes.exchange.definitions import Applied, CannotTake, Context, Fault, Row
from seriktes.exchange.enums import Outcome
from seriktes.exchange.models import ImportQuestion
from seriktes.partnerships.queries.importing import Missing
from seriktes.placements.actions.stipend_payments import pay
from seriktes.placements.definitions.refusals import Refusal
from seriktes.placements.enums import PaymentState
from seriktes.placements.models import Stipend, StipendPayment
from seriktes.placements.queries import access

# Which column a refusal is about.
COLUMN_OF = {
    "no_reference": "reference", "reference_used": "reference", "in_future": "paid_on", "before_signing": "paid_on",
    "wrong_state": "number", "payment_settled": "due_on",
}  # fmt: skip
OTHERS_SHOWN = 5


@dataclass(slots=True)
class PaidRecord:
    """What a row says: which stipend, which of its payments, and how it was paid."""

    stipend: int | None
    number: str
    student: str
    due_on: date | None
    amount: Decimal
    currency: str
    paid_on: date
    reference: str
    headings: Mapping[str, str]


class _Chunk:
    def __init__(self, rows: Sequence[Row], context: Context) -> None:
        self.rows, self.context, self.at = rows, context, timezone.now()
        self.label = f"import № {context.run_id}"

    def apply(self) -> list[Applied]:
        return [self._one(row) for row in self.rows]

    def _one(self, row: Row) -> Applied:
        if row.record is None:
            return Applied(row, Outcome.REJECTED)
        record: PaidRecord = row.record
        try:
            with transaction.atomic():
                return self._written(row, record)
        except Missing as missing:
            fault = Fault(missing.code, missing.column, missing.values)
        except Refusal as refusal:
            told = {"reason": refusal.reason, "details": [str(one) for one in refusal.details]}
            fault = Fault("stipend_payment_refused", COLUMN_OF.get(refusal.reason, ""), told)
        row.faults.append(Fault(fault.code, record.headings.get(fault.column, fault.column), fault.values))
        return Applied(row, Outcome.REJECTED, label=record.number or record.student)

    def _written(self, row: Row, record: PaidRecord) -> Applied:
        stipend = self._stipend(record)
        label = f"{stipend.student.name} · {stipend.grantor.name}"[:300]
        if record.currency and record.currency != stipend.currency:
            raise Missing("payment_other_currency", "currency", value=record.currency, current=stipend.currency)
        known = stipend.payments.filter(state=PaymentState.PAID, reference=record.reference).first()
        if known is not None and (known.paid_on, known.amount) == (record.paid_on, record.amount):
            return Applied(row, Outcome.UNCHANGED, stipend.pk, label)
        payment = self._payment(stipend, record)
        payment.stipend = stipend
        pay(
            payment=payment, on=record.paid_on, reference=record.reference, by=self.context.by, at=self.at,
            by_import=self.label,
        )  # fmt: skip
        changes = {"paid_on": [None, record.paid_on.isoformat()], "reference": ["", record.reference]}
        return Applied(row, Outcome.UPDATED, stipend.pk, label, changes=changes)

    def _stipend(self, record: PaidRecord) -> Stipend:
        column = "stipend" if record.stipend is not None else "number"
        named = Q(pk=record.stipend) if record.stipend is not None else Q(number__iexact=record.number)
        rows = kept_by(self.context.by).filter(named).select_related("student", "grantor")
        if record.student:
            names = Q()
            for code in ("kk", "ru", "en"):
                names |= Q(**{f"student__name_{code}__iexact": record.student})
            rows = rows.filter(names)
        found = list(rows.order_by("pk")[: OTHERS_SHOWN + 1])
        if not found:
            raise Missing("stipend_unknown", column, value=str(record.stipend or record.number))
        if len(found) > 1:
            others = [f"№ {one.pk}" for one in found[:OTHERS_SHOWN]]
            raise Missing("stipend_ambiguous", column, value=record.number, others=others)
        return found[0]

    @staticmethod
    def _payment(stipend: Stipend, record: PaidRecord) -> StipendPayment:
        """The one that is planned for that day; where no day is given, the first of that sum."""
        planned = stipend.payments.filter(state=PaymentState.PLANNED).order_by("due_on", "pk")
        if record.due_on is None:
            found = planned.filter(amount=record.amount).first()
            if found is None:
                raise Missing("payment_unknown", "amount", value=format_amount(record.amount, stipend.currency))
            return found
        found = planned.filter(due_on=record.due_on).first()
        if found is None:
            raise Missing("payment_unknown", "due_on", value=record.due_on.isoformat())
        if found.amount != record.amount:
            current = format_amount(found.amount, stipend.currency)
            raise Missing("payment_other_sum", "amount", value=str(record.amount), current=current)
        return found


def kept_by(by: User | None) -> QuerySet[Stipend]:
    """Those whose payments the importer records on their pages."""
    if by is None or access.sees_all(by, access.STIPENDS):
        return Stipend.objects.all()
    kept = access.own_organisations(by, access.STIPENDS)
    return Stipend.objects.filter(Q(grantor__in=kept) | Q(university__in=kept, by_university=True))


def import_payments(rows: Sequence[Row], context: Context) -> list[Applied]:
    """Write one chunk, in the caller's transaction."""
    return _Chunk(rows, context).apply()


# --- Questions: a file of payments asks none --------------------------------------------------------------------------
def decide_no_payment(*, question: ImportQuestion, by: User) -> None:  # noqa: ARG001  as every kind of import decides
    raise CannotTake(_("A file does not change a payment that is settled."))


def may_decide_no_payment(_user: User, _pk: int) -> bool:
    return False
