"""Names to numbers: a hash table over the bytes of Arrow strings, for files of many millions of rows."""
# mypy: disable-error-code="no-untyped-def"
# numba infers the types of compiled loops.

from typing import Any

import numpy as np
import pyarrow as pa

from seriktes_analytics.assignment.compiled import compiled

UNKNOWN = -1
# Names of at most so many bytes are sorted side by side in one table.
WIDE = 64
LOT = 1024


class Codes:
    """The names seen so far, each with the number of its first coming."""

    def __init__(self) -> None:
        self._slots = np.full(1 << 12, UNKNOWN, np.int32)
        self._hashes = np.empty(1 << 11, np.uint64)
        self._ends = np.zeros((1 << 11) + 1, np.int64)
        self._bytes = np.empty(1 << 15, np.uint8)
        self._count = 0

    def __len__(self) -> int:
        return self._count

    def numbers(self, names: pa.Array, *, is_new_allowed: bool) -> Any:
        """The number of each name; a new one gets the next number, or -1 where none is allowed."""
        if pa.types.is_dictionary(names.type):
            known = self.numbers(names.dictionary, is_new_allowed=False)
            used = names.indices.to_numpy(zero_copy_only=False)
            if is_new_allowed:
                known = self._numbers_of_used(names.dictionary, known, used)
            return known[used]
        ends, data = _buffers(names)
        result = np.empty(len(names), np.int32)
        done = 0
        while True:
            done, self._count = _encode(
                ends, data, result, done, is_new_allowed,
                self._slots, self._hashes, self._ends, self._bytes, self._count,
            )  # fmt: skip
            if done == len(names):
                return result
            self._grow(int(ends[done + 1] - ends[done]))

    def _numbers_of_used(self, dictionary: pa.Array, known: Any, used: Any) -> Any:
        """A dictionary may hold names that no row uses: they do not count as seen."""
        is_used = np.zeros(len(dictionary), np.bool_)
        is_used[used] = True
        missing = np.flatnonzero(is_used & (known == UNKNOWN))
        known[missing] = self.numbers(dictionary.take(pa.array(missing)), is_new_allowed=True)
        return known

    def names(self) -> pa.Array:
        """In the order of their numbers; numpy's memory is copied, so the table may go on."""
        ends = self._ends[: self._count + 1].copy()
        data = self._bytes[: ends[-1]].copy()
        return pa.LargeStringArray.from_buffers(self._count, pa.py_buffer(ends), pa.py_buffer(data))

    def name(self, number: int) -> str:
        return bytes(self._bytes[self._ends[number] : self._ends[number + 1]]).decode()

    def sort(self) -> Any:
        """Numbers the names anew by their order; the new number of each old one."""
        order = _order(self.names())
        turns = np.empty(self._count, np.int32)
        turns[order] = np.arange(self._count, dtype=np.int32)
        self._bytes, self._ends, self._hashes = _rearranged(order, self._bytes, self._ends, self._hashes)
        self._slots = np.full(len(self._slots), UNKNOWN, np.int32)
        _fill(self._slots, self._hashes, self._count)
        return turns

    def _grow(self, length: int) -> None:
        if self._count + 1 >= len(self._hashes):
            self._hashes = np.resize(self._hashes, 2 * len(self._hashes))
            self._ends = np.resize(self._ends, len(self._hashes) + 1)
            self._slots = np.full(2 * len(self._slots), UNKNOWN, np.int32)
            _fill(self._slots, self._hashes, self._count)
        if self._ends[self._count] + length > len(self._bytes):
            self._bytes = np.resize(self._bytes, 2 * len(self._bytes) + length)


def _buffers(names: pa.Array) -> tuple[Any, Any]:
    """Where each name begins and ends, and the bytes."""
    _, ends, data = names.buffers()
    width = np.int64 if pa.types.is_large_string(names.type) else np.int32
    if ends is None or len(names) == 0:
        return np.zeros(1, width), np.empty(0, np.uint8)
    bounds = np.frombuffer(ends, width)[names.offset : names.offset + len(names) + 1]
    return bounds, np.frombuffer(data, np.uint8) if data is not None else np.empty(0, np.uint8)


def _order(names: pa.Array) -> Any:
    """By code points, which in UTF-8 is the order of the bytes."""
    ends, data = _buffers(names)
    if _is_sorted(ends, data):
        return np.arange(len(names))
    width = int(np.diff(ends).max())
    if width > WIDE:
        return np.argsort(np.array(names.to_pylist(), dtype=object), kind="stable")
    padded = np.zeros((len(names), max(8, width)), np.uint8)
    _spread(ends, data, padded)
    keys = padded.view(">u8").astype(np.uint64) if width <= 8 else padded.view(f"S{width}")
    return np.argsort(keys.ravel(), kind="stable")


