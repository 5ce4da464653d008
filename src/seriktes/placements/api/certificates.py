"""Certificates and records of work of placements, for programs. Adds to the router of logs."""

from enum import StrEnum

from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from pydantic import Field

from seriktes.accounts.api import asker, member
from seriktes.common.api.problems import not_permitted
from seriktes.common.api.types import Key, Shown
from seriktes.documents.actions.documents import address_of
from seriktes.placements.actions.certificates import make_document
from seriktes.placements.api.logs import WRITE, router, visible_placement
from seriktes.placements.queries.certificates import CERTIFICATE, RECORD, may_make


class PlacementPaper(StrEnum):
    CERTIFICATE = "certificate"
    RECORD = "record"


PURPOSES = {PlacementPaper.CERTIFICATE: CERTIFICATE, PlacementPaper.RECORD: RECORD}


class PlacementPaperOut(Shown):
    """A document that was made, as a frozen PDF."""

    document: int = Field(description="Its number under `/documents`.")
    version: int
    title: str
    sha256: str
    check_at: str = Field(description="The printed address, open to everybody.")


@router.post(
    "/placements/{int:pk}/documents/{what}", auth=WRITE, response={201: PlacementPaperOut},
    summary="Make the certificate or the record of work of a placement",
)  # fmt: skip
def make(request: HttpRequest, response: HttpResponse, pk: Key, what: PlacementPaper) -> PlacementPaperOut:
    """By the academic supervisor or the university, once the placement is over; of one that was broken off only the record
    (`not_completed`). Made again, it is a new document and the earlier one stays."""
    placement = visible_placement(request, pk)
    if not may_make(asker(request), placement):
        raise not_permitted()
    made = make_document(placement=placement, purpose=PURPOSES[what], by=member(request), at=timezone.now())
    response["Location"] = request.build_absolute_uri(f"/api/v1/documents/{made.document_id}")
    return PlacementPaperOut(
        document=made.document_id, version=made.number, title=made.document.title, sha256=made.sha256,
        check_at=address_of(made.document),
    )  # fmt: skip
