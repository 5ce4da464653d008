import uuid

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from seriktes.challenges.enums import (
    ChallengeState,
    Confidentiality,
    InvitationState,
    MatchState,
    Visibility,
)
from seriktes.common.fields import KeyField
from seriktes.common.models import Languages, Stamped
from seriktes.organisations.models import Organisation, Person, Post
from seriktes.organisations.models.organisation import FALLBACK


class Challenge(Stamped):
    """A problem that an organisation poses. Its words stand in `ChallengeText`, once a language."""

    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="challenges")
    post = models.ForeignKey(Post, null=True, blank=True, on_delete=models.PROTECT, related_name="challenges")
    by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="challenges")
    state = models.CharField(_("state"), max_length=10, choices=ChallengeState.choices, default=ChallengeState.DRAFT)
    language = models.CharField(_("language of the brief"), max_length=2, choices=Languages.choices)
    visibility = models.CharField(
        _("who sees it"), max_length=12, choices=Visibility.choices, default=Visibility.PUBLIC
    )
    confidentiality = models.CharField(
        _("confidentiality"), max_length=12, choices=Confidentiality.choices, default=Confidentiality.OPEN
    )
    # What is acknowledged, in the words of the organisation.
    confidentiality_note = models.TextField(_("what is confidential, and how to treat it"), max_length=2000, blank=True)
    budget_from = models.DecimalField(_("budget from"), max_digits=18, decimal_places=2, null=True, blank=True)
    budget_to = models.DecimalField(_("budget to"), max_digits=18, decimal_places=2, null=True, blank=True)
    currency = models.CharField(_("currency"), max_length=3, blank=True)
    trl_from = models.PositiveSmallIntegerField(_("readiness from (TRL)"), null=True, blank=True)
    trl_to = models.PositiveSmallIntegerField(_("readiness to (TRL)"), null=True, blank=True)
    region = models.CharField(_("region"), max_length=8, blank=True)
    # Last day for answers, and the day by which all who answered hear the decision.
    due_on = models.DateField(_("answers are due by"), null=True, blank=True)
    decide_on = models.DateField(_("decision by"), null=True, blank=True)
    published_at = models.DateTimeField(null=True, blank=True, editable=False)
    closed_at = models.DateTimeField(null=True, blank=True, editable=False)
    archived_at = models.DateTimeField(null=True, blank=True, editable=False)
    number = KeyField(_("number"), max_length=60, blank=True)

    class Meta:
        verbose_name = _("challenge")
        verbose_name_plural = _("challenges")
        constraints = [
            models.CheckConstraint(
                name="challenge_budget_in_order",
                condition=Q(budget_from__isnull=True) | Q(budget_to__isnull=True) | Q(budget_to__gte=F("budget_from")),
            ),
            models.CheckConstraint(
                name="challenge_readiness_is_a_level",
                condition=(Q(trl_from__isnull=True) | Q(trl_from__gte=1, trl_from__lte=9))
                & (Q(trl_to__isnull=True) | Q(trl_to__gte=1, trl_to__lte=9)),
            ),
        ]
        indexes = [
            models.Index(fields=["state", "-published_at"], name="challenge_by_state"),
            models.Index(fields=["organisation", "state"], name="challenge_of_organisation"),
            models.Index(fields=["due_on"], name="challenge_due"),
        ]

    def __str__(self) -> str:
        return self.title or f"№ {self.pk}"

    @property
    def words(self) -> "ChallengeText | None":
        """The brief in the reader's language, else in the next that exists; reads `texts`, so prefetch it for lists."""
        texts = {text.language: text for text in self.texts.all()}
        order = FALLBACK.get((get_language() or "kk")[:2], FALLBACK["kk"])
        return next((texts[code] for code in order if code in texts), None)

    @property
    def title(self) -> str:
        words = self.words
        return words.title if words else ""

    # As other records tell their names, so that a title is marked with its language and the marks of languages fit.
    @property
    def name(self) -> str:
        return self.title

    @property
    def name_language(self) -> str:
        words = self.words
        return words.language if words else ""

    @property
    def names_by_language(self) -> dict[str, str]:
        return {text.language: text.title for text in self.texts.all()}

    def get_absolute_url(self) -> str:
        return reverse("challenges:challenge", args=[self.pk])


class ChallengeText(Stamped):
    """The words of a brief in one language: the original, or a translation of it."""

    challenge = models.ForeignKey(Challenge, on_delete=models.CASCADE, related_name="texts")
    language = models.CharField(_("language"), max_length=2, choices=Languages.choices)
    title = models.CharField(_("title"), max_length=200)
    problem = models.TextField(_("the problem"), max_length=3000, blank=True)
    tried = models.TextField(_("what was tried"), max_length=1500, blank=True)
    success = models.TextField(_("what success looks like"), max_length=1500, blank=True)
    constraints = models.TextField(_("constraints"), max_length=1500, blank=True)

    class Meta:
        verbose_name = _("words of a challenge")
        verbose_name_plural = _("words of challenges")
        constraints = [models.UniqueConstraint(fields=["challenge", "language"], name="challenge_text_once")]

    def __str__(self) -> str:
        return self.title


