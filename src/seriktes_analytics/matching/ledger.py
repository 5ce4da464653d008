"""What the engine keeps of each document beside the index: whose it is, what it says in stems, its latent vector.

SQLite, so that a crash leaves either the old or the new state. A document is first noted here as unsettled, then written to
the backend, then noted as settled: what a crash left unsettled is named at the next start (`unsettled`).
"""

import sqlite3
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

_TABLES = """
CREATE TABLE IF NOT EXISTS document (
    number INTEGER PRIMARY KEY, key TEXT NOT NULL UNIQUE, owners TEXT NOT NULL, tokens TEXT NOT NULL,
    repeats TEXT NOT NULL DEFAULT '', vector BLOB, settled INTEGER NOT NULL DEFAULT 0
);
CREATE INDEX IF NOT EXISTS document_unsettled ON document (number) WHERE settled = 0;
CREATE TABLE IF NOT EXISTS language (name TEXT PRIMARY KEY, documents INTEGER NOT NULL) WITHOUT ROWID;
"""


@dataclass(frozen=True)
class Kept:
    number: int
    key: str
    owners: tuple[str, ...]
    vector: bytes


class Ledger:
    def __init__(self, path: Path | str) -> None:
        self._database = sqlite3.connect(path, isolation_level=None, check_same_thread=False)
        self._database.execute("PRAGMA journal_mode = WAL")
        self._database.execute("PRAGMA synchronous = NORMAL")
        self._database.executescript(_TABLES)

    def note(self, rows: Sequence[tuple[str, Sequence[str], Mapping[str, int], bytes]]) -> list[int]:
        """Notes documents (key, owners, tokens with their counts, vector) as unsettled; their numbers, new or known."""
        with self._transaction() as database:
            found = []
            for key, owners, tokens, vector in rows:
                # Between spaces, so that a whole token is found by plain search.
                told = f" {' '.join(tokens)} "
                repeats = " ".join(f"{token} {count}" for token, count in tokens.items() if count > 1)
                found += database.execute(
                    "INSERT INTO document (key, owners, tokens, repeats, vector) VALUES (?, ?, ?, ?, ?) "
                    "ON CONFLICT (key) DO UPDATE SET owners = excluded.owners, tokens = excluded.tokens, "
                    "repeats = excluded.repeats, vector = excluded.vector, settled = 0 RETURNING number",
                    (key, "\n".join(owners), told, repeats, vector),
                ).fetchall()
        return [number for (number,) in found]

    def settle(self, numbers: Iterable[int]) -> None:
        with self._transaction() as database:
            database.executemany("UPDATE document SET settled = 1 WHERE number = ?", ((number,) for number in numbers))

    def forget(self, keys: Iterable[str]) -> list[int]:
        """Removes documents; from here on no search tells of them, whatever the backend still holds."""
        with self._transaction() as database:
            return [
                number
                for key in keys
                for (number,) in database.execute(
                    "DELETE FROM document WHERE key = ? RETURNING number", (key,)
                ).fetchall()
            ]

    def unsettled(self) -> list[str]:
        rows = self._database.execute("SELECT key FROM document WHERE settled = 0 ORDER BY number")
        return [key for (key,) in rows]

    def read(self, numbers: Sequence[int]) -> dict[int, Kept]:
        """By number; whatever was removed meanwhile is not there."""
        return {
            number: Kept(number, key, tuple(owners.split("\n")) if owners else (), vector or b"")
            for number, key, owners, vector in self._of("number, key, owners, vector", numbers)
        }

    def tokens(self, numbers: Sequence[int]) -> dict[int, str]:
        """By number the distinct tokens, each between spaces."""
        return dict(self._of("number, tokens", numbers))

    def _of(self, columns: str, numbers: Sequence[int]) -> Iterator[tuple[Any, ...]]:
        for at in range(0, len(numbers), 500):
            some = list(numbers[at : at + 500])
            marks = ",".join("?" * len(some))
            yield from self._database.execute(
                f"SELECT {columns} FROM document WHERE number IN ({marks})",  # noqa: S608  columns are ours
                some,
            )

    def every(self, step: int = 1) -> Iterator[tuple[int, dict[str, int]]]:
        """Numbers with their tokens and how often each stands there, in order; of every `step` documents one."""
        after, chunk = -1, 1000
        while True:
            rows = self._database.execute(
                "SELECT number, tokens, repeats FROM document WHERE number > ? AND number % ? = 0 ORDER BY number LIMIT ?",
                (after, step, chunk),
            ).fetchall()
            for number, tokens, repeats in rows:
                written = repeats.split()
                yield (
                    number,
                    {
                        **dict.fromkeys(tokens.split(), 1),
                        **dict(zip(written[::2], map(int, written[1::2]), strict=True)),
                    },
                )
            if len(rows) < chunk:
                return
            after = rows[-1][0]

    def revector(self, rows: Iterable[tuple[int, bytes]]) -> None:
        with self._transaction() as database:
            database.executemany(
                "UPDATE document SET vector = ? WHERE number = ?", ((blob, number) for number, blob in rows)
            )

    def spoken(self, languages: Iterable[str]) -> None:
        with self._transaction() as database:
            database.executemany(
                "INSERT INTO language VALUES (?, 1) ON CONFLICT (name) DO UPDATE SET documents = documents + 1",
                ((language,) for language in languages),
            )

    def languages(self) -> list[str]:
        return [name for (name,) in self._database.execute("SELECT name FROM language ORDER BY name")]

    def count(self) -> int:
        return int(self._database.execute("SELECT count(*) FROM document").fetchone()[0])

    def close(self) -> None:
        self._database.close()

    def _transaction(self) -> "_Transaction":
        return _Transaction(self._database)


class _Transaction:
    def __init__(self, database: sqlite3.Connection) -> None:
        self._database = database

    def __enter__(self) -> sqlite3.Connection:
        self._database.execute("BEGIN IMMEDIATE")
        return self._database

    def __exit__(self, failed: object, *_: object) -> None:
        self._database.execute("ROLLBACK" if failed else "COMMIT")
