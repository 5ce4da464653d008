"""The plan of stands as data, and who has which: a stand has one exhibitor, whoever asks at once."""

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from string import ascii_uppercase
from typing import Any

from django.db import transaction

from seriktes.accounts.actions import record_event
from seriktes.accounts.models import User
from seriktes.gatherings.actions.gatherings import lock_gathering
from seriktes.gatherings.actions.log import log
from seriktes.gatherings.actions.telling_exhibitors import tell_stands
from seriktes.gatherings.definitions.refusals import Refusal
from seriktes.gatherings.enums import ExhibitorState
from seriktes.gatherings.models import Exhibitor, Gathering, Stand

SIDE, LABEL = 60, 12
# Steps between a row and the next.
AISLE = 1
OFF_GRID = 10_000
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
            Stand.objects.filter(pk=one.pk).update(x=OFF_GRID + number)
    for one in wanted:
        one.save()
    record_event(kind="gatherings.gathering.plan_changed", by=by, target=gathering, values={"stands": labels})
    return wanted


def _check(stands: Sequence[Stand]) -> None:
    for number, one in enumerate(stands):
        if not one.label or min(one.width, one.height) < 1 or not _is_on_plan(one):
            raise Refusal("stand_off_plan")
        if any(one.covers(other) for other in stands[:number]):
            raise Refusal("stands_overlap")


def _is_on_plan(stand: Stand) -> bool:
    return min(stand.x, stand.y) >= 0 and stand.x + stand.width <= SIDE and stand.y + stand.height <= SIDE


# --- By steps ---------------------------------------------------------------------------------------------------------
def next_row(labels: Iterable[str]) -> str:
    """The letter of the row that comes next: A, B, C …"""
    begun = {label[:1].upper() for label in labels}
    return next((letter for letter in ascii_uppercase if letter not in begun), "")


@transaction.atomic
def add_row(
    *, gathering: Gathering, prefix: str, number: int, by: User | None, width: int = 2, height: int = 2,
    price: Decimal | None = None,
) -> list[Stand]:  # fmt: skip
    """So many stands side by side, under what is there with an aisle between; their numbers go on from those that the
    prefix has. Raises Refusal."""
    gathering = lock_gathering(gathering)
    standing = list(gathering.stands.select_for_update())
    prefix = "".join(prefix.split())
    top = max((one.y + one.height + AISLE for one in standing), default=0)
    pattern = re.compile(rf"{re.escape(prefix)}(\d+)", re.ASCII | re.IGNORECASE)
    last = max((int(found[1]) for one in standing if (found := pattern.fullmatch(one.label))), default=0)
    made = [
        Stand(
            gathering=gathering, label=f"{prefix}{last + place}", x=(place - 1) * width, y=top, width=width, height=height,
            price=price,
        )
        for place in range(1, number + 1)
    ]  # fmt: skip
    if any(len(one.label) > LABEL for one in made):
        raise Refusal("stand_label_long")
    _check([*standing, *made])
    for one in made:
        one.save()
    _tell(gathering, by)
    return made


@transaction.atomic
def shift_stand(
    *, stand: Stand, right: int = 0, down: int = 0, with_row: bool = False, by: User | None
) -> list[Stand]:  # fmt: skip
    """One step over, or to the next free place in that direction; `with_row`, all stands at the same height together."""
    gathering, standing, stand = _locked(stand)
    moved = [one for one in standing if one.pk == stand.pk or (with_row and one.y == stand.y)]
    keys = {one.pk for one in moved}
    others = [one for one in standing if one.pk not in keys]
    while True:
        for one in moved:
            one.x, one.y = one.x + right, one.y + down
        if not all(_is_on_plan(one) for one in moved):
            raise Refusal("stand_off_plan")
        if not any(one.covers(other) for one in moved for other in others):
            break
    _write(gathering, moved, by)
    return moved


@transaction.atomic
def change_stand(*, stand: Stand, values: Mapping[str, Any], by: User | None) -> Stand:
    """Its label, place, size or price; whoever has it keeps it. Raises Refusal."""
    gathering, standing, _stale = _locked(stand)
    [found] = [one for one in standing if one.pk == stand.pk]
    label = found.label
    for name, value in values.items():
        setattr(found, name, value)
    found.label = "".join(found.label.split())
    if any(one.label == found.label for one in standing if one.pk != found.pk):
        raise Refusal("stand_label_twice")
    _check(standing)
    _write(gathering, [found], by)
    if found.exhibitor is not None and found.label != label:
        tell_stands(found.exhibitor)
    return found


@transaction.atomic
def remove_stand(*, stand: Stand, by: User | None) -> None:
    gathering, _standing, stand = _locked(stand)
    if stand.exhibitor_id is not None:
        raise Refusal("stand_in_use")
    stand.delete()
    _tell(gathering, by)


def _locked(stand: Stand) -> tuple[Gathering, list[Stand], Stand]:
    """The event, all its stands, and the one that is meant as it is now."""
    gathering = lock_gathering(stand.gathering)
    standing = list(gathering.stands.select_for_update())
    found = next((one for one in standing if one.pk == stand.pk), None)
    if found is None:
        raise Refusal("stand_gone")
    return gathering, standing, found


def _write(gathering: Gathering, stands: Sequence[Stand], by: User | None) -> None:
    # Off the grid first, so that no two are at one corner on the way.
    for number, one in enumerate(stands):
        Stand.objects.filter(pk=one.pk).update(x=OFF_GRID + number)
    for one in stands:
        one.save()
    _tell(gathering, by)


def _tell(gathering: Gathering, by: User | None) -> None:
    labels = list(gathering.stands.order_by("pk").values_list("label", flat=True))
    record_event(kind="gatherings.gathering.plan_changed", by=by, target=gathering, values={"stands": labels})


# --- Who has which ----------------------------------------------------------------------------------------------------
@transaction.atomic
def take_stand(*, stand: Stand, exhibitor: Exhibitor, by: User | None, at: datetime, is_told: bool = True) -> Stand:
    """Of two at once the second finds it taken. `is_told`: a letter goes to the exhibitor."""
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
    if is_told:
        tell_stands(exhibitor)
    return stand


@transaction.atomic
def free_stand(*, stand: Stand, by: User | None, at: datetime, is_told: bool = True) -> Stand:
    """`is_told`: a letter goes to whoever had it."""
    stand = Stand.objects.select_for_update(of=("self",)).select_related("exhibitor").get(pk=stand.pk)
    exhibitor = stand.exhibitor
    if exhibitor is not None:
        stand.exhibitor = None
        stand.save(update_fields=["exhibitor"])
        log("exhibitor.stand_freed", exhibitor, by=by, at=at, data={"stand": stand.label})
        if is_told:
            tell_stands(exhibitor)
    return stand
