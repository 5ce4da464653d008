"""Emptying append-only tables between transactional tests.

Django empties the database with DELETE (SQLite) or TRUNCATE (PostgreSQL), which the tables of the audit log and of
the consent register refuse. For the moment of the flush, and only there, their triggers are set aside and put back.
"""

from collections.abc import Callable
from typing import Any

from django.db.backends.base.base import BaseDatabaseWrapper


def _append_only_triggers(connection: BaseDatabaseWrapper) -> tuple[list[str], list[str]]:
    """Statements that set the triggers aside, and statements that put them back."""
    with connection.cursor() as cursor:
        if connection.vendor == "sqlite":
            cursor.execute("SELECT name, sql FROM sqlite_master WHERE type = 'trigger' AND sql LIKE '%append-only%'")
            triggers = cursor.fetchall()
            return [f'DROP TRIGGER "{name}"' for name, _ in triggers], [sql for _, sql in triggers]
        cursor.execute(
            "SELECT DISTINCT tgrelid::regclass::text FROM pg_trigger WHERE NOT tgisinternal AND tgname LIKE '%append_only'"
        )
        tables = [table for (table,) in cursor.fetchall()]
        return (
            [f"ALTER TABLE {table} DISABLE TRIGGER USER" for table in tables],
            [f"ALTER TABLE {table} ENABLE TRIGGER USER" for table in tables],
        )


def allow_flush(connection: BaseDatabaseWrapper) -> Callable[[], None]:
    """Let `flush` empty append-only tables too; returns what undoes it."""
    operations = type(connection.ops)
    original = operations.sql_flush

    def sql_flush(self: Any, *args: Any, **kwargs: Any) -> list[str]:
        aside, back = _append_only_triggers(self.connection)
        return [*aside, *original(self, *args, **kwargs), *back]

    operations.sql_flush = sql_flush  # type: ignore[method-assign]

    def undo() -> None:
        operations.sql_flush = original  # type: ignore[method-assign]

    return undo
