from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from django.utils.translation import get_language, pgettext_lazy
from django.utils.translation import gettext_lazy as _

from seriktes.common.fields import KeyField
from seriktes.common.models import Stamped
from seriktes.exchange.models import Provenanced
from seriktes.organisations.models import NamedInThree, Organisation, Post, Unit
from seriktes.organisations.models.organisation import FALLBACK
from seriktes.placements.enums import CohortState, ProgrammeKind


class Programme(NamedInThree, Stamped, Provenanced):
    """What a university offers term after term: an internship, dual education, a practice, theses, secondments."""

    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="placement_programmes")
    unit = models.ForeignKey(Unit, null=True, blank=True, on_delete=models.PROTECT, related_name="placement_programmes")
    # The post that owns it; the organisation's career centre looks after those without.
    post = models.ForeignKey(Post, null=True, blank=True, on_delete=models.PROTECT, related_name="placement_programmes")
    kind = models.CharField(_("kind"), max_length=16, choices=ProgrammeKind.choices)
    about_kk = models.TextField(_("about, in Kazakh"), max_length=5000, blank=True)
    about_ru = models.TextField(_("about, in Russian"), max_length=5000, blank=True)
    about_en = models.TextField(_("about, in English"), max_length=5000, blank=True)
    number = KeyField(_("number"), max_length=60, blank=True)
    own_hosts_allowed = models.BooleanField(_("students may propose a host of their own"), default=True)
    archived_at = models.DateTimeField(null=True, blank=True, editable=False)

    class Meta:
        verbose_name = _("placement programme")
        verbose_name_plural = _("placement programmes")
        indexes = [models.Index(fields=["organisation", "kind"], name="programme_of_organisation")]

    def get_absolute_url(self) -> str:
        return reverse("placements:programme", args=[self.pk])

    @property
    def is_for_faculty(self) -> bool:
        """Of a secondment: who applies teaches, and has no level, year or programme of study to tell."""
        return self.kind == ProgrammeKind.SECONDMENT

    @property
    def about(self) -> str:
        order = FALLBACK.get((get_language() or "kk")[:2], FALLBACK["kk"])
        return next((text for code in order if (text := getattr(self, f"about_{code}"))), "")


class Cohort(Stamped, Provenanced):
    """One term of a programme, with its days and conditions. The next is made by copying."""

    programme = models.ForeignKey(Programme, on_delete=models.PROTECT, related_name="cohorts")
    # "Spring 2027": what the term is called in all languages of the university, as typed.
    term = models.CharField(pgettext_lazy("of studies", "term"), max_length=120)
    state = models.CharField(_("stage"), max_length=10, choices=CohortState.choices, default=CohortState.DRAFT)
    copied_from = models.ForeignKey(
        "self", null=True, blank=True, editable=False, on_delete=models.PROTECT, related_name="copies"
    )
    # When the placements are, unless a placement says otherwise.
    starts_on = models.DateField(_("placements begin on"))
    ends_on = models.DateField(_("placements end on"))
    # Hosts offer positions to the first day, students apply and rank to the second, hosts rank to the third.
    positions_until = models.DateField(_("positions are offered until"))
    applications_from = models.DateField(_("applications from"))
    applications_until = models.DateField(_("applications until"))
    ranking_until = models.DateField(_("hosts rank until"))
    credits = models.DecimalField(_("credits"), max_digits=5, decimal_places=1, null=True, blank=True)
    hours = models.PositiveIntegerField(_("hours in all"), null=True, blank=True)
    # Who may apply. Empty lists mean everybody: levels ["bachelor", "master", "doctoral"], years of study [3, 4], units
    # of the university (ids), programmes of study (codes, "6B07101").
    levels = models.JSONField(_("levels of study"), default=list, blank=True)
    years = models.JSONField(_("years of study"), default=list, blank=True)
    units = models.JSONField(_("departments"), default=list, blank=True)
    study_programmes = models.JSONField(_("programmes of study"), default=list, blank=True)
    # What an applicant hands in: [{"code", "name": {"kk", "ru", "en"}, "required": true}].
    documents = models.JSONField(_("documents of an applicant"), default=list, blank=True)
    # How many positions a student may rank, and at most how many students of one programme of study or to one region.
    wishes_at_most = models.PositiveSmallIntegerField(_("positions that a student ranks, at most"), default=10)
    programme_quotas = models.JSONField(_("quotas by programme of study"), default=dict, blank=True)
    region_quotas = models.JSONField(_("quotas by region"), default=dict, blank=True)
    couples_allowed = models.BooleanField(_("two students may apply together"), default=False)
    note = models.TextField(_("note"), max_length=5000, blank=True)

    class Meta:
        verbose_name = _("cohort")
        verbose_name_plural = _("cohorts")
        constraints = [
            models.UniqueConstraint(fields=["programme", "term"], name="cohort_term_once"),
            models.CheckConstraint(name="cohort_ends_after_it_starts", condition=Q(ends_on__gte=F("starts_on"))),
            models.CheckConstraint(
                name="cohort_days_in_order",
                condition=Q(applications_until__gte=F("applications_from"))
                & Q(ranking_until__gte=F("applications_until"))
                & Q(applications_until__gte=F("positions_until")),
            ),
        ]
        indexes = [models.Index(fields=["state", "-starts_on"], name="cohort_by_state")]

    def __str__(self) -> str:
        return f"{self.programme.name} · {self.term}"

    def get_absolute_url(self) -> str:
        return reverse("placements:cohort", args=[self.pk])
