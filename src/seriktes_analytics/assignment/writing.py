"""Who goes where, as CSV or Parquet: a row for each student who got a position, by name."""

from pathlib import Path
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.compute
import pyarrow.csv
import pyarrow.parquet as pq

from seriktes_analytics.assignment.tables import PARQUET

# Its functions are made when it is imported, unseen by the type checker.
pc: Any = pyarrow.compute
LOT = 1 << 17


def table_of(students: Any, names: Any, positions: Any) -> pa.Table:
    """`positions` holds the number of each student's position, -1: none."""
    placed = np.flatnonzero(positions >= 0)
    by_number = pa.array(names, pa.large_string()) if not isinstance(names, pa.Array) else names
    by_student = pa.array(students, pa.large_string()) if not isinstance(students, pa.Array) else students
    return pa.table(
        {"student": by_student.take(pa.array(placed)), "position": by_number.take(pa.array(positions[placed]))}
    )


def write_table(table: pa.Table, path: Path) -> None:
    """Beside the file first, so that a run that breaks off leaves no half of one."""
    unfinished = path.with_name(f".{path.name}.unfinished")
    try:
        if path.suffix.lower() in PARQUET:
            strings = pa.schema([(name, pa.string()) for name in table.column_names])
            pq.write_table(table.cast(strings), unfinished)
        else:
            with unfinished.open("wb") as file:
                write_csv(table, file)
        unfinished.replace(path)
    finally:
        unfinished.unlink(missing_ok=True)


def write_csv(table: pa.Table, file: Any) -> None:
    """Without quotation marks, unless a name holds what separates cells or lines."""
    file.write((",".join(table.column_names) + "\n").encode())
    is_plain = not any(
        pc.any(pc.match_substring_regex(column, '[",\r\n]')).as_py()
        for column in table.columns
        if pa.types.is_string(column.type) or pa.types.is_large_string(column.type)
    )
    options = pyarrow.csv.WriteOptions(include_header=False, quoting_style="none" if is_plain else "needed")
    pyarrow.csv.write_csv(table, file, options)
