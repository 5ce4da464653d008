"""Rows of CSV and Parquet files in lots, and sentences that name the file and the row of a fault."""

from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.compute
import pyarrow.csv
import pyarrow.parquet as pq

# Its functions are made when it is imported, unseen by the type checker.
pc: Any = pyarrow.compute
ROWS, BYTES = 1 << 19, 1 << 23
PARQUET = {".parquet", ".pq"}
DELIMITERS = ",;\t"
LARGEST = 2**31 - 2
# From here on a floating-point number may stand for another whole one.
EXACT = 2.0**53


class BadTable(ValueError):
    """Names the file, the row if it is one row's fault, and what to do."""


@dataclass(frozen=True)
class Lot:
    """Some rows of a file; `first` is the number of rows before them."""

    table: "Table"
    first: int
    batch: pa.RecordBatch

    def texts(self, column: str, *, is_empty_allowed: bool = False) -> pa.Array:
        """Names as strings; a number is taken for its digits."""
        values = self._values(column)
        if not _is_text(values.type):
            values = self._as_text(values, column)
        if is_empty_allowed:
            return pc.fill_null(pc.cast(values, pa.string()), "")
        if values.null_count:
            self._refuse(pc.is_null(values), f"{column} is empty: fill it in, or take the row out.")
        lengths = pc.binary_length(values.dictionary if pa.types.is_dictionary(values.type) else values)
        if len(lengths) and not pc.min(lengths).as_py():
            self._refuse(
                pc.equal(pc.cast(values, pa.string()), ""), f"{column} is empty: fill it in, or take the row out."
            )
        return values

    def numbers(self, column: str) -> Any:
        """Whole numbers from 0."""
        values = self._values(column)
        if values.null_count:
            self._refuse(pc.is_null(values), f"{column} is empty: write a whole number from 0.")
        wanted = f"{column} is no whole number from 0 to {LARGEST}: correct it."
        if _is_text(values.type):
            # A spreadsheet writes whole numbers as 2.0 where a cell of the column is empty.
            values = pc.replace_substring_regex(pc.utf8_trim_whitespace(values), r"\.0+$", "")
            self._refuse(pc.invert(pc.match_substring_regex(values, r"^[0-9]{1,10}$")), wanted)
        elif pa.types.is_floating(values.type):
            self._refuse(pc.not_equal(pc.floor(values), values), wanted)
        elif not pa.types.is_integer(values.type):
            raise BadTable(f"{self.table.path}: {column} holds {values.type}, not whole numbers from 0.")
        if len(values) and not pa.types.is_unsigned_integer(values.type) and not _is_text(values.type):
            self._refuse(pc.less(values, 0), wanted)
        values = pc.cast(values, pa.int64())
        if len(values) and pc.max(values).as_py() > LARGEST:
            self._refuse(pc.greater(values, LARGEST), wanted)
        return values.to_numpy().astype(np.int32)

    def fault(self, row: int, what: str) -> BadTable:
        """`row` counts from 0 within this lot."""
        return self.table.fault(self.first + row, what)

    def _values(self, column: str) -> pa.Array:
        """A column of a Parquet in which no cell is filled has the type of nothing."""
        values = self.batch.column(self.table.columns.index(column))
        return pa.nulls(len(values), pa.string()) if pa.types.is_null(values.type) else values

    def _refuse(self, is_wrong: pa.Array, what: str) -> None:
        found = pc.index(pc.fill_null(is_wrong, True), True).as_py()
        if found >= 0:
            raise self.fault(found, what)

    def _as_text(self, values: pa.Array, column: str) -> pa.Array:
        if pa.types.is_floating(values.type):
            # Whole numbers beside empty cells are written so; a name with a fraction is nobody's.
            values = pc.cast(values, pa.float64())
            values = pc.if_else(pc.is_nan(values), pa.scalar(None, pa.float64()), values)
            is_wrong = pc.or_(pc.not_equal(pc.floor(values), values), pc.greater_equal(pc.abs(values), EXACT))
            wanted = f"{column} is no whole number that can be read exactly: write names as text."
            self._refuse(pc.fill_null(is_wrong, False), wanted)
            values = pc.cast(values, pa.int64())
        if not pa.types.is_integer(values.type):
            raise BadTable(f"{self.table.path}: {column} holds {values.type}: write names as text.")
        return pc.cast(values, pa.string())


