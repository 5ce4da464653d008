"""What theses and their defences wait for. Owners and people are asked of the queries above: whoever registers the kinds
hands them in."""

from django.utils.translation import gettext_lazy as _

from seriktes.procedures.definitions.clocks import ClockKind, Owners, People
from seriktes.procedures.definitions.terms import SetDate, WorkingDays

THESIS, DEFENCE = "placements.thesis", "placements.defence"
# Working days within which a supervisor says yes or no, and reads what was handed in.
DAYS_TO_ACCEPT, DAYS_TO_READ = 5, 7
_ENDS = ("thesis.dropped",)


def thesis_clocks(owners: Owners, supervisors: People, students: People) -> list[ClockKind]:
    return [
        ClockKind(
            code="thesis_accept", subject=THESIS, owners=owners, people=supervisors,
            label=_("topic taken by a student"), awaits=_("to accept the student, or to say why not"),
            starts=("thesis.taken",), stops=("thesis.accepted", "thesis.declined"), cancels=_ENDS,
            term=WorkingDays(DAYS_TO_ACCEPT), ahead=(1,), overdue=(1, 5), escalate_after=5,
        ),
        ClockKind(
            code="thesis_text", subject=THESIS, owners=owners, people=students,
            label=_("thesis to be handed in"), awaits=_("that the student hands in the thesis"),
            starts=("thesis.accepted", "thesis.returned"), stops=("thesis.submitted",), cancels=_ENDS,
            term=SetDate("date"), ahead=(30, 7, 1), overdue=(1, 7),
        ),
        ClockKind(
            code="thesis_reading", subject=THESIS, owners=owners, people=supervisors,
            label=_("thesis to be read"), awaits=_("to admit the thesis to the defence, or to return it"),
            starts=("thesis.submitted",), stops=("thesis.admitted", "thesis.returned"), cancels=_ENDS,
            term=WorkingDays(DAYS_TO_READ), ahead=(1,), overdue=(1, 5), escalate_after=5,
        ),
    ]  # fmt: skip


# What moves the day, the commission or the theses of a defence.
DEFENCE_CHANGES = (
    "defence.changed", "defence.moved", "defence.seated", "defence.unseated", "defence.theses_put",
)  # fmt: skip


def defence_clocks(owners: Owners) -> list[ClockKind]:
    return [
        ClockKind(
            code="defence_day", subject=DEFENCE, owners=owners,
            label=_("defence of theses"), awaits=_("to hold the defence, to record the results and to close with minutes"),
            starts=("defence.planned",), changes=DEFENCE_CHANGES, stops=("defence.held",),
            cancels=("defence.cancelled",), term=SetDate("date"), ahead=(14, 3), overdue=(1, 7), escalate_after=7,
        )
    ]  # fmt: skip
