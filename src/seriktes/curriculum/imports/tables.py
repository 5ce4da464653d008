"""Rows of programmes of study and courses. An empty cell says nothing."""

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from decimal import Decimal, InvalidOperation
from functools import partial
from typing import IO, Any

from seriktes.common.models import Languages
from seriktes.curriculum.actions.importing import CatalogueRecord
from seriktes.curriculum.definitions.codes import course_code, is_code, programme_code
from seriktes.curriculum.enums import StudyLevel
from seriktes.curriculum.imports.fields import COURSE_FIELDS, LEVEL_WORDS, PROGRAMME_FIELDS
from seriktes.exchange.definitions import Fault, Field, Row
from seriktes.exchange.definitions.columns import MappedTable
from seriktes.organisations.imports.cells import Cells
from seriktes.organisations.imports.people_tables import read_organisation

NAMES = ("name_kk", "name_ru", "name_en")
LANGUAGE_WORDS = {
    Languages.KAZAKH: ("каз", "казахский", "қаз", "қазақ", "қазақша", "kazakh", "kaz", "kz"),
    Languages.RUSSIAN: ("рус", "русский", "орыс", "орысша", "russian", "rus"),
    Languages.ENGLISH: ("англ", "английский", "ағыл", "ағылшын", "ағылшынша", "english", "eng"),
}  # fmt: skip
_PARTS = re.compile(r"[;,/\n]+")
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
                                                         "programmes", *NAMES)},
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
    return record


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


def _languages(cells: Cells) -> list[str]:
    words = {word: code for code, spellings in LANGUAGE_WORDS.items() for word in (code.value, *spellings)}
    found: list[str] = []
    for part in _PARTS.split(cells.text("languages")):
        said = part.strip().casefold().rstrip(".")
        if not said:
            continue
        if said not in words:
            cells.fault("unknown_value", "languages", value=part.strip()[:40], known=list(Languages.values))
            continue
        found.append(words[said])
    return [code for code in Languages.values if code in found]


read_programmes = partial(CatalogueTable, PROGRAMME_FIELDS, read_programme)
read_courses = partial(CatalogueTable, COURSE_FIELDS, read_course)
