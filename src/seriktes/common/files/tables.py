"""Tables row by row, from CSV in any encoding and from XLSX: every cell comes out as the text its reader sees."""

import codecs
import csv
import datetime as dt
import io
from collections.abc import Callable, Iterator, Mapping, Sequence
from functools import partial
from typing import IO, Any, Self
from zipfile import ZipFile

from seriktes.common.files import FileFault
from seriktes.common.files.streams import Counted, guess_format, open_zip, size_of
from seriktes.common.files.text import detect_encoding, tidy

DELIMITERS = ",;\t|"
# The heading is looked for in the first rows: a title and an empty row may stand above it.
HEADING_ROWS = 15
CELL_LIMIT = 1 << 20
# Characters of one line of a CSV, bytes of one row of a workbook: beyond it, no row was meant.
ROW_LIMIT = 4 << 20
# Rows that a sheet can have.
SHEET_ROWS = 1_048_576
# What a workbook may hold beside its sheets and texts: styles, names, links. It is read whole.
PART_LIMIT = 16 << 20
# Texts of a workbook are kept in memory while it is read, short ones in eight times their size; a larger one is
# better saved as CSV.
SHARED_TEXTS, SHARED_TEXTS_LIMIT = "sharedStrings.xml", 32 << 20
FORMULA_STARTS = ("=", "+", "-", "@", "\t", "\r")
NAMES = {"csv": "CSV", "xlsx": "XLSX", "json": "JSON", "zip": "ZIP"}

Recognise = Callable[[Sequence[str]], int]


class _LineTooLong(csv.Error):
    """A line that does not end."""


class _CellTooLong(csv.Error):
    """A cell that nobody wrote: a workbook's texts may be of any length, whatever the program that made it allows."""


