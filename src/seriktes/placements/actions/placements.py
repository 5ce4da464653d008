"""The life of a placement: planned from a match or by hand, changed, begun and ended by the calendar, broken off.

The learning agreement has actions of its own (`agreements`, `signing`).
"""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

from django.db import IntegrityError, transaction
from django.utils import timezone

from seriktes.accounts.actions import Recorded, record_events
from seriktes.accounts.models import User
from seriktes.organisations.actions.editing import changes_of, lock_for_edit
from seriktes.organisations.models import Organisation, Person
from seriktes.placements.actions.log import log, names_of
from seriktes.placements.definitions.refusals import Refusal
from seriktes.placements.enums import CohortState, HostStanding, LearningAgreementState, PlacementState, RoundState
from seriktes.placements.models import Cohort, HostRecord, Placement, PlanTask, Position, PositionTask, RoundResult
from seriktes.placements.queries.placements import values_to_send
from seriktes.placements.workflow import OFFICE, PLACEMENT, PLACEMENT_FIELDS
from seriktes.procedures.actions.events import NewEvent, record_many
from seriktes.procedures.definitions.workflow import CannotMove, Transition

COLUMNS = (
    "title", "host", "position", "starts_on", "ends_on", "credits", "hours", "academic_supervisor", "host_supervisor",
    "supervisor_name", "supervisor_email", "signatory_name", "signatory_email", "signatory_authority", "department_post",
    "number",
)  # fmt: skip
# Columns that the table of fields knows under one name.
FIELD_OF = {
    "host_supervisor": "supervisor", "supervisor_name": "supervisor", "supervisor_email": "supervisor",
    "signatory_name": "signatory", "signatory_email": "signatory", "signatory_authority": "signatory",
}  # fmt: skip
OVER = (PlacementState.CANCELLED, PlacementState.BROKEN_OFF)
# A line of a plan: what is done, and its share of the hours in per cent.
Plan = Sequence[tuple[str, int]]


@dataclass(frozen=True)
class Planned:
    """One student at one host. What `values` leaves open comes from the position, then from the cohort; without `plan`
    the plan begins from the position's tasks."""

    student: Person
    host: Organisation
    position: Position | None = None
    values: Mapping[str, Any] = field(default_factory=dict)
    plan: Plan | None = None


# --- Planning ---------------------------------------------------------------------------------------------------------
@transaction.atomic
def plan_placement(
    *, cohort: Cohort, planned: Planned, by: User | None, at: datetime, reason: str = "", round_label: str = ""
) -> Placement:
    """A placement in the state "planned". Raises Refusal: the student is placed already, the host takes none any more, the
    position is full."""
    return plan_placements(
        cohort=cohort, planned=[planned], by=by, at=at, reason=reason, round_label=round_label, check_places=True
    )[0]


@transaction.atomic
def plan_placements(
    *, cohort: Cohort, planned: Sequence[Planned], by: User | None, at: datetime, reason: str = "", round_label: str = "",
    check_places: bool = False,
) -> list[Placement]:  # fmt: skip
    """Many at once, as a round does: a constant number of queries. All or none are planned. Raises Refusal.

    `check_places`: no more than a position has are placed there; a round has seen to that itself.
    """
    if cohort.state == CohortState.CANCELLED:
        raise Refusal("wrong_state")
    _check_hosts(cohort, planned)
    _check_students(cohort, planned)
    if check_places:
        _check_places(planned)
    rows = [_new(cohort, one) for one in planned]
    try:
        with transaction.atomic():
            Placement.objects.bulk_create(rows, batch_size=500)
    except IntegrityError as error:
        # Somebody else placed one of them in the same moment.
        raise Refusal("placed_already") from error
    _write_plans(rows, planned)
    told = {"cohort": cohort.term, "reason": reason, "round": round_label}
    record_events(
        events=[
            Recorded("placements.placement.planned", row, {"student": row.student_id, "host": row.host_id, **told})
            for row in rows
        ],
        by=by,
    )
    record_many(
        NewEvent("placements.placement", row.pk, "placement.planned", at, {**told, "name": names_of(one.host)}, by,
                 organisation=row.host_id)
        for row, one in zip(rows, planned, strict=True)
    )  # fmt: skip
    for follow in ON_PLANNED:
        follow(rows, by, at)
    return rows


