from django.conf import settings
from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from seriktes.challenges.enums import Direction, EnquiryState
from seriktes.common.models import Languages, Stamped
from seriktes.expertise.enums import EvidenceKind
from seriktes.organisations.models import Organisation, Person, Post, Unit
from seriktes.procedures.models.subjects import SubjectQuerySet


class EnquiryRoute(Stamped):
    """To which post of an organisation enquiries go: those about a unit or a kind of evidence before all others."""

    organisation = models.ForeignKey(Organisation, on_delete=models.CASCADE, related_name="enquiry_routes")
    unit = models.ForeignKey(Unit, null=True, blank=True, on_delete=models.CASCADE, related_name="enquiry_routes")
    # Empty: of every kind.
    kind = models.CharField(_("about"), max_length=12, choices=EvidenceKind.choices, blank=True)
    post = models.ForeignKey(Post, on_delete=models.PROTECT, related_name="enquiry_routes")

    class Meta:
        verbose_name = _("route of enquiries")
        verbose_name_plural = _("routes of enquiries")
        constraints = [
            models.UniqueConstraint(
                fields=["organisation", "kind"], condition=Q(unit__isnull=True), name="enquiry_route_once"
            ),
            models.UniqueConstraint(
                fields=["organisation", "unit", "kind"], condition=Q(unit__isnull=False), name="enquiry_unit_route_once"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.organisation_id} {self.kind} → {self.post_id}"


class EnquiryTerms(models.Model):
    """Within how many working days an organisation answers, where it promises other terms than the usual ones."""

    organisation = models.OneToOneField(Organisation, on_delete=models.CASCADE, related_name="enquiry_terms")
    first_days = models.PositiveSmallIntegerField(_("working days for the first answer"))
    next_days = models.PositiveSmallIntegerField(_("working days for each further answer"))

    class Meta:
        verbose_name = _("terms of enquiries")
        verbose_name_plural = _("terms of enquiries")
        constraints = [
            models.CheckConstraint(name="enquiry_terms_are_days", condition=Q(first_days__gte=1, next_days__gte=1))
        ]

    def __str__(self) -> str:
        return f"{self.organisation_id}: {self.first_days}, {self.next_days}"


class Enquiry(Stamped):
    """A question that somebody asks an organisation, with or without an account. It lies with a post, and is told to the
    expert it is about."""

    # What it is about: a person, a piece of evidence, an organisation, a partnership. No foreign key: see AboutSubject.
    subject_type = models.CharField(max_length=60, blank=True)
    subject_id = models.BigIntegerField(null=True, blank=True)
    # What that was called when it was asked, in the asker's language.
    subject_label = models.CharField(max_length=300, blank=True)
    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="enquiries")
    post = models.ForeignKey(Post, null=True, blank=True, on_delete=models.PROTECT, related_name="enquiries")
    expert = models.ForeignKey(Person, null=True, blank=True, on_delete=models.PROTECT, related_name="enquiries")
    state = models.CharField(_("state"), max_length=12, choices=EnquiryState.choices, default=EnquiryState.UNCONFIRMED)
    # Who asks: an account where there is one, else whom the confirmed address belongs to.
    asker = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="enquiries"
    )
    asking_organisation = models.ForeignKey(
        Organisation, null=True, blank=True, on_delete=models.PROTECT, related_name="enquiries_asked"
    )
    name = models.CharField(_("your name"), max_length=200)
    email = models.EmailField(_("e-mail"))
    phone = models.CharField(_("telephone"), max_length=40, blank=True)
    company = models.CharField(_("organisation"), max_length=300, blank=True)
    language = models.CharField(_("language of letters"), max_length=2, choices=Languages.choices)
    title = models.CharField(_("in one line"), max_length=200)
    # SHA-256 of the secret by which the asker without an account reads and writes on; never the secret itself.
    digest = models.CharField(max_length=64, blank=True)
    # Stands in the address or the subject of letters, so that a reply by mail finds its enquiry.
    reference = models.CharField(max_length=24, unique=True)
    asked_at = models.DateTimeField()
    confirmed_at = models.DateTimeField(null=True, blank=True)
    first_replied_at = models.DateTimeField(null=True, blank=True, editable=False)
    met_on = models.DateField(_("met on"), null=True, blank=True)
    closed_at = models.DateTimeField(null=True, blank=True, editable=False)
    close_reason = models.CharField(_("why closed"), max_length=300, blank=True)
    # Hash of the address it came from, for the limits on spam; goes after a month.
    sent_from = models.CharField(max_length=64, blank=True)
    # Hash of what was asked: the same text sent to everybody is recognised by it.
    likeness = models.CharField(max_length=64, blank=True)

    objects = SubjectQuerySet.as_manager()

    class Meta:
        verbose_name = _("enquiry")
        verbose_name_plural = _("enquiries")
        indexes = [
            models.Index(fields=["organisation", "state", "-asked_at"], name="enquiry_of_organisation"),
            models.Index(fields=["post", "state"], name="enquiry_of_post"),
            models.Index(fields=["email", "-asked_at"], name="enquiry_by_email"),
            models.Index(fields=["subject_type", "subject_id"], name="enquiry_of_subject"),
            models.Index(fields=["likeness", "-asked_at"], name="enquiry_by_likeness"),
        ]

    def __str__(self) -> str:
        # The audit log keeps this for ever: nothing that was typed.
        return self.reference

    def get_absolute_url(self) -> str:
        return reverse("challenges:enquiry", args=[self.pk])


class EnquiryMessage(models.Model):
    """One letter of an enquiry, in either direction. Only ever added."""

    enquiry = models.ForeignKey(Enquiry, on_delete=models.CASCADE, related_name="messages")
    direction = models.CharField(max_length=10, choices=Direction.choices)
    text = models.TextField(_("message"))
    by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+")
    by_label = models.CharField(max_length=254, blank=True)
    at = models.DateTimeField()
    # Of a letter that came by mail: the same letter is taken once.
    message_id = models.CharField(max_length=300, blank=True)
    sent_at = models.DateTimeField(null=True, blank=True)
    # Names of files that came with it by mail; the files themselves are not taken.
    left_out = models.JSONField(default=list)

    class Meta:
        verbose_name = _("letter of an enquiry")
        verbose_name_plural = _("letters of enquiries")
        constraints = [
            models.UniqueConstraint(fields=["message_id"], condition=~Q(message_id=""), name="enquiry_letter_once")
        ]

    def __str__(self) -> str:
        return self.text[:60]


class StrayLetter(models.Model):
    """A letter that came in and belongs to no enquiry, or not to this sender: somebody looks at it, nothing is lost."""

    # Of the enquiry whose reference it bears, where there is one; else those who run the register look at it.
    organisation = models.ForeignKey(Organisation, null=True, on_delete=models.PROTECT, related_name="+")
    enquiry = models.ForeignKey(Enquiry, null=True, on_delete=models.CASCADE, related_name="stray_letters")
    sender = models.CharField(max_length=254)
    title = models.CharField(max_length=300, blank=True)
    text = models.TextField()
    message_id = models.CharField(max_length=300, unique=True)
    left_out = models.JSONField(default=list)
    reason = models.CharField(max_length=40)
    at = models.DateTimeField()
    settled_at = models.DateTimeField(null=True, blank=True)
    settled_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+")

    class Meta:
        verbose_name = _("letter without an enquiry")
        verbose_name_plural = _("letters without an enquiry")

    def __str__(self) -> str:
        return self.title
