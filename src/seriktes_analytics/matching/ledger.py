"""What the engine keeps of each document beside the index: whose it is, and what it says in stems.

SQLite, and the truth: a document is there when the ledger says so, whatever the index holds. The index is written first and
the ledger after it, in one transaction for a batch, under numbers that were never used before. So a batch is seen whole or
not at all, a document that was replaced is seen once, and what a crash leaves in the index nobody is told of.
"""

import json
import sqlite3
import threading
from collections.abc import Collection, Iterable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np

from seriktes_analytics.matching.streams import Counted

# Readers of other processes wait so long for a writer, in seconds.
PATIENCE = 30.0
CHUNK = 500
_TABLES = """
CREATE TABLE IF NOT EXISTS document (
    number INTEGER PRIMARY KEY, key TEXT NOT NULL UNIQUE, owners TEXT NOT NULL, spoken TEXT NOT NULL
);
CREATE TABLE IF NOT EXISTS said (number INTEGER PRIMARY KEY, tokens BLOB NOT NULL, counts BLOB NOT NULL);
CREATE TABLE IF NOT EXISTS token (id INTEGER PRIMARY KEY, name TEXT NOT NULL UNIQUE);
CREATE TABLE IF NOT EXISTS gone (number INTEGER PRIMARY KEY);
CREATE TABLE IF NOT EXISTS state (name TEXT PRIMARY KEY, value TEXT NOT NULL) WITHOUT ROWID;
"""


class Kept(NamedTuple):
    number: int
    key: str
    owners: tuple[str, ...]


class Row(NamedTuple):
    number: int
    key: str
    owners: Sequence[str]
    spoken: str
    tokens: bytes
    counts: bytes


