from django.conf import settings
from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from seriktes.organisations.enums import ListState, ProposalStatus
from seriktes.organisations.models.organisation import Organisation


class MergeRecord(models.Model):
    """The trail of one merge: which rows were re-pointed from the archived record to the kept one."""

    target_type = models.CharField(max_length=80)
    kept_id = models.BigIntegerField()
    archived_id = models.BigIntegerField()
    # `[{"model": "organisations.identifier", "field": "organisation", "pk": 7}, …]`
    moves = models.JSONField(default=list)
    # The archived record's own columns as they stood, for the undo.
    archived_state = models.JSONField(default=dict)
    at = models.DateTimeField()
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="merges")
    undone_at = models.DateTimeField(null=True, blank=True)
    undone_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+")

    class Meta:
        verbose_name = _("merge")
        verbose_name_plural = _("merges")
        indexes = [models.Index(fields=["target_type", "kept_id"], name="merge_of_kept")]

    def __str__(self) -> str:
        return f"{self.target_type} {self.archived_id} → {self.kept_id}"


class DuplicateProposal(models.Model):
    """Two organisations that may be one: the machine proposes and explains, a person decides."""

    left = models.ForeignKey(Organisation, on_delete=models.CASCADE, related_name="proposals_left")
    right = models.ForeignKey(Organisation, on_delete=models.CASCADE, related_name="proposals_right")
    score = models.FloatField(_("probability"))
    reasons = models.JSONField(default=list)
    status = models.CharField(
        _("status"), max_length=10, choices=ProposalStatus.choices, default=ProposalStatus.OPEN, db_index=True
    )
    found_at = models.DateTimeField()
    decided_at = models.DateTimeField(null=True, blank=True)
    decided_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+")
    decision_note = models.TextField(_("why"), max_length=1000, blank=True)
    # Somebody who may not merge the two asks those who may.
    asked_at = models.DateTimeField(null=True, blank=True)
    asked_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+")
    # The asker's post and organisation as they were called then, by language.
    asked_as = models.JSONField(default=dict)
    asked_note = models.TextField(_("note"), max_length=1000, blank=True)

    class Meta:
        verbose_name = _("proposed duplicate")
        verbose_name_plural = _("proposed duplicates")
        constraints = [
            models.UniqueConstraint(fields=["left", "right"], name="proposal_once"),
            models.CheckConstraint(name="proposal_left_before_right", condition=Q(left__lt=models.F("right"))),
        ]

    def __str__(self) -> str:
        return f"{self.left_id} ~ {self.right_id}"

    def get_absolute_url(self) -> str:
        return reverse("organisations:duplicate", args=[self.pk])

    def reopen(self) -> None:
        """As the search proposed it: what was asked and answered is in the audit log."""
        self.status = ProposalStatus.OPEN
        self.decided_at = self.decided_by = self.asked_at = self.asked_by = None
        self.decision_note = self.asked_note = ""
        self.asked_as = {}


class MatchedList(models.Model):
    """A list that somebody wants to find in the register, and what was found. Seen by that person alone."""

    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="matched_lists")
    filename = models.CharField(_("file"), max_length=200)
    at = models.DateTimeField(_("given"))
    state = models.CharField(_("state"), max_length=8, choices=ListState.choices, default=ListState.WAITING)
    finished_at = models.DateTimeField(null=True, blank=True)
    # Rows as `queries.linkage.linked_as_json`; without matches until the search is done.
    rows = models.JSONField(default=list)
    # `[{"row", "column", "code", "values", "rejected"}]`
    faults = models.JSONField(default=list)

    class Meta:
        verbose_name = _("list found in the register")
        verbose_name_plural = _("lists found in the register")

    def __str__(self) -> str:
        return self.filename
