"""Letters about events, in each reader's language, sent when the transaction has ended."""

from collections.abc import Callable
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
from seriktes.organisations.queries.access import members_with
from seriktes.procedures.queries.recipients import Recipient

SALT = "gatherings.ticket"
Words = Callable[[], tuple[str, str]]


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

    _write(
        reader, words, reverse("gatherings:judge", args=[gathering.pk]), _open_event,
        _("You get this letter because you judge at this event."),
    )  # fmt: skip


def _write_ticket(pk: int, what: str) -> None:
    ticket = Ticket.objects.select_related("gathering").get(pk=pk)
    _write_visitor(ticket, partial(_ticket_words, ticket.gathering, what))


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


def _write_visitor(ticket: Ticket, words: Words) -> None:
    _write(
        Recipient(ticket.email, ticket.language, ticket.name), words, ticket_path(ticket), _open_ticket,
        _("You get this letter because you registered for this event."),
    )  # fmt: skip


def _open_ticket() -> str:
    return _("Open the ticket")


def _open_event() -> str:
    return _("Open the event")


def _write_cancelled(pk: int, reason: str) -> None:
    gathering = Gathering.objects.get(pk=pk)

    def words() -> tuple[str, str]:
        told = {"name": gathering.name, "reason": reason}
        return (
            _("Cancelled: %(name)s") % told,
            _("“%(name)s” does not take place. The reason given: %(reason)s") % told,
        )

    visitors = gathering.tickets.filter(state__in=[TicketState.REGISTERED, TicketState.WAITING]).order_by("pk")
    readers = [Recipient(one.email, one.language, one.name) for one in visitors]
    gone = [ExhibitorState.DECLINED, ExhibitorState.NO_SHOW]
    for exhibitor in gathering.exhibitors.exclude(state__in=gone).prefetch_related("contacts").order_by("pk"):
        readers += readers_of(exhibitor)
    for reader in dict.fromkeys(readers):
        _write(
            reader, words, gathering.get_absolute_url(), _open_event,
            _("You get this letter because you or your organisation take part in this event."),
        )  # fmt: skip


def readers_of(exhibitor: Exhibitor) -> list[Recipient]:
    """Its contacts of that year; without any, the members who take part in events for the organisation."""
    contacts = [Recipient(one.email, one.language, one.name) for one in exhibitor.contacts.all()]
    if contacts:
        return contacts
    return [
        Recipient(user.email, user.language, user.name) for user in members_with(TAKE_PART, exhibitor.organisation_id)
    ]


def _write(reader: Recipient, words: Words, path: str, label: Callable[[], str], reason: str) -> None:
    with translation.override(reader.language):
        subject, text = words()
        post_letter(
            to=reader.email, language=reader.language, recipient_name=reader.name, subject=subject, text=text,
            action_url=settings.SITE_URL + path, action_label=label(), reason=reason,
        )  # fmt: skip


def when(gathering: Gathering) -> str:
    return format_moment(gathering.starts_at) if gathering.starts_at else ""
