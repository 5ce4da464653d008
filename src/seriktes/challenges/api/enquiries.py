"""Enquiries: the list, and one enquiry with its letters."""

from datetime import date, datetime
from typing import Annotated, Any, Literal

from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from ninja import Query, Router
from pydantic import AwareDatetime, BaseModel, Field

from seriktes.accounts.api import BearerToken, asker
from seriktes.accounts.enums import Scope
from seriktes.challenges.actions.enquiry_letters import TOLD
from seriktes.challenges.api.reading import ChallengeRefOut, Sort, changed_since, named, order_of
from seriktes.challenges.enums import Direction, EnquiryState
from seriktes.challenges.models import Enquiry
from seriktes.challenges.queries.access import enquiries_visible_to
from seriktes.challenges.queries.enquiries import (
    LIVING,
    clocks_of,
    conditions,
    inbox_for_user,
    standing_of,
    ways_of,
    whose_for,
)
from seriktes.common.api.paging import Asked, Page, page_of
from seriktes.common.api.problems import invalid_parameter, not_found
from seriktes.common.api.types import Key, RecordNumber, Shown
from seriktes.procedures.models import OpenClock

router = Router(tags=["challenges"])
READ = BearerToken(Scope.CHALLENGES_READ)


class EnquiryListed(Shown):
    """A question to an organisation."""

    id: int
    reference: str = Field(description="Stands in the letters about it.")
    title: str
    organisation: ChallengeRefOut = Field(description="Who is asked.")
    state: EnquiryState
    subject_type: str = Field(description="What it is about, as `expertise.evidence`; empty: the organisation itself.")
    subject_id: int | None
    subject_label: str = Field(description="What that was called when it was asked.")
    asked_at: datetime
    first_replied_at: datetime | None
    closed_at: datetime | None
    due_at: datetime | None = Field(description="By when the side that is asked owes a reply; null when it owes none.")
    paused_at: datetime | None = Field(description="Since when its clock waits for the asker.")
    changed_at: datetime
    url: str = Field(description="Its page for people.")


class LetterOut(Shown):
    """One letter of an enquiry. Notes are shown to the side that is asked alone."""

    id: int
    direction: Direction
    at: datetime
    text: str


class EnquiryOut(EnquiryListed):
    """One enquiry with its letters."""

    name: str = Field(description="Who asks.")
    company: str = Field(description="As the asker wrote it.")
    asking_organisation: ChallengeRefOut | None
    email: str = Field(description="Empty for others than the side that is asked.")
    phone: str = Field(description="Empty for others than the side that is asked.")
    post: ChallengeRefOut | None = Field(description="Where it lies; null for others than the side that is asked.")
    expert: ChallengeRefOut | None = Field(description="Whom it is about.")
    met_on: date | None
    close_reason: str
    letters: list[LetterOut]
    may_reply: bool = Field(description="For the side that is asked.")
    asks: bool = Field(description="Whether you are the asker, or answer for the asking side.")
    ways: list[str] = Field(description="What you may do with it now: each is the end of an address below it.")


Whose = Literal["posts", "expert", "ours", "asked", "all"]


class WhoseAsked(BaseModel):
    whose: Annotated[
        Whose | None,
        Field(description="Of your posts, those you are the expert of, of your organisations, those you or your side asked."),
    ] = None  # fmt: skip


class EnquiriesAsked(WhoseAsked):
    organisation: Annotated[list[RecordNumber], Field(max_length=50, description="Who is asked.")] = []
    state: Annotated[list[EnquiryState], Field(max_length=6)] = []
    changed_since: Annotated[AwareDatetime | None, Field(description="Changed at this moment or later.")] = None
    sort: Sort = "id"


@router.get("/enquiries", auth=READ, response=Page[EnquiryListed], summary="List of enquiries")
def enquiries(
    request: HttpRequest, response: HttpResponse, asked: Asked, wanted: Annotated[EnquiriesAsked, Query()]
) -> dict[str, Any]:
    """Those of your side, those about you, and those that you or your side asked."""
    given = {"organisation__in": wanted.organisation, "state__in": [one.value for one in wanted.state]}
    rows = enquiries_visible_to(asker(request)).filter(**{name: value for name, value in given.items() if value})
    if wanted.whose:
        rows = rows.filter(conditions(asker(request), timezone.localdate())[_whose(request, wanted)])
    return page_of(
        request, response, changed_since(rows, wanted.changed_since).select_related("organisation"), asked,
        order_of(wanted.sort), show=_listed,
    )  # fmt: skip


