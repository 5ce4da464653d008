"""Theses: a student takes a topic, the supervisor accepts, the thesis is handed in and admitted to the defence."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils import timezone

from seriktes.accounts.actions import Recorded, record_event, record_events
from seriktes.accounts.models import User
from seriktes.common.models import Languages
from seriktes.common.text import one_line
from seriktes.organisations.actions.editing import EditedElsewhere, changes_of, lock_for_edit
from seriktes.organisations.models import Organisation, Person
from seriktes.placements.actions.log import log
from seriktes.placements.actions.placements import Planned, cancel_placement, plan_placement
from seriktes.placements.actions.positions import draft_position, offer_position
from seriktes.placements.actions.thesis_letters import tell_student, tell_supervisor
from seriktes.placements.definitions.eligibility import Studies, unmet
from seriktes.placements.definitions.refusals import CannotOffer, Refusal
from seriktes.placements.definitions.theses import SYSTEM, THESIS, TITLED_IN, WITH_REASON
from seriktes.placements.enums import PlacementState, PositionState, ProgrammeKind
from seriktes.placements.models import Cohort, Placement, Position, Programme, Thesis, ThesisRule
from seriktes.placements.queries.choice import affiliations_of, conditions_of
from seriktes.placements.queries.theses import TAKEN_IN, recipients_of, rule_of
from seriktes.procedures.actions.events import NewEvent, record_many
from seriktes.procedures.definitions.workflow import CannotMove, Transition

NAMES = tuple(f"name_{code}" for code in Languages.values)
RULES = ("topics_taken_directly", "supervisor_votes", "members_at_least", "employers_at_least", "pass_from")


# --- Topics -----------------------------------------------------------------------------------------------------------
@transaction.atomic
def propose_topic(
    *, cohort: Cohort, host: Organisation, proposer: Person, values: Mapping[str, Any], by: User | None, at: datetime
) -> Position:
    """An academic supervisor proposes a topic to be worked on with a host; the office approves it as any position. Its plan
    is one task, which host and office may divide. Raises CannotOffer."""
    if cohort.programme.kind != ProgrammeKind.THESIS:
        raise CannotOffer("not_theses")
    given = {"capacity": 1, "mode": "mixed", **values}
    task = next((given[name] for name in NAMES if given.get(name)), "")
    made = draft_position(
        cohort=cohort, host=host, values=given, tasks=[(one_line(task)[:300], 100)] if task else [], by=by, at=at,
        for_host=True,
    )  # fmt: skip
    Position.objects.filter(pk=made.pk).update(proposed_by=proposer)
    made.proposed_by = proposer
    return offer_position(position=made, by=by, at=at)


@transaction.atomic
def take_topic(*, position: Position, student: Person, studies: Studies, by: User | None, at: datetime) -> Thesis:
    """The first who comes has it. Raises Refusal: nobody may take it now, it is for others, no place is left."""
    cohort = position.cohort
    if cohort.programme.kind != ProgrammeKind.THESIS:
        raise Refusal("not_theses")
    if not rule_of(cohort.programme).topics_taken_directly:
        raise Refusal("topics_by_list")
    if position.state != PositionState.APPROVED or position.archived_at or cohort.state not in TAKEN_IN:
        raise Refusal("topic_closed")
    today = timezone.localdate(at)
    if today < cohort.applications_from:
        raise Refusal("topics_later", [cohort.applications_from])
    own = list(affiliations_of(student, cohort, today).values_list("unit", flat=True))
    known = Studies(studies.level, studies.year, [unit for unit in own if unit], studies.programme)
    if not own or unmet(conditions_of(cohort), known):
        raise Refusal("not_eligible")
    placement = plan_placement(
        cohort=cohort, planned=Planned(student, position.host, position), by=by, at=at, reason=""
    )
    thesis = Thesis.objects.get(placement=placement)
    tell_supervisor("taken", thesis)
    return thesis


def begin_theses(rows: Sequence[Placement], by: User | None, at: datetime) -> None:
    """A placement of a programme of theses has a thesis from its first day on, whoever planned it."""
    placements = [row for row in rows if row.cohort.programme.kind == ProgrammeKind.THESIS]
    if not placements:
        return
    made = Thesis.objects.bulk_create(Thesis(placement=row, **_first_title(row)) for row in placements)
    record_events(
        events=[Recorded("placements.thesis.taken", one, {"placement": one.placement_id}) for one in made], by=by
    )
    record_many(
        NewEvent("placements.thesis", one.pk, "thesis.taken", at, _told(one), by,
                 organisation=one.placement.cohort.programme.organisation_id)
        for one in made
    )  # fmt: skip


def _first_title(placement: Placement) -> dict[str, str]:
    names = {name: getattr(placement.position, name) if placement.position else "" for name in NAMES}
    return names if any(names.values()) else {"name_kk": placement.title or str(placement.student)}


def leave_thesis(placement: Placement, by: User | None, at: datetime) -> None:
    """Its placement was cancelled or broken off."""
    thesis = Thesis.objects.select_for_update().filter(placement=placement).first()
    if thesis is not None and thesis.state in _way("drop").sources:
        _take(thesis, "drop", by=by, at=at, reason=placement.ended_reason)


# --- Title and stages -------------------------------------------------------------------------------------------------
@transaction.atomic
def title_thesis(
    *, thesis: Thesis, names: Mapping[str, str], by: User | None, at: datetime, expected_version: int | None = None
) -> Thesis:
    """Raises EditedElsewhere or Refusal: the title stands once the thesis is handed in."""
    thesis = lock_for_edit(thesis, expected_version=expected_version)
    new = {name: one_line(names[name])[:500] for name in NAMES if name in names}
    changes = changes_of(thesis, new)
    if not changes:
        return thesis
    if thesis.state not in TITLED_IN:
        raise Refusal("title_stands")
    for name in changes:
        setattr(thesis, name, new[name])
    if not any(getattr(thesis, name) for name in NAMES):
        raise Refusal("nameless")
    _save(thesis)
    _log("thesis.titled", thesis, by=by, at=at, values=changes)
    return thesis


@transaction.atomic
def move_thesis(
    *, thesis: Thesis, way: str, by: User | None, at: datetime, reason: str = "", expected_version: int | None = None
) -> Thesis:
    """One of the ways of `definitions.theses` that a person takes. Who may is asked before. Raises Refusal."""
    thesis = lock_for_edit(thesis, expected_version=expected_version)
    chosen = _way(way)
    if chosen.permission == SYSTEM:
        raise Refusal("unknown_transition")
    if thesis.state not in chosen.sources:
        raise Refusal("wrong_state")
    if way in WITH_REASON and not reason.strip():
        raise Refusal("no_reason")
    placement = thesis.placement
    if way == "accept" and placement.academic_supervisor_id is None:
        raise Refusal("no_academic")
    if way == "submit" and (missing := [name for name in NAMES if not getattr(thesis, name)]):
        raise Refusal("missing", missing)
    if way == "return":
        _check_not_before_commission(thesis)
        thesis.defence = None
    _take(thesis, way, by=by, at=at, reason=one_line(reason)[:500])
    if way == "submit":
        tell_supervisor("submitted", thesis)
    else:
        tell_student(way, thesis)
    if way == "decline" and placement.state == PlacementState.PLANNED:
        told = [reader.email for reader in recipients_of(placement.student)]
        cancel_placement(placement=placement, reason=thesis.reason, by=by, at=at, told=told)
    return thesis


def _check_not_before_commission(thesis: Thesis) -> None:
    if thesis.defence is not None and thesis.defence.state == "called":
        raise Refusal("before_commission")


def record_result(
    thesis: Thesis, *, passed: bool, values: Mapping[str, Any], by: User | None, at: datetime
) -> Thesis:  # fmt: skip
    """The end of a thesis that is locked, as its commission resolved; the defence has checked it."""
    for name, value in values.items():
        setattr(thesis, name, value)
    _take(thesis, "pass" if passed else "fail", by=by, at=at, data={"points": thesis.points})
    return thesis


def correct_result(
    thesis: Thesis, *, passed: bool, values: Mapping[str, Any], by: User | None, at: datetime
) -> Thesis:  # fmt: skip
    """Another result in the place of one that was typed wrong; the defence has checked it, and the thesis is locked. The
    student is told where points or outcome are others."""
    changes = changes_of(thesis, {**values, "state": _way("pass" if passed else "fail").target})
    if not changes:
        return thesis
    before = thesis.points
    for name, (_old, new) in changes.items():
        setattr(thesis, name, new)
    _save(thesis)
    _log(
        "thesis.result_corrected",
        thesis,
        by=by,
        at=at,
        data={"before": before, "points": thesis.points},
        values=changes,
    )
    if {"points", "state"} & set(changes):
        tell_student("corrected", thesis)
    return thesis


def _way(code: str) -> Transition:
    try:
        return THESIS.transition(code)
    except CannotMove as refused:
        raise Refusal("unknown_transition") from refused


def _take(
    thesis: Thesis, code: str, *, by: User | None, at: datetime, reason: str = "", data: Mapping[str, Any] | None = None
) -> None:
    way = _way(code)
    thesis.state, thesis.reason = way.target, reason[:500]
    _save(thesis)
    _log(way.event, thesis, by=by, at=at, data={"reason": reason, **(data or {})})


def _save(thesis: Thesis) -> None:
    thesis.version += 1
    thesis.save()


def _log(
    kind: str, thesis: Thesis, *, by: User | None, at: datetime, data: Mapping[str, Any] | None = None,
    values: Mapping[str, Any] | None = None,
) -> None:  # fmt: skip
    placement = thesis.placement
    log(kind, thesis, by=by, at=at, organisation=placement.cohort.programme.organisation_id,
        data={**_told(thesis), **(data or {})}, values=values or {"placement": placement.pk, **(data or {})})  # fmt: skip


def _told(thesis: Thesis) -> dict[str, str]:
    """`date` is the day to which the thesis is to be handed in."""
    return {"date": thesis.placement.ends_on.isoformat()}


# --- Rules ------------------------------------------------------------------------------------------------------------
@transaction.atomic
def change_thesis_rule(
    *, programme: Programme, values: Mapping[str, Any], by: User | None, expected_version: int | None = None
) -> ThesisRule:
    """Other numbers count from now on; results that were recorded stay. Raises EditedElsewhere or Refusal."""
    if programme.kind != ProgrammeKind.THESIS:
        raise Refusal("not_theses")
    row, _is_new = ThesisRule.objects.select_for_update().get_or_create(programme=programme)
    if expected_version is not None and row.version != expected_version:
        raise EditedElsewhere(row)
    changes = {name: [getattr(row, name), values[name]] for name in RULES if getattr(row, name) != values[name]}
    for name in RULES:
        setattr(row, name, values[name])
    if row.members_at_least < 1 or not 1 <= row.pass_from <= 100 or row.employers_at_least < 0:
        raise Refusal("bad_rule")
    row.version += 1
    row.save()
    record_event(kind="placements.thesisrule.changed", by=by, target=programme, values=changes)
    return row
