"""What log, evaluations and confidential reports add to the page of a placement."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.utils import timezone

from seriktes.organisations.queries.access import Viewer
from seriktes.placements.enums import Evaluator, Moment, PlacementState, WeekState
from seriktes.placements.models import Concern, HostReview, Placement
from seriktes.placements.queries.certificates import CERTIFICATE, LABELS, documents_of, is_over, may_make
from seriktes.placements.queries.evaluations import answerable_by, evaluations_of, moment_now
from seriktes.placements.queries.logs import acts_as, logged_weeks, plan_against_log, takes_hours
from seriktes.placements.queries.placements import ACADEMIC, KEEPER, STUDENT

LOGGED = (PlacementState.AGREED, PlacementState.RUNNING, PlacementState.COMPLETED, PlacementState.BROKEN_OFF)


def log_part(_user: Viewer, placement: Placement, roles: frozenset[str], now: datetime) -> Mapping[str, Any] | None:
    """The share of hours off plan is shown to everybody who sees the placement, while something can still be done."""
    if placement.state not in LOGGED:
        return None
    weeks = list(logged_weeks(placement)[:4])
    return {
        "placement": placement, "plan": plan_against_log(placement), "weeks": weeks,
        "is_disputed": placement.weeks.filter(state=WeekState.DISPUTED).exists(),
        "may_log": STUDENT in roles and takes_hours(placement, timezone.localdate(now)),
    }  # fmt: skip


def evaluation_part(
    user: Viewer, placement: Placement, roles: frozenset[str], now: datetime
) -> Mapping[str, Any] | None:
    today = timezone.localdate(now)
    moment = moment_now(placement, today) if roles else None
    if moment is None:
        return None
    given = evaluations_of(user, placement)
    labels = dict(Evaluator.choices)
    is_student = STUDENT in roles
    review = HostReview.objects.filter(placement=placement).first() if is_student else None
    return {
        "placement": placement, "given": given, "review": review, "may_review": is_student and review is None and moment == Moment.END,
        "answerable": [(code, labels[code]) for code in answerable_by(user, placement, today)],
        "may_ask": bool(acts_as(user, placement) & {ACADEMIC, KEEPER})
        and not any((one.evaluator, one.moment) == (Evaluator.HOST, moment) for one in given),
    }  # fmt: skip


def concern_part(
    _user: Viewer, placement: Placement, roles: frozenset[str], _now: datetime
) -> Mapping[str, Any] | None:
    """The way to the confidential contact: shown to the student and to nobody else."""
    if STUDENT not in roles:
        return None
    return {"placement": placement, "has_any": Concern.objects.filter(placement=placement).exists()}


def documents_part(
    user: Viewer, placement: Placement, _roles: frozenset[str], _now: datetime
) -> Mapping[str, Any] | None:
    if not is_over(placement):
        return None
    made = list(documents_of(placement))
    offered = [
        (code.partition(":")[2], label) for code, label in LABELS.items()
        if code != CERTIFICATE or placement.state == PlacementState.COMPLETED
    ] if may_make(user, placement) else []  # fmt: skip
    return {"placement": placement, "documents": made, "may_make": offered} if made or offered else None
