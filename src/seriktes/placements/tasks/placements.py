"""What comes round by itself for placements."""

import logging
from datetime import datetime

from django.utils import timezone

from seriktes.placements.actions import placements

log = logging.getLogger(__name__)


def follow_placements(_due_at: datetime) -> None:
    """Begin and complete by the calendar."""
    begun, completed = placements.follow_calendar(now=timezone.now())
    if begun or completed:
        log.info("placements begun: %d, completed: %d", begun, completed)
