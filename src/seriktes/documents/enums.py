from django.db import models
from django.utils.translation import gettext_lazy as _


class DocumentState(models.TextChoices):
    DRAFT = "draft", _("draft")
    FROZEN = "frozen", _("frozen for signature")
    SIGNED = "signed", _("signed by all")
    REPLACED = "replaced", _("replaced by a later version")


class Origin(models.TextChoices):
    TEMPLATE = "template", _("merged from a template")
    UPLOAD = "upload", _("uploaded")


class SignatureMethod(models.TextChoices):
    CMS = "cms", _("detached electronic signature (CMS)")
    PDF = "pdf", _("signature inside the PDF")
    PAPER = "paper", _("signed on paper")


class Verdict(models.TextChoices):
    VALID = "valid", _("valid")
    INVALID = "invalid", _("not valid")
    # The bytes and the signature agree, but a part could not be checked here: an algorithm, the chain, the time.
    UNDECIDED = "undecided", _("not decided")
    # Of paper: a person says so.
    RECORDED = "recorded", _("recorded by a person")
