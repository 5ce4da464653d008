"""The words and terms of a handover: its events, its one clock, its notices and refusals."""

from datetime import timedelta

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from seriktes.procedures.definitions.clocks import ClockKind
from seriktes.procedures.definitions.events import EventKind
from seriktes.procedures.definitions.terms import WorkingDays

HANDOVER = "procedures.handover"
# So long before the last day a handover opens: the leaver must still be there to write down what is known.
AHEAD = timedelta(days=14)
# Holdings that ended longer ago and were missed (the register was down) are history.
BACK = timedelta(days=31)
# Working days within which the newcomer takes over every record.
DAYS_TO_TAKE_OVER = 10

# On the handover itself; its clock runs from the newcomer's first day.
OPENED, BEGUN, DONE, PASSED = "handover.opened", "handover.begun", "handover.done", "handover.passed"
# On each record.
LEAVING, TAKEN_OVER = "handover.leaving", "handover.taken_over"
EVENTS = (
    EventKind(OPENED, _("{leaver} leaves the post “{post_name}” on {date}."), "people"),
    EventKind(BEGUN, _("{newcomer} holds the post “{post_name}” from {date}."), "people"),
    EventKind(DONE, _("Everything was taken over."), "check"),
    EventKind(
        PASSED, _("{leaver} leaves before everything was taken over; the next handover goes on with it."), "arrow-right"
    ),
    EventKind(LEAVING, _("{leaver}, who held the post “{post_name}”, leaves on {date}."), "people", for_partners=False),
    EventKind(TAKEN_OVER, _("{newcomer} took over from {leaver} as “{post_name}”."), "people"),
)
CLOCKS = (
    ClockKind(
        code="handover_taken", subject=HANDOVER, label=_("handover"), awaits=_("to take over every record"),
        starts=(BEGUN,), stops=(DONE,), cancels=(PASSED,), term=WorkingDays(DAYS_TO_TAKE_OVER),
        ahead=(2,), overdue=(1, 5), escalate_after=10,
    ),
)  # fmt: skip
NOTICES: dict[str, Promise] = {
    "handover_leaving": _("You leave the post “{post}”. Write down what your successor must know of its records."),
    "handover_coming": _("You take over the post “{post}”. Look at its records and take over each of them."),
}


class CannotHandOver(Exception):
    """Nothing was written; `reason` says why."""

    CLOSED, TWICE, VACANT, NOT_YET = "closed", "taken_over_already", "vacant", "not_yet"

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason


REFUSALS: dict[str, Promise] = {
    CannotHandOver.CLOSED: _("This handover is over. Nothing can be changed in it any more."),
    CannotHandOver.TWICE: _("This record was taken over already."),
    CannotHandOver.VACANT: _("Nobody has been appointed to the post yet."),
    CannotHandOver.NOT_YET: _("The newcomer does not hold the post yet."),
}
