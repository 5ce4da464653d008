from django.db import models
from django.utils.translation import gettext_lazy as _

from seriktes.common.models import Stamped
from seriktes.exchange.models import Provenanced
from seriktes.organisations.models import Person


class ExpertProfile(Stamped, Provenanced):
    """What somebody says of the own expertise. Nobody has to: evidence fills the page without it."""

    person = models.OneToOneField(Person, on_delete=models.CASCADE, related_name="expert_profile")
    about_kk = models.TextField(_("what I can help with, in Kazakh"), max_length=2000, blank=True)
    about_ru = models.TextField(_("what I can help with, in Russian"), max_length=2000, blank=True)
    about_en = models.TextField(_("what I can help with, in English"), max_length=2000, blank=True)
    # Languages in which the expert can be addressed.
    languages = models.JSONField(_("languages"), default=list)
    accepts_enquiries = models.BooleanField(_("takes enquiries"), default=True)

    class Meta:
        verbose_name = _("expert profile")
        verbose_name_plural = _("expert profiles")

    def __str__(self) -> str:
        return f"{self.person_id}"
