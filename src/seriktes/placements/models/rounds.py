import uuid

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from seriktes.common.models import Stamped
from seriktes.placements.enums import Objective, RoundState
from seriktes.placements.models.choice import Application
from seriktes.placements.models.positions import Position
from seriktes.placements.models.programmes import Cohort


class CohortChoice(models.Model):
    """What the choice of a cohort needs besides its days: the seed of its lottery.

    The seed is drawn when the cohort opens, and its SHA-256 shown to everybody from then on. The seed itself is shown
    when the lists have closed: nobody who can still change a list knows who comes first among equals, and nobody can
    change the seed once the lists are known."""

    cohort = models.OneToOneField(Cohort, on_delete=models.PROTECT, related_name="choice")
    # 128 bits as a decimal number: too many to be guessed from the SHA-256.
    seed = models.CharField(max_length=40, editable=False)
    commitment = models.CharField(max_length=64, editable=False)
    committed_at = models.DateTimeField(editable=False)
    revealed_at = models.DateTimeField(null=True, blank=True, editable=False)
    # After a match: until when those without a place may change their lists for a further round.
    further_until = models.DateField(_("further lists until"), null=True, blank=True)

    class Meta:
        verbose_name = _("choice of a cohort")
        verbose_name_plural = _("choices of cohorts")

    def __str__(self) -> str:
        return f"{self.cohort_id}: {self.commitment[:12]}"


def bundle_path(_round: "Round", filename: str) -> str:
    return f"rounds/{uuid.uuid4().hex}/{filename[-100:]}"


class Round(Stamped):
    """One matching of a cohort. Many may be tried; one is published, and further ones among those left after it."""

    cohort = models.ForeignKey(Cohort, on_delete=models.PROTECT, related_name="rounds")
    number = models.PositiveSmallIntegerField(_("number"))
    state = models.CharField(_("state"), max_length=9, choices=RoundState.choices, default=RoundState.QUEUED)
    objective = models.CharField(_("objective"), max_length=11, choices=Objective.choices, default=Objective.STUDENT)
    # What was asked to count, as it stood: {"couples": true, "programmes": {"6B07101": 2}, "regions": {"KZ-75": 40}}.
    limits = models.JSONField(default=dict, blank=True)
    # The published round whose left-over students and places this one matches.
    after = models.ForeignKey("self", null=True, blank=True, on_delete=models.PROTECT, related_name="further")
    by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+")
    started_at = models.DateTimeField(null=True, blank=True, editable=False)
    finished_at = models.DateTimeField(null=True, blank=True, editable=False)
    # How far it is: the code of the step (`definitions.rounds.STEPS`), and how many steps are done.
    step = models.CharField(max_length=12, blank=True, editable=False)
    done = models.PositiveSmallIntegerField(default=0, editable=False)
    cancel_asked = models.BooleanField(default=False, editable=False)
    failure = models.JSONField(default=dict, blank=True, editable=False)
    # What the engine says: matched, mean rank, first choices, blocking pairs …
    figures = models.JSONField(default=dict, blank=True, editable=False)
    # SHA-256 of what went in: whether anything has changed since is seen before publishing.
    inputs_sha256 = models.CharField(max_length=64, blank=True, editable=False)
    bundle = models.FileField(upload_to=bundle_path, max_length=300, blank=True, editable=False)
    bundle_sha256 = models.CharField(max_length=64, blank=True, editable=False)
    replay_asked_at = models.DateTimeField(null=True, blank=True, editable=False)
    replayed_at = models.DateTimeField(null=True, blank=True, editable=False)
    # Empty: not replayed yet. What differed stands in `replay_differs`.
    is_replay_same = models.BooleanField(null=True, blank=True, editable=False)
    replay_differs = models.JSONField(default=list, blank=True, editable=False)
    published_at = models.DateTimeField(null=True, blank=True, editable=False)
    published_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, editable=False, on_delete=models.PROTECT, related_name="+"
    )

    class Meta:
        verbose_name = _("round")
        verbose_name_plural = _("rounds")
        constraints = [
            models.UniqueConstraint(fields=["cohort", "number"], name="round_number_once"),
            models.UniqueConstraint(
                fields=["cohort"], condition=Q(state="published", after__isnull=True), name="round_published_once"
            ),
        ]
        indexes = [models.Index(fields=["cohort", "state"], name="round_of_cohort")]

    def __str__(self) -> str:
        return f"{self.cohort_id} № {self.number}"

    def get_absolute_url(self) -> str:
        return reverse("placements:round", args=[self.pk])


class RoundResult(models.Model):
    """What a round gave one student, and why: the own list with what filled each position before."""

    round = models.ForeignKey(Round, on_delete=models.CASCADE, related_name="results")
    application = models.ForeignKey(Application, on_delete=models.PROTECT, related_name="results")
    # As the engine matched; empty: no place.
    position = models.ForeignKey(Position, null=True, blank=True, on_delete=models.PROTECT, related_name="results")
    rank = models.PositiveSmallIntegerField(null=True, blank=True)
    is_first = models.BooleanField(default=False)
    # After the changes by hand; the actions alone write it.
    final = models.ForeignKey(Position, null=True, blank=True, on_delete=models.PROTECT, related_name="final_results")
    # Of each wish, best first: [{"position", "rank", "outcome", "own", "last", "seats", "drawn"}].
    why = models.JSONField(default=list, blank=True)

    class Meta:
        verbose_name = _("result of a round")
        verbose_name_plural = _("results of rounds")
        constraints = [models.UniqueConstraint(fields=["round", "application"], name="round_result_once")]
        indexes = [models.Index(fields=["round", "final"], name="round_result_by_position")]

    def __str__(self) -> str:
        return f"{self.round_id}: {self.application_id} → {self.final_id}"


class ManualChange(models.Model):
    """Somebody placed a student otherwise than the round did. Only ever added: `digest` is over these columns and the
    digest of the change before, so that a row that is altered or taken out afterwards shows."""

    round = models.ForeignKey(Round, on_delete=models.PROTECT, related_name="changes")
    number = models.PositiveSmallIntegerField()
    application = models.ForeignKey(Application, on_delete=models.PROTECT, related_name="manual_changes")
    before = models.ForeignKey(Position, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    after = models.ForeignKey(Position, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    reason = models.CharField(_("reason"), max_length=1000)
    is_after_publishing = models.BooleanField(default=False)
    # How many pairs block with it, and the first of them: [{"application", "position"}].
    blocking_count = models.PositiveIntegerField(null=True, blank=True)
    blocking = models.JSONField(default=list, blank=True)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+")
    # The name as it was signed.
    signed = models.CharField(_("signed"), max_length=254)
    at = models.DateTimeField()
    digest = models.CharField(max_length=64)

    class Meta:
        verbose_name = _("change by hand")
        verbose_name_plural = _("changes by hand")
        constraints = [models.UniqueConstraint(fields=["round", "number"], name="manual_change_number_once")]

    def __str__(self) -> str:
        return f"{self.round_id} № {self.number}"
