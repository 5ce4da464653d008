"""Letters that the mail server refused: kept, and sent again by the worker until it takes them.

A letter may hold a link that opens something, so what waits is encrypted like the keys of two-step sign-in.
"""

import json
import logging
from datetime import date, datetime, timedelta
from typing import Any

from cryptography.fernet import InvalidToken
from django.utils import timezone

from seriktes.common.mail import MailNotSent, send_letter
from seriktes.common.models import RefusedLetter
from seriktes.common.sealing import cipher

log = logging.getLogger(__name__)
# After the first refusal, the second and so on; after the last the letter is given up.
WAITS = tuple(timedelta(minutes=minutes) for minutes in (5, 15, 60, 4 * 60, 12 * 60, 24 * 60))
# So many in one round, which ends early where so many in a row are refused: the server is down.
AT_ONCE, IN_A_ROW = 200, 5


def post_letter(**letter: Any) -> bool:
    """As `send_letter`, which it calls; a letter that is refused goes out later. Whether it went out at once."""
    try:
        send_letter(**letter)
    except MailNotSent as error:
        log.warning("a letter was refused by the mail server and is tried again: %s", error)
        now = timezone.now()
        RefusedLetter.objects.create(sealed=_seal(letter), at=now, next_at=now + WAITS[0])
        return False
    return True


def send_refused(*, now: datetime) -> tuple[int, int]:
    """Try again what is due; answers how many went out and how many were given up."""
    sent = given_up = in_a_row = 0
    due = RefusedLetter.objects.filter(next_at__lte=now).order_by("next_at", "pk")
    for pk in list(due.values_list("pk", flat=True)[:AT_ONCE]):
        row = _claimed(pk, now) if in_a_row < IN_A_ROW else None
        if row is None:
            continue
        try:
            letter = _opened(row.sealed)
            if _has_expired(letter, now):
                given_up += 1
            else:
                send_letter(**letter)
                sent, in_a_row = sent + 1, 0
        except MailNotSent:
            in_a_row += 1
            if row.attempts < len(WAITS):
                continue
            given_up += 1
            log.warning("a letter was refused %d times and is given up", row.attempts + 1)
        except InvalidToken:
            given_up += 1
            log.exception("a letter cannot be read any more: the secret key was changed")
        row.delete()
    return sent, given_up


def _claimed(pk: int, now: datetime) -> RefusedLetter | None:
    """Of two workers one gets it; killed in the middle, it is tried again later."""
    row = RefusedLetter.objects.filter(pk=pk, next_at__lte=now).first()
    if row is None:
        return None
    attempts = row.attempts + 1
    wait = WAITS[min(attempts, len(WAITS) - 1)]
    mine = RefusedLetter.objects.filter(pk=pk, attempts=row.attempts)
    if not mine.update(attempts=attempts, next_at=now + wait):
        return None
    row.attempts = attempts
    return row


# --- Sealed -----------------------------------------------------------------------------------------------------------
def _seal(letter: dict[str, Any]) -> str:
    told = {
        name: value.isoformat() if isinstance(value, date) else str(value) for name, value in letter.items() if value
    }
    return cipher("seriktes.common.outbox").encrypt(json.dumps(told).encode()).decode()


def _opened(sealed: str) -> dict[str, Any]:
    letter: dict[str, Any] = json.loads(cipher("seriktes.common.outbox").decrypt(sealed.encode()))
    return letter


def _has_expired(letter: dict[str, Any], now: datetime) -> bool:
    """Whether its link does nothing any more."""
    if not letter.get("expires_on"):
        return False
    letter["expires_on"] = date.fromisoformat(letter["expires_on"])
    return bool(letter["expires_on"] < timezone.localdate(now))
