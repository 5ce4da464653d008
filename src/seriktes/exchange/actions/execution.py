"""Reading the file of a run, chunk by chunk, for good or as a trial."""

import json
import logging
import tempfile
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import ExitStack
from typing import IO, Any

from django.core.files import File
from django.db import DatabaseError, DataError, IntegrityError, transaction
from django.utils import timezone

from seriktes.accounts.actions import record_event
from seriktes.common.files import FileFault
from seriktes.common.files.keys import SeenKeys
from seriktes.exchange.actions.runs import CannotRun
from seriktes.exchange.definitions import Applied, Context, Fault, ImportKind, Row, get_kind
from seriktes.exchange.enums import Outcome, RunStatus
from seriktes.exchange.models import ImportedRow, ImportFault, ImportRun

logger = logging.getLogger(__name__)

# Rows a transaction: enough to write in bulk, few enough that others do not wait.
CHUNK = 1000
# Faults and rows of a trial that are kept one by one for the page; the file of rejected rows has them all.
KEPT_FAULTS = 10_000
KEPT_OF_TRIAL = 1_000
# Characters of a value that a fault quotes.
QUOTED = 300

Progress = Callable[[ImportRun], None]


def execute_run(*, run: ImportRun, file: IO[bytes] | None = None, on_progress: Progress | None = None) -> ImportRun:
    """Read the file chunk by chunk, each chunk in one transaction; a trial rolls each back.

    Whatever happens, the run says at the end what was done: a file that breaks off, a cancellation or a crash leaves
    whole chunks only, and giving the file again finds them unchanged.
    """
    claimed = ImportRun.objects.filter(pk=run.pk, status__in=[RunStatus.UPLOADED, RunStatus.QUEUED]).update(
        status=RunStatus.RUNNING, started_at=timezone.now(), changed_at=timezone.now()
    )
    run.refresh_from_db()
    if not claimed:
        raise CannotRun(f"Run {run.pk} is {run.status}.")
    execution = _Execution(run, on_progress)
    try:
        with ExitStack() as stack:
            source = file or stack.enter_context(run.file.open("rb"))
            execution.carry_out(source, stack)
            status = RunStatus.CANCELLED if execution.is_cancelled else RunStatus.FINISHED
    except FileFault as fault:
        status, run.failure = RunStatus.FAILED, {"code": fault.code, "values": fault.values}
    except Exception:
        logger.exception("Import %s stopped", run.pk)
        status, run.failure = RunStatus.FAILED, {"code": "crashed", "values": {"row": run.rows}}
    _finish(run, status)
    if not run.dry_run:
        _settle(run, execution.kind)
    return run


def _settle(run: ImportRun, kind: ImportKind) -> None:
    try:
        kind.settle(run.created + run.updated)
    except DatabaseError:
        # Reads are slower without it, and nothing is lost: the import stands.
        logger.exception("Nothing was tidied up after import %s", run.pk)


def _finish(run: ImportRun, status: RunStatus) -> None:
    run.status, run.finished_at = status, timezone.now()
    with transaction.atomic():
        run.save()
        counts = {name: getattr(run, name) for name in ("created", "updated", "unchanged", "rejected", "questions")}
        record_event(
            kind=f"exchange.import_run.{status}", by=run.by, target=run, values={"dry_run": run.dry_run, **counts}
        )


