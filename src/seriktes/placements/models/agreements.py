from django.conf import settings
from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from seriktes.common.models import Stamped
from seriktes.documents.models import Signature
from seriktes.organisations.models import Organisation, Person, Post
from seriktes.placements.enums import LearningAgreementState, SigningKind, SigningRole, SigningState
from seriktes.placements.models.placements import Placement
from seriktes.placements.models.programmes import Programme

DAYS_FOR_A_STEP = 5


class SigningRule(Stamped):
    """What a university decides for a programme: which kinds of signature count for whom, and how long each has.

    Without a row every kind counts: the pages say so, and what each kind is worth.
    """

    programme = models.OneToOneField(Programme, on_delete=models.CASCADE, related_name="signing_rule")
    # Codes of SigningKind.
    host = models.JSONField(_("host"), default=list)
    academic = models.JSONField(_("academic supervisor"), default=list)
    department = models.JSONField(_("department"), default=list)
    student = models.JSONField(_("student"), default=list)
    days = models.PositiveSmallIntegerField(_("working days for each step"), default=DAYS_FOR_A_STEP)

    class Meta:
        verbose_name = _("rule of signing")
        verbose_name_plural = _("rules of signing")
        constraints = [models.CheckConstraint(name="signing_rule_days", condition=Q(days__gte=1, days__lte=60))]

    def __str__(self) -> str:
        return f"{self.programme_id}: {self.days}"


class LearningAgreement(Stamped):
    """The agreement of host, university and student on one placement, or an amendment to it.

    Its text is a document of the register; its steps are signed in their order. `number` 0 is the agreement itself.
    """

    placement = models.ForeignKey(Placement, on_delete=models.PROTECT, related_name="agreements")
    number = models.PositiveSmallIntegerField(default=0)
    state = models.CharField(
        _("state"), max_length=8, choices=LearningAgreementState.choices, default=LearningAgreementState.DRAFTING
    )
    # Of an amendment: what becomes of the placement once everybody has signed, {"ends_on": "2027-06-30", "plan": […]}.
    changes = models.JSONField(default=dict, blank=True)
    reason = models.CharField(_("why it is amended"), max_length=500, blank=True)
    # Of the frozen text that was sent last.
    sha256 = models.CharField(max_length=64, blank=True, editable=False)
    # Each sending makes steps of its own; those of earlier rounds stay on record.
    round = models.PositiveSmallIntegerField(default=0, editable=False)
    signed_on = models.DateField(null=True, blank=True, editable=False)

    class Meta:
        verbose_name = _("learning agreement")
        verbose_name_plural = _("learning agreements")
        ordering = ("number",)
        constraints = [
            models.UniqueConstraint(fields=["placement", "number"], name="learning_agreement_once"),
            # The text in work is one: an amendment begins when the one before it is signed or given up.
            models.UniqueConstraint(
                fields=["placement"], condition=Q(state__in=[LearningAgreementState.DRAFTING, LearningAgreementState.SIGNING]),
                name="one_learning_agreement_in_work",
            ),
        ]  # fmt: skip

    def __str__(self) -> str:
        return str(self.placement)

    def get_absolute_url(self) -> str:
        return reverse("placements:placement", args=[self.placement_id]) + "#agreement"


class SignStep(models.Model):
    """One step of the signing: who is asked, and what came of it. Rows of a round are made when the text is sent."""

    agreement = models.ForeignKey(LearningAgreement, on_delete=models.CASCADE, related_name="steps")
    round = models.PositiveSmallIntegerField()
    place = models.PositiveSmallIntegerField()
    role = models.CharField(_("who"), max_length=10, choices=SigningRole.choices)
    state = models.CharField(_("state"), max_length=8, choices=SigningState.choices, default=SigningState.WAITING)
    # For whom; nobody for the student. The post where one signs, and the person where one is named.
    organisation = models.ForeignKey(
        Organisation, null=True, blank=True, on_delete=models.PROTECT, related_name="placement_steps"
    )
    post = models.ForeignKey(Post, null=True, blank=True, on_delete=models.PROTECT, related_name="placement_steps")
    person = models.ForeignKey(Person, null=True, blank=True, on_delete=models.PROTECT, related_name="placement_steps")
    name = models.CharField(_("name"), max_length=200, blank=True)
    email = models.EmailField(_("e-mail"), blank=True)
    authority = models.CharField(_("acts on the ground of"), max_length=300, blank=True)
    # The department's post was vacant: another post signs in its stead, and why.
    instead_of = models.ForeignKey(
        Post, null=True, blank=True, on_delete=models.PROTECT, related_name="placement_steps_of_others"
    )
    instead_reason = models.CharField(_("why another signs"), max_length=300, blank=True)
    asked_at = models.DateTimeField(null=True, blank=True)
    settled_at = models.DateTimeField(null=True, blank=True)
    kind = models.CharField(_("how"), max_length=9, choices=SigningKind.choices, blank=True)
    signed_on = models.DateField(_("signed on"), null=True, blank=True)
    # Who it was, as the signature, the paper or the address says.
    signer = models.CharField(_("signed by"), max_length=300, blank=True)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+")
    # The row in the register of documents; none of what was confirmed, which is no signature.
    signature = models.ForeignKey(Signature, null=True, on_delete=models.PROTECT, related_name="placement_steps")
    reason = models.CharField(_("why refused"), max_length=500, blank=True)

    class Meta:
        verbose_name = _("step of signing")
        verbose_name_plural = _("steps of signing")
        ordering = ("agreement", "round", "place")
        constraints = [
            models.UniqueConstraint(fields=["agreement", "round", "role"], name="sign_step_once_a_round"),
            models.UniqueConstraint(
                fields=["agreement"], condition=Q(state=SigningState.ASKED), name="one_is_asked_to_sign"
            ),
            models.CheckConstraint(
                name="signed_step_says_how", condition=~Q(state=SigningState.SIGNED) | (~Q(kind="") & Q(signed_on__isnull=False))
            ),
        ]  # fmt: skip
        indexes = [
            models.Index(fields=["state", "role"], name="sign_step_asked"),
            models.Index(fields=["post", "state"], name="sign_step_of_post"),
            models.Index(fields=["person", "state"], name="sign_step_of_person"),
        ]

    def __str__(self) -> str:
        return f"{self.agreement_id}/{self.round}: {self.role}"
