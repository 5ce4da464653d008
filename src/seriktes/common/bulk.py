"""Writing very many rows into tables at once."""

import json
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from functools import lru_cache, partial
from typing import Any

from django.core.management.color import no_style
from django.db import connection
from django.db.backends.utils import CursorWrapper
from django.db.models import (
    BooleanField,
    CharField,
    Field,
    ForeignKey,
    IntegerField,
    JSONField,
    Max,
    Model,
    TextField,
)
from django.db.transaction import TransactionManagementError
from django.utils import timezone

# The indexes of a table that no constraint needs, with the statements that make them.
_INDEXES = {
    "sqlite": "SELECT '\"' || name || '\"', sql FROM sqlite_master WHERE type = 'index' AND tbl_name = %s AND sql IS NOT NULL",
    "postgresql": (
        "SELECT indexrelid::regclass::text, pg_get_indexdef(indexrelid) FROM pg_index WHERE indrelid = %s::regclass "
        "AND NOT EXISTS (SELECT 1 FROM pg_constraint WHERE conindid = indexrelid)"
    ),
}


@contextmanager
def indexes_set_aside(*models: type[Model]) -> Iterator[None]:
    """Inside a transaction: the indexes of these tables are dropped, and made again at the end.

    A row then costs no search through a dozen of indexes, and the database sorts each of them once. For tables that
    are empty, or nearly so, and that nobody reads meanwhile; whatever breaks off, the transaction keeps the indexes.
    """
    if not connection.in_atomic_block:
        raise TransactionManagementError("Indexes are set aside inside a transaction only: it brings them back.")
    statements = []
    with connection.cursor() as cursor:
        _check_what_is_deferred(cursor)
        for model in models:
            cursor.execute(_INDEXES[connection.vendor], [model._meta.db_table])
            for name, statement in cursor.fetchall():
                cursor.execute(f"DROP INDEX {name}")
                statements.append(statement)
    yield
    with connection.cursor() as cursor:
        _check_what_is_deferred(cursor)
        for statement in statements:
            cursor.execute(statement)


def _check_what_is_deferred(cursor: CursorWrapper) -> None:
    """PostgreSQL makes and drops no index of a table while checks of its foreign keys wait."""
    if connection.vendor == "postgresql":
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        cursor.execute("SET CONSTRAINTS ALL DEFERRED")


def insert_rows(objects: Sequence[Model]) -> None:
    """Insert new rows of one model, and give each its number; about four times as fast as `bulk_create`.

    For tables into which nobody else writes meanwhile: the numbers follow the highest there is. No signal is sent, and
    no field may be computed by the database.
    """
    if not objects:
        return
    model = type(objects[0])
    fields = model._meta.concrete_fields
    stamped = [field for field in fields if type(field).pre_save is not Field.pre_save]
    last = model._base_manager.aggregate(last=Max("pk"))["last"] or 0
    for number, one in enumerate(objects, start=last + 1):
        one.pk = number
        one._state.adding, one._state.db = False, connection.alias
        for field in stamped:
            field.pre_save(one, add=True)
    rows = [
        tuple(field.get_db_prep_save(getattr(one, field.attname), connection) for field in fields) for one in objects
    ]
    _write(model, rows)


def count_for_planner(*models: type[Model]) -> None:
    """Let the database look at its tables after a mass of rows: its planner guesses from what it saw last."""
    with connection.cursor() as cursor:
        for model in models:
            cursor.execute(f"ANALYZE {connection.ops.quote_name(model._meta.db_table)}")


class Rows:
    """Rows of one model for its table, numbered as they are added and written a few thousand at a time.

    For very many: no object is made of a row, and only the values that are given are turned into what the database
    takes. What `insert_rows` says of itself holds here too.
    """

    def __init__(self, model: type[Model], **always: Any) -> None:
        fields = model._meta.concrete_fields
        self.model, self.written = model, 0
        self._places = {field.attname: place for place, field in enumerate(fields)}
        self._convert = [_converter(field) for field in fields]
        self._number = self._places[fields[0].attname if model._meta.pk is None else model._meta.pk.attname]
        self._next = (model._base_manager.aggregate(last=Max("pk"))["last"] or 0) + 1
        self._rows: list[tuple[Any, ...]] = []
        self._blank = [
            convert(always.pop(field.attname) if field.attname in always else _default(field))
            for field, convert in zip(fields, self._convert, strict=True)
        ]
        if always:
            raise ValueError(f"No columns of {model.__name__}: {', '.join(always)}.")

    def add(self, **values: Any) -> int:
        """Answers with the number of the row."""
        number = self._next
        row = self._blank.copy()
        row[self._number] = number
        for name, value in values.items():
            place = self._places[name]
            row[place] = None if value is None else self._convert[place](value)
        self._rows.append(tuple(row))
        self._next += 1
        return number

    @property
    def next_number(self) -> int:
        return self._next

    def __len__(self) -> int:
        return self.written + len(self._rows)

    def flush(self) -> None:
        if self._rows:
            _write(self.model, self._rows)
            self.written += len(self._rows)
            self._rows.clear()


def _default(field: Field[Any, Any]) -> Any:
    return timezone.now() if getattr(field, "auto_now", False) or getattr(field, "auto_now_add", False) else field.get_default()  # fmt: skip


def _converter(field: Field[Any, Any]) -> Callable[[Any], Any]:
    """Text and numbers go as they are, what was turned once is kept: a day comes back a thousand times."""
    if isinstance(field, JSONField):
        return json.dumps
    if isinstance(field, CharField | TextField | IntegerField | BooleanField | ForeignKey):
        return _same
    return lru_cache(maxsize=50_000)(partial(field.get_db_prep_save, connection=connection))


def _same(value: Any) -> Any:
    return value


def _write(model: type[Model], rows: Sequence[tuple[Any, ...]]) -> None:
    table = connection.ops.quote_name(model._meta.db_table)
    columns = ", ".join(connection.ops.quote_name(str(field.column)) for field in model._meta.concrete_fields)
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            with cursor.copy(f"COPY {table} ({columns}) FROM STDIN") as copy:
                for row in rows:
                    copy.write_row(row)
            for statement in connection.ops.sequence_reset_sql(no_style(), [model]):
                cursor.execute(statement)
        else:
            marks = ", ".join(["%s"] * len(model._meta.concrete_fields))
            cursor.executemany(f"INSERT INTO {table} ({columns}) VALUES ({marks})", rows)  # noqa: S608  our own names
