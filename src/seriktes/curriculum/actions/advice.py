"""Recommendations of councils, and the chain that each begins: change of a curriculum, course run, result.

Each step says by when the next one is due. Whoever owns the recommendation has a clock; a chain without an owner, without a
day or past its day is dead, and the pages and the desk say so.
"""

from collections.abc import Mapping
from datetime import date, datetime
from typing import Any

from django.db import transaction
from django.db.models import Max
from django.utils import timezone

from seriktes.accounts.models import User
from seriktes.common.afterwards import afterwards
from seriktes.common.text import one_line
from seriktes.curriculum.actions.councils import check_open
from seriktes.curriculum.actions.keeping import NAMES, changed, check_names, check_post, cleaned, save
from seriktes.curriculum.actions.log import log
from seriktes.curriculum.actions.telling import tell_of_advice, tell_owner
from seriktes.curriculum.definitions.chain import ENDED, advice_state
from seriktes.curriculum.definitions.refusals import CannotAdvise
from seriktes.curriculum.enums import AdviceState, ChangeState, MeetingState
from seriktes.curriculum.models import Council, CourseRun, CurriculumChange, Meeting, Recommendation
from seriktes.curriculum.workflow import CHANGE
from seriktes.organisations.actions.editing import changes_of, lock_for_edit
from seriktes.organisations.models import Post
from seriktes.procedures.actions.clocks import refresh
from seriktes.procedures.definitions.workflow import CannotMove, Transition

ADVICE_FIELDS = (*NAMES, "why", "member", "programme", "course")
CHANGE_FIELDS = ("course", "programme", "what")
RESULT_FIELDS = ("result", "measure", "before", "after", "unit")
# Of which the members of the council hear.
TOLD = (AdviceState.REFUSED, AdviceState.CARRIED_OUT, AdviceState.CONCLUDED)


# --- Recommendations --------------------------------------------------------------------------------------------------
@transaction.atomic
def give_advice(
    *,
    council: Council,
    meeting: Meeting,
    values: Mapping[str, Any],
    by: User | None,
    at: datetime,
    owner: Post | None = None,
    due_on: date | None = None,
) -> Recommendation:
    """From a meeting that was held. Owner and day may be missing: then the chain is dead from the first day, and is shown so.

    Raises CannotAdvise.
    """
    council = lock_for_edit(council, expected_version=None)
    check_open(council)
    if meeting.council_id != council.pk:
        raise CannotAdvise("foreign_meeting")
    if meeting.state != MeetingState.HELD:
        raise CannotAdvise("wrong_state")
    number = (council.recommendations.aggregate(most=Max("number"))["most"] or 0) + 1
    advice = Recommendation(
        council=council, meeting=meeting, number=number, owner=owner, due_on=due_on,
        **cleaned(Recommendation, values, ADVICE_FIELDS),
    )  # fmt: skip
    _check_advice(advice)
    check_post(owner, council.organisation_id, CannotAdvise)
    advice.save(force_insert=True)
    log(
        "advice.given", advice, by=by, at=at, data={"date": due_on.isoformat() if due_on else ""},
        values={"meeting": meeting.pk, "owner": owner, "due_on": due_on, **dict(values)},
    )  # fmt: skip
    afterwards(tell_owner, advice.pk, by)
    return advice


@transaction.atomic
def change_advice(
    *,
    advice: Recommendation,
    values: Mapping[str, Any],
    by: User | None,
    at: datetime,
    expected_version: int | None = None,
) -> Recommendation:
    """Its words and what it is about; not once the chain has ended. Raises EditedElsewhere, CannotAdvise."""
    advice, differs = changed(advice, cleaned(Recommendation, values, ADVICE_FIELDS), expected_version=expected_version)
    if not differs:
        return advice
    _check_under_way(advice)
    _check_advice(advice)
    save(advice)
    log("advice.changed", advice, by=by, at=at, data={"fields": sorted(differs)}, values=differs)
    return advice


