"""Finding what a page is about; who may not see it is told that it is not there."""

from typing import Any

from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404

from seriktes.accounts.models import SignedInRequest
from seriktes.documents.definitions.purposes import DocumentPurpose, find_purpose, get_purpose
from seriktes.documents.models import Document, DocumentVersion, Signature
from seriktes.documents.queries.access import documents_visible_to, may_change_about, may_change_document


def document_for(request: SignedInRequest, pk: int) -> Document:
    found: Document = get_object_or_404(documents_visible_to(request.user), pk=pk)
    return found


def document_for_change(request: SignedInRequest, pk: int) -> Document:
    document = document_for(request, pk)
    if not may_change_document(request.user, document):
        raise Http404
    return document


def version_for(request: SignedInRequest, pk: int, number: int, *, change: bool = False) -> DocumentVersion:
    document = document_for_change(request, pk) if change else document_for(request, pk)
    return get_object_or_404(document.versions.select_related("document"), number=number)


def signature_for(request: SignedInRequest, pk: int, *, change: bool = False) -> Signature:
    row = get_object_or_404(Signature.objects.select_related("version__document"), pk=pk)
    (document_for_change if change else document_for)(request, row.version.document_id)
    return row


def subject_for_change(request: SignedInRequest, code: str, pk: int) -> tuple[DocumentPurpose, Any]:
    """A record of which the user may make documents."""
    purpose = find_purpose(code)
    if purpose is None:
        raise Http404
    subject = get_object_or_404(purpose.visible_to(request.user), pk=pk)
    if not may_change_about(request.user, purpose, subject):
        raise Http404
    return purpose, subject


def purpose_of(document: Document) -> DocumentPurpose:
    return get_purpose(document.purpose)


def private(response: HttpResponse) -> HttpResponse:
    """Kept by nobody between the server and the reader."""
    response["Cache-Control"] = "private, no-store"
    return response


def download(content: bytes, name: str, kind: str) -> HttpResponse:
    response = HttpResponse(content, content_type=kind)
    response.headers["Content-Disposition"] = "attachment"
    from django.utils.http import content_disposition_header  # builds the header with a name in any script

    header = content_disposition_header(as_attachment=True, filename=name)
    if header:
        response.headers["Content-Disposition"] = header
    return private(response)