@compiled
def _encode(ends, data, result, done, is_new_allowed, slots, hashes, name_ends, name_bytes, count):
    """Goes on from the row `done`, until the end or until the table is too small.

    Lot by lot, first all hashes, then all first looks into the table, then the comparing of the bytes: so the memory
    is asked for many rows at once instead of waiting for each. Rows that repeat the one before are not looked up.
    """
    mask = np.uint64(len(slots) - 1)
    rows, keys = np.empty(LOT, np.int64), np.empty(LOT, np.uint64)
    guesses, firsts, lasts = np.empty(LOT, np.int32), np.empty(LOT, np.int64), np.empty(LOT, np.int64)
    while done < len(result):
        size = min(LOT, len(result) - done)
        fresh = _hash(ends, data, done, size, rows, keys)
        for at in range(fresh):
            guesses[at] = slots[keys[at] & mask]
        for at in range(fresh):
            number = max(guesses[at], 0)
            firsts[at], lasts[at] = name_ends[number], name_ends[number + 1]
        following = 0
        for row in range(done, done + size):
            if following == fresh or rows[following] != row:
                result[row] = result[row - 1]
                continue
            begin, end, key, number = ends[row], ends[row + 1], keys[following], guesses[following]
            if number < 0 or not _is_same(data, begin, end, name_bytes, firsts[following], lasts[following]):
                slot, number = _find(data, begin, end, key, slots, hashes, name_ends, name_bytes)
                if number < 0 and is_new_allowed:
                    if count + 1 >= len(hashes) or name_ends[count] + end - begin > len(name_bytes):
                        return row, count
                    number, first = count, name_ends[count]
                    for byte in range(end - begin):
                        name_bytes[first + byte] = data[begin + byte]
                    name_ends[count + 1] = first + end - begin
                    hashes[count], slots[slot] = key, count
                    count += 1
            result[row] = number
            following += 1
        done += size
    return done, count


@compiled
def _hash(ends, data, done, size, rows, keys):
    """The rows that do not repeat the one before, and their hashes (FNV-1a)."""
    fresh = 0
    for row in range(done, done + size):
        begin, end = ends[row], ends[row + 1]
        if row > done and _is_same(data, begin, end, data, ends[row - 1], begin):
            continue
        key = np.uint64(14695981039346656037)
        for byte in range(begin, end):
            key = (key ^ np.uint64(data[byte])) * np.uint64(1099511628211)
        rows[fresh], keys[fresh] = row, key ^ (key >> np.uint64(29))
        fresh += 1
    return fresh


@compiled
def _find(data, begin, end, key, slots, hashes, name_ends, name_bytes):
    """The slot and the number in it; -1 where the name is not there."""
    mask = np.uint64(len(slots) - 1)
    slot = key & mask
    while slots[slot] >= 0:
        number = slots[slot]
        if hashes[number] == key and _is_same(data, begin, end, name_bytes, name_ends[number], name_ends[number + 1]):
            break
        slot = (slot + np.uint64(1)) & mask
    return slot, slots[slot]


@compiled
def _is_same(one, begin, end, other, first, last):
    if end - begin != last - first:
        return False
    # Names differ at their ends more often than at their beginnings.
    for back in range(1, end - begin + 1):  # noqa: SIM110  numba compiles no generators
        if one[end - back] != other[last - back]:
            return False
    return True


@compiled
def _fill(slots, hashes, count):
    mask = np.uint64(len(slots) - 1)
    for number in range(count):
        slot = hashes[number] & mask
        while slots[slot] >= 0:
            slot = (slot + np.uint64(1)) & mask
        slots[slot] = number


@compiled
def _is_sorted(ends, data):
    for row in range(1, len(ends) - 1):
        one, other = ends[row - 1], ends[row]
        while one < ends[row] and other < ends[row + 1] and data[one] == data[other]:
            one += 1
            other += 1
        if other == ends[row + 1]:
            if one < ends[row]:
                return False
        elif one < ends[row] and data[one] > data[other]:
            return False
    return True


@compiled
def _spread(ends, data, padded):
    for row in range(len(ends) - 1):
        for byte in range(ends[row + 1] - ends[row]):
            padded[row, byte] = data[ends[row] + byte]


@compiled
def _rearranged(order, data, ends, hashes):
    new_data, new_ends, new_hashes = np.empty_like(data), np.zeros_like(ends), np.empty_like(hashes)
    at = 0
    for place in range(len(order)):
        number = order[place]
        for byte in range(ends[number], ends[number + 1]):
            new_data[at] = data[byte]
            at += 1
        new_ends[place + 1] = at
        new_hashes[place] = hashes[number]
    return new_data, new_ends, new_hashes
