"""What the other parts of placements, and the domains above, add to the page of a placement: a section of their own.

register_part(PlacementPart("log", "placements/log_section.html", read=section_of_log, order=30))
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

MAIN, ASIDE = "main", "aside"


@dataclass(frozen=True)
class PlacementPart:
    """`read(user, placement, roles, now)` gives what the template finds as `part`; None where the reader has nothing to
    see there. `roles` are the sides on which the reader is (`queries.placements`). Lower `order` stands higher."""

    code: str
    template: str
    read: Callable[[Any, Any, frozenset[str], datetime], Mapping[str, Any] | None]
    place: str = MAIN
    order: int = 50


@dataclass(frozen=True)
class ShownPart:
    template: str
    part: Mapping[str, Any]


_parts: dict[str, PlacementPart] = {}


def register_part(part: PlacementPart) -> None:
    _parts[part.code] = part


def parts_of(user: Any, placement: Any, roles: frozenset[str], now: datetime) -> dict[str, list[ShownPart]]:
    """By place."""
    shown: dict[str, list[ShownPart]] = {MAIN: [], ASIDE: []}
    for part in sorted(_parts.values(), key=lambda part: (part.order, part.code)):
        told = part.read(user, placement, roles, now)
        if told is not None:
            shown[part.place].append(ShownPart(part.template, told))
    return shown
