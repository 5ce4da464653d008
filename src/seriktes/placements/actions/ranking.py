"""Hosts rank those who wish their positions: by account, or by a link without one. Asked, reminded, ranked."""

from collections.abc import Mapping
from datetime import datetime

from django.db import transaction
from django.db.models import QuerySet
from django.utils import timezone

from seriktes.accounts.models import User
from seriktes.common.text import one_line
from seriktes.organisations.actions.editing import EditedElsewhere, lock_for_edit
from seriktes.placements.actions.log import log
from seriktes.placements.actions.ranking_letters import RANK, end_of_ranking, send_ranking_link
from seriktes.placements.definitions.choice_refusals import CannotRank
from seriktes.placements.definitions.clocks_of_choice import RANKING
from seriktes.placements.definitions.clocks_of_programmes import POSITION
from seriktes.placements.enums import ApplicationState, PositionState
from seriktes.placements.models import Cohort, HostRanking, Position, Wish
from seriktes.placements.queries import choice
from seriktes.procedures.actions.links import prolong_links
from seriktes.procedures.models import OpenClock


@transaction.atomic
def rank_applicants(
    *,
    position: Position,
    ranks: Mapping[int, int | None],
    refused: Mapping[int, str],
    by: User | None,
    at: datetime,
    by_label: str = "",
    expected_version: int | None = None,
) -> HostRanking:
    """`ranks` by application, equal ranks are equally welcome, None: after all who are ranked; `refused` with the reason.

    Whoever is left out of both stands after all who are ranked. Raises EditedElsewhere when somebody else of the host
    ranked meanwhile, and CannotRank; writes nothing then.
    """
    ranking = _locked(position, expected_version)
    position = Position.objects.select_related("cohort__programme").get(pk=position.pk)
    if not choice.takes_rankings(position, timezone.localdate(at)):
        raise CannotRank("ranking_closed")
    wishes = {wish.application_id: wish for wish in choice.applicants_of(position)}
    if not wishes:
        raise CannotRank("nobody_applied")
    if set(ranks) - set(wishes) or set(refused) - set(wishes):
        raise CannotRank("unknown_applicant")
    if any(rank is not None and rank < 1 for rank in ranks.values()):
        raise CannotRank("bad_rank")
    if any(not one_line(reason) for reason in refused.values()):
        raise CannotRank("refused_without_reason")
    for number, wish in wishes.items():
        is_refused = number in refused
        wish.host_rank = None if is_refused else ranks.get(number)
        wish.not_accepted_reason = one_line(refused[number])[:300] if is_refused else ""
        wish.not_accepted_at = (wish.not_accepted_at or at) if is_refused else None
    Wish.objects.bulk_update(
        list(wishes.values()), ["host_rank", "not_accepted_at", "not_accepted_reason"], batch_size=500
    )
    ranking.ranked_at, ranking.ranked_by, ranking.by_label = at, by, by_label[:254]
    ranking.version += 1
    ranking.save()
    count = sum(wish.host_rank is not None for wish in wishes.values())
    log("position.ranked", position, by=by, by_label=by_label, at=at, organisation=position.host_id,
        data={"count": count, "refused": len(refused)})  # fmt: skip
    return ranking


def _locked(position: Position, expected_version: int | None) -> HostRanking:
    # The position's row first, so that two who rank it for the first time come one after the other.
    Position.objects.select_for_update().get(pk=position.pk)
    ranking, _is_new = HostRanking.objects.get_or_create(position=position)
    locked: HostRanking = lock_for_edit(ranking, expected_version=None)
    if expected_version is not None and locked.version != expected_version:
        raise EditedElsewhere(locked)
    return locked


