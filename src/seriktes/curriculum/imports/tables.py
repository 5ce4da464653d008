"""Rows of programmes of study and courses. An empty cell says nothing."""

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from decimal import Decimal, InvalidOperation
from functools import partial
from typing import IO, Any

from seriktes.common.models import Languages
from seriktes.curriculum.actions.importing import CatalogueRecord, Employing
from seriktes.curriculum.actions.importing_courses import EXAMPLE
from seriktes.curriculum.actions.importing_runs import RunRecord
from seriktes.curriculum.definitions.codes import course_code, is_code, programme_code
from seriktes.curriculum.enums import EmployerPart, StudyLevel
from seriktes.curriculum.imports.fields import COURSE_FIELDS, LEVEL_WORDS, PROGRAMME_FIELDS, RUN_FIELDS
from seriktes.exchange.definitions import Fault, Field, Row
from seriktes.exchange.definitions.columns import MappedTable
from seriktes.organisations.imports.cells import Cells
from seriktes.organisations.imports.people_tables import read_organisation
from seriktes.partnerships.imports.cells import PartnershipCells

NAMES = ("name_kk", "name_ru", "name_en")
LANGUAGE_WORDS = {
    Languages.KAZAKH: ("каз", "казахский", "қаз", "қазақ", "қазақша", "kazakh", "kaz", "kz"),
    Languages.RUSSIAN: ("рус", "русский", "орыс", "орысша", "russian", "rus"),
    Languages.ENGLISH: ("англ", "английский", "ағыл", "ағылшын", "ағылшынша", "english", "eng"),
}  # fmt: skip
_PARTS = re.compile(r"[;,/\n]+")
_SEVERAL = re.compile(r"[;\n]+")
STUDENTS_AT_MOST = 1_000_000
# What must be right for a row of a run to be used.
DECISIVE = ("term", "starts_on", "ends_on", "language")
Read = Callable[[Cells], CatalogueRecord]


class CatalogueTable:
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
            yield read_row(number, raw, Cells(texts, self._table.chosen), self._read)


def read_row(number: int, raw: Mapping[str, str], cells: Cells, read: Read) -> Row:
    row = Row(number, raw, faults=cells.faults)
    if raw.get(""):
        row.faults.append(Fault("too_many_cells", "", {"rest": raw[""][:100]}))
        return row
    record = read(cells)
    code = record.fields.get("code", "")
    if not code:
        cells.fault("value_missing", "code")
        return row
    if not is_code(code):
        cells.fault("code_unreadable", "code", value=code[:60])
        return row
    where = "=".join(record.organisation) if record.organisation else ""
    row.keys, row.record = (f"{where}#{code}",), record
    return row


def _record(cells: Cells, read_code: Callable[[str], str], **fields: Any) -> CatalogueRecord:
    written = " ".join(cells.text("code").split())
    code = read_code(written)
    if written and code != written.upper().replace(" ", "" if read_code is programme_code else " "):
        cells.fault("letters_unified", "code", value=written[:60], read=code)
    organisation = cells.text("organisation").strip()
    values = {"code": code, **{name: cells.short(name, 500) for name in NAMES}, **fields}
    return CatalogueRecord(
        fields={name: value for name, value in values.items() if value not in ("", None, [])},
        organisation=read_organisation(organisation) if organisation else None,
        headings={code: cells.heading(code) for code in ("organisation", "code", "level", "credits", "responsible", "unit",
                                                         "programmes", "employers", *NAMES)},
        unit=cells.short("unit", 500),
    )  # fmt: skip


def read_programme(cells: Cells) -> CatalogueRecord:
    return _record(cells, programme_code, level=cells.choice("level", StudyLevel, LEVEL_WORDS))


def read_course(cells: Cells) -> CatalogueRecord:
    record = _record(
        cells, course_code, credits=_credits(cells), languages=_languages(cells),
        employers_part=cells.text("employers_part").strip()[:2000],
    )  # fmt: skip
    record.responsible = cells.short("responsible", 500)
    programmes = [programme_code(part) for part in _PARTS.split(cells.text("programmes")) if part.strip()]
    record.programmes = list(dict.fromkeys(programmes)) or None
    record.employers = _employers(cells)
    return record


