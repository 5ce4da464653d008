"""Papers on which the service of a stipend rests, for programs. Adds to the router of stipends."""

from typing import Annotated

from django.http import Http404, HttpRequest, HttpResponse
from django.utils import timezone
from ninja import File
from ninja.files import UploadedFile

from seriktes.accounts.api import asker, member
from seriktes.common.api.problems import not_found
from seriktes.common.api.types import Key
from seriktes.documents.actions.attachments import CONTENT_TYPES
from seriktes.documents.actions.files import read_upload
from seriktes.placements.actions.stipend_service import LARGEST_PAPER, attach_paper
from seriktes.placements.api.programmes import READ, WRITE
from seriktes.placements.api.stipends import StipendWholeOut, period_of, router, told_whole
from seriktes.placements.models import ServiceFile
from seriktes.placements.queries import access
from seriktes.placements.views.stipend_steps import paper_response

_CONTENT = {
    "description": "The file",
    "content": {kind.partition(";")[0]: {"schema": {"type": "string"}} for kind in CONTENT_TYPES.values()},
}


@router.post(
    "/placements/stipends/{int:pk}/service/{int:part}/files", auth=WRITE, response={201: StipendWholeOut},
    summary="Add a paper on service",
)  # fmt: skip
def add(
    request: HttpRequest, response: HttpResponse, pk: Key, part: Key, file: Annotated[UploadedFile, File()]
) -> StipendWholeOut:
    """PDF, a picture or an office document without macros, up to 10 MB, looked at by content; never a key. The same file twice
    is refused with the reason `paper_twice`."""
    period = period_of(request, pk, part)
    name = file.name or ""
    content = read_upload(file, name, LARGEST_PAPER)
    row = attach_paper(period=period, name=name, content=content, by=member(request), at=timezone.now())
    response["Location"] = request.build_absolute_uri(f"/api/v1/placements/stipend-service-files/{row.pk}")
    return told_whole(request, pk)


@router.get(
    "/placements/stipend-service-files/{int:pk}", auth=READ, summary="The content of a paper on service",
    openapi_extra={"responses": {200: _CONTENT}},
)  # fmt: skip
def content(request: HttpRequest, pk: Key) -> HttpResponse:
    """As it was handed in, for whoever sees the stipend."""
    seen = access.stipends_visible_to(asker(request)).values("pk")
    row = ServiceFile.objects.filter(period__stipend__in=seen, pk=pk).first()
    if row is None:
        raise not_found()
    try:
        return paper_response(row)
    except Http404 as gone:
        raise not_found() from gone
