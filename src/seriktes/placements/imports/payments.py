"""Payments of stipends from CSV and XLSX: the columns, the rows, and the kind of import."""

from collections.abc import Iterator, Mapping
from typing import IO, Any

from django.utils.translation import gettext_lazy as _

from seriktes.common.packs import Text
from seriktes.common.refusals import words_of
from seriktes.exchange.definitions import Fault, Field, ImportKind, Row, register_kind
from seriktes.exchange.definitions.columns import MappedTable
from seriktes.exchange.definitions.faults import register_sentences, register_teller
from seriktes.organisations.imports.kinds import TABLES
from seriktes.partnerships.imports.cells import PartnershipCells
from seriktes.placements.actions.importing import payments
from seriktes.placements.actions.importing.payments import PaidRecord
from seriktes.placements.definitions.refusals import Refusal
from seriktes.placements.models import Stipend, StipendPayment

FIELDS = (
    Field("stipend", _("Number in the register"), ("№ в реестре", "номер в реестре", "тізілімдегі нөмірі", "стипендия №", "stipend id")),
    Field("number", _("Number of the contract"), ("номер договора", "№ договора", "договор", "шарт нөмірі", "шарттың нөмірі",
                                                  "contract", "contract number")),
    Field("student", _("Student"), ("студент", "стипендиат", "фио", "ф.и.о.", "получатель", "алушы", "student", "recipient")),
    Field("due_on", _("Due on"), ("срок", "срок выплаты", "дата по графику", "төлеу мерзімі", "due", "due on", "due date")),
    Field("amount", _("Sum"), ("сумма", "сумма выплаты", "сома", "сомасы", "amount", "sum"), required=True),
    Field("currency", _("Currency"), ("валюта", "currency")),
    Field("paid_on", _("Paid on"), ("дата", "дата выплаты", "дата платежа", "дата оплаты", "төленген күні", "төлем күні", "paid on",
                                    "payment date"), required=True),
    Field("reference", _("Reference of the payment"), ("номер платежа", "№ платежа", "номер п/п", "платежное поручение", "платёжное поручение",
                                                       "референс", "төлем нөмірі", "төлем тапсырмасы", "reference", "payment order"),
          required=True),
)  # fmt: skip
NEEDED = ("amount", "paid_on", "reference")
DECISIVE = ("stipend", "number", "due_on", "currency", *NEEDED)
SENTENCES: Mapping[str, Text] = {
    "stipend_unnamed": _("The row names no stipend. Give the number of the contract, or the stipend's number in the register."),
    "stipend_unknown": _(
        "There is no stipend “{value}” whose payments you keep, or it is another student's. Give the number of the contract as "
        "it stands on the page of the stipend."
    ),
    "stipend_ambiguous": _("Several stipends have the contract “{value}”: {others}. Add the student, or give the number in the register."),
    "payment_unknown": _(
        "No payment that is still to be paid fits {value}. Look at the schedule on the page of the stipend; one that was withheld "
        "or reversed is planned anew there first."
    ),
    "payment_other_sum": _("The payment of that day is {current}, and the file says {value}. Nothing was recorded."),
    "payment_other_currency": _("The stipend is paid in {current}, and the file says {value}. Nothing was recorded."),
}  # fmt: skip


class PaymentTable:
    def __init__(self, file: IO[bytes], format: str, mapping: Mapping[str, Any]) -> None:  # noqa: A002  as in the mapping
        self._table = MappedTable(file, format, mapping, FIELDS)
        self.columns = self._table.columns

    def progress(self) -> tuple[int, int]:
        return self._table.progress()

    def __iter__(self) -> Iterator[Row]:
        for number, raw, texts in self._table:
            yield read_payment(number, raw, PartnershipCells(texts, self._table.chosen))


def read_payment(number: int, raw: Mapping[str, str], cells: PartnershipCells) -> Row:
    row = Row(number, raw, faults=cells.faults)
    if raw.get(""):
        row.faults.append(Fault("too_many_cells", "", {"rest": raw[""][:100]}))
        return row
    stipend, contract = cells.whole("stipend"), cells.short("number", 60)
    amount, currency = cells.money("amount", "currency")
    paid_on, due_on = cells.day("paid_on"), cells.day("due_on")
    reference = cells.short("reference", 60)
    if cells.has_fault_in(DECISIVE):
        return row
    for code, value in zip(NEEDED, (amount, paid_on, reference), strict=True):
        if not value:
            cells.fault("value_missing", code)
    if stipend is None and not contract:
        cells.fault("stipend_unnamed", "number")
    if row.faults or amount is None or paid_on is None:
        return row
    row.keys = (f"{stipend if stipend is not None else contract.casefold()}|{reference}",)
    row.record = PaidRecord(
        stipend=stipend, number=contract, student=cells.short("student", 300), due_on=due_on, amount=amount,
        currency=currency, paid_on=paid_on, reference=reference, headings=cells.headings,
    )  # fmt: skip
    return row


def _refused(values: Mapping[str, Any]) -> str:
    return words_of(Refusal(str(values.get("reason")), values.get("details") or ()))


def _label(pk: int) -> str:
    stipend = Stipend.objects.filter(pk=pk).select_related("student", "grantor").first()
    return f"{stipend.student.name} · {stipend.grantor.name}" if stipend is not None else ""


def _field_label(name: str) -> Text:
    label: Text = getattr(StipendPayment._meta.get_field(name), "verbose_name", name)
    return label


register_sentences(SENTENCES)
register_teller("stipend_payment_refused", _refused)
register_kind(
    ImportKind(
        code="stipend_payments", label=_("Payments of stipends"), formats=TABLES, fields=FIELDS, read=PaymentTable,
        apply=payments.import_payments, decide=payments.decide_no_payment, may_decide=payments.may_decide_no_payment,
        target_url=lambda pk: Stipend(pk=pk).get_absolute_url(), target_label=_label, field_label=_field_label,
    )
)  # fmt: skip
