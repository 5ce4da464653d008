"""The chain of sealed blocks over the audit log: how its hashes are made, and whether they still fit."""

import hashlib
import json
from collections.abc import Iterable, Iterator
from dataclasses import asdict, dataclass, field
from datetime import UTC, datetime
from enum import StrEnum
from typing import Any

from seriktes.accounts.models import AuditBlock, AuditEvent

FIRST_HASH = "0" * 64
FIELDS = (
    "id", "at", "actor_id", "actor_label", "kind", "target_type", "target_id", "target_label", "values", "request_id",
)  # fmt: skip
CHUNK = 1000
# A mark a sealed event: its id and the beginning of its hash, to tell which event of a broken block is not as it was.
ID_BYTES, HASH_BYTES = 8, 8
MARK_BYTES = ID_BYTES + HASH_BYTES


class Fault(StrEnum):
    BLOCK_MISSING = "block_missing"
    BLOCK_CHANGED = "block_changed"
    LINK_BROKEN = "link_broken"
    EVENT_CHANGED = "event_changed"
    EVENT_REMOVED = "event_removed"
    EVENT_ADDED = "event_added"
    KEPT_HASH_DIFFERS = "kept_hash_differs"


@dataclass(frozen=True)
class Broken:
    """The first fault of the chain. `event` is named where the marks of the block can tell."""

    block: int
    fault: Fault
    event: int | None = None


@dataclass(frozen=True)
class Verdict:
    """What a verification found. `head_*` name the last block that fits; nothing after it is vouched for."""

    blocks: int
    events: int
    head_number: int
    head_hash: str
    unsealed: int
    broken: Broken | None = None

    def as_json(self) -> dict[str, Any]:
        return asdict(self)


def moment(value: datetime) -> str:
    return value.astimezone(UTC).isoformat(timespec="microseconds")


def canonical(row: dict[str, Any]) -> bytes:
    """One JSON line that is the same on every database: sorted keys, UTF-8, no spaces, times in UTC."""
    line = json.dumps(row, ensure_ascii=False, sort_keys=True, separators=(",", ":"), default=moment)
    return line.encode("utf-8", "surrogatepass") + b"\n"


def events_after(first: int, last: int, limit: int | None = None) -> Iterator[dict[str, Any]]:
    """Events with `first < id <= last` in the order of their ids, in constant memory."""
    rows = AuditEvent.objects.filter(id__gt=first, id__lte=last).order_by("id").values(*FIELDS)
    return (rows if limit is None else rows[:limit]).iterator(chunk_size=CHUNK)


@dataclass
class Digest:
    """The hash of a block in the making, and the marks of its events."""

    marks: bytearray = field(default_factory=bytearray)
    first: int = 0
    last: int = 0
    events: int = 0
    running: Any = field(default_factory=hashlib.sha256)

    @classmethod
    def of(cls, rows: Iterable[dict[str, Any]]) -> "Digest":
        digest = cls()
        for row in rows:
            line = canonical(row)
            digest.running.update(line)
            digest.marks += row["id"].to_bytes(ID_BYTES, "big") + hashlib.sha256(line).digest()[:HASH_BYTES]
            digest.first = digest.first or row["id"]
            digest.last = row["id"]
            digest.events += 1
        return digest

    def block_hash(self, *, number: int, previous_hash: str, sealed_at: datetime) -> str:
        """SHA-256 over the events' canonical lines and then one canonical line of the block's own fields."""
        complete = self.running.copy()
        complete.update(
            canonical(
                {
                    "number": number, "first_event": self.first, "last_event": self.last, "events": self.events,
                    "previous_hash": previous_hash, "sealed_at": moment(sealed_at),
                }
            )
        )  # fmt: skip
        return complete.hexdigest()


def split_marks(marks: bytes) -> dict[int, bytes]:
    return {
        int.from_bytes(marks[at : at + ID_BYTES], "big"): bytes(marks[at + ID_BYTES : at + MARK_BYTES])
        for at in range(0, len(marks), MARK_BYTES)
    }


def _what_differs(block: AuditBlock, found: Digest) -> Broken:
    sealed, present = split_marks(bytes(block.marks)), split_marks(bytes(found.marks))
    for event in sorted(sealed.keys() | present.keys()):
        if event not in present:
            return Broken(block.number, Fault.EVENT_REMOVED, event)
        if event not in sealed:
            return Broken(block.number, Fault.EVENT_ADDED, event)
        if sealed[event] != present[event]:
            return Broken(block.number, Fault.EVENT_CHANGED, event)
    return Broken(block.number, Fault.BLOCK_CHANGED)


def _check(block: AuditBlock, number: int, previous_hash: str, after: int, kept: dict[int, str]) -> Broken | None:
    if block.number != number:
        return Broken(number, Fault.BLOCK_MISSING)
    if block.previous_hash != previous_hash:
        return Broken(number, Fault.LINK_BROKEN)
    found = Digest.of(events_after(after, block.last_event))
    computed = found.block_hash(number=number, previous_hash=previous_hash, sealed_at=block.sealed_at)
    own_fields = (found.first, found.last, found.events, bytes(found.marks))
    if computed != block.block_hash or own_fields != (
        block.first_event, block.last_event, block.events, bytes(block.marks)
    ):  # fmt: skip
        return _what_differs(block, found)
    if kept.get(number, computed) != computed:
        return Broken(number, Fault.KEPT_HASH_DIFFERS)
    return None


def verify_log(*, kept: dict[int, str] | None = None) -> Verdict:
    """Walk the chain from its beginning to the first fault.

    `kept` holds hashes of blocks that were noted outside the database. Without one nobody can tell whether the newest
    blocks were cut off or the whole chain was made anew.
    """
    kept = kept or {}
    number, previous_hash, after, events = 0, FIRST_HASH, 0, 0
    broken = None
    for block in AuditBlock.objects.order_by("number").iterator(chunk_size=10):
        broken = _check(block, number + 1, previous_hash, after, kept)
        if broken:
            break
        number, previous_hash, after = block.number, block.block_hash, block.last_event
        events += block.events
    if broken is None and (missing := [wanted for wanted in sorted(kept) if wanted > number or wanted < 1]):
        broken = Broken(missing[0], Fault.BLOCK_MISSING)
    unsealed = 0 if broken else AuditEvent.objects.filter(id__gt=after).count()
    return Verdict(number, events, number, previous_hash, unsealed, broken)
