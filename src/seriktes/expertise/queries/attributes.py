"""What the filters of a search count, kept beside the index for each of its documents and changed together with it.

Asking the database for the subjects, people and units of a thousand documents at each search would take longer than the
search. What the reader may see is asked of the database all the same; from here come only what kind of document it is and
whom it speaks for.
"""

import json
import sqlite3
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import NamedTuple

NAME = "attributes.sqlite3"
# Variables of one statement.
CHUNK = 500
# Fields of `Attributes` that are written.
KEPT = 7


class Attributes(NamedTuple):
    """Of a profile: the person, and where the person works."""

    kind: str = ""
    language: str = ""
    # As `scheme:code`.
    subjects: tuple[str, ...] = ()
    people: tuple[int, ...] = ()
    # With their organisations.
    units: tuple[tuple[int, int], ...] = ()
    organisations: tuple[int, ...] = ()
    # Of a profile, beside each of its organisations: the last day there (ISO 8601), "" where none is known.
    until: tuple[str, ...] = ()
    # The people as the engine names owners; not kept, made when the row is read.
    people_named: tuple[str, ...] = ()

    def organisations_on(self, day: str) -> tuple[int, ...]:
        """Of a profile: where the person works on that day."""
        if not any(self.until):
            return self.organisations
        return tuple(pk for pk, until in zip(self.organisations, self.until, strict=True) if not until or until >= day)


class AttributeStore:
    def __init__(self, folder: Path) -> None:
        self._database = sqlite3.connect(folder / NAME, isolation_level=None, check_same_thread=False)
        self._database.execute("PRAGMA journal_mode = WAL")
        self._database.execute("PRAGMA synchronous = NORMAL")
        self._database.execute(
            "CREATE TABLE IF NOT EXISTS attributes (key TEXT PRIMARY KEY, told TEXT NOT NULL) WITHOUT ROWID"
        )
        self._read: dict[str, Attributes] = {}
        self._version = -1

    def write(self, rows: Mapping[str, Attributes], gone: Iterable[str] = ()) -> None:
        with self._database:
            self._database.execute("BEGIN IMMEDIATE")
            self._database.executemany("DELETE FROM attributes WHERE key = ?", ((key,) for key in gone))
            self._database.executemany(
                "INSERT OR REPLACE INTO attributes VALUES (?, ?)",
                ((key, json.dumps(row[:KEPT])) for key, row in rows.items()),
            )
        self._read.clear()

    def read(self, keys: Sequence[str]) -> dict[str, Attributes]:
        """Of those that are there; read once until another process has written."""
        [(version,)] = self._database.execute("PRAGMA data_version").fetchall()
        if version != self._version:
            self._read.clear()
            self._version = version
        new = [key for key in keys if key not in self._read]
        for at in range(0, len(new), CHUNK):
            some = new[at : at + CHUNK]
            marks = ",".join("?" * len(some))
            for key, told in self._database.execute(
                f"SELECT key, told FROM attributes WHERE key IN ({marks})",  # noqa: S608  marks alone
                some,
            ):
                kind, language, subjects, people, units, organisations, *until = json.loads(told)
                self._read[key] = Attributes(
                    kind, language, tuple(subjects), tuple(people),
                    tuple((unit, organisation) for unit, organisation in units), tuple(organisations),
                    tuple(until[0]) if until else (), tuple(f"person:{pk}" for pk in people),
                )  # fmt: skip
        return {key: found for key in keys if (found := self._read.get(key))}

    def close(self) -> None:
        self._database.close()
