"""Documents of applicants, for programs: handed in, read, taken back. Adds to the router of applications."""

from typing import Annotated

from django.http import Http404, HttpRequest, HttpResponse
from django.utils import timezone
from ninja import File, Path
from ninja.files import UploadedFile

from seriktes.accounts.api import member
from seriktes.common.api.problems import not_found
from seriktes.common.api.types import Key
from seriktes.documents.actions.attachments import CONTENT_TYPES
from seriktes.documents.actions.files import read_upload
from seriktes.placements.actions.applications import LARGEST_FILE, add_document, remove_document
from seriktes.placements.api.applications import ApplicationOut, router, shown_application, visible_application
from seriktes.placements.api.programmes import READ, WRITE
from seriktes.placements.models import Application, ApplicationDocument
from seriktes.placements.views.applications import document_response

ONE = "/placements/applications/{int:pk}/documents/{slug:code}"
Code = Annotated[
    str, Path(max_length=40, pattern="^[A-Za-z0-9_-]+$", description="As in `documents` of the cohort.")
]  # fmt: skip
_CONTENT = {
    "description": "The file",
    "content": {kind.partition(";")[0]: {"schema": {"type": "string"}} for kind in CONTENT_TYPES.values()},
}


def _document(application: Application, code: str) -> ApplicationDocument:
    rows = application.documents.select_related("application__cohort__programme")
    found: ApplicationDocument | None = rows.filter(code=code).first()
    if found is None:
        raise not_found()
    return found


@router.post(ONE, auth=WRITE, response={201: ApplicationOut}, summary="Hand in a document of an applicant")
def hand_in(
    request: HttpRequest, response: HttpResponse, pk: Key, code: Code, file: Annotated[UploadedFile, File()]
) -> ApplicationOut:
    """PDF, a picture or an office document without macros, up to 10 MB, looked at by content; never a key. A new file takes the
    place of the old one. Only while the lists are open, and only what the cohort asks for (`unknown_document`)."""
    application = visible_application(request, pk, own=True)
    name = file.name or ""
    content = read_upload(file, name, LARGEST_FILE)
    add_document(
        application=application, code=code, name=name, content=content, by=member(request), at=timezone.now()
    )  # fmt: skip
    shown = shown_application(request, application)
    response["Location"] = request.build_absolute_uri(f"/api/v1/placements/applications/{pk}/documents/{code}")
    return shown


@router.get(
    ONE, auth=READ, summary="The content of a document of an applicant", openapi_extra={"responses": {200: _CONTENT}}
)
def content(request: HttpRequest, pk: Key, code: Code) -> HttpResponse:
    """As it was handed in, for whoever sees the application."""
    row = _document(visible_application(request, pk), code)
    try:
        return document_response(row)
    except Http404:
        raise not_found() from None


@router.delete(ONE, auth=WRITE, response={204: None}, summary="Take a document of an applicant back")
def remove(request: HttpRequest, pk: Key, code: Code) -> None:
    """Of a draft; what was submitted keeps what the cohort asks for (`frozen`)."""
    application = visible_application(request, pk, own=True)
    remove_document(document=_document(application, code), by=member(request), at=timezone.now())
