from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from seriktes.common.triggers import append_only
from seriktes.organisations.models import Organisation, Post
from seriktes.procedures.enums import ReminderStage
from seriktes.procedures.models.subjects import AboutSubject, SubjectQuerySet


class Event(AboutSubject):
    """Something that happened to a record. Rows are only ever added; every clock and timeline is computed from them.

    `kind` is registered with its words (`definitions.events`). `data` holds what the kind says it holds: a date that was
    set (`{"date": "2027-01-31"}`), the reason of a refusal, and so on.
    """

    kind = models.CharField(max_length=60)
    # When it happened: an office arrives with ten years of history. `recorded_at` is when we learnt of it.
    at = models.DateTimeField()
    recorded_at = models.DateTimeField(auto_now_add=True)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+")
    # Who it was, in words, where it was nobody with an account: a signatory by link, an import.
    by_label = models.CharField(max_length=254, blank=True)
    # For whom. Not a foreign key: a merge of organisations re-points those, and no event is ever changed.
    organisation_pk = models.BigIntegerField(null=True)
    data = models.JSONField(default=dict)

    objects = SubjectQuerySet.as_manager()

    class Meta:
        verbose_name = _("event")
        verbose_name_plural = _("events")
        indexes = [models.Index(fields=["subject_type", "subject_id", "at", "id"], name="event_of_subject")]

    def __str__(self) -> str:
        return f"{self.kind} {self.subject_type} {self.subject_id}"


class OpenClock(AboutSubject):
    """A clock that runs or is paused, as computed from the events: kept for the desk and the day's reminders.

    Never the truth: `queries.clocks` computes it again from the log, a nightly job compares, and a test holds both
    together. Rows go when the clock stops.
    """

    code = models.CharField(max_length=60)
    # What makes one of several clocks of one kind on a record: the step of an approval, the part of a commitment.
    item = models.CharField(max_length=40, blank=True)
    post = models.ForeignKey(Post, null=True, on_delete=models.PROTECT, related_name="open_clocks")
    # That of the post too: whose working time counts, and whose desk it lies on where no post owns it.
    organisation = models.ForeignKey(Organisation, null=True, on_delete=models.PROTECT, related_name="open_clocks")
    started_at = models.DateTimeField()
    due_at = models.DateTimeField()
    # The first moment at which somebody is to be told.
    remind_at = models.DateTimeField(null=True)
    paused_at = models.DateTimeField(null=True)

    objects = SubjectQuerySet.as_manager()

    class Meta:
        verbose_name = _("running clock")
        verbose_name_plural = _("running clocks")
        constraints = [
            models.UniqueConstraint(fields=["subject_type", "subject_id", "code", "item"], name="one_clock_of_a_kind")
        ]
        indexes = [
            models.Index(fields=["post", "due_at"], name="clock_of_post"),
            models.Index(fields=["organisation", "due_at"], name="clock_of_organisation"),
            models.Index(fields=["remind_at"], name="clock_to_remind"),
        ]

    def __str__(self) -> str:
        return f"{self.code} {self.subject_type} {self.subject_id}"


class Reminder(AboutSubject):
    """That somebody was told of a clock. The due moment is part of the key: a date that moves arms it again."""

    code = models.CharField(max_length=60)
    item = models.CharField(max_length=40, blank=True)
    due_at = models.DateTimeField()
    stage = models.CharField(max_length=10, choices=ReminderStage.choices)
    # Which of several ahead of the date: days before it.
    ahead = models.PositiveSmallIntegerField(default=0)
    post = models.ForeignKey(Post, null=True, on_delete=models.PROTECT, related_name="reminders")
    email = models.EmailField(blank=True)
    at = models.DateTimeField()

    objects = SubjectQuerySet.as_manager()

    class Meta:
        verbose_name = _("reminder")
        verbose_name_plural = _("reminders")
        constraints = [
            models.UniqueConstraint(
                fields=["subject_type", "subject_id", "code", "item", "due_at", "stage", "ahead"], name="reminder_once"
            )
        ]

    def __str__(self) -> str:
        return f"{self.code} {self.stage} → {self.email}"


EVENTS_APPEND_ONLY = append_only("procedures", "procedures_event")
