"""After a match: a student leaves, a host withdraws, and the places left are matched with those left."""

from collections.abc import Collection
from datetime import date, datetime

from django.db import transaction
from django.utils import timezone

from seriktes.accounts.models import User
from seriktes.common.text import one_line
from seriktes.placements.actions.applications import end_couple_of, lock_application, save
from seriktes.placements.actions.choice_letters import addresses_of_student, hosts_told, tell_host, tell_student
from seriktes.placements.actions.log import log
from seriktes.placements.actions.placements import cancel_placement
from seriktes.placements.actions.publishing import MOVABLE, record_change, release
from seriktes.placements.actions.ranking import ask_hosts, move_ranking
from seriktes.placements.definitions.choice_refusals import CannotApply, CannotMatch
from seriktes.placements.enums import ApplicationState, CohortState, RoundState
from seriktes.placements.models import Application, Cohort, CohortChoice, Placement, Position, RoundResult
from seriktes.placements.queries.choice import LOST
from seriktes.placements.queries.results import left_over, result_for, students_at


@transaction.atomic
def student_leaves(*, application: Application, reason: str, by: User, at: datetime) -> Application:
    """Who has a place gives it back, with a reason; it can be given to somebody else. Raises CannotApply, CannotMatch."""
    application = lock_application(application)
    if application.state != ApplicationState.SUBMITTED:
        raise CannotApply("wrong_state")
    reason = one_line(reason)[:500]
    if not reason:
        raise CannotApply("no_reason")
    result = result_for(application)
    position = result.final if result else None
    _leave(application, result, reason, by, at, told=hosts_told(position, at) if position else ())
    application.state, application.withdrawal = ApplicationState.WITHDRAWN, reason
    save(application)
    end_couple_of(application, by=by, at=at)
    log("application.withdrawn", application, by=by, at=at, organisation=application.cohort.programme.organisation_id,
        data={"reason": reason})  # fmt: skip
    if position is not None:
        students = students_at(position)
        tell_host(position, "left", at, students=students, student=application.student, reason=reason)
    return application


def _leave(
    application: Application, result: RoundResult | None, reason: str, by: User | None, at: datetime, *,
    told: Collection[str], by_label: str = "",
) -> None:  # fmt: skip
    """The placement is cancelled, and the result of the round says so. `told` are the addresses that get another letter."""
    position = result.final if result else None
    if result is not None:
        RoundResult.objects.filter(pk=result.pk).update(final=None)
    release(application.cohort, application, reason=reason, by=by, at=at, by_label=by_label, told=told)
    if result is None or position is None:
        return
    result.round.cohort = application.cohort
    record_change(
        result.round, application, before=position, to=None, reason=reason, by=by, at=at, signed="" if by else by_label
    )


@transaction.atomic
def host_withdraws(
    *, position: Position, reason: str, by: User | None, at: datetime, by_label: str = ""
) -> list[Application]:
    """The position was withdrawn: everybody placed with it loses the place and is told. Answers whose applications they
    were; placements that have begun stay, and are broken off one by one on their own pages. `by_label` is who did it by a
    link, in words."""
    cohort = (
        Cohort.objects.select_for_update(of=("self",))
        .select_related("programme__organisation")
        .get(pk=position.cohort_id)
    )
    live = Placement.objects.filter(position=position).exclude(state__in=LOST).values("student")
    rows = Application.objects.filter(cohort=cohort, student__in=live, state=ApplicationState.SUBMITTED)
    lost = []
    for application in rows.select_related("student__user").order_by("pk"):
        application.cohort = cohort
        try:
            with transaction.atomic():
                told = addresses_of_student(application)
                _leave(application, result_for(application), reason, by, at, told=told, by_label=by_label)
        except CannotMatch:
            continue
        tell_student(application, "lost", position=position, reason=reason)
        lost.append(application)
    _cancel_the_others(position, reason, by, at, by_label)
    return lost


def _cancel_the_others(position: Position, reason: str, by: User | None, at: datetime, by_label: str) -> None:
    """Who was placed there without a list: by hand, or by taking a topic. Everybody concerned is told as of every
    cancelled placement."""
    left = Placement.objects.filter(position=position, state__in=MOVABLE).order_by("pk")
    for placement in left:
        cancel_placement(placement=placement, reason=reason, by=by, at=at, by_label=by_label)


def follow_placement(placement: Placement, by: User | None, at: datetime) -> None:
    """A placement was cancelled or broken off on its own page: the match that gave it says so too."""
    if placement.position_id is None:
        return
    rows = RoundResult.objects.filter(
        round__state=RoundState.PUBLISHED, round__cohort=placement.cohort_id, application__student=placement.student_id,
        final=placement.position_id,
    )  # fmt: skip
    result = rows.select_related("round__cohort__programme", "application", "final").order_by("-round__number").first()
    if result is not None:
        RoundResult.objects.filter(pk=result.pk).update(final=None)
        reason = placement.ended_reason or str(placement.get_state_display())
        record_change(result.round, result.application, before=result.final, to=None, reason=reason, by=by, at=at)


@transaction.atomic
def open_further(*, cohort: Cohort, until: date, by: User, at: datetime) -> CohortChoice:
    """Those left without a place may change their lists until the day; the letters follow (`tell_of_further`). Raises
    CannotMatch."""
    cohort = Cohort.objects.select_for_update(of=("self",)).select_related("programme__organisation").get(pk=cohort.pk)
    if cohort.state != CohortState.RUNNING or not cohort.rounds.filter(state=RoundState.PUBLISHED).exists():
        raise CannotMatch("not_published")
    if until < timezone.localdate(at):
        raise CannotMatch("day_passed_already")
    choice = CohortChoice.objects.select_for_update().get(cohort=cohort)
    choice.further_until = until
    choice.save(update_fields=["further_until"])
    log("cohort.further_opened", cohort, by=by, at=at, organisation=cohort.programme.organisation_id,
        data={"date": until.isoformat()})  # fmt: skip
    # Hosts that were asked to rank for this further round already have the new day.
    move_ranking(cohort=cohort, by=by, at=at)
    return choice


def tell_of_further(*, pk: int) -> int:
    """Letters to everybody without a place in the cohort; answers how many. For the worker (`tasks.rounds.tell_further`)."""
    cohort = Cohort.objects.select_related("programme", "choice").get(pk=pk)
    told = 0
    for application in left_over(cohort).select_related("student__user").order_by("pk"):
        application.cohort = cohort
        tell_student(application, "further", day=cohort.choice.further_until)
        told += 1
    return told


@transaction.atomic
def ask_hosts_again(*, cohort: Cohort, by: User, at: datetime) -> int:
    """For a further round: hosts with places left rank those left who wish to come."""
    if not CohortChoice.objects.filter(cohort=cohort, further_until__isnull=False).exists():
        raise CannotMatch("not_published")
    return ask_hosts(cohort=cohort, by=by, at=at)
