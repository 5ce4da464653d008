import uuid

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from seriktes.common.models import Stamped
from seriktes.organisations.models import NamedInThree, Organisation


def template_path(_version: "TemplateVersion", filename: str) -> str:
    return f"templates/{uuid.uuid4().hex}/{filename[-100:]}"


class Template(NamedInThree, Stamped):
    """A text to be merged with a record, which the office edits in a word processor. None as organisation: for all."""

    organisation = models.ForeignKey(
        Organisation, null=True, blank=True, on_delete=models.PROTECT, related_name="templates"
    )
    # What it is merged with, as its domain registers it: "agreement:memorandum".
    purpose = models.CharField(_("for"), max_length=60)
    # The languages that stand side by side in it, in their order: ["kk", "ru"].
    languages = models.JSONField(_("languages"), default=list)
    closed_on = models.DateField(_("closed on"), null=True, blank=True)

    class Meta:
        verbose_name = _("template")
        verbose_name_plural = _("templates")


class TemplateVersion(models.Model):
    template = models.ForeignKey(Template, on_delete=models.PROTECT, related_name="versions")
    number = models.PositiveIntegerField()
    file = models.FileField(_("file"), upload_to=template_path, max_length=300)
    sha256 = models.CharField(max_length=64)
    # The fields of the record that it uses, checked when it was uploaded.
    fields = models.JSONField(default=list)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()

    class Meta:
        verbose_name = _("version of a template")
        verbose_name_plural = _("versions of a template")
        ordering = ("-number",)
        constraints = [models.UniqueConstraint(fields=["template", "number"], name="template_version_once")]

    def __str__(self) -> str:
        return f"{self.template_id} v{self.number}"
