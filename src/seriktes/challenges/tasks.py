"""What comes round by itself. Each part keeps its jobs together."""

import logging
from datetime import datetime

from django.utils import timezone

from seriktes.challenges.actions import challenges

log = logging.getLogger(__name__)


# --- Challenges -------------------------------------------------------------------------------------------------------
def close_challenges(_due_at: datetime) -> None:
    """Close what has reached its deadline on its asker's calendar."""
    if closed := challenges.close_due(now=timezone.now()):
        log.info("challenges closed at their deadline: %d", len(closed))
