"""A chunk whose rows are written one by one, each in a savepoint of its own: what is wrong with a row leaves out that row
alone."""

from abc import ABC, abstractmethod
from collections.abc import Mapping, Sequence
from typing import Any, ClassVar

from django.db import transaction
from django.utils import timezone

from seriktes.common.refusals import Refusal
from seriktes.exchange.definitions import Applied, Context, Fault, Row
from seriktes.exchange.enums import Outcome


class Left(Exception):
    """The row is left out. `code`, `column` (of a field) and `values` are of the fault that says why."""

    def __init__(self, code: str, column: str = "", **values: Any) -> None:
        super().__init__(code)
        self.fault = Fault(code, column, values)


class RowByRow(ABC):
    """The records of rows have `headings` (field code → heading of the file) and `title` (what a rejected row is called)."""

    # What the actions of the domain refuse with, and the code under which the domain tells such a fault.
    refusal: ClassVar[type[Refusal]]
    refused: ClassVar[str]
    # Reason of a refusal → the column that it is about.
    column_of: ClassVar[Mapping[str, str]] = {}

    def __init__(self, rows: Sequence[Row], context: Context) -> None:
        self.rows, self.context, self.at = rows, context, timezone.now()
        # Who did it, for the timeline: the import by its number.
        self.label = f"import № {context.run_id}"

    def apply(self) -> list[Applied]:
        return [self._one(row) for row in self.rows]

    def _one(self, row: Row) -> Applied:
        if row.record is None:
            return Applied(row, Outcome.REJECTED)
        count = len(row.faults)
        try:
            with transaction.atomic():
                return self.write(row, row.record)
        except Left as left:
            fault = left.fault
        except Refusal as refusal:
            if not isinstance(refusal, self.refusal):
                raise
            fault = self.told(refusal)
        del row.faults[count:]
        self.note(row, fault)
        return Applied(row, Outcome.REJECTED, label=row.record.title[:300])

    def told(self, refusal: Refusal, column: str = "") -> Fault:
        values = {"reason": refusal.reason, "details": [str(one) for one in refusal.details]}
        return Fault(self.refused, column or self.column_of.get(refusal.reason, ""), values)

    @staticmethod
    def note(row: Row, fault: Fault) -> None:
        """A fault found by the field's code gets the file's own heading."""
        row.faults.append(Fault(fault.code, row.record.headings.get(fault.column, fault.column), fault.values))

    @abstractmethod
    def write(self, row: Row, record: Any) -> Applied: ...
