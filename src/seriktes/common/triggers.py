"""Database objects that Django's models cannot express: triggers and full-text indexes.

They are (re)made after every `migrate`, because SQLite drops the triggers of a table that a migration rebuilds.
"""

from dataclasses import dataclass, field

from django.db.backends.base.base import BaseDatabaseWrapper


@dataclass(frozen=True)
class DatabaseObjects:
    """Idempotent statements by vendor (`sqlite`, `postgresql`) for one app."""

    app_label: str
    sqlite: tuple[str, ...] = ()
    postgresql: tuple[str, ...] = ()


def append_only(app_label: str, *tables: str) -> DatabaseObjects:
    """Triggers by which the database itself refuses to change or delete a row of these tables."""
    return DatabaseObjects(
        app_label=app_label,
        sqlite=tuple(
            f"CREATE TRIGGER IF NOT EXISTS {table}_no_{verb.lower()} BEFORE {verb} ON {table} "
            f"BEGIN SELECT RAISE(ABORT, '{table} is append-only'); END"
            for table in tables
            for verb in ("UPDATE", "DELETE")
        ),
        postgresql=(
            "CREATE OR REPLACE FUNCTION seriktes_append_only() RETURNS trigger LANGUAGE plpgsql AS "
            "$$ BEGIN RAISE EXCEPTION '% is append-only', TG_TABLE_NAME; END $$",
            *(
                f"CREATE OR REPLACE TRIGGER {table}_append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON {table} "
                "FOR EACH STATEMENT EXECUTE FUNCTION seriktes_append_only()"
                for table in tables
            ),
        ),
    )


@dataclass
class _Registry:
    entries: list[DatabaseObjects] = field(default_factory=list)


_registry = _Registry()


def register(objects: DatabaseObjects) -> None:
    _registry.entries.append(objects)


def install(connection: BaseDatabaseWrapper, app_label: str) -> None:
    """Make the objects of one app; does nothing for those that stand."""
    for entry in _registry.entries:
        if entry.app_label == app_label:
            with connection.cursor() as cursor:
                for statement in getattr(entry, connection.vendor, ()):
                    cursor.execute(statement)
