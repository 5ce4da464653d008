import uuid

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from seriktes.common.models import Stamped
from seriktes.documents.enums import DocumentState, Origin, SignatureMethod, Verdict
from seriktes.documents.models.templates import TemplateVersion
from seriktes.organisations.models import Organisation, Post
from seriktes.procedures.models import AboutSubject, SubjectQuerySet


def document_path(_version: "DocumentVersion", filename: str) -> str:
    return f"documents/{uuid.uuid4().hex}/{filename[-100:]}"


def signature_path(_signature: "Signature", filename: str) -> str:
    return f"signatures/{uuid.uuid4().hex}/{filename[-100:]}"


class Document(AboutSubject, Stamped):
    """One text of a record: its agreement, an act, a learning agreement. Its versions follow one another."""

    purpose = models.CharField(max_length=60)
    title = models.CharField(_("title"), max_length=300)
    # An address that can be printed on paper and opened by anybody: `/verify/<public_id>/`.
    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)

    objects = SubjectQuerySet.as_manager()

    class Meta:
        verbose_name = _("document")
        verbose_name_plural = _("documents")
        indexes = [models.Index(fields=["subject_type", "subject_id"], name="document_of_subject")]

    def __str__(self) -> str:
        return self.title

    def get_absolute_url(self) -> str:
        return reverse("documents:document", args=[self.pk])


class DocumentVersion(models.Model):
    """One wording. A frozen version is bytes that never change: signatures are over their SHA-256."""

    document = models.ForeignKey(Document, on_delete=models.PROTECT, related_name="versions")
    number = models.PositiveIntegerField()
    state = models.CharField(_("state"), max_length=8, choices=DocumentState.choices, default=DocumentState.DRAFT)
    origin = models.CharField(max_length=8, choices=Origin.choices)
    template = models.ForeignKey(TemplateVersion, null=True, on_delete=models.PROTECT, related_name="documents")
    # The values that were merged, as they were then.
    merged = models.JSONField(default=dict)
    # The languages of the text, in their order.
    languages = models.JSONField(default=list)
    # What of the editable text the PDF does not show: [{"code", "what", "place"}].
    warnings = models.JSONField(default=list)
    # The wording as text: language → paragraphs, for reading side by side and comparing.
    texts = models.JSONField(default=dict)
    source = models.FileField(_("editable text"), upload_to=document_path, max_length=300, blank=True)
    pdf = models.FileField(_("PDF"), upload_to=document_path, max_length=300, blank=True)
    # Of the PDF's bytes, once frozen.
    sha256 = models.CharField(max_length=64, blank=True)
    size = models.PositiveBigIntegerField(default=0)
    note = models.CharField(_("what changed"), max_length=300, blank=True)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()
    frozen_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        verbose_name = _("version of a document")
        verbose_name_plural = _("versions of a document")
        ordering = ("-number",)
        constraints = [
            models.UniqueConstraint(fields=["document", "number"], name="document_version_once"),
            models.CheckConstraint(
                name="frozen_has_its_hash", condition=Q(state="draft") | Q(state="replaced") | ~Q(sha256="")
            ),
        ]
        indexes = [models.Index(fields=["sha256"], name="version_by_hash")]

    def __str__(self) -> str:
        return f"{self.document_id} v{self.number}"


class Signature(models.Model):
    """That somebody signed a frozen version, and what the check of it found. Rows are not changed; a check that is made
    again adds its finding to `findings`."""

    version = models.ForeignKey(DocumentVersion, on_delete=models.PROTECT, related_name="signatures")
    method = models.CharField(max_length=6, choices=SignatureMethod.choices)
    # For which party, and from which post where it is known.
    organisation = models.ForeignKey(Organisation, null=True, on_delete=models.PROTECT, related_name="signatures")
    post = models.ForeignKey(Post, null=True, blank=True, on_delete=models.PROTECT, related_name="signatures")
    file = models.FileField(_("signature or scan"), upload_to=signature_path, max_length=300, blank=True)
    file_sha256 = models.CharField(max_length=64, blank=True)
    # From the certificate, or as a person typed it of paper.
    signer_name = models.CharField(_("signed by"), max_length=300)
    # Of the organisation; the signer's own number is personal data and only its last four digits are kept.
    signer_bin = models.CharField(max_length=12, blank=True)
    signer_iin_end = models.CharField(max_length=4, blank=True)
    # Of paper: on what the power to sign rests.
    ground = models.CharField(_("acts on the ground of"), max_length=300, blank=True)
    issuer = models.CharField(max_length=300, blank=True)
    serial = models.CharField(max_length=64, blank=True)
    signed_on = models.DateField(_("signed on"))
    # The moment the signature states, and whether a time stamp proves it.
    signed_at = models.DateTimeField(null=True, blank=True)
    time_is_proven = models.BooleanField(default=False)
    verdict = models.CharField(max_length=9, choices=Verdict.choices)
    # Each part of the check: [{"part": "bytes"|"signature"|"chain"|"validity"|"time"|"authority", "ok": …, "code": …}].
    findings = models.JSONField(default=list)
    recorded_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+")
    recorded_at = models.DateTimeField()
    withdrawn_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        verbose_name = _("signature")
        verbose_name_plural = _("signatures")
        constraints = [
            models.UniqueConstraint(
                fields=["version", "file_sha256", "serial"],
                condition=~Q(file_sha256="") & Q(withdrawn_at__isnull=True),
                name="signature_file_once",
            )
        ]

    def __str__(self) -> str:
        return f"{self.signer_name} → {self.version_id}"
