"""What an uploaded file is, by its content; and what is refused whatever it is called."""

import hashlib
import io
import zipfile
from typing import IO, Protocol

from django.db.models.fields.files import FieldFile

from seriktes.common.files import FileFault
from seriktes.common.files.streams import open_zip
from seriktes.documents.definitions.refusals import Refused

LARGEST_TEXT = 20 * 1024 * 1024
LARGEST_SIGNATURE = 25 * 1024 * 1024
KEY_NAMES = (".p12", ".pfx", ".key", ".jks", ".jceks", ".pvk")
# PKCS #12 begins with an outer sequence of version 3 and the content type `data`; the length takes one to four bytes.
_PKCS12 = b"\x02\x01\x03\x30"
_PRIVATE_MARKS = (b"PRIVATE KEY-----", b"BEGIN ENCRYPTED PRIVATE", b"\xfe\xed\xfe\xed", b"\xce\xce\xce\xce")


def sha256_of(content: bytes) -> str:
    return hashlib.sha256(content).hexdigest()


class KeptFile(Protocol):
    """A row with a file and the hash that it had when it was handed in."""

    file: FieldFile
    sha256: str


class FileDamaged(Exception):
    """The bytes that are stored are not those that were handed in."""


def content_of(row: KeptFile) -> bytes:
    """The file as it was handed in. Raises FileNotFoundError, FileDamaged."""
    with row.file.open() as stored:
        content: bytes = stored.read()
    if sha256_of(content) != row.sha256:
        raise FileDamaged
    return content


def is_key(content: bytes, name: str) -> bool:
    """Whether the file holds a private key: by its content, or by a name that only keys have."""
    head = content[:64]
    return (
        name.lower().endswith(KEY_NAMES)
        or any(mark in content[:4096] for mark in _PRIVATE_MARKS)
        or (head[:1] == b"\x30" and _PKCS12 in head[2:12])
        or _is_pkcs8(head)
    )


def _is_pkcs8(head: bytes) -> bool:
    # SEQUENCE { INTEGER 0, SEQUENCE { OID … (PKCS #8) or INTEGER … (PKCS #1) }; a CMS begins with an OID.
    return head[:1] == b"\x30" and head[2:12].find(b"\x02\x01\x00") in (0, 1, 2)


def read_upload(file: IO[bytes], name: str, limit: int) -> bytes:
    """The whole file, not more than `limit` bytes; never a key."""
    content = file.read(limit + 1)
    if not content:
        raise Refused("empty")
    if is_key(content, name):
        raise Refused("is_key")
    if len(content) > limit:
        raise Refused("too_large", {"limit": limit >> 20})
    return content


def is_pdf(content: bytes) -> bool:
    return content.lstrip(b"\r\n\t \xef\xbb\xbf")[:5] == b"%PDF-"


def check_docx(content: bytes) -> None:
    """A word-processor file without macros, document types and bombs."""
    if not content.startswith(b"PK"):
        raise Refused("not_docx")
    try:
        archive = open_zip(io.BytesIO(content))
        names = archive.namelist()
        if "word/document.xml" not in names:
            raise Refused("not_docx")
        if any(name.lower().endswith("vbaproject.bin") for name in names):
            raise Refused("docx_macros")
        for name in names:
            if name.endswith((".xml", ".rels")) and b"<!DOCTYPE" in archive.read(name)[:4096]:
                raise Refused("docx_dtd")
    except FileFault as fault:
        raise Refused("docx_bomb" if fault.code == "zip_bomb" else "docx_broken") from fault
    except (zipfile.BadZipFile, OSError, ValueError, RuntimeError, NotImplementedError, EOFError) as error:
        raise Refused("docx_broken") from error


def safe_name(name: str, ending: str) -> str:
    """The name without paths and without what a header or a file system would trip over."""
    stem = name.replace("\\", "/").rsplit("/", 1)[-1].rsplit(".", 1)[0]
    kept = "".join(letter if letter.isalnum() or letter in " -_." else "-" for letter in stem).strip(" .-")
    return f"{kept[:80] or 'document'}{ending}"
