from django.conf import settings
from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from seriktes.challenges.definitions.answer_texts import LIMITS, SPARE
from seriktes.challenges.enums import AnswerState, DeclineReason
from seriktes.challenges.models.challenges import Challenge
from seriktes.common.models import Languages, Stamped
from seriktes.organisations.models import Organisation, Person, Post


class Answer(Stamped):
    """An answer of one page to a challenge. A draft may be longer than the page: see `definitions.answer_texts`."""

    challenge = models.ForeignKey(Challenge, on_delete=models.PROTECT, related_name="answers")
    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="answers")
    post = models.ForeignKey(Post, null=True, blank=True, on_delete=models.PROTECT, related_name="answers")
    by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="answers")
    language = models.CharField(_("language"), max_length=2, choices=Languages.choices)
    state = models.CharField(_("stage"), max_length=12, choices=AnswerState.choices, default=AnswerState.DRAFT)
    title = models.CharField(_("the answer in one line"), max_length=LIMITS["title"] * SPARE, blank=True)
    approach = models.TextField(_("approach"), blank=True)
    result = models.TextField(_("what you will get, and by when"), blank=True)
    ability = models.TextField(_("why we can do it"), blank=True)
    # Short economic comparison: what it costs and saves against what is done today.
    economics = models.TextField(_("costs and benefit against today's way"), blank=True)
    risks = models.TextField(_("risks, rights and what we need from you"), blank=True)
    trl_now = models.PositiveSmallIntegerField(_("readiness today (TRL)"), null=True, blank=True)
    trl_then = models.PositiveSmallIntegerField(_("readiness at the end (TRL)"), null=True, blank=True)
    months = models.PositiveSmallIntegerField(_("months needed"), null=True, blank=True)
    price = models.DecimalField(_("price"), max_digits=18, decimal_places=2, null=True, blank=True)
    currency = models.CharField(_("currency"), max_length=3, blank=True)
    submitted_at = models.DateTimeField(null=True, blank=True, editable=False)
    # By when the asker gives the next word, none while it waits for a reply; the clock is computed from the events, this
    # repeats it for lists.
    next_word_on = models.DateField(_("next word by"), null=True, blank=True, editable=False)
    decline_reason = models.CharField(_("why declined"), max_length=16, choices=DeclineReason.choices, blank=True)
    decline_note = models.CharField(_("in words"), max_length=600, blank=True)
    met_on = models.DateField(_("met on"), null=True, blank=True)

    class Meta:
        verbose_name = _("answer to a challenge")
        verbose_name_plural = _("answers to challenges")
        constraints = [
            models.CheckConstraint(
                name="answer_readiness_is_a_level",
                condition=(Q(trl_now__isnull=True) | Q(trl_now__gte=1, trl_now__lte=9))
                & (Q(trl_then__isnull=True) | Q(trl_then__gte=1, trl_then__lte=9)),
            ),
            models.CheckConstraint(
                name="declined_answer_says_why",
                condition=~Q(state=AnswerState.DECLINED) | ~Q(decline_reason=""),
            ),
        ]
        indexes = [
            models.Index(fields=["challenge", "state"], name="answer_of_challenge"),
            models.Index(fields=["organisation", "state"], name="answer_of_organisation"),
        ]

    def __str__(self) -> str:
        return self.title or f"№ {self.pk}"

    def get_absolute_url(self) -> str:
        return reverse("challenges:answer", args=[self.pk])


class AnswerAuthor(models.Model):
    """Who wrote it: the first is the contact."""

    answer = models.ForeignKey(Answer, on_delete=models.CASCADE, related_name="authors")
    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="answers")
    position = models.PositiveSmallIntegerField(_("place"))

    class Meta:
        verbose_name = _("author of an answer")
        verbose_name_plural = _("authors of an answer")
        constraints = [models.UniqueConstraint(fields=["answer", "person"], name="answer_author_once")]

    def __str__(self) -> str:
        return f"{self.answer_id}: {self.person_id}"


class AnswerMessage(models.Model):
    """A question of the asker about an answer, or what was replied to it. Only ever added."""

    answer = models.ForeignKey(Answer, on_delete=models.CASCADE, related_name="messages")
    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="+")
    by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+")
    text = models.TextField(_("message"), max_length=3000)
    at = models.DateTimeField()

    class Meta:
        verbose_name = _("message about an answer")
        verbose_name_plural = _("messages about answers")

    def __str__(self) -> str:
        return self.text[:60]
