from django.conf import settings
from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from seriktes.common.models import Stamped
from seriktes.organisations.models import Organisation
from seriktes.placements.enums import Evaluator, Moment, ReviewState
from seriktes.placements.models.placements import Placement
from seriktes.placements.models.programmes import Programme


class EvaluationForm(Stamped):
    """The questions that one side answers at the end of a placement, a version each. Once somebody has answered it, it
    does not change any more: a new version takes its place."""

    programme = models.ForeignKey(Programme, on_delete=models.CASCADE, related_name="evaluation_forms")
    evaluator = models.CharField(_("who answers"), max_length=10, choices=Evaluator.choices)
    number = models.PositiveSmallIntegerField(_("version"), default=1)
    # [{"code", "kind": "scale" | "choice" | "text", "required", "words": {"kk", "ru", "en"}, "choices": [{"code", "words"}]}]
    questions = models.JSONField(_("questions"), default=list)
    opened_at = models.DateTimeField(_("in use since"), null=True, blank=True, editable=False)
    closed_at = models.DateTimeField(_("replaced"), null=True, blank=True, editable=False)
    # Set with the first answer.
    frozen_at = models.DateTimeField(null=True, blank=True, editable=False)

    class Meta:
        verbose_name = _("evaluation form")
        verbose_name_plural = _("evaluation forms")
        ordering = ("evaluator", "-number")
        constraints = [
            models.UniqueConstraint(fields=["programme", "evaluator", "number"], name="evaluation_form_version"),
            models.UniqueConstraint(
                fields=["programme", "evaluator"],
                condition=Q(opened_at__isnull=False, closed_at__isnull=True),
                name="evaluation_form_in_use",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.programme_id}: {self.evaluator} {self.number}"

    def get_absolute_url(self) -> str:
        return reverse("placements:evaluation_form", args=[self.pk])


class Evaluation(models.Model):
    """What one side answered about a placement: once, and it stays as it was given."""

    placement = models.ForeignKey(Placement, on_delete=models.CASCADE, related_name="evaluations")
    form = models.ForeignKey(EvaluationForm, on_delete=models.PROTECT, related_name="evaluations")
    evaluator = models.CharField(max_length=10, choices=Evaluator.choices)
    moment = models.CharField(max_length=8, choices=Moment.choices, default=Moment.END)
    # By the codes of the questions: a number, the code of a choice, or a text.
    answers = models.JSONField(default=dict)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    name = models.CharField(max_length=254)
    at = models.DateTimeField()

    class Meta:
        verbose_name = _("evaluation")
        verbose_name_plural = _("evaluations")
        ordering = ("at", "pk")
        constraints = [
            models.UniqueConstraint(fields=["placement", "evaluator", "moment"], name="evaluation_once_a_side")
        ]

    def __str__(self) -> str:
        return f"{self.placement_id}: {self.evaluator}"

    def get_absolute_url(self) -> str:
        return reverse("placements:evaluation", args=[self.pk])


class EvaluationAsk(models.Model):
    """That all sides of a placement were asked by letters to evaluate it, and once more those who had not answered."""

    placement = models.ForeignKey(Placement, on_delete=models.CASCADE, related_name="evaluation_asks")
    moment = models.CharField(max_length=8, choices=Moment.choices)
    asked_at = models.DateTimeField()
    reminded_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        verbose_name = _("question for evaluations")
        verbose_name_plural = _("questions for evaluations")
        constraints = [models.UniqueConstraint(fields=["placement", "moment"], name="evaluation_asked_once")]
        indexes = [
            models.Index(fields=["asked_at"], condition=Q(reminded_at__isnull=True), name="evaluation_to_remind")
        ]

    def __str__(self) -> str:
        return f"{self.placement_id}: {self.moment}"


class HostReview(Stamped):
    """What a student tells other students of a host. Nobody but the student and the university's office reads it before
    it is published; it is published without a name."""

    placement = models.OneToOneField(Placement, on_delete=models.CASCADE, related_name="review")
    # Repeated for lists: whose students may read it, and about whom it is.
    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="host_reviews")
    host = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="reviews_of_host")
    state = models.CharField(_("state"), max_length=10, choices=ReviewState.choices, default=ReviewState.WAITING)
    text = models.TextField(_("for other students"), max_length=2000)
    recommends = models.BooleanField(_("I would go there again"), default=True)
    sent_at = models.DateTimeField(editable=False)
    decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, editable=False, on_delete=models.PROTECT, related_name="+"
    )
    decided_at = models.DateTimeField(null=True, blank=True, editable=False)
    reason = models.CharField(_("why not published"), max_length=500, blank=True)

    class Meta:
        verbose_name = _("review of a host")
        verbose_name_plural = _("reviews of hosts")
        indexes = [
            models.Index(fields=["organisation", "state", "-sent_at"], name="host_review_by_state"),
            models.Index(fields=["host", "state"], name="host_review_of_host"),
        ]

    def __str__(self) -> str:
        return f"№ {self.pk}"
