"""People from CSV and XLSX, each row with one affiliation. An empty cell says nothing."""

import re
from collections.abc import Iterator, Mapping
from typing import IO, Any

from seriktes.common.identifiers import clean, get_scheme, latin_letters
from seriktes.common.packs import InvalidIdentifier
from seriktes.exchange.definitions import Fault, Row
from seriktes.exchange.definitions.columns import MappedTable
from seriktes.organisations.actions.importing.people import PersonRecord
from seriktes.organisations.enums import AffiliationKind, ChannelKind
from seriktes.organisations.imports.cells import Cells
from seriktes.organisations.imports.fields import AFFILIATION_WORDS, PEOPLE_FIELDS
from seriktes.organisations.queries.register import national_scheme

NAMES = ("name_kk", "name_ru", "name_en")
# What must be right for a row to be used: who it is, where, and from when to when.
DECISIVE = ("id", "orcid", "organisation", "from", "to", "kind")


class PeopleTable:
    def __init__(self, file: IO[bytes], format: str, mapping: Mapping[str, Any]) -> None:  # noqa: A002  as in the mapping
        self._table = MappedTable(file, format, mapping, PEOPLE_FIELDS)
        self.columns = self._table.columns

    def progress(self) -> tuple[int, int]:
        return self._table.progress()

    def __iter__(self) -> Iterator[Row]:
        for number, raw, texts in self._table:
            yield read_row(number, raw, Cells(texts, self._table.chosen))


def read_row(number: int, raw: Mapping[str, str], cells: Cells) -> Row:
    row = Row(number, raw, faults=cells.faults)
    if raw.get(""):
        row.faults.append(Fault("too_many_cells", "", {"rest": raw[""][:100]}))
        return row
    fields = {name: cells.short(name, 500) for name in NAMES} | {
        "orcid": cells.identifier("orcid"),
        "email": next(iter(cells.channels("email", ChannelKind.EMAIL, 254)), "").casefold(),
        "phone": next(iter(cells.channels("phone", ChannelKind.PHONE, 20)), ""),
    }
    record = PersonRecord(
        fields={name: value for name, value in fields.items() if value},
        organisation=read_organisation(cells.text("organisation")),
        number=cells.whole("id"),
        unit=cells.short("unit", 500),
        kind=cells.choice("kind", AffiliationKind, AFFILIATION_WORDS),
        title=cells.short("position", 200),
        starts_on=cells.day("from"),
        ends_on=cells.day("to"),
    )
    if not record.organisation[1]:
        cells.fault("value_missing", "organisation")
    if record.starts_on and record.ends_on and record.ends_on < record.starts_on:
        cells.fault("ends_before", "to", to=record.ends_on.isoformat(), from_=record.starts_on.isoformat())
    if any(
        fault.column in {cells.heading(code) for code in DECISIVE}
        for fault in cells.faults
        if fault.code != "letters_unified"
    ):
        return row
    if not record.person_keys:
        row.faults.append(Fault("no_name"))
        return row
    row.keys, row.also, row.record = (record.row_key,), tuple(record.person_keys), record
    return row


def read_organisation(text: str) -> tuple[str, str]:
    """How a cell names an organisation: by its number in the register, its BIN or ROR, or its official name."""
    bare = clean(text)
    # `clean` writes "№" as "No".
    if number := re.fullmatch(r"(?:No|#)([0-9]{1,18})", bare):
        return "id", number[1]
    for scheme in (national_scheme(), "ror"):
        if not scheme:
            continue
        try:
            return scheme, get_scheme(scheme).validate(latin_letters(bare))
        except InvalidIdentifier:
            continue
    return "name", " ".join(text.split())
