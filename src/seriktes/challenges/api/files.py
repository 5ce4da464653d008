"""Files of a challenge, and the acknowledgement of confidentiality that some of them ask for."""

from datetime import datetime
from typing import Annotated, Literal

from django.http import Http404, HttpRequest, HttpResponse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from ninja import File
from ninja.files import UploadedFile
from pydantic import Field

from seriktes.accounts.api import asker, member
from seriktes.challenges.actions.files import LARGEST_FILE, acknowledge, add_file, remove_file
from seriktes.challenges.api.reading import READ, router, visible_challenge
from seriktes.challenges.api.writing import WRITE, own_challenge
from seriktes.challenges.enums import Confidentiality
from seriktes.challenges.models import Challenge, ChallengeFile
from seriktes.challenges.queries.challenges import has_acknowledged, may_read_files
from seriktes.challenges.views.files import served
from seriktes.common.api.problems import Problem, not_found
from seriktes.common.api.types import LINES, Body, Key, Shown
from seriktes.documents.actions.attachments import CONTENT_TYPES
from seriktes.documents.actions.files import Refused, read_upload


class ChallengeFileOut(Shown):
    """A file of a brief."""

    id: int
    name: str
    sha256: str
    at: datetime
    url: str = Field(description="Where its content is.")


class ChallengeFilesOut(Shown):
    items: list[ChallengeFileOut]
    may_read: bool = Field(description="False: acknowledge the confidentiality first.")


def _shown(request: HttpRequest, row: ChallengeFile) -> ChallengeFileOut:
    address = f"/api/v1/challenges/{row.challenge_id}/files/{row.pk}"
    return ChallengeFileOut(
        id=row.pk, name=row.name, sha256=row.sha256, at=row.at, url=request.build_absolute_uri(address)
    )


@router.get("/challenges/{int:pk}/files", auth=READ, response=ChallengeFilesOut, summary="The files of a challenge")
def files(request: HttpRequest, pk: Key) -> ChallengeFilesOut:
    record = visible_challenge(request, pk)
    rows = [_shown(request, row) for row in record.files.order_by("pk")]
    return ChallengeFilesOut(items=rows, may_read=may_read_files(asker(request), record))


def _file(record: Challenge, pk: int) -> ChallengeFile:
    found = ChallengeFile.objects.select_related("challenge").filter(challenge=record, pk=pk).first()
    if found is None:
        raise not_found()
    return found


@router.post(
    "/challenges/{int:pk}/files", auth=WRITE, response={201: ChallengeFileOut}, summary="Add a file to a challenge"
)
def add(
    request: HttpRequest, response: HttpResponse, pk: Key, file: Annotated[UploadedFile, File()]
) -> ChallengeFileOut:
    """PDF, a picture or an office document without macros, up to 20 MB, looked at by content; never a key. The same file
    twice is refused with the reason `file_twice`."""
    record = own_challenge(request, pk)
    name = file.name or ""
    try:
        content = read_upload(file, name, LARGEST_FILE)
    except Refused as refused:
        raise Problem("conflict", refused.sentence, reason=refused.code) from refused
    row = add_file(challenge=record, name=name, content=content, by=member(request), at=timezone.now())
    shown = _shown(request, row)
    response["Location"] = shown.url
    return shown


_CONTENT = {
    "description": "The file",
    "content": {kind.partition(";")[0]: {"schema": {"type": "string"}} for kind in CONTENT_TYPES.values()},
}


@router.get(
    "/challenges/{int:pk}/files/{int:part}", auth=READ, summary="The content of a file",
    openapi_extra={"responses": {200: _CONTENT}},
)  # fmt: skip
def content(request: HttpRequest, pk: Key, part: Key) -> HttpResponse:
    """As it was handed in. Who reads a confidential one stands in the audit log; before the acknowledgement it is refused
    with the reason `not_acknowledged`."""
    record = visible_challenge(request, pk)
    row = _file(record, part)
    if not may_read_files(asker(request), record):
        raise Problem(
            "not-permitted", _("These files are confidential. Read the words under “confidentiality”, and acknowledge them."),
            reason="not_acknowledged",
        )  # fmt: skip
    try:
        return served(request, row)
    except Http404:
        raise not_found() from None


@router.delete(
    "/challenges/{int:pk}/files/{int:part}", auth=WRITE, response={204: None}, summary="Remove a file of a challenge"
)
def remove(request: HttpRequest, pk: Key, part: Key) -> None:
    """Until no more answers are taken. What happened to the challenge keeps its name."""
    record = own_challenge(request, pk)
    remove_file(file=_file(record, part), by=member(request), at=timezone.now())


# --- Confidentiality --------------------------------------------------------------------------------------------------
class ConfidentialityOut(Shown):
    """What somebody acknowledges before the files are open to them."""

    confidentiality: Confidentiality
    words: str
    is_acknowledged: bool = Field(description="By you, in these words.")


class AcknowledgeIn(Body):
    words: Annotated[
        str, Field(max_length=4000, pattern=LINES, description="The words as you read them: others are refused.")
    ]
    agreed: Annotated[
        Literal[True], Field(description="That whoever owns the token has read them and will keep to them.")
    ]


def _words(request: HttpRequest, record: Challenge) -> ConfidentialityOut:
    return ConfidentialityOut(
        confidentiality=Confidentiality(record.confidentiality), words=record.confidentiality_note,
        is_acknowledged=has_acknowledged(asker(request), record),
    )  # fmt: skip


@router.get(
    "/challenges/{int:pk}/confidentiality", auth=READ, response=ConfidentialityOut,
    summary="What is confidential in a challenge",
)  # fmt: skip
def confidentiality(request: HttpRequest, pk: Key) -> ConfidentialityOut:
    return _words(request, visible_challenge(request, pk))


@router.post(
    "/challenges/{int:pk}/confidentiality", auth=WRITE, response=ConfidentialityOut,
    summary="Acknowledge the confidentiality",
)  # fmt: skip
def agree(request: HttpRequest, pk: Key, what: AcknowledgeIn) -> ConfidentialityOut:
    """In the name of whoever owns the token; the asker reads who it was. Refused with the reason `other_words` when the
    words were changed meanwhile."""
    record = visible_challenge(request, pk)
    acknowledge(challenge=record, user=member(request), words=what.words, at=timezone.now())
    return _words(request, record)
