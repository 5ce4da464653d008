"""Registrations for programs: one's own ticket with its times, the organiser's list, and the door."""

from datetime import datetime
from typing import Annotated, Any
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from ninja import Query
from pydantic import BaseModel, Field

from seriktes.accounts.api import asker, member
from seriktes.common.api.paging import Asked, Order, Page, page_of
from seriktes.common.api.types import ONE_LINE, Body, Key, RecordNumber, Shown
from seriktes.common.api.versions import mark_version
from seriktes.gatherings.actions.door import SCANS_AT_ONCE, take_scans, token_of
from seriktes.gatherings.actions.door import Shown as Scanned
from seriktes.gatherings.actions.slots import book_slot, leave_slot, stop_waiting, wait_for_slot
from seriktes.gatherings.actions.visitors import agree_to_leads, cancel_ticket, register
from seriktes.gatherings.api.shared import (
    READ,
    WRITE,
    EventRefOut,
    Moment,
    chosen,
    located,
    named,
    router,
    visible_gathering,
    visible_ticket,
)
from seriktes.gatherings.enums import ScanOutcome, TicketState
from seriktes.gatherings.models import Exhibitor, Scan, Slot, Ticket
from seriktes.gatherings.queries import access
from seriktes.gatherings.queries.conversations import conversations_of
from seriktes.organisations.models import Person


class TicketListed(Shown):
    """That somebody comes."""

    id: int
    event: EventRefOut
    state: TicketState
    name: str
    email: str
    studies: str
    agrees: bool = Field(description="Whether exhibitors to whom the code is shown may remember the visitor.")
    registered_at: datetime | None
    admitted_at: datetime | None
    version: int


class FreeTimeOut(Shown):
    id: int
    starts_at: datetime
    table: str


class ConversationOut(Shown):
    """One exhibitor that offers times."""

    exhibitor: EventRefOut
    booking: int | None = Field(description="Your booking, to be given back by its number.")
    starts_at: datetime | None = Field(description="When you are expected.")
    free: list[FreeTimeOut]
    waits: bool = Field(description="Whether you get the next time that becomes free.")


class TicketOut(TicketListed):
    code: str | None = Field(description="What is typed at the door; null for others than its owner.")
    token: str | None = Field(description="What the QR code says; null for others, and while it is not in force.")
    conversations: list[ConversationOut] = Field(description="For its owner.")


class TicketNew(Body):
    """A registration of yourself."""

    studies: Annotated[str, Field(max_length=200, pattern=ONE_LINE, description="Where you study or work.")] = ""
    agrees: bool = False


class TicketsAsked(BaseModel):
    state: Annotated[list[TicketState], Field(max_length=4)] = []


class TicketConsent(Body):
    agrees: bool


class SlotChosen(Body):
    slot: RecordNumber


class BookingChosen(Body):
    booking: RecordNumber


class ExhibitorChosen(Body):
    exhibitor: RecordNumber


class ScanIn(Body):
    key: Annotated[UUID, Field(description="Made by the device: what is sent twice counts once.")]
    text: Annotated[str, Field(min_length=1, max_length=400, pattern=ONE_LINE, description="As read or typed.")]
    at: Moment


class ScansIn(Body):
    scans: Annotated[list[ScanIn], Field(min_length=1, max_length=SCANS_AT_ONCE)]


class ScanOut(Shown):
    """A code that was shown at the door, and what it turned out to be."""

    key: str
    code: str
    outcome: ScanOutcome
    at: datetime
    admitted_at: datetime | None = Field(description="When its ticket was first taken.")


def _listed(row: Ticket) -> dict[str, Any]:
    same = ("name", "email", "studies", "registered_at", "admitted_at", "version")
    return {
        **{name: getattr(row, name) for name in same}, "id": row.pk, "event": named(row.gathering),
        "state": TicketState(row.state), "agrees": row.leads_agreed_at is not None,
    }  # fmt: skip


def _shown(request: HttpRequest, record: Ticket) -> TicketOut:
    row = Ticket.objects.select_related("gathering").get(pk=record.pk)
    mark_version(request, row.version)
    is_own = access.is_own_ticket(asker(request), row)
    in_force = row.state == TicketState.REGISTERED
    return TicketOut(
        **_listed(row), code=row.code if is_own else None, token=token_of(row) if is_own and in_force else None,
        conversations=[
            ConversationOut(
                exhibitor=named(one.exhibitor), booking=one.booking.pk if one.booking else None,
                starts_at=one.booking.starts_at if one.booking else None, waits=one.waits,
                free=[FreeTimeOut(id=slot.pk, starts_at=slot.starts_at, table=slot.table) for slot in one.free],
            )
            for one in (conversations_of(row, timezone.now()) if is_own and in_force else [])
        ],
    )  # fmt: skip


@router.get(
    "/gatherings/{int:pk}/tickets", auth=READ, response=Page[TicketListed], summary="Registrations for an event"
)
def tickets(
    request: HttpRequest, response: HttpResponse, pk: Key, asked: Asked, wanted: Annotated[TicketsAsked, Query()]
) -> dict[str, Any]:
    """All for the organiser; for others their own."""
    record = visible_gathering(request, pk)
    rows = access.tickets_visible_to(asker(request)).filter(gathering=record).select_related("gathering")
    if wanted.state:
        rows = rows.filter(state__in=[one.value for one in wanted.state])
    return page_of(
        request, response, rows, asked, Order("pk"), show=lambda found: [TicketListed(**_listed(row)) for row in found]
    )


