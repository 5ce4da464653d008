import uuid
from typing import ClassVar

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from seriktes.common.models import Stamped
from seriktes.exchange.enums import GIVEN_UP, Outcome, RunStatus, Source


class Sourced(models.Model):
    """A row that says where it came from, and that stays when it is taken out of use."""

    source = models.CharField(_("source"), max_length=40, choices=Source.choices, default=Source.HAND)
    source_on = models.DateField(_("as of"), null=True, blank=True)
    # The record of the source that gave the row: a merge may bring rows of several records together.
    source_record = models.CharField(max_length=40, blank=True, editable=False)
    run_id = models.BigIntegerField(null=True, blank=True, editable=False)
    # Set when the value no longer holds. The row stays, so that the next import knows it was seen before.
    archived_at = models.DateTimeField(null=True, blank=True, editable=False)
    # The import that archived it, because its source gave the value no longer: only then may an import bring it back.
    archived_by_run = models.BigIntegerField(null=True, blank=True, editable=False)

    class Meta:
        abstract = True


class Provenanced(models.Model):
    """A record whose own columns say where each value came from.

    `provenance[field] = {"source": …, "on": "2026-11-22", "run": 7, "seen": {source: last imported value}}`.
    With `seen`, an import can tell "the source changed" from "a person corrected it".
    """

    provenance = models.JSONField(default=dict, editable=False)

    class Meta:
        abstract = True


def upload_path(_run: "ImportRun", filename: str) -> str:
    return f"imports/{uuid.uuid4().hex}/{filename[-100:]}"


def rejects_path(_run: "ImportRun", filename: str) -> str:
    return f"imports/{uuid.uuid4().hex}/{filename}"


class ImportRun(Stamped):
    """One file read into the register, dry or for good."""

    kind = models.CharField(_("what is imported"), max_length=40)
    format = models.CharField(_("format"), max_length=20)
    file = models.FileField(_("file"), upload_to=upload_path, max_length=300)
    filename = models.CharField(_("file name"), max_length=200)
    sha256 = models.CharField(max_length=64, blank=True)
    mapping = models.JSONField(_("columns"), default=dict)
    dry_run = models.BooleanField(_("try only"), default=True)
    status = models.CharField(_("status"), max_length=12, choices=RunStatus.choices, default=RunStatus.UPLOADED)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="import_runs")
    started_at = models.DateTimeField(null=True, blank=True)
    finished_at = models.DateTimeField(null=True, blank=True)
    # Bytes of the file read so far and in all: the progress bar.
    done = models.BigIntegerField(default=0)
    total = models.BigIntegerField(default=0)
    created = models.PositiveIntegerField(_("created"), default=0)
    updated = models.PositiveIntegerField(_("updated"), default=0)
    unchanged = models.PositiveIntegerField(_("unchanged"), default=0)
    rejected = models.PositiveIntegerField(_("rejected"), default=0)
    questions = models.PositiveIntegerField(_("questions"), default=0)
    cancel_asked = models.BooleanField(default=False)
    # Why the whole file could not be read, as `{"code": …, "values": {…}}`; told in the reader's language.
    failure = models.JSONField(default=dict)
    # Rows read so far, and the rejected ones as they came (JSON Lines), for the file that can be mended and given again.
    rows = models.PositiveIntegerField(_("rows"), default=0)
    rejects = models.FileField(upload_to=rejects_path, max_length=300, blank=True)
    # The day on which the file, the rejected rows and the faults were removed (`actions.remove_old_files`).
    files_removed_on = models.DateField(null=True, blank=True, editable=False)
    # The trial that this run carries out for good.
    trial = models.ForeignKey("self", null=True, blank=True, on_delete=models.PROTECT, related_name="carried_out")

    class Meta:
        verbose_name = _("import")
        verbose_name_plural = _("imports")
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["trial"], condition=~Q(status__in=GIVEN_UP), name="trial_carried_out_once")
        ]

    def __str__(self) -> str:
        return f"{self.filename} #{self.pk}"


class ImportFault(models.Model):
    """One fault in one row: where it is and what is wrong. A run keeps the first `actions.execution.KEPT_FAULTS` as rows here,
    and all of them in the file of its rejected rows."""

    run = models.ForeignKey(ImportRun, on_delete=models.CASCADE, related_name="faults")
    row = models.PositiveIntegerField(_("row"))
    column = models.CharField(_("column"), max_length=120, blank=True)
    code = models.CharField(max_length=60)
    values = models.JSONField(default=dict)
    # Whether the row was left out for it; otherwise only the value in this column was.
    rejects_row = models.BooleanField(default=True)

    class Meta:
        verbose_name = _("fault of an import")
        verbose_name_plural = _("faults of an import")
        indexes = [models.Index(fields=["run", "row"], name="fault_of_run")]

    def __str__(self) -> str:
        return f"{self.run_id}: {self.row} {self.column} {self.code}"


class ImportedRow(models.Model):
    """What a run did with one row: which record it made or changed, and how. Rows that changed nothing are not kept."""

    run = models.ForeignKey(ImportRun, on_delete=models.CASCADE, related_name="imported")
    row = models.PositiveIntegerField(_("row"))
    outcome = models.CharField(max_length=10, choices=Outcome.choices)
    # Empty for what a trial would have made.
    target_id = models.BigIntegerField(null=True)
    label = models.CharField(max_length=300, blank=True)
    changes = models.JSONField(default=dict)

    class Meta:
        verbose_name = _("imported row")
        verbose_name_plural = _("imported rows")
        indexes = [models.Index(fields=["run", "outcome", "row"], name="imported_of_run")]

    def __str__(self) -> str:
        return f"{self.run_id}: {self.row} {self.outcome}"


class SavedMapping(Stamped):
    """Which column of a CSV or XLSX holds which field, kept under a name for the next file of the same shape."""

    name = models.CharField(_("name"), max_length=120)
    kind = models.CharField(max_length=40)
    columns = models.JSONField(default=dict)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="saved_mappings")

    class Meta:
        verbose_name = _("saved column mapping")
        verbose_name_plural = _("saved column mappings")
        constraints = [models.UniqueConstraint(fields=["by", "kind", "name"], name="mapping_name_once_a_person")]

    def __str__(self) -> str:
        return self.name


class ImportQuestion(models.Model):
    """A file says otherwise than a person did: which value shall stand?"""

    run = models.ForeignKey(ImportRun, on_delete=models.CASCADE, related_name="asked")
    target_type = models.CharField(max_length=80)
    target_id = models.BigIntegerField()
    field = models.CharField(max_length=60)
    current = models.JSONField(null=True)
    proposed = models.JSONField(null=True)
    source = models.CharField(max_length=40)
    decision = models.CharField(max_length=10, blank=True, choices=[("kept", _("kept")), ("taken", _("taken"))])
    decided_at = models.DateTimeField(null=True, blank=True)
    decided_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+")

    class Meta:
        verbose_name = _("question of an import")
        verbose_name_plural = _("questions of an import")
        indexes = [models.Index(fields=["target_type", "target_id"], name="question_of_target")]

    def __str__(self) -> str:
        return f"{self.target_type} {self.target_id} {self.field}"
