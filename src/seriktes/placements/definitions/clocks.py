"""What placements wait for. The owners are asked of the queries above, so whoever registers the kinds hands them in."""

from django.utils.translation import gettext_lazy as _

from seriktes.procedures.definitions.clocks import Address, ClockKind, Owners, People
from seriktes.procedures.definitions.terms import WorkingDays

PLACEMENT = "placements.placement"
SIGNATURE = "placement_signature"


def signing_clock(owners: Owners, people: People, address: Address) -> ClockKind:
    """One for each step: whoever is asked has so many working days, and is reminded by a letter with a link."""
    return ClockKind(
        code=SIGNATURE, subject=PLACEMENT, owners=owners, people=people, address=address, item="step",
        label=_("signature under a learning agreement"), awaits=_("to sign, or to say why not"),
        starts=("placement.sign_asked",), stops=("placement.signed_by",), restarts=("placement.stood_in",),
        cancels=(
            "placement.returned", "placement.taken_back", "placement.cancelled", "placement.broken_off",
            "placement.amendment_returned", "placement.amendment_taken_back", "placement.amendment_dropped",
            "placement.signature_lost",
        ),
        term=WorkingDays("days"), ahead=(2,), overdue=(1, 5), escalate_after=5,
    )  # fmt: skip
