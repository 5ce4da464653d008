"""The life of a thesis and of its defence as data, and the usual numbers of a commission.

Who may sit in a commission is for each university to say: no act on it could be verified, so the numbers are settings of
the programme (`models.ThesisRule`).
"""

from dataclasses import dataclass

from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from seriktes.placements.enums import DefenceState, ThesisState
from seriktes.procedures.definitions.workflow import Transition, Workflow

SYSTEM = "system"
# Sides on a thesis: the university's office and the academic supervisor decide, the student hands in.
DECIDES, WRITES = "decides", "writes"


@dataclass(frozen=True)
class Rule:
    """What counts where a programme has said nothing else; fields as those of `models.ThesisRule`."""

    topics_taken_directly: bool = True
    supervisor_votes: bool = False
    members_at_least: int = 3
    employers_at_least: int = 1
    pass_from: int = 50


def _ways(*sources: str) -> frozenset[str]:
    return frozenset(str(source) for source in sources)


_T, _D = ThesisState, DefenceState
THESIS = Workflow(
    states=tuple(_T.values),
    initial=_T.TAKEN,
    transitions=(
        Transition("accept", _ways(_T.TAKEN), _T.WRITING, _("Accept student and topic"), DECIDES, event="thesis.accepted"),
        Transition(
            "decline", _ways(_T.TAKEN), _T.DROPPED, pgettext_lazy("a student's choice of topic", "Decline"), DECIDES,
            event="thesis.declined", is_way_out=True,
            confirm=_("The student loses the topic and is told the reason; the topic is free again."),
        ),
        Transition(
            "submit", _ways(_T.WRITING), _T.SUBMITTED, _("Hand in the thesis"), WRITES, event="thesis.submitted",
            confirm=_("Your supervisor reads it and admits it to the defence, or returns it with what is to be mended."),
        ),
        Transition(
            "admit", _ways(_T.SUBMITTED), _T.ADMITTED, _("Admit to the defence"), DECIDES, event="thesis.admitted",
        ),
        Transition(
            "return", _ways(_T.SUBMITTED, _T.ADMITTED), _T.WRITING, _("Return to the student"), DECIDES,
            event="thesis.returned", is_way_out=True,
        ),
        Transition("pass", _ways(_T.ADMITTED), _T.DEFENDED, _("Defended"), SYSTEM, event="thesis.defended"),
        Transition("fail", _ways(_T.ADMITTED), _T.FAILED, _("Not defended"), SYSTEM, event="thesis.failed"),
        Transition(
            "drop", _ways(_T.TAKEN, _T.WRITING, _T.SUBMITTED, _T.ADMITTED), _T.DROPPED, _("Given up"), SYSTEM,
            event="thesis.dropped",
        ),
    ),
)  # fmt: skip
WITH_REASON = frozenset({"decline", "return"})
# In which the student, the supervisor or the office changes the title.
TITLED_IN = (ThesisState.TAKEN, ThesisState.WRITING)
JUDGED = (ThesisState.DEFENDED, ThesisState.FAILED)
OVER = (*JUDGED, ThesisState.DROPPED)
DEFENCE = Workflow(
    states=tuple(_D.values),
    initial=_D.PLANNED,
    transitions=(
        Transition(
            "call", _ways(_D.PLANNED), _D.CALLED, _("Announce the defence"), DECIDES, event="defence.called",
            confirm=_("Members of the commission, students and supervisors are told day and place by letter."),
        ),
        Transition(
            "hold", _ways(_D.CALLED), _D.HELD, _("Close with minutes"), DECIDES, event="defence.held",
            confirm=_("The minutes are frozen as a PDF. Results cannot be changed afterwards."),
        ),
        Transition(
            "cancel", _ways(_D.PLANNED, _D.CALLED), _D.CANCELLED, _("Cancel the defence"), DECIDES,
            event="defence.cancelled", is_way_out=True,
            confirm=_("Everybody who was told is told that it does not take place. Its theses can be put before another commission."),
        ),
    ),
)  # fmt: skip
OPEN_DEFENCES = (DefenceState.PLANNED, DefenceState.CALLED)
