import uuid

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from seriktes.common.models import Stamped
from seriktes.gatherings.enums import Audience, GatheringKind, GatheringState
from seriktes.organisations.models import Organisation, Post
from seriktes.organisations.models.organisation import FALLBACK, NamedInThree


class Gathering(NamedInThree, Stamped):
    """One edition of an event: this year's fair, not the fair as such. `follows` is the edition that it was copied from."""

    kind = models.CharField(_("kind"), max_length=10, choices=GatheringKind.choices, default=GatheringKind.FAIR)
    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="gatherings")
    post = models.ForeignKey(Post, null=True, blank=True, on_delete=models.PROTECT, related_name="gatherings")
    by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="gatherings")
    follows = models.ForeignKey("self", null=True, blank=True, on_delete=models.PROTECT, related_name="followed_by")
    state = models.CharField(_("state"), max_length=9, choices=GatheringState.choices, default=GatheringState.DRAFT)
    audience = models.CharField(_("who sees it"), max_length=7, choices=Audience.choices, default=Audience.PUBLIC)
    about_kk = models.TextField(_("about, in Kazakh"), max_length=4000, blank=True)
    about_ru = models.TextField(_("about, in Russian"), max_length=4000, blank=True)
    about_en = models.TextField(_("about, in English"), max_length=4000, blank=True)
    starts_at = models.DateTimeField(_("begins"), null=True, blank=True)
    ends_at = models.DateTimeField(_("ends"), null=True, blank=True)
    place = models.CharField(_("place"), max_length=300, blank=True)
    region = models.CharField(_("region"), max_length=8, blank=True)
    register_until = models.DateTimeField(_("registration until"), null=True, blank=True)
    # Visitors; empty: as many as come.
    capacity = models.PositiveIntegerField(_("places for visitors"), null=True, blank=True)
    # What a stand costs where the stand itself names no price.
    fee = models.DecimalField(_("fee of an exhibitor"), max_digits=18, decimal_places=2, null=True, blank=True)
    currency = models.CharField(_("currency"), max_length=3, blank=True)
    published_at = models.DateTimeField(null=True, blank=True, editable=False)
    archived_at = models.DateTimeField(null=True, blank=True, editable=False)
    # By it the event is named in tickets and in addresses of its feed.
    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    # The key that signs tickets, encrypted, and its public half, which the page at the door holds.
    door_secret = models.TextField(blank=True, editable=False)
    door_key = models.TextField(blank=True, editable=False)

    class Meta:
        verbose_name = _("event")
        verbose_name_plural = _("events")
        constraints = [
            models.CheckConstraint(
                name="gathering_ends_after_it_begins",
                condition=Q(starts_at__isnull=True) | Q(ends_at__isnull=True) | Q(ends_at__gt=F("starts_at")),
            ),
            models.CheckConstraint(name="gathering_fee_not_negative", condition=Q(fee__isnull=True) | Q(fee__gte=0)),
        ]
        indexes = [
            models.Index(fields=["state", "starts_at"], name="gathering_by_state"),
            models.Index(fields=["organisation", "state"], name="gathering_of_organisation"),
        ]

    def get_absolute_url(self) -> str:
        return reverse("gatherings:gathering", args=[self.pk])

    @property
    def about_language(self) -> str:
        order = FALLBACK.get((get_language() or "kk")[:2], FALLBACK["kk"])
        return next((code for code in order if getattr(self, f"about_{code}")), "")

    @property
    def about(self) -> str:
        code = self.about_language
        return str(getattr(self, f"about_{code}")) if code else ""

    @property
    def year(self) -> int | None:
        return self.starts_at.year if self.starts_at else None


class Stand(models.Model):
    """A place on the plan: a rectangle in steps of the grid."""

    gathering = models.ForeignKey(Gathering, on_delete=models.CASCADE, related_name="stands")
    label = models.CharField(_("stand"), max_length=12)
    x = models.PositiveSmallIntegerField(_("column"))
    y = models.PositiveSmallIntegerField(_("row"))
    width = models.PositiveSmallIntegerField(_("width"), default=1)
    height = models.PositiveSmallIntegerField(_("depth"), default=1)
    price = models.DecimalField(_("price"), max_digits=18, decimal_places=2, null=True, blank=True)
    # A stand has one exhibitor at most; an exhibitor may have several stands.
    exhibitor = models.ForeignKey(
        "gatherings.Exhibitor", null=True, blank=True, on_delete=models.SET_NULL, related_name="stands"
    )

    class Meta:
        verbose_name = _("stand")
        verbose_name_plural = _("stands")
        ordering = ("y", "x", "pk")
        constraints = [
            models.UniqueConstraint(fields=["gathering", "label"], name="stand_label_once"),
            models.UniqueConstraint(fields=["gathering", "x", "y"], name="stand_place_once"),
            models.CheckConstraint(name="stand_has_a_size", condition=Q(width__gte=1) & Q(height__gte=1)),
        ]

    def __str__(self) -> str:
        return self.label

    def covers(self, other: "Stand") -> bool:
        """Whether the two rectangles share a step."""
        return (
            self.x < other.x + other.width and other.x < self.x + self.width
            and self.y < other.y + other.height and other.y < self.y + self.height
        )  # fmt: skip
