"""What must stand before the first page: tables, cache, static files. Each step is skipped when it is done."""

import hashlib
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

from django.conf import settings
from django.contrib.staticfiles.finders import get_finders
from django.core.cache import caches
from django.core.cache.backends.db import BaseDatabaseCache
from django.core.management import call_command
from django.db import connection
from django.db.migrations.executor import MigrationExecutor

from seriktes.common.catalogues import compile_stale

Say = Callable[[str], object]
# Any number will do, if nobody else locks the same one in this database.
LOCK = 7_365_726


def pending_migrations() -> list[str]:
    executor = MigrationExecutor(connection)
    plan = executor.migration_plan(executor.loader.graph.leaf_nodes())
    return [f"{migration.app_label}.{migration.name}" for migration, _ in plan]


@contextmanager
def _one_at_a_time() -> Iterator[None]:
    """Two servers that start together on one PostgreSQL do not migrate it twice."""
    if connection.vendor != "postgresql":
        yield
        return
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_lock(%s)", [LOCK])
        try:
            yield
        finally:
            cursor.execute("SELECT pg_advisory_unlock(%s)", [LOCK])


def prepare_database(say: Say) -> None:
    if connection.vendor == "sqlite":
        Path(connection.settings_dict["NAME"]).parent.mkdir(parents=True, exist_ok=True)
    with _one_at_a_time():
        if pending := pending_migrations():
            say(f"Preparing the database ({len(pending)} migrations) …")
            call_command("migrate", verbosity=0, interactive=False)
        cache = caches["default"]
        if (
            isinstance(cache, BaseDatabaseCache)
            and settings.CACHES["default"]["LOCATION"] not in connection.introspection.table_names()
        ):
            call_command("createcachetable", verbosity=0)


def _static_fingerprint() -> str:
    """Changes when a static file is added, taken away or written."""
    digest = hashlib.sha256()
    for finder in get_finders():
        for path, storage in finder.list([]):
            stat = Path(storage.path(path)).stat()
            digest.update(f"{path}\0{stat.st_size}\0{stat.st_mtime_ns}\n".encode())
    return digest.hexdigest()


def prepare_static_files(say: Say) -> None:
    root = Path(settings.STATIC_ROOT)
    stamp = root.with_name("static.stamp")
    fingerprint = _static_fingerprint()
    if root.is_dir() and stamp.exists() and stamp.read_text() == fingerprint:
        return
    say("Collecting static files …")
    call_command("collectstatic", verbosity=0, interactive=False, clear=True)
    stamp.write_text(fingerprint)


def prepare(say: Say) -> None:
    """Everything, in the order a fresh machine needs."""
    for language in compile_stale():
        say(f"Compiled the messages in {language}.")
    prepare_database(say)
    prepare_static_files(say)
