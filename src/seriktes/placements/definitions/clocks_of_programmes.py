"""What cohorts, positions and hosts wait for. Owners are asked of the queries above: whoever registers the kinds hands
them in."""

from django.utils.translation import gettext_lazy as _

from seriktes.procedures.definitions.clocks import ClockKind, Owners
from seriktes.procedures.definitions.terms import SetDate, WorkingDays

COHORT, POSITION, HOST = "placements.cohort", "placements.position", "placements.hostrecord"
# Working days within which the university looks at a position, and within which the host mends one that was returned.
DAYS_TO_APPROVE, DAYS_TO_MEND = 5, 5


def cohort_clocks(keepers: Owners) -> list[ClockKind]:
    return [
        ClockKind(
            code="cohort_lists", subject=COHORT, owners=keepers,
            label=_("last day for applications"), awaits=_("to approve positions, until the lists are closed"),
            starts=("cohort.opened",), changes=("cohort.days_moved",), stops=("cohort.lists_closed", "cohort.placed"),
            cancels=("cohort.cancelled",), term=SetDate("date"), ahead=(7, 2), overdue=(1,),
        ),
        ClockKind(
            code="cohort_ranking", subject=COHORT, owners=keepers,
            label=_("last day of ranking"), awaits=_("that hosts rank those who applied"),
            starts=("cohort.lists_closed",), changes=("cohort.days_moved",), stops=("cohort.matching_begun",),
            cancels=("cohort.cancelled",), term=SetDate("ranking"), ahead=(2,), overdue=(1,),
        ),
        ClockKind(
            code="cohort_match", subject=COHORT, owners=keepers,
            label=_("match before the placements begin"), awaits=_("to match, and to publish the match"),
            starts=("cohort.matching_begun",), stops=("cohort.matched",), cancels=("cohort.cancelled",),
            term=SetDate("begin"), ahead=(14, 7, 2), overdue=(1, 7), escalate_after=2,
        ),
    ]  # fmt: skip


def position_clocks(universities: Owners, hosts: Owners) -> list[ClockKind]:
    return [
        ClockKind(
            code="position_to_approve", subject=POSITION, owners=universities,
            label=_("position to be approved"), awaits=_("to approve the position, or to return it"),
            starts=("position.offered",), stops=("position.approved", "position.returned"),
            cancels=("position.withdrawn", "position.cohort_over"), term=WorkingDays(DAYS_TO_APPROVE), ahead=(1,), overdue=(1, 5),
            escalate_after=5,
        ),
        ClockKind(
            code="position_to_mend", subject=POSITION, owners=hosts,
            label=_("position to be mended"), awaits=_("to mend the position and to offer it again"),
            starts=("position.returned",), stops=("position.offered", "position.approved"),
            cancels=("position.withdrawn", "position.cohort_over"), term=WorkingDays(DAYS_TO_MEND), ahead=(1,), overdue=(1,),
        ),
    ]  # fmt: skip


def host_clocks(universities: Owners) -> list[ClockKind]:
    return [
        ClockKind(
            code="host_look_again", subject=HOST, owners=universities,
            label=_("host to be looked at again"), awaits=_("to decide anew how the host stands"),
            starts=("host.decided", "host.records_joined"), stops=(),
            restarts=("host.decided", "host.records_joined"), cancels=("host.joined_into",), term=SetDate("look_again"), ahead=(7,),
            overdue=(1, 7),
        )
    ]  # fmt: skip
