"""The life of a host that a student found, as data: sent, returned to be mended, approved, declined or withdrawn."""

from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from seriktes.placements.enums import HostProposalState
from seriktes.procedures.definitions.workflow import Transition, Workflow

# Sides on it: the university's office, and the student who found the host.
DECIDES, FOUND = "decides", "found"


def _ways(*sources: str) -> frozenset[str]:
    return frozenset(str(source) for source in sources)


_S = HostProposalState
OWN_HOST = Workflow(
    states=tuple(_S.values),
    initial=_S.SENT,
    transitions=(
        Transition(
            "approve", _ways(_S.SENT), _S.APPROVED, pgettext_lazy("a host found by a student", "Approve"), DECIDES,
            event="hostproposal.approved",
        ),
        Transition(
            "return", _ways(_S.SENT), _S.RETURNED, _("Return to the student"), DECIDES, event="hostproposal.returned",
            is_way_out=True,
        ),
        Transition(
            "decline", _ways(_S.SENT, _S.RETURNED), _S.DECLINED, pgettext_lazy("a host found by a student", "Decline"),
            DECIDES, event="hostproposal.declined", is_way_out=True,
            confirm=_("The student is told the reason, and can propose another host."),
        ),
        Transition(
            "send", _ways(_S.RETURNED), _S.SENT, _("Mend it and send it again"), FOUND, event="hostproposal.sent",
        ),
        Transition(
            "withdraw", _ways(_S.SENT, _S.RETURNED), _S.WITHDRAWN, _("Withdraw"), FOUND,
            event="hostproposal.withdrawn", is_way_out=True, confirm=_("Nobody looks at it any more."),
        ),
    ),
)  # fmt: skip
WITH_REASON = frozenset({"return", "decline"})
