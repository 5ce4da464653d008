from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from seriktes.common.addresses import address_of
from seriktes.common.fields import KeyField
from seriktes.common.models import Stamped
from seriktes.exchange.models import Provenanced
from seriktes.organisations.models import Organisation, Person, Post
from seriktes.placements.enums import PlacementState
from seriktes.placements.models.positions import Position
from seriktes.placements.models.programmes import Cohort


class Placement(Stamped, Provenanced):
    """One student at one host: the learning agreement, the plan, the log and the evaluations hang on it."""

    cohort = models.ForeignKey(Cohort, on_delete=models.PROTECT, related_name="placements")
    student = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="placements")
    host = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="placements_hosted")
    # Where it was not chosen from a list: a student who found the host alone.
    position = models.ForeignKey(Position, null=True, blank=True, on_delete=models.PROTECT, related_name="placements")
    title = models.CharField(_("title"), max_length=300, blank=True)
    state = models.CharField(_("state"), max_length=10, choices=PlacementState.choices, default=PlacementState.PLANNED)
    starts_on = models.DateField(_("from"))
    ends_on = models.DateField(_("to"))
    credits = models.DecimalField(_("credits"), max_digits=5, decimal_places=1, null=True, blank=True)
    hours = models.PositiveIntegerField(_("hours in all"), null=True, blank=True)
    academic_supervisor = models.ForeignKey(
        Person, null=True, blank=True, on_delete=models.PROTECT, related_name="placements_supervised"
    )
    # A person of the register, or a name and an address: a host supervisor never needs an account.
    host_supervisor = models.ForeignKey(
        Person, null=True, blank=True, on_delete=models.PROTECT, related_name="interns_supervised"
    )
    supervisor_name = models.CharField(_("host supervisor"), max_length=200, blank=True)
    supervisor_email = models.EmailField(_("e-mail of the host supervisor"), blank=True)
    # Who signs for the host, where the supervisor does not: a name and an address, and on what the power to sign rests.
    signatory_name = models.CharField(_("who signs for the host"), max_length=200, blank=True)
    signatory_email = models.EmailField(_("e-mail of who signs for the host"), blank=True)
    signatory_authority = models.CharField(_("acts on the ground of"), max_length=300, blank=True)
    # Who signs for the department, and who owns the placement at the university.
    department_post = models.ForeignKey(
        Post, null=True, blank=True, on_delete=models.PROTECT, related_name="placements_signed"
    )
    number = KeyField(_("number"), max_length=60, blank=True)
    # Repeated from the log for lists; the actions of the log alone write them.
    hours_logged = models.DecimalField(max_digits=8, decimal_places=2, default=0, editable=False)
    hours_off_plan = models.DecimalField(max_digits=8, decimal_places=2, default=0, editable=False)
    hours_confirmed = models.DecimalField(max_digits=8, decimal_places=2, default=0, editable=False)
    last_logged_on = models.DateField(null=True, blank=True, editable=False)
    # By the thresholds of the programme; where it changes, `changed_at` does too.
    is_much_off_plan = models.BooleanField(default=False, editable=False)
    # Of one that was broken off: its last day, and why. Of one that was cancelled: why.
    ended_on = models.DateField(_("ended early on"), null=True, blank=True, editable=False)
    ended_reason = models.CharField(_("why it ended early"), max_length=500, blank=True)

    class Meta:
        verbose_name = _("placement")
        verbose_name_plural = _("placements")
        constraints = [
            models.CheckConstraint(name="placement_ends_after_it_starts", condition=Q(ends_on__gte=F("starts_on"))),
            models.UniqueConstraint(
                fields=["cohort", "student"],
                condition=~Q(state__in=[PlacementState.CANCELLED, PlacementState.BROKEN_OFF]),
                name="placement_once_a_cohort",
            ),
        ]
        indexes = [
            models.Index(fields=["cohort", "state"], name="placement_of_cohort"),
            models.Index(fields=["host", "state"], name="placement_of_host"),
            models.Index(fields=["student", "-starts_on"], name="placement_of_student"),
            models.Index(fields=["host_supervisor", "state"], name="placement_of_supervisor"),
            models.Index(fields=["academic_supervisor", "state"], name="placement_of_academic"),
            # Few of many: desks and lists count them each time.
            models.Index(fields=["state"], name="placement_much_off_plan", condition=Q(is_much_off_plan=True)),
        ]

    def __str__(self) -> str:
        return self.name or f"№ {self.pk}"

    @property
    def name(self) -> str:
        """The title for the reader: that of its position is the position's name in the reader's language, wherever the
        position was read with the placement."""
        position = self.position if Placement.position.is_cached(self) else None
        return position.spelled(self.title) if position else self.title

    def get_absolute_url(self) -> str:
        return address_of("placements:placement", self.pk)


class PlanTask(models.Model):
    """A task of the plan with its share of the hours. Log entries name it, or "other"."""

    placement = models.ForeignKey(Placement, on_delete=models.CASCADE, related_name="plan")
    place = models.PositiveSmallIntegerField(default=0)
    text = models.CharField(_("task"), max_length=300)
    weight = models.PositiveSmallIntegerField(_("share, per cent"))
    # Set when the plan changed while entries name the task: it takes no more hours.
    dropped_at = models.DateTimeField(null=True, blank=True, editable=False)

    class Meta:
        verbose_name = _("task of a plan")
        verbose_name_plural = _("tasks of a plan")
        ordering = ("place", "pk")
        constraints = [
            models.CheckConstraint(name="plan_task_has_a_share", condition=Q(weight__gte=1, weight__lte=100))
        ]

    def __str__(self) -> str:
        return self.text
