"""Rows with which many tests begin: made once by the code that makes them, then copied.

Before the first test of a process they are made and taken back again, which tells the tables that were written to.
Every test gets the same rows with the same keys by one statement for each table; where such a table is not empty any
more, everything is made as at first.
"""

import pickle
import re
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Generic, TypeVar

from django.apps import apps
from django.db import connection, transaction

WRITES = re.compile(r'\s*INSERT\s+INTO\s+"(\w+)"', re.IGNORECASE)
Made = TypeVar("Made")


@dataclass(frozen=True)
class _Filling:
    statement: str
    values: list[Any]
    # Sets the counter of its keys behind the copied ones: tests before may have set it back. PostgreSQL only.
    counter: str = ""


class Copies(Generic[Made]):
    """Of what `build` writes into an empty database; its answer must be something that can be pickled."""

    def __init__(self, build: Callable[[], Made]) -> None:
        self.build = build
        written: dict[str, None] = {}

        def note(execute: Callable[..., Any], sql: str, *others: Any) -> Any:
            if found := WRITES.match(sql):
                written[found[1]] = None
            return execute(sql, *others)

        with transaction.atomic():
            with connection.execute_wrapper(note):
                self._answer = pickle.dumps(build())
            self._fillings = [_filling(table) for table in written]
            transaction.set_rollback(True)
        self._nothing_there = "SELECT " + " AND ".join(f'NOT EXISTS (SELECT 1 FROM "{table}")' for table in written)
        if not self._is_empty():
            raise RuntimeError("Rows stood there already; a copy would hold them too.")

    def _is_empty(self) -> bool:
        with connection.cursor() as cursor:
            cursor.execute(self._nothing_there)
            return bool(cursor.fetchone()[0])

    def __call__(self) -> Made:
        if not self._is_empty():
            return self.build()
        with connection.cursor() as cursor:
            for filling in self._fillings:
                cursor.execute(filling.statement, filling.values)
            if counters := [filling.counter for filling in self._fillings if filling.counter]:
                cursor.execute("SELECT " + ", ".join(counters))
        return pickle.loads(self._answer)


def _filling(table: str) -> _Filling:
    model = next(model for model in apps.get_models(include_auto_created=True) if model._meta.db_table == table)
    columns = [field.column for field in model._meta.local_concrete_fields if not field.generated]
    named = ", ".join(f'"{column}"' for column in columns)
    with connection.cursor() as cursor:
        cursor.execute(f'SELECT {named} FROM "{table}" ORDER BY 1')
        rows = cursor.fetchall()
    row = f"({', '.join(['%s'] * len(columns))})"
    return _Filling(
        f'INSERT INTO "{table}" ({named}) VALUES {", ".join([row] * len(rows))}',
        [value for row in rows for value in row],
        _counter(table, columns, rows),
    )


def _counter(table: str, columns: list[str], rows: list[tuple[Any, ...]]) -> str:
    if connection.vendor != "postgresql" or "id" not in columns or not rows:
        return ""
    last = max(row[columns.index("id")] for row in rows)
    return f"setval(pg_get_serial_sequence('\"{table}\"', 'id'), {last})" if isinstance(last, int) else ""