def _employers(cells: Cells) -> list[Employing]:
    """ "Name: its part", parted by semicolons, as our own exports write it. A semicolon within a name parts nothing."""
    found, begun = [], ""
    for piece in _SEVERAL.split(cells.text("employers")):
        said = " ".join(piece.split())
        if not said:
            continue
        text = f"{begun}; {said}" if begun else said
        name, colon, words = text.rpartition(":")
        part = _part(words) if colon and name.strip() else ""
        if part:
            alone = read_organisation(said.rpartition(":")[0].strip()) if begun else None
            found.append(Employing(text, read_organisation(name.strip()), part, begun, alone))
        elif ": " in said:
            known = [str(label) for _value, label in EmployerPart.choices]
            cells.fault("unknown_value", "employers", value=words.strip()[:60], known=known)
            if begun:
                cells.fault("employer_without_part", "employers", value=begun[:100], part=str(EXAMPLE.label))
        begun = "" if part or ": " in said else text
    if begun:
        cells.fault("employer_without_part", "employers", value=begun[:100], part=str(EXAMPLE.label))
    return list(dict.fromkeys(found))


def _part(words: str) -> str:
    return Cells({"part": words.strip()}, {}).choice("part", EmployerPart, dict.fromkeys(EmployerPart.values, ()))


def _credits(cells: Cells) -> Decimal | None:
    text = cells.text("credits").replace(",", ".").replace(" ", "")
    if not text:
        return None
    try:
        value = Decimal(text)
    except InvalidOperation:
        value = Decimal("NaN")
    if not value.is_finite() or not 0 <= value < 1000:
        cells.fault("not_a_number", "credits", value=cells.text("credits")[:40])
        return None
    return value.quantize(Decimal("0.1"))


def _languages(cells: Cells, code: str = "languages") -> list[str]:
    words = {word: language for language, spellings in LANGUAGE_WORDS.items() for word in (language.value, *spellings)}
    found: list[str] = []
    for part in _PARTS.split(cells.text(code)):
        said = part.strip().casefold().rstrip(".")
        if not said:
            continue
        if said not in words:
            cells.fault("unknown_value", code, value=part.strip()[:40], known=list(Languages.values))
            continue
        found.append(words[said])
    return [language for language in Languages.values if language in found]


# --- Course runs ------------------------------------------------------------------------------------------------------
class RunTable:
    def __init__(self, file: IO[bytes], format: str, mapping: Mapping[str, Any]) -> None:  # noqa: A002  as in the mapping
        self._table = MappedTable(file, format, mapping, RUN_FIELDS)
        self.columns = self._table.columns

    def progress(self) -> tuple[int, int]:
        return self._table.progress()

    def __iter__(self) -> Iterator[Row]:
        for number, raw, texts in self._table:
            yield read_run(number, raw, PartnershipCells(texts, self._table.chosen))


def read_run(number: int, raw: Mapping[str, str], cells: PartnershipCells) -> Row:
    row = Row(number, raw, faults=cells.faults)
    if raw.get(""):
        row.faults.append(Fault("too_many_cells", "", {"rest": raw[""][:100]}))
        return row
    course, term = course_code(" ".join(cells.text("course").split())), cells.short("term", 40)
    languages = _languages(cells, "language")
    if len(languages) > 1:
        cells.fault("several_languages", "language", value=cells.text("language")[:40])
    values: dict[str, Any] = {
        "starts_on": cells.day("starts_on"), "ends_on": cells.day("ends_on"), "language": next(iter(languages), ""),
        "students": cells.count("students", STUDENTS_AT_MOST), "note": cells.short("note", 500),
    }  # fmt: skip
    if cells.has_fault_in(DECISIVE):
        return row
    for code, value in (("course", course), ("term", term)):
        if not value:
            cells.fault("value_missing", code)
    if not course or not term:
        return row
    organisation = cells.text("organisation").strip()
    named = read_organisation(organisation) if organisation else None
    row.keys = (f"{named}#{course}#{term.casefold()}#{values['language']}",)
    row.record = RunRecord(
        course=course, term=term, fields={name: value for name, value in values.items() if value not in ("", None)},
        organisation=named, headings=cells.headings, teacher=cells.short("teacher", 500),
    )  # fmt: skip
    return row


read_programmes = partial(CatalogueTable, PROGRAMME_FIELDS, read_programme)
read_courses = partial(CatalogueTable, COURSE_FIELDS, read_course)
