import uuid

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from seriktes.common.fields import KeyField
from seriktes.common.models import Stamped
from seriktes.exchange.models import Provenanced
from seriktes.organisations.models import Organisation, Person, Post
from seriktes.organisations.models.organisation import FALLBACK
from seriktes.placements.enums import (
    PaymentState,
    PostponeKind,
    ReleaseRule,
    ServiceState,
    StipendKind,
    StipendState,
)


class Stipend(Stamped, Provenanced):
    """Money for study that is served off afterwards: who gives it to whom, on which terms, and how it stands."""

    grantor = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="stipends_granted")
    # The grantor's post that pays and watches over it.
    post = models.ForeignKey(Post, null=True, blank=True, on_delete=models.PROTECT, related_name="stipends")
    student = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="stipends")
    university = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="stipends_of_students")
    kind = models.CharField(_("kind"), max_length=12, choices=StipendKind.choices, default=StipendKind.STIPEND)
    study = models.CharField(_("course of study"), max_length=200, blank=True)
    number = KeyField(_("number"), max_length=60, blank=True)
    # Entered and kept by the university's office in the grantor's stead, beside the grantor's own people.
    by_university = models.BooleanField(_("kept by the university's office for the grantor"), default=False)
    state = models.CharField(_("state"), max_length=10, choices=StipendState.choices, default=StipendState.PLANNED)
    currency = models.CharField(_("currency"), max_length=3)
    # The terms. Words for people; numbers for the computation, which states them and gives no advice.
    terms_kk = models.TextField(_("conditions, in Kazakh"), max_length=5000, blank=True)
    terms_ru = models.TextField(_("conditions, in Russian"), max_length=5000, blank=True)
    terms_en = models.TextField(_("conditions, in English"), max_length=5000, blank=True)
    service_months = models.PositiveSmallIntegerField(_("months of full-time service"))
    # Where it is served: with one employer, or with any of a kind or region.
    employer = models.ForeignKey(
        Organisation, null=True, blank=True, on_delete=models.PROTECT, related_name="stipends_served_here"
    )
    employer_kind = models.CharField(_("kind of employer"), max_length=200, blank=True)
    region = models.CharField(_("region"), max_length=10, blank=True)
    begin_within = models.PositiveSmallIntegerField(_("service begins within so many months"), default=3)
    release = models.CharField(_("released"), max_length=6, choices=ReleaseRule.choices, default=ReleaseRule.DAILY)
    step_months = models.PositiveSmallIntegerField(_("months of a step"), default=12)
    uplift = models.DecimalField(_("added to what is owed, per cent"), max_digits=5, decimal_places=2, default=0)
    confirm_months = models.PositiveSmallIntegerField(_("service is confirmed every so many months"), default=12)
    # When a contract was frozen: from then on the student and the university read it.
    offered_at = models.DateTimeField(null=True, blank=True, editable=False)
    signed_on = models.DateField(_("signed on"), null=True, blank=True, editable=False)
    graduated_on = models.DateField(_("graduated on"), null=True, blank=True, editable=False)
    begin_by = models.DateField(_("service begins by"), null=True, blank=True, editable=False)
    confirm_by = models.DateField(_("service is confirmed by"), null=True, blank=True, editable=False)
    ended_on = models.DateField(_("ended on"), null=True, blank=True, editable=False)
    ended_reason = models.CharField(_("why it ended"), max_length=500, blank=True, editable=False)

    class Meta:
        verbose_name = _("stipend")
        verbose_name_plural = _("stipends")
        constraints = [
            models.CheckConstraint(
                name="stipend_service_months", condition=Q(service_months__gte=1, service_months__lte=240)
            ),
            models.CheckConstraint(name="stipend_step", condition=Q(step_months__gte=1, step_months__lte=240)),
            models.CheckConstraint(name="stipend_uplift", condition=Q(uplift__gte=0)),
            models.CheckConstraint(name="stipend_has_a_currency", condition=~Q(currency="")),
        ]
        indexes = [
            models.Index(fields=["grantor", "state"], name="stipend_of_grantor"),
            models.Index(fields=["university", "state"], name="stipend_of_university"),
            models.Index(fields=["student", "state"], name="stipend_of_student"),
        ]

    def __str__(self) -> str:
        return self.number or f"№ {self.pk}"

    def get_absolute_url(self) -> str:
        return reverse("placements:stipend", args=[self.pk])

    @property
    def terms(self) -> str:
        order = FALLBACK.get((get_language() or "kk")[:2], FALLBACK["kk"])
        return next((text for code in order if (text := getattr(self, f"terms_{code}"))), "")


class StipendPayment(models.Model):
    """A payment of the schedule. What was paid is never changed: it is reversed, and planned anew as another row."""

    stipend = models.ForeignKey(Stipend, on_delete=models.CASCADE, related_name="payments")
    place = models.PositiveSmallIntegerField()
    label = models.CharField(_("for"), max_length=120, blank=True)
    due_on = models.DateField(_("due on"))
    amount = models.DecimalField(_("sum"), max_digits=18, decimal_places=2)
    state = models.CharField(_("state"), max_length=8, choices=PaymentState.choices, default=PaymentState.PLANNED)
    paid_on = models.DateField(_("paid on"), null=True, blank=True)
    reference = models.CharField(_("reference of the payment"), max_length=60, blank=True)
    reason = models.CharField(_("why"), max_length=500, blank=True)
    # Of one that was planned anew: the row in whose stead it stands.
    again_of = models.OneToOneField("self", null=True, blank=True, on_delete=models.CASCADE, related_name="again")
    settled_at = models.DateTimeField(null=True, blank=True)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+")

    class Meta:
        verbose_name = _("payment of a stipend")
        verbose_name_plural = _("payments of stipends")
        ordering = ("place",)
        constraints = [
            models.UniqueConstraint(fields=["stipend", "place"], name="stipend_payment_once"),
            models.UniqueConstraint(
                fields=["stipend", "reference"], condition=Q(state=PaymentState.PAID) & ~Q(reference=""),
                name="stipend_reference_once",
            ),
            models.CheckConstraint(name="stipend_payment_is_a_sum", condition=Q(amount__gt=0)),
            models.CheckConstraint(
                name="stipend_paid_says_when", condition=~Q(state=PaymentState.PAID) | Q(paid_on__isnull=False)
            ),
        ]  # fmt: skip
        indexes = [models.Index(fields=["state", "due_on"], name="stipend_payment_due")]

    def __str__(self) -> str:
        return f"{self.stipend_id}/{self.place}"


