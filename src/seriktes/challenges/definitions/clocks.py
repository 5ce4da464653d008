"""What challenges, answers and enquiries wait for. Owners are asked of the queries above: whoever registers the kinds
hands them in. Each part keeps its kinds in a function of its own."""

from django.utils.translation import gettext_lazy as _

from seriktes.procedures.definitions.clocks import ClockKind, Owners
from seriktes.procedures.definitions.terms import SetDate, WorkingDays

CHALLENGE, ANSWER, ENQUIRY = "challenges.challenge", "challenges.answer", "challenges.enquiry"
# Working days within which an organisation says whether it takes up an invitation.
DAYS_TO_ACCEPT = 10


def challenge_clocks(owners: Owners) -> list[ClockKind]:
    """`owners` are those of the asking side; an invitation names in its event whom it was sent to."""
    return [
        ClockKind(
            code="challenge_due", subject=CHALLENGE, owners=owners,
            label=_("deadline of the challenge"), awaits=_("answers until the deadline"),
            starts=("challenge.published", "challenge.deadline_moved"), stops=("challenge.closed",),
            cancels=("challenge.withdrawn",), term=SetDate("date", roll="next"), ahead=(7,), overdue=(),
        ),
        ClockKind(
            code="challenge_decision", subject=CHALLENGE, owners=owners,
            label=_("decision on the answers"), awaits=_("to decide, and to tell all who answered"),
            starts=("challenge.closed",), stops=("challenge.decided",),
            changes=("challenge.decision_moved",), cancels=("challenge.withdrawn", "challenge.archived"),
            term=SetDate("date", roll="next"), ahead=(7, 1), overdue=(1, 7), escalate_after=10,
        ),
        ClockKind(
            code="challenge_invitation", subject=CHALLENGE, item="invitation",
            label=_("invitation to answer a challenge"), awaits=_("to accept or to decline the invitation"),
            starts=("challenge.invited",),
            stops=("challenge.invitation_accepted", "challenge.invitation_declined"),
            cancels=("challenge.closed", "challenge.withdrawn"),
            term=WorkingDays(DAYS_TO_ACCEPT), ahead=(2,), overdue=(), escalate_after=5,
        ),
    ]  # fmt: skip