@transaction.atomic
def hand_on(
    *, advice: Recommendation, owner: Post, by: User | None, at: datetime, expected_version: int | None = None
) -> Recommendation:
    """The next step lies with another post. Raises EditedElsewhere, CannotAdvise."""
    advice = lock_for_edit(advice, expected_version=expected_version)
    _check_under_way(advice)
    check_post(owner, advice.council.organisation_id, CannotAdvise)
    if owner.pk == advice.owner_id:
        return advice
    before, advice.owner = advice.owner_id, owner
    save(advice)
    log("advice.handed_on", advice, by=by, at=at, data={"name": owner}, values={"owner": [before, owner.pk]})
    refresh(advice)
    afterwards(tell_owner, advice.pk, by)
    return advice


@transaction.atomic
def move_due(
    *, advice: Recommendation, due_on: date, by: User | None, at: datetime, expected_version: int | None = None
) -> Recommendation:
    """Raises EditedElsewhere, CannotAdvise."""
    advice = lock_for_edit(advice, expected_version=expected_version)
    _check_under_way(advice)
    _check_due(due_on, at)
    before, advice.due_on = advice.due_on, due_on
    save(advice)
    log("advice.due_moved", advice, by=by, at=at, data={"date": due_on}, values={"due_on": [before, due_on]})
    return advice


@transaction.atomic
def refuse_advice(
    *, advice: Recommendation, reason: str, by: User | None, at: datetime, expected_version: int | None = None
) -> Recommendation:
    """Not taken up at all; the council reads why. Raises EditedElsewhere, CannotAdvise."""
    advice = lock_for_edit(advice, expected_version=expected_version)
    _check_under_way(advice)
    if not reason.strip():
        raise CannotAdvise("no_reason")
    if advice.changes.exclude(state=ChangeState.REFUSED).exists():
        raise CannotAdvise("changes_stand")
    advice.state, advice.refusal = AdviceState.REFUSED, one_line(reason)
    advice.due_on, advice.ended_on = None, timezone.localdate(at)
    save(advice)
    log("advice.refused", advice, by=by, at=at, data={"reason": advice.refusal})
    afterwards(tell_of_advice, advice.pk)
    return advice


@transaction.atomic
def reopen_advice(
    *, advice: Recommendation, due_on: date, by: User | None, at: datetime, expected_version: int | None = None
) -> Recommendation:
    """One that was not taken up is looked at again. Raises EditedElsewhere, CannotAdvise."""
    advice = lock_for_edit(advice, expected_version=expected_version)
    if advice.state != AdviceState.REFUSED:
        raise CannotAdvise("wrong_state")
    _check_due(due_on, at)
    advice.state, advice.refusal, advice.ended_on, advice.due_on = AdviceState.OPEN, "", None, due_on
    save(advice)
    log("advice.reopened", advice, by=by, at=at)
    log("advice.stepped", advice, by=by, at=at, data={"date": due_on})
    return advice


def _check_under_way(advice: Recommendation) -> None:
    if advice.state in ENDED:
        raise CannotAdvise("over")


def _check_due(due_on: date | None, at: datetime) -> None:
    if due_on is None:
        raise CannotAdvise("no_due")
    if due_on < timezone.localdate(at):
        raise CannotAdvise("due_in_past")


def _check_advice(advice: Recommendation) -> None:
    check_names(advice, CannotAdvise)
    organisation = advice.council.organisation_id
    if advice.member is not None and advice.member.council_id != advice.council_id:
        raise CannotAdvise("foreign_member")
    if advice.course is not None and advice.course.organisation_id != organisation:
        raise CannotAdvise("no_course")
    if advice.programme is not None and advice.programme.organisation_id != organisation:
        raise CannotAdvise("no_course")


