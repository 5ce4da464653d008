"""Letters about events, in each reader's language, sent when the transaction has ended."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from functools import partial

from django.conf import settings
from django.core import signing
from django.urls import reverse
from django.utils import translation
from django.utils.translation import gettext as _

from seriktes.challenges.actions.telling import reader_of
from seriktes.common.afterwards import afterwards
from seriktes.common.formats import format_moment
from seriktes.common.outbox import post_letter
from seriktes.gatherings.enums import ExhibitorState, TicketState
from seriktes.gatherings.models import Exhibitor, Gathering, Judge, SlotBooking, Ticket
from seriktes.gatherings.queries.access import TAKE_PART
from seriktes.gatherings.queries.calendars import calendar_of_events
from seriktes.organisations.queries.access import members_with
from seriktes.procedures.queries.recipients import Recipient

SALT = "gatherings.ticket"
Words = Callable[[], tuple[str, str]]


@dataclass(frozen=True)
class Before:
    """When and where an event was to be before it was changed."""

    starts_at: datetime | None
    ends_at: datetime | None
    place: str


# --- The ticket's own address -----------------------------------------------------------------------------------------
def secret_of(ticket: Ticket) -> str:
    """Made from the key of the installation and the code, so that every letter can carry it and none is kept."""
    return signing.Signer(salt=SALT).sign(ticket.code)


def code_of(secret: str) -> str | None:
    try:
        return signing.Signer(salt=SALT).unsign(secret)
    except signing.BadSignature:
        return None


def ticket_path(ticket: Ticket) -> str:
    return reverse("gatherings:ticket", args=[secret_of(ticket)])


# --- Letters ----------------------------------------------------------------------------------------------------------
def tell_ticket(ticket: Ticket, what: str) -> None:
    """`registered`, `waiting`, `moved_up` or `cancelled`."""
    afterwards(_write_ticket, ticket.pk, what)


def tell_booking(booking: SlotBooking, what: str) -> None:
    """`moved_up` from the waiting list, or `called_off` by the exhibitor."""
    afterwards(_write_booking, booking.pk, what)


def tell_cancelled(gathering: Gathering, reason: str) -> None:
    afterwards(_write_cancelled, gathering.pk, reason)


def tell_changed(gathering: Gathering, before: Before) -> None:
    """Another day, other hours or another place."""
    afterwards(_write_changed, gathering.pk, before)


def tell_judge(judge: Judge) -> None:
    """Judging is open."""
    afterwards(_write_judge, judge.pk)


def _write_judge(pk: int) -> None:
    judge = Judge.objects.select_related("gathering", "person__user").get(pk=pk)
    person, gathering = judge.person, judge.gathering
    reader = reader_of(person)
    if reader is None:
        return

    def words() -> tuple[str, str]:
        told = {"name": gathering.name}
        return (
            _("Judging is open: %(name)s") % told,
            _("You judge submissions to “%(name)s”. You see numbers and no names; where you have a conflict of interest, say "
              "so on the page.") % told,
        )  # fmt: skip

    write(
        reader, words, reverse("gatherings:judge", args=[gathering.pk]), open_event, _judging,
    )  # fmt: skip


def _judging() -> str:
    return _("You get this letter because you judge at this event.")


def _write_ticket(pk: int, what: str) -> None:
    ticket = Ticket.objects.select_related("gathering").get(pk=pk)
    comes = what not in ("waiting", "cancelled")
    words = partial(_ticket_words, ticket.gathering, what)
    _write_visitor(ticket, words, ticket.gathering if comes else None)


def _ticket_words(gathering: Gathering, what: str) -> tuple[str, str]:
    told = {"name": gathering.name, "at": when(gathering), "place": gathering.place}
    if what == "waiting":
        return (
            _("On the waiting list: %(name)s") % told,
            _("All places at “%(name)s” are taken. You are on the waiting list and get a letter when a place becomes free.")
            % told,
        )  # fmt: skip
    if what == "cancelled":
        return _("Registration cancelled: %(name)s") % told, _("You are no longer registered for “%(name)s”.") % told
    return (
        _("Your ticket: %(name)s") % told,
        _("You are registered for “%(name)s”: %(at)s, %(place)s. The page of your ticket has the code for the door; there "
          "you book conversations, and give your place back if you cannot come.") % told,
    )  # fmt: skip


def _write_booking(pk: int, what: str) -> None:
    booking = SlotBooking.objects.select_related("ticket__gathering", "slot__exhibitor__organisation").get(pk=pk)
    _write_visitor(booking.ticket, partial(_booking_words, booking, what))


def _booking_words(booking: SlotBooking, what: str) -> tuple[str, str]:
    told = {
        "company": booking.slot.exhibitor.organisation.name, "at": format_moment(booking.starts_at),
        "event": booking.ticket.gathering.name,
    }  # fmt: skip
    if what == "called_off":
        return (
            _("Conversation called off: %(company)s") % told,
            _("%(company)s cannot keep your conversation at “%(event)s” on %(at)s.") % told,
        )
    return (
        _("A time has become free: %(company)s") % told,
        _("You moved up on the waiting list: your conversation with %(company)s at “%(event)s” is on %(at)s. If you cannot "
          "come, give it back, so that the next in line gets it.") % told,
    )  # fmt: skip


def _write_visitor(ticket: Ticket, words: Words, calendar_of: Gathering | None = None) -> None:
    write(
        Recipient(ticket.email, ticket.language, ticket.name), words, ticket_path(ticket), _open_ticket, _registered,
        calendar_of=calendar_of,
    )  # fmt: skip


def _registered() -> str:
    return _("You get this letter because you registered for this event.")


def _open_ticket() -> str:
    return _("Open the ticket")


def open_event() -> str:
    return _("Open the event")


def _write_cancelled(pk: int, reason: str) -> None:
    gathering = Gathering.objects.get(pk=pk)

    def words() -> tuple[str, str]:
        told = {"name": gathering.name, "reason": reason}
        return (
            _("Cancelled: %(name)s") % told,
            _("“%(name)s” does not take place. The reason given: %(reason)s") % told,
        )

    for reader in readers_of_event(gathering):
        write(
            reader, words, gathering.get_absolute_url(), open_event, taking_part, calendar_of=gathering,
        )  # fmt: skip


def _write_changed(pk: int, before: Before) -> None:
    gathering = Gathering.objects.get(pk=pk)

    def words() -> tuple[str, str]:
        lines = [_("“%(name)s” has another day, other hours or another place.") % {"name": gathering.name}]
        if (before.starts_at, before.ends_at) != (gathering.starts_at, gathering.ends_at):
            told = {
                "now": _hours(gathering.starts_at, gathering.ends_at),
                "was": _hours(before.starts_at, before.ends_at),
            }
            lines.append(_("When: %(now)s (it was %(was)s)") % told)
        else:
            lines.append(_("When: %(now)s, as before") % {"now": _hours(gathering.starts_at, gathering.ends_at)})
        if before.place != gathering.place:
            lines.append(_("Where: %(now)s (it was %(was)s)") % {"now": gathering.place, "was": before.place})
        else:
            lines.append(_("Where: %(now)s, as before") % {"now": gathering.place})
        lines.append(_("Conversations that are booked stay at their times. The file that comes along puts the event right in a calendar."))  # fmt: skip
        return _("Changed: %(name)s") % {"name": gathering.name}, "\n\n".join(lines)

    for reader in readers_of_event(gathering):
        write(
            reader, words, gathering.get_absolute_url(), open_event, taking_part, calendar_of=gathering,
        )  # fmt: skip


def _hours(starts_at: datetime | None, ends_at: datetime | None) -> str:
    return " – ".join(format_moment(moment) for moment in (starts_at, ends_at) if moment)


def taking_part() -> str:
    return _("You get this letter because you or your organisation take part in this event.")


def readers_of_event(gathering: Gathering) -> list[Recipient]:
    """Whoever registered, and every exhibitor that may come; each address once."""
    visitors = gathering.tickets.filter(state__in=[TicketState.REGISTERED, TicketState.WAITING]).order_by("pk")
    readers = [Recipient(one.email, one.language, one.name) for one in visitors]
    gone = [ExhibitorState.DECLINED, ExhibitorState.NO_SHOW]
    for exhibitor in gathering.exhibitors.exclude(state__in=gone).prefetch_related("contacts").order_by("pk"):
        readers += readers_of(exhibitor)
    return list(dict.fromkeys(readers))


def readers_of(exhibitor: Exhibitor) -> list[Recipient]:
    """Its contacts of that year; without any, the members who take part in events for the organisation."""
    contacts = [Recipient(one.email, one.language, one.name) for one in exhibitor.contacts.all()]
    if contacts:
        return contacts
    return [
        Recipient(user.email, user.language, user.name) for user in members_with(TAKE_PART, exhibitor.organisation_id)
    ]


def write(
    reader: Recipient,
    words: Words,
    path: str,
    label: Callable[[], str],
    reason: Callable[[], str],
    *,
    calendar_of: Gathering | None = None,
) -> None:
    """One letter in the reader's language; with `calendar_of`, the event for a calendar goes along."""
    with translation.override(reader.language):
        subject, text = words()
        post_letter(
            to=reader.email, language=reader.language, recipient_name=reader.name, subject=subject, text=text,
            action_url=settings.SITE_URL + path if path else "", action_label=label() if path else "", reason=reason(),
            calendar=calendar_of_events([calendar_of]).decode() if calendar_of else "",
        )  # fmt: skip


def when(gathering: Gathering) -> str:
    return format_moment(gathering.starts_at) if gathering.starts_at else ""
