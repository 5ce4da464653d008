"""Which frozen version some bytes are, or are over. For the open verification page: nothing is kept."""

import hashlib
import io
import re
import zipfile
from dataclasses import dataclass

from seriktes.common.files import FileFault
from seriktes.common.files.streams import open_zip
from seriktes.documents.models import DocumentVersion, Signature

SHA256 = re.compile(r"[0-9a-f]{64}")
_MOST_REVISIONS = 40
_MOST_MEMBERS = 200
LARGEST_MEMBER = 64 << 20


@dataclass(frozen=True)
class Match:
    """`how`: exact, revision (a signed PDF that begins with ours), signed (a signature over ours), container."""

    version: DocumentVersion
    how: str
    content: bytes = b""


def version_by_hash(*hashes: str) -> DocumentVersion | None:
    found = DocumentVersion.objects.filter(sha256__in=[one for one in hashes if one]).select_related("document")
    return found.order_by("pk").first()


def find_version(content: bytes, message_digests: list[str]) -> Match | None:
    """`message_digests`: what the signatures in the file say that they are over."""
    digest = hashlib.sha256(content).hexdigest()
    if version := version_by_hash(digest):
        return Match(version, "exact")
    if content[:5] == b"%PDF-" and (version := version_by_hash(*_revisions(content))):
        return Match(version, "revision", content)
    if message_digests and (version := version_by_hash(*message_digests)):
        return Match(version, "signed", content)
    known = Signature.objects.filter(file_sha256=digest).select_related("version__document").first()
    if known is not None:
        return Match(known.version, "signed", content)
    return _in_container(content) if content[:2] == b"PK" else None


def _revisions(content: bytes) -> list[str]:
    """The hashes of the file up to each end mark: a signed PDF holds the one before in its first bytes."""
    hashes, running, done = [], hashlib.sha256(), 0
    for mark in list(re.finditer(rb"%%EOF", content))[:_MOST_REVISIONS]:
        running.update(content[done : mark.end()])
        done = mark.end()
        for ending in (b"", b"\n", b"\r\n", b"\r"):
            if content[done : done + len(ending)] == ending:
                longer = running.copy()
                longer.update(ending)
                hashes.append(longer.hexdigest())
    return hashes


def _in_container(content: bytes) -> Match | None:
    """The first file in a ZIP that is one of ours."""
    try:
        archive = open_zip(io.BytesIO(content))
        for member in archive.infolist()[:_MOST_MEMBERS]:
            if member.file_size <= LARGEST_MEMBER and member.filename.lower().endswith(".pdf"):
                inner = archive.read(member)
                version = version_by_hash(hashlib.sha256(inner).hexdigest())
                if version is not None:
                    return Match(version, "container")
    except (FileFault, zipfile.BadZipFile, OSError, ValueError, RuntimeError, NotImplementedError, EOFError):
        return None
    return None
