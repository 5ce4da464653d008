"""Visitors: registered at once with an account, by a link without one; on the waiting list when the places are taken."""

import secrets
from datetime import datetime, timedelta

from django.db import transaction

from seriktes.accounts.actions import record_event
from seriktes.accounts.models import User
from seriktes.common.models import Languages
from seriktes.gatherings.actions.slots import leave_slot
from seriktes.gatherings.actions.telling import tell_ticket
from seriktes.gatherings.definitions.refusals import Refusal
from seriktes.gatherings.enums import GatheringState, TicketState
from seriktes.gatherings.models import Gathering, Ticket
from seriktes.organisations.models import Person
from seriktes.procedures.actions.links import Addressee, send_link

CONFIRM = "gatherings.confirm_registration"
CONFIRM_WITHIN = timedelta(days=3)
# Without letters and digits that are taken for each other, aloud or on paper.
ALPHABET, LENGTH = "23456789ABCDEFGHJKMNPQRSTVWXYZ", 8
HOLDS_PLACE = (TicketState.REGISTERED,)


@transaction.atomic
def register(
    *,
    gathering: Gathering,
    name: str,
    email: str,
    language: str,
    at: datetime,
    by: User | None,
    person: Person | None = None,
    studies: str = "",
    agrees: bool = False,
) -> Ticket:
    """With `by`, who is signed in, registered at once. Without, a link goes to the address, and the page says the same
    whether the address was known or not: who was registered before gets the ticket again."""
    gathering = Gathering.objects.select_for_update().get(pk=gathering.pk)
    check_open(gathering, at)
    address = email.strip().casefold()
    found = gathering.tickets.select_for_update().filter(email=address).exclude(state=TicketState.CANCELLED).first()
    if found is not None and by is not None and found.state != TicketState.UNCONFIRMED:
        raise Refusal("registered_already")
    if found is not None and by is None and found.state != TicketState.UNCONFIRMED:
        tell_ticket(found, str(found.state))
        return found
    ticket = found or Ticket(gathering=gathering, email=address, code=new_code())
    ticket.name, ticket.studies = " ".join(name.split())[:200], " ".join(studies.split())[:200]
    ticket.language = language if language in Languages.values else "kk"
    ticket.person, ticket.leads_agreed_at = person, at if agrees else None
    ticket.save()
    if by is None:
        to = Addressee(ticket.email, ticket.language)
        send_link(action=CONFIRM, subject=ticket, to=to, at=at, by=None)
    else:
        _take_place(ticket, at, by)
    return ticket


def check_open(gathering: Gathering, at: datetime) -> None:
    if gathering.state != GatheringState.ANNOUNCED or gathering.archived_at is not None:
        raise Refusal("is_cancelled")
    until = gathering.register_until or gathering.ends_at
    if until is not None and until <= at:
        raise Refusal("registration_closed")


@transaction.atomic
def confirm_registration(*, ticket: Ticket, at: datetime) -> Ticket:
    """By the link. Whether there is still room is decided now."""
    gathering = Gathering.objects.select_for_update().get(pk=ticket.gathering_id)
    ticket = Ticket.objects.select_for_update().get(pk=ticket.pk)
    if ticket.state != TicketState.UNCONFIRMED:
        raise Refusal("registered_already")
    check_open(gathering, at)
    _take_place(ticket, at, None)
    return ticket


def _take_place(ticket: Ticket, at: datetime, by: User | None) -> None:
    """The event's row is locked, so that two do not take the last place."""
    gathering = ticket.gathering
    is_full = gathering.capacity is not None and (
        gathering.tickets.filter(state__in=HOLDS_PLACE).exclude(pk=ticket.pk).count() >= gathering.capacity
    )
    ticket.state = TicketState.WAITING if is_full else TicketState.REGISTERED
    ticket.registered_at = at
    ticket.version += 1
    ticket.save()
    record_event(kind="gatherings.ticket.registered", by=by, target=ticket, values={"state": str(ticket.state)})
    tell_ticket(ticket, str(ticket.state))


@transaction.atomic
def cancel_ticket(*, ticket: Ticket, by: User | None, at: datetime) -> Ticket:
    """The place goes to whoever waits first; conversations go back to their waiting lists."""
    gathering = Gathering.objects.select_for_update().get(pk=ticket.gathering_id)
    ticket = Ticket.objects.select_for_update().get(pk=ticket.pk)
    if ticket.state == TicketState.CANCELLED or ticket.admitted_at is not None:
        raise Refusal("wrong_state")
    had_place = ticket.state in HOLDS_PLACE
    for booking in ticket.bookings.filter(cancelled_at__isnull=True).order_by("pk"):
        leave_slot(booking=booking, by=by, at=at)
    ticket.waiting.all().delete()
    ticket.leads.all().delete()
    ticket.state, ticket.leads_agreed_at = TicketState.CANCELLED, None
    ticket.version += 1
    ticket.save()
    record_event(kind="gatherings.ticket.cancelled", by=by, target=ticket, values={})
    tell_ticket(ticket, "cancelled")
    if had_place:
        seat_waiting(gathering, at=at)
    return ticket


def seat_waiting(gathering: Gathering, *, at: datetime) -> None:
    """A place was given back, or there are more: who waits longest comes in, as far as they go. The event's row is
    locked."""
    if gathering.state != GatheringState.ANNOUNCED:
        return
    waiting = gathering.tickets.select_for_update().filter(state=TicketState.WAITING).order_by("registered_at", "pk")
    if gathering.capacity is not None:
        room = gathering.capacity - gathering.tickets.filter(state__in=HOLDS_PLACE).count()
        waiting = waiting[: max(room, 0)]
    for ticket in waiting:
        _take_place(ticket, at, None)


@transaction.atomic
def agree_to_leads(*, ticket: Ticket, agrees: bool, by: User | None, at: datetime) -> Ticket:
    """The visitor's consent, given and withdrawn at any time; with it go the notes that exhibitors have kept."""
    ticket = Ticket.objects.select_for_update().get(pk=ticket.pk)
    if (ticket.leads_agreed_at is not None) == agrees:
        return ticket
    ticket.leads_agreed_at = at if agrees else None
    ticket.version += 1
    ticket.save()
    if not agrees:
        ticket.leads.all().delete()
    record_event(kind="gatherings.ticket.consent_changed", by=by, target=ticket, values={"agrees": agrees})
    return ticket


def new_code() -> str:
    """Some 39 bits: at a door with thousands of tickets nobody guesses one by typing."""
    return "".join(secrets.choice(ALPHABET) for _ in range(LENGTH))


@transaction.atomic
def forget_unconfirmed(now: datetime) -> int:
    """Registrations that nobody confirmed in time."""
    gone, _rows = Ticket.objects.filter(state=TicketState.UNCONFIRMED, changed_at__lt=now - CONFIRM_WITHIN).delete()
    return gone
