"""Defences of theses: planned, put before a commission, announced, judged, closed with minutes."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db import IntegrityError, transaction
from django.utils import timezone

from seriktes.accounts.models import User
from seriktes.common.text import one_line
from seriktes.organisations.actions.editing import changes_of, lock_for_edit
from seriktes.organisations.models import Organisation, Person
from seriktes.placements.actions.commission_links import ask_commission, ask_members
from seriktes.placements.actions.log import log
from seriktes.placements.actions.minutes import freeze_minutes
from seriktes.placements.actions.theses import correct_result, record_result
from seriktes.placements.actions.thesis_letters import tell_of_defence, tell_removed, tell_student, tell_taken_off
from seriktes.placements.definitions.refusals import Refusal
from seriktes.placements.definitions.theses import JUDGED, OPEN_DEFENCES, OVER
from seriktes.placements.enums import CommissionRole, DefenceState, ProgrammeKind, ThesisState
from seriktes.placements.models import Cohort, CommissionMember, Defence, Thesis
from seriktes.placements.models.theses import POINTS_AT_MOST
from seriktes.placements.queries.theses import employers_in, rule_of, theses_to_put, voters_of, with_everything

MEMBERS_AT_MOST, THESES_AT_MOST = 30, 60
FIELDS = ("starts_at", "place")


@dataclass(frozen=True)
class Seat:
    """Who sits in a commission: a person of the register, or a name with an address."""

    role: str = CommissionRole.MEMBER
    person: Person | None = None
    name: str = ""
    email: str = ""
    organisation: Organisation | None = None
    post: str = ""


# --- Planning ---------------------------------------------------------------------------------------------------------
@transaction.atomic
def plan_defence(*, cohort: Cohort, starts_at: datetime, place: str, by: User | None, at: datetime) -> Defence:
    """Raises Refusal."""
    if cohort.programme.kind != ProgrammeKind.THESIS:
        raise Refusal("not_theses")
    defence = Defence(cohort=cohort, starts_at=starts_at, place=one_line(place)[:300])
    _check(defence, at)
    defence.save(force_insert=True)
    _log("defence.planned", defence, by=by, at=at)
    return defence


@transaction.atomic
def change_defence(
    *, defence: Defence, values: Mapping[str, Any], by: User | None, at: datetime, expected_version: int | None
) -> Defence:
    """Of one that was announced everybody is told. Raises EditedElsewhere or Refusal."""
    defence = _open(defence, expected_version)
    new = {
        name: one_line(value)[:300] if name == "place" else value for name, value in values.items() if name in FIELDS
    }
    changes = changes_of(defence, new)
    if not changes:
        return defence
    for name in changes:
        setattr(defence, name, new[name])
    _check(defence, at)
    _save(defence)
    is_called = defence.state == DefenceState.CALLED
    _log("defence.moved" if is_called else "defence.changed", defence, by=by, at=at, values=changes)
    if is_called:
        ask_commission(defence=defence, by=by, at=at)
        tell_of_defence("moved", defence)
    return defence


def _check(defence: Defence, at: datetime) -> None:
    if not defence.place:
        raise Refusal("missing", ["place"])
    if defence.starts_at <= at:
        raise Refusal("day_gone")


# --- Commission and theses --------------------------------------------------------------------------------------------
@transaction.atomic
def add_member(*, defence: Defence, seat: Seat, by: User | None, at: datetime) -> CommissionMember:
    """Raises Refusal: the chair is taken, the person sits there already, or defends there."""
    defence = _open(defence, None)
    name = one_line(seat.name)[:200]
    if seat.person is None and not name:
        raise Refusal("missing", ["member"])
    if defence.members.count() >= MEMBERS_AT_MOST:
        raise Refusal("too_many_members", [MEMBERS_AT_MOST])
    if seat.role == CommissionRole.CHAIR and defence.members.filter(role=CommissionRole.CHAIR).exists():
        raise Refusal("second_chair")
    if seat.organisation is not None and seat.organisation.merged_into_id:
        raise Refusal("merged_organisation")
    email = seat.email.strip().casefold()
    if seat.person is not None:
        _check_person(defence, seat.person)
    if email and defence.members.filter(email=email).exists():
        raise Refusal("member_twice")
    try:
        with transaction.atomic():
            member = CommissionMember.objects.create(
                defence=defence, role=seat.role, person=seat.person, contact_name="" if seat.person else name, email=email,
                organisation=seat.organisation, post_words=one_line(seat.post)[:200],
            )  # fmt: skip
    except IntegrityError as error:
        raise Refusal("member_twice") from error
    _save(defence)
    told = {"name": seat.person or name}
    _log("defence.seated", defence, by=by, at=at, data=told, values={"member": [None, member.pk]})
    ask_members(defence=defence, members=[member], by=by, at=at)
    return member


def _check_person(defence: Defence, person: Person) -> None:
    if defence.members.filter(person=person).exists():
        raise Refusal("member_twice")
    if defence.theses.filter(placement__student=person).exists():
        raise Refusal("judges_own")


@transaction.atomic
def remove_member(*, defence: Defence, member: CommissionMember, by: User | None, at: datetime) -> Defence:
    defence = _open(defence, None)
    pk, told = member.pk, {"name": member.person or member.contact_name}
    is_announced = defence.state == DefenceState.CALLED
    if is_announced and defence.starts_at > at:
        tell_removed(member)
    defence.members.filter(pk=pk).delete()
    _save(defence)
    _log("defence.unseated", defence, by=by, at=at, data=told, values={"member": [pk, None]})
    if is_announced:
        _check_commission(defence)
    return defence


@transaction.atomic
def put_theses(
    *, defence: Defence, theses: Collection[int], by: User | None, at: datetime, expected_version: int | None = None
) -> Defence:
    """Exactly these are defended there; of those that have a result none is taken away. Raises Refusal."""
    defence = _open(defence, expected_version)
    if len(theses) > THESES_AT_MOST:
        raise Refusal("too_many_theses", [THESES_AT_MOST])
    allowed = {thesis.pk: thesis for thesis in theses_to_put(defence)}
    if not set(theses) <= set(allowed):
        raise Refusal("not_to_be_put")
    students = [allowed[pk].placement.student_id for pk in theses]
    if defence.members.filter(person__in=students).exists():
        raise Refusal("judges_own")
    before = list(defence.theses.exclude(state__in=OVER).order_by("pk").values_list("pk", flat=True))
    defence.theses.exclude(state__in=OVER).exclude(pk__in=theses).update(defence=None)
    Thesis.objects.filter(pk__in=theses, state=ThesisState.ADMITTED).update(defence=defence)
    _save(defence)
    told = {"number": len(theses)}
    _log("defence.theses_put", defence, by=by, at=at, data=told, values={"theses": [before, sorted(theses)]})
    if defence.state == DefenceState.CALLED:
        _check_commission(defence)
        if added := set(theses) - set(before):
            tell_of_defence("called", defence, theses=added)
        if gone := set(before) - set(theses):
            tell_taken_off(defence, gone)
    return defence


# --- Moving -----------------------------------------------------------------------------------------------------------
@transaction.atomic
def call_defence(*, defence: Defence, by: User | None, at: datetime, expected_version: int | None = None) -> Defence:
    """Raises Refusal where the commission is not whole: a chair, an employer, enough votes on each thesis."""
    defence = _open(defence, expected_version)
    if defence.state != DefenceState.PLANNED:
        raise Refusal("wrong_state")
    _check(defence, at)
    if not defence.theses.exists():
        raise Refusal("nothing_to_defend")
    _check_commission(defence)
    defence.state = DefenceState.CALLED
    _save(defence)
    _log("defence.called", defence, by=by, at=at)
    ask_commission(defence=defence, by=by, at=at)
    tell_of_defence("called", defence)
    return defence


def _check_commission(defence: Defence) -> None:
    members = list(defence.members.select_related("person"))
    rule = rule_of(defence.cohort.programme)
    if not any(member.role == CommissionRole.CHAIR for member in members):
        raise Refusal("no_chair")
    if len(employers_in(defence, members)) < rule.employers_at_least:
        raise Refusal("no_employer", [rule.employers_at_least])
    for thesis in with_everything(defence.theses.exclude(state__in=OVER)):
        if len(voters_of(thesis, members, rule).voting) < rule.members_at_least:
            raise Refusal("too_few_voters", [thesis.placement.student.name, rule.members_at_least])


@transaction.atomic
def cancel_defence(
    *, defence: Defence, reason: str, by: User | None, at: datetime, expected_version: int | None = None
) -> Defence:
    defence = _open(defence, expected_version)
    if not reason.strip():
        raise Refusal("no_reason")
    if defence.theses.filter(state__in=OVER).exists():
        raise Refusal("has_results")
    was_called = defence.state == DefenceState.CALLED
    defence.state, defence.reason = DefenceState.CANCELLED, one_line(reason)[:500]
    _save(defence)
    _log("defence.cancelled", defence, by=by, at=at, data={"reason": defence.reason})
    if was_called:
        tell_of_defence("cancelled", defence)
    return defence


@transaction.atomic
def judge_thesis(
    *, defence: Defence, thesis: Thesis, points: int, votes_for: int, votes_against: int, by: User | None, at: datetime,
    questions: str = "", resolution: str = "", expected_version: int | None = None,
) -> Thesis:  # fmt: skip
    """What the commission resolved on one thesis. A supervisor has no vote on the own student, unless the programme says
    so. A result that stands is corrected until the minutes are frozen, by whoever has read it: `expected_version` is of the
    thesis. Raises EditedElsewhere or Refusal."""
    defence = _open(defence, None)
    thesis = lock_for_edit(thesis, expected_version=expected_version)
    if defence.state != DefenceState.CALLED or thesis.defence_id != defence.pk:
        raise Refusal("wrong_state")
    if at < defence.starts_at:
        raise Refusal("not_held_yet", [timezone.localdate(defence.starts_at)])
    is_judged = thesis.state in JUDGED
    if not is_judged and thesis.state != ThesisState.ADMITTED:
        raise Refusal("wrong_state")
    if is_judged and expected_version is None:
        raise Refusal("judged_already")
    if not 0 <= points <= POINTS_AT_MOST:
        raise Refusal("bad_points")
    rule = rule_of(defence.cohort.programme)
    voters = voters_of(thesis, defence.members.select_related("person"), rule)
    votes = votes_for + votes_against
    if votes_for < 0 or votes_against < 0 or votes > len(voters.voting):
        raise Refusal("too_many_votes", [len(voters.voting)])
    if votes < rule.members_at_least:
        raise Refusal("too_few_votes", [rule.members_at_least])
    values = {
        "points": points, "votes_for": votes_for, "votes_against": votes_against, "questions": questions.strip()[:5000],
        "resolution": resolution.strip()[:2000],
    }  # fmt: skip
    passed = points >= rule.pass_from and votes_for > votes_against
    if is_judged:
        before, version = thesis.points, thesis.version
        thesis = correct_result(thesis, passed=passed, values=values, by=by, at=at)
        if thesis.version != version:
            told = {"name": thesis.placement.student, "before": before, "points": thesis.points}
            _log("defence.result_corrected", defence, by=by, at=at, data=told, values={"thesis": thesis.pk})
        return thesis
    thesis = record_result(thesis, passed=passed, values=values, by=by, at=at)
    tell_student("result", thesis)
    return thesis


@transaction.atomic
def hold_defence(*, defence: Defence, by: User, at: datetime, expected_version: int | None = None) -> Defence:
    """Every thesis has its result; the minutes are frozen as a PDF. Raises Refusal."""
    defence = _open(defence, expected_version)
    if defence.state != DefenceState.CALLED:
        raise Refusal("wrong_state")
    if (waiting := with_everything(defence.theses.exclude(state__in=OVER)).first()) is not None:
        raise Refusal("no_result", [waiting.placement.student.name])
    if not defence.theses.exclude(state=ThesisState.DROPPED).exists():
        raise Refusal("nothing_to_defend")
    defence.state = DefenceState.HELD
    _save(defence)
    version = freeze_minutes(defence, by=by, at=at)
    _log("defence.held", defence, by=by, at=at, values={"document": version.document_id, "sha256": version.sha256})
    return defence


# --- What all of them need --------------------------------------------------------------------------------------------
def _open(defence: Defence, expected_version: int | None) -> Defence:
    defence = lock_for_edit(defence, expected_version=expected_version)
    if defence.state not in OPEN_DEFENCES:
        raise Refusal("defence_over")
    return defence


def _save(defence: Defence) -> None:
    defence.version += 1
    defence.save()


def _log(
    kind: str, defence: Defence, *, by: User | None, at: datetime, data: Mapping[str, Any] | None = None,
    values: Mapping[str, Any] | None = None,
) -> None:  # fmt: skip
    """`date` is the day of the defence."""
    log(kind, defence, by=by, at=at, organisation=defence.cohort.programme.organisation_id,
        data={"date": timezone.localdate(defence.starts_at).isoformat(), **(data or {})},
        values=values or {"cohort": defence.cohort_id, **(data or {})})  # fmt: skip
