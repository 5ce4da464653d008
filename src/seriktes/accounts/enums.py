from django.db import models
from django.utils.translation import gettext_lazy as _


class Scope(models.TextChoices):
    """What an API token may be used for. It narrows what its owner may do and never widens it."""

    ORGANISATIONS_READ = "organisations:read", _("Read organisations")
    ORGANISATIONS_WRITE = "organisations:write", _("Add and change organisations")
    PEOPLE_READ = "people:read", _("Read people")
    PEOPLE_WRITE = "people:write", _("Add and change people")
    MEMBERS_WRITE = "members:write", _("Invite members and give roles")
    EXCHANGE_IMPORT = "exchange:import", _("Import records")
    DOCUMENTS_READ = "documents:read", _("Read documents")
    DOCUMENTS_SIGN = "documents:sign", _("Hand in signatures of documents")
    AUDIT_READ = "audit:read", _("Read the audit log")
