"""Work on many placements or positions: each in a transaction of its own, with progress, and stopped when somebody asks for it."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from django.db import transaction
from django.db.models import QuerySet
from django.utils import timezone, translation

from seriktes.accounts.actions import record_event
from seriktes.accounts.models import User
from seriktes.common.refusals import words_of
from seriktes.documents.definitions.refusals import Refused
from seriktes.placements.actions.agreements import send_for_signature
from seriktes.placements.actions.placements import cancel_placement
from seriktes.placements.actions.positions import approve_position
from seriktes.placements.actions.signing import ask_again
from seriktes.placements.definitions.refusals import Refusal
from seriktes.placements.enums import PositionState
from seriktes.placements.models import BulkRun, Placement, Position
from seriktes.placements.models.bulk import BulkState, BulkWay
from seriktes.placements.queries.bulk import kept_by, positions_kept_by
from seriktes.placements.queries.signing import asked_step

# So often the page hears how far the work is.
EACH = 5


@transaction.atomic
def begin_run(*, way: str, records: Sequence[Placement | Position], reason: str, by: User, at: datetime) -> BulkRun:
    """Written down, to be carried out by the worker. Raises Refusal."""
    if way == BulkWay.CANCEL and not reason.strip():
        raise Refusal("no_reason")
    if not records:
        raise Refusal("nothing_chosen")
    run = BulkRun.objects.create(
        way=way, records=[one.pk for one in records], reason=reason.strip()[:500], by=by, begun_at=at
    )
    record_event(kind="placements.bulk.begun", by=by, target=run, values={"way": str(way), "rows": len(records)})
    return run


def carry_out(run: BulkRun) -> BulkRun:
    """Each for itself; one that cannot be done says why and keeps nobody else from it."""
    if not BulkRun.objects.filter(pk=run.pk, state=BulkState.WAITING).update(state=BulkState.RUNNING):
        run.refresh_from_db()
        return run
    run.state = BulkState.RUNNING
    with translation.override(run.by.language):
        for number, pk in enumerate(run.records, 1):
            if why := _done(run, pk):
                run.failures.append([pk, why])
            run.done = number
            if number % EACH == 0 and not _go_on(run):
                break
    if run.state != BulkState.STOPPED:
        run.state = BulkState.FINISHED
    run.ended_at = timezone.now()
    run.save()
    return run


def _go_on(run: BulkRun) -> bool:
    """Say how far it is; False where somebody stopped it."""
    BulkRun.objects.filter(pk=run.pk).update(done=run.done, failures=run.failures)
    if BulkRun.objects.filter(pk=run.pk, state=BulkState.STOPPED).exists():
        run.state = BulkState.STOPPED
        return False
    return True


def _done(run: BulkRun, pk: int) -> str:
    # Whoever began it may have lost the right meanwhile.
    kept: QuerySet[Any] = positions_kept_by(run.by) if run.is_of_positions else kept_by(run.by)
    record = kept.filter(pk=pk).first()
    if record is None:
        return words_of(Refusal("not_permitted"))
    try:
        if isinstance(record, Position):
            return _approved(run, record)
        return _done_with(run, record)
    except (Refusal, Refused) as refused:
        return words_of(refused)


def _approved(run: BulkRun, position: Position) -> str:
    # What its host was sent back meanwhile is to be mended first.
    if position.state != PositionState.OFFERED:
        return str(position.get_state_display())
    approve_position(position=position, by=run.by, at=timezone.now(), expected_version=position.version)
    return ""


def _done_with(run: BulkRun, placement: Placement) -> str:
    at = timezone.now()
    if run.way == BulkWay.SEND:
        send_for_signature(placement=placement, by=run.by, at=at)
    elif run.way == BulkWay.CANCEL:
        cancel_placement(placement=placement, reason=run.reason, by=run.by, at=at)
    else:
        step = asked_step(placement)
        if step is None:
            return words_of(Refusal("not_your_turn"))
        ask_again(step=step, by=run.by, at=at)
    return ""


def stop_run(*, run: BulkRun, by: User) -> None:
    """What is done stays done; the rest is left."""
    open_ones = BulkRun.objects.filter(pk=run.pk, state__in=[BulkState.WAITING, BulkState.RUNNING])
    if open_ones.update(state=BulkState.STOPPED, ended_at=timezone.now()):
        record_event(kind="placements.bulk.stopped", by=by, target=run, values={"done": run.done})