class Ledger:
    """`writable` is asked once: a reader neither makes tables nor takes a lock, and needs a ledger that is there."""

    def __init__(self, path: Path | str, *, writable: bool = True) -> None:
        self._path, self._writable = Path(path), writable
        self._writing = threading.RLock()
        # Of each thread its own: what another has not committed is not read.
        self._local = threading.local()
        self._opened: list[sqlite3.Connection] = []
        if writable:
            self._writer = self._connect()
            self._writer.execute("PRAGMA journal_mode = WAL")
            self._writer.execute("PRAGMA synchronous = NORMAL")
            self._writer.executescript(_TABLES)

    def _connect(self) -> sqlite3.Connection:
        where = f"{self._path.absolute().as_uri()}?mode={'rwc' if self._writable else 'ro'}"
        found = sqlite3.connect(where, uri=True, isolation_level=None, check_same_thread=False, timeout=PATIENCE)
        # A thousand documents are read for each question.
        found.execute("PRAGMA cache_size = -16000")
        self._opened.append(found)
        return found

    @property
    def _database(self) -> sqlite3.Connection:
        found: sqlite3.Connection | None = getattr(self._local, "database", None)
        if found is None:
            found = self._local.database = self._connect()
        return found

    @contextmanager
    def _transaction(self) -> Iterator[sqlite3.Connection]:
        with self._writing:
            if self._writer.in_transaction:
                yield self._writer
                return
            self._writer.execute("BEGIN IMMEDIATE")
            try:
                yield self._writer
            except BaseException:
                self._writer.execute("ROLLBACK")
                raise
            self._writer.execute("COMMIT")

    # --- Writing ------------------------------------------------------------------------------------------------------
    def next_number(self) -> int:
        """Above every number that was ever kept; what an index holds from here on is left from a crash."""
        return int(self.state("next", 1))

    def keep(self, rows: Sequence[Row], languages: Iterable[str] = ()) -> None:
        """Documents with their new numbers, all at once; those of the same key are gone. Notes the languages too."""
        with self._transaction() as database:
            self._leave(row.key for row in rows)
            database.executemany(
                "INSERT INTO document VALUES (?, ?, ?, ?)",
                ((row.number, row.key, "\n".join(row.owners), row.spoken) for row in rows),
            )
            database.executemany("INSERT INTO said VALUES (?, ?, ?)", ((row[0], row[4], row[5]) for row in rows))
            spoken = self.languages()
            if missing := set(languages) - set(spoken):
                self.note("languages", sorted({*spoken, *missing}))
            self.note("next", max([self.next_number(), *(row.number + 1 for row in rows)]))

    def forget(self, keys: Iterable[str]) -> list[int]:
        """Removes documents; from here on no search tells of them, whatever the backend still holds."""
        with self._transaction():
            return self._leave(keys)

    def _leave(self, keys: Iterable[str]) -> list[int]:
        database, left = self._writer, []
        for key in keys:
            found = database.execute("SELECT number FROM document WHERE key = ?", (key,)).fetchone()
            if found:
                database.execute("DELETE FROM document WHERE number = ?", found)
                database.execute("DELETE FROM said WHERE number = ?", found)
                database.execute("INSERT OR IGNORE INTO gone VALUES (?)", found)
                left.append(found[0])
        return left

    def gone(self) -> list[int]:
        """Numbers that the index may still hold."""
        return [number for (number,) in self._database.execute("SELECT number FROM gone ORDER BY number")]

    def buried(self, numbers: Iterable[int]) -> None:
        with self._transaction() as database:
            database.executemany("DELETE FROM gone WHERE number = ?", ((number,) for number in numbers))

    def number_tokens(self, tokens: Sequence[str]) -> list[int]:
        """The number of each token, above 0 and for ever the same; new ones are noted at once."""
        known = self.ids(tokens)
        if new := list(dict.fromkeys(token for token in tokens if token not in known)):
            with self._transaction() as database:
                database.executemany("INSERT OR IGNORE INTO token (name) VALUES (?)", ((token,) for token in new))
            known |= self.ids(new)
        return [known[token] for token in tokens]

    def note(self, name: str, value: Any) -> None:
        with self._transaction() as database:
            database.execute(
                "INSERT INTO state VALUES (?, ?) ON CONFLICT (name) DO UPDATE SET value = excluded.value",
                (name, json.dumps(value, ensure_ascii=False)),
            )

    # --- Reading ------------------------------------------------------------------------------------------------------
    def state(self, name: str, default: Any = None) -> Any:
        found = self._database.execute("SELECT value FROM state WHERE name = ?", (name,)).fetchone()
        return default if found is None else json.loads(found[0])

    def changed(self) -> bool:
        """Whether anybody changed anything since this thread asked last."""
        [version] = self._database.execute("PRAGMA data_version").fetchone()
        before, self._local.version = getattr(self._local, "version", None), version
        return bool(version != before)

    def read(self, numbers: Sequence[int]) -> dict[int, Kept]:
        """By number; whatever was removed meanwhile is not there."""
        return {
            number: Kept(number, key, tuple(owners.split("\n")) if owners else ())
            for number, key, owners in self._of("document", "number, key, owners", numbers)
        }

    def tokens(self, numbers: Collection[int]) -> dict[int, list[int]]:
        """By number the ids of the distinct tokens."""
        found = self._of("said", "number, tokens", numbers)
        return {number: np.frombuffer(tokens, np.uint32).tolist() for number, tokens in found}

    def ids(self, names: Iterable[str]) -> dict[str, int]:
        """Of those tokens that stand in some document."""
        found: dict[str, int] = {}
        names = list(names)
        for at in range(0, len(names), CHUNK):
            some = names[at : at + CHUNK]
            marks = ",".join("?" * len(some))
            found.update(
                self._database.execute(f"SELECT name, id FROM token WHERE name IN ({marks})", some)  # noqa: S608  marks
            )
        return found

    def names(self, ids: Iterable[int]) -> dict[int, str]:
        wanted = list(ids)
        found: dict[int, str] = {}
        for at in range(0, len(wanted), CHUNK):
            some = wanted[at : at + CHUNK]
            marks = ",".join("?" * len(some))
            found.update(
                self._database.execute(f"SELECT id, name FROM token WHERE id IN ({marks})", some)  # noqa: S608  marks
            )
        return found

    def _of(self, table: str, columns: str, numbers: Collection[int]) -> Iterator[tuple[Any, ...]]:
        wanted = sorted(numbers)
        for at in range(0, len(wanted), CHUNK):
            some = wanted[at : at + CHUNK]
            marks = ",".join("?" * len(some))
            yield from self._database.execute(
                f"SELECT {columns} FROM {table} WHERE number IN ({marks})",  # noqa: S608  columns are ours
                some,
            )

    def every(self, step: int = 1, *, chunk: int = 5000, parallel: bool = False) -> Iterator[tuple[list[int], Counted]]:
        """Numbers with their tokens, in order and so many at once; of every `step` documents one; those in two languages
        or more alone."""
        after = -1
        while True:
            rows = self._database.execute(
                "SELECT number, tokens, counts FROM said WHERE number > ? AND number % ? = 0 AND "
                "(NOT ? OR number IN (SELECT number FROM document WHERE spoken LIKE '% %')) ORDER BY number LIMIT ?",
                (after, step, parallel, chunk),
            ).fetchall()
            if not rows:
                return
            yield [row[0] for row in rows], Counted.of([row[1:] for row in rows])
            after = rows[-1][0]

    def languages(self) -> list[str]:
        return list(self.state("languages", ()))

    def count_parallel(self) -> int:
        """Documents in two languages or more."""
        [count] = self._database.execute("SELECT count(*) FROM document WHERE spoken LIKE '% %'").fetchone()
        return int(count)

    def count(self) -> int:
        return int(self._database.execute("SELECT count(*) FROM document").fetchone()[0])

    def close(self) -> None:
        for database in self._opened:
            database.close()
