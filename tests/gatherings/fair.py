"""A fair and its exhibitors, made by the actions themselves."""

from datetime import UTC, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from seriktes.gatherings.actions.exhibitors import add_exhibitor, move_exhibitor
from seriktes.gatherings.actions.gatherings import announce, draft_gathering
from seriktes.gatherings.actions.slots import add_slots
from seriktes.gatherings.actions.visitors import register
from seriktes.gatherings.models import Exhibitor, Gathering, Slot, Ticket

NOON = datetime(2026, 3, 2, 7, tzinfo=UTC)
BEGINS, ENDS = NOON + timedelta(days=30), NOON + timedelta(days=30, hours=8)
ZONE = ZoneInfo("Asia/Almaty")
VALUES: dict[str, Any] = {
    "kind": "fair", "audience": "public", "name_ru": "Выдуманная ярмарка вакансий", "name_kk": "Ойдан шығарылған жәрмеңке",
    "name_en": "Invented career fair", "starts_at": BEGINS, "ends_at": ENDS, "place": "Hall 1", "fee": 150_000,
    "currency": "KZT",
}  # fmt: skip


def draft(world, *, organisation="university", by="career_centre", at=NOON, **values) -> Gathering:
    return draft_gathering(organisation=world.organisations[organisation], values=VALUES | values, by=world[by], at=at)


def fair(world, **values) -> Gathering:
    gathering = draft(world, **values)
    return announce(gathering=gathering, by=gathering.by, at=NOON)


def exhibitor(world, gathering, *, organisation="company", is_confirmed=True) -> Exhibitor:
    made = add_exhibitor(gathering=gathering, organisation=world.organisations[organisation], by=gathering.by, at=NOON)
    return move_exhibitor(exhibitor=made, way="confirm", by=gathering.by, at=NOON) if is_confirmed else made


def slots(made: Exhibitor, *, number=2, table="") -> list[Slot]:
    return add_slots(
        exhibitor=made,
        starts_at=BEGINS,
        ends_at=BEGINS + timedelta(minutes=20 * number),
        minutes=20,
        table=table,
        by=None,
        at=NOON,
    )


def visitor(world, gathering, *, by="student", at=NOON, agrees=False, email="", person=None) -> Ticket:
    user = world[by]
    return register(
        gathering=gathering, name=user.name, email=email or user.email, language="ru", by=user, at=at, agrees=agrees,
        person=person or (getattr(user, "person", None) if not email else None),
    )  # fmt: skip
