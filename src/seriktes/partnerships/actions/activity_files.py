"""Files of an activity: what shows that it took place. Looked at by content, whatever they are called."""

from datetime import datetime

from django.core.files.base import ContentFile
from django.db import transaction

from seriktes.accounts.models import User
from seriktes.documents.actions import attachments
from seriktes.documents.actions.files import safe_name, sha256_of
from seriktes.organisations.actions.editing import lock_for_edit
from seriktes.partnerships.actions.log import log
from seriktes.partnerships.definitions.refusals import CannotReport
from seriktes.partnerships.enums import ActivityState
from seriktes.partnerships.models import Activity, ActivityFile

LARGEST_FILE = 20 * 1024 * 1024
FILES_AT_MOST = 20


def ending_of(name: str, content: bytes) -> str:
    """The ending that the content deserves. Raises CannotReport: empty, another type than kept, macros, a key."""
    if ending := attachments.ending_of(name, content):
        return ending
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
