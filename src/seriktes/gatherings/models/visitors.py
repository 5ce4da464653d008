from django.conf import settings
from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from seriktes.common.models import Languages, Stamped
from seriktes.gatherings.enums import ScanOutcome, TicketState
from seriktes.gatherings.models.exhibitors import Exhibitor, ExhibitorContact, Slot
from seriktes.gatherings.models.gatherings import Gathering
from seriktes.organisations.models import Person


class Ticket(Stamped):
    """That somebody comes. `code` is typed at the door where no camera reads the QR code; it names nobody."""

    gathering = models.ForeignKey(Gathering, on_delete=models.PROTECT, related_name="tickets")
    person = models.ForeignKey(Person, null=True, blank=True, on_delete=models.PROTECT, related_name="tickets")
    state = models.CharField(_("state"), max_length=11, choices=TicketState.choices, default=TicketState.UNCONFIRMED)
    name = models.CharField(_("name"), max_length=200)
    email = models.EmailField(_("e-mail"))
    language = models.CharField(_("language"), max_length=2, choices=Languages.choices)
    studies = models.CharField(_("where you study or work"), max_length=200, blank=True)
    # Agreed to be remembered by exhibitors; empty: not, or not any more.
    leads_agreed_at = models.DateTimeField(null=True, blank=True, editable=False)
    code = models.CharField(max_length=12, unique=True, editable=False)
    registered_at = models.DateTimeField(null=True, blank=True, editable=False)
    # The first time that the code was taken at the door.
    admitted_at = models.DateTimeField(null=True, blank=True, editable=False)

    class Meta:
        verbose_name = _("registration")
        verbose_name_plural = _("registrations")
        constraints = [
            models.UniqueConstraint(
                fields=["gathering", "email"], condition=~Q(state=TicketState.CANCELLED), name="ticket_once_an_event"
            )
        ]
        indexes = [
            models.Index(fields=["gathering", "state", "id"], name="ticket_of_gathering"),
            models.Index(fields=["person", "state"], name="ticket_of_person"),
        ]

    def __str__(self) -> str:
        return self.called

    @property
    def called(self) -> str:
        """The name for the reader: of a person of the register in the reader's spelling, where it was read with it."""
        person = self.person if Ticket.person.is_cached(self) else None
        return person.spelled(self.name) if person else self.name

    def get_absolute_url(self) -> str:
        return reverse("gatherings:own_ticket", args=[self.gathering_id])


class Scan(models.Model):
    """A code that was shown at the door: one row a scan, whether the network was there or not. `key` is made by the
    device, so that the same scan sent twice is one row; `at` is the device's time, `received_at` ours."""

    gathering = models.ForeignKey(Gathering, on_delete=models.PROTECT, related_name="scans")
    ticket = models.ForeignKey(Ticket, null=True, on_delete=models.PROTECT, related_name="scans")
    key = models.UUIDField(unique=True)
    code = models.CharField(max_length=40)
    outcome = models.CharField(max_length=9, choices=ScanOutcome.choices)
    at = models.DateTimeField()
    received_at = models.DateTimeField()
    by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+")

    class Meta:
        verbose_name = _("scan")
        verbose_name_plural = _("scans")
        indexes = [models.Index(fields=["gathering", "at"], name="scan_of_gathering")]

    def __str__(self) -> str:
        return f"{self.code} {self.outcome}"


class SlotBooking(models.Model):
    """That a visitor comes at that time. Cancelled rows stay, so that it is known who gave a place up."""

    slot = models.ForeignKey(Slot, on_delete=models.PROTECT, related_name="bookings")
    ticket = models.ForeignKey(Ticket, on_delete=models.PROTECT, related_name="bookings")
    # Of the slot, repeated so that the database itself keeps a visitor from booking two that begin at one moment.
    starts_at = models.DateTimeField()
    booked_at = models.DateTimeField()
    cancelled_at = models.DateTimeField(null=True, blank=True)
    # Whether the visitor got it from the waiting list.
    moved_up = models.BooleanField(default=False)

    class Meta:
        verbose_name = _("booking of a slot")
        verbose_name_plural = _("bookings of slots")
        constraints = [
            models.UniqueConstraint(fields=["slot"], condition=Q(cancelled_at__isnull=True), name="slot_booked_once"),
            models.UniqueConstraint(
                fields=["ticket", "starts_at"], condition=Q(cancelled_at__isnull=True), name="visitor_in_one_place"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.slot_id}: {self.ticket_id}"


class SlotWaiting(models.Model):
    """A visitor who wants any slot of an exhibitor that has none left; the first in line gets the next that is free."""

    exhibitor = models.ForeignKey(Exhibitor, on_delete=models.CASCADE, related_name="waiting")
    ticket = models.ForeignKey(Ticket, on_delete=models.CASCADE, related_name="waiting")
    since = models.DateTimeField()

    class Meta:
        verbose_name = _("place on a waiting list")
        verbose_name_plural = _("places on waiting lists")
        ordering = ("since", "pk")
        constraints = [models.UniqueConstraint(fields=["exhibitor", "ticket"], name="waits_once")]

    def __str__(self) -> str:
        return f"{self.exhibitor_id}: {self.ticket_id}"


class Lead(Stamped):
    """Who of an exhibitor spoke with whom. It stands on the visitor's consent: without one it is not written, and once
    the consent is withdrawn it is deleted."""

    exhibitor = models.ForeignKey(Exhibitor, on_delete=models.PROTECT, related_name="leads")
    ticket = models.ForeignKey(Ticket, on_delete=models.PROTECT, related_name="leads")
    contact = models.ForeignKey(
        ExhibitorContact, null=True, blank=True, on_delete=models.SET_NULL, related_name="leads"
    )
    by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()
    note = models.TextField(_("note"), max_length=1000, blank=True)
    next_step = models.CharField(_("next step"), max_length=200, blank=True)
    next_on = models.DateField(_("by"), null=True, blank=True)

    class Meta:
        verbose_name = _("lead")
        verbose_name_plural = _("leads")
        constraints = [models.UniqueConstraint(fields=["exhibitor", "ticket"], name="lead_once")]

    def __str__(self) -> str:
        return f"{self.exhibitor_id}: {self.ticket_id}"
