"""The chain from a recommendation to its result: how far it has come, and when it is dead."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date

from django.utils.translation import gettext as _

from seriktes.curriculum.enums import AdviceState, ChangeState

# Something is still to be done.
UNDER_WAY = (AdviceState.OPEN, AdviceState.IN_CHANGE, AdviceState.CARRIED_OUT)
ENDED = (AdviceState.CONCLUDED, AdviceState.REFUSED)
# From the least advanced on: the chain is as far as the slowest of its changes.
_ORDER = (ChangeState.PROPOSED, ChangeState.ACCEPTED, ChangeState.CARRIED_OUT, ChangeState.CONCLUDED)
_ADVICE = {
    ChangeState.PROPOSED: AdviceState.IN_CHANGE, ChangeState.ACCEPTED: AdviceState.IN_CHANGE,
    ChangeState.CARRIED_OUT: AdviceState.CARRIED_OUT, ChangeState.CONCLUDED: AdviceState.CONCLUDED,
}  # fmt: skip


def advice_state(changes: Collection[str]) -> AdviceState:
    """Of a recommendation that nobody refused as a whole, by the states of its changes. One whose every change was refused
    is open again: either another change is named, or the recommendation is refused with its reason."""
    alive = [ChangeState(state) for state in changes if state != ChangeState.REFUSED]
    if not alive:
        return AdviceState.OPEN
    return _ADVICE[min(alive, key=_ORDER.index)]


@dataclass(frozen=True)
class Dead:
    """Why nothing goes on: the next step is overdue, has no day, or nobody owns it (any of them at once)."""

    overdue: bool = False
    undated: bool = False
    nobodys: bool = False

    def __bool__(self) -> bool:
        return self.overdue or self.undated or self.nobodys

    @property
    def reasons(self) -> list[str]:
        """Each in words."""
        told = ((self.overdue, _("overdue")), (self.undated, _("no day is set")), (self.nobodys, _("nobody owns it")))
        return [words for holds, words in told if holds]


def deadness(*, state: str, due_on: date | None, is_owned: bool, today: date) -> Dead:
    """`is_owned`: whether somebody holds the post of the owner today."""
    if state not in UNDER_WAY:
        return Dead()
    return Dead(overdue=due_on is not None and due_on < today, undated=due_on is None, nobodys=not is_owned)