# Called in the transaction in which placements are planned: (placements, by, at).
ON_PLANNED: list[Any] = []


def _new(cohort: Cohort, planned: Planned) -> Placement:
    position = planned.position
    values: dict[str, Any] = {
        "starts_on": cohort.starts_on, "ends_on": cohort.ends_on, "credits": cohort.credits, "hours": cohort.hours,
        "department_post": cohort.programme.post,
    }  # fmt: skip
    if position is not None:
        values |= {
            "title": position.name, "host_supervisor": position.supervisor, "supervisor_name": position.supervisor_name,
            "supervisor_email": position.supervisor_email, "academic_supervisor": position.proposed_by,
        }  # fmt: skip
    given = {name: value for name, value in planned.values.items() if value not in (None, "")}
    placement = Placement(
        cohort=cohort, student=planned.student, host=planned.host, position=position, **_cleaned(values | given)
    )
    check_sense(placement)
    return placement


def _write_plans(rows: Sequence[Placement], planned: Sequence[Planned]) -> None:
    positions = {row.position_id for row in rows if row.position_id}
    tasks: dict[int, list[tuple[str, int]]] = {}
    for task in PositionTask.objects.filter(position__in=positions).order_by("place", "pk"):
        tasks.setdefault(task.position_id, []).append((task.text, task.weight))
    lines = []
    for row, one in zip(rows, planned, strict=True):
        plan = one.plan if one.plan is not None else tasks.get(row.position_id or 0, [])
        lines += [
            PlanTask(placement=row, place=place, text=text[:300], weight=weight)
            for place, (text, weight) in enumerate(plan)
        ]
    PlanTask.objects.bulk_create(lines, batch_size=2000)


def _check_students(cohort: Cohort, planned: Sequence[Planned]) -> None:
    students = [one.student.pk for one in planned]
    if len(set(students)) < len(students):
        raise Refusal("placed_already")
    placed = Placement.objects.filter(cohort=cohort, student__in=students).exclude(state__in=OVER)
    if (first := placed.select_related("student").first()) is not None:
        raise Refusal("placed_already", [first.student.name])


def _check_hosts(cohort: Cohort, planned: Iterable[Planned]) -> None:
    hosts = {one.host.pk: one.host for one in planned}
    if merged := [host.name for host in hosts.values() if host.merged_into_id]:
        raise Refusal("merged_organisation", merged)
    declined = HostRecord.objects.filter(
        organisation=cohort.programme.organisation_id, host__in=list(hosts), standing=HostStanding.DECLINED
    )
    if (first := declined.select_related("host").first()) is not None:
        raise Refusal("host_declined", [first.host.name])


def _check_places(planned: Iterable[Planned]) -> None:
    wanted: dict[int, int] = {}
    for one in planned:
        if one.position is not None:
            wanted[one.position.pk] = wanted.get(one.position.pk, 0) + 1
    for position in Position.objects.select_for_update().filter(pk__in=wanted).order_by("pk"):
        taken = position.placements.exclude(state__in=OVER).count()
        if taken + wanted[position.pk] > position.capacity:
            raise Refusal("position_full", [position.name, position.capacity])


# --- Changing ---------------------------------------------------------------------------------------------------------
@transaction.atomic
def change_placement(
    *, placement: Placement, values: Mapping[str, Any], by: User | None, at: datetime, expected_version: int | None,
    plan: Plan | None = None,
) -> Placement:  # fmt: skip
    """Raises EditedElsewhere, or Refusal where the state freezes what is changed; writes nothing then."""
    placement = lock_placement(placement, expected_version=expected_version)
    cleaned = _cleaned(values)
    changes: dict[str, Any] = changes_of(placement, cleaned)
    for name in changes:
        setattr(placement, name, cleaned[name])
    check_sense(placement)
    if plan is not None and (before := _plan_of(placement)) != [*plan]:
        check_plan(plan)
        changes["plan"] = [before, [*plan]]
    if not changes:
        return placement
    touched = sorted({FIELD_OF.get(name, name) for name in changes})
    if refused := PLACEMENT_FIELDS.refused(placement.state, OFFICE, touched):
        raise Refusal("frozen", refused)
    if "host" in changes:
        _check_hosts(placement.cohort, [Planned(placement.student, placement.host)])
    if "position" in changes:
        _check_by_no_match(placement, changes["position"][0])
    if "position" in changes and placement.position is not None:
        _check_places([Planned(placement.student, placement.host, placement.position)])
    if "plan" in changes:
        write_plan(placement, plan or (), at)
    save(placement)
    log("placement.changed", placement, by=by, at=at, data={"fields": touched}, values=changes)
    return placement


