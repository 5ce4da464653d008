"""Stipends from CSV and XLSX: the columns, the rows, and the kind of import."""

from collections.abc import Iterator, Mapping
from typing import IO, Any

from django.utils.translation import gettext_lazy as _

from seriktes.common.models import Languages
from seriktes.common.packs import Text
from seriktes.common.text import one_line
from seriktes.exchange.definitions import Fault, Field, ImportKind, Row, register_kind
from seriktes.exchange.definitions.columns import MappedTable
from seriktes.exchange.definitions.faults import register_sentences
from seriktes.organisations.imports.kinds import TABLES
from seriktes.organisations.imports.people_tables import read_organisation
from seriktes.partnerships.imports.cells import PartnershipCells
from seriktes.placements.actions.importing import stipends
from seriktes.placements.actions.importing.stipends import StipendRecord
from seriktes.placements.actions.stipends import PAYMENTS_AT_MOST, Due, schedule
from seriktes.placements.enums import ReleaseRule, StipendKind
from seriktes.placements.models import Stipend
from seriktes.placements.queries.importing import Named

FIELDS = (
    Field("id", _("Number in the register"), ("№ в реестре", "номер в реестре", "тізілімдегі нөмірі", "seriktes id")),
    Field("number", _("Number of the contract"), ("номер договора", "№ договора", "договор", "шарт нөмірі", "шарттың нөмірі",
                                                  "contract", "contract number")),
    Field("grantor", _("Grantor"), ("грантодатель", "кто платит", "работодатель", "компания", "организация",
                                    "стипендия беруші", "компания атауы", "ұйым", "grantor")),
    Field("university", _("University"), ("вуз", "университет", "жоо", "university")),
    Field("student", _("Student"), ("студент", "стипендиат", "фио", "ф.и.о.", "фио студента", "получатель", "білім алушы", "алушы",
                                    "аты жөні", "email студента", "student", "recipient")),
    Field("kind", _("Kind"), ("вид", "вид стипендии", "тип", "түрі", "стипендия түрі", "type")),
    Field("study", _("Course of study"), ("образовательная программа", "специальность", "оп", "білім беру бағдарламасы", "мамандығы")),
    Field("currency", _("Currency"), ("валюта", "currency")),
    Field("payments", _("Payments with their days"), ("выплаты", "график выплат", "төлемдер", "төлем кестесі", "payments", "schedule")),
    Field("amount", _("Sum of one payment"), ("сумма", "сумма выплаты", "размер стипендии", "сома", "төлем сомасы", "стипендия мөлшері",
                                              "amount", "sum")),
    Field("count", _("How many payments"), ("количество выплат", "число выплат", "выплат", "төлем саны", "number of payments")),
    Field("first", _("First payment on"), ("первая выплата", "дата первой выплаты", "начало выплат", "алғашқы төлем", "first payment")),
    Field("every", _("A payment every so many months"), ("период выплат", "месяцев между выплатами", "төлем аралығы", "every")),
    Field("terms_kk", _("Conditions, in Kazakh"), ("условия на казахском", "шарттары", "талаптары", "шарттары қазақша")),
    Field("terms_ru", _("Conditions, in Russian"), ("условия", "условия договора", "условия на русском", "шарттары орысша")),
    Field("terms_en", _("Conditions, in English"), ("conditions", "terms", "условия на английском", "шарттары ағылшынша")),
    Field("service_months", _("Months of full-time service"), ("отработка", "месяцев отработки", "срок отработки", "отработка мес",
                                                               "өтеу мерзімі", "өтеу айлары", "жұмыспен өтеу", "service",
                                                               "months of service")),
    Field("employer", _("Employer with whom it is served"), ("место отработки", "отработка у", "өтеу орны", "employer")),
    Field("employer_kind", _("Kind of employer"), ("вид работодателя", "жұмыс беруші түрі", "kind of employer")),
    Field("region", _("Region of service"), ("регион отработки", "область отработки", "өтеу өңірі")),
    Field("begin_within", _("Service begins within so many months of the end of study"),
          ("начать в течение", "начало отработки в течение мес", "өтеуді бастау мерзімі")),
    Field("release", _("How service releases money"), ("как засчитывается", "порядок зачета", "есептеу тәртібі", "release")),
    Field("step_months", _("Months of a step"), ("месяцев в ступени", "ступень", "кезең айлары")),
    Field("uplift", _("Added to what is owed, per cent"), ("надбавка", "неустойка", "штраф", "үстеме", "айыппұл", "penalty")),
    Field("confirm_months", _("Service is confirmed every so many months"), ("подтверждение каждые мес", "растау аралығы")),
    Field("signed_on", _("Signed on"), ("дата договора", "дата подписания", "подписан", "шарт күні", "қол қойылған күні", "signed")),
    Field("paper", _("Which paper, and where it lies"), ("документ", "бумага", "где хранится", "құжат", "қайда сақталады", "paper")),
)  # fmt: skip
Spellings = Mapping[str, tuple[str, ...]]
KIND_WORDS: Spellings = {
    StipendKind.STIPEND: ("именная стипендия", "атаулы стипендия", "stipend"),
    StipendKind.SCHOLARSHIP: (
        "оплата обучения",
        "целевое обучение",
        "образовательный грант компании",
        "оқу ақысы",
        "scholarship",
    ),
    StipendKind.STATE_GRANT: (
        "государственный грант",
        "госгрант",
        "грант",
        "мемлекеттік грант",
        "state grant",
        "grant",
    ),
}
RELEASE_WORDS: Spellings = {
    ReleaseRule.DAILY: ("по дням", "пропорционально", "ежедневно", "күн сайын", "daily"),
    ReleaseRule.STEPS: ("поэтапно", "по этапам", "ступенями", "кезеңмен", "кезең кезеңімен", "in steps"),
    ReleaseRule.WHOLE: ("полностью", "после всего срока", "толық", "толық өтегенде", "whole"),
}
SENTENCES: Mapping[str, Text] = {
    "stipend_student_unknown": _(
        "“{value}” is nobody of the university whom you see. Give the e-mail, the exact name, or № and the number in the register; "
        "add the student to the university's people first."
    ),
    "stipends_alike": _(
        "Several stipends of this grantor for this student fit: {others}. Give the number of the contract, or the number in the register."
    ),
    "not_that_stipend": _(
        "The stipend {value} of this register is another grantor's, university's or student's than this row says. Mend the row, or "
        "leave out the column with the register's numbers where the file comes from another register."
    ),
    "no_university": _("“{value}” is no university. Name the one at which the student studies."),
    "schedule_incomplete": _(
        "A schedule needs a sum, how many payments, and the first day. Or write each payment with its day: 2026-09-10: 100000, "
        "one a line."
    ),
    "schedule_twice": _("The row has payments with their days and a sum for equal payments. Leave one of the two."),
    "schedule_stands": _(
        "The schedule of payments was changed by hand to “{current}”, and the file says “{value}”. It stays as it is; change it on "
        "the page of the stipend. The rest of the row was read."
    ),
    "employer_stands": _(
        "The stipend is served with “{current}” here, and the file says “{value}”. It stays as it is; change it on the page of the "
        "stipend. The rest of the row was read."
    ),
}  # fmt: skip
MONTHS_AT_MOST, BEGIN_AT_MOST, CONFIRM_AT_MOST, EVERY_AT_MOST = 240, 120, 60, 24
UPLIFT_AT_MOST, TERMS_LENGTH = 999, 5000


