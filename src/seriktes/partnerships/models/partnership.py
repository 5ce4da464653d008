from django.db import models
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from seriktes.challenges.models import Answer, Enquiry
from seriktes.common.fields import KeyField
from seriktes.common.models import Languages, Stamped
from seriktes.exchange.models import Provenanced
from seriktes.organisations.models import AlumniLink, NamedInThree, Organisation, Post, Unit
from seriktes.partnerships.enums import Ground, Initiator, PartnershipStage


class Partnership(NamedInThree, Stamped, Provenanced):
    """A relation of two or more organisations. It goes on while its agreements come and go."""

    stage = models.CharField(
        _("stage"), max_length=10, choices=PartnershipStage.choices, default=PartnershipStage.CONTACT
    )
    # Forms of partnering, in the order of the enum: ["education", "research"].
    forms = models.JSONField(_("forms"), default=list)
    region = models.CharField(_("region"), max_length=8, blank=True)
    initiator = models.CharField(_("began by"), max_length=10, choices=Initiator.choices, blank=True)
    ground = models.CharField(_("why it began"), max_length=10, choices=Ground.choices, blank=True)
    # The act and article, the indicator, the agreement, or who knew whom.
    ground_note = models.CharField(_("which one"), max_length=500, blank=True)
    note = models.TextField(_("note"), blank=True)
    began_on = models.DateField(_("began on"), null=True, blank=True)
    ended_on = models.DateField(_("ended on"), null=True, blank=True)
    end_reason = models.CharField(_("why it ended"), max_length=500, blank=True)
    # Set when every party agreed to show it, taken back when one withdraws.
    is_public = models.BooleanField(_("published"), default=False, editable=False)
    # Own number of the office, from its spreadsheet: names the record in imports.
    number = KeyField(_("number"), max_length=60, blank=True)
    archived_at = models.DateTimeField(null=True, blank=True, editable=False)
    alumni = models.ManyToManyField(AlumniLink, blank=True, related_name="partnerships", verbose_name=_("opened by"))
    # What led to it: the chosen answer to a challenge, or an enquiry.
    answer = models.ForeignKey(
        Answer, null=True, blank=True, editable=False, on_delete=models.PROTECT, related_name="partnerships"
    )
    enquiry = models.ForeignKey(
        Enquiry, null=True, blank=True, editable=False, on_delete=models.PROTECT, related_name="partnerships"
    )
    # Repeated from agreements and activities for lists; `actions.standing` alone writes them.
    last_activity_on = models.DateField(null=True, blank=True, editable=False)
    covered_until = models.DateField(null=True, blank=True, editable=False)
    # Of the name, for lists; `actions.naming` writes them.
    sort_kk = KeyField(max_length=300, blank=True, editable=False)
    sort_ru = KeyField(max_length=300, blank=True, editable=False)
    sort_en = KeyField(max_length=300, blank=True, editable=False)

    class Meta:
        verbose_name = _("partnership")
        verbose_name_plural = _("partnerships")
        indexes = [
            models.Index(fields=["stage", "-changed_at"], name="partnership_by_stage"),
            models.Index(fields=["region", "stage"], name="partnership_by_region"),
            *(models.Index(fields=[f"sort_{code}"], name=f"partnership_sort_{code}") for code in Languages.values),
        ]

    def get_absolute_url(self) -> str:
        return reverse("partnerships:record", args=[self.pk])


class Party(Stamped):
    """One side of a partnership, and the post that owns the relation there."""

    # When two organisations become one and both are sides, the second side has left: nobody waits for its word.
    SET_ASIDE_BY = "left_on"

    partnership = models.ForeignKey(Partnership, on_delete=models.CASCADE, related_name="parties")
    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="partnership_parties")
    unit = models.ForeignKey(Unit, null=True, blank=True, on_delete=models.PROTECT, related_name="partnership_parties")
    post = models.ForeignKey(Post, null=True, blank=True, on_delete=models.PROTECT, related_name="owned_partnerships")
    # Whom to write to where the side has no post in the register.
    contact_name = models.CharField(_("contact"), max_length=200, blank=True)
    contact_email = models.EmailField(_("e-mail"), blank=True)
    joined_on = models.DateField(_("from"), null=True, blank=True)
    left_on = models.DateField(_("to"), null=True, blank=True)
    agreed_to_publish_at = models.DateTimeField(null=True, blank=True, editable=False)

    class Meta:
        verbose_name = _("party")
        verbose_name_plural = _("parties")
        constraints = [
            models.UniqueConstraint(
                fields=["partnership", "organisation"], condition=models.Q(unit__isnull=True), name="party_once"
            ),
            models.UniqueConstraint(
                fields=["partnership", "organisation", "unit"],
                condition=models.Q(unit__isnull=False),
                name="party_once_a_unit",
            ),
            models.CheckConstraint(
                name="party_leaves_after_it_joins",
                condition=models.Q(joined_on__isnull=True)
                | models.Q(left_on__isnull=True)
                | models.Q(left_on__gte=models.F("joined_on")),
            ),
        ]
        indexes = [models.Index(fields=["organisation", "partnership"], name="party_of_organisation")]

    def __str__(self) -> str:
        return f"{self.partnership_id}: {self.organisation_id}"
