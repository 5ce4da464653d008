"""Times for conversations: offered by an exhibitor, booked by one visitor each, given back to whoever waits first.

The database itself keeps a time from being booked twice and a visitor from booking two that begin at one moment; that
two overlap is found while bookings of the event wait for each other. Who comes second is told so in words.
"""

from datetime import datetime, timedelta

from django.db import IntegrityError, transaction
from django.db.models import QuerySet

from seriktes.accounts.actions import record_event
from seriktes.accounts.models import User
from seriktes.common.formats import format_moment
from seriktes.gatherings.actions.telling import tell_booking
from seriktes.gatherings.definitions.refusals import Refusal
from seriktes.gatherings.enums import ExhibitorState, GatheringState, TicketState
from seriktes.gatherings.models import Exhibitor, Gathering, Slot, SlotBooking, SlotWaiting, Ticket

MOST_SLOTS = 200
# Conversations that are named where their times are in the way.
NAMED = 5


# --- Offering ---------------------------------------------------------------------------------------------------------
@transaction.atomic
def add_slots(
    *, exhibitor: Exhibitor, starts_at: datetime, ends_at: datetime, minutes: int, by: User | None, at: datetime,
    table: str = "",
) -> list[Slot]:  # fmt: skip
    """Times of so many minutes, one after the other, between the two moments; those that are there already stay, and one
    that was called off is offered again. Whoever waits for the exhibitor gets them first."""
    # Its hours stay as they are meanwhile.
    gathering = Gathering.objects.select_for_update(no_key=True).get(pk=exhibitor.gathering_id)
    exhibitor = Exhibitor.objects.select_for_update().get(pk=exhibitor.pk)
    if exhibitor.state in (ExhibitorState.DECLINED, ExhibitorState.NO_SHOW):
        raise Refusal("not_exhibiting")
    if ends_at <= starts_at:
        raise Refusal("ends_before_it_begins")
    if not (
        gathering.starts_at and gathering.ends_at and gathering.starts_at <= starts_at and ends_at <= gathering.ends_at
    ):
        raise Refusal("slot_outside")
    step, made, moment = timedelta(minutes=minutes), [], starts_at
    standing = list(exhibitor.slots.filter(table=table, called_off_at__isnull=True))
    called_off = {one.starts_at: one for one in exhibitor.slots.filter(table=table, called_off_at__isnull=False)}
    while moment + step <= ends_at:
        if not any(one.starts_at < moment + step and moment < one.ends_at for one in standing):
            slot = called_off.get(moment) or Slot(exhibitor=exhibitor, starts_at=moment, table=table)
            slot.ends_at, slot.called_off_at = moment + step, None
            made.append(slot)
        moment += step
    if len(standing) + len(made) > MOST_SLOTS:
        raise Refusal("too_many_slots")
    for slot in made:
        slot.save()
    record_event(kind="gatherings.exhibitor.slots_added", by=by, target=exhibitor, values={"slots": len(made)})
    for slot in made if exhibitor.waiting.exists() else ():
        _move_up(slot, at)
    return list(offered(exhibitor).filter(table=table, starts_at__gte=starts_at, ends_at__lte=ends_at))


def offered(exhibitor: Exhibitor) -> QuerySet[Slot]:
    """Free or booked, and not called off."""
    return exhibitor.slots.filter(called_off_at__isnull=True)


@transaction.atomic
def remove_slot(*, slot: Slot, at: datetime) -> None:
    """One that nobody has booked; where somebody had and left, the row stays for who that was."""
    slot = Slot.objects.select_for_update().get(pk=slot.pk)
    if slot.bookings.filter(cancelled_at__isnull=True).exists():
        raise Refusal("slot_booked")
    if not slot.bookings.exists():
        slot.delete()
        return
    slot.called_off_at = at
    slot.save(update_fields=["called_off_at"])


