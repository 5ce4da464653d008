"""How a word of one language reaches documents in another: glossary, a table learnt from parallel texts, skeleton.

Each bridge offers alternatives for stretches of a question. What the glossary does not know the table may, and what neither
knows may be a name or an international word, which keeps its consonants across scripts.
"""

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Protocol

from seriktes_analytics.matching.analysis import skeleton, stem, words
from seriktes_analytics.matching.glossary import Glossary
from seriktes_analytics.matching.stopwords import STOPWORDS


@dataclass(frozen=True)
class Offer:
    """For the words start..stop of a question: tokens of the target language, how far to trust them, what they say."""

    start: int
    stop: int
    tokens: tuple[str, ...]
    trust: float
    met: str


class Bridge(Protocol):
    name: str

    def offers(self, query: Sequence[str], source: str, target: str) -> list[Offer]: ...


class GlossaryBridge:
    name = "glossary"

    def __init__(self, glossary: Glossary) -> None:
        self.glossary = glossary

    def offers(self, query: Sequence[str], source: str, target: str) -> list[Offer]:
        return [
            Offer(crossing.start, crossing.stop, tuple(f"{target}:{one}" for one in stems), 1.0, met)
            for crossing in self.glossary.crossings(query, source, target)
            for stems, met in crossing.alternatives
        ]


class TableBridge:
    """Pairs of stems that stand together in parallel texts more often than apart (Dice, 1945), learnt by the installation."""

    name = "table"
    # Below so many pairs of texts a table is worse than none.
    ENOUGH = 300
    TOGETHER = 3
    DICE = 0.3
    BEST = 3

    def __init__(self, pairs: Mapping[tuple[str, str], Mapping[str, Sequence[tuple[str, float]]]]) -> None:
        self.pairs = pairs

    @classmethod
    def learn(cls, texts: Iterable[Mapping[str, str]]) -> "TableBridge | None":
        """From texts that say one thing in several languages, by language; None where they are too few."""
        alone: dict[str, Counter[str]] = defaultdict(Counter)
        together: dict[tuple[str, str], Counter[tuple[str, str]]] = defaultdict(Counter)
        learnt = 0
        for text in texts:
            stems = {
                language: {
                    stem(word, language) for word in words(said) if word not in STOPWORDS[language] and len(word) > 2
                }
                for language, said in text.items()
            }
            learnt += len(stems) > 1
            for language, found in stems.items():
                alone[language].update(found)
                for other, met in stems.items():
                    if other != language:
                        together[language, other].update((one, two) for one in found for two in met)
        if learnt < cls.ENOUGH:
            return None
        pairs: dict[tuple[str, str], dict[str, list[tuple[str, float]]]] = {}
        for (source, target), counts in together.items():
            best: dict[str, list[tuple[str, float]]] = defaultdict(list)
            for (one, two), count in counts.items():
                dice = 2 * count / (alone[source][one] + alone[target][two])
                if count >= cls.TOGETHER and dice >= cls.DICE:
                    best[one].append((two, dice))
            pairs[source, target] = {
                one: sorted(found, key=lambda pair: (-pair[1], pair[0]))[: cls.BEST] for one, found in best.items()
            }
        return cls(pairs)

    def offers(self, query: Sequence[str], source: str, target: str) -> list[Offer]:
        known = self.pairs.get((source, target), {})
        return [
            Offer(at, at + 1, (f"{target}:{two}",), dice, two)
            for at, word in enumerate(query)
            for two, dice in known.get(stem(word, source), ())
        ]


class SkeletonBridge:
    name = "skeleton"
    TRUST = 0.5

    def offers(self, query: Sequence[str], source: str, target: str) -> list[Offer]:
        found = []
        for at, word in enumerate(query):
            bones = skeleton(word)
            if bones and word not in STOPWORDS[source]:
                # Three consonants are shared by chance more often than four.
                trust = self.TRUST if len(bones) > 3 else self.TRUST / 2
                found.append(Offer(at, at + 1, (f"~{target}:{bones}",), trust, word))
        return found
