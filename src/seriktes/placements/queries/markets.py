"""The market of a cohort as the engine reads it: files of wishes, positions, priorities, couples, quotas and caps.

Students are called A and the number of their application, positions P and their number: the bundle of a round names
nobody.
"""

import csv
import io
from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from hashlib import sha256
from pathlib import Path
from typing import Any

from django.db.models import Count, Exists, OuterRef, Q

from seriktes.placements.enums import ApplicationState, CoupleState
from seriktes.placements.models import Application, Cohort, Couple, Placement, Position, Wish
from seriktes.placements.queries.choice import LOST, choosable

COLUMNS = {
    "wishes.csv": ("student", "position", "rank"),
    "positions.csv": ("position", "capacity"),
    "priorities.csv": ("position", "student", "rank"),
    "couples.csv": ("a", "b", "position_a", "position_b", "rank"),
    "programmes.csv": ("student", "programme"),
    "quotas.csv": ("position", "programme", "seats"),
    "regions.csv": ("position", "region"),
    "caps.csv": ("region", "seats"),
}
# Always there, even without a row.
_NEEDED = ("wishes.csv", "positions.csv", "priorities.csv")
ELSEWHERE = "-"


def student_name(application: int) -> str:
    return f"A{application}"


def position_name(position: int | None) -> str:
    return f"P{position}" if position is not None else ""


def number_of(name: str) -> int | None:
    return int(name[1:]) if name else None


@dataclass
class MarketFiles:
    """The rows of each file. `applications` take part, also those whose list names nothing that is offered."""

    applications: list[int]
    rows: dict[str, list[tuple[Any, ...]]] = field(default_factory=dict)
    couples: int = 0

    def texts(self) -> dict[str, str]:
        found = {}
        for name, columns in COLUMNS.items():
            rows = sorted(self.rows.get(name, ()))
            if rows or name in _NEEDED:
                held = io.StringIO()
                csv.writer(held, lineterminator="\n").writerows([columns, *rows])
                found[name] = held.getvalue()
        return found

    def digest(self) -> str:
        """Of everything that counts: equal markets, equal digests."""
        parts = sorted(self.texts().items())
        return sha256("\0".join(f"{name}\0{text}" for name, text in parts).encode()).hexdigest()

    def write(self, folder: Path) -> None:
        for name, text in self.texts().items():
            (folder / name).write_text(text, encoding="utf-8")

    @property
    def seats(self) -> int:
        return sum(capacity for _, capacity in self.rows["positions.csv"])


def market_of(cohort: Cohort, limits: Mapping[str, Any]) -> MarketFiles:
    """As it stands now, of those without a place, with the places that are left."""
    placed = Placement.objects.filter(cohort=cohort, student=OuterRef("student")).exclude(state__in=LOST)
    taking = Application.objects.filter(~Exists(placed), cohort=cohort, state=ApplicationState.SUBMITTED)
    applications = dict(taking.order_by("pk").values_list("pk", "study_programme"))
    seats = seats_of(cohort)
    files = MarketFiles(list(applications))
    files.rows["positions.csv"] = [(position_name(pk), count) for pk, count in seats.items()]
    wishes = [
        row
        for row in Wish.objects.filter(application__cohort=cohort).values_list(
            "application_id", "position_id", "rank", "host_rank", "not_accepted_at"
        )
        if row[0] in applications and row[1] in seats
    ]
    pairs = _pairs(cohort, applications, seats) if limits.get("couples") else []
    members = {one for couple in pairs for one in couple[:2]}
    files.couples = len({couple[:2] for couple in pairs})
    files.rows["wishes.csv"] = [
        (student_name(one), position_name(position), rank) for one, position, rank, *_ in wishes if one not in members
    ]
    files.rows["priorities.csv"] = _priorities(wishes, pairs)
    files.rows["couples.csv"] = [
        (student_name(one), student_name(other), position_name(mine), position_name(theirs), rank)
        for one, other, mine, theirs, rank in pairs
    ]
    listed = {one for one, *_ in wishes} | members
    files.rows |= _limits(limits, applications, listed, seats)
    return files


def seats_of(cohort: Cohort) -> dict[int, int]:
    """Of every position that is offered, what is left: somebody may be placed there already, by hand or by a round."""
    rows = choosable(cohort).order_by("pk")
    taken = Count("placements", filter=~Q(placements__state__in=LOST))
    return {
        pk: max(capacity - count, 0)
        for pk, capacity, count in rows.annotate(taken=taken).values_list("pk", "capacity", "taken")
    }


def _priorities(wishes: Iterable[tuple[Any, ...]], pairs: list[Any]) -> list[tuple[Any, ...]]:
    """Whom the host ranked, then the others as equals; nobody whom it does not accept."""
    named = {(one, position) for one, _, position, _, _ in pairs} | {
        (other, position) for _, other, _, position, _ in pairs
    }
    members = {one for pair in pairs for one in pair[:2]}
    last: dict[int, int] = defaultdict(int)
    rows = [row for row in wishes if row[4] is None and (row[0] not in members or (row[0], row[1]) in named)]
    for _, position, _, rank, _ in rows:
        last[position] = max(last[position], rank or 0)
    return [
        (position_name(position), student_name(one), rank if rank is not None else last[position] + 1)
        for one, position, _, rank, _ in rows
    ]


def _pairs(cohort: Cohort, applications: Mapping[int, Any], seats: Mapping[int, int]) -> list[tuple[Any, ...]]:
    """Of couples that both take part and have agreed to one list; pairs that name what is not offered are left out."""
    couples = Couple.objects.filter(
        cohort=cohort, state=CoupleState.TOGETHER, asker_agreed_at__isnull=False, partner_agreed_at__isnull=False,
        asker__in=list(applications), partner__in=list(applications),
    ).prefetch_related("wishes")  # fmt: skip
    return [
        (couple.asker_id, couple.partner_id, wish.for_asker_id, wish.for_partner_id, wish.rank)
        for couple in couples.order_by("pk")
        for wish in couple.wishes.all()
        if all(place is None or place in seats for place in (wish.for_asker_id, wish.for_partner_id))
    ]


def _limits(
    limits: Mapping[str, Any],
    applications: Mapping[int, str],
    listed: Iterable[int],
    seats: Mapping[int, int],
) -> dict[str, list[tuple[Any, ...]]]:
    """A quota by programme holds at each position; a cap holds for all positions of a region together."""
    found: dict[str, list[tuple[Any, ...]]] = {}
    if programmes := limits.get("programmes"):
        found["programmes.csv"] = [(student_name(one), applications[one] or ELSEWHERE) for one in listed]
        found["quotas.csv"] = [
            (position_name(pk), code, int(most)) for pk in seats for code, most in programmes.items()
        ]
    if regions := limits.get("regions"):
        where = dict(Position.objects.filter(pk__in=list(seats)).values_list("pk", "region"))
        found["regions.csv"] = [
            (position_name(pk), region if region in regions else ELSEWHERE) for pk, region in where.items()
        ]
        # Regions without a quota have no limit but their seats.
        rest = sum(count for pk, count in seats.items() if where[pk] not in regions)
        found["caps.csv"] = [*((code, int(most)) for code, most in regions.items()), (ELSEWHERE, rest)]
    return found


def couples_agreed(cohort: Cohort) -> int:
    """How many couples would be matched together."""
    return Couple.objects.filter(
        cohort=cohort, state=CoupleState.TOGETHER, asker_agreed_at__isnull=False, partner_agreed_at__isnull=False,
        asker__state=ApplicationState.SUBMITTED, partner__state=ApplicationState.SUBMITTED,
    ).count()  # fmt: skip