def _check_by_no_match(placement: Placement, position: int | None) -> None:
    """What a round gave is changed by hand on the page of the round alone: signed, with a reason, and both sides are told."""
    given = RoundResult.objects.filter(
        round__state=RoundState.PUBLISHED, round__cohort=placement.cohort_id, application__student=placement.student_id,
        final__isnull=False, final=position,
    )  # fmt: skip
    if given.exists():
        raise Refusal("by_a_match")


def write_plan(placement: Placement, plan: Plan, at: datetime) -> None:
    """Lines that stay keep their rows, since entries of the log name them; what is gone takes no more hours."""
    standing = {task.text: task for task in placement.plan.filter(dropped_at__isnull=True)}
    for place, (text, weight) in enumerate(plan):
        task = standing.pop(text[:300], None) or PlanTask(placement=placement, text=text[:300])
        task.place, task.weight = place, weight
        task.save()
    for task in standing.values():
        if placement.state == PlacementState.PLANNED:
            task.delete()
        else:
            task.dropped_at = at
            task.save(update_fields=["dropped_at"])


def _plan_of(placement: Placement) -> list[tuple[str, int]]:
    return list(placement.plan.filter(dropped_at__isnull=True).values_list("text", "weight"))


def check_plan(plan: Plan) -> None:
    """The shares of the hours make a whole."""
    if any(not text.strip() or not 1 <= weight <= 100 for text, weight in plan):
        raise Refusal("plan_lines")
    if plan and sum(weight for _text, weight in plan) != 100:
        raise Refusal("plan_sum", [sum(weight for _text, weight in plan)])
    if len({text for text, _weight in plan}) < len(plan):
        raise Refusal("plan_twice")


def check_sense(placement: Placement) -> None:
    if placement.ends_on < placement.starts_on:
        raise Refusal("ends_before")
    post = placement.department_post
    if post is not None and post.organisation_id != placement.cohort.programme.organisation_id:
        raise Refusal("foreign_post")
    if placement.position is not None and placement.position.cohort_id != placement.cohort_id:
        raise Refusal("foreign_position")
    if placement.position is not None and placement.position.host_id != placement.host_id:
        raise Refusal("position_elsewhere")
    supervisors = [person.pk for person in (placement.academic_supervisor, placement.host_supervisor) if person]
    if placement.student_id in supervisors:
        raise Refusal("supervises_oneself")


def _cleaned(values: Mapping[str, Any]) -> dict[str, Any]:
    if unknown := set(values) - set(COLUMNS):
        raise ValueError(f"No field of a placement: {', '.join(sorted(unknown))}.")
    return {name: " ".join(value.split()) if isinstance(value, str) else value for name, value in values.items()}


# --- Moving -----------------------------------------------------------------------------------------------------------
def lock_placement(placement: Placement, *, expected_version: int | None = None) -> Placement:
    placement = lock_for_edit(placement, expected_version=expected_version)
    placement.cohort.programme  # noqa: B018  read before anything is written
    return placement


def way_of(code: str, placement: Placement) -> Transition:
    """The way, if the state lets it be taken and what is needed is filled in. Raises Refusal. Who may is asked before."""
    try:
        return PLACEMENT.check_move(code, placement.state, lambda _permission: True, values_to_send(placement))
    except CannotMove as refused:
        raise Refusal(refused.reason, refused.fields) from refused


def save(placement: Placement) -> None:
    placement.version += 1
    placement.save()


def take(
    code: str, placement: Placement, *, by: User | None, at: datetime, data: Mapping[str, Any] | None = None,
    by_label: str = "",
) -> Placement:  # fmt: skip
    """One way of a placement that is locked."""
    way = way_of(code, placement)
    placement.state = way.target
    save(placement)
    days = {"starts_on": placement.starts_on.isoformat(), "ends_on": placement.ends_on.isoformat()}
    log(
        way.event, placement, by=by, at=at, by_label=by_label, organisation=placement.host_id,
        data={"name": placement.host, **days, **(data or {})},
    )  # fmt: skip
    return placement


