"""What partnerships wait for. The owners are asked of the queries above, so whoever registers the kinds hands them in."""

from collections.abc import Mapping

from django.utils.translation import gettext_lazy as _

from seriktes.procedures.definitions.clocks import ClockKind, Owners
from seriktes.procedures.definitions.terms import SetDate, WorkingDays

AGREEMENT, COMMITMENT = "partnerships.agreement", "partnerships.commitment"
ACTIVITY, PARTNERSHIP = "partnerships.activity", "partnerships.partnership"
# No table of clocks of its own: what was delivered is a matter of the promise, but another side has to act.
DELIVERY = "partnerships.delivery"
# Working days within which a side signs an approved text, confirms an activity or a delivery, answers a letter.
DAYS_TO_SIGN, DAYS_TO_CONFIRM, DAYS_TO_ANSWER = 10, 10, 5

_OVER = ("agreement.terminated", "agreement.ended", "agreement.superseded")
# Every one of them carries the whole term: starts_on, ends_on, notice_days.
_TERM_SET = (
    "agreement.signed", "agreement.extended", "agreement.renewed", "agreement.renewed_often",
    "agreement.amendment_signed",
)  # fmt: skip


def clock_kinds(owners: Mapping[str, Owners]) -> list[ClockKind]:
    """`owners` by table."""
    return [
        ClockKind(
            code="agreement_end", subject=AGREEMENT, owners=owners[AGREEMENT],
            label=_("end of the agreement"), awaits=_("to extend it, to replace it or to let it end"),
            starts=_TERM_SET, stops=("agreement.superseded",),
            cancels=("agreement.terminated", "agreement.ended"),
            term=SetDate("ends_on"), ahead=(90, 30, 7), overdue=(), escalate_after=1,
        ),
        ClockKind(
            code="agreement_notice", subject=AGREEMENT, owners=owners[AGREEMENT],
            label=_("last day for notice"), awaits=_("to decide whether to give notice"),
            starts=_TERM_SET, stops=("agreement.notice_given",), cancels=(*_OVER, "agreement.notice_lapsed"),
            # A day off would be too late for a letter.
            term=SetDate("ends_on", minus_days="notice_days", roll="previous"), ahead=(30, 7, 1), overdue=(),
        ),
        ClockKind(
            code="agreement_signature", subject=AGREEMENT, owners=owners[AGREEMENT], item="party",
            label=_("signature"), awaits=_("the signature"),
            starts=("agreement.approved", "agreement.signature_lost"), stops=("agreement.signed_by",),
            cancels=("agreement.taken_back", "agreement.abandoned", "agreement.signed"),
            term=WorkingDays(DAYS_TO_SIGN), ahead=(2,), overdue=(1, 5), escalate_after=10,
        ),
        ClockKind(
            code="commitment_due", subject=COMMITMENT, owners=owners[COMMITMENT], item="instalment",
            label=_("promise"), awaits=_("to deliver what was promised"),
            starts=("commitment.due_set",), stops=("commitment.due_met",),
            # Reported by the side that promised: the other side has to act.
            pauses=("commitment.due_reported",), resumes=("commitment.due_back",),
            cancels=("commitment.due_dropped", "commitment.withdrawn"),
            term=SetDate("date"), ahead=(30, 7), overdue=(1, 14), escalate_after=30,
        ),
        ClockKind(
            code="delivery_confirmation", subject=COMMITMENT, owners=owners[DELIVERY], item="delivery",
            label=_("confirmation of a delivery"), awaits=_("to confirm or to dispute it"),
            starts=("commitment.delivery_reported",),
            stops=("commitment.delivery_confirmed", "commitment.delivery_disputed"),
            cancels=("commitment.delivery_withdrawn", "commitment.withdrawn"),
            term=WorkingDays(DAYS_TO_CONFIRM), ahead=(2,), overdue=(5,), escalate_after=20,
        ),
        ClockKind(
            code="activity_confirmation", subject=ACTIVITY, owners=owners[ACTIVITY], item="side",
            label=_("confirmation of an activity"), awaits=_("to confirm or to dispute it"),
            starts=("activity.reported", "activity.reopened"), stops=("activity.confirmed_by", "activity.disputed"),
            cancels=("activity.withdrawn", "activity.confirmed"),
            term=WorkingDays(DAYS_TO_CONFIRM), ahead=(2,), overdue=(5,), escalate_after=20,
        ),
        ClockKind(
            code="partnership_reply", subject=PARTNERSHIP, owners=owners[PARTNERSHIP], item="side",
            label=_("answer to a letter"), awaits=_("to answer"),
            starts=("partnership.asked",), stops=("partnership.answered",),
            cancels=("partnership.ended", "partnership.party_left"),
            term=WorkingDays(DAYS_TO_ANSWER), ahead=(1,), overdue=(1, 5), escalate_after=10,
        ),
    ]  # fmt: skip
