import uuid
from pathlib import PurePath
from typing import ClassVar

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from seriktes.common.addresses import address_of
from seriktes.common.fields import KeyField
from seriktes.common.models import Languages, Stamped
from seriktes.common.triggers import append_only
from seriktes.exchange.models import Provenanced, Sourced
from seriktes.organisations.enums import AffiliationKind, ConsentEventKind
from seriktes.organisations.models.organisation import NamedInThree, Organisation, Unit


class Person(NamedInThree, Stamped, Provenanced):
    """Somebody the register knows: staff, student, contact person. Shown to the public only with consent."""

    user = models.OneToOneField(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="person"
    )
    orcid = models.CharField("ORCID", max_length=19, blank=True)
    email = models.EmailField(_("e-mail"), blank=True)
    phone = models.CharField(_("telephone"), max_length=20, blank=True)
    sort_kk = KeyField(max_length=300, blank=True, editable=False)
    sort_ru = KeyField(max_length=300, blank=True, editable=False)
    sort_en = KeyField(max_length=300, blank=True, editable=False)
    # Derived from the consent register by `actions`: true while a consent to publication is in force.
    is_public = models.BooleanField(_("published"), default=False, editable=False)
    # The last day of that consent, so that reads stop showing the person even before the nightly task has run.
    published_until = models.DateField(null=True, blank=True, editable=False)
    # Nearly every row has none: an index over those would only mislead the planner (the one below holds the others).
    merged_into = models.ForeignKey(
        "self",
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="merged_from",
        editable=False,
        db_index=False,
    )

    class Meta:
        verbose_name = _("person")
        verbose_name_plural = _("people")
        indexes = [
            *(models.Index(fields=[f"sort_{code}"], name=f"person_sort_{code}") for code in Languages.values),
            *(
                models.Index(fields=[f"sort_{code}"], condition=Q(is_public=True), name=f"person_public_{code}")
                for code in Languages.values
            ),
            models.Index(fields=["published_until", "id"], condition=Q(is_public=True), name="person_published"),
            models.Index(fields=["merged_into"], condition=Q(merged_into__isnull=False), name="person_merged_into"),
        ]
        constraints = [
            models.UniqueConstraint(
                fields=["orcid"], condition=~Q(orcid="") & Q(merged_into__isnull=True), name="orcid_belongs_to_one"
            )
        ]

    def get_absolute_url(self) -> str:
        return address_of("portal:person", self.pk)


class Affiliation(Sourced):
    """Where somebody works or studies, from when to when."""

    person = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="affiliations")
    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="affiliations")
    unit = models.ForeignKey(Unit, null=True, blank=True, on_delete=models.PROTECT, related_name="affiliations")
    kind = models.CharField(_("as"), max_length=12, choices=AffiliationKind.choices, default=AffiliationKind.EMPLOYEE)
    title = models.CharField(_("position"), max_length=200, blank=True)
    starts_on = models.DateField(_("from"), null=True, blank=True)
    ends_on = models.DateField(_("to"), null=True, blank=True)

    class Meta:
        verbose_name = _("affiliation")
        verbose_name_plural = _("affiliations")
        constraints = [
            models.CheckConstraint(
                name="affiliation_ends_after_it_starts",
                condition=Q(ends_on__isnull=True) | Q(starts_on__isnull=True) | Q(ends_on__gte=models.F("starts_on")),
            )
        ]
        # They hold all that the list of people asks of an affiliation, so that its rows need not be read.
        indexes = [
            models.Index(
                fields=["organisation", "archived_at", "kind", "ends_on", "person"], name="affiliation_of_organisation"
            ),
            models.Index(fields=["kind", "archived_at", "ends_on", "person"], name="affiliation_of_kind"),
            models.Index(
                fields=["ends_on", "archived_at", "kind", "person"],
                condition=Q(ends_on__isnull=False),
                name="affiliation_ended",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.person_id} @ {self.organisation_id}"


def evidence_path(_consent: "Consent", filename: str) -> str:
    # The person's own file name may tell something; only its kind is kept.
    return f"consents/{uuid.uuid4().hex}{PurePath(filename).suffix.lower()[:5]}"


class Consent(Stamped):
    """A person's consent to the processing of personal data: the seven fields of article 8(4) of the Law of
    21.05.2013 "On personal data". Its state is computed from its events."""

    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="consents")
    operator = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="consents_received")
    # Kept as it stood when the consent was given, whatever happens to the records later.
    operator_name = models.CharField(_("operator"), max_length=500)
    operator_number = models.CharField(_("BIN or IIN of the operator"), max_length=12, blank=True)
    subject_name = models.CharField(_("name of the person"), max_length=500)
    valid_from = models.DateField(_("from"))
    valid_until = models.DateField(_("to"), null=True, blank=True)
    third_parties = models.BooleanField(_("transfer to third parties"), default=False)
    cross_border = models.BooleanField(_("transfer across the border"), default=False)
    publication = models.BooleanField(_("publication in public sources"), default=False)
    data = models.JSONField(_("data covered"), default=list)
    evidence = models.FileField(_("signed form"), upload_to=evidence_path, max_length=200, blank=True)

    class Meta:
        verbose_name = _("consent")
        verbose_name_plural = _("consents")
        constraints = [
            models.CheckConstraint(
                name="consent_ends_after_it_starts",
                condition=Q(valid_until__isnull=True) | Q(valid_until__gte=models.F("valid_from")),
            )
        ]

    def __str__(self) -> str:
        return f"{self.subject_name} → {self.operator_name}"

    def get_absolute_url(self) -> str:
        return reverse("organisations:consent", args=[self.pk])


class ConsentEvent(models.Model):
    """What happened to a consent, and when. Rows are only added; the clocks are computed from them."""

    consent = models.ForeignKey(Consent, on_delete=models.PROTECT, related_name="events")
    kind = models.CharField(max_length=12, choices=ConsentEventKind.choices)
    at = models.DateTimeField()
    by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+")

    class Meta:
        verbose_name = _("event of a consent")
        verbose_name_plural = _("events of a consent")
        constraints = [models.UniqueConstraint(fields=["consent", "kind"], name="consent_event_once")]

    def __str__(self) -> str:
        return f"{self.consent_id} {self.kind}"


EVENTS_APPEND_ONLY = append_only("organisations", "organisations_consentevent")


class AlumniLink(Sourced):
    """That somebody graduated from an organisation: the door opener of many partnerships. Needs a consent."""

    person = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="alumni_links")
    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="alumni")
    graduated_in = models.PositiveSmallIntegerField(_("graduated in"), null=True, blank=True)
    programme = models.CharField(_("programme"), max_length=200, blank=True)
    consent = models.ForeignKey(Consent, on_delete=models.PROTECT, related_name="alumni_links")

    class Meta:
        verbose_name = _("alumni link")
        verbose_name_plural = _("alumni links")
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(
                fields=["person", "organisation", "programme", "graduated_in"],
                condition=Q(archived_at__isnull=True),
                name="alumni_link_once",
            )
        ]

    def __str__(self) -> str:
        return f"{self.person_id} ← {self.organisation_id}"
