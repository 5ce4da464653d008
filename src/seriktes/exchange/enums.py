from django.db import models
from django.utils.translation import gettext_lazy as _


class RunStatus(models.TextChoices):
    UPLOADED = "uploaded", _("uploaded")
    QUEUED = "queued", _("waiting")
    RUNNING = "running", _("running")
    FINISHED = "finished", _("finished")
    CANCELLED = "cancelled", _("cancelled")
    FAILED = "failed", _("failed")


# Runs that did not do all that they were asked: the same may be asked of another one.
GIVEN_UP = (RunStatus.FAILED, RunStatus.CANCELLED)


class Source(models.TextChoices):
    """Where a value came from."""

    HAND = "hand", _("entered by hand")
    ROR = "ror", _("Research Organization Registry (ROR)")
    FILE = "file", _("a file")
    OPENALEX = "openalex", "OpenAlex"
    CROSSREF = "crossref", "Crossref"
    ORCID = "orcid", "ORCID"
    DATACITE = "datacite", "DataCite"
    DEMONSTRATION = "demonstration", _("demonstration data")


class Outcome(models.TextChoices):
    """What became of one row of an import."""

    CREATED = "created", _("created")
    UPDATED = "updated", _("updated")
    UNCHANGED = "unchanged", _("unchanged")
    REJECTED = "rejected", _("rejected")
