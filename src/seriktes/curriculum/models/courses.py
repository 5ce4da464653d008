from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from seriktes.common.fields import KeyField
from seriktes.common.models import Languages, Stamped
from seriktes.curriculum.enums import EmployerPart, StudyLevel
from seriktes.exchange.models import Provenanced
from seriktes.organisations.models import NamedInThree, Organisation, Person, Unit
from seriktes.partnerships.models import Activity


class Catalogued(NamedInThree, Stamped, Provenanced):
    """What stands in a university's catalogue under a code: sorted by its name, and closed instead of deleted."""

    # When two organisations become one and both have the code, the second one's is closed.
    SET_ASIDE_BY = "closed_on"

    code = KeyField(_("code"), max_length=30)
    closed_on = models.DateField(_("closed on"), null=True, blank=True)
    sort_kk = KeyField(max_length=300, blank=True, editable=False)
    sort_ru = KeyField(max_length=300, blank=True, editable=False)
    sort_en = KeyField(max_length=300, blank=True, editable=False)

    class Meta:
        abstract = True


class StudyProgramme(Catalogued):
    """A programme of study, by the code under which the state registers it (6B07101)."""

    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="study_programmes")
    unit = models.ForeignKey(Unit, null=True, blank=True, on_delete=models.PROTECT, related_name="study_programmes")
    level = models.CharField(_("level"), max_length=10, choices=StudyLevel.choices)

    class Meta:
        verbose_name = _("programme of study")
        verbose_name_plural = _("programmes of study")
        constraints = [
            models.UniqueConstraint(
                fields=["organisation", "code"], condition=Q(closed_on__isnull=True), name="study_programme_code_once"
            )
        ]

    def __str__(self) -> str:
        return f"{self.code} {self.name}".strip()

    def get_absolute_url(self) -> str:
        return reverse("curriculum:study_programme", args=[self.pk])


class Course(Catalogued):
    """A course of the catalogue: what is taught, by whom, and which part employers have in it."""

    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="courses")
    unit = models.ForeignKey(Unit, null=True, blank=True, on_delete=models.PROTECT, related_name="courses")
    credits = models.DecimalField(_("credits"), max_digits=4, decimal_places=1, null=True, blank=True)
    # Of teaching, in the order of the enum: ["kk", "ru"].
    languages = models.JSONField(_("languages of teaching"), default=list, blank=True)
    responsible = models.ForeignKey(
        Person, null=True, blank=True, on_delete=models.PROTECT, related_name="courses", verbose_name=_("responsible")
    )
    # In words; which employer does what stands in `CourseEmployer`.
    employers_part = models.TextField(_("the part of employers"), max_length=2000, blank=True)
    programmes = models.ManyToManyField(
        StudyProgramme, blank=True, related_name="courses", verbose_name=_("programmes")
    )

    class Meta:
        verbose_name = _("course")
        verbose_name_plural = _("courses")
        constraints = [
            models.UniqueConstraint(
                fields=["organisation", "code"], condition=Q(closed_on__isnull=True), name="course_code_once"
            )
        ]
        indexes = [
            models.Index(fields=["organisation", "closed_on", f"sort_{code}"], name=f"course_sort_{code}")
            for code in Languages.values
        ]

    def __str__(self) -> str:
        return f"{self.code} {self.name}".strip()

    def get_absolute_url(self) -> str:
        return reverse("curriculum:course", args=[self.pk])


class CourseEmployer(models.Model):
    """What one employer does in a course, from when to when."""

    SET_ASIDE_BY = "ends_on"

    course = models.ForeignKey(Course, on_delete=models.CASCADE, related_name="employers")
    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="course_parts")
    part = models.CharField(_("part"), max_length=10, choices=EmployerPart.choices)
    note = models.CharField(_("in words"), max_length=300, blank=True)
    starts_on = models.DateField(_("from"), null=True, blank=True)
    ends_on = models.DateField(_("to"), null=True, blank=True)

    class Meta:
        verbose_name = _("part of an employer in a course")
        verbose_name_plural = _("parts of employers in courses")
        constraints = [
            models.UniqueConstraint(
                fields=["course", "organisation", "part"], condition=Q(ends_on__isnull=True), name="employer_part_once"
            ),
            models.CheckConstraint(
                name="employer_part_ends_after_it_starts",
                condition=Q(starts_on__isnull=True) | Q(ends_on__isnull=True) | Q(ends_on__gte=F("starts_on")),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.course_id}: {self.organisation_id} {self.part}"


class CourseRun(Stamped, Provenanced):
    """A course as it was taught in one term."""

    course = models.ForeignKey(Course, on_delete=models.PROTECT, related_name="runs")
    # In the university's own words: "2026/2027, 1".
    term = models.CharField(pgettext_lazy("of studies", "term"), max_length=40)
    starts_on = models.DateField(_("from"))
    ends_on = models.DateField(_("to"))
    language = models.CharField(_("language"), max_length=2, choices=Languages.choices, blank=True)
    teacher = models.ForeignKey(
        Person, null=True, blank=True, on_delete=models.PROTECT, related_name="course_runs", verbose_name=_("teacher")
    )
    # How many, and never who.
    students = models.PositiveIntegerField(_("students"), null=True, blank=True)
    note = models.CharField(_("note"), max_length=500, blank=True)

    class Meta:
        verbose_name = _("course run")
        verbose_name_plural = _("course runs")
        constraints = [
            models.UniqueConstraint(fields=["course", "term", "language"], name="course_run_once"),
            models.CheckConstraint(name="course_run_ends_after_it_starts", condition=Q(ends_on__gte=F("starts_on"))),
        ]
        indexes = [models.Index(fields=["course", "-starts_on"], name="course_run_by_day")]

    def __str__(self) -> str:
        return self.term

    def get_absolute_url(self) -> str:
        return f"{reverse('curriculum:course', args=[self.course_id])}#runs"


class CourseActivity(models.Model):
    """An activity of a partnership that belongs to a course: a guest lecture, an exam, a review, a certification.

    What was done, when and by whom stands in the activity, which both sides confirm. Of a certification, who certifies
    and until when it holds stands here.
    """

    course = models.ForeignKey(Course, on_delete=models.CASCADE, related_name="activities")
    run = models.ForeignKey(CourseRun, null=True, blank=True, on_delete=models.PROTECT, related_name="activities")
    activity = models.ForeignKey(Activity, on_delete=models.PROTECT, related_name="courses")
    certifier = models.ForeignKey(
        Organisation, null=True, blank=True, on_delete=models.PROTECT, related_name="courses_certified"
    )
    certificate = models.CharField(_("number of the certificate"), max_length=60, blank=True)
    valid_until = models.DateField(_("valid until"), null=True, blank=True)
    withdrawn_on = models.DateField(_("withdrawn on"), null=True, blank=True)
    withdrawal = models.CharField(_("why it was withdrawn"), max_length=300, blank=True)

    class Meta:
        verbose_name = _("activity of a course")
        verbose_name_plural = _("activities of courses")
        constraints = [models.UniqueConstraint(fields=["course", "activity"], name="activity_of_course_once")]
        indexes = [models.Index(fields=["valid_until"], name="course_certified_until")]

    def __str__(self) -> str:
        return f"{self.course_id}: {self.activity_id}"
