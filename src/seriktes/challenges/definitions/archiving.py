"""From which day on a challenge is past. Nothing that somebody still waits for goes into the archive."""

from collections.abc import Collection
from datetime import date, timedelta

from seriktes.challenges.enums import ALIVE, ChallengeState

# After the last of its days, so long a decided or withdrawn one stays on the board; and one that nobody answered stays
# to be decided.
AFTER_END, UNANSWERED = timedelta(days=180), timedelta(days=30)


def past_from(
    state: str, *, due_on: date | None, decide_on: date | None, closed_on: date | None, answers: Collection[str]
) -> date | None:
    """The first day on which it lies in the archive; None as long as it is open, drafted or owes somebody a word.

    `answers` are the stages of those that were sent.
    """
    days = [day for day in (due_on, decide_on, closed_on) if day is not None]
    if not days or any(stage in ALIVE for stage in answers):
        return None
    if state in (ChallengeState.DECIDED, ChallengeState.WITHDRAWN):
        return max(days) + AFTER_END
    # The deadline passed, and nobody answered, or all who did went or were told.
    return max(days) + UNANSWERED if state == ChallengeState.DECIDING else None
