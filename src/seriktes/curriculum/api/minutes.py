"""Minutes for programs: drafted from the agenda, written in two languages, approved and frozen, corrected beside."""

from datetime import datetime
from typing import Annotated, Any

from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils import timezone
from ninja import Router
from pydantic import Field

from seriktes.accounts.api import asker, member
from seriktes.common.api.types import LINES, ONE_LINE, Body, Key, RecordNumber, Shown
from seriktes.common.api.versions import expected_version, mark_version, version_if_given
from seriktes.curriculum.actions import minutes as actions
from seriktes.curriculum.api.meetings import visible_meeting
from seriktes.curriculum.api.shared import OPTIONAL, READ, WRITE, Reason, found_or_404, may, record_given
from seriktes.curriculum.enums import MinutesState
from seriktes.curriculum.models import AgendaItem, Minutes
from seriktes.curriculum.queries import access
from seriktes.curriculum.queries.councils import minutes_of
from seriktes.documents.actions.documents import address_of

router = Router(tags=["councils"])
Heading = Annotated[str, Field(max_length=500, pattern=ONE_LINE)]
Words = Annotated[str, Field(max_length=10_000, pattern=LINES)]


class MinutesPartOut(Shown):
    """What was heard and decided on an item of the agenda, or besides."""

    item: int | None
    heading_kk: str
    heading_ru: str
    text_kk: str
    text_ru: str


class MinutesOut(Shown):
    """One wording of the minutes. An approved one is never changed; a correction follows it, with its reason."""

    id: int
    meeting: int
    number: int
    state: MinutesState
    reason: str = Field(description="Of a correction: what was wrong in the wording before.")
    parts: list[MinutesPartOut]
    approved_at: datetime | None
    sha256: str | None = Field(description="Of the frozen PDF.")
    check: str | None = Field(description="Where everybody can check the frozen PDF.")
    version: int
    url: str


class MinutesPartIn(Body):
    """In both languages, or it cannot be approved."""

    item: Annotated[RecordNumber | None, Field(description="Of the agenda, as the draft has it.")] = None
    heading_kk: Heading = ""
    heading_ru: Heading = ""
    text_kk: Words = ""
    text_ru: Words = ""


class MinutesTerms(Body):
    """`parts` are all that there are; `reason` is asked of a correction."""

    parts: Annotated[list[MinutesPartIn], Field(max_length=80)]
    reason: Annotated[str, Field(max_length=500, pattern=LINES)] | None = None


class CorrectionIn(Body):
    reason: Reason


@router.get("/council-meetings/{int:pk}/minutes", auth=READ, response=list[MinutesOut], summary="Minutes of a meeting")
def wordings(request: HttpRequest, pk: Key) -> list[MinutesOut]:
    """The newest wording first. A member sees what was approved, and its corrections."""
    return [shown(row) for row in minutes_of(asker(request), visible_meeting(request, pk))]


def shown(row: Minutes) -> MinutesOut:
    frozen = row.frozen
    return MinutesOut(
        id=row.pk, meeting=row.meeting_id, number=row.number, state=MinutesState(row.state), reason=row.reason,
        approved_at=row.approved_at, sha256=frozen.sha256 if frozen else None,
        check=address_of(frozen.document) if frozen else None, version=row.version, url=reverse("curriculum:minutes", args=[row.pk]),
        parts=[
            MinutesPartOut(
                item=part.item_id, heading_kk=part.heading_kk, heading_ru=part.heading_ru, text_kk=part.text_kk,
                text_ru=part.text_ru,
            )
            for part in row.parts.all()
        ],
    )  # fmt: skip


def visible_minutes(request: HttpRequest, pk: int, permission: str = "") -> Minutes:
    rows = access.minutes_visible_to(asker(request)).select_related(
        "meeting__council__organisation", "frozen__document"
    )
    found: Minutes = found_or_404(rows, pk)
    if permission:
        may(request, permission, found)
    return found