def fit_slots(*, gathering: Gathering, was: datetime, at: datetime) -> None:
    """The event has other hours; `was` is when it began, and its row is locked. Raises Refusal("slots_left_outside") with
    the conversations that are booked and would lie outside. Free times outside move with the beginning where they then lie
    inside and over no other; else they are taken away."""
    if gathering.starts_at is None or gathering.ends_at is None:
        return
    begins, ends, shift = gathering.starts_at, gathering.ends_at, gathering.starts_at - was
    rows = Slot.objects.select_for_update(of=("self",)).filter(
        exhibitor__gathering=gathering, called_off_at__isnull=True
    )
    rows = rows.select_related("exhibitor__organisation").order_by("starts_at", "pk")
    outside = [one for one in rows if one.starts_at < begins or one.ends_at > ends]
    booked = SlotBooking.objects.filter(slot__in=outside, cancelled_at__isnull=True).values_list("slot", flat=True)
    if kept := set(booked):
        named = [
            f"{one.exhibitor.organisation.name}, {format_moment(one.starts_at)}" for one in outside if one.pk in kept
        ]
        more = [f"+{len(named) - NAMED}"] if len(named) > NAMED else []
        raise Refusal("slots_left_outside", ["; ".join([*named[:NAMED], *more])])
    for one in outside:
        remove_slot(slot=one, at=at)
    for one in outside:
        starts_at, ends_at = one.starts_at + shift, one.ends_at + shift
        there = Slot.objects.filter(exhibitor=one.exhibitor_id, table=one.table)
        is_taken = there.filter(starts_at__lt=ends_at, ends_at__gt=starts_at).exists()
        if begins <= starts_at and ends_at <= ends and not is_taken:
            Slot.objects.create(exhibitor=one.exhibitor, starts_at=starts_at, ends_at=ends_at, table=one.table)


# --- Booking ----------------------------------------------------------------------------------------------------------
@transaction.atomic
def book_slot(*, slot: Slot, ticket: Ticket, by: User | None, at: datetime) -> SlotBooking:
    """Raises Refusal: `slot_taken` for the second of two at once, `elsewhere_then`, `one_each`."""
    ticket = _one_at_a_time(ticket)
    found = (
        Slot.objects.select_for_update(of=("self",)).select_related("exhibitor__gathering").filter(pk=slot.pk).first()
    )
    if found is None:
        # Taken away meanwhile, as where the event got other hours.
        raise Refusal("slot_taken")
    slot = found
    _check(slot, ticket, at)
    if slot.bookings.filter(cancelled_at__isnull=True).exists():
        raise Refusal("slot_taken")
    booking = _write(slot, ticket, at)
    SlotWaiting.objects.filter(exhibitor=slot.exhibitor_id, ticket=ticket).delete()
    record_event(kind="gatherings.ticket.slot_booked", by=by, target=ticket, values={"slot": slot.pk})
    return booking


def _one_at_a_time(ticket: Ticket) -> Ticket:
    """Bookings of one event wait for each other: who gives a time back moves up somebody whose own ticket is not locked
    yet, and two who did so for each other would wait for ever."""
    Gathering.objects.select_for_update(no_key=True).get(pk=ticket.gathering_id)
    return Ticket.objects.select_for_update().get(pk=ticket.pk)


def _check(slot: Slot, ticket: Ticket, at: datetime) -> None:
    exhibitor = slot.exhibitor
    if ticket.gathering_id != exhibitor.gathering_id or ticket.state != TicketState.REGISTERED:
        raise Refusal("not_registered")
    if exhibitor.gathering.state != GatheringState.ANNOUNCED:
        raise Refusal("is_cancelled")
    if exhibitor.state in (ExhibitorState.DECLINED, ExhibitorState.NO_SHOW):
        raise Refusal("not_exhibiting")
    if slot.called_off_at is not None:
        raise Refusal("slot_taken")
    if slot.starts_at <= at:
        raise Refusal("slot_past")
    mine = ticket.bookings.filter(cancelled_at__isnull=True)
    if mine.filter(slot__exhibitor=exhibitor).exists():
        raise Refusal("one_each")
    if mine.filter(slot__starts_at__lt=slot.ends_at, slot__ends_at__gt=slot.starts_at).exists():
        raise Refusal("elsewhere_then")


