"""Posts that pass from one person to the next, and the records that pass with them."""

from datetime import date, datetime
from typing import Annotated, Any

from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from ninja import Query, Router
from pydantic import BaseModel, Field

from seriktes.accounts.api import BearerToken, asker, member
from seriktes.accounts.enums import Scope
from seriktes.common.api.paging import Asked, Order, Page, page_of
from seriktes.common.api.problems import not_found, not_permitted
from seriktes.common.api.types import Body, Key, Prose, Shown
from seriktes.common.api.versions import expected_version, mark_version
from seriktes.procedures.actions.handover import acknowledge, write_item_note, write_note
from seriktes.procedures.enums import HandoverState
from seriktes.procedures.models import Handover, HandoverItem
from seriktes.procedures.queries.handover import (
    ItemRow,
    handovers_visible_to,
    item_rows,
    items_of,
    items_visible_to,
    may_take_over,
    may_write_note,
    with_progress,
)

router = Router(tags=["handovers"])
READ, WRITE = BearerToken(Scope.PARTNERSHIPS_READ), BearerToken(Scope.PARTNERSHIPS_WRITE)


class HandoverListed(Shown):
    """A post that passes to somebody else. `records` count what passes with it, `taken` what was taken over."""

    id: int
    post: int
    post_name: str
    organisation: int
    state: HandoverState
    leaving: str
    leaving_on: date | None
    coming: str = Field(description="Empty while the post is vacant.")
    coming_on: date | None
    opened_at: datetime
    done_at: datetime | None
    records: int
    taken: int
    version: int
    url: str = Field(description="Its page for people.")


class HandoverOut(HandoverListed):
    note: str = Field(description="What the leaver wrote down.")
    may_write_note: bool
    may_take_over: bool


class HandoverItemOut(Shown):
    """One record that passes on."""

    id: int
    subject_type: str
    subject: int
    title: str
    url: str = Field(description="Its page for people; empty where the record is gone.")
    has_moved: bool = Field(description="It hangs on the post no longer: nothing is to be taken over.")
    note: str = Field(description="What to know about it.")
    acknowledged_at: datetime | None
    version: int


class HandoversAsked(BaseModel):
    state: HandoverState | None = None


@router.get("/handovers", auth=READ, response=Page[HandoverListed], summary="Handovers, the newest first")
def handovers(
    request: HttpRequest, response: HttpResponse, asked: Asked, wanted: Annotated[HandoversAsked, Query()]
) -> dict[str, Any]:
    """Your own, as leaver or newcomer, and those of organisations whose posts you keep."""
    rows = handovers_visible_to(asker(request))
    if wanted.state:
        rows = rows.filter(state=wanted.state)
    return page_of(
        request, response, with_progress(rows), asked, Order("pk", descending=True),
        show=lambda found: [HandoverListed(**_listed(row)) for row in found],
    )  # fmt: skip


def _listed(row: Any) -> dict[str, Any]:
    """Of a row of `with_progress`."""
    plain = ("opened_at", "done_at", "records", "taken", "version")
    return {
        "id": row.pk, "post": row.post_id, "post_name": str(row.post), "organisation": row.post.organisation_id,
        "state": HandoverState(row.state), "leaving": row.leaving.person.name, "leaving_on": row.leaving.ends_on,
        "coming": row.coming.person.name if row.coming else "",
        "coming_on": row.coming.starts_on if row.coming else None, "url": row.get_absolute_url(),
        **{name: getattr(row, name) for name in plain},
    }  # fmt: skip


def _visible(request: HttpRequest, pk: int) -> Any:
    found = with_progress(handovers_visible_to(asker(request))).filter(pk=pk).first()
    if found is None:
        raise not_found()
    return found


@router.get("/handovers/{int:pk}", auth=READ, response=HandoverOut, summary="One handover")
def handover(request: HttpRequest, pk: Key) -> HandoverOut:
    return _shown(request, _visible(request, pk))


def _shown(request: HttpRequest, row: Any) -> HandoverOut:
    mark_version(request, row.version)
    user = asker(request)
    return HandoverOut(
        **_listed(row), note=row.note, may_write_note=may_write_note(user, row),
        may_take_over=may_take_over(user, row, timezone.localdate()),
    )  # fmt: skip


@router.get(
    "/handovers/{int:pk}/items", auth=READ, response=Page[HandoverItemOut], summary="The records that pass with a post"
)
def items(request: HttpRequest, response: HttpResponse, pk: Key, asked: Asked) -> dict[str, Any]:
    row = _visible(request, pk)
    now = timezone.now()
    return page_of(
        request, response, items_of(row), asked, Order(),
        show=lambda found: [_item(one) for one in item_rows(row, found, now)],
    )  # fmt: skip


def _item(told: ItemRow) -> HandoverItemOut:
    row = told.item
    return HandoverItemOut(
        id=row.pk, subject_type=row.subject_type, subject=row.subject_id, title=told.title,
        url=told.record.url if told.record else "", has_moved=told.has_moved, note=row.note,
        acknowledged_at=row.acknowledged_at, version=row.version,
    )  # fmt: skip


class HandoverNoteIn(Body):
    note: Prose


@router.patch(
    "/handovers/{int:pk}", auth=WRITE, response=HandoverOut, openapi_extra={"x-if-match": True},
    summary="Write down what to know overall",
)  # fmt: skip
def alter_handover(request: HttpRequest, pk: Key, what: HandoverNoteIn) -> HandoverOut:
    """For the leaver, and for who keeps the posts where the leaver is gone."""
    row = _visible(request, pk)
    if not may_write_note(asker(request), row):
        raise not_permitted()
    write_note(handover=row, text=what.note, by=member(request), expected_version=expected_version(request))
    return _shown(request, _visible(request, pk))


def _one_item(request: HttpRequest, pk: int, part: int) -> tuple[Handover, HandoverItem]:
    found = items_visible_to(asker(request)).filter(handover=pk, pk=part).first()
    if found is None:
        raise not_found()
    return _visible(request, pk), found


def _item_shown(request: HttpRequest, row: Handover, part: int) -> HandoverItemOut:
    found = HandoverItem.objects.get(pk=part)
    mark_version(request, found.version)
    return _item(item_rows(row, [found], timezone.now())[0])


@router.patch(
    "/handovers/{int:pk}/items/{int:part}", auth=WRITE, response=HandoverItemOut, openapi_extra={"x-if-match": True},
    summary="Write down what to know about a record",
)  # fmt: skip
def alter_item(request: HttpRequest, pk: Key, part: Key, what: HandoverNoteIn) -> HandoverItemOut:
    row, item = _one_item(request, pk, part)
    if not may_write_note(asker(request), row):
        raise not_permitted()
    write_item_note(item=item, text=what.note, by=member(request), expected_version=expected_version(request))
    return _item_shown(request, row, part)


@router.post(
    "/handovers/{int:pk}/items/{int:part}/acknowledge", auth=WRITE, response=HandoverItemOut,
    summary="Take over a record",
)  # fmt: skip
def take_over(request: HttpRequest, pk: Key, part: Key) -> HandoverItemOut:
    """For the newcomer, from the first day on. With the last record the handover is done."""
    row, item = _one_item(request, pk, part)
    if row.state == HandoverState.OPEN and not may_take_over(asker(request), row, timezone.localdate()):
        raise not_permitted()
    acknowledge(item=item, by=member(request), now=timezone.now())
    return _item_shown(request, row, part)
