from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from seriktes.challenges.enums import Frequency
from seriktes.common.models import Stamped


class ChallengeWatch(Stamped):
    """How often somebody wants to hear of new challenges, and of which."""

    user = models.OneToOneField(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="challenge_watch")
    frequency = models.CharField(
        _("how often"), max_length=12, choices=Frequency.choices, default=Frequency.FORTNIGHTLY
    )
    # A challenge that fits one of them: words in any language, subjects as "scheme:code", regions. All empty: what fits
    # the own evidence.
    words = models.CharField(_("words"), max_length=500, blank=True)
    subjects = models.JSONField(_("subjects"), default=list)
    regions = models.JSONField(_("regions"), default=list)
    sent_at = models.DateTimeField(null=True, blank=True, editable=False)
    next_at = models.DateTimeField(null=True, blank=True, editable=False, db_index=True)

    class Meta:
        verbose_name = _("news of challenges")
        verbose_name_plural = _("news of challenges")

    def __str__(self) -> str:
        return f"{self.user_id} {self.frequency}"
