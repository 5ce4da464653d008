"""Rows of members of councils. An empty cell says nothing."""

from collections.abc import Iterator, Mapping
from typing import IO, Any

from seriktes.common.text import one_line
from seriktes.curriculum.actions.importing_seats import SeatRecord
from seriktes.curriculum.enums import CouncilRole
from seriktes.curriculum.imports.fields import ROLE_WORDS, SEAT_FIELDS
from seriktes.exchange.definitions import Fault, Row
from seriktes.exchange.definitions.columns import MappedTable
from seriktes.organisations.enums import ChannelKind
from seriktes.organisations.imports.people_tables import read_organisation
from seriktes.partnerships.imports.cells import PartnershipCells

# What must be right for a row to be used.
DECISIVE = ("council", "organisation", "post", "name", "starts_on", "ends_on")
NEEDED = ("council", "organisation")


class SeatTable:
    def __init__(self, file: IO[bytes], format: str, mapping: Mapping[str, Any]) -> None:  # noqa: A002  as in the mapping
        self._table = MappedTable(file, format, mapping, SEAT_FIELDS)
        self.columns = self._table.columns

    def progress(self) -> tuple[int, int]:
        return self._table.progress()

    def __iter__(self) -> Iterator[Row]:
        for number, raw, texts in self._table:
            yield read_seat(number, raw, PartnershipCells(texts, self._table.chosen))


def read_seat(number: int, raw: Mapping[str, str], cells: PartnershipCells) -> Row:
    row = Row(number, raw, faults=cells.faults)
    if raw.get(""):
        row.faults.append(Fault("too_many_cells", "", {"rest": raw[""][:100]}))
        return row
    texts = {code: cells.short(code, 500) for code in ("council", "post")} | {"name": cells.short("name", 200)}
    organisation, university = (one_line(cells.text(code)) for code in ("organisation", "university"))
    email = next(iter(cells.channels("email", ChannelKind.EMAIL, 254)), "").casefold()
    values: dict[str, Any] = {
        "role": cells.choice("role", CouncilRole, ROLE_WORDS), "starts_on": cells.day("starts_on"),
        "ends_on": cells.day("ends_on"),
    }  # fmt: skip
    if cells.has_fault_in(DECISIVE):
        return row
    for code in NEEDED:
        if not cells.text(code).strip():
            cells.fault("value_missing", code)
    if not texts["post"] and not texts["name"]:
        cells.fault("holder_missing", "name")
    if any(fault.code in ("value_missing", "holder_missing") for fault in row.faults):
        return row
    record = SeatRecord(
        council=texts["council"], university=read_organisation(university) if university else None,
        organisation=read_organisation(organisation), post=texts["post"], name=texts["name"], email=email,
        fields={name: value for name, value in values.items() if value not in ("", None)}, headings=cells.headings,
    )  # fmt: skip
    who = record.post or record.name
    where = f"{record.university}|{record.council.casefold()}|{record.organisation}"
    row.keys, row.record = (f"{where}|{who.casefold()}|{values['starts_on'] or ''}",), record
    return row
