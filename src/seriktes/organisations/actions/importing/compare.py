"""The three-way comparison: what the register holds, what the source said last time, what it says now."""

from collections.abc import Callable, Hashable, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any, Protocol

from seriktes.exchange.enums import Source
from seriktes.exchange.models import Provenanced, Sourced


@dataclass(frozen=True)
class Origin:
    """Where the values of one record come from."""

    source: str
    record: str
    on: date
    run_id: int
    at: datetime


@dataclass(slots=True)
class Differences:
    """What one record changes. `seen_only`: nothing to see has changed, but what the source says has to be kept."""

    changes: dict[str, list[Any]] = field(default_factory=dict)
    questions: list[tuple[str, Any, Any]] = field(default_factory=list)
    seen_only: bool = False


def entry_of(origin: Origin, value: Any, before: Mapping[str, Any] | None = None, said: Any = None) -> dict[str, Any]:
    """The provenance of a value taken from the source."""
    entry: dict[str, Any] = {
        "source": origin.source,
        "on": origin.on.isoformat(),
        "run": origin.run_id,
        "seen": {**((before or {}).get("seen") or {}), origin.source: value},
    }
    if said:
        entry["said"] = said
    return entry


def is_hand_made(current: Any, entry: Mapping[str, Any] | None) -> bool:
    """Whether a person entered the value: it is not what the source that is said to have given it gave last."""
    if current in (None, ""):
        # A person who emptied a value meant it; one that never had an origin was never filled.
        return bool(entry) and entry.get("source") == Source.HAND  # type: ignore[union-attr]
    if not entry or entry.get("source") == Source.HAND:
        return True
    return bool((entry.get("seen") or {}).get(entry["source"]) != current)


def compare_field(
    target: Provenanced, name: str, new: Any, *, origin: Origin, found: Differences, said: Any = None
) -> None:
    """Take over one value of the source, leave it, or ask; changes `target` and notes in `found` what it did.

    Source unchanged: leave. Source changed, value not made by hand: update. Made by hand: ask, and the value stays.
    """
    entry = target.provenance.get(name)
    seen = (entry or {}).get("seen") or {}
    if origin.source in seen and seen[origin.source] == new:
        return
    current = getattr(target, name)
    if current == new:
        # The value keeps the origin it has; only what this source says is noted.
        target.provenance[name] = {"source": Source.HAND.value, **(entry or {}), "seen": {**seen, origin.source: new}}
        found.seen_only = True
    elif is_hand_made(current, entry):
        if new in (None, "") and origin.source not in seen:
            return
        target.provenance[name] = {"source": Source.HAND.value, **(entry or {}), "seen": {**seen, origin.source: new}}
        found.questions.append((name, current, new))
        found.seen_only = True
    else:
        setattr(target, name, new)
        target.provenance[name] = entry_of(origin, new, entry, said)
        found.changes[name] = [current, new]


class Incoming(Protocol):
    @property
    def key(self) -> Hashable: ...


@dataclass(slots=True)
class RowChanges:
    """Rows of one set (names, identifiers …) to add, to archive, to bring back and to save."""

    added: list[Any] = field(default_factory=list)
    archived: list[Sourced] = field(default_factory=list)
    revived: list[Sourced] = field(default_factory=list)

    def __bool__(self) -> bool:
        return bool(self.added or self.archived or self.revived)


def compare_rows(
    incoming: Iterable[Incoming],
    existing: Iterable[Any],
    origin: Origin,
    *,
    key: Callable[[Any], Hashable],
    is_spoken_of: Callable[[Any], bool],
) -> RowChanges:
    """What a record's rows change among the rows that stand.

    A row archived by a person is a tombstone: it stays archived whatever the source says. A row that the same record
    of the same source gave before and gives no longer is archived, and comes back when the source gives it again.
    """
    found = RowChanges()
    active: dict[Hashable, Any] = {}
    buried: dict[Hashable, Any] = {}
    for row in existing:
        if row.archived_at is None:
            active[key(row)] = row
        else:
            buried[key(row)] = row
    given = {item.key: item for item in incoming}
    for item_key, item in given.items():
        if item_key in active:
            continue
        if old := buried.get(item_key):
            if old.archived_by_run is not None:
                found.revived.append(old)
        else:
            found.added.append(item)
    for row_key, row in active.items():
        if row_key not in given and is_from(row, origin) and is_spoken_of(row):
            found.archived.append(row)
    return found


def is_from(row: Sourced, origin: Origin) -> bool:
    """Files have no numbers of their own: a newer file takes the place of an older one."""
    return row.source == origin.source and (origin.source == Source.FILE or row.source_record == origin.record)
