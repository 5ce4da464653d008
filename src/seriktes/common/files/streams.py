"""Byte streams: how far we are, what the file is, and what lies packed inside it."""

import io
import zipfile
from typing import IO

from seriktes.common.files import FileFault

# A file that grows more than this when unpacked was made to fill the disk: tables of text shrink 5 to 40 times.
WORST_RATIO = 200
# What an archive may hold unpacked.
UNPACKED_LIMIT = 8 * 1024**3
OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
ZIP = b"PK\x03\x04"
GZIP = b"\x1f\x8b"


class Counted(io.RawIOBase):
    """A stream that knows how many of its bytes were read."""

    def __init__(self, inner: IO[bytes], total: int) -> None:
        self._inner = inner
        self.done = 0
        self.total = total

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: bytearray | memoryview) -> int:  # type: ignore[override]
        data = self._inner.read(len(buffer))
        buffer[: len(data)] = data
        self.done += len(data)
        return len(data)


def size_of(file: IO[bytes]) -> int:
    place = file.tell()
    total = file.seek(0, io.SEEK_END)
    file.seek(place)
    return total


def first_bytes(file: IO[bytes], count: int = 65536) -> bytes:
    file.seek(0)
    head = file.read(count)
    file.seek(0)
    return head


def guess_format(file: IO[bytes], filename: str = "") -> str:
    """What the content is, whatever the name says: `json`, `xlsx`, `zip`, `gz`, `xls`, `locked`, `csv` or `binary`."""
    head = first_bytes(file)
    if not head.strip():
        raise FileFault("empty")
    if head.startswith(OLE):
        # A workbook with a password is wrapped like an old one, with a stream of this name.
        return "locked" if "EncryptedPackage".encode("utf-16-le") in _whole(file, 1 << 22) else "xls"
    if head.startswith(ZIP):
        return "xlsx" if _is_workbook(file) else "zip"
    if head.startswith(GZIP):
        return "gz"
    text = head.lstrip(b"\xef\xbb\xbf \t\r\n")
    if head.startswith((b"\xff\xfe", b"\xfe\xff")):
        text = head.decode("utf-16", "ignore").lstrip().encode()
    if text[:1] in (b"{", b"[") and not filename.lower().endswith((".csv", ".tsv")):
        return "json"
    if b"\x00" in head and not utf16_of(head):
        return "binary"
    return "csv"


def _whole(file: IO[bytes], limit: int) -> bytes:
    return first_bytes(file, limit)


def utf16_of(head: bytes) -> str:
    """The kind of UTF-16 that the bytes are, with or without a byte order mark; empty when they are none."""
    if head.startswith((b"\xff\xfe", b"\xfe\xff")):
        return "utf-16"
    for name in ("utf-16-le", "utf-16-be"):
        text = head[: len(head) // 2 * 2].decode(name, "replace")
        known = sum(1 for letter in text if _is_usual(letter))
        if "\n" in text and known > 0.95 * len(text):
            return name
    return ""


def _is_usual(letter: str) -> bool:
    """Latin, Cyrillic, punctuation and line ends: what tables here are made of."""
    return (
        letter in "\t\r\n" or " " <= letter < "\x7f" or "\xa0" <= letter <= "\u052f" or "\u2000" <= letter <= "\u22ff"
    )


def _is_workbook(file: IO[bytes]) -> bool:
    try:
        with zipfile.ZipFile(file) as archive:
            return "xl/workbook.xml" in archive.namelist()
    except (zipfile.BadZipFile, OSError, ValueError, NotImplementedError):
        return False
    finally:
        file.seek(0)


def open_zip(file: IO[bytes]) -> zipfile.ZipFile:
    """The archive, after a look at what it would unpack to."""
    file.seek(0)
    try:
        archive = zipfile.ZipFile(file)
        members = archive.infolist()
    except (zipfile.BadZipFile, OSError, ValueError, NotImplementedError) as error:
        raise FileFault("zip_broken") from error
    unpacked = sum(member.file_size for member in members)
    packed = sum(member.compress_size for member in members)
    if unpacked > UNPACKED_LIMIT or (unpacked > 1 << 20 and unpacked > WORST_RATIO * max(packed, 1)):
        raise FileFault("zip_bomb", megabytes=unpacked >> 20)
    if any(member.flag_bits & 1 for member in members):
        raise FileFault("locked")
    return archive
