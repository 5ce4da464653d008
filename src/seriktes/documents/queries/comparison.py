"""Two wordings, paragraph by paragraph and word by word, each language by itself."""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher

_WORDS = re.compile(r"\s+|\w+|[^\w\s]")
SAME, ADDED, REMOVED, CHANGED = "same", "added", "removed", "changed"


@dataclass(frozen=True)
class Piece:
    """`what`: same, added or removed."""

    what: str
    text: str


@dataclass(frozen=True)
class Row:
    """One paragraph. `number` counts in the later wording (in the earlier, where it was removed)."""

    what: str
    number: int
    pieces: tuple[Piece, ...]


@dataclass(frozen=True)
class Compared:
    language: str
    rows: tuple[Row, ...]
    changes: int


def compare_texts(earlier: Mapping[str, Sequence[str]], later: Mapping[str, Sequence[str]]) -> list[Compared]:
    """Languages in the later's order, then those that only the earlier has."""
    found = []
    for language in dict.fromkeys([*later, *earlier]):
        rows = tuple(_paragraphs(list(earlier.get(language, ())), list(later.get(language, ()))))
        found.append(Compared(language, rows, sum(1 for row in rows if row.what != SAME)))
    return found


def _paragraphs(old: list[str], new: list[str]) -> Iterator[Row]:
    for what, i1, i2, j1, j2 in SequenceMatcher(None, old, new, autojunk=False).get_opcodes():
        if what == "equal":
            yield from (Row(SAME, at + 1, (Piece(SAME, new[at]),)) for at in range(j1, j2))
            continue
        paired = min(i2 - i1, j2 - j1)
        for place in range(paired):
            before, after = old[i1 + place], new[j1 + place]
            if _alike(before, after):
                yield Row(CHANGED, j1 + place + 1, tuple(_words(before, after)))
            else:
                yield Row(REMOVED, i1 + place + 1, (Piece(REMOVED, before),))
                yield Row(ADDED, j1 + place + 1, (Piece(ADDED, after),))
        yield from (Row(REMOVED, at + 1, (Piece(REMOVED, old[at]),)) for at in range(i1 + paired, i2))
        yield from (Row(ADDED, at + 1, (Piece(ADDED, new[at]),)) for at in range(j1 + paired, j2))


def _alike(before: str, after: str) -> bool:
    return SequenceMatcher(None, before.split(), after.split(), autojunk=False).ratio() > 0.3


def _words(before: str, after: str) -> Iterator[Piece]:
    old, new = _WORDS.findall(before), _WORDS.findall(after)
    for what, i1, i2, j1, j2 in SequenceMatcher(None, old, new, autojunk=False).get_opcodes():
        if what == "equal":
            yield Piece(SAME, "".join(new[j1:j2]))
            continue
        if i2 > i1:
            yield Piece(REMOVED, "".join(old[i1:i2]))
        if j2 > j1:
            yield Piece(ADDED, "".join(new[j1:j2]))
