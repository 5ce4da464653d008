from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from seriktes.common.models import Languages, Stamped
from seriktes.organisations.models import NamedInThree, Organisation, Post
from seriktes.procedures.enums import ApprovalState, StepState
from seriktes.procedures.models.subjects import AboutSubject, SubjectQuerySet


class Route(NamedInThree, Stamped):
    """The way that records of one kind take through the posts of one organisation. Steps of one `place` run together.

    A route is never edited while it runs: an approval copies its steps when it starts.
    """

    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="routes")
    # What it is for, as its domain registers it: "agreement:memorandum", or "agreement" for every kind.
    purpose = models.CharField(_("for"), max_length=60)
    closed_on = models.DateField(_("closed on"), null=True, blank=True)

    class Meta:
        verbose_name = _("approval route")
        verbose_name_plural = _("approval routes")
        constraints = [
            models.UniqueConstraint(
                fields=["organisation", "purpose"], condition=Q(closed_on__isnull=True), name="one_open_route"
            )
        ]


class RouteStep(models.Model):
    route = models.ForeignKey(Route, on_delete=models.CASCADE, related_name="steps")
    place = models.PositiveSmallIntegerField(_("place"))
    post = models.ForeignKey(Post, on_delete=models.PROTECT, related_name="route_steps")
    task = models.CharField(_("what is decided"), max_length=200, blank=True)
    working_days = models.PositiveSmallIntegerField(_("working days"), default=3)

    class Meta:
        verbose_name = _("step of a route")
        verbose_name_plural = _("steps of a route")
        ordering = ("place", "pk")
        constraints = [models.UniqueConstraint(fields=["route", "place", "post"], name="post_once_a_place")]

    def __str__(self) -> str:
        return f"{self.place}: {self.post_id}"


class Approval(AboutSubject, Stamped):
    """One passage of one record through the posts of all sides concerned."""

    state = models.CharField(_("state"), max_length=10, choices=ApprovalState.choices, default=ApprovalState.RUNNING)
    purpose = models.CharField(max_length=60)
    # The bytes that are being approved: a later version of the text needs a passage of its own.
    content_hash = models.CharField(max_length=64, blank=True)
    started_at = models.DateTimeField()
    started_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    ended_at = models.DateTimeField(null=True, blank=True)

    objects = SubjectQuerySet.as_manager()

    class Meta:
        verbose_name = _("approval")
        verbose_name_plural = _("approvals")
        constraints = [
            models.UniqueConstraint(
                fields=["subject_type", "subject_id"], condition=Q(state="running"), name="one_running_approval"
            )
        ]

    def __str__(self) -> str:
        return f"{self.subject_type} {self.subject_id}: {self.state}"


class ApprovalStep(Stamped):
    """One desk on the way: a post of ours, or a signatory of the other side who has no account."""

    approval = models.ForeignKey(Approval, on_delete=models.CASCADE, related_name="steps")
    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="approval_steps")
    place = models.PositiveSmallIntegerField()
    post = models.ForeignKey(Post, null=True, blank=True, on_delete=models.PROTECT, related_name="approval_steps")
    # Where no post of the register decides: who does, and where the link goes.
    name = models.CharField(_("name"), max_length=200, blank=True)
    email = models.EmailField(_("e-mail"), blank=True)
    language = models.CharField(_("language of the mail"), max_length=2, choices=Languages.choices, default="kk")
    task = models.CharField(_("what is decided"), max_length=200, blank=True)
    working_days = models.PositiveSmallIntegerField(_("working days"), default=3)
    state = models.CharField(_("state"), max_length=8, choices=StepState.choices, default=StepState.WAITING)
    opened_at = models.DateTimeField(null=True, blank=True)
    decided_at = models.DateTimeField(null=True, blank=True)
    decided_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+")
    # The person in words, and for whom where a delegate decided.
    decided_label = models.CharField(max_length=254, blank=True)
    # By which delegation, where the holder of another post decided.
    delegation = models.ForeignKey(
        "procedures.Delegation", null=True, blank=True, on_delete=models.PROTECT, related_name="decided_steps"
    )
    reason = models.TextField(_("reason"), blank=True)
    # What was asked before a decision, and since when the clock waits for the answer.
    question = models.TextField(_("question"), blank=True)
    asked_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        verbose_name = _("step of an approval")
        verbose_name_plural = _("steps of an approval")
        ordering = ("place", "pk")
        constraints = [
            models.CheckConstraint(
                name="step_has_somebody", condition=Q(post__isnull=False) | (~Q(email="") & ~Q(name=""))
            ),
            models.CheckConstraint(name="refusal_has_its_reason", condition=~Q(state="refused") | ~Q(reason="")),
        ]
        indexes = [models.Index(fields=["post", "state"], name="step_on_desk")]

    def __str__(self) -> str:
        return f"{self.approval_id}/{self.place}: {self.state}"


class Delegation(Stamped):
    """That another post decides in a post's place for some days; both see what was decided."""

    post = models.ForeignKey(Post, on_delete=models.PROTECT, related_name="delegations_given")
    delegate = models.ForeignKey(Post, on_delete=models.PROTECT, related_name="delegations_held")
    starts_on = models.DateField(_("from"))
    ends_on = models.DateField(_("to"))
    reason = models.CharField(_("reason"), max_length=300, blank=True)
    withdrawn_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        verbose_name = _("delegation")
        verbose_name_plural = _("delegations")
        constraints = [
            models.CheckConstraint(name="delegated_to_another", condition=~Q(post=models.F("delegate"))),
            models.CheckConstraint(
                name="delegation_ends_after_it_starts", condition=Q(ends_on__gte=models.F("starts_on"))
            ),
        ]

    def __str__(self) -> str:
        return f"{self.post_id} → {self.delegate_id}"
