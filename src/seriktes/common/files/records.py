"""JSON records one by one, from a list, a single object, JSON Lines or an archive that holds one of them."""

import codecs
import io
import re
from collections.abc import Iterator
from typing import IO, Any

import ijson
from ijson.common import JSONError

from seriktes.common.files import FileFault
from seriktes.common.files.streams import UNPACKED_LIMIT, ZIP, Counted, first_bytes, open_zip, size_of
from seriktes.common.files.text import detect_encoding
from seriktes.common.files.watched import Watched

_BUFFER = 1 << 16
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
        watched = Watched(self._plain_stream(), lambda: self.number)
        stream = io.BufferedReader(watched, _BUFFER)
        try:
            for record in ijson.items(stream, _path(stream), buf_size=_BUFFER, multiple_values=True, use_float=True):
                self.number += 1
                yield self.number, record
        except (JSONError, UnicodeError, ValueError, OverflowError, RecursionError) as error:
            code, values = self._diagnosis(error, watched)
            raise FileFault(code, record=self.number, byte=self._counted.done, **values) from error
        if not self.number:
            raise FileFault("no_rows")

    def _diagnosis(self, error: Exception, watched: Watched) -> tuple[str, dict[str, str]]:
        """What is wrong with the file, as a code and values: the parser's own words help nobody."""
        told = str(error)
        if "premature EOF" in told:
            return "json_cut", {}
        is_foreign = "invalid bytes in UTF8" in told
        if is_foreign and watched.ends_within_a_letter and self._counted.done >= self._counted.total:
            return "json_cut", {}
        if found := self._encoding(is_foreign):
            return "json_encoding", {"encoding": found}
        if is_foreign:
            return "json_not_utf8", {}
        if value := _unknown_value(told):
            return "json_value_unknown", {"value": value}
        return "json_broken", {"detail": _detail(error)}

    def _encoding(self, is_foreign: bool) -> str:
        """The encoding that the text seems to have, where it is not UTF-8; empty when it cannot be told."""
        if not is_foreign and b"\x00" not in first_bytes(self._file, 256):
            return ""
        try:
            found = detect_encoding(self._file)
        except FileFault as unsure:
            found = str(unsure.values.get("guess", ""))
        return "" if found.startswith("utf-8") else found

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


def _unknown_value(told: str) -> str:
    """The bare word at which the parser stopped, such as NaN: its message shows it above an arrow."""
    lines = told.split("\n")
    arrow = next((line.index("^") for line in lines[1:] if "(right here)" in line), None)
    if arrow is None or not any(words in lines[0] for words in ("invalid char in json text", "malformed number")):
        return ""
    words = re.finditer(r"(?<![\w'])-?[A-Za-z_][\w.]*", lines[1])
    return next((word[0] for word in words if word.start() <= arrow <= word.end()), "")[:40]


def _detail(error: Exception) -> str:
    return " ".join(str(error).split())[:200]
