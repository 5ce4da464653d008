"""What enquiries wait for: the first answer and each further one apart, and the asker's own word.

The days stand in the data of the events, so that an organisation may promise other terms and what runs keeps its own.
"""

from django.utils.translation import gettext_lazy as _

from seriktes.procedures.definitions.clocks import ClockKind, Owners
from seriktes.procedures.definitions.terms import WorkingDays

ENQUIRY = "challenges.enquiry"
FIRST, NEXT, ASKER = "enquiry_first_reply", "enquiry_next_reply", "enquiry_asker_reply"
# Working days, where an organisation says nothing else; those of the asker's side after a question back.
FIRST_DAYS, NEXT_DAYS, ASKER_DAYS = 3, 5, 10
# Names in the data of events.
DAYS, OF_ASKER = "days", "asker_days"
_OVER = ("enquiry.closed", "enquiry.marked_spam")


def enquiry_clocks(owners: Owners, askers: Owners) -> list[ClockKind]:
    """`owners` of the side that is asked, `askers` of the side that asks."""
    return [
        ClockKind(
            code=FIRST, subject=ENQUIRY, owners=owners,
            label=_("first answer"), awaits=_("the first answer"),
            starts=("enquiry.asked", "enquiry.reopened_unanswered"), stops=("enquiry.replied",), cancels=_OVER,
            pauses=("enquiry.asked_back",), resumes=("enquiry.added",),
            term=WorkingDays(DAYS), ahead=(1,), overdue=(1, 5), escalate_after=2,
        ),
        ClockKind(
            code=NEXT, subject=ENQUIRY, owners=owners,
            label=_("next answer"), awaits=_("the next answer"),
            starts=("enquiry.went_on", "enquiry.reopened"), stops=("enquiry.replied",), cancels=_OVER,
            pauses=("enquiry.asked_back",), resumes=("enquiry.went_on",),
            term=WorkingDays(DAYS), ahead=(1,), overdue=(1, 5), escalate_after=5,
        ),
        ClockKind(
            code=ASKER, subject=ENQUIRY, owners=askers,
            label=_("answer to a question back"), awaits=_("the asker's answer"),
            starts=("enquiry.asked_back",), stops=("enquiry.added", "enquiry.went_on"),
            cancels=(*_OVER, "enquiry.replied"),
            # Somebody without an account has no side whose clock could run: their event lacks the number.
            term=WorkingDays(OF_ASKER), ahead=(2,), overdue=(1,),
        ),
    ]  # fmt: skip
