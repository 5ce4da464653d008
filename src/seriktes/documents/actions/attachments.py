"""Files that are attached to records: looked at by content, whatever they are called."""

import io
import zipfile

from seriktes.common.files import FileFault
from seriktes.common.files.streams import open_zip
from seriktes.documents.actions.files import is_key, is_pdf

# Ending → content type; what a browser would run (HTML, SVG) is not among them.
CONTENT_TYPES = {
    "pdf": "application/pdf", "jpg": "image/jpeg", "png": "image/png", "webp": "image/webp", "heic": "image/heic",
    "docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    "pptx": "application/vnd.openxmlformats-officedocument.presentationml.presentation",
    "odt": "application/vnd.oasis.opendocument.text",
    "ods": "application/vnd.oasis.opendocument.spreadsheet",
    "odp": "application/vnd.oasis.opendocument.presentation",
    "txt": "text/plain; charset=utf-8", "csv": "text/csv; charset=utf-8",
}  # fmt: skip
ACCEPTED = ",".join(f".{ending}" for ending in (*CONTENT_TYPES, "jpeg"))
_OFFICE_PARTS = {"docx": "word/document.xml", "xlsx": "xl/workbook.xml", "pptx": "ppt/presentation.xml"}
_OPEN_DOCUMENT = ("odt", "ods", "odp")


def ending_of(name: str, content: bytes) -> str:
    """The ending that the content deserves; none where it is empty, of another type than kept, with macros, or a key."""
    claimed = name.rpartition(".")[2].lower()
    if not content or is_key(content, name):
        return ""
    if is_pdf(content):
        return "pdf"
    if picture := _picture(content):
        return picture
    if content.startswith(b"PK") and (office := _office(content)):
        return office
    return claimed if claimed in ("txt", "csv") and _is_text(content) else ""


def _picture(content: bytes) -> str:
    if content.startswith(b"\xff\xd8\xff"):
        return "jpg"
    if content.startswith(b"\x89PNG\r\n\x1a\n"):
        return "png"
    if content[:4] == b"RIFF" and content[8:12] == b"WEBP":
        return "webp"
    return "heic" if content[4:8] == b"ftyp" and content[8:12] in (b"heic", b"heix", b"mif1") else ""


def _office(content: bytes) -> str:
    try:
        archive = open_zip(io.BytesIO(content))
        names = set(archive.namelist())
        if any(name.lower().endswith("vbaproject.bin") or name.startswith("Basic/") for name in names):
            return ""
        for ending, part in _OFFICE_PARTS.items():
            if part in names:
                return ending
        said = archive.read("mimetype")[:200].decode("ascii", "replace").strip() if "mimetype" in names else ""
        return next((ending for ending in _OPEN_DOCUMENT if CONTENT_TYPES[ending] == said), "")
    except (FileFault, zipfile.BadZipFile, OSError, ValueError, RuntimeError, NotImplementedError, EOFError):
        return ""


def _is_text(content: bytes) -> bool:
    if b"\x00" in content:
        return False
    try:
        content.decode("utf-8")
    except UnicodeDecodeError:
        return False
    return True
