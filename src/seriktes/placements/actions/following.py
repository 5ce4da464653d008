"""What the choice does when a cohort moves to its next stage: the seed is committed or published, hosts are asked to rank."""

from datetime import datetime

from seriktes.accounts.models import User
from seriktes.placements.actions.ranking import ask_hosts, close_ranking
from seriktes.placements.actions.seeds import commit_seed, reveal_seed
from seriktes.placements.models import Cohort


def follow_cohort(*, cohort: Cohort, way: str, by: User | None, at: datetime) -> None:
    """In the transaction of the move."""
    if way == "open":
        commit_seed(cohort=cohort, by=by, at=at)
    elif way == "close_lists":
        ask_hosts(cohort=cohort, by=by, at=at)
    elif way == "begin_matching":
        close_ranking(cohort=cohort, by=by, at=at)
        reveal_seed(cohort=cohort, by=by, at=at)
    elif way == "cancel":
        close_ranking(cohort=cohort, by=by, at=at)
