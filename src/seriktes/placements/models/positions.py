from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from seriktes.common.fields import KeyField
from seriktes.common.models import Languages, Stamped
from seriktes.exchange.models import Provenanced
from seriktes.organisations.models import NamedInThree, Organisation, Person, Post, Unit
from seriktes.placements.enums import PayPeriod, PositionState, WorkMode
from seriktes.placements.models.programmes import Cohort


class Position(NamedInThree, Stamped, Provenanced):
    """What a host offers in a cohort: tasks, terms and seats. Of theses it is a topic, proposed by either side."""

    cohort = models.ForeignKey(Cohort, on_delete=models.PROTECT, related_name="positions")
    host = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="placement_positions")
    unit = models.ForeignKey(Unit, null=True, blank=True, on_delete=models.PROTECT, related_name="placement_positions")
    # The host's post that owns it.
    post = models.ForeignKey(Post, null=True, blank=True, on_delete=models.PROTECT, related_name="placement_positions")
    state = models.CharField(_("state"), max_length=10, choices=PositionState.choices, default=PositionState.DRAFT)
    # A topic of the university's own: proposed by an academic supervisor and taken up by the host.
    proposed_by = models.ForeignKey(
        Person, null=True, blank=True, editable=False, on_delete=models.PROTECT, related_name="topics_proposed"
    )
    language = models.CharField(_("written in"), max_length=2, choices=Languages.choices, default=Languages.KAZAKH)
    about = models.TextField(_("about the work"), max_length=5000, blank=True)
    # Words, as an advertisement has them.
    skills = models.JSONField(_("skills wanted"), default=list, blank=True)
    # Of work, as codes: ["kk", "ru"].
    languages = models.JSONField(_("languages of work"), default=list, blank=True)
    capacity = models.PositiveSmallIntegerField(_("places"), default=1)
    hours_a_week = models.DecimalField(_("hours a week"), max_digits=4, decimal_places=1, null=True, blank=True)
    mode = models.CharField(_("where"), max_length=8, choices=WorkMode.choices, default=WorkMode.ON_SITE)
    region = models.CharField(_("region"), max_length=8, blank=True)
    place = models.CharField(_("place"), max_length=200, blank=True)
    pay = models.DecimalField(_("pay"), max_digits=18, decimal_places=2, null=True, blank=True)
    pay_period = models.CharField(_("pay for"), max_length=8, choices=PayPeriod.choices, blank=True)
    currency = models.CharField(_("currency"), max_length=3, blank=True)
    # The host supervisor: a person of the register, or a name and an address; no account is needed.
    supervisor = models.ForeignKey(
        Person, null=True, blank=True, on_delete=models.PROTECT, related_name="positions_supervised"
    )
    supervisor_name = models.CharField(_("host supervisor"), max_length=200, blank=True)
    supervisor_email = models.EmailField(_("e-mail of the host supervisor"), blank=True)
    # Who answers for the host without an account: the link to correct a returned position goes there.
    contact_name = models.CharField(_("contact of the host"), max_length=200, blank=True)
    contact_email = models.EmailField(_("e-mail of the contact"), blank=True)
    # The university wrote it down for the host (from paper, from a call): it sees the draft.
    is_written_by_university = models.BooleanField(default=False, editable=False)
    # What the host has to mend, or why it was withdrawn; the log keeps the earlier words.
    reason = models.CharField(_("why"), max_length=500, blank=True, editable=False)
    number = KeyField(_("number"), max_length=60, blank=True)
    archived_at = models.DateTimeField(null=True, blank=True, editable=False)

    class Meta:
        verbose_name = pgettext_lazy("of a host", "position")
        verbose_name_plural = _("positions")
        constraints = [
            models.CheckConstraint(
                name="position_pay_has_its_currency",
                condition=Q(pay__isnull=True) | (~Q(currency="") & ~Q(pay_period="")),
            ),
        ]
        indexes = [
            models.Index(fields=["cohort", "state"], name="position_of_cohort"),
            models.Index(fields=["host", "state"], name="position_of_host"),
        ]

    def get_absolute_url(self) -> str:
        return reverse("placements:position", args=[self.pk])


class PositionTask(models.Model):
    """A task of the position with its share of the time: the plan of each placement begins from these."""

    position = models.ForeignKey(Position, on_delete=models.CASCADE, related_name="tasks")
    place = models.PositiveSmallIntegerField(default=0)
    text = models.CharField(_("task"), max_length=300)
    weight = models.PositiveSmallIntegerField(_("share, per cent"))

    class Meta:
        verbose_name = _("task of a position")
        verbose_name_plural = _("tasks of a position")
        ordering = ("place", "pk")
        constraints = [
            models.CheckConstraint(name="position_task_has_a_share", condition=Q(weight__gte=1, weight__lte=100))
        ]

    def __str__(self) -> str:
        return self.text
