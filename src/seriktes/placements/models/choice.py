import uuid

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from seriktes.common.models import Stamped
from seriktes.curriculum.enums import StudyLevel
from seriktes.organisations.models import Person
from seriktes.placements.enums import ApplicationState, CoupleState
from seriktes.placements.models.positions import Position
from seriktes.placements.models.programmes import Cohort


class Application(Stamped):
    """That a student takes part in a cohort's choice."""

    cohort = models.ForeignKey(Cohort, on_delete=models.PROTECT, related_name="applications")
    student = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="placement_applications")
    state = models.CharField(
        _("state"), max_length=10, choices=ApplicationState.choices, default=ApplicationState.DRAFT
    )
    # What the student says of the studies; checked against the cohort's conditions when it is submitted.
    level = models.CharField(_("level of study"), max_length=10, choices=StudyLevel.choices, blank=True)
    year = models.PositiveSmallIntegerField(_("year of study"), null=True, blank=True)
    study_programme = models.CharField(_("programme of study"), max_length=20, blank=True)
    about = models.TextField(_("about yourself, for hosts"), max_length=2000, blank=True)
    submitted_at = models.DateTimeField(null=True, blank=True, editable=False)
    refusal = models.CharField(_("why not admitted"), max_length=500, blank=True)
    withdrawal = models.CharField(_("why withdrawn"), max_length=500, blank=True)

    class Meta:
        verbose_name = _("application for placements")
        verbose_name_plural = _("applications for placements")
        constraints = [models.UniqueConstraint(fields=["cohort", "student"], name="application_once_a_cohort")]
        indexes = [models.Index(fields=["cohort", "state"], name="application_of_cohort")]

    def __str__(self) -> str:
        return f"{self.student_id} → {self.cohort_id}"

    def get_absolute_url(self) -> str:
        return reverse("placements:application", args=[self.pk])


class Wish(models.Model):
    """A line of a student's list; equal ranks are equally wished. Of a student in a couple the lines repeat what the
    pairs name, so that hosts rank everybody alike.

    `host_rank` is the host's own order of who wishes the position: empty, the host has not ranked; whom a host does not
    accept is marked."""

    application = models.ForeignKey(Application, on_delete=models.CASCADE, related_name="wishes")
    position = models.ForeignKey(Position, on_delete=models.PROTECT, related_name="wishes")
    rank = models.PositiveSmallIntegerField(_("rank"))
    host_rank = models.PositiveIntegerField(_("the host's rank"), null=True, blank=True)
    not_accepted_at = models.DateTimeField(null=True, blank=True)
    not_accepted_reason = models.CharField(_("why not accepted"), max_length=300, blank=True)

    class Meta:
        verbose_name = _("wish")
        verbose_name_plural = _("wishes")
        constraints = [models.UniqueConstraint(fields=["application", "position"], name="wish_once")]
        indexes = [models.Index(fields=["position", "host_rank"], name="wish_for_position")]

    def __str__(self) -> str:
        return f"{self.application_id}: {self.position_id} ({self.rank})"


class Couple(Stamped):
    """Two students of one cohort who apply together: both agree, and rank pairs of positions."""

    cohort = models.ForeignKey(Cohort, on_delete=models.PROTECT, related_name="couples")
    # Who asked, and who was asked.
    asker = models.ForeignKey(Application, on_delete=models.PROTECT, related_name="couples_asked")
    partner = models.ForeignKey(Application, on_delete=models.PROTECT, related_name="couples_answered")
    state = models.CharField(_("state"), max_length=8, choices=CoupleState.choices, default=CoupleState.ASKED)
    # When each agreed to the list as it stands; whoever changes it takes back the other's word.
    asker_agreed_at = models.DateTimeField(null=True, blank=True, editable=False)
    partner_agreed_at = models.DateTimeField(null=True, blank=True, editable=False)

    class Meta:
        verbose_name = _("joint application")
        verbose_name_plural = _("joint applications")
        constraints = [
            models.CheckConstraint(name="couple_is_two", condition=~Q(asker=F("partner"))),
            models.UniqueConstraint(fields=["asker"], condition=~Q(state="apart"), name="couple_once_of_asker"),
            models.UniqueConstraint(fields=["partner"], condition=~Q(state="apart"), name="couple_once_of_partner"),
        ]
        indexes = [models.Index(fields=["cohort", "state"], name="couple_of_cohort")]

    def __str__(self) -> str:
        return f"{self.asker_id} + {self.partner_id}"


class CoupleWish(models.Model):
    """A pair of positions, for the asker and for the partner; one of the two may be empty."""

    couple = models.ForeignKey(Couple, on_delete=models.CASCADE, related_name="wishes")
    for_asker = models.ForeignKey(Position, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    for_partner = models.ForeignKey(Position, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    rank = models.PositiveSmallIntegerField(_("rank"))

    class Meta:
        verbose_name = _("pair of positions")
        verbose_name_plural = _("pairs of positions")
        constraints = [
            models.UniqueConstraint(fields=["couple", "for_asker", "for_partner"], name="couple_wish_once"),
            models.UniqueConstraint(
                fields=["couple", "for_asker"], condition=Q(for_partner__isnull=True), name="couple_wish_once_of_asker"
            ),
            models.UniqueConstraint(
                fields=["couple", "for_partner"], condition=Q(for_asker__isnull=True), name="couple_wish_once_of_other"
            ),
            models.CheckConstraint(
                name="couple_wish_names_a_position",
                condition=Q(for_asker__isnull=False) | Q(for_partner__isnull=False),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.couple_id}: {self.for_asker_id} + {self.for_partner_id} ({self.rank})"


def application_document_path(_document: "ApplicationDocument", filename: str) -> str:
    return f"applications/{uuid.uuid4().hex}/{filename[-100:]}"


class ApplicationDocument(models.Model):
    """What an applicant handed in; `code` is one of the cohort's. Served by a view only."""

    application = models.ForeignKey(Application, on_delete=models.CASCADE, related_name="documents")
    code = models.CharField(max_length=40)
    file = models.FileField(_("file"), upload_to=application_document_path, max_length=300)
    name = models.CharField(_("name"), max_length=200)
    sha256 = models.CharField(max_length=64)
    at = models.DateTimeField()

    class Meta:
        verbose_name = _("document of an applicant")
        verbose_name_plural = _("documents of applicants")
        constraints = [models.UniqueConstraint(fields=["application", "code"], name="application_document_once")]

    def __str__(self) -> str:
        return self.name


class HostRanking(Stamped):
    """How far a host is with ranking those who wish a position: one row a position, made when the host is first asked."""

    position = models.OneToOneField(Position, on_delete=models.PROTECT, related_name="ranking")
    ranked_at = models.DateTimeField(null=True, blank=True, editable=False)
    ranked_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, editable=False, on_delete=models.PROTECT, related_name="+"
    )
    # Who ranked by a link, in words.
    by_label = models.CharField(max_length=254, blank=True, editable=False)
    asked_at = models.DateTimeField(null=True, blank=True, editable=False)
    times_asked = models.PositiveSmallIntegerField(default=0, editable=False)

    class Meta:
        verbose_name = _("ranking by a host")
        verbose_name_plural = _("rankings by hosts")

    def __str__(self) -> str:
        return str(self.position_id)
