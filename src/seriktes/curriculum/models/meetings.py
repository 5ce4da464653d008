from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from seriktes.common.models import Stamped
from seriktes.curriculum.enums import Answer, MeetingState, MinutesState
from seriktes.curriculum.models.councils import Council, CouncilMember
from seriktes.curriculum.models.courses import Course, StudyProgramme
from seriktes.documents.models import DocumentVersion
from seriktes.organisations.models.organisation import FALLBACK


class InTwo(models.Model):
    """A text in Kazakh and Russian, side by side."""

    text_kk = models.TextField(_("in Kazakh"), max_length=10_000, blank=True)
    text_ru = models.TextField(_("in Russian"), max_length=10_000, blank=True)

    class Meta:
        abstract = True

    @property
    def text(self) -> str:
        order = FALLBACK.get((get_language() or "kk")[:2], FALLBACK["kk"])
        return next((found for code in order if (found := getattr(self, f"text_{code}", ""))), "")


class Meeting(Stamped):
    """A meeting of a council, from its plan to its minutes."""

    council = models.ForeignKey(Council, on_delete=models.PROTECT, related_name="meetings")
    number = models.PositiveIntegerField(_("number"))
    state = models.CharField(_("state"), max_length=10, choices=MeetingState.choices, default=MeetingState.PLANNED)
    starts_at = models.DateTimeField(_("begins"))
    ends_at = models.DateTimeField(_("ends"))
    place = models.CharField(_("place"), max_length=300, blank=True)
    # Where those join who are not there.
    online = models.URLField(_("address of the video call"), max_length=500, blank=True)
    called_at = models.DateTimeField(null=True, blank=True, editable=False)
    # Counts the invitations, so that calendars take a later one for the same meeting.
    sequence = models.PositiveIntegerField(default=0, editable=False)
    # Of the day on which it was held: how many seats there were and how many came.
    seats = models.PositiveIntegerField(null=True, blank=True, editable=False)
    present = models.PositiveIntegerField(null=True, blank=True, editable=False)
    cancelled = models.CharField(_("why it was cancelled"), max_length=300, blank=True)

    class Meta:
        verbose_name = _("meeting of a council")
        verbose_name_plural = _("meetings of councils")
        constraints = [
            models.UniqueConstraint(fields=["council", "number"], name="meeting_number_once"),
            models.CheckConstraint(name="meeting_ends_after_it_begins", condition=Q(ends_at__gt=F("starts_at"))),
        ]
        indexes = [models.Index(fields=["council", "-starts_at"], name="meeting_by_day")]

    def __str__(self) -> str:
        return f"{self.council.name} № {self.number}"

    def get_absolute_url(self) -> str:
        return reverse("curriculum:meeting", args=[self.pk])

    @property
    def has_quorum(self) -> bool | None:
        """Whether so many came as the council asks for; None before it was held."""
        if self.present is None or self.seats is None:
            return None
        return self.present * 100 >= self.council.quorum * self.seats and self.present > 0


class AgendaItem(InTwo):
    meeting = models.ForeignKey(Meeting, on_delete=models.CASCADE, related_name="agenda")
    place = models.PositiveSmallIntegerField()
    # Who speaks, in words.
    speaker = models.CharField(_("speaker"), max_length=200, blank=True)
    course = models.ForeignKey(Course, null=True, blank=True, on_delete=models.PROTECT, related_name="agenda_items")
    programme = models.ForeignKey(
        StudyProgramme, null=True, blank=True, on_delete=models.PROTECT, related_name="agenda_items"
    )

    class Meta:
        verbose_name = _("item of an agenda")
        verbose_name_plural = _("items of agendas")
        ordering = ("place", "pk")

    def __str__(self) -> str:
        return self.text


class Attendance(models.Model):
    """That a member was invited to a meeting, what was answered, and who came."""

    meeting = models.ForeignKey(Meeting, on_delete=models.CASCADE, related_name="attendance")
    member = models.ForeignKey(CouncilMember, on_delete=models.PROTECT, related_name="attendance")
    invited_at = models.DateTimeField(null=True, blank=True)
    # Nobody at this seat had an address: tell them yourself.
    unreachable = models.BooleanField(default=False)
    answer = models.CharField(_("answer"), max_length=6, choices=Answer.choices, blank=True)
    answered_at = models.DateTimeField(null=True, blank=True)
    answered_label = models.CharField(max_length=254, blank=True)
    note = models.CharField(_("note"), max_length=300, blank=True)
    # None before the meeting was held. Whoever sent somebody was present by them.
    came = models.BooleanField(_("came"), null=True, blank=True)
    # Who came in place of the member.
    deputy = models.CharField(_("represented by"), max_length=200, blank=True)

    class Meta:
        verbose_name = _("attendance")
        verbose_name_plural = _("attendance")
        constraints = [models.UniqueConstraint(fields=["meeting", "member"], name="attendance_once")]

    def __str__(self) -> str:
        return f"{self.meeting_id}: {self.member_id}"


class Minutes(Stamped):
    """One wording of the minutes of a meeting. An approved one is never changed: a correction follows it, with its reason."""

    meeting = models.ForeignKey(Meeting, on_delete=models.PROTECT, related_name="minutes")
    number = models.PositiveSmallIntegerField()
    state = models.CharField(_("state"), max_length=10, choices=MinutesState.choices, default=MinutesState.DRAFT)
    # Of a correction: what was wrong in the wording before.
    reason = models.CharField(_("why corrected"), max_length=500, blank=True)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+")
    approved_at = models.DateTimeField(null=True, blank=True, editable=False)
    approved_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+")
    # The frozen text with its PDF.
    frozen = models.ForeignKey(DocumentVersion, null=True, on_delete=models.PROTECT, related_name="minutes")

    class Meta:
        verbose_name = _("minutes")
        verbose_name_plural = _("minutes")
        constraints = [
            models.UniqueConstraint(fields=["meeting", "number"], name="minutes_number_once"),
            models.UniqueConstraint(fields=["meeting"], condition=Q(state="draft"), name="one_draft_of_minutes"),
            models.UniqueConstraint(fields=["meeting"], condition=Q(state="approved"), name="one_approved_minutes"),
            models.CheckConstraint(
                name="approved_minutes_are_frozen",
                condition=Q(state="draft") | Q(frozen__isnull=False, approved_at__isnull=False),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.meeting_id} v{self.number}"


class MinutesPart(InTwo):
    """What was heard and decided on one item of the agenda, or besides."""

    minutes = models.ForeignKey(Minutes, on_delete=models.CASCADE, related_name="parts")
    item = models.ForeignKey(AgendaItem, null=True, blank=True, on_delete=models.SET_NULL, related_name="minutes")
    place = models.PositiveSmallIntegerField()
    heading_kk = models.CharField(_("heading in Kazakh"), max_length=500, blank=True)
    heading_ru = models.CharField(_("heading in Russian"), max_length=500, blank=True)

    class Meta:
        verbose_name = _("part of minutes")
        verbose_name_plural = _("parts of minutes")
        ordering = ("place", "pk")

    def __str__(self) -> str:
        return self.heading_kk or self.heading_ru
