"""What was met before in a file, kept on disk: memory stays flat however long the file is."""

import sqlite3
from collections.abc import Iterable
from typing import Self


class SeenKeys:
    """Remembers each key with the row it was first met in."""

    def __init__(self) -> None:
        # An empty name: a private database that spills to a temporary file and goes with the connection.
        self._database = sqlite3.connect("", check_same_thread=False)
        self._database.execute("PRAGMA journal_mode=OFF")
        self._database.execute("PRAGMA synchronous=OFF")
        self._database.execute("CREATE TABLE seen (key TEXT PRIMARY KEY, row INTEGER) WITHOUT ROWID")

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self._database.close()

    def first_rows(self, keys: Iterable[str]) -> dict[str, int]:
        """Of these keys, those met before, with the row they were met in."""
        wanted = list(dict.fromkeys(keys))
        found: dict[str, int] = {}
        for start in range(0, len(wanted), 500):
            part = wanted[start : start + 500]
            marks = ",".join("?" * len(part))
            query = f"SELECT key, row FROM seen WHERE key IN ({marks})"  # noqa: S608  question marks only
            found.update(self._database.execute(query, part).fetchall())
        return found

    def add(self, pairs: Iterable[tuple[str, int]]) -> None:
        self._database.executemany("INSERT OR IGNORE INTO seen VALUES (?, ?)", pairs)
