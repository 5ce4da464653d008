"""What logs wait for: that somebody decides where student and supervisors have different hours. The owners are asked of
the queries above: whoever registers the kind hands them in."""

from django.utils.translation import gettext_lazy as _

from seriktes.placements.definitions.clocks import PLACEMENT
from seriktes.procedures.definitions.clocks import Address, ClockKind, Owners, People
from seriktes.procedures.definitions.terms import WorkingDays

DISPUTE = "log_week_dispute"
# Working days within which a dispute is settled.
DAYS_TO_DECIDE = 5


def dispute_clock(owners: Owners, people: People, address: Address) -> ClockKind:
    """One for each week. A second word that confirms leaves the first one in dispute, so it stops nothing."""
    return ClockKind(
        code=DISPUTE, subject=PLACEMENT, owners=owners, people=people, address=address, item="week",
        label=_("hours in dispute"), awaits=_("to decide which hours of the week count"),
        starts=("placement.week_disputed",), stops=("placement.week_accepted", "placement.week_decided"),
        cancels=("placement.week_reopened", "placement.cancelled"), term=WorkingDays(DAYS_TO_DECIDE), ahead=(1,),
        overdue=(1, 5), escalate_after=5,
    )  # fmt: skip
