from django.db import models
from django.utils.translation import gettext_lazy as _

from seriktes.common.models import Stamped
from seriktes.organisations.models import Organisation
from seriktes.partnerships.definitions.checks import LOWERABLE, Level

LEVELS = [
    (Level.REFUSE.value, _("refuse")),
    (Level.WARN.value, _("warn")),
    (Level.OFF.value, _("do not look")),
]


class RuleLevel(Stamped):
    """How strictly an organisation keeps one of the rules on dates (`definitions.checks`)."""

    organisation = models.ForeignKey(Organisation, on_delete=models.CASCADE, related_name="rule_levels")
    rule = models.CharField(_("rule"), max_length=40, choices=LOWERABLE)
    level = models.CharField(_("how strictly"), max_length=8, choices=LEVELS)

    class Meta:
        verbose_name = _("strictness of a rule")
        verbose_name_plural = _("strictness of rules")
        constraints = [models.UniqueConstraint(fields=["organisation", "rule"], name="rule_once_an_organisation")]

    def __str__(self) -> str:
        return f"{self.organisation_id}: {self.rule} {self.level}"
