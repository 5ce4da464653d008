"""Rows of partnerships, agreements, commitments and activities from CSV and XLSX. An empty cell says nothing."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from functools import partial
from typing import IO, Any

from seriktes.exchange.definitions import Fault, Field, Row
from seriktes.exchange.definitions.columns import MappedTable
from seriktes.partnerships.actions.importing.records import (
    ActivityRecord,
    AgreementRecord,
    CommitmentRecord,
    PartnershipRecord,
    Record,
)
from seriktes.partnerships.enums import (
    ActivityState,
    AgreementKind,
    AgreementState,
    CommitmentKind,
    Form,
    Ground,
    Initiator,
    Mode,
    PartnershipStage,
)
from seriktes.partnerships.imports.cells import PartnershipCells
from seriktes.partnerships.imports.fields import (
    ACTIVITY_FIELDS,
    AGREEMENT_FIELDS,
    COMMITMENT_FIELDS,
    PARTNERSHIP_FIELDS,
)

NAMES = ("name_kk", "name_ru", "name_en")
SIDES = ("parties", "university", "partner")
PLACE = ("id", "partnership_id", "partnership", *SIDES)
MONEY = ("amount", "currency")
# A fault in one of these leaves the row out: without them the rest would say something else than the file.
DECISIVE = {
    PartnershipRecord: ("id", "number", *NAMES, *SIDES, "stage", "began_on", "ended_on"),
    AgreementRecord: (
        *PLACE, "number", *NAMES, "kind", "state", "signed_on", "signatures", "starts_on", "ends_on", "terminated_on",
        *MONEY, "framework", "amends", "supersedes", "renews",
    ),
    CommitmentRecord: (
        *PLACE, "agreement_id", "agreement", "party", "kind", "what", "unit", "due_on", *MONEY, "schedule", "deliveries",
    ),
    ActivityRecord: (
        *PLACE, "agreement_id", "agreement", "number", "kind", "title", "starts_on", "ends_on", "form", "mode", "state",
        *MONEY, "reported_by", "reported_on", "confirmations",
    ),
}  # fmt: skip
Read = Callable[[PartnershipCells], Record]


class RecordTable:
    """The rows of one kind."""

    def __init__(
        self, fields: Sequence[Field], read: Read, file: IO[bytes], format: str, mapping: Mapping[str, Any]  # noqa: A002
    ) -> None:  # fmt: skip
        self._table = MappedTable(file, format, mapping, fields)
        self._read = read
        self.columns = self._table.columns

    def progress(self) -> tuple[int, int]:
        return self._table.progress()

    def __iter__(self) -> Iterator[Row]:
        for number, raw, texts in self._table:
            yield read_row(number, raw, PartnershipCells(texts, self._table.chosen), self._read)


def read_row(number: int, raw: Mapping[str, str], cells: PartnershipCells, read: Read) -> Row:
    row = Row(number, raw, faults=cells.faults)
    if raw.get(""):
        row.faults.append(Fault("too_many_cells", "", {"rest": raw[""][:100]}))
        return row
    record = read(cells)
    record.headings = cells.headings
    if cells.has_fault_in(DECISIVE[type(record)]):
        return row
    row.keys, row.record = keys_of(record), record
    return row


def keys_of(record: Record) -> tuple[str, ...]:
    """What the row is about, as far as the row alone can tell."""
    if record.id is not None:
        return (f"id:{record.id}",)
    sides = "|".join(sorted(f"{side.how}={side.value}/{side.unit}" for side in record.where.parties))
    where = f"{record.where.id or ''}:{record.where.number}:{sides}"
    own = str(record.fields.get("number", ""))
    if own:
        return (f"{where}#{own}",)
    return (f"{where}?{'|'.join(_content(record))}",)


def _content(record: Record) -> list[str]:
    if isinstance(record, PartnershipRecord):
        return []
    names = ("kind", "title", "what", "starts_on", "ends_on", *NAMES)
    said = [f"{name}={record.fields[name]}" for name in names if name in record.fields]
    if isinstance(record, CommitmentRecord):
        party = f"{record.party.how}={record.party.value}" if record.party else ""
        return [*said, f"{record.agreement_id or ''}:{record.agreement}", party]
    return said if not isinstance(record, AgreementRecord) else [*said, f"signed={record.signed_on}"]


def _given(**values: Any) -> dict[str, Any]:
    return {name: value for name, value in values.items() if value not in ("", None, [])}


def _ordered(cells: PartnershipCells, record: Record, first: str, last: str) -> None:
    starts, ends = record.fields.get(first), record.fields.get(last)
    if starts and ends and ends < starts:
        cells.fault("ends_before", last, to=ends.isoformat(), from_=starts.isoformat())


def read_partnership(cells: PartnershipCells) -> PartnershipRecord:
    record = PartnershipRecord(
        id=cells.whole("id"),
        where=cells.where(),
        stage=cells.word("stage", PartnershipStage),
        ended_on=cells.day("ended_on"),
        end_reason=cells.short("end_reason", 500),
        contacts=cells.contacts("contacts"),
    )
    record.fields = _given(
        number=cells.short("number", 60), **{name: cells.short(name, 500) for name in NAMES},
        forms=cells.words("forms", Form), region=cells.region("region", ""),
        initiator=cells.word("initiator", Initiator), ground=cells.word("ground", Ground),
        ground_note=cells.short("ground_note", 500), note=cells.text("note"), began_on=cells.day("began_on"),
    )  # fmt: skip
    if record.ended_on and not record.stage:
        record.stage = PartnershipStage.ENDED
    began = record.fields.get("began_on")
    if began and record.ended_on and record.ended_on < began:
        cells.fault("ends_before", "ended_on", to=record.ended_on.isoformat(), from_=began.isoformat())
    if record.id is None and not record.where.parties:
        cells.fault("sides_missing", "parties")
    return record


def read_agreement(cells: PartnershipCells) -> AgreementRecord:
    amount, currency = cells.money("amount", "currency")
    record = AgreementRecord(
        id=cells.whole("id"),
        where=cells.where(),
        state=cells.word("state", AgreementState),
        signed_on=cells.day("signed_on"),
        signatures=cells.dated_sides("signatures"),
        terminated_on=cells.day("terminated_on"),
        termination_reason=cells.short("termination_reason", 500),
        references=_given(**{name: cells.short(name, 60) for name in ("framework", "amends", "supersedes")}),
    )
    record.fields = _given(
        number=cells.short("number", 60), kind=cells.word("kind", AgreementKind),
        **{name: cells.short(name, 500) for name in NAMES},
        languages=cells.languages("languages"), starts_on=cells.day("starts_on"), ends_on=cells.day("ends_on"),
        notice_days=cells.count("notice_days", 32_767), renews=cells.flag("renews"),
        extension_months=cells.count("extension_months", 1_200),
        extensions_at_most=cells.count("extensions_at_most", 1_000),
        amount=amount, currency=currency, purpose=cells.text("purpose"),
    )  # fmt: skip
    _ordered(cells, record, "starts_on", "ends_on")
    _need_place(cells, record)
    return record


def read_commitment(cells: PartnershipCells) -> CommitmentRecord:
    amount, beside = cells.money("amount", "currency")
    due_on, schedule = cells.day("due_on"), cells.schedule("schedule")
    record = CommitmentRecord(
        id=cells.whole("id"),
        where=cells.where(),
        agreement_id=cells.whole("agreement_id"),
        agreement=cells.short("agreement", 60),
        party=cells.side("party"),
        schedule=schedule,
        deliveries=cells.deliveries("deliveries"),
    )
    if not schedule and (due_on or amount is not None):
        if due_on is None:
            cells.fault("value_missing", "due_on")
        elif not amount:
            cells.fault("value_missing", "amount")
        else:
            record.schedule = [(due_on, amount)]
    record.fields = _given(
        kind=cells.word("kind", CommitmentKind), what=cells.short("what", 500), unit=cells.short("unit", 60),
        currency=beside, service_months=cells.count("service_months", 600),
    )  # fmt: skip
    if record.id is None:
        for code in ("kind", "what", "party"):
            if not cells.text(code):
                cells.fault("value_missing", code)
        if not (record.agreement_id or record.agreement):
            cells.fault("value_missing", "agreement")
    return record


def read_activity(cells: PartnershipCells) -> ActivityRecord:
    amount, currency = cells.money("amount", "currency")
    record = ActivityRecord(
        id=cells.whole("id"),
        where=cells.where(),
        agreement_id=cells.whole("agreement_id"),
        agreement=cells.short("agreement", 60),
        state=cells.word("state", ActivityState),
        reported_by=cells.side("reported_by"),
        reported_on=cells.day("reported_on"),
        confirmations=cells.dated_sides("confirmations"),
    )
    starts_on, ends_on = cells.day("starts_on"), cells.day("ends_on")
    record.fields = _given(
        number=cells.short("number", 60), kind=cells.activity_kind("kind"), title=cells.short("title", 300),
        starts_on=starts_on, ends_on=ends_on or starts_on, form=cells.word("form", Form), mode=cells.word("mode", Mode),
        mode_reason=cells.short("mode_reason", 300), hours=cells.decimal("hours", column="hours"), amount=amount,
        currency=currency, participants=cells.count("participants", 2_147_483_647), place=cells.short("place", 200),
        region=cells.region("region", ""), results=cells.text("results"),
    )  # fmt: skip
    _ordered(cells, record, "starts_on", "ends_on")
    if record.id is None:
        for code in ("kind", "title", "starts_on"):
            if not cells.text(code):
                cells.fault("value_missing", code)
    _need_place(cells, record)
    return record


def _need_place(cells: PartnershipCells, record: Record) -> None:
    if record.id is None and not record.where:
        cells.fault("partnership_missing", "partnership")


read_partnerships = partial(RecordTable, PARTNERSHIP_FIELDS, read_partnership)
read_agreements = partial(RecordTable, AGREEMENT_FIELDS, read_agreement)
read_commitments = partial(RecordTable, COMMITMENT_FIELDS, read_commitment)
read_activities = partial(RecordTable, ACTIVITY_FIELDS, read_activity)
