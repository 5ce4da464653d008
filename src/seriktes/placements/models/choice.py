from django.db import models
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from seriktes.common.models import Stamped
from seriktes.organisations.models import Person
from seriktes.placements.enums import ApplicationState
from seriktes.placements.models.positions import Position
from seriktes.placements.models.programmes import Cohort


class Application(Stamped):
    """That a student takes part in a cohort's choice."""

    cohort = models.ForeignKey(Cohort, on_delete=models.PROTECT, related_name="applications")
    student = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="placement_applications")
    state = models.CharField(
        _("state"), max_length=10, choices=ApplicationState.choices, default=ApplicationState.DRAFT
    )
    # What the student says of the studies; checked against the cohort's conditions when it is submitted.
    level = models.CharField(_("level of study"), max_length=10, blank=True)
    year = models.PositiveSmallIntegerField(_("year of study"), null=True, blank=True)
    study_programme = models.CharField(_("programme of study"), max_length=20, blank=True)
    about = models.TextField(_("about yourself, for hosts"), max_length=2000, blank=True)
    submitted_at = models.DateTimeField(null=True, blank=True, editable=False)
    refusal = models.CharField(_("why not admitted"), max_length=500, blank=True)

    class Meta:
        verbose_name = _("application for placements")
        verbose_name_plural = _("applications for placements")
        constraints = [models.UniqueConstraint(fields=["cohort", "student"], name="application_once_a_cohort")]
        indexes = [models.Index(fields=["cohort", "state"], name="application_of_cohort")]

    def __str__(self) -> str:
        return f"{self.student_id} → {self.cohort_id}"

    def get_absolute_url(self) -> str:
        return reverse("placements:application", args=[self.pk])


class Wish(models.Model):
    """A line of a student's list; equal ranks are equally wished. `host_rank` is the host's own order of who wishes the
    position: empty, the host has not ranked; whom a host does not accept is marked."""

    application = models.ForeignKey(Application, on_delete=models.CASCADE, related_name="wishes")
    position = models.ForeignKey(Position, on_delete=models.PROTECT, related_name="wishes")
    rank = models.PositiveSmallIntegerField(_("rank"))
    host_rank = models.PositiveIntegerField(_("the host's rank"), null=True, blank=True)
    not_accepted_at = models.DateTimeField(null=True, blank=True)
    not_accepted_reason = models.CharField(_("why not accepted"), max_length=300, blank=True)

    class Meta:
        verbose_name = _("wish")
        verbose_name_plural = _("wishes")
        constraints = [models.UniqueConstraint(fields=["application", "position"], name="wish_once")]
        indexes = [models.Index(fields=["position", "host_rank"], name="wish_for_position")]

    def __str__(self) -> str:
        return f"{self.application_id}: {self.position_id} ({self.rank})"