@transaction.atomic
def ask_hosts(*, cohort: Cohort, by: User | None, at: datetime) -> int:
    """When the lists have closed: every host whose position somebody wishes is asked. Answers for how many positions a
    letter goes out; one without an address holds up none."""
    wished = set(
        Wish.objects.filter(position__cohort=cohort, application__state=ApplicationState.SUBMITTED).values_list(
            "position", flat=True
        )
    )
    positions = Position.objects.filter(
        pk__in=wished, state=PositionState.APPROVED, archived_at__isnull=True
    ).select_related("cohort__programme__organisation", "host", "post", "supervisor__user")
    asked = 0
    for position in positions.order_by("pk"):
        if choice.applicants_of(position).exists():
            asked += _ask(position, by=by, at=at)
    return asked


@transaction.atomic
def remind_host(*, position: Position, by: User | None, at: datetime) -> HostRanking:
    """Once more, by a new link or the desk; the old link does nothing any more. Raises CannotRank."""
    position = Position.objects.select_related(
        "cohort__programme__organisation", "host", "post", "supervisor__user"
    ).get(pk=position.pk)
    if not choice.takes_rankings(position, timezone.localdate(at)):
        raise CannotRank("ranking_closed")
    if not choice.applicants_of(position).exists():
        raise CannotRank("nobody_applied")
    if not _ask(position, by=by, at=at) and by is not None:
        raise CannotRank("no_host_address")
    return HostRanking.objects.get(position=position)


def remind_all(*, cohort: Cohort, by: User | None, at: datetime) -> tuple[int, int]:
    """Every host that has not ranked; how many were written to, and how many have no address."""
    told = silent = 0
    for position in not_ranked(cohort):
        try:
            remind_host(position=position, by=by, at=at)
        except CannotRank as refused:
            silent += refused.reason == "no_host_address"
            continue
        told += 1
    return told, silent


def not_ranked(cohort: Cohort) -> list[Position]:
    """Positions that somebody wishes, and whose host has not ranked."""
    rows = Position.objects.filter(
        cohort=cohort, state=PositionState.APPROVED, archived_at__isnull=True,
        wishes__application__state=ApplicationState.SUBMITTED,
    ).exclude(ranking__ranked_at__isnull=False)  # fmt: skip
    return list(rows.distinct().order_by("pk"))


def _ask(position: Position, *, by: User | None, at: datetime) -> bool:
    """Whether there was anybody to write to."""
    ranking, _is_new = HostRanking.objects.get_or_create(position=position)
    count = choice.applicants_of(position).count()
    log("position.to_rank", position, by=by, at=at, organisation=position.host_id,
        data={"count": count, "date": choice.ranked_until(position.cohort).isoformat()})  # fmt: skip
    is_sent = send_ranking_link(position, by=by, at=at)
    ranking.asked_at, ranking.times_asked = at, ranking.times_asked + 1
    ranking.save(update_fields=["asked_at", "times_asked", "changed_at"])
    return is_sent


@transaction.atomic
def move_ranking(*, cohort: Cohort, by: User | None, at: datetime) -> None:
    """The last day of ranking is another: hosts that are waited for have their clock to it, and their links last as long."""
    data = {"date": choice.ranked_until(cohort).isoformat()}
    for position in _waited_for(cohort):
        log("position.rank_moved", position, by=by, at=at, organisation=position.host_id, data=data)
    prolong_links(
        action=RANK, subject_type=POSITION, subject_ids=Position.objects.filter(cohort=cohort).values("pk"), at=at,
        until=end_of_ranking(cohort),
    )  # fmt: skip


@transaction.atomic
def close_ranking(*, cohort: Cohort, by: User | None, at: datetime) -> None:
    """Nobody ranks any more: who has not takes all applicants as equals. No host is waited for, nor one whose applicants
    have all withdrawn since it was asked."""
    for position in _waited_for(cohort):
        log("position.rank_over", position, by=by, at=at, organisation=position.host_id)


def _waited_for(cohort: Cohort) -> QuerySet[Position]:
    asked = OpenClock.objects.filter(subject_type=POSITION, code=RANKING).values("subject_id")
    return Position.objects.filter(cohort=cohort, pk__in=asked).order_by("pk")
