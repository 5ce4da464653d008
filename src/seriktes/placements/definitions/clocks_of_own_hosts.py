"""What hosts that students found wait for. Owners and people are asked of the queries above: whoever registers the kinds
hands them in."""

from django.utils.translation import gettext_lazy as _

from seriktes.procedures.definitions.clocks import ClockKind, Owners, People
from seriktes.procedures.definitions.terms import WorkingDays

OWN_HOST = "placements.hostproposal"
# Working days within which the office says a word, and the student mends what came back.
DAYS_TO_DECIDE, DAYS_TO_MEND = 5, 5


def own_host_clocks(owners: Owners, students: People) -> list[ClockKind]:
    return [
        ClockKind(
            code="own_host_decision", subject=OWN_HOST, owners=owners,
            label=_("host found by a student, to be looked at"), awaits=_("to approve the host, to return it or to decline"),
            starts=("hostproposal.sent",),
            stops=("hostproposal.approved", "hostproposal.returned", "hostproposal.declined"),
            cancels=("hostproposal.withdrawn", "hostproposal.cohort_over"), term=WorkingDays(DAYS_TO_DECIDE), ahead=(1,), overdue=(1, 5),
            escalate_after=5,
        ),
        ClockKind(
            code="own_host_mending", subject=OWN_HOST, owners=owners, people=students,
            label=_("proposal of a host to be mended"), awaits=_("that the student mends the proposal and sends it again"),
            starts=("hostproposal.returned",), stops=("hostproposal.sent",),
            cancels=("hostproposal.withdrawn", "hostproposal.declined", "hostproposal.cohort_over"), term=WorkingDays(DAYS_TO_MEND), ahead=(1,),
            overdue=(1,),
        ),
    ]  # fmt: skip