class _Execution:
    def __init__(self, run: ImportRun, on_progress: Progress | None) -> None:
        self.run, self.on_progress = run, on_progress
        self.kind: ImportKind = get_kind(run.kind)
        self.is_cancelled = False
        self.faults_left, self.rows_left = KEPT_FAULTS, KEPT_OF_TRIAL
        self.today = timezone.localdate()

    def carry_out(self, source: IO[bytes], stack: ExitStack) -> None:
        self.seen = stack.enter_context(SeenKeys())
        self.rejects = stack.enter_context(tempfile.TemporaryFile())  # noqa: SIM115  the stack closes it
        reader = self.kind.read(source, self.run.format, self.run.mapping)
        if reader.columns:
            # For the file of rejected rows: a short row does not name every column.
            self.run.mapping = {**self.run.mapping, "headings": list(reader.columns)}
        rows = iter(reader)
        try:
            while not self.is_cancelled:
                chunk, fault = _next_chunk(rows)
                if chunk:
                    self._apply(chunk)
                    self.run.done, self.run.total = reader.progress()
                    self._save_progress()
                if fault:
                    raise fault
                if len(chunk) < CHUNK:
                    break
        finally:
            self._keep_rejects()

    def _apply(self, chunk: list[Row]) -> None:
        earlier = self._mark_doubled(chunk)
        context = Context(by=self.run.by, run_id=self.run.pk, on=self.today, earlier=earlier)
        applied = self._write(chunk, context)
        self.seen.add((key, row.number) for row in chunk for key in (*row.keys, *row.also))
        self._count(applied)
        self._note(applied)

    def _mark_doubled(self, chunk: list[Row]) -> dict[str, int]:
        earlier = self.seen.first_rows(key for row in chunk for key in (*row.keys, *row.also))
        met = dict(earlier)
        for row in chunk:
            first = next((met[key] for key in row.keys if key in met), None)
            if first is not None:
                row.record = None
                row.faults.append(Fault("doubled_row", "", {"row": first}))
            for key in row.keys:
                met.setdefault(key, row.number)
        return earlier

    def _write(self, chunk: list[Row], context: Context) -> list[Applied]:
        before = [len(row.faults) for row in chunk]
        try:
            return self._in_transaction(chunk, context)
        except (IntegrityError, DataError):
            # Somebody wrote the same meanwhile, or a value that no check of ours foresaw: find the row it is in.
            for row, count in zip(chunk, before, strict=True):
                del row.faults[count:]
            return [self._write_alone(row, context) for row in chunk]

    def _write_alone(self, row: Row, context: Context) -> Applied:
        count = len(row.faults)
        try:
            return self._in_transaction([row], context)[0]
        except (IntegrityError, DataError) as error:
            del row.faults[count:]
            row.faults.append(Fault("register_refused", "", {"detail": type(error).__name__}))
            return Applied(row, Outcome.REJECTED)

    def _in_transaction(self, rows: list[Row], context: Context) -> list[Applied]:
        with transaction.atomic():
            applied = self.kind.apply(rows, context)
            if self.run.dry_run:
                transaction.set_rollback(True)
        return applied

    def _count(self, applied: Sequence[Applied]) -> None:
        for one in applied:
            setattr(self.run, one.outcome, getattr(self.run, one.outcome) + 1)
            self.run.questions += one.questions
        self.run.rows += len(applied)

    def _note(self, applied: Sequence[Applied]) -> None:
        with transaction.atomic():
            faults = list(self._faults(applied))
            ImportFault.objects.bulk_create(faults[: self.faults_left])
            self.faults_left = max(self.faults_left - len(faults), 0)
            rows = list(self._rows(applied))
            ImportedRow.objects.bulk_create(rows)

    def _faults(self, applied: Sequence[Applied]) -> Iterator[ImportFault]:
        for one in applied:
            is_rejected = one.outcome == Outcome.REJECTED
            if is_rejected:
                self._reject(one.row)
            for fault in one.row.faults:
                yield ImportFault(
                    run=self.run, row=one.row.number, column=fault.column[:120], code=fault.code, values=_told(fault.values),
                    rejects_row=is_rejected,
                )  # fmt: skip

    def _rows(self, applied: Sequence[Applied]) -> Iterator[ImportedRow]:
        for one in applied:
            if one.outcome not in (Outcome.CREATED, Outcome.UPDATED):
                continue
            if self.run.dry_run:
                if not self.rows_left:
                    return
                self.rows_left -= 1
            is_written = not (self.run.dry_run and one.outcome == Outcome.CREATED)
            yield ImportedRow(
                run=self.run, row=one.row.number, outcome=one.outcome, target_id=one.target_id if is_written else None,
                label=one.label[:300], changes=dict(one.changes),
            )  # fmt: skip

    def _reject(self, row: Row) -> None:
        faults = [[fault.code, fault.column, dict(fault.values)] for fault in row.faults]
        line = json.dumps({"row": row.number, "raw": row.raw, "faults": faults}, ensure_ascii=True, default=str)
        self.rejects.write(line.encode() + b"\n")

    def _keep_rejects(self) -> None:
        if self.rejects.tell():
            self.rejects.seek(0)
            self.run.rejects.save("rejected.jsonl", File(self.rejects), save=False)
            ImportRun.objects.filter(pk=self.run.pk).update(rejects=self.run.rejects.name)

    def _save_progress(self) -> None:
        names = ("done", "total", "rows", "created", "updated", "unchanged", "rejected", "questions")
        values = {name: getattr(self.run, name) for name in names}
        ImportRun.objects.filter(pk=self.run.pk).update(**values, changed_at=timezone.now())
        if self.on_progress:
            self.on_progress(self.run)
        self.is_cancelled = ImportRun.objects.values_list("cancel_asked", flat=True).get(pk=self.run.pk)
        self.run.cancel_asked = self.is_cancelled


def _told(values: Mapping[str, Any]) -> dict[str, Any]:
    """Of a value as long as a book, its beginning: the sentence quotes it."""
    return {
        name: f"{value[:QUOTED]}…" if isinstance(value, str) and len(value) > QUOTED else value
        for name, value in values.items()
    }


def _next_chunk(rows: Iterator[Row]) -> tuple[list[Row], FileFault | None]:
    """The next rows, and the fault that ended the file early, if one did."""
    chunk: list[Row] = []
    try:
        for row in rows:
            chunk.append(row)
            if len(chunk) == CHUNK:
                break
    except FileFault as fault:
        return chunk, fault
    return chunk, None
