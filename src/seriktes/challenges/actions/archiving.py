"""Challenges that are over leave the board, by hand or by themselves; whoever looks for past ones still finds them."""

from datetime import datetime

from django.db import transaction
from django.db.models import QuerySet
from django.utils import timezone

from seriktes.accounts.models import User
from seriktes.challenges.actions.challenges import act_of, lock_challenge
from seriktes.challenges.actions.log import log
from seriktes.challenges.definitions.archiving import UNANSWERED, past_from
from seriktes.challenges.definitions.refusals import CannotChallenge
from seriktes.challenges.enums import ALIVE, AnswerState, ChallengeState
from seriktes.challenges.models import Challenge

OVER = (ChallengeState.DECIDING, ChallengeState.DECIDED, ChallengeState.WITHDRAWN)


def archive_past(*, now: datetime) -> list[int]:
    """Put away what the rule calls past; answers the ids. Done twice, it does nothing the second time."""
    earliest = timezone.localdate(now) - UNANSWERED
    rows = Challenge.objects.filter(state__in=OVER, archived_at__isnull=True, due_on__lte=earliest)
    return [pk for pk in _in_order(rows) if _archived(pk, now)]


def _in_order(rows: QuerySet[Challenge]) -> list[int]:
    return list(rows.order_by("pk").values_list("pk", flat=True))


@transaction.atomic
def _archived(pk: int, now: datetime) -> bool:
    challenge = Challenge.objects.select_for_update().get(pk=pk)
    sent = challenge.answers.exclude(state=AnswerState.DRAFT).values_list("state", flat=True)
    past = past_from(
        challenge.state, due_on=challenge.due_on, decide_on=challenge.decide_on,
        closed_on=timezone.localdate(challenge.closed_at) if challenge.closed_at else None, answers=set(sent),
    )  # fmt: skip
    if challenge.archived_at is not None or past is None or timezone.localdate(now) < past:
        return False
    _put_away(challenge, by=None, at=now)
    return True


@transaction.atomic
def archive_challenge(
    *, challenge: Challenge, by: User | None, at: datetime, expected_version: int | None = None
) -> Challenge:
    """A decided or withdrawn one, sooner than the rule says. Raises CannotChallenge while an answer that was taken up
    again waits for a word."""
    challenge = lock_challenge(challenge, expected_version=expected_version)
    act_of(challenge, "archive")
    if challenge.answers.filter(state__in=ALIVE).exists():
        raise CannotChallenge("answers_waiting")
    _put_away(challenge, by=by, at=at)
    return challenge


def _put_away(challenge: Challenge, *, by: User | None, at: datetime) -> None:
    challenge.archived_at = at
    challenge.version += 1
    challenge.save(update_fields=["archived_at", "version", "changed_at"])
    log("challenge.archived", challenge, by=by, at=at, organisation=challenge.organisation_id)
