"""Records of open metadata from JSON: one a line (a snapshot), a list, one object, or pages of a service's answer.

Each source tells where its records lie and reads one of them. A line that is no JSON is a fault of that line alone.
"""

import gzip
import io
import json
import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import IO, Any, ClassVar

import ijson
from ijson.common import JSONError

from seriktes.common.files import FileFault
from seriktes.common.files.streams import GZIP, UNPACKED_LIMIT, ZIP, Counted, first_bytes, open_zip, size_of
from seriktes.exchange.definitions import Fault, Row
from seriktes.expertise.queries.importing_people import Acquaintances

# One record: an article of three thousand authors has some megabytes.
LINE_LIMIT = 32 << 20
_BUFFER = 1 << 20
Read = Callable[[int, Any, Mapping[str, Any]], Row]


class RawLine(dict[str, Any]):
    """The record as it came, for the file of rejected rows. Kept as its line, and made an object only when asked: as
    objects the lines of a chunk would take ten times the memory."""

    def __init__(self, line: bytes) -> None:
        super().__init__(line=line)

    def items(self) -> Any:
        try:
            value = json.loads(self["line"])
        except (ValueError, RecursionError):
            value = self["line"].decode("utf-8", "replace")[:10_000]
        return value.items() if isinstance(value, dict) else {"value": value}.items()


class JsonReader:
    """Rows of one file. `paths`: where records lie in an answer of the service, as ijson writes it, by a key of its
    outermost object; what has none of these keys is a record itself."""

    columns: ClassVar[Sequence[str]] = ()

    def __init__(self, file: IO[bytes], read: Read, mapping: Mapping[str, Any], paths: Mapping[str, str]) -> None:
        self._counted = Counted(file, size_of(file))
        self._file, self._read, self._paths = file, read, paths
        self._mapping = {**mapping, "acquaintances": Acquaintances()}
        self.number = 0

    def progress(self) -> tuple[int, int]:
        return min(self._counted.done, self._counted.total), self._counted.total

    def __iter__(self) -> Iterator[Row]:
        for raw, value in self._records():
            self.number += 1
            yield self._row(raw, value)
        if not self.number:
            raise FileFault("no_rows")

    def _row(self, raw: Mapping[str, Any], value: Any) -> Row:
        if isinstance(value, Fault):
            return Row(self.number, raw, faults=[value])
        if isinstance(value, dict) and "fault" in value and "record" in value:
            value = value["record"]  # a mended line of our own file of rejected rows
        if not isinstance(value, dict):
            return Row(self.number, raw, faults=[Fault("not_an_object")])
        row = self._read(self.number, value, self._mapping)
        row.raw = raw
        return row

    # --- Where the records lie ----------------------------------------------------------------------------------------
    def _records(self) -> Iterator[tuple[Mapping[str, Any], Any]]:
        stream = self._plain_stream()
        head = _without_mark(stream)
        text = head.lstrip()
        if not text:
            raise FileFault("empty")
        if text[:1] not in (b"{", b"["):
            raise FileFault("json_not_records")
        if text[:1] == b"{" and _is_lines(text):
            yield from self._lines(stream)
        else:
            yield from self._parsed(stream, "item" if text[:1] == b"[" else self._path(text))

    def _lines(self, stream: "io.BufferedReader[Any]") -> Iterator[tuple[Mapping[str, Any], Any]]:
        unpacked = 0
        while line := _next_line(stream):
            unpacked += len(line)
            if unpacked > UNPACKED_LIMIT and unpacked > 200 * max(self._counted.total, 1):
                raise FileFault("zip_bomb", megabytes=unpacked >> 20)
            if not line.strip():
                continue
            if len(line) > LINE_LIMIT:
                _skip_line(stream, line)
                yield {"value": "…"}, Fault("line_too_long", "", {"megabytes": LINE_LIMIT >> 20})
                continue
            value = _loaded(line)
            if isinstance(value, dict) and (path := self._path_in(value)):
                for one in _lying_at(value, path):
                    yield (one if isinstance(one, dict) else {"value": one}), one
            else:
                yield RawLine(line), value

    def _parsed(self, stream: "io.BufferedReader[Any]", path: str) -> Iterator[tuple[Mapping[str, Any], Any]]:
        limited = io.BufferedReader(_Limited(stream, lambda: self.number), _BUFFER)
        try:
            for value in ijson.items(limited, path, buf_size=1 << 16, multiple_values=True, use_float=True):
                yield (value if isinstance(value, dict) else {"value": value}), value
        except (JSONError, UnicodeError, ValueError, OverflowError, RecursionError) as error:
            if "premature EOF" in str(error):
                raise FileFault("json_cut", record=self.number) from error
            detail = " ".join(str(error).split())[:200]
            raise FileFault("json_broken", record=self.number, byte=self._counted.done, detail=detail) from error

    def _path(self, head: bytes) -> str:
        """By the keys of the outermost object that the first bytes show."""
        try:
            for prefix, event, value in ijson.parse(io.BytesIO(head), multiple_values=True):
                if prefix == "" and event == "map_key" and value in self._paths:
                    return self._paths[value]
        except (JSONError, UnicodeError, ValueError):
            pass  # the beginning alone is not whole JSON; the real reading tells of real faults
        return ""

    def _path_in(self, value: Mapping[str, Any]) -> str:
        return next((path for key, path in self._paths.items() if isinstance(value.get(key), dict | list)), "")

    def _plain_stream(self) -> "io.BufferedReader[Any]":
        head = first_bytes(self._file, 16)
        if head.startswith(ZIP):
            archive = open_zip(self._file)
            names = [name for name in archive.namelist() if name.lower().endswith((".json", ".jsonl", ".ndjson"))]
            if not names:
                raise FileFault("zip_without_json")
            self._counted = Counted(archive.open(names[0]), archive.getinfo(names[0]).file_size)
        elif head.startswith(GZIP):
            return io.BufferedReader(_Unzipped(gzip.GzipFile(fileobj=self._counted)), _BUFFER)  # type: ignore[arg-type]
        return io.BufferedReader(self._counted, _BUFFER)


