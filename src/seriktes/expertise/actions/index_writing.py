"""Writing the index: what changed, what a crash left, and all of it anew. One process at a time."""

import fcntl
import json
import logging
import os
import shutil
import time
from collections.abc import Callable, Iterable, Iterator
from datetime import timedelta
from itertools import islice
from pathlib import Path
from typing import TYPE_CHECKING

from django.utils import timezone

from seriktes.expertise.models import IndexChange
from seriktes.expertise.queries.documents import Told, count_documents, documents, every_document
from seriktes.expertise.queries.engine import Index, index_in_use, index_root, name_in_use, open_index

if TYPE_CHECKING:
    from seriktes_analytics.matching.engine import Engine
    from seriktes_analytics.matching.evidence import Evidence as Document

logger = logging.getLogger("seriktes.index")

BATCH = 2000
# What is learnt from the collection is learnt anew when it has grown so much; below so many documents nothing is learnt.
GROWN, LEAST = 2, 200
LEARNT = "learnt.json"
Say = Callable[[str], object]


class Busy(Exception):
    """Another process writes the index."""


class Indexer:
    """The only writer. Whoever holds the lock on a file of the index writes; a process that dies gives it back.

    `tick` does what waits. When a command wants to write it says so in a file, and the worker steps back."""

    def __init__(self) -> None:
        self._lock = -1
        self._index: Index | None = None

    # --- Who writes ---------------------------------------------------------------------------------------------------
    def take(self, *, wait: timedelta | None = None) -> bool:
        """Whether this process writes from now on. With `wait` others are asked to step back for it."""
        if self._lock >= 0:
            return True
        root = index_root()
        root.mkdir(parents=True, exist_ok=True)
        wanted = root / "wanted"
        if wait is None:
            return not _is_asked_for(wanted) and self._try(root)
        until = time.monotonic() + wait.total_seconds()
        try:
            while True:
                wanted.touch()
                if self._try(root):
                    return True
                if time.monotonic() >= until:
                    return False
                time.sleep(0.05)
        finally:
            wanted.unlink(missing_ok=True)

    def _try(self, root: Path) -> bool:
        lock = os.open(root / "lock", os.O_RDWR | os.O_CREAT, 0o644)
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            os.close(lock)
            return False
        self._lock = lock
        return True

    def close(self) -> None:
        if self._index is not None:
            self._index.close()
            self._index = None
        if self._lock >= 0:
            os.close(self._lock)
            self._lock = -1

    # --- What waits ---------------------------------------------------------------------------------------------------
    def tick(self) -> None:
        """What changed since the last time; at the first time also what a crash left."""
        if self._lock >= 0 and _is_asked_for(index_root() / "wanted"):
            self.close()
        if self.take():
            self.catch_up()

    def catch_up(self) -> int:
        """Brings the index to what the database says; answers how many documents were looked at. Needs the lock."""
        index = self._opened()
        looked = 0
        while waiting := list(IndexChange.objects.order_by("pk").values_list("pk", "key")[:BATCH]):
            # Read after the notes: a change that is committed meanwhile has a note of its own.
            looked += bring(index, dict.fromkeys(key for _, key in waiting))
            IndexChange.objects.filter(pk__in=[pk for pk, _ in waiting]).delete()
        if looked:
            self._learn_when_grown(index.engine)
        return looked

    def _opened(self) -> Index:
        if self._index is None:
            path = index_in_use()
            if path is None:
                self.rebuild()
            else:
                self._index = open_index(path)
        assert self._index is not None  # noqa: S101  opened or made above
        return self._index

    def _learn_when_grown(self, engine: "Engine") -> None:
        count = engine.ledger.count()
        if count >= LEAST and count >= GROWN * learnt_from(engine.path):
            engine.learn()
            _note_learnt(engine.path, count)

    # --- All of it anew -----------------------------------------------------------------------------------------------
    def rebuild(self, say: Say = lambda _line: None) -> int:
        """A new index beside the old one, which answers until the new one is whole. Needs the lock."""
        now = timezone.now()
        root = index_root()
        path = root / f"index-{time.time_ns()}"
        covered = list(IndexChange.objects.values_list("pk", flat=True))
        index = open_index(path)
        try:
            total = count_documents(timezone.localdate(now))
            count = index.engine.add(_kept(index, every_document(timezone.localdate(now)), total, say))
            if count >= LEAST:
                say("Learning what the collection is about …")
                index.engine.learn()
        except BaseException:
            index.close()
            shutil.rmtree(path, ignore_errors=True)
            raise
        _note_learnt(path, count if count >= LEAST else 0)
        if self._index is not None:
            self._index.close()
        self._index = index
        _put_in_use(root, path)
        for at in range(0, len(covered), BATCH):
            IndexChange.objects.filter(pk__in=covered[at : at + BATCH]).delete()
        return count


def bring(index: Index, keys: Iterable[str]) -> int:
    """Adds, replaces and removes the documents of these keys, as the database has them now."""
    wanted = list(keys)
    found = documents(wanted, timezone.localdate())
    gone = [key for key in wanted if key not in found]
    index.attributes.write({key: one.attributes for key, one in found.items()}, gone)
    try:
        index.engine.add(one.document for one in found.values())
    except Exception:
        logger.exception("A batch of %s documents could not be indexed; each is tried by itself.", len(found))
        for one in found.values():
            _add_alone(index, one)
    if gone:
        index.engine.remove(gone)
    return len(wanted)


def _add_alone(index: Index, one: Told) -> None:
    try:
        index.engine.add([one.document])
    except Exception:
        # One document that cannot be read must not keep all later ones out.
        logger.exception("%s could not be indexed and is left out.", one.document.key)
        index.engine.remove([one.document.key])


def _kept(index: Index, found: Iterator[Told], total: int, say: Say) -> "Iterator[Document]":
    """The documents on their way to the engine, their attributes kept as they pass."""
    shown, number = -1, 0
    while some := list(islice(found, BATCH)):
        index.attributes.write({one.document.key: one.attributes for one in some})
        yield from (one.document for one in some)
        number += len(some)
        if (tenth := 10 * number // max(total, 1)) != shown:
            shown = tenth
            say(f"{number} of {total} documents")


def _put_in_use(root: Path, path: Path) -> None:
    before = index_in_use()
    written = root / f"{name_in_use()}.new"
    written.write_text(path.name, encoding="ascii")
    written.replace(root / name_in_use())
    for old in root.glob("index-*"):
        # Readers may be looking into the one before for a moment yet.
        if old not in (path, before):
            shutil.rmtree(old, ignore_errors=True)


def _is_asked_for(wanted: Path) -> bool:
    """Whether somebody waits to write. The mark of a process that died counts for a few seconds."""
    try:
        return time.time() - wanted.stat().st_mtime < 5
    except FileNotFoundError:
        return False


def learnt_from(path: Path) -> int:
    """How many documents the collection had when it was last learnt from."""
    try:
        return int(json.loads(path.joinpath(LEARNT).read_text())["documents"])
    except FileNotFoundError:
        return 0


def _note_learnt(path: Path, count: int) -> None:
    path.joinpath(LEARNT).write_text(json.dumps({"documents": count}))
