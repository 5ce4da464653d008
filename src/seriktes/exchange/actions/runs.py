"""Import runs: take a file in, ask for it to be read, answer its questions, let it go after a time."""

import hashlib
from collections.abc import Mapping
from datetime import date, timedelta
from typing import IO, Any

from django.core.files import File
from django.db import DataError, IntegrityError, transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from seriktes.accounts.actions import record_event
from seriktes.accounts.models import User
from seriktes.exchange.definitions import CannotTake, get_kind
from seriktes.exchange.enums import GIVEN_UP, RunStatus
from seriktes.exchange.models import ImportQuestion, ImportRun, SavedMapping
from seriktes.exchange.queries.runs import files_kept_until

# A run that has not moved for so long was interrupted.
SILENCE = timedelta(minutes=10)


class CannotRun(Exception):
    """The run is under way already, or over."""


class AlreadyDecided(Exception):
    """Somebody has answered this question."""


def start_run(
    *,
    kind: str,
    format: str,  # noqa: A002  the field's name
    filename: str,
    by: User | None,
    file: IO[bytes] | None = None,
    dry_run: bool = True,
    mapping: Mapping[str, Any] | None = None,
) -> ImportRun:
    """Take a file in. Without `file`, the caller gives the content to `execute_run` itself."""
    run = ImportRun(
        kind=kind, format=format, filename=filename[-200:], by=by, dry_run=dry_run, mapping=dict(mapping or {})
    )
    if file is not None:
        digest = hashlib.sha256()
        file.seek(0)
        while part := file.read(1 << 20):
            digest.update(part)
        run.sha256, run.total = digest.hexdigest(), file.tell()
        file.seek(0)
        run.file.save(filename[-100:], File(file), save=False)
    with transaction.atomic():
        run.save()
        record_event(kind="exchange.import_run.started", by=by, target=run, values={"kind": kind, "file": run.filename})
    return run


@transaction.atomic
def repeat_run(*, run: ImportRun, by: User | None, dry_run: bool) -> ImportRun:
    """A new run over the same file: for good after a trial, or again after an interruption."""
    again = ImportRun.objects.create(
        kind=run.kind, format=run.format, file=run.file.name, filename=run.filename, sha256=run.sha256, mapping=run.mapping,
        total=run.total, by=by, dry_run=dry_run, trial=run if run.dry_run and not dry_run else None,
    )  # fmt: skip
    record_event(
        kind="exchange.import_run.started",
        by=by,
        target=again,
        values={"kind": run.kind, "file": run.filename, "of": run.pk},
    )
    return again


@transaction.atomic
def carry_out(*, trial: ImportRun, by: User) -> tuple[ImportRun, bool]:
    """The run that does for good what the trial tried, and whether it is new: asked for twice, there is one.

    Raises CannotRun when it is no finished trial, or its file is gone.
    """
    trial = ImportRun.objects.select_for_update().get(pk=trial.pk)
    if not trial.dry_run or trial.status != RunStatus.FINISHED or not trial.file:
        raise CannotRun(f"Run {trial.pk} is not a finished trial.")
    made = trial.carried_out.exclude(status__in=GIVEN_UP).first()
    return (made, False) if made else (repeat_run(run=trial, by=by, dry_run=False), True)


def queue_run(*, run: ImportRun) -> None:
    """Say that the run waits for the worker (`exchange.tasks.run_import`)."""
    ImportRun.objects.filter(pk=run.pk, status=RunStatus.UPLOADED).update(status=RunStatus.QUEUED)


def ask_to_cancel(*, run: ImportRun, by: User) -> None:
    """Stop between two chunks: what is in stays."""
    with transaction.atomic():
        open_runs = ImportRun.objects.filter(
            pk=run.pk, status__in=[RunStatus.UPLOADED, RunStatus.QUEUED, RunStatus.RUNNING]
        )
        if open_runs.update(cancel_asked=True):
            ImportRun.objects.filter(pk=run.pk, status=RunStatus.UPLOADED).update(status=RunStatus.CANCELLED)
            record_event(kind="exchange.import_run.cancelled", by=by, target=run)