class _Unzipped(io.RawIOBase):
    """What a broken archive raises becomes a fault of the file."""

    def __init__(self, inner: IO[bytes]) -> None:
        self._inner = inner

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: bytearray | memoryview) -> int:  # type: ignore[override]
        try:
            data = self._inner.read(len(buffer))
        except Exception as error:  # zlib and gzip raise several of their own
            raise FileFault("zip_broken") from error
        buffer[: len(data)] = data
        return len(data)


class _Limited(io.RawIOBase):
    """Stops when one record grows larger than any that is meant."""

    def __init__(self, inner: "io.BufferedReader[Any]", records: Callable[[], int]) -> None:
        self._inner, self._records, self._seen, self._size = inner, records, 0, 0

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: bytearray | memoryview) -> int:  # type: ignore[override]
        data = self._inner.read1(len(buffer))
        if self._records() != self._seen:
            self._seen, self._size = self._records(), 0
        self._size += len(data)
        if self._size > LINE_LIMIT:
            raise FileFault("record_too_large", record=self._seen + 1, megabytes=LINE_LIMIT >> 20)
        buffer[: len(data)] = data
        return len(data)


def _without_mark(stream: "io.BufferedReader[Any]") -> bytes:
    """The first bytes, unread, after the byte order mark."""
    if stream.peek(3)[:3] == b"\xef\xbb\xbf":
        stream.read(3)
    return stream.peek(_BUFFER)


def _is_lines(head: bytes) -> bool:
    """Whether the first line is a whole object: one record (or one page of an answer) a line."""
    line, end, _rest = head.partition(b"\n")
    # Without an end it is one long line, or a single object: as lines both are read the same.
    return not end or isinstance(_loaded(line), dict)


def _next_line(stream: "io.BufferedReader[Any]") -> bytes:
    return stream.readline(LINE_LIMIT + 1)


def _skip_line(stream: "io.BufferedReader[Any]", line: bytes) -> None:
    while line and not line.endswith(b"\n"):
        line = stream.readline(LINE_LIMIT)


def _loaded(line: bytes) -> Any:
    try:
        return json.loads(line)
    except UnicodeDecodeError:
        return Fault("line_not_utf8")
    except (ValueError, RecursionError) as error:
        detail = " ".join(re.sub(r"\(char \d+\)", "", str(error)).split())[:100]
        return Fault("line_broken", "", {"detail": detail})


def _lying_at(value: Any, path: str) -> Iterator[Any]:
    """What ijson would give for the path, of an object that is read already."""
    found: list[Any] = [value]
    for step in path.split("."):
        if step == "item":
            found = [inner for one in found if isinstance(one, list) for inner in one]
        else:
            found = [one[step] for one in found if isinstance(one, dict) and step in one]
    yield from found
