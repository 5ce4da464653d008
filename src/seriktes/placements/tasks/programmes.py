"""What comes round by itself for cohorts."""

import logging
from datetime import datetime

from django.utils import timezone

from seriktes.placements.actions import cohorts

log = logging.getLogger(__name__)


def move_cohorts(_due_at: datetime) -> None:
    """Close lists and rankings whose last day has passed."""
    if moved := cohorts.move_due(now=timezone.now()):
        log.info("cohorts moved to their next stage: %d", len(moved))
