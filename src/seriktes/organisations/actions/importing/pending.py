"""One row of a file on its way into the register, and the rows of the sets that it brings."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

from seriktes.exchange.definitions import Row
from seriktes.exchange.enums import Source
from seriktes.organisations.actions.importing.compare import Differences, Origin
from seriktes.organisations.actions.importing.record import OrganisationRecord
from seriktes.organisations.models import Channel, Identifier, Organisation, OrganisationName, Relation

SETS: dict[str, Any] = {
    "names": OrganisationName,
    "identifiers": Identifier,
    "channels": Channel,
    "relations": Relation,
}


@dataclass(slots=True)
class Pending:
    """One row on its way: the organisation it is about and what it does to it."""

    row: Row
    record: OrganisationRecord
    organisation: Organisation
    origin: Origin
    is_new: bool
    found: Differences = field(default_factory=Differences)
    rows_changed: bool = False

    @property
    def place(self) -> int:
        """The key of its rows in `Standing`: a new organisation has no number before it is written."""
        return id(self) if self.is_new else self.organisation.pk


# The rows of each set, by `Pending.place`.
Standing = dict[str, dict[int, list[Any]]]


def make_row(one: Pending, name: str, item: Any) -> Any:
    # The id and not the object: setting an object costs more than all other columns together.
    return SETS[name](
        organisation_id=one.organisation.pk,
        source=one.origin.source,
        source_record="" if one.origin.source == Source.FILE else one.origin.record,
        source_on=one.origin.on,
        run_id=one.origin.run_id,
        **item._asdict(),
    )


def in_use(rows: Iterable[Any]) -> list[Any]:
    return [row for row in rows if row.archived_at is None]


def ready_for_audit(changes: dict[str, list[Any]]) -> dict[str, list[Any]]:
    """Values for the audit log: no floats, so that a value reads the same on every database."""
    return {
        name: [str(value) if isinstance(value, float) else value for value in pair] for name, pair in changes.items()
    }
