"""One writer at a time: between processes by a lock on a file, which a process that dies gives back."""

import fcntl
import os
import threading
from pathlib import Path
from time import monotonic, sleep
from types import TracebackType
from typing import Self

WHOLE = b"1"


class Busy(Exception):
    """Another process writes; nothing was changed."""


class WriterLock:
    """May be taken again by the thread that holds it. A file that was given back whole says so (`was_whole`): else its last
    holder died."""

    PAUSE = 0.005

    def __init__(self, path: Path, patience: float) -> None:
        self._path, self.patience = path, patience
        self._thread = threading.RLock()
        self._depth = 0
        self._file = -1
        self.was_whole = False

    def take(self, patience: float | None = None) -> bool:
        """Whether it was free within `patience` seconds; of the holder, always."""
        until = monotonic() + (self.patience if patience is None else patience)
        if not self._thread.acquire(timeout=max(0.0, until - monotonic())):
            return False
        if not self._depth and not self._lock_file(until):
            self._thread.release()
            return False
        self._depth += 1
        return True

    def _lock_file(self, until: float) -> bool:
        file = os.open(self._path, os.O_RDWR | os.O_CREAT, 0o644)
        while True:
            try:
                fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
            except BlockingIOError:
                if monotonic() >= until:
                    os.close(file)
                    return False
                sleep(self.PAUSE)
            else:
                self._file = file
                self.was_whole = os.pread(file, 1, 0) == WHOLE
                os.ftruncate(file, 0)
                return True

    @property
    def depth(self) -> int:
        return self._depth

    def give(self, *, whole: bool = False) -> None:
        self._depth -= 1
        if not self._depth:
            if whole:
                os.pwrite(self._file, WHOLE, 0)
            os.close(self._file)
        self._thread.release()

    def __enter__(self) -> Self:
        if not self.take():
            raise Busy(f"{self._path.parent} is being written by another process")
        return self

    def __exit__(
        self, kind: type[BaseException] | None, _error: BaseException | None, _trace: TracebackType | None
    ) -> None:
        self.give(whole=kind is None)