@transaction.atomic
def break_off(
    *, placement: Placement, on: date, reason: str, by: User | None, at: datetime, expected_version: int | None = None
) -> Placement:
    """A placement that runs ends on that day, for a reason that everybody concerned is told."""
    placement = lock_placement(placement, expected_version=expected_version)
    if not reason.strip():
        raise Refusal("no_reason")
    if not placement.starts_on <= on <= min(placement.ends_on, timezone.localdate(at)):
        raise Refusal("day_outside", [placement.starts_on, min(placement.ends_on, timezone.localdate(at))])
    placement.ended_on, placement.ended_reason = on, reason.strip()[:500]
    placement = take(
        "break_off", placement, by=by, at=at, data={"date": on.isoformat(), "reason": placement.ended_reason}
    )
    leave(placement, at=at, by=by)
    return placement


@transaction.atomic
def cancel_placement(
    *, placement: Placement, reason: str, by: User | None, at: datetime, expected_version: int | None = None,
    by_label: str = "", told: Collection[str] = (),
) -> Placement:  # fmt: skip
    """A placement that has not begun does not take place. `told` are the addresses that get another letter about it, which
    says more."""
    placement = lock_placement(placement, expected_version=expected_version)
    if not reason.strip():
        raise Refusal("no_reason")
    placement.ended_reason = reason.strip()[:500]
    placement = take("cancel", placement, by=by, at=at, data={"reason": placement.ended_reason}, by_label=by_label)
    leave(placement, at=at, by=by, told=told)
    return placement


def leave(placement: Placement, *, by: User | None, at: datetime, told: Collection[str] = ()) -> None:
    """What hangs on a placement that ended early; the parts above add theirs to the lists."""
    for follow in ON_LEAVING:
        follow(placement, by, at)
    for tell in TELL_OF_LEAVING:
        tell(placement, frozenset(address.casefold() for address in told))


# Called in the transaction in which a placement is broken off or cancelled: (placement, by, at).
ON_LEAVING: list[Any] = []
# Who writes the letters: (placement, addresses that get another one).
TELL_OF_LEAVING: list[Any] = []


@transaction.atomic
def record_signed_outside(
    *, placement: Placement, signed_on: date, reason: str, by: User | None, at: datetime,
    expected_version: int | None = None,
) -> Placement:  # fmt: skip
    """Everybody signed on paper, without the register: the office says so, and where the paper lies."""
    placement = lock_placement(placement, expected_version=expected_version)
    if not reason.strip():
        raise Refusal("no_reason")
    if signed_on > timezone.localdate(at):
        raise Refusal("in_future")
    return take("record", placement, by=by, at=at, data={"date": signed_on.isoformat(), "reason": reason.strip()[:500]})


# --- By the calendar --------------------------------------------------------------------------------------------------
def follow_calendar(*, now: datetime) -> tuple[int, int]:
    """Begin what has come to its first day and complete what is past its last; answers how many of each."""
    today = timezone.localdate(now)
    begun = _follow("begin", {"state": PlacementState.AGREED, "starts_on__lte": today}, now)
    return begun, _follow("complete", {"state": PlacementState.RUNNING, "ends_on__lt": today}, now)


def _follow(code: str, due: Mapping[str, Any], now: datetime) -> int:
    count = 0
    for pk in Placement.objects.filter(**due).order_by("pk").values_list("pk", flat=True):
        with transaction.atomic():
            placement = Placement.objects.select_for_update().filter(pk=pk, **due).first()
            if placement is not None and not _is_being_prolonged(placement, timezone.localdate(now)):
                take(code, placement, by=None, at=now)
                count += 1
    return count


def _is_being_prolonged(placement: Placement, today: date) -> bool:
    """An amendment with a later last day is being signed: what it prolongs is not over before it is refused or given up."""
    changes = placement.agreements.filter(state=LearningAgreementState.SIGNING).values_list("changes", flat=True)
    return any(one.get("ends_on", "") >= today.isoformat() for one in changes)
