"""A second process that reads texts while this one writes: for many documents at once, on a machine of several processors.

It is a Python of its own, started for the purpose, and not a fork: what threads of this process hold is none of its business.
"""

import fcntl
import gc
import os
import pickle
import subprocess
import sys
import threading
from collections import deque
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import suppress
from queue import Queue
from typing import IO, Any, NamedTuple, Self

import numpy as np

from seriktes_analytics.matching.evidence import Evidence
from seriktes_analytics.matching.streams import Counted, Reader, Streams, Texts

# So many lots are on their way.
AHEAD = 4
# Bytes that a pipe holds, as many as anybody may have.
WIDE = 1 << 20
_PROGRAM = """
import sys
sys.path[:] = {path!r}
from seriktes_analytics.matching.helper import serve
serve(sys.stdin.buffer, sys.stdout.buffer)
"""
Lot = Sequence[Evidence]


class _Read(NamedTuple):
    """`ids` of `streams` count the tokens as this helper met them; `new` are those it met for the first time."""

    streams: Streams
    new: list[str]


def is_worth_it(documents: int, lot: int) -> bool:
    return documents > 2 * lot and (os.cpu_count() or 1) > 1


def serve(asked: IO[bytes], told: IO[bytes]) -> None:
    """The helper's side: lots in, streams out, until nothing is asked any more."""
    numbers, new = dict[str, int](), list[str]()
    lots, answers = Queue[bytes | None](1), Queue[bytes | None](1)
    threading.Thread(target=_listen, args=(asked, lots), daemon=True).start()
    teller = threading.Thread(target=_tell, args=(answers, told))
    teller.start()

    def number_tokens(tokens: Sequence[str]) -> list[int]:
        fresh = [token for token in dict.fromkeys(tokens) if token not in numbers]
        numbers.update(zip(fresh, range(len(numbers), len(numbers) + len(fresh)), strict=True))
        new.extend(fresh)
        return [numbers[token] for token in tokens]

    reader = Reader(number_tokens)
    # Nothing here holds itself, and looking for what does takes long.
    gc.disable()
    try:
        while whole := lots.get():
            texts = Texts(*pickle.loads(whole))  # noqa: S301  from our parent
            answers.put(_packed(_Read(reader.read_texts(texts), new)))
            new.clear()
    finally:
        answers.put(None)
        teller.join()


def _packed(what: Any) -> bytes:
    return pickle.dumps(what, pickle.HIGHEST_PROTOCOL)


def _send(to: IO[bytes], whole: bytes) -> None:
    to.write(len(whole).to_bytes(8, "little"))
    to.write(whole)
    to.flush()


def _listen(told: IO[bytes], heard: "Queue[bytes | None]") -> None:
    """What comes waits here until it is wanted; nothing comes after the last."""
    while True:
        size = int.from_bytes(told.read(8), "little")
        whole = told.read(size) if size else b""
        if not size or len(whole) < size:
            heard.put(None)
            return
        heard.put(whole)


def _tell(answers: "Queue[bytes | None]", to: IO[bytes]) -> None:
    is_wanted = True
    while whole := answers.get():
        try:
            if is_wanted:
                _send(to, whole)
        except OSError:
            # Whoever puts more is not kept waiting.
            is_wanted = False


def _widen(pipe: IO[bytes]) -> None:
    """A process that is busy takes a piece from a pipe every five milliseconds only: the pieces had better be large."""
    with suppress(AttributeError, OSError):  # Linux alone can, and not beyond what it is allowed
        fcntl.fcntl(pipe, fcntl.F_SETPIPE_SZ, WIDE)


class Helper:
    """`read` gives each lot with its streams, in their order. Raises RuntimeError when the helper died."""

    def __init__(self, number_tokens: Callable[[Sequence[str]], Sequence[int]]) -> None:
        self._number_tokens = number_tokens
        self._ids = np.zeros(0, np.uint32)
        self._process = subprocess.Popen(  # noqa: S603  our own program
            [sys.executable, "-c", _PROGRAM.format(path=sys.path)], stdin=subprocess.PIPE, stdout=subprocess.PIPE
        )
        # It goes on while nobody takes its answers.
        self._told: Queue[bytes | None] = Queue()
        assert self._process.stdin is not None  # noqa: S101  a pipe
        assert self._process.stdout is not None  # noqa: S101  a pipe
        _widen(self._process.stdin)
        _widen(self._process.stdout)
        self._listener = threading.Thread(target=_listen, args=(self._process.stdout, self._told), daemon=True)
        self._listener.start()

    def read(self, lots: Iterable[Lot]) -> Iterator[tuple[Lot, Streams]]:
        """What fails in making a lot is raised in its place, after those before it."""
        waiting: deque[tuple[Lot, threading.Thread]] = deque()
        stream, before, failed = iter(lots), None, None
        is_over = False
        while True:
            while not is_over and len(waiting) < AHEAD:
                try:
                    lot = next(stream, None)
                except Exception as error:  # noqa: BLE001  raised in its place
                    lot, failed = None, error
                if lot is None:
                    is_over = True
                    break
                # Writing waits until the helper reads.
                before = threading.Thread(target=self._ask, args=(lot, before), daemon=True)
                before.start()
                waiting.append((lot, before))
            if not waiting:
                break
            yield waiting[0][0], self._answer()
            waiting.popleft()
        if failed is not None:
            raise failed

    def _ask(self, lot: Lot, before: threading.Thread | None) -> None:
        texts = _packed(tuple(Texts.of(lot)))
        if before is not None:
            before.join()
        with suppress(OSError):  # it died: whoever waits for its answer is told
            assert self._process.stdin is not None  # noqa: S101  a pipe
            _send(self._process.stdin, texts)

    def _answer(self) -> Streams:
        whole = self._told.get()
        if whole is None:
            self._told.put(None)
            raise RuntimeError("the process that reads texts has died")
        streams, new = pickle.loads(whole)  # noqa: S301  from our helper
        if new:
            self._ids = np.concatenate((self._ids, np.array(self._number_tokens(new), np.uint32)))
        counted = streams.counted
        ids = self._ids[counted.ids]
        return Streams(streams.texts, Counted(counted.bounds, ids, counted.counts), streams.spoken, streams.languages)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_error: object) -> None:
        self._process.kill()
        self._process.wait()
        self._listener.join()
        for pipe in (self._process.stdin, self._process.stdout):
            if pipe is not None:
                with suppress(OSError):  # what it has not read is not needed
                    pipe.close()
