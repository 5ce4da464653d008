"""What the engine keeps of each document beside the index: whose it is, and what it says in stems.

SQLite says which documents there are, and it is the truth: a document is there when the ledger says so, whatever the index
holds. Keys, owners and stems stand beside it as arrays by number (`shelf`). Those and the index are written first and the
ledger after them, in one transaction for a batch, under numbers that were never used before. So a batch is seen whole or
not at all, a document that was replaced is seen once, and what a crash leaves in the index nobody is told of.
"""

import json
import sqlite3
import threading
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from itertools import pairwise
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np
import numpy.typing as npt

from seriktes_analytics.matching.shelf import Shelf
from seriktes_analytics.matching.streams import Counted

# Readers of other processes wait so long for a writer, in seconds.
PATIENCE = 30.0
CHUNK = 500
# So many names of tokens, and so many of owners, a process knows by heart.
KNOWN = 2_000_000
# The kind of an owner (`person:`) is told by the last bits of the number; the last kind is whatever has no number of its own.
KIND_BITS = 4
OTHER = (1 << KIND_BITS) - 1
_TABLES = """
CREATE TABLE IF NOT EXISTS document (key TEXT PRIMARY KEY, number INTEGER NOT NULL) WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS parallel (number INTEGER PRIMARY KEY);
CREATE TABLE IF NOT EXISTS owner (id INTEGER PRIMARY KEY, name TEXT NOT NULL UNIQUE);
CREATE TABLE IF NOT EXISTS token (id INTEGER PRIMARY KEY, name TEXT NOT NULL UNIQUE);
CREATE TABLE IF NOT EXISTS gone (number INTEGER PRIMARY KEY);
CREATE TABLE IF NOT EXISTS dead (at INTEGER PRIMARY KEY AUTOINCREMENT, number INTEGER NOT NULL);
CREATE TABLE IF NOT EXISTS state (name TEXT PRIMARY KEY, value TEXT NOT NULL) WITHOUT ROWID;
"""
Numbers = npt.NDArray[np.int64]


class Kept(NamedTuple):
    number: int
    key: str
    owners: tuple[str, ...]


class There(NamedTuple):
    """Which documents there are: numbers below `stop` but those that were removed or replaced. `read` is how far the list
    of those was read, `unburied` how many of them the index may still hold."""

    stop: int = 0
    dead: "npt.NDArray[np.bool_]" = np.zeros(0, np.bool_)
    read: int = 0
    unburied: int = 0

    def of(self, numbers: Numbers) -> "npt.NDArray[np.bool_]":
        found: npt.NDArray[np.bool_] = numbers < self.stop
        known = numbers < len(self.dead)
        found[known] &= ~self.dead[numbers[known]]
        return found


