"""Organisations from CSV and XLSX. An empty cell says nothing: what the register holds stays."""

import hashlib
from collections.abc import Iterator, Mapping
from typing import IO, Any

from seriktes.exchange.definitions import Fault, Row
from seriktes.exchange.definitions.columns import MappedTable
from seriktes.exchange.enums import Source
from seriktes.organisations.actions.importing.record import ChannelRow, IdentifierRow, NameRow, OrganisationRecord
from seriktes.organisations.enums import ChannelKind, NameKind, OrganisationKind, OrganisationStatus
from seriktes.organisations.imports.cells import Cells
from seriktes.organisations.imports.fields import KIND_WORDS, ORGANISATION_FIELDS, STATUS_WORDS

SCHEMES = ("bin", "ror", "isni", "wikidata")
CHANNELS = {
    "website": ChannelKind.WEBSITE, "email": ChannelKind.EMAIL, "phone": ChannelKind.PHONE, "address": ChannelKind.ADDRESS,
}  # fmt: skip
NAMES = {"name_kk": "kk", "name_ru": "ru", "name_en": "en", "name": ""}


class OrganisationTable:
    def __init__(self, file: IO[bytes], format: str, mapping: Mapping[str, Any]) -> None:  # noqa: A002  as in the mapping
        self._table = MappedTable(file, format, mapping, ORGANISATION_FIELDS)
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
    identifiers = [IdentifierRow(scheme, value) for scheme in SCHEMES if (value := cells.identifier(scheme))]
    record = OrganisationRecord(
        source=Source.FILE,
        source_record="",
        on=None,
        recognised_by=[identifier.key for identifier in identifiers],
        number=cells.whole("id"),
        names=_names(cells),
        identifiers=identifiers,
        channels=_channels(cells),
        fields=_fields(cells),
    )
    # A number that is wrong is a fault of the row: the record that it means cannot be told.
    if any(fault.code in ("identifier", "not_a_number") and fault.column in _keys(cells) for fault in cells.faults):
        return row
    if not record.names and not record.recognised_by and record.number is None:
        row.faults.append(Fault("no_name"))
        return row
    record.complete = _spoken_of(record)
    if not record.recognised_by and record.number is None:
        record.source_record = row_key(record)
    row.keys = _row_keys(record)
    row.also = tuple(":".join(identifier.key) for identifier in identifiers)
    row.record = record
    return row


def _keys(cells: Cells) -> set[str]:
    return {cells.heading(code) for code in ("id", *SCHEMES)}


def _names(cells: Cells) -> list[NameRow]:
    names = [
        NameRow(NameKind.LABEL, language, value)
        for code, language in NAMES.items()
        if (value := cells.short(code, 500))
    ]
    acronyms = [NameRow(NameKind.ACRONYM, "", value) for value in cells.several("acronym", 500)]
    aliases = [NameRow(NameKind.ALIAS, "", value) for value in cells.several("aliases", 500)]
    return [*names, *acronyms, *aliases]


def _channels(cells: Cells) -> list[ChannelRow]:
    return [ChannelRow(kind, value) for code, kind in CHANNELS.items() for value in cells.channels(code, kind, 500)]


def _fields(cells: Cells) -> dict[str, Any]:
    city = cells.short("city", 120)
    fields: dict[str, Any] = {
        "kind": cells.choice("kind", OrganisationKind, KIND_WORDS),
        "status": cells.choice("status", OrganisationStatus, STATUS_WORDS),
        "region": cells.region("region", city),
        "city": city,
        "sector": cells.sector("sector"),
        "established": cells.year("established"),
        "latitude": cells.number("latitude", 90),
        "longitude": cells.number("longitude", 180),
    }
    return {name: value for name, value in fields.items() if value not in ("", None)}


def _spoken_of(record: OrganisationRecord) -> dict[str, frozenset[str] | None]:
    """The kinds of rows for which this file row gives values: those are compared, all others left alone."""
    return {
        "names": frozenset(f"{name.kind}:{name.language}" for name in record.names),
        "identifiers": frozenset(identifier.scheme for identifier in record.identifiers),
        "channels": frozenset(channel.kind for channel in record.channels),
        "relations": frozenset(),
    }


def row_key(record: OrganisationRecord) -> str:
    """What tells a row without identifiers from others: its official names and its town."""
    names = sorted(f"{name.language}={name.value}" for name in record.names if name.kind == NameKind.LABEL)
    text = "\n".join([*names, str(record.fields.get("city", ""))])
    return "row:" + hashlib.sha256(text.encode()).hexdigest()[:32]


def _row_keys(record: OrganisationRecord) -> tuple[str, ...]:
    if record.number is not None:
        return (f"id:{record.number}", *(":".join(pair) for pair in record.recognised_by))
    return tuple(":".join(pair) for pair in record.recognised_by) or (record.source_record,)
