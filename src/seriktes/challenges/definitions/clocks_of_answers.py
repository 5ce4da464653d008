"""What the two sides of an answer wait for. Each clock runs by the working time of the side that has to act."""

from django.utils.translation import gettext_lazy as _

from seriktes.challenges.definitions.stages import DAYS_TO_REPLY
from seriktes.procedures.definitions.clocks import ClockKind, Owners
from seriktes.procedures.definitions.terms import WorkingDays

ANSWER = "challenges.answer"
WORD, REPLY = "answer_word", "answer_reply"
# Moves by which the asker gives its word and promises the next.
_FURTHER = ("answer.qualified", "answer.shortlisted", "answer.finalist")
_OVER = ("answer.chosen", "answer.declined")


def answer_clocks(askers: Owners, answerers: Owners) -> list[ClockKind]:
    return [
        ClockKind(
            code=WORD, subject=ANSWER, owners=askers,
            label=_("word on an answer"), awaits=_("to say how the answer fares"),
            starts=("answer.received", "answer.reconsidered", *_FURTHER), stops=(*_FURTHER, *_OVER),
            cancels=("answer.withdrawn",), restarts=("answer.word_moved",),
            # While whoever answered is asked, the asker can say nothing.
            pauses=("answer.asked",), resumes=("answer.replied",),
            term=WorkingDays("days"), ahead=(2,), overdue=(1, 5), escalate_after=10,
        ),
        ClockKind(
            code=REPLY, subject=ANSWER, owners=answerers,
            label=_("reply to a question"), awaits=_("to reply"),
            starts=("answer.asked",), stops=("answer.replied",), cancels=("answer.withdrawn", *_OVER),
            term=WorkingDays(DAYS_TO_REPLY), ahead=(1,), overdue=(1, 5), escalate_after=10,
        ),
    ]  # fmt: skip
