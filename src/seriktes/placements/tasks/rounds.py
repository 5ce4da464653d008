"""Rounds in the background, and mornings on which somebody is reminded."""

import logging
from datetime import datetime

from django_tasks import task

from seriktes.accounts.actions import notify
from seriktes.accounts.models import User
from seriktes.placements.actions.leaving import tell_of_further
from seriktes.placements.actions.publishing import tell_of_match
from seriktes.placements.actions.reminding import remind_drafts
from seriktes.placements.actions.rounds import execute_round, mark_interrupted, replay_round

log = logging.getLogger(__name__)


@task()
def match(round_id: int) -> None:
    """Match one round in the background and tell whoever asked for it."""
    work = execute_round(pk=round_id)
    if work.by is not None and work.finished_at is not None:
        notify(
            user=work.by, kind=f"placements.round.{work.state}", url=work.get_absolute_url(), cohort=str(work.cohort),
            number=work.number, matched=work.figures.get("matched", 0), students=work.figures.get("applications", 0),
        )  # fmt: skip


@task()
def replay(round_id: int, user_id: int | None = None) -> None:
    replay_round(pk=round_id, by=User.objects.filter(pk=user_id).first() if user_id else None)


@task()
def tell(round_id: int) -> None:
    """Letters about a match that was published."""
    log.info("letters about round %d: %d", round_id, tell_of_match(pk=round_id))


@task()
def tell_further(cohort_id: int) -> None:
    """Letters about further lists."""
    log.info("letters about further lists of cohort %d: %d", cohort_id, tell_of_further(pk=cohort_id))


def remind_applicants(due_at: datetime) -> None:
    """Students whose application is not submitted while the lists are about to close; rounds that a stop interrupted."""
    mark_interrupted()
    if told := remind_drafts(now=due_at):
        log.info("applicants reminded: %d", told)