def _write(slot: Slot, ticket: Ticket, at: datetime, *, moved_up: bool = False) -> SlotBooking:
    try:
        with transaction.atomic():
            return SlotBooking.objects.create(
                slot=slot, ticket=ticket, starts_at=slot.starts_at, booked_at=at, moved_up=moved_up
            )
    except IntegrityError as error:
        raise Refusal("slot_taken") from error


@transaction.atomic
def leave_slot(*, booking: SlotBooking, by: User | None, at: datetime, called_off: bool = False) -> None:
    """Given back by the visitor, or called off by the exhibitor; the first in line who is free then gets it."""
    ticket = _one_at_a_time(booking.ticket)
    booking = SlotBooking.objects.select_for_update(of=("self",)).select_related("slot__exhibitor").get(pk=booking.pk)
    if booking.cancelled_at is not None:
        return
    booking.cancelled_at = at
    booking.save(update_fields=["cancelled_at"])
    record_event(kind="gatherings.ticket.slot_left", by=by, target=ticket, values={"slot": booking.slot_id})
    if called_off:
        Slot.objects.filter(pk=booking.slot_id).update(called_off_at=at)
        tell_booking(booking, "called_off")
    else:
        _move_up(booking.slot, at)


def _move_up(slot: Slot, at: datetime) -> None:
    waiting = SlotWaiting.objects.filter(exhibitor=slot.exhibitor_id).select_related("ticket").order_by("since", "pk")
    for one in waiting:
        try:
            _check(slot, one.ticket, at)
            booking = _write(slot, one.ticket, at, moved_up=True)
        except Refusal:
            continue
        one.delete()
        record_event(kind="gatherings.ticket.slot_booked", by=None, target=booking.ticket, values={"slot": slot.pk})
        tell_booking(booking, "moved_up")
        return


def call_off_all(*, exhibitor: Exhibitor, by: User | None, at: datetime) -> None:
    """The exhibitor does not come: whoever booked is told, nobody waits any more."""
    bookings = SlotBooking.objects.filter(slot__exhibitor=exhibitor, cancelled_at__isnull=True, starts_at__gt=at)
    for booking in bookings.order_by("ticket", "pk"):
        leave_slot(booking=booking, by=by, at=at, called_off=True)
    exhibitor.waiting.all().delete()


# --- Waiting ----------------------------------------------------------------------------------------------------------
@transaction.atomic
def wait_for_slot(*, exhibitor: Exhibitor, ticket: Ticket, at: datetime) -> SlotWaiting:
    """For whichever time becomes free. While there are free ones, one of them is booked instead."""
    ticket = _one_at_a_time(ticket)
    exhibitor.refresh_from_db(fields=["state"])
    if ticket.gathering_id != exhibitor.gathering_id or ticket.state != TicketState.REGISTERED:
        raise Refusal("not_registered")
    if exhibitor.state in (ExhibitorState.DECLINED, ExhibitorState.NO_SHOW):
        raise Refusal("not_exhibiting")
    if ticket.bookings.filter(cancelled_at__isnull=True, slot__exhibitor=exhibitor).exists():
        raise Refusal("one_each")
    taken = SlotBooking.objects.filter(cancelled_at__isnull=True, slot__exhibitor=exhibitor).values("slot")
    if offered(exhibitor).filter(starts_at__gt=at).exclude(pk__in=taken).exists():
        raise Refusal("slots_left")
    made, is_new = SlotWaiting.objects.get_or_create(exhibitor=exhibitor, ticket=ticket, defaults={"since": at})
    if not is_new:
        raise Refusal("waits_already")
    return made


def stop_waiting(*, exhibitor: Exhibitor, ticket: Ticket) -> None:
    SlotWaiting.objects.filter(exhibitor=exhibitor, ticket=ticket).delete()
