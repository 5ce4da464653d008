"""Rows that are one list together, such as the wishes of a student: the list is written at once, with the first of its rows,
and each row learns what became of it."""

from abc import ABC, abstractmethod
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, ClassVar

from django.db import transaction
from django.utils import timezone

from seriktes.exchange.definitions import Applied, Context, Fault, Row
from seriktes.exchange.enums import Outcome
from seriktes.organisations.queries.importing_people import Places
from seriktes.partnerships.queries.importing import Missing
from seriktes.placements.actions.importing.positions import told_refusal
from seriktes.placements.definitions.refusals import Refusal
from seriktes.placements.models import Cohort, Position
from seriktes.placements.queries.importing import Cohorts, positions_wished


@dataclass(frozen=True, slots=True)
class Became:
    outcome: str
    target: int | None = None
    label: str = ""
    fault: Fault | None = None


class ListChunk(ABC):
    """Records of rows have `whole`, the list, with its `entries`, its `title` and `became` (row → outcome, kept for rows of a
    later chunk), and `headings`; entries have `row` and `host`."""

    # Reason of a refusal → the column that it is about.
    column_of: ClassVar[Mapping[str, str]] = {}

    def __init__(self, rows: Sequence[Row], context: Context) -> None:
        self.rows, self.context, self.at = rows, context, timezone.now()
        self.cohorts = Cohorts(context.by)
        entries = [entry for row in rows if row.record is not None for entry in row.record.whole.entries]
        self.places = Places(context.by, [(entry.host, "") for entry in entries if entry.host is not None])
        self.numbers = {row.number for row in rows}
        self.done: set[int] = set()

    def apply(self) -> list[Applied]:
        return [self._one(row) for row in self.rows]

    def _one(self, row: Row) -> Applied:
        if row.record is None:
            return Applied(row, Outcome.REJECTED)
        whole = row.record.whole
        # Written with the first of its rows; those of a later chunk read what became of it. A chunk that is tried again
        # row by row begins anew.
        if whole.entries[0].row in self.numbers and id(whole) not in self.done:
            whole.became = {}
            self._write(whole)
            self.done.add(id(whole))
        became = whole.became.get(row.number) or Became(Outcome.REJECTED, fault=Fault("list_left_out"))
        if became.fault is not None:
            fault = became.fault
            row.faults.append(Fault(fault.code, row.record.headings.get(fault.column, fault.column), fault.values))
        return Applied(row, became.outcome, became.target, became.label)

    def _write(self, whole: Any) -> None:
        fault = self._refused(whole)
        if fault is None:
            return
        for entry in whole.entries:
            if entry.row not in whole.became:
                whole.became[entry.row] = Became(Outcome.REJECTED, label=whole.title[:300], fault=fault)

    def _refused(self, whole: Any) -> Fault | None:
        """Write the list, or say why nothing of it was written."""
        try:
            with transaction.atomic():
                self.written(whole)
        except Missing as missing:
            return Fault(missing.code, missing.column, missing.values)
        except Refusal as refusal:
            return told_refusal(refusal, self.column_of)
        return None

    @abstractmethod
    def written(self, whole: Any) -> None: ...

    def position(self, entry: Any, cohort: Cohort) -> tuple[Position | None, Fault | None]:
        """Which position of the cohort an entry names, or why none."""
        host = None
        if entry.host is not None:
            place, fault = self.places.find(entry.host, "")
            if place is None:
                return None, fault and Fault(fault.code, "host", fault.values)
            host = place.organisation_id
        found = positions_wished(cohort, entry.position, host)
        if len(found) == 1:
            return found[0], None
        if found:
            return None, Fault("name_ambiguous", "position", {"others": [f"№ {one.pk}" for one in found]})
        return None, Fault("wish_unknown", "position", {"value": entry.position[:80]})
