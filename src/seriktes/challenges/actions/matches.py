"""Experts whom the search proposes for a challenge. The asker and the offices of the experts' universities decide."""

import logging
from datetime import datetime

from django.db import transaction
from django.utils import timezone

from seriktes.challenges.models import Challenge

log = logging.getLogger(__name__)


def look_for_experts(pk: int) -> None:
    """After a challenge was published: what goes wrong here spoils nothing else."""
    challenge = Challenge.objects.filter(pk=pk).first()
    if challenge is not None:
        propose_experts(challenge=challenge, at=timezone.now())


@transaction.atomic
def propose_experts(*, challenge: Challenge, at: datetime) -> int:  # noqa: ARG001
    return 0
