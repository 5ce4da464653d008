"""A stream of JSON, watched before a parser builds anything of it: size, depth and numbers of each record."""

import io
import re
from collections.abc import Callable
from itertools import accumulate
from typing import Any

from seriktes.common.files import FileFault

# One record: the longest of the registry has some hundred kilobytes. Its values take twenty times that in memory.
RECORD_LIMIT = 4 << 20
# Brackets within brackets: the registry's records have five. A parser's memory grows with the square of the depth.
DEPTH_LIMIT = 64
_ESCAPED = re.compile(rb"\\.", re.DOTALL)
_NOT_BRACKETS = bytes(set(range(256)) - set(b"[]{}"))
_STEP = {ord("["): 1, ord("{"): 1, ord("]"): -1, ord("}"): -1}
_PART_OF_NUMBER = re.compile(rb"[0-9.eE+-]+\Z")
# What does not fit into the numbers of a machine: the parser would give up the whole file for it.
_HUGE = re.compile(rb"-?(?:\d{19,}(?:\.\d*)?(?:[eE][+-]?\d*)?|\d+(?:\.\d+)?[eE][+-]?\d{3,})")
_ALIKE = bytes.maketrans(b"123456789E", b"000000000e")


class Watched(io.RawIOBase):
    """The bytes of `inner`, with numbers that are too large given as text, so that they are a fault of their record
    alone. Raises FileFault at a record that is larger or deeper than any that is meant.

    `records` tells how many records the parser has given so far.
    """

    def __init__(self, inner: "io.BufferedReader[Any]", records: Callable[[], int]) -> None:
        self._inner, self._records = inner, records
        self._record = self._size = self._depth = 0
        self._in_text = self._is_over = False
        # Read but not looked at, because it ends within an escape or a number; and looked at but not given.
        self._kept, self._ready = b"", b""
        self._last = b""

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: bytearray | memoryview) -> int:  # type: ignore[override]
        while not self._ready and not self._is_over:
            self._ready = self._next(len(buffer))
        given, self._ready = self._ready[: len(buffer)], self._ready[len(buffer) :]
        buffer[: len(given)] = given
        return len(given)

    @property
    def ends_within_a_letter(self) -> bool:
        """Whether the last bytes are the beginning of a letter in UTF-8."""
        try:
            self._last.lstrip(bytes(range(0x80, 0xC0))).decode()
        except UnicodeDecodeError as error:
            return error.reason == "unexpected end of data"
        return False

    def _next(self, count: int) -> bytes:
        data = self._inner.read1(count)
        self._is_over = not data
        self._last = (self._last + data)[-4:]
        self._check_size(len(data))
        data = self._kept + data
        # Of the same length, so that places in it are places in the data.
        masked = _ESCAPED.sub(b"..", data) if b"\\" in data else data
        self._kept = b"" if self._is_over else self._unfinished(masked)
        if self._kept:
            data, masked = data[: -len(self._kept)], masked[: -len(self._kept)]
        parts = masked.split(b'"')
        outside = b'"'.join(parts[self._in_text :: 2])
        self._check_depth(outside)
        if _may_hold_huge_numbers(outside):
            data = self._with_huge_numbers_as_text(data, parts)
        self._in_text ^= len(parts) % 2 == 0
        return data

    def _unfinished(self, masked: bytes) -> bytes:
        is_in_text = self._in_text ^ (masked.count(b'"') % 2 == 1)
        if is_in_text:
            return masked[-1:] if masked.endswith(b"\\") else b""
        found = _PART_OF_NUMBER.search(masked[-RECORD_LIMIT:]) if masked[-1:] in b"0123456789.eE+-" else None
        return found[0] if found else b""

    def _check_size(self, size: int) -> None:
        if self._records() != self._record:
            self._record, self._size = self._records(), 0
        self._size += size
        if self._size > RECORD_LIMIT:
            raise FileFault("record_too_large", record=self._record + 1, megabytes=RECORD_LIMIT >> 20)

    def _check_depth(self, outside: bytes) -> None:
        depths = list(accumulate(map(_STEP.__getitem__, outside.translate(None, _NOT_BRACKETS)), initial=self._depth))
        self._depth = depths[-1]
        if max(depths) > DEPTH_LIMIT:
            raise FileFault("record_too_deep", record=self._record + 1)

    def _with_huge_numbers_as_text(self, data: bytes, parts: list[bytes]) -> bytes:
        written, place = [], 0
        for number, part in enumerate(parts):
            found = data[place : place + len(part)]
            is_outside = number % 2 == self._in_text
            written.append(_HUGE.sub(rb'"\g<0>"', found) if is_outside else found)
            place += len(part) + 1
        return b'"'.join(written)


def _may_hold_huge_numbers(outside: bytes) -> bool:
    """A quick look, before the regular expression: nearly all files have none."""
    alike = outside.translate(_ALIKE, b"+-")
    return b"0" * 19 in alike or b"0e000" in alike