class ChallengeSubject(models.Model):
    challenge = models.ForeignKey(Challenge, on_delete=models.CASCADE, related_name="subjects")
    scheme = models.CharField(_("scheme"), max_length=12)
    code = models.CharField(_("code"), max_length=20)

    class Meta:
        verbose_name = _("subject of a challenge")
        verbose_name_plural = _("subjects of a challenge")
        constraints = [models.UniqueConstraint(fields=["challenge", "scheme", "code"], name="challenge_subject_once")]

    def __str__(self) -> str:
        return f"{self.scheme}:{self.code}"


def challenge_file_path(_file: "ChallengeFile", filename: str) -> str:
    return f"challenges/{uuid.uuid4().hex}/{filename[-100:]}"


class ChallengeFile(models.Model):
    """An attachment of a brief; served by a view only, after the acknowledgement where one is asked for."""

    challenge = models.ForeignKey(Challenge, on_delete=models.CASCADE, related_name="files")
    file = models.FileField(_("file"), upload_to=challenge_file_path, max_length=300)
    name = models.CharField(_("name"), max_length=200)
    sha256 = models.CharField(max_length=64)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()

    class Meta:
        verbose_name = _("file of a challenge")
        verbose_name_plural = _("files of challenges")

    def __str__(self) -> str:
        return self.name


class Acknowledgement(models.Model):
    """That somebody acknowledged the confidentiality of a challenge, in exactly these words."""

    challenge = models.ForeignKey(Challenge, on_delete=models.PROTECT, related_name="acknowledgements")
    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="acknowledgements")
    words = models.TextField()
    at = models.DateTimeField()

    class Meta:
        verbose_name = _("acknowledgement of confidentiality")
        verbose_name_plural = _("acknowledgements of confidentiality")
        constraints = [models.UniqueConstraint(fields=["challenge", "user", "words"], name="acknowledged_once")]

    def __str__(self) -> str:
        return f"{self.user_id} {self.challenge_id}"


class ExpertMatch(models.Model):
    """An expert whom the search proposes for a challenge, with its reasons; the partnership office decides."""

    challenge = models.ForeignKey(Challenge, on_delete=models.CASCADE, related_name="matches")
    person = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="challenge_matches")
    score = models.FloatField()
    # Of which share of the brief the documents behind the score speak: it is told as so much of itself.
    heard = models.FloatField(default=1.0)
    # [{"key": "evidence:12", "score": .2, "matches": [["said", "met", "bridge"]]}]
    reasons = models.JSONField(default=list)
    state = models.CharField(_("state"), max_length=10, choices=MatchState.choices, default=MatchState.PROPOSED)
    note = models.CharField(_("why"), max_length=300, blank=True)
    found_at = models.DateTimeField()
    decided_at = models.DateTimeField(null=True, blank=True)
    decided_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+")

    class Meta:
        verbose_name = _("proposed expert")
        verbose_name_plural = _("proposed experts")
        constraints = [models.UniqueConstraint(fields=["challenge", "person"], name="expert_proposed_once")]

    def __str__(self) -> str:
        return f"{self.challenge_id}: {self.person_id}"


class ChallengeInvitation(Stamped):
    """That an organisation, or one of its people, was asked to answer."""

    challenge = models.ForeignKey(Challenge, on_delete=models.CASCADE, related_name="invitations")
    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="challenge_invitations")
    person = models.ForeignKey(
        Person, null=True, blank=True, on_delete=models.PROTECT, related_name="challenge_invitations"
    )
    by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+")
    sent_at = models.DateTimeField()
    state = models.CharField(_("state"), max_length=10, choices=InvitationState.choices, default=InvitationState.SENT)
    reason = models.CharField(_("why"), max_length=300, blank=True)
    decided_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        verbose_name = _("invitation to answer")
        verbose_name_plural = _("invitations to answer")
        constraints = [
            models.UniqueConstraint(
                fields=["challenge", "organisation", "person"], condition=Q(person__isnull=False),
                name="expert_invited_once",
            ),
            models.UniqueConstraint(
                fields=["challenge", "organisation"], condition=Q(person__isnull=True), name="organisation_invited_once"
            ),
        ]  # fmt: skip

    def __str__(self) -> str:
        return f"{self.challenge_id} → {self.organisation_id}"
