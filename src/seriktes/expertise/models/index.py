from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from seriktes.common.models import Stamped


class IndexChange(models.Model):
    """A document of the index (`evidence:12`, `profile:5`) that changed since it was indexed. Written with the change
    itself, removed when the index has it: what a crash left stands here."""

    key = models.CharField(max_length=40)
    at = models.DateTimeField(auto_now_add=True)

    class Meta:
        verbose_name = _("change to be indexed")
        verbose_name_plural = _("changes to be indexed")
        indexes = [models.Index(fields=["key"], name="index_change_key")]

    def __str__(self) -> str:
        return self.key


class GlossaryTerm(Stamped):
    """An entry that a librarian added to the shipped glossary, or changed, or took out of use."""

    # The shipped entry that this one replaces, by its words (`queries.glossary.key_of`); empty for a new one.
    replaces = models.CharField(max_length=16, blank=True, editable=False)
    kk = models.CharField(_("Kazakh"), max_length=300, blank=True)
    ru = models.CharField(_("Russian"), max_length=300, blank=True)
    en = models.CharField(_("English"), max_length=300, blank=True)
    field = models.CharField(_("field"), max_length=40, blank=True)
    source = models.CharField(_("source"), max_length=300, blank=True)
    # A native speaker should look at the Kazakh.
    needs_check = models.BooleanField(_("to be checked by a native speaker"), default=False)
    is_out = models.BooleanField(_("out of use"), default=False)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+")

    class Meta:
        verbose_name = _("glossary entry")
        verbose_name_plural = _("glossary entries")
        constraints = [
            models.UniqueConstraint(fields=["replaces"], condition=~Q(replaces=""), name="glossary_replaced_once")
        ]

    def __str__(self) -> str:
        return " · ".join(term for term in (self.kk, self.ru, self.en) if term)
