import logging
from datetime import datetime

from django.utils import timezone

from seriktes.procedures.actions import clocks, reminders

log = logging.getLogger(__name__)


def send_reminders(_due_at: datetime) -> None:
    """Once an hour; sends only in offices that are at work, so most of it goes out when they open."""
    sent = reminders.send_due(timezone.now())
    log.info(
        "reminders: %d dates in %d mails, %d refused, nobody for %d",
        sent.clocks, sent.mails, sent.refused, sent.unreached,
    )  # fmt: skip


def verify_clocks(_due_at: datetime) -> None:
    """Compare the running clocks with the log and put right what differs."""
    differences = clocks.verify_clocks(now=timezone.now())
    if differences:
        log.warning(
            "clocks that differed from the log were put right: %d missing, %d too many, %d changed: %s",
            len(differences.missing), len(differences.extra), len(differences.changed),
            ", ".join([*differences.missing, *differences.extra, *differences.changed][:20]),
        )  # fmt: skip
