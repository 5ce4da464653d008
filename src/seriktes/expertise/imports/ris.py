"""RIS, as libraries and databases of literature export references: lines of a tag and a value, `ER` at the end."""

import re
from collections.abc import Iterator, Mapping, Sequence
from typing import IO, Any, ClassVar

from seriktes.common.files import FileFault
from seriktes.exchange.definitions import Fault, Row
from seriktes.exchange.enums import Source
from seriktes.expertise.actions.importing.record import PersonRow
from seriktes.expertise.enums import EvidenceKind, Part
from seriktes.expertise.imports.rows import make_row
from seriktes.expertise.imports.texts import ENTRY_LIMIT, TextLines
from seriktes.expertise.imports.values import Values, language_code, plain
from seriktes.expertise.queries.importing_people import Acquaintances

TYPES = {
    "JOUR": "article", "MGZN": "article", "EJOUR": "article", "CONF": "conference", "CPAPER": "conference",
    "BOOK": "book", "EBOOK": "book", "EDBOOK": "book", "CHAP": "chapter", "ECHAP": "chapter", "THES": "thesis",
    "RPRT": "report", "DATA": "dataset", "COMP": "software", "UNPB": "preprint",
}  # fmt: skip
PEOPLE = (("AU", Part.AUTHOR), ("A1", Part.AUTHOR), ("ED", Part.EDITOR), ("A2", Part.EDITOR))
_LINE = re.compile(r"^\ufeff?([A-Z][A-Z0-9])  ?- ?(.*)$")
Tags = dict[str, list[str]]


class RisReader:
    columns: ClassVar[Sequence[str]] = ()

    def __init__(self, file: IO[bytes], mapping: Mapping[str, Any]) -> None:
        self._lines = TextLines(file, str(mapping.get("encoding") or ""))
        self._mapping = {**mapping, "acquaintances": Acquaintances()}

    def progress(self) -> tuple[int, int]:
        return self._lines.progress()

    def __iter__(self) -> Iterator[Row]:
        number = 0
        for tags, is_whole in self._entries():
            number += 1
            self._lines.number = number
            raw = {
                "entry": "\n".join(f"{tag}  - {value}" for tag, values in tags.items() for value in values)[:100_000]
            }
            if is_whole:
                yield read_entry(number, raw, tags, self._mapping)
            else:
                yield Row(number, raw, faults=[Fault("entry_not_closed")])
        if not number:
            raise FileFault("no_rows")

    def _entries(self) -> Iterator[tuple[Tags, bool]]:
        tags: Tags = {}
        last, size = "", 0
        for line in self._lines:
            found = _LINE.match(line.rstrip())
            if found is None:
                if last and line.strip():
                    tags[last][-1] += " " + line.strip()
                    size += len(line)
            elif found[1] == "ER":
                if tags:
                    yield tags, True
                tags, last, size = {}, "", 0
            else:
                if found[1] == "TY" and tags:
                    yield tags, False
                    tags, size = {}, 0
                last = found[1]
                tags.setdefault(last, []).append(found[2].strip())
                size += len(line)
            if size > ENTRY_LIMIT:
                raise FileFault("row_too_long", row=self._lines.number, megabytes=ENTRY_LIMIT >> 20)
        if tags:
            yield tags, False


def _first(tags: Tags, *names: str) -> str:
    return next((value for name in names for value in tags.get(name, ()) if value), "")


def read_entry(number: int, raw: Mapping[str, Any], tags: Tags, mapping: Mapping[str, Any]) -> Row:
    values = Values()
    said = language_code(_first(tags, "LA"))
    is_patent = _first(tags, "TY") == "PAT"
    values.title(_first(tags, "TI", "T1", "CT"), "TI", said)
    values.title(_first(tags, "TT"), "TT")
    if mapping.get("has_right"):
        values.abstract(_first(tags, "AB", "N2"), said)
    values.identifier("doi", _first(tags, "DO", "M3") if "10." in _first(tags, "DO", "M3") else "", "DO")
    _date(tags, values)
    if said:
        values.fields["language"] = said
    values.link(f"https://doi.org/{values.doi}" if values.doi else "", *tags.get("UR", ()), *tags.get("L2", ()))
    if is_patent:
        values.identifier("patent", _first(tags, "IS", "M1", "SN"), "IS")
        values.note("number", _first(tags, "IS", "M1", "SN"))
    else:
        _published_in(tags, values)
    people = [
        PersonRow(_name(name), part=(Part.INVENTOR if is_patent else part).value)
        for tag, part in PEOPLE
        for name in tags.get(tag, ())
    ]
    return make_row(
        number, raw, values, source=Source.FILE.value, source_record="", people=people, mapping=mapping, is_open=True,
        kind=(EvidenceKind.PATENT if is_patent else EvidenceKind.PUBLICATION).value, complete=frozenset({"people"}),
        title_column="TI",
    )  # fmt: skip


def _name(text: str) -> str:
    """ "Family, Given, Suffix" as it is read."""
    family, _comma, given = plain(text).partition(",")
    return " ".join(f"{given.split(',')[0]} {family}".split())


def _date(tags: Tags, values: Values) -> None:
    # "2024/05/17/" and "2024///" too.
    found = re.findall(r"\d+", _first(tags, "DA"))
    if len(found) >= 3 and len(found[0]) == 4:
        values.day(found[:3], "DA")
    if "year" not in values.fields and (said := _first(tags, "PY", "Y1", "DA")):
        values.year(said, "PY")


def _published_in(tags: Tags, values: Values) -> None:
    values.particulars["type"] = TYPES.get(_first(tags, "TY"), "other")
    values.note("venue", _first(tags, "JO", "T2", "JF", "BT", "JA"))
    values.note("publisher", _first(tags, "PB"))
    volume, issue = _first(tags, "VL"), _first(tags, "IS")
    values.note("volume", f"{volume} ({issue})" if volume and issue else volume or issue)
    first, last = _first(tags, "SP"), _first(tags, "EP")
    values.note("pages", f"{first}–{last}" if first and last and first != last else first)
    if _first(tags, "TY") in ("BOOK", "EBOOK", "EDBOOK"):
        values.identifier("isbn", _first(tags, "SN"), "SN")
