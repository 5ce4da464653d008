"""What comes round by itself."""

import logging
from datetime import datetime

from django.utils import timezone

from seriktes.gatherings.actions.visitors import forget_unconfirmed

log = logging.getLogger(__name__)


def forget_registrations(_due_at: datetime) -> None:
    """What nobody confirmed is deleted."""
    if gone := forget_unconfirmed(timezone.now()):
        log.info("registrations forgotten because nobody confirmed them: %d", gone)
