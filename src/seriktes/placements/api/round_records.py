"""What stands on record of a round, for programs: its changes by hand and its bundle. Adds to the router of rounds."""

from datetime import datetime
from typing import Any

from django.http import HttpRequest, HttpResponse
from pydantic import Field

from seriktes.accounts.api import asker
from seriktes.common.api.paging import Asked, Order, Page, page_of
from seriktes.common.api.problems import not_found, not_permitted
from seriktes.common.api.types import Key, Shown
from seriktes.placements.actions.publishing import first_altered
from seriktes.placements.api.programmes import READ, PlacementRefOut, named
from seriktes.placements.api.rounds import BlockingPairOut, blocking_out, router, visible_round
from seriktes.placements.models import ManualChange
from seriktes.placements.queries.results import named as with_records
from seriktes.placements.views.rounds import bundle_response, may_export

BLOCKING_SHOWN = 5
_ZIP = {"description": "The bundle", "content": {"application/zip": {"schema": {"type": "string", "format": "binary"}}}}


class RoundChangeOut(Shown):
    """That somebody placed a student otherwise than the round did."""

    number: int
    application: int
    student: PlacementRefOut
    before: PlacementRefOut | None = Field(description="Null: no place.")
    after: PlacementRefOut | None
    reason: str
    signed: str = Field(description="The name as it was signed.")
    at: datetime
    after_publishing: bool
    blocking_pairs: int | None = Field(description="How many pairs block with it; null: not counted.")
    blocking: list[BlockingPairOut] = Field(description="The first five of them by name.")
    digest: str = Field(
        description="SHA-256 over the change and the digest of the one before, the first over the bundle's."
    )
    intact: bool = Field(description="Whether this change and all before it are as they were signed.")


@router.get(
    "/placements/rounds/{int:pk}/changes", auth=READ, response=Page[RoundChangeOut], summary="Changes of a round by hand"
)  # fmt: skip
def changes(request: HttpRequest, response: HttpResponse, pk: Key, asked: Asked) -> dict[str, Any]:
    work = visible_round(request, pk)
    altered = first_altered(work)

    def show(found: list[ManualChange]) -> list[RoundChangeOut]:
        shown = [row.blocking[:BLOCKING_SHOWN] for row in found]
        pairs = iter(with_records(pair for of_change in shown for pair in of_change))
        return [
            RoundChangeOut(
                number=row.number, application=row.application_id, student=named(row.application.student),
                before=named(row.before) if row.before else None, after=named(row.after) if row.after else None,
                reason=row.reason, signed=row.signed, at=row.at, after_publishing=row.is_after_publishing,
                blocking_pairs=row.blocking_count, blocking=[blocking_out(next(pairs)) for _ in of_change],
                digest=row.digest, intact=altered is None or row.number < altered,
            )
            for row, of_change in zip(found, shown, strict=True)
        ]  # fmt: skip

    rows = work.changes.select_related("application__student", "before", "after")
    return page_of(request, response, rows, asked, Order("pk"), show=show)


@router.get(
    "/placements/rounds/{int:pk}/bundle", auth=READ, summary="The bundle of a round",
    openapi_extra={"responses": {200: _ZIP}},
)  # fmt: skip
def bundle(request: HttpRequest, pk: Key) -> HttpResponse:
    """The file for `seriktes-analytics replay`, for those who may export: its SHA-256 is `bundle_sha256` of the round. It names
    nobody, students and positions are numbers in it."""
    work = visible_round(request, pk)
    if not may_export(asker(request)):
        raise not_permitted()
    if not work.bundle:
        raise not_found()
    return bundle_response(work)
