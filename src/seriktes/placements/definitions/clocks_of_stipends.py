"""What stipends wait for: the next payment, the begin of service, and that service is confirmed."""

from django.utils.translation import gettext_lazy as _

from seriktes.procedures.definitions.clocks import ClockKind, Owners, People
from seriktes.procedures.definitions.terms import SetDate

STIPEND = "placements.stipend"
_ENDED = ("stipend.released", "stipend.repaid", "stipend.waived", "stipend.cancelled")


def stipend_clocks(grantors: Owners, students: People) -> list[ClockKind]:
    return [
        ClockKind(
            code="stipend_payment", subject=STIPEND, owners=grantors,
            label=_("payment of a stipend"), awaits=_("to pay, or to withhold with a reason"),
            # Each of them names the next day, or none; what was paid stops one clock and starts the next.
            starts=(
                "stipend.signed", "stipend.paid", "stipend.withheld", "stipend.reversed", "stipend.planned_again",
                "stipend.resumed",
            ),
            stops=("stipend.paid", "stipend.withheld"), cancels=_ENDED, term=SetDate("next"), ahead=(7, 1), overdue=(1, 7),
            escalate_after=7,
        ),
        ClockKind(
            code="stipend_service", subject=STIPEND, owners=grantors, people=students,
            label=_("begin of service"), awaits=_("to begin the service that was promised"),
            # Service that was set aside names the day again, where no other is confirmed; so does a stipend that goes on.
            starts=("stipend.graduated", "stipend.service_set_aside", "stipend.resumed"), changes=("stipend.postponed",), stops=("stipend.service_confirmed",),
            cancels=_ENDED, term=SetDate("begin_by"), ahead=(60, 14), overdue=(1, 30), escalate_after=30,
        ),
        ClockKind(
            code="stipend_confirmation", subject=STIPEND, owners=grantors,
            label=_("confirmation of service"), awaits=_("that the employer confirms the service"),
            starts=("stipend.service_confirmed", "stipend.resumed"), changes=("stipend.postponed", "stipend.service_set_aside"),
            stops=("stipend.service_confirmed",), cancels=_ENDED, term=SetDate("confirm_by"), ahead=(30, 7), overdue=(1, 30), escalate_after=30,
        ),
    ]  # fmt: skip