@dataclass(frozen=True)
class Table:
    path: Path
    columns: tuple[str, ...]

    @property
    def is_parquet(self) -> bool:
        return self.path.suffix.lower() in PARQUET

    def fault(self, row: int, what: str) -> BadTable:
        """`row` counts from 0; the reader is told the line of a CSV, the heading being the first, or the row."""
        return BadTable(
            f"{self.path}, {'row' if self.is_parquet else 'line'} {row + (1 if self.is_parquet else 2)}: {what}"
        )

    def lots(self) -> Iterator[Lot]:
        """The next lot is read while this one is worked on."""
        if not self.path.is_file():
            raise BadTable(f"There is no file {self.path}: give the name of a CSV or Parquet file.")
        lots = self._lots_of_parquet() if self.is_parquet else self._lots_of_csv()
        with ThreadPoolExecutor(max_workers=1) as reader:
            coming = reader.submit(next, lots, None)
            while (lot := coming.result()) is not None:
                coming = reader.submit(next, lots, None)
                yield lot

    def _lots_of_parquet(self) -> Iterator[Lot]:
        try:
            with pq.ParquetFile(self.path) as plain:
                schema = plain.schema_arrow
                self._need(schema.names)
                names = [name for name in self.columns if _is_text(schema.field(name).type)]
            with pq.ParquetFile(
                self.path, read_dictionary=[name for name in names if name.startswith("position")]
            ) as file:
                first = 0
                for batch in file.iter_batches(ROWS, columns=list(self.columns)):
                    yield Lot(self, first, batch.select(list(self.columns)))
                    first += len(batch)
        except (pa.ArrowException, OSError) as error:
            raise BadTable(f"{self.path} cannot be read as Parquet: {error}") from error

    def _lots_of_csv(self) -> Iterator[Lot]:
        try:
            with self.path.open(encoding="utf-8-sig", newline="") as file:
                heading = file.readline()
        except UnicodeDecodeError as error:
            raise BadTable(f"{self.path} is not in UTF-8: save it again as CSV UTF-8.") from error
        delimiter = max(DELIMITERS, key=heading.count)
        names = [name.strip().strip('"') for name in heading.rstrip("\r\n").split(delimiter)]
        self._need(names)
        wrong: list[Any] = []

        def refused(row: Any) -> str:
            wrong.append(row)
            return "error"

        try:
            reader = pyarrow.csv.open_csv(
                self.path,
                read_options=pyarrow.csv.ReadOptions(
                    use_threads=False, block_size=BYTES, column_names=names, skip_rows=1
                ),
                parse_options=pyarrow.csv.ParseOptions(delimiter=delimiter, invalid_row_handler=refused),
                convert_options=pyarrow.csv.ConvertOptions(
                    include_columns=list(self.columns),
                    column_types={name: pa.string() for name in self.columns},
                    strings_can_be_null=False,
                ),
            )
            first = 0
            for batch in reader:
                yield Lot(self, first, batch)
                first += len(batch)
        except (pa.ArrowException, OSError) as error:
            if wrong:
                row = wrong[0]
                where = f", line {row.number}" if row.number else ""
                raise BadTable(
                    f"{self.path}{where}: {row.actual_columns} columns instead of {row.expected_columns} in {row.text[:80]!r}."
                ) from error
            if "empty" in str(error).lower():
                return
            raise BadTable(f"{self.path} cannot be read as CSV in UTF-8: {error}") from error

    def _need(self, present: Sequence[str]) -> None:
        missing = [name for name in self.columns if name not in present]
        if missing:
            raise BadTable(
                f"{self.path} has no column {missing[0]}: the heading must name {', '.join(self.columns)}; "
                f"it names {', '.join(filter(None, present)) or 'nothing'}."
            )


def _is_text(kind: pa.DataType) -> bool:
    if pa.types.is_dictionary(kind):
        kind = kind.value_type
    return bool(pa.types.is_string(kind) or pa.types.is_large_string(kind))
