"""What happened to a record, and what it waits for."""

from collections.abc import Callable
from typing import Any

from django.db.models import Model
from django.http import HttpRequest, HttpResponse
from ninja import Router

from seriktes.accounts.api import BearerToken
from seriktes.accounts.enums import Scope
from seriktes.common.api.paging import Asked, Page
from seriktes.common.api.types import Key
from seriktes.partnerships.api.records import (
    keeps,
    partnership_inside,
    sees_particulars,
    visible_activity,
    visible_agreement,
    visible_commitment,
)
from seriktes.partnerships.rules import partnership_of
from seriktes.procedures.api.approvals import ApprovalOut, approval_shown
from seriktes.procedures.api.course import EventOut, RecordClockOut, clocks_shown, timeline_page

READ = BearerToken(Scope.PARTNERSHIPS_READ)
FINDERS: dict[str, tuple[str, Callable[[HttpRequest, int], Model]]] = {
    "partnerships": ("a partnership", partnership_inside),
    "agreements": ("an agreement", visible_agreement),
    "commitments": ("a commitment", visible_commitment),
    "activities": ("an activity", visible_activity),
}

router = Router(tags=["clocks"])


def _add(path: str, called: str, find: Callable[[HttpRequest, int], Model]) -> None:
    def timeline(request: HttpRequest, response: HttpResponse, pk: Key, asked: Asked) -> dict[str, Any]:
        """The newest first. A wording tells what happened in the language of the request."""
        record = find(request, pk)
        where = partnership_of(record)
        return timeline_page(
            request, response, record, asked, with_people=sees_particulars(request, where),
            for_partners=not keeps(request, where),
        )  # fmt: skip

    def clocks(request: HttpRequest, pk: Key) -> list[RecordClockOut]:
        """Every clock, stopped ones too; `trace` explains step by step how each deadline came about."""
        return clocks_shown(find(request, pk))

    router.get(
        f"/{path}/{{int:pk}}/timeline", auth=READ, response=Page[EventOut], operation_id=f"timeline_of_{path}",
        summary=f"What happened to {called}",
    )(timeline)  # fmt: skip
    router.get(
        f"/{path}/{{int:pk}}/clocks", auth=READ, response=list[RecordClockOut], operation_id=f"clocks_of_{path}",
        summary=f"The clocks of {called}",
    )(clocks)  # fmt: skip


@router.get(
    "/agreements/{int:pk}/approval", auth=READ, response=ApprovalOut, tags=["approvals"],
    summary="On whose desk an agreement lies, and since when",
)  # fmt: skip
def approval(request: HttpRequest, pk: Key) -> ApprovalOut:
    """The last passage through the desks of every side; 404 where it never went round. `POST
    /approvals/steps/{id}/decision` decides."""
    return approval_shown(request, visible_agreement(request, pk))


for _path, (_called, _find) in FINDERS.items():
    _add(_path, _called, _find)
