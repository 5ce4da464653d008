from decimal import Decimal

from django.conf import settings
from django.core.serializers.json import DjangoJSONEncoder
from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from seriktes.common.fields import KeyField
from seriktes.common.models import Languages, Stamped
from seriktes.placements.enums import Speaker, WeekState
from seriktes.placements.models.placements import Placement, PlanTask
from seriktes.placements.models.programmes import Programme


class LogRule(Stamped):
    """What a programme holds of its students' logs, and when it asks for evaluations; without a row the usual numbers count (`definitions.plan`)."""

    programme = models.OneToOneField(Programme, on_delete=models.CASCADE, related_name="log_rule")
    hours_a_day = models.DecimalField(_("hours a day, at most"), max_digits=4, decimal_places=2, default=12)
    # From which share of the hours on the log work off plan is to be looked at, and from which it is much.
    some_off_plan = models.PositiveSmallIntegerField(_("work off plan is told from, per cent"), default=20)
    much_off_plan = models.PositiveSmallIntegerField(_("much work off plan from, per cent"), default=40)
    # Before so many hours are on the log, a share says nothing.
    judged_from = models.PositiveSmallIntegerField(_("told once so many hours are logged"), default=16)
    # When each side is asked by a letter to evaluate.
    asks_half_way = models.BooleanField(_("ask for evaluations half-way"), default=False)
    asks_at_end = models.BooleanField(_("ask for evaluations at the end"), default=True)

    class Meta:
        verbose_name = _("rule of the logs")
        verbose_name_plural = _("rules of the logs")
        constraints = [
            models.CheckConstraint(
                name="log_rule_in_order",
                condition=Q(some_off_plan__gte=1, much_off_plan__gt=F("some_off_plan"), much_off_plan__lte=100),
            ),
            models.CheckConstraint(name="log_rule_has_a_day", condition=Q(hours_a_day__gt=0, hours_a_day__lte=24)),
        ]

    def __str__(self) -> str:
        return f"{self.programme_id}: {self.some_off_plan} / {self.much_off_plan} %"


class LogWeek(Stamped):
    """A week of a placement's log, by its Monday: what supervisors give their word on."""

    placement = models.ForeignKey(Placement, on_delete=models.CASCADE, related_name="weeks")
    monday = models.DateField(_("week from"))
    state = models.CharField(_("state"), max_length=10, choices=WeekState.choices, default=WeekState.OPEN)
    # Repeated from the entries for lists and letters; the actions of the log alone write it.
    hours = models.DecimalField(max_digits=6, decimal_places=2, default=0, editable=False)
    settled_at = models.DateTimeField(null=True, blank=True, editable=False)
    decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, editable=False, on_delete=models.PROTECT, related_name="+"
    )
    reason = models.CharField(_("why so"), max_length=500, blank=True)

    class Meta:
        verbose_name = _("week of a log")
        verbose_name_plural = _("weeks of logs")
        constraints = [models.UniqueConstraint(fields=["placement", "monday"], name="log_week_once")]
        indexes = [
            models.Index(fields=["monday", "placement"], condition=Q(state="open"), name="log_week_open"),
            models.Index(fields=["placement"], condition=Q(state="disputed"), name="log_week_disputed"),
        ]

    def __str__(self) -> str:
        return f"{self.placement_id} · {self.monday}"

    def get_absolute_url(self) -> str:
        return reverse("placements:week", args=[self.pk])


class LogEntry(models.Model):
    """Hours of one day on one task of the plan, or on something else. One line a day and task, so that the same is not
    counted twice."""

    placement = models.ForeignKey(Placement, on_delete=models.CASCADE, related_name="entries")
    week = models.ForeignKey(LogWeek, on_delete=models.CASCADE, related_name="entries")
    day = models.DateField(_("day"))
    # Empty: something that is not in the plan.
    task = models.ForeignKey(PlanTask, null=True, blank=True, on_delete=models.PROTECT, related_name="entries")
    hours = models.DecimalField(_("hours"), max_digits=4, decimal_places=2)
    note = models.CharField(_("in words"), max_length=300, blank=True)
    # What counts once the week is settled: the student's number, or another that was decided.
    confirmed_hours = models.DecimalField(max_digits=4, decimal_places=2, null=True, blank=True, editable=False)
    logged_at = models.DateTimeField(editable=False)

    class Meta:
        verbose_name = _("line of a log")
        verbose_name_plural = _("lines of logs")
        ordering = ("day", "pk")
        constraints = [
            models.UniqueConstraint(fields=["placement", "day", "task"], name="log_entry_once_a_task"),
            models.UniqueConstraint(
                fields=["placement", "day"], condition=Q(task__isnull=True), name="log_entry_once_off_plan"
            ),
            models.CheckConstraint(name="log_entry_of_a_day", condition=Q(hours__gt=0, hours__lte=24)),
        ]
        indexes = [models.Index(fields=["placement", "-day"], name="log_entry_by_day")]

    def __str__(self) -> str:
        return f"{self.day}: {self.hours}"

    @property
    def standing_hours(self) -> Decimal:
        """What the next word is about: the hours that were agreed on, else those logged."""
        return self.hours if self.confirmed_hours is None else self.confirmed_hours