# --- Changes ----------------------------------------------------------------------------------------------------------
@transaction.atomic
def propose_change(
    *, advice: Recommendation, values: Mapping[str, Any], due_on: date, by: User | None, at: datetime
) -> CurriculumChange:
    """What is to change in which course or programme; decided by `due_on`. Raises CannotAdvise."""
    advice = lock_for_edit(advice, expected_version=None)
    _check_under_way(advice)
    change = CurriculumChange(recommendation=advice, by=by, **cleaned(CurriculumChange, values, CHANGE_FIELDS))
    _check_change(change)
    change.save(force_insert=True)
    log("change.proposed", advice, by=by, at=at, data={"title": _title(change)},
        values={"change": change.pk, **dict(values)})  # fmt: skip
    if change.course is not None:
        log("course.change_named", change.course, by=by, at=at, data={"title": _title(change)},
            values={"change": change.pk, "recommendation": advice.pk})  # fmt: skip
    _step(advice, due_on, by=by, at=at)
    return change


@transaction.atomic
def reword_change(
    *,
    change: CurriculumChange,
    values: Mapping[str, Any],
    by: User | None,
    at: datetime,
    expected_version: int | None = None,
) -> CurriculumChange:
    """Before it is decided. Raises EditedElsewhere, CannotAdvise."""
    advice, change = _locked(change, expected_version)
    if change.state != ChangeState.PROPOSED:
        raise CannotAdvise("wrong_state")
    given = cleaned(CurriculumChange, values, CHANGE_FIELDS)
    differs = changes_of(change, given)
    if not differs:
        return change
    for name in differs:
        setattr(change, name, given[name])
    _check_change(change)
    save(change)
    log("change.changed", advice, by=by, at=at, data={"title": _title(change)}, values={"change": change.pk, **differs})
    return change


@transaction.atomic
def accept_change(
    *,
    change: CurriculumChange,
    decided_on: date,
    decided_by: str,
    due_on: date,
    by: User | None,
    at: datetime,
    expected_version: int | None = None,
) -> CurriculumChange:
    """The body whose affair it is decided so; carried out by `due_on`. Raises EditedElsewhere, CannotAdvise."""
    advice, change = _locked(change, expected_version)
    way = _way(change, "accept")
    if not decided_by.strip():
        raise CannotAdvise("missing", ["decided_by"])
    if decided_on > timezone.localdate(at):
        raise CannotAdvise("decided_ahead")
    change.state, change.decided_on, change.decided_by = way.target, decided_on, one_line(decided_by)
    save(change)
    log(
        way.event, advice, by=by, at=at,
        data={"title": _title(change), "day": decided_on, "name": change.decided_by}, values={"change": change.pk},
    )  # fmt: skip
    _step(advice, due_on, by=by, at=at)
    return change


@transaction.atomic
def refuse_change(
    *,
    change: CurriculumChange,
    reason: str,
    by: User | None,
    at: datetime,
    decided_on: date | None = None,
    decided_by: str = "",
    expected_version: int | None = None,
) -> CurriculumChange:
    """Decided against, or given up after the decision; the council reads why. Raises EditedElsewhere, CannotAdvise."""
    advice, change = _locked(change, expected_version)
    way = _way(change, "refuse")
    if not reason.strip():
        raise CannotAdvise("no_reason")
    change.state, change.refusal = way.target, one_line(reason)
    change.decided_on = decided_on or change.decided_on or timezone.localdate(at)
    change.decided_by = one_line(decided_by) or change.decided_by
    save(change)
    log(way.event, advice, by=by, at=at, data={"title": _title(change), "reason": change.refusal},
        values={"change": change.pk, "reason": change.refusal})  # fmt: skip
    # The day of the next step stays: another change is named by then, or the advice is refused as a whole.
    _step(advice, advice.due_on, by=by, at=at)
    return change


