import logging
from datetime import datetime

from django.utils import timezone

from seriktes.procedures.actions import clocks, handover, reminders, telling

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


def follow_handovers(_due_at: datetime) -> None:
    """Open the handovers of those who leave within a fortnight, and begin those whose newcomer starts today."""
    handover.follow_handovers(now=timezone.now())


def tell_partners(_due_at: datetime) -> None:
    told = telling.tell_partners(now=timezone.now())
    if told.letters or told.refused:
        log.info("partners told of a newcomer: %d letters, %d refused", told.letters, told.refused)