class WeekWord(models.Model):
    """What one supervisor said of a week: that it was so, or which lines were otherwise. Words stay on record, also those
    that another contradicts; `set_aside_at` is when the week was opened again."""

    week = models.ForeignKey(LogWeek, on_delete=models.CASCADE, related_name="words")
    side = models.CharField(max_length=10, choices=Speaker.choices)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    # By whom, whichever way the word came: one word a person and week.
    email = KeyField(max_length=254)
    name = models.CharField(max_length=254)
    at = models.DateTimeField()
    # Hours of the week as this word has them.
    hours = models.DecimalField(max_digits=6, decimal_places=2)
    set_aside_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        verbose_name = _("word on a week")
        verbose_name_plural = _("words on weeks")
        ordering = ("at", "pk")
        constraints = [
            models.UniqueConstraint(
                fields=["week", "email"], condition=Q(set_aside_at__isnull=True), name="week_word_once"
            )
        ]

    def __str__(self) -> str:
        return f"{self.week_id}: {self.name}"


class WordLine(models.Model):
    """A line of the log that a word has with another number of hours, and why; without a reason these hours had been
    agreed on before. The line itself is repeated, since it may be changed once the week is opened again."""

    word = models.ForeignKey(WeekWord, on_delete=models.CASCADE, related_name="lines")
    entry = models.ForeignKey(LogEntry, null=True, on_delete=models.SET_NULL, related_name="disputed_by")
    day = models.DateField()
    task = models.CharField(max_length=300, blank=True)
    logged = models.DecimalField(max_digits=4, decimal_places=2)
    hours = models.DecimalField(max_digits=4, decimal_places=2)
    reason = models.CharField(_("why"), max_length=300)

    class Meta:
        verbose_name = _("disputed line")
        verbose_name_plural = _("disputed lines")
        ordering = ("day", "pk")
        constraints = [
            models.CheckConstraint(name="word_line_of_a_day", condition=Q(hours__gte=0, hours__lte=24)),
            # As logged is told only against other hours that were agreed on.
            models.CheckConstraint(name="word_line_differs", condition=~Q(hours=F("logged"), reason="")),
        ]

    def __str__(self) -> str:
        return f"{self.day}: {self.logged} → {self.hours}"


class WeekLetter(models.Model):
    """The one letter of a week to a supervisor about all interns whose weeks wait for a word."""

    email = KeyField(max_length=254)
    # The Monday of the week in which it goes out.
    monday = models.DateField()
    name = models.CharField(max_length=200, blank=True)
    language = models.CharField(max_length=2, choices=Languages.choices)
    # Of whom it tells, by the ids of their placements: the link in it is about these and nobody else.
    placements = models.JSONField(default=list)
    claimed_at = models.DateTimeField()
    # Which run wrote it down: of two at once each sends its own.
    run = models.CharField(max_length=32)
    sent_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        verbose_name = _("weekly letter to a supervisor")
        verbose_name_plural = _("weekly letters to supervisors")
        constraints = [models.UniqueConstraint(fields=["email", "monday"], name="week_letter_once")]
        indexes = [models.Index(fields=["run"], condition=Q(sent_at__isnull=True), name="week_letter_to_send")]

    def __str__(self) -> str:
        return f"{self.email}: {self.monday}"


class PlanChange(models.Model):
    """The plan as it stood before somebody changed it, and why: rows are only added."""

    placement = models.ForeignKey(Placement, on_delete=models.CASCADE, related_name="plan_changes")
    at = models.DateTimeField()
    by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+")
    reason = models.CharField(max_length=500)
    # [{"text", "weight"}] each.
    before = models.JSONField(default=list, encoder=DjangoJSONEncoder)
    after = models.JSONField(default=list, encoder=DjangoJSONEncoder)

    class Meta:
        verbose_name = _("change of a plan")
        verbose_name_plural = _("changes of plans")
        ordering = ("-at", "-pk")
        indexes = [models.Index(fields=["placement", "-at"], name="plan_change_of_placement")]

    def __str__(self) -> str:
        return f"{self.placement_id}: {self.at:%Y-%m-%d}"
