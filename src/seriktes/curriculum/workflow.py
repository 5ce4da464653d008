"""The lives of meetings, minutes and changes as data: their states and the ways from one to the next."""

from django.utils.translation import gettext_lazy as _

from seriktes.curriculum.enums import ChangeState, MeetingState, MinutesState
from seriktes.procedures.definitions.workflow import Transition, Workflow

COUNCILS, CHANGES = "curriculum.keep_councils", "curriculum.own_changes"
# What happens by itself: the correction of minutes takes the place of the wording before.
SYSTEM = "system"


def _ways(*sources: str) -> frozenset[str]:
    return frozenset(str(source) for source in sources)


_M = MeetingState
MEETING = Workflow(
    states=tuple(_M.values),
    initial=_M.PLANNED,
    transitions=(
        Transition("call", _ways(_M.PLANNED), _M.CALLED, _("Invite the members"), COUNCILS, event="meeting.called"),
        Transition("hold", _ways(_M.PLANNED, _M.CALLED), _M.HELD, _("Record who came"), COUNCILS, event="meeting.held"),
        Transition(
            "cancel", _ways(_M.PLANNED, _M.CALLED), _M.CANCELLED, _("Cancel the meeting"), COUNCILS,
            event="meeting.cancelled", is_way_out=True,
            confirm=_("Whoever was invited is told by mail. A cancelled meeting stays on record."),
        ),
    ),
)  # fmt: skip

_T = MinutesState
MINUTES = Workflow(
    states=tuple(_T.values),
    initial=_T.DRAFT,
    transitions=(
        Transition(
            "approve", _ways(_T.DRAFT), _T.APPROVED, _("Approve the minutes"), COUNCILS, event="minutes.approved",
            confirm=_("The text is frozen as a PDF with an address at which everybody can check it. What is found wrong "
                      "later is corrected by a new wording that stands beside this one."),
        ),
        Transition("correct", _ways(_T.APPROVED), _T.CORRECTED, _("Correct the minutes"), SYSTEM),
    ),
)  # fmt: skip

_C = ChangeState
CHANGE = Workflow(
    states=tuple(_C.values),
    initial=_C.PROPOSED,
    transitions=(
        Transition(
            "accept", _ways(_C.PROPOSED), _C.ACCEPTED, _("Record the decision"), CHANGES, event="change.accepted"
        ),
        Transition(
            "carry_out", _ways(_C.ACCEPTED), _C.CARRIED_OUT, _("Name the course run"), CHANGES,
            event="change.carried_out",
        ),
        Transition(
            "conclude", _ways(_C.CARRIED_OUT), _C.CONCLUDED, _("Record the result"), CHANGES, event="change.concluded"
        ),
        Transition(
            "refuse", _ways(_C.PROPOSED, _C.ACCEPTED), _C.REFUSED, _("Refuse the change"), CHANGES,
            event="change.refused", is_way_out=True,
        ),
    ),
)  # fmt: skip

WORKFLOWS = {"meeting": MEETING, "minutes": MINUTES, "change": CHANGE}
