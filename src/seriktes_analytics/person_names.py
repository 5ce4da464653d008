"""Printed names against people of a register: may they be one person? A machine asks, a person decides.

Words are compared in the common skeleton of Kazakh, Russian and English spellings (`names.fold`), whatever their order;
an initial fits the word that it begins. The likeness weighs how much of the name is seen: it ranks questions and is no
probability. Method and limits: docs/reference/import-formats.md, "People".
"""

import re
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import lru_cache

from rapidfuzz.distance import JaroWinkler

from seriktes_analytics.names import fold

# Two words of a name that are spelt so alike may be one ("Zhumabaev", "Jumabayev").
ALIKE = 0.93
SHORTEST_FULL = 3
LEAST = 0.5
_INITIALS = re.compile(r"\b[^\W\d_]{1,3}\b")


@dataclass(frozen=True)
class Likeness:
    """`score` from 0 to 1; `reasons` are (code, printed word, word of the register)."""

    score: float
    reasons: tuple[tuple[str, str, str], ...]


@lru_cache(maxsize=1 << 16)
def words_of(name: str) -> tuple[str, ...]:
    """The folded words of a name; "АК" and "A.K." are two initials."""
    spread = _INITIALS.sub(lambda found: " ".join(found[0]) if found[0].isupper() else found[0], name)
    return tuple(fold(spread.replace(".", " ").replace("-", "")).split())


def compare(printed: str, known: str) -> Likeness | None:
    """How alike a printed name and a person's name are; None when they cannot be one person's."""
    left, right = list(words_of(printed)), list(words_of(known))
    if not left or not right:
        return None
    reasons: list[tuple[str, str, str]] = []
    full = close = initials = 0
    for word in [word for word in left if len(word) >= SHORTEST_FULL]:
        if word in right:
            full += 1
            reasons.append(("word_same", word, word))
        elif other := _alike(word, right):
            close += 1
            reasons.append(("word_close", word, other))
        else:
            continue
        left.remove(word)
        right.remove(reasons[-1][2])
    if not full + close:
        return None
    for word in list(left):
        other = next((one for one in right if _is_initial(word, one)), "")
        if other:
            initials += 1
            reasons.append(("initial", word, other))
            left.remove(word)
            right.remove(other)
    # A word on each side that fits nothing is another given name: somebody else of that family.
    if (left and right) or not full + close + initials > 1:
        return None
    score = 0.62 * min(full + close, 1) + 0.27 * max(full + close - 1, 0) + 0.08 * initials - 0.08 * close
    return Likeness(round(min(score, 0.99), 3), tuple(reasons))


def _alike(word: str, others: Sequence[str]) -> str:
    """A word spelt nearly the same; "Zhumabayev" and "Zhumabayeva" are two people's."""
    for other in others:
        if len(other) < SHORTEST_FULL or f"{word}a" == other or f"{other}a" == word:
            continue
        if word[0] == other[0] and JaroWinkler.similarity(word, other) >= ALIKE:
            return other
    return ""


def _is_initial(word: str, other: str) -> bool:
    shorter, longer = sorted((word, other), key=len)
    # "Y. Akhmetov" is Yerlan, whose name begins with another letter in Cyrillic.
    return len(shorter) <= 2 and (longer.startswith(shorter) or (shorter == "i" and longer.startswith("e")))


class PeopleIndex:
    """People of one organisation by the beginnings of their names' words."""

    def __init__(self, people: Iterable[tuple[int, Sequence[str]]]) -> None:
        self._names: dict[int, tuple[str, ...]] = {}
        self._by_beginning: dict[str, set[int]] = defaultdict(set)
        for key, names in people:
            self._names[key] = tuple(name for name in names if name)
            for name in self._names[key]:
                for word in words_of(name):
                    if len(word) >= SHORTEST_FULL:
                        self._by_beginning[word[:3]].add(key)

    def __len__(self) -> int:
        return len(self._names)

    def candidates(self, printed: str, *, most: int = 3) -> list[tuple[int, Likeness]]:
        """Who may be meant, likest first. Several equally like people make each less likely."""
        beginnings = {word[:3] for word in words_of(printed) if len(word) >= SHORTEST_FULL}
        keys = {key for beginning in beginnings for key in self._by_beginning.get(beginning, ())}
        found = []
        for key in keys:
            likest = max(
                (one for name in self._names[key] if (one := compare(printed, name))),
                key=lambda one: one.score, default=None,
            )  # fmt: skip
            if likest is not None:
                found.append((key, likest))
        found.sort(key=lambda pair: (-pair[1].score, str(pair[0])))
        rivals = sum(1 for _key, one in found if one.score >= found[0][1].score - 0.05) if found else 0
        if rivals > 1:
            found = [
                (key, Likeness(round(one.score / rivals**0.5, 3), (*one.reasons, ("rivals", str(rivals), ""))))
                for key, one in found
            ]
        return [(key, one) for key, one in found[:most] if one.score >= min(LEAST, 0.62 / max(rivals, 1) ** 0.5)]
