"""A match is published, and changed by hand: before publishing and after it, signed, with a reason, on record."""

import json
from collections.abc import Collection, Mapping
from datetime import UTC, datetime
from hashlib import sha256
from typing import Any

from django.db import transaction
from django.db.models import F, Q
from django.utils import timezone

from seriktes.accounts.models import User
from seriktes.common.text import one_line
from seriktes.organisations.actions.editing import lock_for_edit
from seriktes.placements.actions import matching
from seriktes.placements.actions.choice_letters import addresses_of_student, hosts_told, tell_host, tell_student
from seriktes.placements.actions.cohorts import move_cohort
from seriktes.placements.actions.log import log
from seriktes.placements.actions.placements import Planned, cancel_placement, plan_placement, plan_placements
from seriktes.placements.actions.ranking import close_ranking
from seriktes.placements.definitions.choice_refusals import CannotMatch
from seriktes.placements.enums import ApplicationState, CohortState, PlacementState, RoundState
from seriktes.placements.models import Application, Cohort, ManualChange, Placement, Position, Round, RoundResult
from seriktes.placements.queries.choice import LOST, choosable
from seriktes.placements.queries.markets import market_of, seats_of
from seriktes.placements.queries.results import assigned, market_in, students_at

# Placements that have not begun can be given to another position.
MOVABLE = (PlacementState.PLANNED, PlacementState.SIGNING, PlacementState.AGREED)


@transaction.atomic
def publish_round(*, work: Round, by: User, at: datetime, expected_version: int | None = None) -> Round:
    """Everybody's placement is planned in this one transaction; the letters follow (`tell_of_match`). Raises CannotMatch:
    also where lists, rankings or positions are not those that were matched."""
    cohort = _lock(work.cohort_id)
    work = lock_for_edit(work, expected_version=expected_version)
    is_further = work.after_id is not None
    if work.state != RoundState.FINISHED:
        raise CannotMatch("not_a_trial")
    if cohort.state != (CohortState.RUNNING if is_further else CohortState.MATCHING):
        raise CannotMatch("match_published" if cohort.state == CohortState.RUNNING else "wrong_state")
    if market_of(cohort, work.limits).digest() != work.inputs_sha256:
        raise CannotMatch("inputs_changed")
    results = list(
        work.results.select_related(
            "application__student__user", "final__host", "final__supervisor", "final__proposed_by"
        ).order_by("pk")
    )
    label = f"№ {work.number}"
    plan_placements(
        cohort=cohort, by=by, at=at, round_label=label,
        planned=[Planned(one.application.student, one.final.host, one.final) for one in results if one.final is not None],
    )  # fmt: skip
    work.cohort = cohort
    work.state, work.published_at, work.published_by = RoundState.PUBLISHED, at, by
    work.version += 1
    work.save()
    placed = sum(one.final_id is not None for one in results)
    log("round.published", work, by=by, at=at, organisation=cohort.programme.organisation_id,
        data={"matched": placed}, values={"bundle": work.bundle_sha256})  # fmt: skip
    if is_further:
        close_ranking(cohort=cohort, by=by, at=at)
    else:
        move_cohort(cohort=cohort, way="publish_match", by=by, at=at)
    return work


def tell_of_match(*, pk: int) -> int:
    """Letters to every student who took part and to every host that somebody wished; answers how many records were told
    of. Thousands: for the worker (`tasks.rounds.tell`)."""
    work = Round.objects.select_related("cohort__programme").get(pk=pk)
    cohort, told = work.cohort, 0
    names: dict[int, list[str]] = {}
    results = work.results.select_related("application__student__user", "final").order_by("pk")
    for one in results.iterator(chunk_size=500):
        one.application.cohort = cohort
        tell_student(one.application, "placed" if one.final_id else "unplaced", position=one.final)
        told += 1
        if one.final_id is not None:
            names.setdefault(one.final_id, []).append(one.application.student.name)
    wished = choosable(cohort).filter(wishes__application__results__round=work).distinct()
    for position in wished.select_related("host", "post", "supervisor__user", "cohort__programme").order_by("pk"):
        students = names.get(position.pk, [])
        tell_host(
            position, "matched" if students else "unmatched", work.published_at or timezone.now(), students=students
        )
        told += 1
    return told


