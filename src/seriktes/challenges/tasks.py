"""What comes round by itself. Each part keeps its jobs together."""

import logging
from datetime import datetime

from django.conf import settings
from django.utils import timezone

from seriktes.challenges.actions import archiving, challenges, enquiries, matches, watches
from seriktes.challenges.actions.mailbox.imap import Mailbox, fetch

log = logging.getLogger(__name__)


# --- Challenges -------------------------------------------------------------------------------------------------------
def close_challenges(_due_at: datetime) -> None:
    """Close what has reached its deadline on its asker's calendar."""
    if closed := challenges.close_due(now=timezone.now()):
        log.info("challenges closed at their deadline: %d", len(closed))


def archive_challenges(_due_at: datetime) -> None:
    """Put away what is over since long."""
    if past := archiving.archive_past(now=timezone.now()):
        log.info("challenges put into the archive: %d", len(past))


def look_for_experts(_due_at: datetime) -> None:
    """Propose experts anew for open challenges: evidence comes, and goes with its consent."""
    matches.look_again(now=timezone.now())


def send_news(_due_at: datetime) -> None:
    """Letters about new challenges to everybody whose time has come."""
    sent = watches.send_news(now=timezone.now())
    if sent.letters or sent.refused:
        log.info("news of challenges: %d letters, %d refused", sent.letters, sent.refused)


# --- Enquiries --------------------------------------------------------------------------------------------------------
def forget_enquiries(_due_at: datetime) -> None:
    """What nobody confirmed is deleted."""
    if gone := enquiries.forget(timezone.now()):
        log.info("enquiries forgotten because nobody confirmed them: %d", gone)


def fetch_letters(_due_at: datetime) -> None:
    """Replies that came by mail, where a mailbox is set. Fails (and is told so) when that cannot be reached."""
    if not settings.INBOX_URL:
        return
    fetched = fetch(Mailbox.parse(settings.INBOX_URL), now=timezone.now())
    if fetched.counts or fetched.failed:
        told = ", ".join(f"{taken} {count}" for taken, count in sorted(fetched.counts.items()))
        log.info("letters fetched: %s; could not be taken: %d", told or "none", fetched.failed)
