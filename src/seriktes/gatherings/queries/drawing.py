"""The plan of stands as a drawing: rectangles with their words, and the size of the whole."""

from dataclasses import dataclass

from seriktes.gatherings.enums import ExhibitorState
from seriktes.gatherings.models import Gathering

STEP, GAP = 40, 3
SHOWN = (ExhibitorState.CONFIRMED, ExhibitorState.NO_SHOW)


@dataclass(frozen=True)
class Drawn:
    pk: int
    label: str
    name: str
    x: int
    y: int
    width: int
    height: int
    is_free: bool

    @property
    def middle(self) -> tuple[int, int]:
        return self.x + self.width // 2, self.y + self.height // 2


@dataclass(frozen=True)
class Plan:
    width: int
    height: int
    stands: list[Drawn]

    @property
    def free(self) -> int:
        return sum(stand.is_free for stand in self.stands)


def plan_of(gathering: Gathering, *, room: int = 0) -> Plan | None:
    """None where there are no stands. Who has a stand is named once the exhibitor is confirmed. `room`: steps to the right
    and below, into which a stand can be moved."""
    stands = list(gathering.stands.select_related("exhibitor__organisation"))
    if not stands:
        return None
    drawn = []
    for stand in stands:
        exhibitor = stand.exhibitor
        is_told = exhibitor is not None and exhibitor.state in SHOWN and exhibitor.organisation.is_public
        drawn.append(
            Drawn(
                stand.pk, stand.label, exhibitor.organisation.name if exhibitor and is_told else "", stand.x * STEP, stand.y * STEP,
                stand.width * STEP - GAP, stand.height * STEP - GAP, exhibitor is None,
            )
        )  # fmt: skip
    edge = GAP + room * STEP
    return Plan(max(one.x + one.width for one in drawn) + edge, max(one.y + one.height for one in drawn) + edge, drawn)
