from django.conf import settings
from django.db import models
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy


class BulkWay(models.TextChoices):
    """What is done with many placements at once, or with many positions."""

    SEND = "send", _("send for signature")
    REMIND = "remind", _("ask again to sign")
    CANCEL = "cancel", _("cancel placements")
    APPROVE = "approve", _("approve positions")


# The others are of placements.
OF_POSITIONS = (BulkWay.APPROVE,)


class BulkState(models.TextChoices):
    WAITING = "waiting", pgettext_lazy("of work on many", "waits for its turn")
    RUNNING = "running", pgettext_lazy("of work on many", "at work")
    FINISHED = "finished", pgettext_lazy("of work on many", "finished")
    STOPPED = "stopped", pgettext_lazy("of work on many", "stopped")


class BulkRun(models.Model):
    """Work on many records, with its progress: each is done for itself, and what could not be done says why."""

    way = models.CharField(_("what"), max_length=8, choices=BulkWay.choices)
    state = models.CharField(_("state"), max_length=8, choices=BulkState.choices, default=BulkState.WAITING)
    # Numbers of placements, or of positions.
    records = models.JSONField(default=list)
    reason = models.CharField(_("reason"), max_length=500, blank=True)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    begun_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True, blank=True)
    # How many were looked at; and of those that could not be done, [number of the record, why].
    done = models.PositiveIntegerField(default=0)
    failures = models.JSONField(default=list)

    class Meta:
        verbose_name = _("work on many records")
        verbose_name_plural = _("works on many records")

    def __str__(self) -> str:
        return f"{self.way} × {len(self.records)}"

    def get_absolute_url(self) -> str:
        return reverse("placements:placements_bulk_run", args=[self.pk])

    @property
    def is_of_positions(self) -> bool:
        return self.way in OF_POSITIONS

    @property
    def total(self) -> int:
        return len(self.records)

    @property
    def is_over(self) -> bool:
        return self.state in (BulkState.FINISHED, BulkState.STOPPED)