class Table:
    """The rows below the heading, as `(row number of the spreadsheet, {heading: text})`; empty rows are passed over.

    `options`: `encoding`, `delimiter`, `sheet`, all optional. `recognise(cells)` says how many headings it knows, to
    tell the heading from what stands above it.
    """

    def __init__(
        self,
        file: IO[bytes],
        format: str,  # noqa: A002
        options: Mapping[str, Any],
        recognise: Recognise = lambda _: 0,
    ) -> None:
        found = guess_format(file)
        if found in ("xls", "locked", "binary"):
            raise FileFault(found)
        if found != format:
            raise FileFault("not_this_format", found=NAMES.get(found, found), wanted=NAMES.get(format, format))
        self.encoding = self.delimiter = ""
        self._progress: Callable[[], tuple[int, int]]
        self._lines = self._xlsx(file, options) if format == "xlsx" else self._csv(file, options)
        self._number = 0
        self.columns: list[str] = []
        self.doubled: frozenset[str] = frozenset()
        self._waiting: list[tuple[int, list[str]]] = []
        self._find_heading(recognise)

    def progress(self) -> tuple[int, int]:
        return self._progress()

    # --- Heading and rows -------------------------------------------------------------------------------------------
    def _find_heading(self, recognise: Recognise) -> None:
        first: list[tuple[int, list[str]]] = []
        for number, cells in self._numbered():
            first.append((number, cells))
            if number >= HEADING_ROWS:
                break
        if not first:
            raise FileFault("empty")
        best = max(range(len(first)), key=lambda place: (recognise(first[place][1]), -place))
        self.columns, self.doubled = _distinct(first[best][1])
        self._waiting = first[best + 1 :]

    def _numbered(self) -> Iterator[tuple[int, list[str]]]:
        try:
            for cells in self._lines:
                self._number += 1
                if cells.count(None) == len(cells):
                    continue  # the rows that a sheet leaves out come one by one, up to a million
                texts = _texts(cells)
                while texts and not texts[-1]:
                    texts.pop()
                if texts and not (self._number == 1 and texts[0].lower().startswith("sep=")):
                    yield self._number, texts
        except UnicodeError as error:
            raise FileFault("encoding_broken", row=self._number, encoding=self.encoding) from error
        except _CellTooLong as error:
            raise FileFault("cell_too_long", row=self._number, megabytes=CELL_LIMIT >> 20) from error
        except _LineTooLong as error:
            raise FileFault("row_too_long", row=self._number, megabytes=ROW_LIMIT >> 20) from error
        except csv.Error as error:
            raise FileFault("csv_broken", row=self._number) from error

    def __iter__(self) -> Iterator[tuple[int, dict[str, str]]]:
        count = 0
        for number, cells in self._all_rows():
            count += 1
            row = dict(zip(self.columns, cells, strict=False))
            if len(cells) > len(self.columns):
                # Cells without a heading: kept, so that the row can be seen to be shifted.
                row[""] = " | ".join(cells[len(self.columns) :])
            yield number, row
        if not count:
            raise FileFault("no_rows")

    def _all_rows(self) -> Iterator[tuple[int, list[str]]]:
        yield from self._waiting
        self._waiting = []
        yield from self._numbered()

    # --- CSV --------------------------------------------------------------------------------------------------------
    def _csv(self, file: IO[bytes], options: Mapping[str, Any]) -> Iterator[list[Any]]:
        self.encoding = _known_encoding(options.get("encoding")) or detect_encoding(file)
        file.seek(0)
        counted = Counted(file, size_of(file))
        self._progress = lambda: (min(counted.done, counted.total), counted.total)
        text = io.TextIOWrapper(io.BufferedReader(counted, 1 << 16), encoding=self.encoding, newline="")
        try:
            beginning = text.read(1 << 16)
        except UnicodeError as error:
            raise FileFault("encoding_broken", row=0, encoding=self.encoding) from error
        beginning = beginning.removeprefix("\ufeff")
        self.delimiter = options.get("delimiter") or guess_delimiter(beginning)
        csv.field_size_limit(CELL_LIMIT)
        return csv.reader(_lines(beginning, text), delimiter=self.delimiter)

    # --- XLSX -------------------------------------------------------------------------------------------------------
    def _xlsx(self, file: IO[bytes], options: Mapping[str, Any]) -> Iterator[Sequence[Any]]:
        from openpyxl.reader.excel import ExcelReader  # slow to import, and only workbooks need it

        _check_workbook(file)
        try:
            # Values only: what a formula gave when the workbook was saved, never the formula.
            reader = ExcelReader(file, read_only=True, data_only=True, keep_links=False)  # type: ignore[no-untyped-call]
            reader.archive.open = partial(_open_guarded, reader.archive, reader.archive.open)
            reader.read()  # type: ignore[no-untyped-call]
            book = reader.wb
            sheet = book[options["sheet"]] if options.get("sheet") in book.sheetnames else book.worksheets[0]
            total = sheet.max_row or 0
        except FileFault:
            raise
        except Exception as error:  # openpyxl raises whatever the broken XML made it stumble over
            raise FileFault("xlsx_broken") from error
        self._progress = lambda: (min(self._number, total), total)
        return _sheet_rows(sheet)


def _sheet_rows(sheet: Any) -> Iterator[Sequence[Any]]:
    try:
        # A workbook may claim more columns than it has; nobody writes a table of more than this.
        yield from sheet.iter_rows(
            values_only=True,
            max_col=min(sheet.max_column or 200, 500),
            max_row=min(sheet.max_row or SHEET_ROWS, SHEET_ROWS),
        )
    except FileFault:
        raise
    except Exception as error:  # whatever the broken XML made the reader stumble over
        raise FileFault("xlsx_broken") from error


def _check_workbook(file: IO[bytes]) -> None:
    archive = open_zip(file)
    for member in archive.infolist():
        is_shared = member.filename.endswith(SHARED_TEXTS)
        is_sheet = member.filename.startswith("xl/worksheets/")
        limit = SHARED_TEXTS_LIMIT if is_shared else PART_LIMIT
        if not is_sheet and member.filename.endswith((".xml", ".rels")) and member.file_size > limit:
            raise FileFault("xlsx_too_large", megabytes=member.file_size >> 20)
    file.seek(0)


def _open_guarded(archive: ZipFile, open_member: Callable[..., IO[bytes]], name: str, *args: Any) -> Any:
    member = open_member(name, *args)
    is_small = archive.getinfo(name).file_size <= ROW_LIMIT
    return member if is_small or name.endswith(SHARED_TEXTS) else _RowsThatEnd(member)


