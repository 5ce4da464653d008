"""Rows as files: CSV, XLSX and JSON Lines, streamed.

CSV is UTF-8 with a byte order mark, so that spreadsheets see the encoding. Its separator is a semicolon for readers
in Kazakh and Russian, whose spreadsheets expect it, and a comma in English and on the command line; our imports read
both. Text that a spreadsheet would take for a formula gets an apostrophe before it in CSV, which our imports take off
again; in XLSX it is stored as text.
"""

import csv
import datetime as dt
import json
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import IO, Any

from django.db.models import QuerySet
from django.utils import timezone, translation
from django.utils.functional import Promise

from seriktes.common.files.tables import FORMULA_STARTS
from seriktes.common.packs import Text

FORMATS = ("csv", "xlsx", "jsonl")
CONTENT_TYPES = {
    "csv": "text/csv; charset=utf-8",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    "jsonl": "application/x-ndjson; charset=utf-8",
}
BOM = "\ufeff"
SHEET_ROWS = 1_048_575
_BATCH = 2000


@dataclass(frozen=True)
class ExportColumn:
    """`value` is a function of the row, or the name of its attribute, item or method; the code when left out."""

    code: str
    label: Text
    value: Callable[[Any], Any] | str = ""

    def of(self, row: Any) -> Any:
        if callable(self.value):
            return self.value(row)
        found = row
        for part in (self.value or self.code).split("."):
            found = found.get(part) if isinstance(found, dict) else getattr(found, part, None)
            if callable(found):
                found = found()
        return found


def separator_of(language: str) -> str:
    return "," if language.startswith("en") else ";"


def in_language(lines: Iterator[str], language: str) -> Iterator[bytes]:
    """The response is read after the request's language is gone."""
    while True:
        with translation.override(language):
            batch = [line for _number, line in zip(range(_BATCH), lines, strict=False)]
        if not batch:
            return
        yield "".join(batch).encode()


def each(rows: Iterable[Any]) -> Iterator[Any]:
    return rows.iterator(chunk_size=_BATCH) if isinstance(rows, QuerySet) else iter(rows)


# --- CSV ------------------------------------------------------------------------------------------------------------
class _Line:
    """Gives back what the CSV writer writes."""

    def write(self, text: str) -> str:
        return text


def csv_lines(
    rows: Iterable[Any], columns: Sequence[ExportColumn], separator: str = ",", *, codes: bool = False
) -> Iterator[str]:
    """Lines of a CSV with a byte order mark; `codes` writes the columns' codes as the heading, in no language."""
    writer = csv.writer(_Line(), delimiter=separator)
    yield BOM + writer.writerow([column.code if codes else _cell(str(column.label)) for column in columns])
    for row in each(rows):
        yield writer.writerow([_cell(column.of(row)) for column in columns])


def _cell(value: Any) -> str:
    plain = plain_value(value)
    if plain is None:
        return ""
    if isinstance(plain, bool):
        return "true" if plain else "false"
    text = str(plain)
    # Numbers may begin with a minus; only text can be a formula.
    return f"'{text}" if isinstance(plain, str) and text.startswith(FORMULA_STARTS) else text


def plain_value(value: Any) -> Any:
    """The value as text, number or truth value; dates in ISO form, several values parted by semicolons."""
    if value is None or isinstance(value, bool | int | float | str):
        return value
    if isinstance(value, Promise):
        return str(value)
    if isinstance(value, dt.datetime):
        return (
            timezone.localtime(value).isoformat(timespec="seconds") if timezone.is_aware(value) else value.isoformat()
        )
    if isinstance(value, dt.date):
        return value.isoformat()
    if isinstance(value, Decimal):
        return float(value)
    if isinstance(value, list | tuple | set | frozenset):
        return "; ".join(str(item) for item in value)
    return str(value)


# --- JSON Lines -----------------------------------------------------------------------------------------------------
def jsonl_lines(rows: Iterable[Any], columns: Sequence[ExportColumn]) -> Iterator[str]:
    for row in each(rows):
        values = {column.code: _json_value(column.of(row)) for column in columns}
        yield json.dumps(values, ensure_ascii=False) + "\n"


def _json_value(value: Any) -> Any:
    if isinstance(value, list | tuple | set | frozenset):
        return [_json_value(item) for item in value]
    return plain_value(value)


# --- XLSX -----------------------------------------------------------------------------------------------------------
def write_xlsx(file: IO[bytes], rows: Iterable[Any], columns: Sequence[ExportColumn], *, codes: bool = False) -> None:
    """A workbook in constant memory; rows beyond what one sheet holds go on in the next."""
    import xlsxwriter  # slow to import, and only workbooks need it

    options = {
        "constant_memory": True, "strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False,
        "nan_inf_to_errors": True,
    }  # fmt: skip
    headings = [column.code if codes else str(column.label) for column in columns]
    with xlsxwriter.Workbook(file, options) as book:
        bold = book.add_format({"bold": True})
        sheet, place = None, SHEET_ROWS
        for row in each(rows):
            if place >= SHEET_ROWS:
                sheet, place = _new_sheet(book, headings, bold), 0
            place += 1
            for column_place, column in enumerate(columns):
                _write_cell(sheet, place, column_place, plain_value(column.of(row)))
        if sheet is None:
            _new_sheet(book, headings, bold)


def _new_sheet(book: Any, headings: Sequence[str], bold: Any) -> Any:
    sheet = book.add_worksheet()
    sheet.freeze_panes(1, 0)
    for place, heading in enumerate(headings):
        sheet.write_string(0, place, heading, bold)
    return sheet


def _write_cell(sheet: Any, row: int, column: int, value: Any) -> None:
    if value is None or value == "":
        return
    if isinstance(value, bool):
        sheet.write_boolean(row, column, value)
    elif isinstance(value, int | float) and abs(value) < 1e15:
        sheet.write_number(row, column, value)
    else:
        # Text stays text, whatever it begins with; a cell holds at most 32,767 characters.
        # Lines in a cell end with a line feed alone; a carriage return would be read as the text "_x000D_".
        sheet.write_string(row, column, str(value).replace("\r\n", "\n")[:32_767])
