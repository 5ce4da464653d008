"""Arrays of any length on disk, one for each document, found by its number."""

import mmap
import os
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt

Array = npt.NDArray[Any]
Numbers = npt.NDArray[np.int64]
# Where an array ends, modulo 2**32; it begins where the one before ends. Of so many documents the first stands whole in
# another file: they have fewer items together.
END, WHOLE, BLOCK = 4, 8, 1 << 16


class Shelf:
    """Documents follow one another by their numbers: what is written from a number on replaces all that stood there and
    beyond. Where an array ends is looked up in memory that the system lends (4 bytes a document); with `mapped` the arrays
    too, else each is read from disk."""

    def __init__(self, path: Path, item: type[np.generic], *, mapped: bool = False, writable: bool = False) -> None:
        self._item, self._is_mapped = np.dtype(item), mapped
        mode = os.O_RDWR | os.O_CREAT if writable else os.O_RDONLY
        self._ends_file = os.open(f"{path}.ends", mode, 0o644)
        self._bases_file = os.open(f"{path}.bases", mode, 0o644)
        self._items_file = os.open(f"{path}.items", mode, 0o644)
        self._ends: npt.NDArray[np.uint32] = np.zeros(0, np.uint32)
        # Where the documents of each block begin.
        self._bases: Numbers = np.zeros(1, np.int64)
        self._items: Array = np.zeros(0, self._item)

    # --- Writing ------------------------------------------------------------------------------------------------------
    def write(self, first: int, sizes: "Sequence[int] | npt.NDArray[np.int64]", items: Array) -> None:
        """Of the documents first, first + 1 and so on, each with so many of the items."""
        start = self._end(first - 1)
        _put(self._items_file, start * self._item.itemsize, np.ascontiguousarray(items, self._item))
        ends = start + np.cumsum(np.asarray(sizes, np.int64))
        block = -(-(first + 1) // BLOCK)
        _put(self._bases_file, WHOLE * block, ends[block * BLOCK - 1 - first :: BLOCK])
        _put(self._ends_file, END * first, ends.astype(np.uint32))

    def _end(self, number: int) -> int:
        end = int.from_bytes(os.pread(self._ends_file, END, END * number), "little")
        base = int.from_bytes(os.pread(self._bases_file, WHOLE, WHOLE * (number // BLOCK)), "little")
        return base + (end - base) % 2**32

    def sync(self) -> None:
        for file in (self._items_file, self._bases_file, self._ends_file):
            os.fdatasync(file)

    # --- Reading ------------------------------------------------------------------------------------------------------
    def read(self, numbers: "Sequence[int] | npt.NDArray[np.int64]") -> tuple[Array, npt.NDArray[np.int64]]:
        """The arrays of these documents one after another, and their bounds: that of the i-th from bounds[i] to
        bounds[i + 1]."""
        wanted = np.asarray(numbers, np.int64)
        bounds = np.zeros(len(wanted) + 1, np.int64)
        if not len(wanted):
            return np.zeros(0, self._item), bounds
        ends, bases = self._known_ends(int(wanted.max())), self._known_bases(int(wanted.max()))[wanted // BLOCK]
        last = ends[wanted]
        sizes = (last - ends[wanted - 1]).astype(np.int64)
        starts = bases + (last - bases.astype(np.uint32)) - sizes
        np.cumsum(sizes, out=bounds[1:])
        if wanted[-1] - wanted[0] + 1 == len(wanted) and (np.diff(wanted) == 1).all():
            size = self._item.itemsize
            whole = os.pread(self._items_file, size * int(bounds[-1]), size * int(starts[0]))
            return np.frombuffer(whole, self._item), bounds
        if not self._is_mapped:
            size, file, pread = self._item.itemsize, self._items_file, os.pread
            spans = zip((size * sizes).tolist(), (size * starts).tolist(), strict=True)
            return np.frombuffer(b"".join([pread(file, *span) for span in spans]), self._item), bounds
        places = np.repeat(starts - bounds[:-1], sizes) + np.arange(bounds[-1])
        return self._known_items(int((starts + sizes).max()))[places], bounds

    def _known_ends(self, last: int) -> npt.NDArray[np.uint32]:
        known = self._ends
        if last >= len(known):
            known = self._ends = _mapped(self._ends_file, np.dtype(np.uint32))
        return known

    def _known_bases(self, last: int) -> Numbers:
        known, count = self._bases, last // BLOCK + 1
        if count > len(known):
            # No more than are wanted: those beyond may be left from a crash, and be written anew.
            known = np.frombuffer(os.pread(self._bases_file, WHOLE * count, 0), np.int64)
            self._bases = known
        return known

    def _known_items(self, stop: int) -> Array:
        known = self._items
        if stop > len(known):
            known = self._items = _mapped(self._items_file, self._item)
        return known

    def __del__(self) -> None:
        # No sooner: another thread may be reading.
        for name in ("_ends_file", "_bases_file", "_items_file"):
            if hasattr(self, name):
                os.close(getattr(self, name))


def _put(file: int, at: int, items: Array) -> None:
    left = memoryview(items.tobytes())
    while left:
        done = os.pwrite(file, left, at)
        left, at = left[done:], at + done


def _mapped(file: int, item: "np.dtype[Any]") -> Array:
    size = os.fstat(file).st_size // item.itemsize * item.itemsize
    if not size:
        return np.zeros(0, item)
    return np.frombuffer(mmap.mmap(file, size, prot=mmap.PROT_READ), item)
