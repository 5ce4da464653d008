"""The plan of a placement once its agreement is signed: those who supervise change it, with a trail."""

from datetime import datetime

from django.db import transaction

from seriktes.accounts.models import User
from seriktes.common.text import one_line
from seriktes.placements.actions.log import log
from seriktes.placements.actions.placements import Plan, check_plan, write_plan
from seriktes.placements.definitions.refusals import Refusal
from seriktes.placements.enums import PlacementState
from seriktes.placements.models import Placement, PlanChange
from seriktes.placements.queries.logs import live_tasks

TASKS_AT_MOST = 12
# Before, the plan is a field of the placement that the office fills in; while it is signed, it stands.
CHANGEABLE = (PlacementState.AGREED, PlacementState.RUNNING)


def lock_log(placement: Placement) -> Placement:
    """The log of a placement has one writer at a time."""
    rows = Placement.objects.select_for_update(of=("self",)).select_related("cohort__programme", "student")
    return rows.get(pk=placement.pk)


@transaction.atomic
def change_plan(*, placement: Placement, plan: Plan, reason: str, by: User, at: datetime) -> Placement:
    """Put another plan in the place of the one that stands; the agreement keeps the one that was signed. A task that is
    taken out keeps the hours that were logged on it.

    Raises Refusal: not in these states, no reason, no task or too many, shares that make no whole, a task twice.
    """
    placement = lock_log(placement)
    if placement.state not in CHANGEABLE:
        raise Refusal("wrong_state")
    before = [(task.text, task.weight) for task in live_tasks(placement)]
    wanted = [(one_line(text)[:300], weight) for text, weight in plan]
    check_plan(wanted)
    if not wanted:
        raise Refusal("plan_lines")
    if len(wanted) > TASKS_AT_MOST:
        raise Refusal("plan_too_long", [TASKS_AT_MOST])
    if not reason.strip():
        raise Refusal("no_reason")
    if before == wanted:
        return placement
    write_plan(placement, wanted, at)
    told = {"before": before, "after": wanted}
    rows = {name: [{"text": text, "weight": weight} for text, weight in plan] for name, plan in told.items()}
    PlanChange.objects.create(placement=placement, at=at, by=by, reason=reason.strip()[:500], **rows)
    log("placement.plan_changed", placement, by=by, at=at, data={"reason": reason.strip()[:500]})
    return placement