def interrupt_run(*, pk: int) -> bool:
    """A run that no process carries on any more is a failed one, which can be started again."""
    run = ImportRun.objects.filter(pk=pk, status__in=[RunStatus.QUEUED, RunStatus.RUNNING]).first()
    if run is None:
        return False
    failure = {"code": "interrupted", "values": {"row": run.rows}}
    return bool(
        ImportRun.objects.filter(pk=pk, status=run.status).update(
            status=RunStatus.FAILED, failure=failure, finished_at=timezone.now()
        )
    )


def mark_interrupted() -> int:
    """Runs that have not moved for long, for example of a command that was killed."""
    silent = ImportRun.objects.filter(status=RunStatus.RUNNING, changed_at__lt=timezone.now() - SILENCE)
    return sum(interrupt_run(pk=pk) for pk in silent.values_list("pk", flat=True))


def save_mapping(*, name: str, kind: str, columns: Mapping[str, Any], by: User) -> SavedMapping:
    mapping, _created = SavedMapping.objects.update_or_create(
        by=by, kind=kind, name=name, defaults={"columns": dict(columns)}
    )
    return mapping


@transaction.atomic
def choose_columns(*, run: ImportRun, mapping: Mapping[str, Any]) -> ImportRun:
    """Say which column holds which field, before the run begins."""
    current = ImportRun.objects.select_for_update().get(pk=run.pk)
    if current.status != RunStatus.UPLOADED:
        raise CannotRun(f"Run {run.pk} is {current.status}.")
    current.mapping = dict(mapping)
    current.save(update_fields=["mapping", "changed_at"])
    return current


@transaction.atomic
def decide_question(*, question: ImportQuestion, take: bool, by: User) -> None:
    """Keep the value in the register, or take the one of the source. Raises AlreadyDecided and CannotTake."""
    current = ImportQuestion.objects.select_for_update().get(pk=question.pk)
    if current.decision:
        raise AlreadyDecided(f"Question {question.pk} was decided.")
    if take:
        try:
            with transaction.atomic():
                get_kind(current.run.kind).decide(question=current, by=by)
        except (IntegrityError, DataError) as error:
            # Whatever the domain has not foreseen, and what somebody wrote meanwhile.
            raise CannotTake(
                _(
                    "The register cannot hold this value beside what it holds now. Change the record by hand, or keep the value."
                )
            ) from error
    current.decision = "taken" if take else "kept"
    current.decided_at, current.decided_by = timezone.now(), by
    current.save()
    values = {
        "decision": current.decision,
        "target": f"{current.target_type} {current.target_id}",
        "field": current.field,
    }
    record_event(kind="exchange.import_question.decided", by=by, target=current, values=values)


def remove_old_files(*, today: date) -> int:
    """Remove what runs keep of their files once `settings.IMPORT_FILES_DAYS` have passed since they ended: the file,
    the rejected rows and the faults, which quote them. Counts, changes and provenance stay. Returns the number of runs.

    A file that a later run read again goes with the last of them.
    """
    runs = ImportRun.objects.exclude(status__in=[RunStatus.QUEUED, RunStatus.RUNNING]).filter(files_removed_on=None)
    removed = 0
    for run in runs.order_by("pk").iterator():
        if (kept_until := files_kept_until(run)) and kept_until < today:
            _remove_files(run, today)
            removed += 1
    return removed


def _remove_files(run: ImportRun, today: date) -> None:
    # The files first: when the process ends between the two, the next night finds the run again.
    if run.rejects.name:
        run.rejects.storage.delete(run.rejects.name)
    if run.file.name and not ImportRun.objects.filter(file=run.file.name).exclude(pk=run.pk).exists():
        run.file.storage.delete(run.file.name)
    # A file that nobody ever had read: the run cannot begin any more.
    status = RunStatus.CANCELLED if run.status == RunStatus.UPLOADED else run.status
    with transaction.atomic():
        run.faults.all().delete()
        ImportRun.objects.filter(pk=run.pk).update(file="", rejects="", files_removed_on=today, status=status)
        record_event(kind="exchange.import_run.files_removed", by=None, target=run, values={"file": run.filename})
