"""What exhibitors and organisers wait for. Owners are asked of the queries above: whoever registers the kinds hands them
in."""

from django.utils.translation import gettext_lazy as _

from seriktes.procedures.definitions.clocks import ClockKind, Owners
from seriktes.procedures.definitions.terms import WorkingDays

EXHIBITOR = "gatherings.exhibitor"
# Working days within which each side answers.
DAYS_TO_ANSWER, DAYS_TO_SEND, DAYS_TO_SIGN = 10, 5, 10
_ENDS = ("exhibitor.declined", "exhibitor.no_show", "exhibitor.event_over", "exhibitor.event_cancelled")
_OVER = (*_ENDS, "exhibitor.confirmed")


def exhibitor_clocks(of_exhibitor: Owners, of_organiser: Owners) -> list[ClockKind]:
    return [
        ClockKind(
            code="exhibitor_invitation", subject=EXHIBITOR, owners=of_exhibitor,
            label=_("invitation to exhibit"), awaits=_("to say whether you exhibit"),
            starts=("exhibitor.invited",), stops=("exhibitor.interested", "exhibitor.contract_sent"), cancels=_OVER,
            term=WorkingDays(DAYS_TO_ANSWER), ahead=(2,), overdue=(), escalate_after=5,
        ),
        ClockKind(
            code="exhibitor_interest", subject=EXHIBITOR, owners=of_organiser,
            label=_("interest in exhibiting"), awaits=_("to send the contract, or to confirm without one"),
            starts=("exhibitor.interested",), stops=("exhibitor.contract_sent",), cancels=_OVER,
            term=WorkingDays(DAYS_TO_SEND), ahead=(1,), overdue=(), escalate_after=5,
        ),
        ClockKind(
            code="exhibitor_contract", subject=EXHIBITOR, owners=of_exhibitor,
            label=_("contract with an exhibitor"), awaits=_("to sign the contract"),
            starts=("exhibitor.contract_sent",), stops=("exhibitor.confirmed",),
            cancels=_ENDS, term=WorkingDays(DAYS_TO_SIGN), ahead=(2,), overdue=(), escalate_after=5,
        ),
    ]  # fmt: skip