class StipendTable:
    def __init__(self, file: IO[bytes], format: str, mapping: Mapping[str, Any]) -> None:  # noqa: A002  as in the mapping
        self._table = MappedTable(file, format, mapping, FIELDS)
        self.columns = self._table.columns

    def progress(self) -> tuple[int, int]:
        return self._table.progress()

    def __iter__(self) -> Iterator[Row]:
        for number, raw, texts in self._table:
            yield read_stipend(number, raw, PartnershipCells(texts, self._table.chosen))


def read_stipend(number: int, raw: Mapping[str, str], cells: PartnershipCells) -> Row:
    """A fault in any cell leaves the row out: half of a contract would be another contract."""
    row = Row(number, raw, faults=cells.faults)
    if raw.get(""):
        row.faults.append(Fault("too_many_cells", "", {"rest": raw[""][:100]}))
        return row
    payments, currency = _payments(cells)
    record = StipendRecord(
        grantor=_body(cells, "grantor"), university=_body(cells, "university"), student=cells.short("student", 500),
        fields=_fields(cells, currency), headings=cells.headings, pk=cells.whole("id"), employer=_body(cells, "employer"),
        payments=payments, signed_on=cells.day("signed_on"), paper=cells.short("paper", 500),
    )  # fmt: skip
    if row.faults:
        return row
    who = f"{record.grantor}|{record.university}|{record.student.casefold()}|{record.number.casefold()}"
    row.keys, row.record = (f"№{record.pk}" if record.pk is not None else who,), record
    return row


