from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from seriktes.common.fields import KeyField
from seriktes.common.models import Stamped
from seriktes.exchange.models import Provenanced
from seriktes.organisations.models import NamedInThree, Post
from seriktes.partnerships.enums import AgreementKind, AgreementState
from seriktes.partnerships.models.partnership import Partnership, Party


class Agreement(NamedInThree, Stamped, Provenanced):
    """A dated text between parties of a partnership. What may be changed in which state stands in `workflow`."""

    partnership = models.ForeignKey(Partnership, on_delete=models.PROTECT, related_name="agreements")
    kind = models.CharField(_("kind"), max_length=20, choices=AgreementKind.choices)
    state = models.CharField(_("state"), max_length=12, choices=AgreementState.choices, default=AgreementState.DRAFT)
    number = KeyField(_("number"), max_length=60, blank=True)
    # The languages of equal standing, in their order.
    languages = models.JSONField(_("languages of the text"), default=list)
    framework = models.ForeignKey(
        "self", null=True, blank=True, on_delete=models.PROTECT, related_name="under", verbose_name=_("under")
    )
    amends = models.ForeignKey(
        "self", null=True, blank=True, on_delete=models.PROTECT, related_name="amendments", verbose_name=_("amends")
    )
    supersedes = models.ForeignKey(
        "self", null=True, blank=True, on_delete=models.PROTECT, related_name="superseded_by",
        verbose_name=_("takes the place of"),
    )  # fmt: skip
    # The last of the parties' signatures.
    signed_on = models.DateField(_("signed on"), null=True, blank=True)
    starts_on = models.DateField(_("in force from"), null=True, blank=True)
    # None: without a term.
    ends_on = models.DateField(_("in force to"), null=True, blank=True)
    # By when a party must say that it will not go on, in days before the end.
    notice_days = models.PositiveSmallIntegerField(_("notice, in days"), null=True, blank=True)
    renews = models.BooleanField(_("goes on by itself unless notice is given"), default=False)
    # How far it may be extended: months each time, and how often; what was used is in the events.
    extension_months = models.PositiveSmallIntegerField(_("extension option, in months"), null=True, blank=True)
    extensions_at_most = models.PositiveSmallIntegerField(_("how often"), null=True, blank=True)
    notice_given_on = models.DateField(_("notice given on"), null=True, blank=True)
    notice_given_by = models.ForeignKey(
        Party, null=True, blank=True, on_delete=models.PROTECT, related_name="notices_given"
    )
    terminated_on = models.DateField(_("terminated on"), null=True, blank=True)
    termination_reason = models.CharField(_("why it was terminated"), max_length=500, blank=True)
    amount = models.DecimalField(_("sum"), max_digits=18, decimal_places=2, null=True, blank=True)
    currency = models.CharField(_("currency"), max_length=3, blank=True)
    purpose = models.TextField(_("what it is for"), blank=True)
    # What its latest text says otherwise than the record, as names of fields: worked out when either is written.
    drift = models.JSONField(default=list, editable=False)
    archived_at = models.DateTimeField(null=True, blank=True, editable=False)

    class Meta:
        verbose_name = _("agreement")
        verbose_name_plural = _("agreements")
        constraints = [
            models.CheckConstraint(
                name="agreement_ends_after_it_starts",
                condition=Q(starts_on__isnull=True) | Q(ends_on__isnull=True) | Q(ends_on__gte=F("starts_on")),
            ),
            models.CheckConstraint(name="sum_has_its_currency", condition=Q(amount__isnull=True) | ~Q(currency="")),
        ]
        indexes = [
            models.Index(fields=["partnership", "starts_on"], name="agreement_of_partnership"),
            models.Index(fields=["state", "ends_on"], name="agreement_by_state"),
            # For the list: an import changes thousands in one moment.
            models.Index(fields=["-changed_at", "-id"], name="agreement_by_change"),
        ]

    def get_absolute_url(self) -> str:
        return reverse("partnerships:agreement", args=[self.pk])


class Signatory(Stamped):
    """A party to an agreement: who signs for it, and when it did."""

    agreement = models.ForeignKey(Agreement, on_delete=models.CASCADE, related_name="signatories")
    party = models.ForeignKey(Party, on_delete=models.PROTECT, related_name="signatories")
    post = models.ForeignKey(Post, null=True, blank=True, on_delete=models.PROTECT, related_name="signs")
    name = models.CharField(_("signs for it"), max_length=200, blank=True)
    email = models.EmailField(_("e-mail"), blank=True)
    # On what the power to sign rests: charter, power of attorney with number and date.
    authority = models.CharField(_("acts on the ground of"), max_length=300, blank=True)
    signed_on = models.DateField(_("signed on"), null=True, blank=True)

    class Meta:
        verbose_name = _("signatory")
        verbose_name_plural = _("signatories")
        constraints = [models.UniqueConstraint(fields=["agreement", "party"], name="signatory_once")]

    def __str__(self) -> str:
        return f"{self.agreement_id}: {self.party_id}"