@transaction.atomic
def place_by_hand(*, cohort: Cohort, planned: Planned, by: User, at: datetime, reason: str = "") -> Placement:
    """One student, without a round; whoever applied to the cohort is told. Raises Refusal."""
    placement = plan_placement(cohort=cohort, planned=planned, by=by, at=at, reason=reason)
    rows = Application.objects.filter(cohort=cohort, student=planned.student, state=ApplicationState.SUBMITTED)
    for application in rows.select_related("student__user", "cohort__programme"):
        tell_student(application, "by_hand", position=f"{placement.name}, {placement.host.name}")
    return placement


# --- By hand ----------------------------------------------------------------------------------------------------------
@transaction.atomic
def change_by_hand(
    *,
    work: Round,
    application: Application,
    to: Position | None,
    reason: str,
    signed: str,
    by: User,
    at: datetime,
    expected_version: int | None = None,
) -> ManualChange:
    """Another position for one student, or none. Published, the placement is cancelled and another one planned.

    `signed` is the own name, typed. Raises EditedElsewhere, CannotMatch, or Refusal of the placement.
    """
    cohort = _lock(work.cohort_id)
    work = lock_for_edit(work, expected_version=expected_version)
    work.cohort = cohort
    if work.state not in (RoundState.FINISHED, RoundState.PUBLISHED):
        raise CannotMatch("wrong_state")
    reason = one_line(reason)[:1000]
    if not reason:
        raise CannotMatch("no_reason")
    if one_line(signed).casefold() != one_line(by.name or by.email).casefold():
        raise CannotMatch("unsigned")
    result = work.results.select_related("application__student__user", "final").filter(application=application).first()
    if result is None:
        raise CannotMatch("not_in_round")
    if result.final_id == (to.pk if to else None):
        raise CannotMatch("same_position")
    _check_place(work, cohort, to)
    before, is_published = result.final, work.state == RoundState.PUBLISHED
    # Before the placement: what hears of its end (`leaving.follow_placement`) finds the change made.
    result.final = to
    result.save(update_fields=["final"])
    if is_published:
        _replan(cohort, result, before, reason, by=by, at=at)
    change = record_change(work, result.application, before=before, to=to, reason=reason, by=by, at=at)
    if is_published:
        result.application.cohort = cohort
        tell_student(result.application, "moved" if to else "lost", position=to or before, reason=reason)
        if before is not None:
            tell_host(
                before, "left", at, students=students_at(before), student=result.application.student, reason=reason
            )
        if to is not None:
            tell_host(to, "changed", at, students=students_at(to))
    return change


def record_change(
    work: Round,
    application: Application,
    *,
    before: Position | None,
    to: Position | None,
    reason: str,
    by: User | None,
    at: datetime,
    signed: str = "",
) -> ManualChange:
    """What was changed, with the pairs that block then, chained to the change before by its digest."""
    found = matching.blocking_of(market_in(work), assigned(work))
    last = work.changes.order_by("-number").first()
    change = ManualChange(
        round=work, number=(last.number if last else 0) + 1, application=application, before=before, after=to,
        reason=reason[:1000], is_after_publishing=work.state == RoundState.PUBLISHED, by=by, at=at,
        signed=(signed or (by.name or by.email if by else ""))[:254],
        blocking_count=found[0] if found else None, blocking=found[1] if found else [],
    )  # fmt: skip
    change.digest = digest_of(change, last.digest if last else work.bundle_sha256)
    change.save(force_insert=True)
    work.version += 1
    work.save(update_fields=["version", "changed_at"])
    log("round.changed", work, by=by, at=at, by_label="" if by else change.signed,
        organisation=work.cohort.programme.organisation_id,
        data={"name": change.signed, "reason": reason},
        values={"application": application.pk, "before": before.pk if before else None, "after": to.pk if to else None,
                "reason": reason, "digest": change.digest})  # fmt: skip
    return change