@router.get("/tickets/{int:pk}", auth=READ, response=TicketOut, summary="One registration")
def ticket(request: HttpRequest, pk: Key) -> TicketOut:
    return _shown(request, visible_ticket(request, pk))


@router.post("/gatherings/{int:pk}/tickets", auth=WRITE, response={201: TicketOut}, summary="Register for an event")
def new(request: HttpRequest, response: HttpResponse, pk: Key, sent: TicketNew) -> TicketOut:
    """Yourself. When the places are taken you stand on the waiting list."""
    record, user = visible_gathering(request, pk), member(request)
    made = register(
        gathering=record, name=user.name, email=user.email, language=user.language, studies=sent.studies,
        agrees=sent.agrees, person=Person.objects.filter(user=user, merged_into__isnull=True).first(), by=user,
        at=timezone.now(),
    )  # fmt: skip
    located(request, response, f"/tickets/{made.pk}")
    return _shown(request, made)


@router.post("/tickets/{int:pk}/cancel", auth=WRITE, response=TicketOut, summary="Cancel a registration")
def cancel(request: HttpRequest, pk: Key) -> TicketOut:
    """Your own. Whoever waits first gets the place."""
    record = visible_ticket(request, pk, own=True)
    return _shown(request, cancel_ticket(ticket=record, by=member(request), at=timezone.now()))


@router.post(
    "/tickets/{int:pk}/consent", auth=WRITE, response=TicketOut, summary="Agree to be remembered, or take it back"
)
def consent(request: HttpRequest, pk: Key, sent: TicketConsent) -> TicketOut:
    record = visible_ticket(request, pk, own=True)
    return _shown(request, agree_to_leads(ticket=record, agrees=sent.agrees, by=member(request), at=timezone.now()))


# --- Times ------------------------------------------------------------------------------------------------------------
@router.post("/tickets/{int:pk}/book", auth=WRITE, response=TicketOut, summary="Book a time with an exhibitor")
def book(request: HttpRequest, pk: Key, what: SlotChosen) -> TicketOut:
    """Of two at once the second is refused: `slot_taken`. Also `one_each` and `elsewhere_then`."""
    record = visible_ticket(request, pk, own=True)
    slot = chosen(Slot.objects.filter(exhibitor__gathering=record.gathering_id), what.slot, "/slot")
    book_slot(slot=slot, ticket=record, by=member(request), at=timezone.now())
    return _shown(request, record)


@router.post("/tickets/{int:pk}/give-back", auth=WRITE, response=TicketOut, summary="Give a booked time back")
def give_back(request: HttpRequest, pk: Key, what: BookingChosen) -> TicketOut:
    record = visible_ticket(request, pk, own=True)
    leave_slot(booking=chosen(record.bookings.all(), what.booking, "/booking"), by=member(request), at=timezone.now())
    return _shown(request, record)


@router.post("/tickets/{int:pk}/wait", auth=WRITE, response=TicketOut, summary="Wait for a time with an exhibitor")
def wait(request: HttpRequest, pk: Key, what: ExhibitorChosen) -> TicketOut:
    record = visible_ticket(request, pk, own=True)
    wait_for_slot(exhibitor=_exhibitor(record, what), ticket=record, at=timezone.now())
    return _shown(request, record)


@router.post("/tickets/{int:pk}/stop-waiting", auth=WRITE, response=TicketOut, summary="Wait no longer")
def wait_no_longer(request: HttpRequest, pk: Key, what: ExhibitorChosen) -> TicketOut:
    record = visible_ticket(request, pk, own=True)
    stop_waiting(exhibitor=_exhibitor(record, what), ticket=record)
    return _shown(request, record)


def _exhibitor(record: Ticket, what: ExhibitorChosen) -> Exhibitor:
    found: Exhibitor = chosen(Exhibitor.objects.filter(gathering=record.gathering_id), what.exhibitor, "/exhibitor")
    return found


# --- The door ---------------------------------------------------------------------------------------------------------
def _scan(row: Scan) -> ScanOut:
    return ScanOut(
        key=str(row.key), code=row.code, outcome=ScanOutcome(row.outcome), at=row.at,
        admitted_at=row.ticket.admitted_at if row.ticket else None,
    )  # fmt: skip


@router.get("/gatherings/{int:pk}/scans", auth=READ, response=Page[ScanOut], summary="Who came to the door of an event")
def scans(request: HttpRequest, response: HttpResponse, pk: Key, asked: Asked) -> dict[str, Any]:
    record = visible_gathering(request, pk, access.KEEP)
    rows = record.scans.select_related("ticket")
    return page_of(request, response, rows, asked, Order("pk"), show=lambda found: [_scan(row) for row in found])


@router.post(
    "/gatherings/{int:pk}/scans", auth=WRITE, response=list[ScanOut], summary="Send what was shown at the door"
)
def scans_take(request: HttpRequest, pk: Key, sent: ScansIn) -> list[ScanOut]:
    """What came before answers as it stands. Of two devices the earlier by its clock admitted the ticket."""
    record = visible_gathering(request, pk, access.KEEP)
    shown = [Scanned(one.key, one.text, one.at) for one in sent.scans]
    taken = take_scans(gathering=record, scans=shown, by=member(request), at=timezone.now())
    return [_scan(row) for row in sorted(taken.values(), key=lambda row: (row.at, row.pk))]
