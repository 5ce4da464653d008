"""Times for conversations, for programs: offered by an exhibitor, booked by a visitor, given back to who waits."""

from datetime import datetime
from typing import Annotated

from django.http import HttpRequest
from django.utils import timezone
from ninja import Status
from pydantic import Field

from seriktes.accounts.api import asker, member
from seriktes.common.api.problems import not_found, not_permitted
from seriktes.common.api.types import ONE_LINE, Body, Key, Shown
from seriktes.gatherings.actions.slots import add_slots, leave_slot, offered, remove_slot
from seriktes.gatherings.api.exhibitors import ONE
from seriktes.gatherings.api.shared import READ, WRITE, Moment, router, visible_exhibitor
from seriktes.gatherings.models import Exhibitor, Slot, SlotBooking
from seriktes.gatherings.queries import access
from seriktes.gatherings.queries.exhibitors import permissions_on


class SlotOut(Shown):
    """A time at which an exhibitor meets one visitor."""

    id: int
    starts_at: datetime
    ends_at: datetime
    table: str
    booked: bool
    visitor: str | None = Field(description="Who comes; null where it is free.")


class SlotsIn(Body):
    """Times of so many minutes, one after the other; those that are there stay. Visitors who wait get the new ones first."""

    starts_at: Moment
    ends_at: Moment
    minutes: Annotated[int, Field(ge=5, le=240)] = 20
    table: Annotated[str, Field(max_length=60, pattern=ONE_LINE)] = ""


def _shown(record: Exhibitor) -> list[SlotOut]:
    bookings = SlotBooking.objects.filter(slot__exhibitor=record, cancelled_at__isnull=True).select_related("ticket")
    names = {one.slot_id: one.ticket.name for one in bookings}
    same = ("starts_at", "ends_at", "table")
    return [
        SlotOut(
            id=one.pk, booked=one.pk in names, visitor=names.get(one.pk), **{name: getattr(one, name) for name in same}
        )
        for one in offered(record)
    ]


@router.get(f"{ONE}/slots", auth=READ, response=list[SlotOut], summary="Times that an exhibitor offers")
def slots(request: HttpRequest, pk: Key, part: Key) -> list[SlotOut]:
    """With who booked, for the exhibitor and the organiser. A visitor finds free times at the own ticket."""
    return _shown(visible_exhibitor(request, pk, part))


@router.post(f"{ONE}/slots", auth=WRITE, response=list[SlotOut], summary="Offer times for conversations")
def slots_add(request: HttpRequest, pk: Key, part: Key, what: SlotsIn) -> list[SlotOut]:
    record = visible_exhibitor(request, pk, part, access.TAKE_PART)
    add_slots(exhibitor=record, by=member(request), at=timezone.now(), **what.model_dump())
    return _shown(record)


@router.delete("/slots/{int:pk}", auth=WRITE, response={204: None}, summary="Take a time away, or call it off")
def slot_remove(request: HttpRequest, pk: Key) -> Status[None]:
    """Whoever booked it is told."""
    visible = access.exhibitors_visible_to(asker(request))
    slot = Slot.objects.filter(pk=pk, exhibitor__in=visible.values("pk")).select_related("exhibitor__gathering").first()
    if slot is None:
        raise not_found()
    if access.TAKE_PART not in permissions_on(asker(request), slot.exhibitor):
        raise not_permitted()
    booking = slot.bookings.filter(cancelled_at__isnull=True).first()
    if booking is not None:
        leave_slot(booking=booking, by=member(request), at=timezone.now(), called_off=True)
    else:
        remove_slot(slot=slot, at=timezone.now())
    return Status(204, None)
