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
