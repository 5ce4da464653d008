"""What the imports of every kind have in common: a row in a savepoint of its own, and what became of it."""

from abc import ABC, abstractmethod
from collections.abc import Iterable, Mapping, Sequence
from typing import Any, ClassVar

from django.db import transaction
from django.utils import timezone

from seriktes.accounts.actions import Recorded, record_events
from seriktes.exchange.definitions import Applied, Context, Fault, Row
from seriktes.exchange.enums import Outcome
from seriktes.organisations.actions.editing import EditedElsewhere
from seriktes.partnerships.actions.importing.compare import Compared, ask, keep_provenance, told
from seriktes.partnerships.actions.importing.records import Named, Record
from seriktes.partnerships.definitions.refusals import Refusal
from seriktes.partnerships.queries.importing import Known, Missing, Partnerships, Rights, Sides, Spot

# Which column a refusal is about, where its reason tells.
COLUMN_OF = {
    "nameless": "name_ru", "ends_before_it_begins": "ended_on", "no_reason": "end_reason", "too_few_parties": "parties",
    "party_twice": "parties", "merged_organisation": "parties", "foreign_unit": "parties", "out_of_order": "ends_on",
    "notice_longer_than_term": "notice_days",
    "signed_in_future": "signed_on", "starts_before_signature": "starts_on", "signed_after_end": "signed_on",
    "outlives_framework": "framework", "amends_outside": "amends", "overlapping_amendments": "amends",
    "before_signature": "terminated_on", "terminated_late": "terminated_on", "negative_sum": "amount",
    "no_currency": "currency", "not_a_framework": "framework", "framework_not_signed": "framework",
    "cycle": "framework", "not_amendable": "amends", "superseded_already": "supersedes", "other_currency": "currency",
    "no_unit": "unit", "no_schedule": "schedule", "day_twice": "schedule", "not_positive": "amount",
    "no_signatory": "party", "service_without_scholarship": "service_months", "unknown_kind": "kind",
    "mode_without_reason": "mode_reason", "not_a_side": "parties", "one_side": "parties", "in_future": "ends_on",
}  # fmt: skip


class Rejected(Exception):
    """The row is left out."""

    def __init__(self, code: str, column: str = "", **values: Any) -> None:
        super().__init__(code)
        self.fault = Fault(code, column, values)


class Chunk(ABC):
    """One chunk of rows, written in the caller's transaction."""

    # Of reasons that concern another column here than elsewhere.
    columns: ClassVar[Mapping[str, str]] = {}

    def __init__(self, rows: Sequence[Row], context: Context) -> None:
        self.rows, self.context, self.by = rows, context, context.by
        self.at = timezone.now()
        self.rights = Rights(context.by)
        self.records: list[Record] = [row.record for row in rows if row.record is not None]
        self.sides = Sides(context.by, {side for record in self.records for side in record.named})
        self.partnerships = self.known_partnerships()

    def known_partnerships(self) -> Partnerships:
        return Partnerships(
            self.by,
            [record.where.id for record in self.records if record.where.id is not None],
            [record.where.number for record in self.records],
            [self.spots_or_none(record.where.parties) for record in self.records],
        )

    @property
    def label(self) -> str:
        """Who did it, for the timeline: the import by its number."""
        return f"import № {self.context.run_id}"

    # --- Rows ---------------------------------------------------------------------------------------------------------
    def apply(self) -> list[Applied]:
        return [self.one(row) for row in self.rows]

    def one(self, row: Row) -> Applied:
        if row.record is None:
            return Applied(row, Outcome.REJECTED)
        applied = self._written(row)
        name_columns(row)
        return applied

    def _written(self, row: Row) -> Applied:
        count = len(row.faults)
        try:
            with transaction.atomic():
                return self.write(row, row.record)
        except Rejected as rejected:
            fault = rejected.fault
        except Missing as missing:
            fault = Fault(missing.code, missing.column, missing.values)
        except Refusal as refusal:
            fault = refused(refusal, self.columns)
        except EditedElsewhere:
            fault = Fault("register_refused", "", {"detail": "EditedElsewhere"})
        del row.faults[count:]
        row.faults.append(fault)
        return Applied(row, Outcome.REJECTED, label=row.record.title)

    @abstractmethod
    def write(self, row: Row, record: Any) -> Applied: ...

    # --- What rows name -----------------------------------------------------------------------------------------------
    def spot(self, side: Named, column: str) -> Spot:
        return self.sides.find(side, column)

    def spots(self, named: Iterable[Named], column: str = "parties") -> list[Spot]:
        return list(dict.fromkeys(self.spot(side, column) for side in named))

    def spots_or_none(self, named: Iterable[Named]) -> list[Spot]:
        """For what is looked up at once for the chunk: a name that is unknown is a fault of its own row later."""
        try:
            return self.spots(named)
        except Missing:
            return []

    def partnership_of(self, record: Record) -> Known:
        where = record.where
        known = self.partnerships.find(where.id, where.number, self.spots(where.parties))
        if known.is_archived:
            raise Rejected("partnership_archived", "partnership", value=str(known))
        return known

    def check_right(self, permission: str, known: Known) -> None:
        if not self.rights.may(permission, known):
            raise Rejected("not_allowed")

    def check_edit(self, permission: str, known: Known, found: Compared) -> None:
        """Neither changes nor questions come from an author who may not edit the record."""
        if found.changes or found.questions:
            self.check_right(permission, known)

    # --- What became of a row -----------------------------------------------------------------------------------------
    def settle(self, row: Row, record: Any, found: Compared, *, extra: dict[str, Any] | None = None) -> Applied:
        """Of a record that stood already: `found.changes` are written by now, `extra` is what else was changed."""
        for name, current, new in found.refused:
            row.faults.append(Fault("frozen_value", name, {"value": new, "current": current}))
        if found.changes or found.noted:
            keep_provenance(record)
        ask(record, found, self.context)
        changes = {**told(record, found.changes), **(extra or {})}
        outcome = Outcome.UPDATED if changes else Outcome.UNCHANGED
        return Applied(row, outcome, record.pk, str(record)[:300], len(found.questions), changes)

    def created(self, row: Row, record: Any) -> Applied:
        keep_provenance(record)
        kind = f"partnerships.{record._meta.model_name}.imported"
        record_events(events=[Recorded(kind, record, {"run": self.context.run_id})], by=self.by)
        return Applied(row, Outcome.CREATED, record.pk, str(record)[:300])


def name_columns(row: Row) -> None:
    """Faults that were found by fields get the file's own headings."""
    headings = row.record.headings
    for place, fault in enumerate(row.faults):
        heading = _heading_of(fault, row, headings)
        if heading != fault.column:
            row.faults[place] = Fault(fault.code, heading, fault.values)


def _heading_of(fault: Fault, row: Row, headings: Mapping[str, str]) -> str:
    if fault.column != "parties":
        return headings.get(fault.column, fault.column)
    # Sides may stand in several columns: the one that holds what the fault is about, else the first.
    present = [headings[code] for code in ("parties", "partner", "university") if code in headings]
    value = " ".join(str(fault.values.get("value", "")).split())
    holding = [heading for heading in present if value and value in " ".join(str(row.raw.get(heading, "")).split())]
    return next(iter([*holding, *present]), fault.column)


def refused(refusal: Refusal, columns: Mapping[str, str]) -> Fault:
    values = {"reason": refusal.reason, "details": [str(detail) for detail in refusal.details]}
    return Fault("partnership_refused", {**COLUMN_OF, **columns}.get(refusal.reason, ""), values)
