import uuid

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from seriktes.common.models import Stamped
from seriktes.exchange.models import Provenanced
from seriktes.organisations.models import Post
from seriktes.partnerships.enums import CommitmentKind
from seriktes.partnerships.models.agreement import Agreement
from seriktes.partnerships.models.partnership import Party


class Commitment(Stamped, Provenanced):
    """What a party promised in an agreement."""

    agreement = models.ForeignKey(Agreement, on_delete=models.PROTECT, related_name="commitments")
    party = models.ForeignKey(Party, on_delete=models.PROTECT, related_name="commitments")
    # The post that made it; the owner of the relation where it is left out.
    post = models.ForeignKey(Post, null=True, blank=True, on_delete=models.PROTECT, related_name="commitments")
    kind = models.CharField(_("kind"), max_length=12, choices=CommitmentKind.choices)
    what = models.CharField(_("what"), max_length=500)
    # In `currency` for money and scholarships, else in `unit`: places, hours, pieces.
    unit = models.CharField(_("unit of measure"), max_length=60, blank=True)
    currency = models.CharField(_("currency"), max_length=3, blank=True)
    # Of a scholarship: months that its holder serves afterwards.
    service_months = models.PositiveSmallIntegerField(_("period of service, in months"), null=True, blank=True)
    withdrawn_at = models.DateTimeField(null=True, blank=True)
    withdrawn_reason = models.CharField(max_length=500, blank=True)

    class Meta:
        verbose_name = _("commitment")
        verbose_name_plural = _("commitments")
        constraints = [
            models.CheckConstraint(
                name="promised_money_has_its_currency",
                condition=~Q(kind__in=[CommitmentKind.MONEY, CommitmentKind.SCHOLARSHIP]) | ~Q(currency=""),
            )
        ]
        indexes = [
            # Few are, and the list counts them.
            models.Index(fields=["agreement"], name="commitment_withdrawn", condition=Q(withdrawn_at__isnull=False)),
        ]

    def __str__(self) -> str:
        return self.what

    def get_absolute_url(self) -> str:
        return reverse("partnerships:commitment", args=[self.pk])


class Instalment(models.Model):
    """One line of the schedule: how much by when. Its clock runs until as much was delivered."""

    commitment = models.ForeignKey(Commitment, on_delete=models.CASCADE, related_name="instalments")
    due_on = models.DateField(_("by"))
    amount = models.DecimalField(_("how much"), max_digits=18, decimal_places=2)

    class Meta:
        verbose_name = _("instalment")
        verbose_name_plural = _("instalments")
        ordering = ("due_on", "pk")
        constraints = [
            models.CheckConstraint(name="instalment_is_positive", condition=Q(amount__gt=0)),
            models.UniqueConstraint(fields=["commitment", "due_on"], name="one_instalment_a_day"),
        ]

    def __str__(self) -> str:
        return f"{self.due_on}: {self.amount}"


def evidence_path(_delivery: "Delivery", filename: str) -> str:
    return f"deliveries/{uuid.uuid4().hex}/{filename[-100:]}"


# Neither taken back nor disputed.
STANDING = Q(withdrawn_at__isnull=True, disputed_at__isnull=True)


class Delivery(models.Model):
    """What was delivered against a promise. It counts once the receiving side confirmed it, and not while disputed."""

    commitment = models.ForeignKey(Commitment, on_delete=models.PROTECT, related_name="deliveries")
    on = models.DateField(_("on"))
    amount = models.DecimalField(_("how much"), max_digits=18, decimal_places=2)
    note = models.CharField(_("note"), max_length=300, blank=True)
    evidence = models.FileField(_("evidence"), upload_to=evidence_path, max_length=300, blank=True)
    recorded_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+")
    recorded_at = models.DateTimeField()
    confirmed_at = models.DateTimeField(null=True, blank=True)
    confirmed_label = models.CharField(max_length=254, blank=True)
    # The receiving side says that it was not so, and why.
    disputed_at = models.DateTimeField(null=True, blank=True)
    disputed_label = models.CharField(max_length=254, blank=True)
    dispute = models.CharField(max_length=500, blank=True)
    withdrawn_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        verbose_name = _("delivery")
        verbose_name_plural = _("deliveries")
        ordering = ("on", "pk")
        constraints = [
            models.CheckConstraint(name="delivery_is_positive", condition=Q(amount__gt=0)),
            models.CheckConstraint(
                name="confirmed_or_disputed", condition=Q(confirmed_at__isnull=True) | Q(disputed_at__isnull=True)
            ),
        ]
        indexes = [
            # Few are, and the list of promises counts them.
            models.Index(
                fields=["commitment"], name="delivery_unconfirmed",
                condition=STANDING & Q(confirmed_at__isnull=True),
            ),
            models.Index(
                fields=["commitment"], name="delivery_disputed",
                condition=Q(disputed_at__isnull=False, withdrawn_at__isnull=True),
            ),
        ]  # fmt: skip

    def __str__(self) -> str:
        return f"{self.on}: {self.amount}"