def _body(cells: PartnershipCells, code: str) -> Named | None:
    text = one_line(cells.text(code))
    return read_organisation(text) if text else None


def _fields(cells: PartnershipCells, currency: str) -> dict[str, Any]:
    values: dict[str, Any] = {
        "number": cells.short("number", 60), "kind": cells.choice("kind", StipendKind, KIND_WORDS),
        "study": cells.short("study", 200), "currency": currency,
        **{f"terms_{code}": _terms(cells, f"terms_{code}") for code in Languages.values},
        "service_months": _from_one(cells, "service_months", MONTHS_AT_MOST), "employer_kind": cells.short("employer_kind", 200),
        "region": cells.region("region", ""), "begin_within": cells.count("begin_within", BEGIN_AT_MOST),
        "release": cells.choice("release", ReleaseRule, RELEASE_WORDS),
        "step_months": _from_one(cells, "step_months", MONTHS_AT_MOST),
        "uplift": cells.decimal("uplift", text=cells.text("uplift").replace("%", "")),
        "confirm_months": _from_one(cells, "confirm_months", CONFIRM_AT_MOST),
    }  # fmt: skip
    if values["uplift"] is not None and values["uplift"] > UPLIFT_AT_MOST:
        cells.fault("too_large_number", "uplift", value=str(values["uplift"]), most=UPLIFT_AT_MOST)
    if values["release"] == ReleaseRule.STEPS and not cells.text("step_months"):
        cells.fault("value_missing", "step_months")
    return {name: value for name, value in values.items() if value not in ("", None)}


def _terms(cells: PartnershipCells, code: str) -> str:
    text = cells.text(code).strip()
    if len(text) > TERMS_LENGTH:
        cells.fault("too_long", code, limit=TERMS_LENGTH)
    return text


def _from_one(cells: PartnershipCells, code: str, most: int) -> int | None:
    value = cells.count(code, most)
    if value == 0:
        cells.fault("not_a_number", code, value="0")
    return value


# --- Payments ---------------------------------------------------------------------------------------------------------
def _payments(cells: PartnershipCells) -> tuple[list[Due] | None, str]:
    """Each with its day, or so many equal ones; and the currency, which may stand beside the sums. None: the row says
    nothing of payments."""
    dated = cells.deliveries("payments")
    amount, currency = cells.money("amount", "currency")
    count, first = _from_one(cells, "count", PAYMENTS_AT_MOST), cells.day("first")
    every = _from_one(cells, "every", EVERY_AT_MOST)
    is_equal = any(cells.text(code) for code in ("amount", "count", "first"))
    if dated and is_equal:
        cells.fault("schedule_twice", "payments")
    elif dated:
        for item in dated:
            currency = currency or item.currency
            if item.currency and item.currency != currency:
                cells.fault("two_currencies", "payments", value=item.currency, other=currency)
        if len(dated) > PAYMENTS_AT_MOST:
            cells.fault("too_large_number", "payments", value=len(dated), most=PAYMENTS_AT_MOST)
        return [Due(item.on, item.amount) for item in sorted(dated, key=lambda item: item.on)], currency
    elif is_equal and not cells.faults:
        if not amount or count is None or first is None:
            cells.fault("schedule_incomplete", "amount")
            return None, currency
        try:
            return schedule(first=first, count=count, amount=amount, every=every or 1), currency
        except (ValueError, OverflowError):
            # Beyond the last year of the calendar.
            cells.fault("not_a_date", "first", value=cells.text("first")[:40])
    return None, currency


# --- The kind ---------------------------------------------------------------------------------------------------------
LABELS: Mapping[str, Text] = {field.code: field.label for field in FIELDS}


def _label(pk: int) -> str:
    stipend = Stipend.objects.filter(pk=pk).select_related("student", "grantor").first()
    return f"{stipend.student.name} · {stipend.grantor.name}" if stipend is not None else ""


def _field_label(name: str) -> Text:
    return LABELS.get(name, name)


register_sentences(SENTENCES)
register_kind(
    ImportKind(
        code="stipends", label=_("Stipends"), formats=TABLES, fields=FIELDS, read=StipendTable,
        apply=stipends.import_stipends, decide=stipends.decide_stipend, may_decide=stipends.may_decide_stipend,
        target_url=lambda pk: Stipend(pk=pk).get_absolute_url(), target_label=_label, field_label=_field_label,
    )
)  # fmt: skip