class Repayment(models.Model):
    """Money that came back."""

    stipend = models.ForeignKey(Stipend, on_delete=models.CASCADE, related_name="repayments")
    on = models.DateField(_("received on"))
    amount = models.DecimalField(_("sum"), max_digits=18, decimal_places=2)
    reference = models.CharField(_("reference of the payment"), max_length=60)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+")

    class Meta:
        verbose_name = _("repayment of a stipend")
        verbose_name_plural = _("repayments of stipends")
        ordering = ("on", "pk")
        constraints = [
            models.UniqueConstraint(fields=["stipend", "reference"], name="repayment_reference_once"),
            models.CheckConstraint(name="repayment_is_a_sum", condition=Q(amount__gt=0)),
        ]

    def __str__(self) -> str:
        return f"{self.stipend_id}: {self.on}"


class ServicePeriod(Stamped):
    """Service from day to day with one employer. It counts once the employer, or the office, has confirmed it."""

    stipend = models.ForeignKey(Stipend, on_delete=models.CASCADE, related_name="service")
    employer = models.ForeignKey(
        Organisation, null=True, blank=True, on_delete=models.PROTECT, related_name="service_of_stipends"
    )
    employer_name = models.CharField(_("employer"), max_length=200, blank=True)
    starts_on = models.DateField(_("from"))
    ends_on = models.DateField(_("to"))
    share = models.PositiveSmallIntegerField(_("share of full time, per cent"), default=100)
    state = models.CharField(_("state"), max_length=9, choices=ServiceState.choices, default=ServiceState.TOLD)
    told_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+")
    # Who of the employer was asked by a link, who gave the word, and on what it rests.
    contact_email = models.EmailField(_("e-mail of the employer"), blank=True)
    contact_name = models.CharField(_("who confirms for the employer"), max_length=200, blank=True)
    settled_at = models.DateTimeField(null=True, blank=True)
    settled_by = models.CharField(_("confirmed by"), max_length=300, blank=True)
    evidence = models.CharField(_("on what it rests"), max_length=500, blank=True)

    class Meta:
        verbose_name = _("period of service")
        verbose_name_plural = _("periods of service")
        ordering = ("starts_on", "pk")
        constraints = [
            models.CheckConstraint(name="service_ends_after_it_starts", condition=Q(ends_on__gte=F("starts_on"))),
            models.CheckConstraint(name="service_has_a_share", condition=Q(share__gte=1, share__lte=100)),
            models.CheckConstraint(
                name="service_has_an_employer", condition=Q(employer__isnull=False) | ~Q(employer_name="")
            ),
        ]

    def __str__(self) -> str:
        return f"{self.stipend_id}: {self.starts_on} – {self.ends_on}"

    def get_absolute_url(self) -> str:
        return reverse("placements:stipend", args=[self.stipend_id]) + "#service"

    @property
    def where(self) -> str:
        return self.employer.name if self.employer else self.employer_name


def service_file_path(_row: "ServiceFile", filename: str) -> str:
    return f"stipends/{uuid.uuid4().hex}/{filename[-100:]}"


class ServiceFile(models.Model):
    """A paper of the employer on which a period of service rests. Served by a view only."""

    period = models.ForeignKey(ServicePeriod, on_delete=models.CASCADE, related_name="files")
    file = models.FileField(_("file"), upload_to=service_file_path, max_length=300)
    name = models.CharField(_("name"), max_length=200)
    sha256 = models.CharField(max_length=64)
    at = models.DateTimeField()
    by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+")

    class Meta:
        verbose_name = _("paper of a period of service")
        verbose_name_plural = _("papers of periods of service")
        ordering = ("pk",)
        constraints = [models.UniqueConstraint(fields=["period", "sha256"], name="service_file_once")]

    def __str__(self) -> str:
        return self.name


class Postponement(models.Model):
    """Days by which the service begins, or is confirmed, later, and why."""

    stipend = models.ForeignKey(Stipend, on_delete=models.CASCADE, related_name="postponements")
    kind = models.CharField(_("why"), max_length=8, choices=PostponeKind.choices)
    starts_on = models.DateField(_("from"))
    ends_on = models.DateField(_("to"))
    reason = models.CharField(_("in words"), max_length=500)
    at = models.DateTimeField()
    by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+")

    class Meta:
        verbose_name = _("postponement of service")
        verbose_name_plural = _("postponements of service")
        ordering = ("starts_on", "pk")
        constraints = [
            models.CheckConstraint(name="postponement_ends_after_it_starts", condition=Q(ends_on__gte=F("starts_on")))
        ]

    def __str__(self) -> str:
        return f"{self.stipend_id}: {self.starts_on} – {self.ends_on}"

    @property
    def days(self) -> int:
        return (self.ends_on - self.starts_on).days + 1