def answer(request: HttpRequest, record: Any, response: HttpResponse | None = None) -> MinutesOut:
    row = Minutes.objects.select_related("frozen__document").prefetch_related("parts").get(pk=record.pk)
    mark_version(request, row.version)
    if response is not None:
        response["Location"] = request.build_absolute_uri(f"/api/v1/council-minutes/{row.pk}")
    return shown(row)


@router.get("/council-minutes/{int:pk}", auth=READ, response=MinutesOut, summary="One wording of minutes")
def one(request: HttpRequest, pk: Key) -> MinutesOut:
    return answer(request, visible_minutes(request, pk))


@router.post(
    "/council-meetings/{int:pk}/minutes",
    auth=WRITE,
    response={201: MinutesOut},
    summary="Begin the minutes of a meeting",
)
def begin(request: HttpRequest, response: HttpResponse, pk: Key) -> MinutesOut:
    """A draft with a part for each item of the agenda."""
    record = visible_meeting(request, pk, access.COUNCILS)
    return answer(request, actions.draft_minutes(meeting=record, by=member(request), at=timezone.now()), response)


@router.patch(
    "/council-minutes/{int:pk}", auth=WRITE, response=MinutesOut, openapi_extra={"x-if-match": True},
    summary="Write the draft of minutes",
)  # fmt: skip
def write(request: HttpRequest, pk: Key, terms: MinutesTerms) -> MinutesOut:
    """An approved wording is refused with the reason `frozen_minutes`: begin a correction."""
    record = visible_minutes(request, pk, access.COUNCILS)
    agenda = AgendaItem.objects.filter(meeting=record.meeting)
    parts = [
        actions.Part(
            given.heading_kk, given.heading_ru, given.text_kk, given.text_ru,
            record_given(agenda, given.item, f"/parts/{place}/item") if given.item else None,
        )
        for place, given in enumerate(terms.parts)
    ]  # fmt: skip
    written = actions.write_minutes(
        minutes=record, parts=parts, reason=terms.reason, by=member(request), at=timezone.now(),
        expected_version=expected_version(request),
    )  # fmt: skip
    return answer(request, written)


@router.post(
    "/council-minutes/{int:pk}/approve", auth=WRITE, response=MinutesOut, openapi_extra=OPTIONAL,
    summary="Approve minutes",
)  # fmt: skip
def approve(request: HttpRequest, pk: Key) -> MinutesOut:
    """The text is frozen with its PDF and its SHA-256, and the members are told. Each part needs both languages."""
    record = visible_minutes(request, pk, access.COUNCILS)
    approved = actions.approve_minutes(
        minutes=record, by=member(request), at=timezone.now(), expected_version=version_if_given(request)
    )
    return answer(request, approved)


@router.post(
    "/council-minutes/{int:pk}/correct", auth=WRITE, response={201: MinutesOut}, summary="Begin a correction of minutes"
)
def correct(request: HttpRequest, response: HttpResponse, pk: Key, what: CorrectionIn) -> MinutesOut:
    """A draft with the approved wording in it, which stands beside that one once it is approved itself."""
    record = visible_minutes(request, pk, access.COUNCILS)
    draft = actions.correct_minutes(meeting=record.meeting, reason=what.reason, by=member(request), at=timezone.now())
    return answer(request, draft, response)


@router.post(
    "/council-minutes/{int:pk}/drop", auth=WRITE, response=MinutesOut, openapi_extra=OPTIONAL,
    summary="Drop a correction of minutes",
)  # fmt: skip
def drop(request: HttpRequest, pk: Key) -> MinutesOut:
    """Of a correction that is not approved: its draft is deleted. The answer is the approved wording, which stands alone
    again."""
    record = visible_minutes(request, pk, access.COUNCILS)
    standing = actions.drop_correction(
        minutes=record, by=member(request), at=timezone.now(), expected_version=version_if_given(request)
    )
    return answer(request, standing)