class _RowsThatEnd:
    """The XML of a sheet: the reader gathers a row in memory until it ends."""

    def __init__(self, inner: IO[bytes]) -> None:
        self._inner, self._rows, self._since = inner, 0, 0

    def read(self, size: int = -1) -> bytes:
        if size < 0:
            return b"".join(iter(lambda: self.read(1 << 16), b""))
        data = self._inner.read(size)
        self._rows += data.count(b"row>")
        at = max(data.rfind(b"/row>"), data.rfind(b":row>"))
        self._since = len(data) - at if at >= 0 else self._since + len(data)
        if self._since > ROW_LIMIT:
            raise FileFault("row_too_long", row=self._rows, megabytes=ROW_LIMIT >> 20)
        return data

    def close(self) -> None:
        self._inner.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()


def _lines(beginning: str, rest: io.TextIOWrapper) -> Iterator[str]:
    """Lines of the text whose beginning was read already."""
    kept: list[str] = []
    length, part = 0, beginning
    while part:
        kept.append(part)
        length += len(part)
        if "\n" in part:
            *lines, last = _split("".join(kept))
            yield from lines
            kept, length = [last], len(last)
        elif length > ROW_LIMIT:
            raise _LineTooLong
        part = rest.read(1 << 16)
    if any(kept):
        yield "".join(kept)


def _split(text: str) -> list[str]:
    """At line feeds only, as files are written: other characters that Unicode counts as line ends stay in the cell."""
    lines = text.split("\n")
    return [*(line + "\n" for line in lines[:-1]), lines[-1]]


def guess_delimiter(text: str) -> str:
    """The separator that parts the first lines most, outside quotation marks."""
    lines = [line for line in _split(text)[:HEADING_ROWS] if line.strip()]
    if lines and lines[0].lower().startswith("sep=") and len(lines[0]) > 4:
        return lines[0][4]
    counts = {mark: sum(_outside_quotes(line).count(mark) for line in lines) for mark in DELIMITERS}
    return max(DELIMITERS, key=lambda mark: (counts[mark], -DELIMITERS.index(mark)))


def _outside_quotes(line: str) -> str:
    return "".join(line.split('"')[::2])


def _known_encoding(name: Any) -> str:
    if not name:
        return ""
    try:
        # A codec that gives no text, such as base64, is known too.
        "".encode(str(name))
        return codecs.lookup(str(name)).name
    except (LookupError, ValueError) as error:
        raise FileFault("encoding_unsure", guess=str(name)[:40], candidates=[]) from error


def _distinct(headings: Sequence[str]) -> tuple[list[str], frozenset[str]]:
    """Headings, told apart: an empty one by its place, a second of the same by its number. And those that stood over
    several columns."""
    found: list[str] = []
    doubled: set[str] = set()
    for place, heading in enumerate(headings, start=1):
        name = base = " ".join(heading.split())[:120] or f"#{place}"
        number = 1
        while name in found:
            number += 1
            name = f"{base} ({number})"
        if number > 1:
            doubled |= {base, name}
        found.append(name)
    return found, frozenset(doubled)


def _texts(cells: Sequence[Any]) -> list[str]:
    texts = [_text(cell) for cell in cells]
    if max(map(len, texts), default=0) > CELL_LIMIT:
        raise _CellTooLong
    return texts


def _text(value: Any) -> str:
    """The cell as its reader sees it."""
    if value is None:
        return ""
    if isinstance(value, str):
        # How workbooks write a carriage return.
        text = tidy(value.replace("_x000D_", "") if "_x000D_" in value else value)
        # Our own exports put an apostrophe before what a spreadsheet would take for a formula.
        return text[1:] if text.startswith("'") and text[1:2] in ("=", "+", "-", "@") else text
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, float):
        return str(int(value)) if value.is_integer() and abs(value) < 1e15 else repr(value)
    if isinstance(value, dt.datetime):
        return value.date().isoformat() if value.time() == dt.time(0) else value.isoformat(sep=" ")
    if isinstance(value, dt.date):
        return value.isoformat()
    return tidy(str(value))
