"""JSON records one by one, from a list, a single object, JSON Lines or an archive that holds one of them."""

import codecs
import io
from collections.abc import Callable, Iterator
from typing import IO, Any

import ijson
from ijson.common import IncompleteJSONError, JSONError

from seriktes.common.files import FileFault
from seriktes.common.files.streams import UNPACKED_LIMIT, ZIP, Counted, first_bytes, open_zip, size_of

_BUFFER = 1 << 16
# One record: the longest of the registry has some hundred kilobytes. Its values take twenty times that in memory.
RECORD_LIMIT = 4 << 20
# Brackets within brackets: the registry's records have five.
DEPTH_LIMIT = 200
# Keys under which services answer with a list of records.
_ENVELOPES = ("items", "records", "results")


class JsonRecords:
    """Iterates `(number, record)`, from 1. Raises FileFault where the file breaks off; what came before was given."""

    def __init__(self, file: IO[bytes]) -> None:
        self._counted = Counted(file, size_of(file))
        self._file = file
        self.number = 0

    def progress(self) -> tuple[int, int]:
        return min(self._counted.done, self._counted.total), self._counted.total

    def __iter__(self) -> Iterator[tuple[int, Any]]:
        stream = self._text_stream()
        try:
            for record in ijson.items(stream, _path(stream), buf_size=_BUFFER, multiple_values=True, use_float=True):
                self.number += 1
                yield self.number, record
        except IncompleteJSONError as error:
            code = "json_cut" if self._counted.done >= self._counted.total else "json_broken"
            raise FileFault(code, record=self.number, byte=self._counted.done, detail=_detail(error)) from error
        except (JSONError, UnicodeError, ValueError, OverflowError, RecursionError) as error:
            raise FileFault(
                "json_broken", record=self.number, byte=self._counted.done, detail=_detail(error)
            ) from error
        if not self.number:
            raise FileFault("no_rows")

    def _text_stream(self) -> "io.BufferedReader[Any]":
        return io.BufferedReader(_Watched(self._plain_stream(), lambda: self.number), _BUFFER)

    def _plain_stream(self) -> "io.BufferedReader[Any]":
        head = first_bytes(self._file, 16)
        if head.startswith(ZIP):
            return io.BufferedReader(_Unpacked(self._member()), _BUFFER)
        stream: io.BufferedReader[Any] = io.BufferedReader(self._counted, _BUFFER)
        if head.startswith(codecs.BOM_UTF8):
            stream.read(3)
        if head.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
            return io.BufferedReader(_Recoded(stream), _BUFFER)
        return stream

    def _member(self) -> IO[bytes]:
        archive = open_zip(self._file)
        names = [name for name in archive.namelist() if name.lower().endswith((".json", ".jsonl", ".ndjson"))]
        if not names:
            raise FileFault("zip_without_json")
        # The registry's dump holds the same records in two versions of its schema; the newer one says more.
        name = next((name for name in names if "v2" in name.lower()), names[0])
        self._counted.total = archive.getinfo(name).file_size
        member = archive.open(name)
        self._counted = Counted(member, self._counted.total)
        return self._counted  # type: ignore[return-value]


class _Unpacked(io.RawIOBase):
    """Stops when a member turns out larger than its archive said."""

    def __init__(self, inner: IO[bytes]) -> None:
        self._inner, self._left = inner, UNPACKED_LIMIT

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: bytearray | memoryview) -> int:  # type: ignore[override]
        try:
            data = self._inner.read(len(buffer))
        except Exception as error:  # zlib and zipfile raise five kinds of their own
            raise FileFault("zip_broken") from error
        buffer[: len(data)] = data
        self._left -= len(data)
        if self._left < 0:
            raise FileFault("zip_bomb", megabytes=UNPACKED_LIMIT >> 20)
        return len(data)


class _Watched(io.RawIOBase):
    """Stops at a record that is larger or deeper than any that is meant: it would be built in memory whole."""

    def __init__(self, inner: "io.BufferedReader[Any]", records: Callable[[], int]) -> None:
        self._inner, self._records = inner, records
        self._record = self._size = self._depth = 0

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: bytearray | memoryview) -> int:  # type: ignore[override]
        data = self._inner.read1(len(buffer))
        buffer[: len(data)] = data
        if self._records() != self._record:
            self._record, self._size, self._depth = self._records(), 0, 0
        self._size += len(data)
        # Brackets inside texts are counted too; they nearly always come in pairs.
        self._depth += sum(map(data.count, (b"[", b"{"))) - sum(map(data.count, (b"]", b"}")))
        if self._size > RECORD_LIMIT:
            raise FileFault("record_too_large", record=self._record + 1, megabytes=RECORD_LIMIT >> 20)
        if self._depth > DEPTH_LIMIT:
            raise FileFault("record_too_deep", record=self._record + 1)
        return len(data)


class _Recoded(io.RawIOBase):
    """UTF-16 as UTF-8, which is what the JSON reader takes."""

    def __init__(self, inner: IO[bytes]) -> None:
        self._reader = codecs.getreader("utf-16")(inner)
        self._kept = b""

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: bytearray | memoryview) -> int:  # type: ignore[override]
        if not self._kept:
            self._kept = self._reader.read(len(buffer)).encode("utf-8", "replace")
        data, self._kept = self._kept[: len(buffer)], self._kept[len(buffer) :]
        buffer[: len(data)] = data
        return len(data)


def _path(stream: "io.BufferedReader[Any]") -> str:
    """Where the records lie: decided by the first bytes, which stay unread."""
    head = stream.peek(_BUFFER)
    text = head.lstrip()
    if not text:
        raise FileFault("empty")
    if text[:1] == b"[":
        return "item"
    if text[:1] != b"{":
        raise FileFault("json_not_records")
    try:
        for prefix, event, value in ijson.parse(io.BytesIO(head), multiple_values=True):
            if prefix == "" and event == "map_key" and value in _ENVELOPES:
                return f"{value}.item"
            if prefix == "" and event == "map_key" and value in ("id", "name", "names"):
                break
    except (JSONError, UnicodeError, ValueError):
        pass  # the beginning alone is not whole JSON; the real reading tells of real faults
    return ""


def _detail(error: Exception) -> str:
    return " ".join(str(error).split())[:200]
