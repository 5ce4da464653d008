from django.conf import settings
from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from seriktes.common.models import Stamped
from seriktes.organisations.models import Post, PostHolding
from seriktes.procedures.enums import HandoverState
from seriktes.procedures.models.subjects import AboutSubject, SubjectQuerySet


class Handover(Stamped):
    """That a post passes from one person to the next: opened when a holding ends, done when all was acknowledged."""

    post = models.ForeignKey(Post, on_delete=models.PROTECT, related_name="handovers")
    leaving = models.ForeignKey(PostHolding, on_delete=models.PROTECT, related_name="handed_over")
    # None while the post is vacant.
    coming = models.ForeignKey(PostHolding, null=True, blank=True, on_delete=models.PROTECT, related_name="taken_over")
    state = models.CharField(_("state"), max_length=8, choices=HandoverState.choices, default=HandoverState.OPEN)
    opened_at = models.DateTimeField()
    note = models.TextField(_("note of the leaver"), blank=True)
    done_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        verbose_name = _("handover")
        verbose_name_plural = _("handovers")
        constraints = [
            models.UniqueConstraint(fields=["leaving"], name="one_handover_a_holding"),
            models.UniqueConstraint(fields=["post"], condition=Q(state="open"), name="one_open_handover_a_post"),
        ]

    def __str__(self) -> str:
        return f"{self.post_id}: {self.state}"

    def get_absolute_url(self) -> str:
        return reverse("procedures:handover", args=[self.pk])


class HandoverItem(AboutSubject, Stamped):
    """One record that passes on, with a word about it; the newcomer acknowledges each."""

    handover = models.ForeignKey(Handover, on_delete=models.CASCADE, related_name="items")
    note = models.TextField(_("what to know about it"), blank=True)
    acknowledged_at = models.DateTimeField(null=True, blank=True)
    acknowledged_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+")
    # When the other sides were told who takes over, and by which addresses: nobody is told twice.
    partners_told_at = models.DateTimeField(null=True, blank=True)
    told = models.JSONField(default=list)

    objects = SubjectQuerySet.as_manager()

    class Meta:
        verbose_name = _("record of a handover")
        verbose_name_plural = _("records of a handover")
        constraints = [
            models.UniqueConstraint(fields=["handover", "subject_type", "subject_id"], name="record_once_a_handover")
        ]
        indexes = [
            models.Index(fields=["subject_type", "subject_id"], name="handover_of_record"),
            models.Index(
                fields=["acknowledged_at"],
                condition=Q(acknowledged_at__isnull=False, partners_told_at__isnull=True),
                name="partners_to_tell",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.subject_type} {self.subject_id}"
