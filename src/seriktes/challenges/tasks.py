"""What comes round by itself. Each part keeps its jobs together."""

import logging
from datetime import datetime

from django.utils import timezone

from seriktes.challenges.actions import challenges, matches, watches

log = logging.getLogger(__name__)


# --- Challenges -------------------------------------------------------------------------------------------------------
def close_challenges(_due_at: datetime) -> None:
    """Close what has reached its deadline on its asker's calendar."""
    if closed := challenges.close_due(now=timezone.now()):
        log.info("challenges closed at their deadline: %d", len(closed))


def look_for_experts(_due_at: datetime) -> None:
    """Propose experts anew for open challenges: evidence comes, and goes with its consent."""
    matches.look_again(now=timezone.now())


def send_news(_due_at: datetime) -> None:
    """Letters about new challenges to everybody whose time has come."""
    sent = watches.send_news(now=timezone.now())
    if sent.letters or sent.refused:
        log.info("news of challenges: %d letters, %d refused", sent.letters, sent.refused)
