"""What a visitor may book, has booked and waits for; and which exhibitors keep a note on the visitor."""

from dataclasses import dataclass, field
from datetime import datetime

from seriktes.gatherings.enums import ExhibitorState
from seriktes.gatherings.models import Exhibitor, Lead, Slot, SlotBooking, Ticket


@dataclass
class Conversation:
    """One exhibitor for one visitor. `is_full`: all its times are taken."""

    exhibitor: Exhibitor
    booking: SlotBooking | None = None
    free: list[Slot] = field(default_factory=list)
    waits: bool = False

    @property
    def is_full(self) -> bool:
        return self.booking is None and not self.free


def conversations_of(ticket: Ticket, now: datetime) -> list[Conversation]:
    """Of every exhibitor that offers times, by name; three queries."""
    rows = Slot.objects.filter(exhibitor__gathering=ticket.gathering_id, exhibitor__state=ExhibitorState.CONFIRMED)
    rows = rows.filter(called_off_at__isnull=True)
    slots = list(rows.select_related("exhibitor__organisation").order_by("starts_at", "table", "pk"))
    bookings = SlotBooking.objects.filter(slot__in=[one.pk for one in slots], cancelled_at__isnull=True)
    taken = {one.slot_id: one for one in bookings}
    waits = set(ticket.waiting.values_list("exhibitor", flat=True))
    found: dict[int, Conversation] = {}
    for slot in slots:
        one = found.setdefault(slot.exhibitor_id, Conversation(slot.exhibitor, waits=slot.exhibitor_id in waits))
        booking = taken.get(slot.pk)
        if booking is None and slot.starts_at > now:
            one.free.append(slot)
        elif booking is not None and booking.ticket_id == ticket.pk:
            booking.slot = slot
            one.booking = booking
    return sorted(found.values(), key=lambda one: one.exhibitor.organisation.name.casefold())


def leads_about(ticket: Ticket) -> list[Lead]:
    """Who keeps a note on the visitor; what it says is the exhibitor's."""
    return list(ticket.leads.select_related("exhibitor__organisation").order_by("at", "pk"))
