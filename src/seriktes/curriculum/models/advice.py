from django.conf import settings
from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from seriktes.common.models import Stamped
from seriktes.curriculum.enums import AdviceState, ChangeState
from seriktes.curriculum.models.councils import Council, CouncilMember
from seriktes.curriculum.models.courses import Course, CourseRun, StudyProgramme
from seriktes.curriculum.models.meetings import Meeting
from seriktes.organisations.models import NamedInThree, Post


class Recommendation(NamedInThree, Stamped):
    """What a council advised. Its name is the advice in one sentence; what became of it stands in its changes."""

    council = models.ForeignKey(Council, on_delete=models.PROTECT, related_name="recommendations")
    meeting = models.ForeignKey(Meeting, on_delete=models.PROTECT, related_name="recommendations")
    number = models.PositiveIntegerField(_("number"))
    # Whose advice it was, where one member gave it.
    member = models.ForeignKey(
        CouncilMember, null=True, blank=True, on_delete=models.PROTECT, related_name="recommendations"
    )
    why = models.TextField(_("why"), max_length=3000, blank=True)
    programme = models.ForeignKey(
        StudyProgramme, null=True, blank=True, on_delete=models.PROTECT, related_name="recommendations"
    )
    course = models.ForeignKey(Course, null=True, blank=True, on_delete=models.PROTECT, related_name="recommendations")
    # Whose desk the next step lies on, and by when. Without one of the two the chain is dead.
    owner = models.ForeignKey(Post, null=True, blank=True, on_delete=models.PROTECT, related_name="recommendations")
    due_on = models.DateField(_("next step by"), null=True, blank=True)
    # Kept by `actions.advice` alone.
    state = models.CharField(_("state"), max_length=12, choices=AdviceState.choices, default=AdviceState.OPEN)
    refusal = models.CharField(_("why it was not taken up"), max_length=1000, blank=True)
    ended_on = models.DateField(null=True, blank=True, editable=False)

    class Meta:
        verbose_name = _("recommendation")
        verbose_name_plural = _("recommendations")
        constraints = [models.UniqueConstraint(fields=["council", "number"], name="recommendation_number_once")]
        indexes = [
            models.Index(fields=["council", "state", "due_on"], name="recommendation_by_state"),
            models.Index(fields=["state", "due_on"], name="recommendation_due"),
        ]

    def get_absolute_url(self) -> str:
        return reverse("curriculum:recommendation", args=[self.pk])


class CurriculumChange(Stamped):
    """What is changed in which course or programme because of a recommendation, and what came of it."""

    recommendation = models.ForeignKey(Recommendation, on_delete=models.PROTECT, related_name="changes")
    course = models.ForeignKey(Course, null=True, blank=True, on_delete=models.PROTECT, related_name="changes")
    programme = models.ForeignKey(
        StudyProgramme, null=True, blank=True, on_delete=models.PROTECT, related_name="changes"
    )
    what = models.TextField(_("what changes"), max_length=3000)
    state = models.CharField(_("state"), max_length=12, choices=ChangeState.choices, default=ChangeState.PROPOSED)
    decided_on = models.DateField(_("decided on"), null=True, blank=True)
    # The body and its minutes: "Academic council, № 5".
    decided_by = models.CharField(_("decided by"), max_length=300, blank=True)
    refusal = models.CharField(_("why refused"), max_length=1000, blank=True)
    # The course run in which it was carried out.
    run = models.ForeignKey(CourseRun, null=True, blank=True, on_delete=models.PROTECT, related_name="changes")
    carried_out_on = models.DateField(null=True, blank=True, editable=False)
    # In words and a figure: "of the students passed the certification", before 41, after 68, %.
    result = models.TextField(_("result in words"), max_length=2000, blank=True)
    measure = models.CharField(_("what is measured"), max_length=200, blank=True)
    before = models.DecimalField(_("figure before"), max_digits=12, decimal_places=2, null=True, blank=True)
    after = models.DecimalField(_("figure after"), max_digits=12, decimal_places=2, null=True, blank=True)
    unit = models.CharField(_("unit of the figure"), max_length=30, blank=True)
    concluded_on = models.DateField(null=True, blank=True, editable=False)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+")

    class Meta:
        verbose_name = _("change of a curriculum")
        verbose_name_plural = _("changes of curricula")
        constraints = [
            models.CheckConstraint(
                name="change_is_of_a_course_or_programme",
                condition=Q(course__isnull=False) | Q(programme__isnull=False),
            ),
            models.CheckConstraint(name="refused_change_says_why", condition=~Q(state="refused") | ~Q(refusal="")),
            models.CheckConstraint(
                name="carried_out_change_names_its_run",
                condition=~Q(state__in=["carried_out", "concluded"]) | Q(run__isnull=False),
            ),
            models.CheckConstraint(
                name="concluded_change_has_a_result", condition=~Q(state="concluded") | ~Q(result="")
            ),
        ]

    def __str__(self) -> str:
        return self.what[:80]