def digest_of(change: ManualChange, before: str) -> str:
    """Over every column of the change and the digest of the one before; of the first, over the SHA-256 of the bundle."""
    told: Mapping[str, Any] = {
        "before": before, "round": change.round_id, "number": change.number, "application": change.application_id,
        "from": change.before_id, "to": change.after_id, "reason": change.reason, "by": change.by_id,
        "signed": change.signed, "at": change.at.astimezone(UTC).isoformat(timespec="seconds"),
        "after publishing": change.is_after_publishing, "count": change.blocking_count, "blocking": change.blocking,
    }  # fmt: skip
    return sha256(json.dumps(told, sort_keys=True, ensure_ascii=False).encode()).hexdigest()


def first_altered(work: Round) -> int | None:
    """The number of the first change whose digest is not that of its columns and of the change before, or that is missing
    at the end: the results are not what the changes left. None: all hold."""
    before, number = work.bundle_sha256, 0
    # What each change left: of several for one student the last holds.
    left: dict[int, int | None] = {}
    for number, change in enumerate(work.changes.order_by("number"), 1):
        if change.number != number or change.digest != digest_of(change, before):
            return number
        before = change.digest
        left[change.application_id] = change.after_id
    return None if _do_results_follow(work, left) else number + 1


def _do_results_follow(work: Round, left: Mapping[int, int | None]) -> bool:
    """Whether everybody has what the last change gave them, and who was not changed what the engine matched. Only rows
    that were changed are read."""
    moved = (
        Q(final__isnull=True, position__isnull=False)
        | Q(final__isnull=False, position__isnull=True)
        | Q(final__lt=F("position"))
        | Q(final__gt=F("position"))
    )
    rows = work.results.filter(moved | Q(application__in=list(left))).values_list(
        "application_id", "position_id", "final_id"
    )
    found = {application: (position, final) for application, position, final in rows}
    return found.keys() >= left.keys() and all(
        final == left.get(application, position) for application, (position, final) in found.items()
    )


def _check_place(work: Round, cohort: Cohort, to: Position | None) -> None:
    if to is None:
        return
    seats = seats_of(cohort)
    if to.pk not in seats:
        raise CannotMatch("unknown_position", [to.name])
    taken = 0 if work.state == RoundState.PUBLISHED else work.results.filter(final=to).count()
    if taken >= seats[to.pk]:
        raise CannotMatch("no_free_place", [to.name])


def _replan(
    cohort: Cohort, result: RoundResult, before: Position | None, reason: str, *, by: User | None, at: datetime
) -> None:
    to = result.final
    # Both sides read a letter about the change, which says more than that the placement is cancelled.
    told = [*addresses_of_student(result.application), *(hosts_told(before, at) if before else ())]
    release(cohort, result.application, reason=reason, by=by, at=at, told=told)
    if to is not None:
        planned = Planned(result.application.student, to.host, to)
        plan_placement(
            cohort=cohort, planned=planned, by=by, at=at, reason=reason, round_label=f"№ {result.round.number}"
        )


def release(
    cohort: Cohort, application: Application, *, reason: str, by: User | None, at: datetime, by_label: str = "",
    told: Collection[str] = (),
) -> Placement | None:  # fmt: skip
    """The student's live placement is cancelled; `told` get another letter about it. Raises CannotMatch where it has begun."""
    live = Placement.objects.filter(cohort=cohort, student=application.student_id).exclude(state__in=LOST).first()
    if live is None:
        return None
    if live.state not in MOVABLE:
        raise CannotMatch("placement_under_way")
    return cancel_placement(placement=live, reason=reason, by=by, at=at, by_label=by_label, told=told)


def _lock(cohort: int) -> Cohort:
    return (
        Cohort.objects.select_for_update(of=("self",))
        .select_related("programme__organisation", "programme__post")
        .get(pk=cohort)
    )
