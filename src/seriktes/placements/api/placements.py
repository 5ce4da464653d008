"""Placements for programs: the list, one, and what the university's office does with it."""

from datetime import date, datetime
from typing import Annotated, Any

from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from ninja import Query, Router
from pydantic import AwareDatetime, BaseModel, Field

from seriktes.accounts.api import asker, member
from seriktes.common.api.paging import Asked, Page, page_of
from seriktes.common.api.problems import not_found, not_permitted
from seriktes.common.api.refusals import pointing
from seriktes.common.api.types import ONE_LINE, Body, Day, DecimalOut, Key, RecordNumber, Shown, decimal_out
from seriktes.common.api.versions import mark_version, version_if_given
from seriktes.placements.actions import placements as actions
from seriktes.placements.api.programmes import (
    OPTIONAL,
    READ,
    WRITE,
    HostNoteOut,
    PlacementRefOut,
    Sort,
    changed_since,
    named,
    note_out,
    order_of,
)
from seriktes.placements.enums import PlacementState, ProgrammeKind
from seriktes.placements.models import Placement
from seriktes.placements.queries import access
from seriktes.placements.queries.placements import note_on_host, placements_with_everything, sees_note, ways_of
from seriktes.placements.queries.placements import roles_on as roles

router = Router(tags=["placements"])
Reason = Annotated[str, Field(min_length=1, max_length=500, pattern=ONE_LINE)]


class PlacementListed(Shown):
    """One student at one host."""

    id: int
    cohort: PlacementRefOut
    student: PlacementRefOut
    host: PlacementRefOut
    position: PlacementRefOut | None
    kind: ProgrammeKind
    state: PlacementState
    title: str
    number: str
    starts_on: date
    ends_on: date
    hours: int | None
    hours_logged: DecimalOut
    changed_at: datetime
    version: int
    url: str = Field(description="Its page for people.")


class PlanLineOut(Shown):
    task: str
    share: int = Field(description="Per cent of the hours.")


class PlacementOut(PlacementListed):
    credits: DecimalOut | None
    academic_supervisor: PlacementRefOut | None
    host_supervisor: PlacementRefOut | None
    supervisor_name: str = Field(description="Of a host supervisor who is not in the register.")
    department_post: PlacementRefOut | None
    plan: list[PlanLineOut]
    ended_on: date | None
    ended_reason: str = Field(description="Why it was broken off or cancelled.")
    host_note: HostNoteOut | None = Field(
        description="For the university's own people; null for others, and where nothing is on record."
    )
    ways: list[str] = Field(description="What the asker may do with it now.")


class PlacementsAsked(BaseModel):
    state: Annotated[list[PlacementState], Field(max_length=10)] = []
    kind: Annotated[list[ProgrammeKind], Field(max_length=10)] = []
    cohort: RecordNumber | None = None
    host: RecordNumber | None = None
    student: RecordNumber | None = None
    position: RecordNumber | None = None
    changed_since: AwareDatetime | None = None
    sort: Sort = "id"


class PlacementEndIn(Body):
    reason: Reason


class BreakOffIn(PlacementEndIn):
    on: Annotated[Day, Field(description="Its last day.")]


class RecordedIn(PlacementEndIn):
    """`reason` says which paper, and where it lies."""

    on: Annotated[Day, Field(description="When everybody had signed.")]


def _listed(row: Placement) -> dict[str, Any]:
    return {
        "id": row.pk, "cohort": named(row.cohort), "student": named(row.student), "host": named(row.host),
        "position": named(row.position) if row.position else None, "kind": ProgrammeKind(row.cohort.programme.kind),
        "state": PlacementState(row.state), "title": row.title, "number": row.number, "starts_on": row.starts_on,
        "ends_on": row.ends_on, "hours": row.hours, "hours_logged": decimal_out(row.hours_logged),
        "changed_at": row.changed_at, "version": row.version, "url": row.get_absolute_url(),
    }  # fmt: skip


def visible_placement(request: HttpRequest, pk: int, *, keeper: bool = False) -> Placement:
    """`keeper`: of the university's own office."""
    found: Placement | None = (
        placements_with_everything(access.placements_visible_to(asker(request))).filter(pk=pk).first()
    )
    if found is None:
        raise not_found()
    if keeper and not access.may(asker(request), access.KEEP, found):
        raise not_permitted()
    return found


