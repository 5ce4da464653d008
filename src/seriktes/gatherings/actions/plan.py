"""The plan of stands as data, and who has which: a stand has one exhibitor, whoever asks at once."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal

from django.db import transaction

from seriktes.accounts.actions import record_event
from seriktes.accounts.models import User
from seriktes.gatherings.actions.gatherings import lock_gathering
from seriktes.gatherings.actions.log import log
from seriktes.gatherings.definitions.refusals import Refusal
from seriktes.gatherings.enums import ExhibitorState
from seriktes.gatherings.models import Exhibitor, Gathering, Stand

SIDE = 60
GONE = (ExhibitorState.DECLINED, ExhibitorState.NO_SHOW)


@dataclass(frozen=True)
class Place:
    """A stand as it is drawn: its label, its corner on the grid, its size, and its own price."""

    label: str
    x: int
    y: int
    width: int = 1
    height: int = 1
    price: Decimal | None = None


@transaction.atomic
def set_plan(*, gathering: Gathering, places: Sequence[Place], by: User | None) -> list[Stand]:
    """All the stands there are. One that is left out is taken away, unless an exhibitor has it. Raises Refusal."""
    gathering = lock_gathering(gathering)
    labels = [" ".join(place.label.split()) for place in places]
    if len(set(labels)) < len(labels):
        raise Refusal("stand_label_twice")
    standing = {one.label: one for one in gathering.stands.select_for_update()}
    if any(one.exhibitor_id is not None for label, one in standing.items() if label not in labels):
        raise Refusal("stand_in_use")
    wanted = [
        Stand(gathering=gathering, label=label, x=one.x, y=one.y, width=one.width, height=one.height, price=one.price)
        for label, one in zip(labels, places, strict=True)
    ]
    _check(wanted)
    for label, one in standing.items():
        if label not in labels:
            one.delete()
    for one in wanted:
        old = standing.get(one.label)
        one.pk, one.exhibitor_id = (old.pk, old.exhibitor_id) if old else (None, None)
    # Moved stands may change places: off the grid first, so that no two are at one corner on the way.
    for number, one in enumerate(wanted):
        if one.pk:
            Stand.objects.filter(pk=one.pk).update(x=10_000 + number)
    for one in wanted:
        one.save()
    record_event(kind="gatherings.gathering.plan_changed", by=by, target=gathering, values={"stands": labels})
    return wanted


def _check(stands: Sequence[Stand]) -> None:
    for number, one in enumerate(stands):
        if not one.label or one.width < 1 or one.height < 1 or one.x + one.width > SIDE or one.y + one.height > SIDE:
            raise Refusal("stand_off_plan")
        if any(one.covers(other) for other in stands[:number]):
            raise Refusal("stands_overlap")


@transaction.atomic
def take_stand(*, stand: Stand, exhibitor: Exhibitor, by: User | None, at: datetime) -> Stand:
    """Of two at once the second finds it taken."""
    exhibitor = Exhibitor.objects.select_for_update().get(pk=exhibitor.pk)
    stand = Stand.objects.select_for_update().get(pk=stand.pk)
    if stand.gathering_id != exhibitor.gathering_id:
        raise Refusal("foreign_stand")
    if exhibitor.state in GONE:
        raise Refusal("not_exhibiting")
    if stand.exhibitor_id == exhibitor.pk:
        return stand
    if stand.exhibitor_id is not None:
        raise Refusal("stand_taken")
    stand.exhibitor = exhibitor
    stand.save(update_fields=["exhibitor"])
    log("exhibitor.stand_taken", exhibitor, by=by, at=at, data={"stand": stand.label})
    return stand


@transaction.atomic
def free_stand(*, stand: Stand, by: User | None, at: datetime) -> Stand:
    stand = Stand.objects.select_for_update(of=("self",)).select_related("exhibitor").get(pk=stand.pk)
    exhibitor = stand.exhibitor
    if exhibitor is not None:
        stand.exhibitor = None
        stand.save(update_fields=["exhibitor"])
        log("exhibitor.stand_freed", exhibitor, by=by, at=at, data={"stand": stand.label})
    return stand
