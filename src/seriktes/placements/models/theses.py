from django.core.validators import MaxValueValidator
from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from seriktes.common.models import Stamped
from seriktes.exchange.models import Provenanced
from seriktes.organisations.models import NamedInThree, Organisation, Person
from seriktes.placements.enums import CommissionAnswer, CommissionRole, DefenceState, ThesisState
from seriktes.placements.models.placements import Placement
from seriktes.placements.models.programmes import Cohort, Programme

POINTS_AT_MOST = 100


class ThesisRule(Stamped):
    """What a programme of theses holds of topics and defences; without a row the usual numbers count
    (`definitions.theses`)."""

    programme = models.OneToOneField(Programme, on_delete=models.CASCADE, related_name="thesis_rule")
    topics_taken_directly = models.BooleanField(
        _("students take a topic themselves, the first who comes"), default=True
    )
    supervisor_votes = models.BooleanField(_("a supervisor votes on the own student"), default=False)
    members_at_least = models.PositiveSmallIntegerField(_("members with a vote on a thesis, at least"), default=3)
    employers_at_least = models.PositiveSmallIntegerField(_("members from employers, at least"), default=1)
    pass_from = models.PositiveSmallIntegerField(_("defended from so many points of 100"), default=50)

    class Meta:
        verbose_name = _("rule of theses")
        verbose_name_plural = _("rules of theses")
        constraints = [
            models.CheckConstraint(
                name="thesis_rule_has_sense",
                condition=Q(members_at_least__gte=1, pass_from__gte=1, pass_from__lte=POINTS_AT_MOST),
            )
        ]

    def __str__(self) -> str:
        return f"{self.programme_id}: {self.pass_from} / {POINTS_AT_MOST}"


class Defence(Stamped):
    """One sitting of a commission, before which several theses of a cohort may be defended."""

    cohort = models.ForeignKey(Cohort, on_delete=models.PROTECT, related_name="defences")
    state = models.CharField(_("state"), max_length=10, choices=DefenceState.choices, default=DefenceState.PLANNED)
    starts_at = models.DateTimeField(_("begins"))
    place = models.CharField(_("place"), max_length=300)
    # Why it was cancelled.
    reason = models.CharField(_("why"), max_length=500, blank=True, editable=False)

    class Meta:
        verbose_name = _("defence of theses")
        verbose_name_plural = _("defences of theses")
        indexes = [models.Index(fields=["cohort", "starts_at"], name="defence_of_cohort")]

    def __str__(self) -> str:
        return f"{self.cohort} · {timezone.localtime(self.starts_at):%d.%m.%Y}"

    def get_absolute_url(self) -> str:
        return reverse("placements:defence", args=[self.pk])


class CommissionMember(models.Model):
    """Somebody of a commission: a person of the register or a name, and for whom they sit there."""

    defence = models.ForeignKey(Defence, on_delete=models.CASCADE, related_name="members")
    role = models.CharField(
        _("part in the commission"), max_length=10, choices=CommissionRole.choices, default=CommissionRole.MEMBER
    )
    person = models.ForeignKey(
        Person, null=True, blank=True, on_delete=models.PROTECT, related_name="commissions_of_theses"
    )
    contact_name = models.CharField(_("name"), max_length=200, blank=True)
    email = models.EmailField(_("e-mail"), blank=True)
    # The university itself, or an employer.
    organisation = models.ForeignKey(
        Organisation, null=True, blank=True, on_delete=models.PROTECT, related_name="commissions_of_theses"
    )
    post_words = models.CharField(_("post"), max_length=200, blank=True)
    # Whether they come, as they said by the link of the letter; another day or place asks anew.
    answer = models.CharField(_("answer"), max_length=3, choices=CommissionAnswer.choices, blank=True, editable=False)
    answer_note = models.CharField(_("note"), max_length=300, blank=True, editable=False)
    answered_at = models.DateTimeField(null=True, blank=True, editable=False)
    answered_label = models.CharField(max_length=254, blank=True, editable=False)

    class Meta:
        verbose_name = _("member of a commission")
        verbose_name_plural = _("members of a commission")
        ordering = ("pk",)
        constraints = [
            models.UniqueConstraint(
                fields=["defence"], condition=Q(role=CommissionRole.CHAIR), name="commission_has_one_chair"
            ),
            models.UniqueConstraint(fields=["defence", "person"], name="commission_member_once"),
            models.CheckConstraint(
                name="commission_member_is_somebody", condition=Q(person__isnull=False) | ~Q(contact_name="")
            ),
        ]

    def __str__(self) -> str:
        return self.person.name if self.person else self.contact_name


class Thesis(NamedInThree, Stamped, Provenanced):
    """What a placement of a programme of theses ends in: its title, its stages, its defence and result. Student, host and
    both supervisors are those of the placement."""

    placement = models.OneToOneField(Placement, on_delete=models.PROTECT, related_name="thesis")
    state = models.CharField(_("stage"), max_length=10, choices=ThesisState.choices, default=ThesisState.TAKEN)
    # Why it was declined or returned last.
    reason = models.CharField(_("why"), max_length=500, blank=True, editable=False)
    defence = models.ForeignKey(Defence, null=True, blank=True, on_delete=models.PROTECT, related_name="theses")
    points = models.PositiveSmallIntegerField(
        _("points of 100"), null=True, blank=True, validators=[MaxValueValidator(POINTS_AT_MOST)]
    )
    votes_for = models.PositiveSmallIntegerField(_("votes for"), null=True, blank=True)
    votes_against = models.PositiveSmallIntegerField(_("votes against"), null=True, blank=True)
    questions = models.TextField(_("questions and answers"), max_length=5000, blank=True)
    resolution = models.TextField(_("what the commission resolved"), max_length=2000, blank=True)

    class Meta:
        verbose_name = pgettext_lazy("work of a student", "thesis")
        verbose_name_plural = pgettext_lazy("work of a student", "theses")
        constraints = [
            models.CheckConstraint(
                name="thesis_points_in_range", condition=Q(points__isnull=True) | Q(points__lte=POINTS_AT_MOST)
            ),
            models.CheckConstraint(
                name="thesis_with_a_result_has_points",
                condition=~Q(state__in=[ThesisState.DEFENDED, ThesisState.FAILED]) | Q(points__isnull=False),
            ),
        ]
        indexes = [models.Index(fields=["state"], name="thesis_by_state")]

    def get_absolute_url(self) -> str:
        return reverse("placements:placement", args=[self.placement_id]) + "#thesis"
