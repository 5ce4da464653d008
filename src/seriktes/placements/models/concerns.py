from django.conf import settings
from django.db import models
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from seriktes.common.models import Stamped
from seriktes.organisations.models import Organisation
from seriktes.placements.enums import ConcernAuthor, ConcernKind, ConcernState
from seriktes.placements.models.placements import Placement


class Concern(Stamped):
    """A confidential report of a student about a placement. Read by its student and by those who handle such reports at
    the university, and by nobody else: it has no events, is in no search, no export, and its words in no audit log."""

    placement = models.ForeignKey(Placement, on_delete=models.PROTECT, related_name="concerns")
    # The university that handles it.
    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="placement_concerns")
    kind = models.CharField(_("what it is about"), max_length=12, choices=ConcernKind.choices)
    # The handler knows who wrote; nobody else is to learn it.
    is_nameless = models.BooleanField(_("Tell nobody else my name"), default=True)
    in_danger = models.BooleanField(_("I do not feel safe there now"), default=False)
    state = models.CharField(_("state"), max_length=10, choices=ConcernState.choices, default=ConcernState.OPEN)
    raised_at = models.DateTimeField(editable=False)
    closed_at = models.DateTimeField(null=True, blank=True, editable=False)

    class Meta:
        verbose_name = _("confidential report")
        verbose_name_plural = _("confidential reports")
        indexes = [models.Index(fields=["organisation", "state", "raised_at"], name="concern_of_organisation")]

    def __str__(self) -> str:
        return f"№ {self.pk}"

    def get_absolute_url(self) -> str:
        return reverse("placements:concern", args=[self.pk])


class ConcernNote(models.Model):
    """One word in a report: of the student, or of whoever handles it. The clock of the report is computed from these."""

    concern = models.ForeignKey(Concern, on_delete=models.CASCADE, related_name="notes")
    author = models.CharField(max_length=10, choices=ConcernAuthor.choices)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()
    text = models.TextField(_("in your words"), max_length=5000, blank=True)
    # With it the report was closed, or opened again.
    closes = models.BooleanField(default=False)
    # For handlers alone; the student does not see it.
    is_internal = models.BooleanField(default=False)

    class Meta:
        verbose_name = _("word in a confidential report")
        verbose_name_plural = _("words in confidential reports")
        ordering = ("at", "pk")

    def __str__(self) -> str:
        return f"{self.concern_id}: {self.at:%Y-%m-%d}"
