"""The three-way comparison of the organisations' import, over several sources, columns and particulars.

The source unchanged: leave. Changed, and not made by hand: update, unless a source that knows better gave the value.
Made by hand: ask, and the value stays.
"""

from collections.abc import Iterable, Mapping
from datetime import date
from hashlib import blake2b
from typing import Any

from seriktes.exchange.enums import Source
from seriktes.expertise.models import Evidence
from seriktes.organisations.actions.importing.compare import Differences, Origin, is_hand_made

PARTICULAR = "particulars."
# Who knows better: a source replaces what one of the same or a lower rank gave, and fills what is empty.
RANK = {
    Source.ORCID.value: 1, Source.OPENALEX.value: 2, Source.DATACITE.value: 3, Source.CROSSREF.value: 3, Source.ROR.value: 1,
    Source.FILE.value: 4, Source.DEMONSTRATION.value: 0,
}  # fmt: skip
# Longer texts are remembered by their digest, so that an abstract is not kept twice.
LONGEST_SEEN = 200


def told(value: Any) -> Any:
    """The value as JSON keeps it."""
    return value.isoformat() if isinstance(value, date) else value


def seen_as(value: Any) -> Any:
    plain = told(value)
    if isinstance(plain, str) and len(plain) > LONGEST_SEEN:
        return f"#{blake2b(plain.encode(), digest_size=12).hexdigest()}"
    return plain


def entry_of(origin: Origin, value: Any, before: Mapping[str, Any] | None = None) -> dict[str, Any]:
    return {
        "source": origin.source, "on": origin.on.isoformat(), "run": origin.run_id,
        "seen": {**((before or {}).get("seen") or {}), origin.source: seen_as(value)},
    }  # fmt: skip


def value_of(evidence: Evidence, name: str) -> Any:
    if name.startswith(PARTICULAR):
        return evidence.particulars.get(name.removeprefix(PARTICULAR))
    return getattr(evidence, name)


def set_value(evidence: Evidence, name: str, value: Any) -> None:
    if not name.startswith(PARTICULAR):
        setattr(evidence, name, value)
    elif value in (None, ""):
        evidence.particulars.pop(name.removeprefix(PARTICULAR), None)
    else:
        evidence.particulars[name.removeprefix(PARTICULAR)] = value


def values_in(fields: Mapping[str, Any], particulars: Mapping[str, Any]) -> Iterable[tuple[str, Any]]:
    yield from fields.items()
    for name, value in particulars.items():
        yield PARTICULAR + name, value


def compare_value(
    evidence: Evidence, name: str, new: Any, *, origin: Origin, found: Differences, may_replace: bool,
    fills_only: bool = False,
) -> None:  # fmt: skip
    """Take over one value of the source, leave it, or ask; changes `evidence` and notes in `found` what it did."""
    entry = evidence.provenance.get(name) or {}
    seen = entry.get("seen") or {}
    if origin.source in seen and seen[origin.source] == seen_as(new):
        return
    if new in (None, "") and (origin.source not in seen or entry.get("source") != origin.source):
        return  # what a source does not say, it does not take away from others
    current = value_of(evidence, name)
    may_take = may_replace and _may_take(entry, origin, fills_only=fills_only)
    by_hand = is_hand_made(None if current is None else seen_as(current), entry or None)
    if current == new:
        knows_better = (
            not by_hand and may_replace and not fills_only and _rank(origin.source) > _rank(str(entry.get("source")))
        )
        evidence.provenance[name] = (
            entry_of(origin, new, entry)
            if knows_better
            else {"source": Source.HAND.value, **entry, "seen": {**seen, origin.source: seen_as(new)}}
        )
        found.seen_only = True
    elif current not in (None, "") and not by_hand and not may_take:
        evidence.provenance[name] = {**entry, "seen": {**seen, origin.source: seen_as(new)}}
        found.seen_only = True
    elif by_hand:
        if not may_replace or (new in (None, "") and origin.source not in seen):
            return
        evidence.provenance[name] = {
            "source": Source.HAND.value,
            **entry,
            "seen": {**seen, origin.source: seen_as(new)},
        }
        found.questions.append((name, told(current), told(new)))
        found.seen_only = True
    else:
        set_value(evidence, name, new)
        evidence.provenance[name] = entry_of(origin, new, entry)
        found.changes[name] = [_short(current), _short(new)]


def _may_take(entry: Mapping[str, Any], origin: Origin, *, fills_only: bool) -> bool:
    given_by = str(entry.get("source"))
    return given_by == origin.source or (not fills_only and _rank(origin.source) > _rank(given_by))


def _rank(source: str) -> int:
    return RANK.get(source, 0)


def _short(value: Any) -> Any:
    """As the audit log and the page of the import show it."""
    plain = told(value)
    if isinstance(plain, float):
        return str(plain)
    return f"{plain[:LONGEST_SEEN]}…" if isinstance(plain, str) and len(plain) > LONGEST_SEEN else plain