def _whose(request: HttpRequest, wanted: WhoseAsked) -> str:
    """The list that is asked for, else the widest that the reader has."""
    names = whose_for(asker(request))
    if wanted.whose and wanted.whose not in names:
        raise invalid_parameter("whose", _("You have no such list."))
    return wanted.whose or next((name for name in ("all", "ours") if name in names), names[0])


class EnquiryCountsOut(Shown):
    """How many enquiries there are."""

    whose: str = Field(description="Of which list `states` and `overdue` are.")
    open: dict[str, int] = Field(description="By list: those that are not closed.")
    states: dict[str, int] = Field(description="By state; states without any are left out.")
    overdue: int = Field(description="Whose reply is late by its clock.")


@router.get("/enquiries/counts", auth=READ, response=EnquiryCountsOut, summary="How many enquiries there are")
def counts(request: HttpRequest, wanted: Annotated[WhoseAsked, Query()]) -> EnquiryCountsOut:
    """As the inbox has them. How soon they are answered is under `/challenges/figures`."""
    whose = _whose(request, wanted)
    inbox = inbox_for_user(asker(request), timezone.localdate(), whose=whose)
    by_clock: Any = inbox.rows
    late = by_clock.filter(due_at__lt=timezone.now(), paused_at__isnull=True)
    return EnquiryCountsOut(whose=whose, open=dict(inbox.whose), states=dict(inbox.states), overdue=late.count())


def _listed(rows: list[Enquiry]) -> list[EnquiryListed]:
    clocks = clocks_of(rows)
    return [EnquiryListed(**listed(row, clocks.get(row.pk))) for row in rows]


def listed(row: Enquiry, clock: OpenClock | None) -> dict[str, Any]:
    """The members of `EnquiryListed`."""
    same = ("reference", "title", "state", "subject_type", "subject_id", "subject_label", "asked_at",
            "first_replied_at", "closed_at", "changed_at")  # fmt: skip
    return {
        **{name: getattr(row, name) for name in same},
        "id": row.pk, "organisation": named(row.organisation), "url": row.get_absolute_url(),
        "due_at": clock.due_at if clock else None, "paused_at": clock.paused_at if clock else None,
    }  # fmt: skip


@router.get("/enquiries/{int:pk}", auth=READ, response=EnquiryOut, summary="One enquiry")
def enquiry(request: HttpRequest, pk: Key) -> EnquiryOut:
    return shown(request, visible_enquiry(request, pk))


def visible_enquiry(request: HttpRequest, pk: int) -> Enquiry:
    rows = enquiries_visible_to(asker(request)).select_related(
        "organisation", "post", "expert__user", "asking_organisation"
    )
    found = rows.filter(pk=pk).first()
    if found is None:
        raise not_found()
    return found


def shown(request: HttpRequest, row: Enquiry) -> EnquiryOut:
    standing = standing_of(asker(request), row, timezone.localdate())
    inside = standing.is_inside
    letters = row.messages.filter(direction__in=Direction.values if inside else TOLD).order_by("at", "pk")
    return EnquiryOut(
        **listed(row, clocks_of([row]).get(row.pk)), name=row.name, company=row.company, met_on=row.met_on, close_reason=row.close_reason,
        asking_organisation=named(row.asking_organisation) if row.asking_organisation else None,
        email=row.email if inside else "", phone=row.phone if inside else "",
        post=named(row.post) if inside and row.post else None, expert=named(row.expert) if row.expert else None,
        letters=[LetterOut(id=one.pk, direction=Direction(one.direction), at=one.at, text=one.text) for one in letters],
        may_reply=standing.may_reply and row.state in LIVING, asks=standing.asks, ways=ways_of(row, standing),
    )  # fmt: skip
