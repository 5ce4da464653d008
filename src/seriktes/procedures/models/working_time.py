from django.db import models
from django.utils.translation import gettext_lazy as _

from seriktes.common.models import Stamped
from seriktes.organisations.models import Organisation


class OfficeHours(models.Model):
    """When an organisation works on a weekday (Monday 0); several rows a day leave lunch out. None: the country's."""

    organisation = models.ForeignKey(Organisation, on_delete=models.CASCADE, related_name="office_hours")
    weekday = models.PositiveSmallIntegerField(_("weekday"))
    opens = models.TimeField(_("from"))
    closes = models.TimeField(_("to"))

    class Meta:
        verbose_name = _("office hours")
        verbose_name_plural = _("office hours")
        ordering = ("weekday", "opens")
        constraints = [
            models.CheckConstraint(
                name="office_closes_after_it_opens", condition=models.Q(closes__gt=models.F("opens"))
            ),
            models.CheckConstraint(name="weekday_of_seven", condition=models.Q(weekday__lte=6)),
        ]

    def __str__(self) -> str:
        return f"{self.weekday} {self.opens}–{self.closes}"


class OwnDay(Stamped):
    """A day on which one organisation works or rests otherwise than the country."""

    organisation = models.ForeignKey(Organisation, on_delete=models.CASCADE, related_name="own_days")
    day = models.DateField(_("day"))
    is_working = models.BooleanField(_("a working day"), default=False)
    note = models.CharField(_("what it is"), max_length=200, blank=True)

    class Meta:
        verbose_name = _("day of one's own")
        verbose_name_plural = _("days of one's own")
        constraints = [models.UniqueConstraint(fields=["organisation", "day"], name="own_day_once")]

    def __str__(self) -> str:
        return f"{self.day} {'+' if self.is_working else '-'}"
