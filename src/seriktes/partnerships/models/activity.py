import uuid

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from seriktes.common.fields import KeyField
from seriktes.common.models import Stamped
from seriktes.exchange.models import Provenanced
from seriktes.organisations.models import Organisation, Person
from seriktes.partnerships.enums import ActivityRole, ActivityState, Form, Mode
from seriktes.partnerships.models.agreement import Agreement
from seriktes.partnerships.models.partnership import Partnership


class Activity(Stamped, Provenanced):
    """Something the parties did together. It counts once both sides have confirmed it."""

    partnership = models.ForeignKey(Partnership, on_delete=models.PROTECT, related_name="activities")
    agreement = models.ForeignKey(Agreement, null=True, blank=True, on_delete=models.PROTECT, related_name="activities")
    # A kind of the country pack (`ActivityKind`); form and mode follow it unless somebody says otherwise, with a reason.
    kind = models.CharField(_("kind"), max_length=30)
    form = models.CharField(_("form"), max_length=12, choices=Form.choices)
    mode = models.CharField(_("mode"), max_length=3, choices=Mode.choices)
    mode_reason = models.CharField(_("why another mode"), max_length=300, blank=True)
    title = models.CharField(_("what was done"), max_length=300)
    state = models.CharField(_("state"), max_length=10, choices=ActivityState.choices, default=ActivityState.DRAFT)
    starts_on = models.DateField(_("from"))
    ends_on = models.DateField(_("to"))
    hours = models.DecimalField(_("hours"), max_digits=9, decimal_places=2, null=True, blank=True)
    amount = models.DecimalField(_("sum"), max_digits=18, decimal_places=2, null=True, blank=True)
    currency = models.CharField(_("currency"), max_length=3, blank=True)
    participants = models.PositiveIntegerField(_("participants"), null=True, blank=True)
    place = models.CharField(_("place"), max_length=200, blank=True)
    region = models.CharField(_("region"), max_length=8, blank=True)
    results = models.TextField(_("results"), blank=True)
    number = KeyField(_("number"), max_length=60, blank=True)
    reported_at = models.DateTimeField(null=True, blank=True)
    confirmed_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        verbose_name = _("activity")
        verbose_name_plural = _("activities")
        constraints = [
            models.CheckConstraint(name="activity_ends_after_it_starts", condition=Q(ends_on__gte=F("starts_on"))),
            models.CheckConstraint(
                name="activity_sum_has_its_currency", condition=Q(amount__isnull=True) | ~Q(currency="")
            ),
        ]
        indexes = [
            models.Index(fields=["partnership", "-ends_on"], name="activity_of_partnership"),
            models.Index(fields=["-ends_on", "-id"], name="activity_by_day"),
            models.Index(fields=["state", "-ends_on"], name="activity_by_state"),
            models.Index(fields=["kind", "-ends_on"], name="activity_by_kind"),
        ]

    def __str__(self) -> str:
        return self.title

    def get_absolute_url(self) -> str:
        return reverse("partnerships:activity", args=[self.pk])


class ActivityParty(models.Model):
    """An organisation that took part, and its word that it was so."""

    activity = models.ForeignKey(Activity, on_delete=models.CASCADE, related_name="parties")
    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="activity_parties")
    confirmed_at = models.DateTimeField(null=True, blank=True)
    confirmed_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+")
    confirmed_label = models.CharField(max_length=254, blank=True)
    disputed_at = models.DateTimeField(null=True, blank=True)
    dispute = models.CharField(_("what is wrong"), max_length=500, blank=True)

    class Meta:
        verbose_name = _("party of an activity")
        verbose_name_plural = _("parties of an activity")
        constraints = [models.UniqueConstraint(fields=["activity", "organisation"], name="activity_party_once")]
        indexes = [models.Index(fields=["organisation", "confirmed_at"], name="activity_to_confirm")]

    def __str__(self) -> str:
        return f"{self.activity_id}: {self.organisation_id}"


class ActivityPerson(models.Model):
    activity = models.ForeignKey(Activity, on_delete=models.CASCADE, related_name="people")
    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="activities")
    role = models.CharField(_("part"), max_length=10, choices=ActivityRole.choices, default=ActivityRole.TAKES_PART)
    hours = models.DecimalField(_("hours"), max_digits=9, decimal_places=2, null=True, blank=True)

    class Meta:
        verbose_name = _("person of an activity")
        verbose_name_plural = _("people of an activity")
        constraints = [models.UniqueConstraint(fields=["activity", "person"], name="activity_person_once")]

    def __str__(self) -> str:
        return f"{self.activity_id}: {self.person_id}"


def activity_file_path(_file: "ActivityFile", filename: str) -> str:
    return f"activities/{uuid.uuid4().hex}/{filename[-100:]}"


class ActivityFile(models.Model):
    activity = models.ForeignKey(Activity, on_delete=models.CASCADE, related_name="files")
    file = models.FileField(_("file"), upload_to=activity_file_path, max_length=300)
    name = models.CharField(_("name"), max_length=200)
    sha256 = models.CharField(max_length=64)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()

    class Meta:
        verbose_name = _("file of an activity")
        verbose_name_plural = _("files of an activity")

    def __str__(self) -> str:
        return self.name
