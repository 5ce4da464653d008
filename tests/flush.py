"""Emptying the database between transactional tests: quickly, and of append-only tables too.

Django empties every table there is and tells the applications to begin anew. Here only those are emptied that hold
rows, of which a test leaves few, and row by row: PostgreSQL takes far longer to TRUNCATE a hundred empty tables. What
migrations put there stays, so that nobody need be told. Append-only tables refuse: for the moment of the flush, and
only there, the triggers of those that hold rows are set aside and put back.
"""

from collections.abc import Callable, Iterable
from typing import Any

from django.core.management.commands import flush
from django.db.backends.base.base import BaseDatabaseWrapper

# Made by migrations out of the models; no test writes there.
OF_THE_MODELS = {"django_content_type", "auth_permission"}


def append_only_triggers(connection: BaseDatabaseWrapper, tables: Iterable[str]) -> tuple[list[str], list[str]]:
    """Statements that set the triggers of these tables aside, and statements that put them back."""
    wanted = set(tables)
    with connection.cursor() as cursor:
        if connection.vendor == "sqlite":
            cursor.execute(
                "SELECT tbl_name, name, sql FROM sqlite_master WHERE type = 'trigger' AND sql LIKE '%append-only%'"
            )
            triggers = [(name, sql) for table, name, sql in cursor.fetchall() if table in wanted]
            return [f'DROP TRIGGER "{name}"' for name, _ in triggers], [sql for _, sql in triggers]
        cursor.execute(
            "SELECT DISTINCT relname FROM pg_trigger JOIN pg_class ON pg_class.oid = tgrelid "
            "WHERE NOT tgisinternal AND tgname LIKE '%append_only'"
        )
        guarded = [table for (table,) in cursor.fetchall() if table in wanted]
        return (
            [f'ALTER TABLE "{table}" DISABLE TRIGGER USER' for table in guarded],
            [f'ALTER TABLE "{table}" ENABLE TRIGGER USER' for table in guarded],
        )


def filled(connection: BaseDatabaseWrapper, tables: Iterable[str]) -> list[str]:
    """Those of the tables that hold a row."""
    known = sorted(tables)
    with connection.cursor() as cursor:
        cursor.execute("SELECT " + ", ".join(f'EXISTS (SELECT 1 FROM "{table}")' for table in known))
        return [table for table, has_rows in zip(known, cursor.fetchone(), strict=True) if has_rows]


def allow_flush(connection: BaseDatabaseWrapper) -> Callable[[], None]:
    """Let `flush` empty what holds rows and nothing else; returns what undoes it."""
    operations = type(connection.ops)
    original, tell = operations.sql_flush, flush.emit_post_migrate_signal

    def sql_flush(self: Any, style: Any, tables: Iterable[str], **_kwargs: Any) -> list[str]:
        leave = filled(self.connection, set(tables) - OF_THE_MODELS)
        aside, back = append_only_triggers(self.connection, leave)
        # PostgreSQL alters no table whose foreign keys still wait to be looked at.
        looked_at = ["SET CONSTRAINTS ALL IMMEDIATE"] if self.connection.vendor == "postgresql" else []
        return [*aside, *(f'DELETE FROM "{table}"' for table in leave), *looked_at, *back]

    operations.sql_flush = sql_flush  # type: ignore[method-assign]
    flush.emit_post_migrate_signal = lambda *_args, **_kwargs: None

    def undo() -> None:
        operations.sql_flush = original  # type: ignore[method-assign]
        flush.emit_post_migrate_signal = tell

    return undo
