"""What the choice does when a cohort moves to its next stage: the seed is committed or published, hosts are asked to rank."""

from collections.abc import Collection
from datetime import datetime

from seriktes.accounts.models import User
from seriktes.placements.actions.choice_letters import tell_student
from seriktes.placements.actions.ranking import ask_hosts, close_ranking, move_ranking
from seriktes.placements.actions.seeds import commit_seed, reveal_seed
from seriktes.placements.enums import ApplicationState, CohortState, HostProposalState, PositionState
from seriktes.placements.models import Application, Cohort
from seriktes.procedures.actions.events import NewEvent, record_many


def follow_cohort(*, cohort: Cohort, way: str, by: User | None, at: datetime) -> None:
    """In the transaction of the move."""
    if way == "open":
        commit_seed(cohort=cohort, by=by, at=at)
    elif way == "place_directly":
        _tell_applicants(cohort)
    elif way == "close_lists":
        ask_hosts(cohort=cohort, by=by, at=at)
    elif way == "begin_matching":
        close_ranking(cohort=cohort, by=by, at=at)
        reveal_seed(cohort=cohort, by=by, at=at)
    elif way in ("cancel", "end"):
        close_ranking(cohort=cohort, by=by, at=at)
    if way in ("cancel", "end"):
        _await_nobody(cohort, by=by, at=at)


def _tell_applicants(cohort: Cohort) -> None:
    """Who submitted a list reads that no match comes of it."""
    rows = Application.objects.filter(cohort=cohort, state=ApplicationState.SUBMITTED)
    for application in rows.select_related("student__user", "cohort__programme").order_by("pk"):
        tell_student(application, "direct")


def follow_days(*, cohort: Cohort, changed: Collection[str], by: User | None, at: datetime) -> None:
    """In the transaction in which days of a cohort that is told of are moved."""
    if "ranking_until" in changed and cohort.state == CohortState.RANKING:
        move_ranking(cohort=cohort, by=by, at=at)


def _await_nobody(cohort: Cohort, *, by: User | None, at: datetime) -> None:
    """Nobody has to look at a position or at a host that a student found any more, nor to mend it."""
    positions = cohort.positions.filter(state__in=[PositionState.OFFERED, PositionState.RETURNED])
    open_ones = cohort.host_proposals.filter(state__in=[HostProposalState.SENT, HostProposalState.RETURNED])
    waiting = [
        ("placements.position", "position.cohort_over", pk)
        for pk in positions.order_by("pk").values_list("pk", flat=True)
    ]
    waiting += [
        ("placements.hostproposal", "hostproposal.cohort_over", pk)
        for pk in open_ones.order_by("pk").values_list("pk", flat=True)
    ]
    record_many(
        NewEvent(table, pk, kind, at, {}, by, organisation=cohort.programme.organisation_id)
        for table, kind, pk in waiting
    )
