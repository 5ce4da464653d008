"""The full-text index of the search box, when very many entries change at once."""

from collections.abc import Iterator
from contextlib import contextmanager

from django.db import connection
from django.db.backends.utils import CursorWrapper
from django.db.models import Model

from seriktes.common.bulk import count_for_planner
from seriktes.common.triggers import install
from seriktes.organisations.models import (
    Affiliation,
    Channel,
    Identifier,
    Organisation,
    OrganisationName,
    Person,
    Relation,
    SearchEntry,
)

# So many entries written leave the index in enough pieces for each search to feel it.
MANY = 5_000
_TABLE = SearchEntry._meta.db_table
_INDEX = f"{_TABLE}_fts"
# Pages of 4 KB that one step merges: some tens of milliseconds, after which others may write.
_STEP = 500


@contextmanager
def full_text_set_aside() -> Iterator[None]:
    """Inside a transaction: SQLite builds its index over all entries once, at the end, and not with every row.
    PostgreSQL's is an index of the table like others (`common.bulk.indexes_set_aside`)."""
    if connection.vendor != "sqlite":
        yield
        return
    with connection.cursor() as cursor:
        for verb in ("added", "removed", "changed"):
            cursor.execute(f"DROP TRIGGER {_TABLE}_{verb}")
    yield
    install(connection, "organisations")
    with connection.cursor() as cursor:
        cursor.execute(f"INSERT INTO {_INDEX}({_INDEX}) VALUES ('rebuild')")  # noqa: S608  our own names


def tidy_search() -> None:
    """Bring the pieces of the index together, which after many new entries spares each search 25–50 ms."""
    with connection.cursor() as cursor:
        if connection.vendor == "sqlite":
            _merge(cursor)
        else:
            cursor.execute("SELECT gin_clean_pending_list(%s::regclass)", [_INDEX])


def settle_organisations(written: int) -> None:
    _settle(written, Organisation, OrganisationName, Identifier, Channel, Relation)


def settle_people(written: int) -> None:
    _settle(written, Person, Affiliation)


def _settle(written: int, *models: type[Model]) -> None:
    """After an import: a mass of new rows is tidied up and made known to the planner."""
    if written >= MANY:
        tidy_search()
        count_for_planner(*models, SearchEntry)


def _merge(cursor: CursorWrapper) -> None:
    """In steps, as the manual of FTS5 has it: a negative one begins, the others go on until nothing is left to do."""
    pages = -_STEP
    while True:
        before = _changes(cursor)
        cursor.execute(f"INSERT INTO {_INDEX}({_INDEX}, rank) VALUES ('merge', %s)", [pages])  # noqa: S608
        if _changes(cursor) - before < 2:
            return
        pages = _STEP


def _changes(cursor: CursorWrapper) -> int:
    cursor.execute("SELECT total_changes()")
    return int(cursor.fetchone()[0])
