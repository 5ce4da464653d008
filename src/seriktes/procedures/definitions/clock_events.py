"""Which events speak of which clock of a kind, and which of them started it."""

from collections.abc import Iterable, Sequence
from dataclasses import replace
from datetime import datetime

from seriktes.procedures.definitions.clocks import ClockKind, Happening


def items_of(kind: ClockKind, event: Happening) -> list[str] | None:
    """The items that the event speaks of; None for all."""
    if not kind.item:
        return [""]
    value = event.data.get(kind.item)
    if value is None:
        return None
    return [str(one) for one in value] if isinstance(value, list | tuple) else [str(value)]


def split_by_item(kind: ClockKind, events: Iterable[Happening]) -> dict[str, list[Happening]]:
    """The events of each clock of the kind, in the order in which they happened."""
    mine = sorted(event for event in events if event.kind in kind.events)
    named: dict[str, list[Happening]] = {}
    for event in mine:
        for item in items_of(kind, event) or ():
            named.setdefault(item, [])
    if not named and mine:
        named[""] = []
    for event in mine:
        items = items_of(kind, event)
        for item in named if items is None else dict.fromkeys(items):
            named[item].append(event)
    return named


def start_of(kind: ClockKind, events: Sequence[Happening], until: datetime) -> Happening | None:
    """The last event that could have started the clock, with the values that later ones changed."""
    found: Happening | None = None
    for event in events:
        if event.at > until:
            break
        if event.kind in kind.starts or event.kind in kind.restarts:
            organisation = event.organisation or (found.organisation if found else None)
            found = replace(event, data={**(found.data if found else {}), **event.data}, organisation=organisation)
        elif found and event.kind in kind.changes:
            found = replace(found, data={**found.data, **event.data})
    return found
