"""What is written in bulk: the same rows and the same events as the actions would leave."""

from array import array
from datetime import date, datetime, time, timedelta
from functools import lru_cache
from typing import Any

from django.utils import timezone

from seriktes.challenges.models import (
    Answer,
    AnswerAuthor,
    AnswerMessage,
    Challenge,
    ChallengeInvitation,
    ChallengeSubject,
    ChallengeText,
    Enquiry,
    EnquiryMessage,
    ExpertMatch,
)
from seriktes.common.bulk import Rows
from seriktes.procedures.models import Event, OpenClock

DAY = timedelta(days=1)


@lru_cache(maxsize=20_000)
def at(day: date, hour: int) -> datetime:
    return timezone.make_aware(datetime.combine(day, time(hour)))


class Tables:
    """Each stands after those it refers to, as they are written in this order."""

    def __init__(self, now: datetime) -> None:
        self.now = now
        self.challenges, self.texts, self.subjects = Rows(Challenge), Rows(ChallengeText), Rows(ChallengeSubject)
        self.matches, self.invitations = Rows(ExpertMatch), Rows(ChallengeInvitation)
        self.answers, self.authors, self.messages = Rows(Answer), Rows(AnswerAuthor), Rows(AnswerMessage)
        self.enquiries, self.letters = Rows(Enquiry), Rows(EnquiryMessage)
        self.events = Rows(Event, recorded_at=now)
        self.ticking = {f"challenges.{name}": array("q") for name in ("challenge", "answer", "enquiry")}

    def flush(self) -> None:
        for rows in vars(self).values():
            if isinstance(rows, Rows):
                rows.flush()

    def say(
        self,
        about: str,
        pk: int,
        kind: str,
        moment: datetime,
        organisation: int | None,
        /,
        *,
        label: str = "",
        **data: Any,
    ) -> None:
        self.events.add(
            subject_type=f"challenges.{about}", subject_id=pk, kind=kind, at=min(moment, self.now), by_label=label,
            data=data, organisation_pk=organisation,
        )  # fmt: skip

    def tick(self, about: str, pk: int) -> None:
        self.ticking[f"challenges.{about}"].append(pk)

    def repeat_next_words(self) -> None:
        """Lists repeat by when the next word of an answer comes; the clock says it."""
        due = OpenClock.objects.filter(subject_type="challenges.answer", code="answer_word")
        rows = [
            Answer(pk=pk, next_word_on=timezone.localdate(moment))
            for pk, moment in due.values_list("subject_id", "due_at")
        ]
        Answer.objects.bulk_update(rows, ["next_word_on"], batch_size=500)