class Ledger:
    """`writable` is asked once: a reader neither makes tables nor takes a lock, and needs a ledger that is there."""

    def __init__(self, folder: Path, *, writable: bool = True) -> None:
        self._path, self._writable = folder / "ledger.sqlite3", writable
        self._writing = threading.RLock()
        # Of each thread its own: what another has not committed is not read.
        self._local = threading.local()
        self._opened: list[sqlite3.Connection] = []
        if writable:
            self._writer = self._connect()
            self._writer.execute("PRAGMA journal_mode = WAL")
            self._writer.execute("PRAGMA synchronous = NORMAL")
            self._writer.executescript(_TABLES)
        self._keys = Shelf(folder / "keys", np.uint8, mapped=True, writable=writable)
        self._owners = Shelf(folder / "owners", np.uint32, mapped=True, writable=writable)
        self._said = Shelf(folder / "said", np.uint32, writable=writable)
        self._counts = Shelf(folder / "counts", np.uint8, writable=writable)
        self._shelved = False
        self._there, self._looking = There(), threading.Lock()
        self._token_ids: dict[str, int] = {}
        self._owner_ids: dict[str, int] = {}
        self._owner_names: dict[int, str] = {}

    def _connect(self) -> sqlite3.Connection:
        where = f"{self._path.absolute().as_uri()}?mode={'rwc' if self._writable else 'ro'}"
        found = sqlite3.connect(where, uri=True, isolation_level=None, check_same_thread=False, timeout=PATIENCE)
        found.execute("PRAGMA cache_size = -4000")
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

    def shelve(self, first: int, keys: Sequence[str], owners: Sequence[Sequence[str]], said: Counted) -> None:
        """What belongs to the documents first, first + 1 and so on; nobody reads it before they are kept."""
        self._shelved = True
        written = [key.encode("utf-8", "surrogatepass") for key in keys]
        self._keys.write(first, [len(key) for key in written], np.frombuffer(b"".join(written), np.uint8))
        ids = self._number_owners([name for names in owners for name in names])
        self._owners.write(first, [len(names) for names in owners], np.array(ids, np.uint32))
        sizes = np.diff(said.bounds)
        self._said.write(first, sizes, said.ids)
        self._counts.write(first, sizes, said.counts)

    def keep(
        self, first: int, keys: Sequence[str], languages: Iterable[str] = (), parallel: Iterable[int] = ()
    ) -> None:
        """Documents with the numbers first, first + 1 and so on, all at once; those of the same key are gone, and of two
        with one key the later stays. Notes the languages too, and the numbers of those in several languages."""
        numbers = dict(zip(keys, range(first, first + len(keys)), strict=True))
        doubled = (
            set[int]() if len(numbers) == len(keys) else {*range(first, first + len(keys))}.difference(numbers.values())
        )
        with self._transaction() as database:
            self._leave(list(numbers))
            # In the order of the table, whose pages are then written once.
            database.executemany("INSERT INTO document VALUES (?, ?)", sorted(numbers.items()))
            several = ((number,) for number in parallel if number not in doubled)
            database.executemany("INSERT INTO parallel VALUES (?)", several)
            self._let_go(sorted(doubled))
            spoken = self.languages()
            if missing := set(languages) - set(spoken):
                self.note("languages", sorted({*spoken, *missing}))
            self.note("next", first + len(keys))

    def forget(self, keys: Iterable[str]) -> list[int]:
        """Removes documents; from here on no search tells of them, whatever the backend still holds."""
        with self._transaction():
            return self._leave(list(keys))

    def _leave(self, keys: Sequence[str]) -> list[int]:
        database, left = self._writer, list[int]()
        if not database.execute("SELECT EXISTS (SELECT 1 FROM document)").fetchone()[0]:
            return left
        for marks, some in _chunks(keys):
            found = database.execute(f"SELECT key, number FROM document WHERE key IN ({marks})", some).fetchall()  # noqa: S608  marks
            database.executemany("DELETE FROM document WHERE key = ?", ((key,) for key, _ in found))
            left += [number for _, number in found]
        database.executemany("DELETE FROM parallel WHERE number = ?", ((number,) for number in left))
        self._let_go(left)
        return left

    def _let_go(self, numbers: Sequence[int]) -> None:
        self._writer.executemany("INSERT OR IGNORE INTO gone VALUES (?)", ((number,) for number in numbers))
        self._writer.executemany("INSERT INTO dead (number) VALUES (?)", ((number,) for number in numbers))

    def gone(self) -> list[int]:
        """Numbers that the index may still hold."""
        return [number for (number,) in self._database.execute("SELECT number FROM gone ORDER BY number")]

    def buried(self, numbers: Iterable[int]) -> None:
        with self._transaction() as database:
            database.executemany("DELETE FROM gone WHERE number = ?", ((number,) for number in numbers))

    def number_tokens(self, tokens: Sequence[str]) -> list[int]:
        """The number of each token, above 0 and for ever the same; new ones are noted at once."""
        known = self._token_ids
        if new := list(dict.fromkeys(token for token in tokens if token not in known)):
            if len(known) > KNOWN:
                known = self._token_ids = {}
                new = list(dict.fromkeys(tokens))
            with self._transaction() as database:
                [last] = database.execute("SELECT coalesce(max(id), 0) FROM token").fetchone()
                # The numbers have no gaps: whoever knows so many knows all.
                if len(known) < last:
                    known |= self.ids(new)
                numbers = {
                    token: number for number, token in enumerate((one for one in new if one not in known), last + 1)
                }
                database.executemany("INSERT INTO token (name, id) VALUES (?, ?)", sorted(numbers.items()))
            known |= numbers
        return [known[token] for token in tokens]

    def _number_owners(self, names: Sequence[str]) -> list[int]:
        known = self._owner_ids
        if new := list(dict.fromkeys(name for name in names if name not in known)):
            if len(known) > KNOWN:
                known = self._owner_ids = {}
                new = list(dict.fromkeys(names))
            known |= self._look_up("name, id FROM owner WHERE name", new)
            if missing := [name for name in new if name not in known]:
                known |= self._note_owners(missing)
        return [known[name] for name in names]

    def _note_owners(self, names: Sequence[str]) -> dict[str, int]:
        with self._transaction() as database:
            kinds: list[str] = self.state("kinds", [])
            seen = len(kinds)
            kinds += [kind for kind in dict.fromkeys(map(_kind, names)) if kind not in kinds][: max(0, OTHER - seen)]
            if len(kinds) > seen:
                self.note("kinds", kinds)
            [last] = database.execute("SELECT coalesce(max(id), 0) FROM owner").fetchone()
            number = {kind: at for at, kind in enumerate(kinds)}
            ids = {
                name: at << KIND_BITS | number.get(_kind(name), OTHER)
                for at, name in enumerate(names, (last >> KIND_BITS) + 1)
            }
            database.executemany("INSERT INTO owner (name, id) VALUES (?, ?)", ids.items())
        return ids

    def note(self, name: str, value: Any) -> None:
        with self._transaction() as database:
            database.execute(
                "INSERT INTO state VALUES (?, ?) ON CONFLICT (name) DO UPDATE SET value = excluded.value",
                (name, json.dumps(value, ensure_ascii=False)),
            )

    def sync(self) -> None:
        """Against a power cut: what was shelved is on the disk."""
        shelved, self._shelved = self._shelved, False
        for shelf in (self._keys, self._owners, self._said, self._counts) if shelved else ():
            shelf.sync()

    # --- Reading ------------------------------------------------------------------------------------------------------
    def state(self, name: str, default: Any = None) -> Any:
        found = self._database.execute("SELECT value FROM state WHERE name = ?", (name,)).fetchone()
        return default if found is None else json.loads(found[0])

    def changed(self) -> bool:
        """Whether anybody changed anything since this thread asked last."""
        return self._has_changed("version")

    def _has_changed(self, what: str) -> bool:
        [version] = self._database.execute("PRAGMA data_version").fetchone()
        before = getattr(self._local, what, None)
        setattr(self._local, what, version)
        return bool(version != before)

    def there(self) -> There:
        """Which documents there are now."""
        with self._looking:
            if not self._has_changed("looked"):
                return self._there
            before = self._there
            # One statement, one moment.
            rows = self._database.execute(
                "SELECT at, number FROM dead WHERE at > ? UNION ALL "
                "SELECT -1, CAST(value AS INTEGER) FROM state WHERE name = 'next' UNION ALL "
                "SELECT -2, count(*) FROM gone",
                (before.read,),
            ).fetchall()
            told = dict(rows[-2:])
            died = [row for row in rows if row[0] > 0]
            stop, dead = max(told.get(-1, 0), before.stop), before.dead
            if died:
                dead = np.zeros(stop, np.bool_)
                dead[: len(before.dead)] = before.dead
                dead[[number for _, number in died]] = True
            read = max([before.read, *(at for at, _ in died)])
            self._there = There(stop, dead, read, told[-2])
            return self._there

    def read(self, numbers: Sequence[int]) -> dict[int, Kept]:
        """By number; whatever was removed meanwhile is not there."""
        wanted = np.asarray(list(numbers), np.int64)
        return {kept.number: kept for kept in self.kept(wanted[self.there().of(wanted)])}

    def kept(self, numbers: Numbers) -> list[Kept]:
        """Of documents that are there or were a moment ago."""
        owners, bounds = self.owners(numbers)
        names = self.owner_names(owners)
        told = [names[one] for one in owners.tolist()]
        rows = zip(numbers.tolist(), self.keys(numbers), pairwise(bounds.tolist()), strict=True)
        return [Kept(number, key, tuple(told[start:stop])) for number, key, (start, stop) in rows]

    def keys(self, numbers: Numbers) -> list[str]:
        found, bounds = self._keys.read(numbers)
        whole = found.tobytes()
        return [whole[start:stop].decode("utf-8", "surrogatepass") for start, stop in pairwise(bounds.tolist())]

    def owners(self, numbers: Numbers) -> "tuple[npt.NDArray[np.uint32], npt.NDArray[np.int64]]":
        """Their numbers, and the bounds of each document's."""
        return self._owners.read(numbers)

    def owner_names(self, ids: "npt.NDArray[np.uint32]") -> dict[int, str]:
        """Of these and perhaps of others."""
        wanted = set(ids.tolist())
        known = self._owner_names
        if new := [one for one in wanted if one not in known]:
            if len(known) > KNOWN:
                known = self._owner_names = {}
                new = list(wanted)
            known.update(self._look_up("id, name FROM owner WHERE id", new))
        return known

    def kinds_with(self, beginning: str) -> "tuple[npt.NDArray[np.bool_], bool]":
        """Of each kind of owner whether all of it has names with this beginning; and whether others may have too, which
        their names tell."""
        kinds: list[str] = self.state("kinds", [])
        whole = np.zeros(OTHER + 1, np.bool_)
        whole[: len(kinds)] = [kind.startswith(beginning) for kind in kinds]
        in_part = any(kind != beginning and beginning.startswith(kind) for kind in kinds)
        return whole, in_part or len(kinds) == OTHER

    def tokens(self, numbers: Numbers) -> "tuple[npt.NDArray[np.uint32], npt.NDArray[np.int64]]":
        """The ids of their distinct tokens, and the bounds of each document's."""
        return self._said.read(numbers)

    def ids(self, names: Iterable[str]) -> dict[str, int]:
        """Of those tokens that stand in some document."""
        return self._look_up("name, id FROM token WHERE name", list(names))

    def ids_beginning(self, beginning: str, most: int = 50) -> list[int]:
        """Of the first tokens that begin so."""
        rows = self._database.execute(
            "SELECT id FROM token WHERE name >= ? AND name < ? ORDER BY name LIMIT ?",
            (beginning, beginning + "\U0010ffff", most),
        )
        return [number for (number,) in rows]

    def names(self, ids: Iterable[int]) -> dict[int, str]:
        return self._look_up("id, name FROM token WHERE id", list(ids))

    def _look_up(self, what: str, values: Sequence[Any]) -> dict[Any, Any]:
        found: dict[Any, Any] = {}
        for marks, some in _chunks(values):
            found.update(self._database.execute(f"SELECT {what} IN ({marks})", some))
        return found

    def every(self, step: int = 1, *, chunk: int = 5000) -> Iterator[Numbers]:
        """Of every `step` documents one, in order and so many at once."""
        there = self.there()
        for first in range(step, there.stop, step * chunk):
            numbers = np.arange(first, min(first + step * chunk, there.stop), step)
            yield numbers[there.of(numbers)]

    def parallel(self, most: int) -> Counted:
        """Documents in two languages or more: all, or a sample of about so many."""
        numbers = np.array([row for (row,) in self._database.execute("SELECT number FROM parallel ORDER BY number")])
        return self.counted(numbers[:: max(1, len(numbers) // most)].astype(np.int64))

    def counted(self, numbers: Numbers) -> Counted:
        """Documents by their tokens."""
        ids, bounds = self._said.read(numbers)
        return Counted(bounds, ids, self._counts.read(numbers)[0])

    def languages(self) -> list[str]:
        return list(self.state("languages", ()))

    def count_parallel(self) -> int:
        """Documents in two languages or more."""
        return int(self._database.execute("SELECT count(*) FROM parallel").fetchone()[0])

    def count(self) -> int:
        return int(self._database.execute("SELECT count(*) FROM document").fetchone()[0])

    def close(self) -> None:
        for database in self._opened:
            database.close()


def _kind(name: str) -> str:
    """`person:` of `person:7`."""
    kind, colon, _ = name.partition(":")
    return kind + colon


def _chunks(values: Sequence[Any]) -> Iterator[tuple[str, Sequence[Any]]]:
    """Some values at a time, with the marks for a statement."""
    for at in range(0, len(values), CHUNK):
        some = values[at : at + CHUNK]
        yield ",".join("?" * len(some)), some
