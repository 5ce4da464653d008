"""The life of an event and of an exhibitor as data: states, and the ways from one to the next."""

from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from seriktes.gatherings.enums import ExhibitorState, GatheringState
from seriktes.procedures.definitions.workflow import Transition, Workflow

KEEP, TAKE_PART = "gatherings.keep_gatherings", "gatherings.take_part"


def _ways(*sources: str) -> frozenset[str]:
    return frozenset(str(source) for source in sources)


_S = GatheringState
GATHERING = Workflow(
    states=tuple(_S.values),
    initial=_S.DRAFT,
    transitions=(
        Transition(
            "announce", _ways(_S.DRAFT), _S.ANNOUNCED, pgettext_lazy("an event", "Announce"), KEEP,
            required=("starts_at", "ends_at", "place"), event="gathering.announced",
        ),
        Transition("finish", _ways(_S.ANNOUNCED), _S.OVER, _("Say that it is over"), KEEP, event="gathering.over"),
        Transition(
            "cancel", _ways(_S.DRAFT, _S.ANNOUNCED), _S.CANCELLED, pgettext_lazy("an event", "Cancel the event"), KEEP,
            event="gathering.cancelled", is_way_out=True,
            confirm=_("Everybody who registered and every exhibitor is told by mail. This cannot be undone."),
        ),
    ),
)  # fmt: skip

_E = ExhibitorState
EXHIBITOR = Workflow(
    states=tuple(_E.values),
    initial=_E.INVITED,
    transitions=(
        Transition(
            "show_interest", _ways(_E.INVITED, _E.DECLINED), _E.INTERESTED, _("Show interest"), TAKE_PART,
            event="exhibitor.interested",
        ),
        Transition(
            "send_contract", _ways(_E.INVITED, _E.INTERESTED), _E.CONTRACT_SENT, _("Say that the contract was sent"), KEEP,
            event="exhibitor.contract_sent",
        ),
        Transition(
            "confirm", _ways(_E.INVITED, _E.INTERESTED, _E.CONTRACT_SENT), _E.CONFIRMED,
            pgettext_lazy("an exhibitor", "Confirm"), KEEP, event="exhibitor.confirmed",
        ),
        Transition(
            "decline", _ways(_E.INVITED, _E.INTERESTED, _E.CONTRACT_SENT, _E.CONFIRMED), _E.DECLINED,
            pgettext_lazy("an exhibitor", "Decline"), TAKE_PART, event="exhibitor.declined", is_way_out=True,
            confirm=_("The stands become free, and whoever booked a time is told."),
        ),
        Transition(
            "no_show", _ways(_E.CONFIRMED), _E.NO_SHOW, _("Say that they did not come"), KEEP, event="exhibitor.no_show",
        ),
        Transition(
            "came", _ways(_E.NO_SHOW), _E.CONFIRMED, _("Say that they came after all"), KEEP, event="exhibitor.came",
        ),
    ),
)  # fmt: skip
# What can still be said of an exhibitor once the event is over.
SAID_AFTERWARDS = ("no_show", "came")
WORKFLOWS = {"gathering": GATHERING, "exhibitor": EXHIBITOR}
