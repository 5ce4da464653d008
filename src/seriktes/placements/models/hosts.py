from django.conf import settings
from django.db import models
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from seriktes.common.models import Stamped
from seriktes.organisations.models import Organisation
from seriktes.placements.enums import HostStanding


class HostRecord(Stamped):
    """What a university knows of a host. The note is shown on each of the host's placements; the standing is decided by
    a person, with reasons, and each change is in the log of the record."""

    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="host_records")
    host = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="host_records_of_others")
    standing = models.CharField(_("standing"), max_length=8, choices=HostStanding.choices, default=HostStanding.NEW)
    # Codes of `definitions.watching`, and the words of whoever decided.
    reasons = models.JSONField(_("reasons"), default=list, blank=True)
    reason = models.CharField(_("reason in words"), max_length=1000, blank=True)
    note = models.TextField(_("note shown on each placement"), max_length=3000, blank=True)
    look_again_on = models.DateField(_("look again on"), null=True, blank=True)
    # What a person has looked at and let pass, as code and figure: proposed anew only when it grows.
    set_aside = models.JSONField(default=dict, blank=True, editable=False)
    decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, editable=False, on_delete=models.PROTECT, related_name="+"
    )
    decided_at = models.DateTimeField(null=True, blank=True, editable=False)

    class Meta:
        verbose_name = _("record of a host")
        verbose_name_plural = _("records of hosts")
        constraints = [models.UniqueConstraint(fields=["organisation", "host"], name="host_record_once")]
        indexes = [models.Index(fields=["host", "standing"], name="host_record_of_host")]

    def __str__(self) -> str:
        return f"{self.organisation_id} → {self.host_id}: {self.standing}"

    def get_absolute_url(self) -> str:
        return reverse("placements:host", args=[self.organisation_id, self.host_id])
