"""One challenge: what the quality rules look at, until when it takes answers, what may be done with it."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, datetime

from seriktes.challenges.definitions.quality import Brief, Words
from seriktes.challenges.enums import ChallengeState, Confidentiality
from seriktes.challenges.models import Challenge
from seriktes.challenges.queries import access
from seriktes.challenges.workflow import CHALLENGE, CHALLENGE_ACTS, SYSTEM
from seriktes.common.working_time import WorkingTime
from seriktes.organisations.queries.access import Viewer
from seriktes.procedures.definitions.workflow import Transition
from seriktes.procedures.queries.working_time import working_time_of

TEXT_FIELDS = ("title", "problem", "tried", "success", "constraints")


def brief_of(challenge: Challenge) -> Brief:
    texts = {
        text.language: Words(**{name: getattr(text, name) for name in TEXT_FIELDS}) for text in challenge.texts.all()
    }
    return Brief(
        language=challenge.language, texts=texts, visibility=challenge.visibility,
        confidentiality=challenge.confidentiality, confidentiality_note=challenge.confidentiality_note,
        budget_from=challenge.budget_from, budget_to=challenge.budget_to, trl_from=challenge.trl_from,
        trl_to=challenge.trl_to, due_on=challenge.due_on, decide_on=challenge.decide_on,
        subjects=challenge.subjects.count(), files=challenge.files.count(), has_post=challenge.post_id is not None,
        is_asker_shown=challenge.organisation.is_public,
    )  # fmt: skip


def takes_answers_until(challenge: Challenge, time: WorkingTime | None = None) -> datetime | None:
    """The closing of the asker's office on the last day, or on the next working day where that is a day off."""
    if challenge.due_on is None:
        return None
    time = time or working_time_of(challenge.organisation_id)
    return time.closing(time.day_on_or_after(challenge.due_on))


@dataclass(frozen=True)
class DaysKept:
    """Until when the days of a challenge run: a day off makes place for the next working day of the asker. `closes_on`
    and `decided_on` are set only where that is another day than the one that was named."""

    closes_at: datetime | None = None
    closes_on: date | None = None
    decided_on: date | None = None


def days_kept(challenge: Challenge) -> DaysKept:
    """Of a challenge that still takes answers or is being decided."""
    if challenge.state not in (ChallengeState.OPEN, ChallengeState.DECIDING) or challenge.archived_at is not None:
        return DaysKept()
    time, is_open = working_time_of(challenge.organisation_id), challenge.state == ChallengeState.OPEN
    due, decide = challenge.due_on, challenge.decide_on
    return DaysKept(
        closes_at=takes_answers_until(challenge, time) if is_open else None,
        closes_on=time.day_on_or_after(due) if is_open and due and not time.is_working_day(due) else None,
        decided_on=time.day_on_or_after(decide) if decide and not time.is_working_day(decide) else None,
    )


def takes_answers(challenge: Challenge, at: datetime) -> bool:
    """Also before the periodic job has closed it: what comes after the deadline comes too late."""
    until = takes_answers_until(challenge)
    return challenge.state == ChallengeState.OPEN and challenge.archived_at is None and (until is None or at < until)


def has_acknowledged(user: Viewer, challenge: Challenge) -> bool:
    """In the words of today; whoever acknowledged others is asked again."""
    if not user.is_authenticated:
        return False
    return challenge.acknowledgements.filter(user=user, words=challenge.confidentiality_note).exists()


def may_read_files(user: Viewer, challenge: Challenge) -> bool:
    """Of whoever may read the brief: confidential files are for the asker, and after the acknowledgement."""
    if challenge.confidentiality != Confidentiality.ACKNOWLEDGED:
        return True
    return access.is_asker(user, challenge) or has_acknowledged(user, challenge)


def ways_of(challenge: Challenge, permissions: Collection[str]) -> list[Transition]:
    """What somebody with these permissions on the record may do with it now, on the page and by a program."""
    if challenge.archived_at is not None:
        return []
    ways = (*CHALLENGE.ways_from(challenge.state), *CHALLENGE_ACTS)
    return [
        way for way in ways
        if challenge.state in way.sources and way.permission in permissions and way.permission != SYSTEM
    ]  # fmt: skip