def answer(request: HttpRequest, row: Placement) -> PlacementOut:
    row = visible_placement(request, row.pk)
    mark_version(request, row.version)
    plan = row.plan.filter(dropped_at__isnull=True)
    note = note_out(note_on_host(row)) if sees_note(asker(request), row) else None
    return PlacementOut(
        **_listed(row), credits=decimal_out(row.credits) if row.credits is not None else None,
        academic_supervisor=named(row.academic_supervisor) if row.academic_supervisor else None,
        host_supervisor=named(row.host_supervisor) if row.host_supervisor else None, supervisor_name=row.supervisor_name,
        department_post=named(row.department_post) if row.department_post else None,
        plan=[PlanLineOut(task=task.text, share=task.weight) for task in plan], ended_on=row.ended_on,
        ended_reason=row.ended_reason, host_note=note, ways=[way.code for way in ways_of(row, roles(asker(request), row))],
    )  # fmt: skip


@router.get("/placements", auth=READ, response=Page[PlacementListed], summary="List of placements")
def placements(
    request: HttpRequest, response: HttpResponse, asked: Asked, wanted: Annotated[PlacementsAsked, Query()]
) -> dict[str, Any]:
    """Your own, those of your university and of your company, and those in which you supervise or sign."""
    rows = changed_since(access.placements_visible_to(asker(request)), wanted.changed_since)
    for name in ("cohort", "host", "student", "position"):
        if (number := getattr(wanted, name)) is not None:
            rows = rows.filter(**{name: number})
    if wanted.state:
        rows = rows.filter(state__in=wanted.state)
    if wanted.kind:
        rows = rows.filter(cohort__programme__kind__in=wanted.kind)
    return page_of(
        request, response, placements_with_everything(rows), asked, order_of(wanted.sort),
        show=lambda found: [_listed(row) for row in found],
    )  # fmt: skip


@router.get("/placements/{int:pk}", auth=READ, response=PlacementOut, summary="One placement")
def placement(request: HttpRequest, pk: Key) -> PlacementOut:
    return answer(request, visible_placement(request, pk))


@router.post(
    "/placements/{int:pk}/cancel",
    auth=WRITE,
    response=PlacementOut,
    openapi_extra=OPTIONAL,
    summary="Cancel a placement",
)
def cancel(request: HttpRequest, pk: Key, sent: PlacementEndIn) -> PlacementOut:
    """One that has not begun; everybody concerned is told why."""
    row = visible_placement(request, pk, keeper=True)
    return answer(
        request,
        actions.cancel_placement(
            placement=row, reason=sent.reason, by=member(request), at=timezone.now(),
            expected_version=version_if_given(request),
        ),
    )  # fmt: skip


@router.post(
    "/placements/{int:pk}/break-off", auth=WRITE, response=PlacementOut, openapi_extra=OPTIONAL,
    summary="Break off a placement",
)  # fmt: skip
def break_off(request: HttpRequest, pk: Key, sent: BreakOffIn) -> PlacementOut:
    """One that runs; everybody concerned is told why."""
    row = visible_placement(request, pk, keeper=True)
    with pointing("/on", "day_outside"):
        ended = actions.break_off(
            placement=row, on=sent.on, reason=sent.reason, by=member(request), at=timezone.now(),
            expected_version=version_if_given(request),
        )  # fmt: skip
    return answer(request, ended)


@router.post(
    "/placements/{int:pk}/record", auth=WRITE, response=PlacementOut, openapi_extra=OPTIONAL,
    summary="Record an agreement that was signed outside",
)  # fmt: skip
def record(request: HttpRequest, pk: Key, sent: RecordedIn) -> PlacementOut:
    """Everybody signed on paper, without the register."""
    row = visible_placement(request, pk, keeper=True)
    with pointing("/on", "in_future"):
        recorded = actions.record_signed_outside(
            placement=row, signed_on=sent.on, reason=sent.reason, by=member(request), at=timezone.now(),
            expected_version=version_if_given(request),
        )  # fmt: skip
    return answer(request, recorded)
