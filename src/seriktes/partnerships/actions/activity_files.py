"""Files of an activity: what shows that it took place. Looked at by content, whatever they are called."""

import io
import zipfile
from datetime import datetime

from django.core.files.base import ContentFile
from django.db import transaction

from seriktes.accounts.models import User
from seriktes.common.files import FileFault
from seriktes.common.files.streams import open_zip
from seriktes.documents.actions.files import is_key, is_pdf, safe_name, sha256_of
from seriktes.organisations.actions.editing import lock_for_edit
from seriktes.partnerships.actions.log import log
from seriktes.partnerships.definitions.refusals import CannotReport
from seriktes.partnerships.enums import ActivityState
from seriktes.partnerships.models import Activity, ActivityFile

LARGEST_FILE = 20 * 1024 * 1024
FILES_AT_MOST = 20
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
    """The ending that the content deserves. Raises CannotReport: empty, another type than kept, macros, a key."""
    claimed = name.rpartition(".")[2].lower()
    if content and not is_key(content, name):
        if is_pdf(content):
            return "pdf"
        if picture := _picture(content):
            return picture
        if content.startswith(b"PK") and (office := _office(content)):
            return office
        if claimed in ("txt", "csv") and _is_text(content):
            return claimed
    raise CannotReport("file_type", [name])


@transaction.atomic
def add_file(*, activity: Activity, name: str, content: bytes, at: datetime, by: User) -> ActivityFile:
    """Keep the file with its SHA-256. The report itself stays as it was: nobody is asked anew."""
    activity = lock_for_edit(activity, expected_version=None)
    if activity.state == ActivityState.WITHDRAWN:
        raise CannotReport("withdrawn")
    if len(content) > LARGEST_FILE:
        raise CannotReport("file_type", [name])
    ending = ending_of(name, content)
    if activity.files.count() >= FILES_AT_MOST:
        raise CannotReport("too_many_files")
    row = ActivityFile(activity=activity, name=safe_name(name, f".{ending}"), sha256=sha256_of(content), by=by, at=at)
    row.file.save(row.name, ContentFile(content), save=False)
    row.save()
    log("activity.file_added", activity, by=by, at=at, data={"name": row.name, "sha256": row.sha256})
    return row


@transaction.atomic
def remove_file(*, file: ActivityFile, at: datetime, by: User) -> None:
    """Raises CannotReport where another side gave its word with the file in sight."""
    activity = lock_for_edit(file.activity, expected_version=None)
    if activity.state == ActivityState.CONFIRMED:
        raise CannotReport("file_confirmed")
    storage, stored = file.file.storage, str(file.file.name)
    file.delete()
    log("activity.file_removed", activity, by=by, at=at, data={"name": file.name, "sha256": file.sha256})
    transaction.on_commit(lambda: storage.delete(stored))


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
