from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from seriktes.common.models import Stamped
from seriktes.common.triggers import append_only
from seriktes.exchange.models import Provenanced
from seriktes.gatherings.enums import ExhibitorState, FeeKind
from seriktes.gatherings.models.gatherings import Gathering
from seriktes.organisations.models import Organisation, Person, Post


class Exhibitor(Stamped, Provenanced):
    """An organisation in one year's event. Whatever is agreed with it holds for that event alone."""

    gathering = models.ForeignKey(Gathering, on_delete=models.PROTECT, related_name="exhibitors")
    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="exhibitions")
    post = models.ForeignKey(Post, null=True, blank=True, on_delete=models.PROTECT, related_name="exhibitions")
    state = models.CharField(_("state"), max_length=13, choices=ExhibitorState.choices, default=ExhibitorState.INVITED)
    # What the visitors read: whom the company looks for.
    offer = models.TextField(_("what you offer, and whom you look for"), max_length=2000, blank=True)
    wishes = models.CharField(_("wishes: power, space, equipment"), max_length=500, blank=True)
    # The keeper's own; the exhibitor does not read it.
    note = models.CharField(_("note of the organiser"), max_length=500, blank=True)
    declined_reason = models.CharField(_("why declined"), max_length=300, blank=True)

    class Meta:
        verbose_name = _("exhibitor")
        verbose_name_plural = _("exhibitors")
        constraints = [models.UniqueConstraint(fields=["gathering", "organisation"], name="exhibitor_once_an_event")]
        indexes = [models.Index(fields=["organisation", "state"], name="exhibitor_of_organisation")]

    def __str__(self) -> str:
        return str(self.organisation)

    def get_absolute_url(self) -> str:
        return reverse("gatherings:exhibitor", args=[self.gathering_id, self.pk])


class ExhibitorContact(models.Model):
    """A person for that company in that year's event. Next year somebody else may come: nothing is carried over by
    itself."""

    exhibitor = models.ForeignKey(Exhibitor, on_delete=models.CASCADE, related_name="contacts")
    person = models.ForeignKey(Person, null=True, blank=True, on_delete=models.PROTECT, related_name="exhibitions")
    name = models.CharField(_("name"), max_length=200)
    email = models.EmailField(_("e-mail"))
    telephone = models.CharField(_("telephone"), max_length=20, blank=True)
    task = models.CharField(_("for what"), max_length=120, blank=True)
    language = models.CharField(_("language"), max_length=2, default="ru")

    class Meta:
        verbose_name = _("contact of an exhibitor")
        verbose_name_plural = _("contacts of exhibitors")
        ordering = ("name", "pk")
        constraints = [models.UniqueConstraint(fields=["exhibitor", "email"], name="exhibitor_contact_once")]

    def __str__(self) -> str:
        return self.name


class FeeEntry(models.Model):
    """One fact about an exhibitor's fee: rows are added and never changed; the balance is computed."""

    exhibitor = models.ForeignKey(Exhibitor, on_delete=models.PROTECT, related_name="fees")
    kind = models.CharField(_("what happened"), max_length=8, choices=FeeKind.choices)
    amount = models.DecimalField(_("sum"), max_digits=18, decimal_places=2)
    currency = models.CharField(_("currency"), max_length=3)
    on = models.DateField(_("day"))
    note = models.CharField(_("note"), max_length=300, blank=True)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()

    class Meta:
        verbose_name = _("fact about a fee")
        verbose_name_plural = _("facts about fees")
        ordering = ("on", "pk")
        constraints = [models.CheckConstraint(name="fee_is_a_sum", condition=Q(amount__gt=0))]

    def __str__(self) -> str:
        return f"{self.kind} {self.amount}"


FEES_APPEND_ONLY = append_only("gatherings", "gatherings_feeentry")


class Slot(models.Model):
    """A time at which an exhibitor meets one visitor."""

    exhibitor = models.ForeignKey(Exhibitor, on_delete=models.CASCADE, related_name="slots")
    starts_at = models.DateTimeField(_("begins"))
    ends_at = models.DateTimeField(_("ends"))
    # Several people of one company may meet visitors at the same time.
    table = models.CharField(_("table or person"), max_length=60, blank=True)
    # The exhibitor cannot keep it: nobody books it, and who had booked it was told.
    called_off_at = models.DateTimeField(null=True, blank=True, editable=False)

    class Meta:
        verbose_name = _("slot")
        verbose_name_plural = _("slots")
        ordering = ("starts_at", "table", "pk")
        constraints = [
            models.UniqueConstraint(fields=["exhibitor", "starts_at", "table"], name="slot_once"),
            models.CheckConstraint(name="slot_ends_after_it_begins", condition=Q(ends_at__gt=F("starts_at"))),
        ]

    def __str__(self) -> str:
        return f"{self.exhibitor_id} {self.starts_at:%H:%M}"