@transaction.atomic
def carry_out(
    *,
    change: CurriculumChange,
    run: CourseRun,
    due_on: date,
    by: User | None,
    at: datetime,
    expected_version: int | None = None,
) -> CurriculumChange:
    """The course run in which it was taught so first; its result is told by `due_on`. Raises EditedElsewhere, CannotAdvise."""
    advice, change = _locked(change, expected_version)
    way = _way(change, "carry_out")
    if change.course_id is not None and run.course_id != change.course_id:
        raise CannotAdvise("foreign_run")
    if change.course_id is None and not run.course.programmes.filter(pk=change.programme_id or 0).exists():
        raise CannotAdvise("foreign_run")
    if change.decided_on is not None and run.ends_on < change.decided_on:
        raise CannotAdvise("run_before_decision")
    change.state, change.run, change.carried_out_on = way.target, run, timezone.localdate(at)
    save(change)
    told = {"title": _title(change), "term": run.term}
    log(way.event, advice, by=by, at=at, data=told, values={"change": change.pk, "run": run.pk})
    log("course.change_carried_out", run.course, by=by, at=at, data=told, values={"change": change.pk, "run": run.pk})
    _step(advice, due_on, by=by, at=at)
    return change


@transaction.atomic
def conclude_change(
    *,
    change: CurriculumChange,
    values: Mapping[str, Any],
    by: User | None,
    at: datetime,
    expected_version: int | None = None,
) -> CurriculumChange:
    """What came of it, in words and a figure. With the last change the chain is complete. Raises EditedElsewhere,
    CannotAdvise."""
    advice, change = _locked(change, expected_version)
    way = _way(change, "conclude")
    for name, value in cleaned(CurriculumChange, values, RESULT_FIELDS).items():
        setattr(change, name, value)
    if not change.result:
        raise CannotAdvise("missing", ["result"])
    if change.after is None or not change.measure:
        raise CannotAdvise("no_figure")
    change.state, change.concluded_on = way.target, timezone.localdate(at)
    save(change)
    log(way.event, advice, by=by, at=at, data={"result": change.result},
        values={"change": change.pk, **{name: getattr(change, name) for name in RESULT_FIELDS}})  # fmt: skip
    _step(advice, advice.due_on, by=by, at=at)
    return change


def _locked(change: CurriculumChange, expected_version: int | None) -> tuple[Recommendation, CurriculumChange]:
    """The recommendation first: whoever moves one of its changes moves it."""
    advice = lock_for_edit(change.recommendation, expected_version=None)
    return advice, lock_for_edit(change, expected_version=expected_version)


def _title(change: CurriculumChange) -> str:
    head = change.course.code if change.course is not None else change.programme.code if change.programme else ""
    return f"{head}: {' '.join(change.what.split())[:160]}"


def _check_change(change: CurriculumChange) -> None:
    organisation = change.recommendation.council.organisation_id
    if change.course is None and change.programme is None:
        raise CannotAdvise("no_course")
    if any(one is not None and one.organisation_id != organisation for one in (change.course, change.programme)):
        raise CannotAdvise("no_course")
    if not change.what:
        raise CannotAdvise("missing", ["what"])


def _way(change: CurriculumChange, code: str) -> Transition:
    try:
        return CHANGE.check_move(code, change.state, lambda _permission: True, {})
    except CannotMove as refusal:
        raise CannotAdvise("wrong_state") from refusal


def _step(advice: Recommendation, due_on: date | None, *, by: User | None, at: datetime) -> None:
    """Bring the recommendation in line with its changes, and set the day of the next step."""
    was = advice.state
    advice.state = advice_state(list(advice.changes.values_list("state", flat=True)))
    if advice.state == AdviceState.CONCLUDED:
        advice.due_on, advice.ended_on = None, timezone.localdate(at)
        save(advice)
        log("advice.concluded", advice, by=by, at=at)
    else:
        if due_on != advice.due_on:
            _check_due(due_on, at)
        advice.due_on = due_on
        save(advice)
        log("advice.stepped", advice, by=by, at=at, data={"date": due_on.isoformat() if due_on else ""})
    if advice.state != was and advice.state in TOLD:
        afterwards(tell_of_advice, advice.pk)
