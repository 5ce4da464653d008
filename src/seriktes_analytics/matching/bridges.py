"""How a word of one language reaches documents in another: glossary, a table learnt from parallel texts, skeleton.

Each bridge offers alternatives for stretches of a question. What the glossary does not know the table may, and what neither
knows may be a name or an international word, which keeps its consonants across scripts.
"""

import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from sys import intern
from typing import TYPE_CHECKING, Protocol

import numpy as np

from seriktes_analytics.matching.analysis import LANGUAGES, skeleton, stem, words
from seriktes_analytics.matching.glossary import Glossary
from seriktes_analytics.matching.stopwords import STOPWORDS
from seriktes_analytics.matching.streams import Counted

if TYPE_CHECKING:
    from scipy import sparse


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
    """Pairs of stems that stand together in parallel texts more often than apart (Dice, 1945), learnt by the installation.

    A word stands beside many others of its subject, but with its translation most of all: a pair is kept where neither has
    nearer one of its own (competitive linking; Melamed, 2000)."""

    name = "table"
    # Below so many pairs of texts a table is worse than none.
    ENOUGH = 300
    TOGETHER = 3
    DICE = 0.3
    # So much as the nearest that one of the two has, for words of several forms.
    RIVAL = 0.7
    BEST = 3
    ROWS = 2000

    def __init__(self, pairs: Mapping[tuple[str, str], Mapping[str, Sequence[tuple[str, float]]]]) -> None:
        self.pairs = pairs

    @classmethod
    def learn(cls, texts: Iterable[Mapping[str, str]]) -> "TableBridge | None":
        """From texts that say one thing in several languages, by language; None where they are too few."""
        names: dict[str, int] = {}
        bounds, ids = [0], list[int]()
        for text in texts:
            for language, said in text.items():
                stems = {stem(word, language) for word in words(said) if word not in STOPWORDS[language]}
                ids += [names.setdefault(f"{language}:{one}", len(names)) for one in sorted(stems)]
            bounds.append(len(ids))
        counted = Counted(np.array(bounds), np.array(ids, np.uint32), np.ones(len(ids), np.uint8))
        return cls.learn_counted(counted, {number: name for name, number in names.items()})

    @classmethod
    def learn_counted(cls, texts: Counted, names: Mapping[int, str]) -> "TableBridge | None":
        """From documents in several languages by the ids of their tokens, stems among them."""
        from scipy import sparse  # slow to import; a search never needs it

        rows = np.repeat(np.arange(len(texts)), np.diff(texts.bounds))
        stems: dict[str, list[str]] = {}
        said: dict[str, sparse.csr_matrix] = {}
        for language in LANGUAGES:
            wanted = np.array(
                sorted(number for number, name in names.items() if name.startswith(f"{language}:") and len(name) > 5),
                np.int64,
            )
            column = np.full(max(names, default=0) + 1, -1, np.int64)
            column[wanted] = np.arange(len(wanted))
            found = column[texts.ids]
            shape = (len(texts), len(wanted))
            ones = np.ones(int((found >= 0).sum()), np.int32)
            said[language] = sparse.csr_matrix((ones, (rows[found >= 0], found[found >= 0])), shape=shape)
            stems[language] = [names[number][3:] for number in wanted.tolist()]
        spoken = sum((np.asarray(one.sum(axis=1)).ravel() >= 1).astype(int) for one in said.values())
        if int(np.sum(spoken > 1)) < cls.ENOUGH:
            return None
        pairs = {
            (source, target): cls._best(said[source], said[target], stems[source], stems[target])
            for source in LANGUAGES for target in LANGUAGES if source != target
        }  # fmt: skip
        return cls({languages: linked for languages, found in pairs.items() if (linked := cls._linked(found))})

    @classmethod
    def _linked(cls, found: Mapping[str, Sequence[tuple[str, float]]]) -> dict[str, list[tuple[str, float]]]:
        """The nearest pairs first: no pair of two words that both have a nearer one, and none much farther than a nearer."""
        nearest_one, nearest_two = dict[str, float](), dict[str, float]()
        linked: dict[str, list[tuple[str, float]]] = {}
        rows = sorted(
            ((one, two, dice) for one, met in found.items() for two, dice in met), key=lambda row: (-row[2], row)
        )
        for one, two, dice in rows:
            nearer = [side[word] for side, word in ((nearest_one, one), (nearest_two, two)) if word in side]
            if len(nearer) < 2 and all(dice >= cls.RIVAL * other for other in nearer):
                linked.setdefault(one, []).append((two, dice))
                nearest_one.setdefault(one, dice)
                nearest_two.setdefault(two, dice)
        return linked

    @classmethod
    def _best(
        cls, source: "sparse.csr_matrix", target: "sparse.csr_matrix", ones: Sequence[str], twos: Sequence[str]
    ) -> dict[str, list[tuple[str, float]]]:
        """Of each stem the few that it stands with most, in rows of the source few enough to be held at once."""
        alone_one, alone_two = (np.asarray(one.sum(axis=0)).ravel() for one in (source, target))
        best: dict[str, list[tuple[str, float]]] = {}
        frequent = np.flatnonzero(alone_one >= cls.TOGETHER)
        columns = source.tocsc()
        for at in range(0, len(frequent), cls.ROWS):
            some = frequent[at : at + cls.ROWS]
            together = (columns[:, some].T @ target).tocoo()
            one, two, count = some[together.row], together.col, together.data
            dice = 2 * count / (alone_one[one] + alone_two[two])
            for place in np.flatnonzero((count >= cls.TOGETHER) & (dice >= cls.DICE)).tolist():
                best.setdefault(ones[one[place]], []).append((twos[two[place]], float(dice[place])))
        return {one: sorted(met, key=lambda pair: (-pair[1], pair[0]))[: cls.BEST] for one, met in best.items()}

    def save(self, path: Path) -> None:
        rows = {" ".join(languages): found for languages, found in self.pairs.items()}
        path.write_text(json.dumps(rows, ensure_ascii=False), encoding="utf-8")

    @classmethod
    def load(cls, path: Path) -> "TableBridge":
        rows = json.loads(path.read_text(encoding="utf-8"))
        # A stem stands in four tables: once in memory is enough.
        return cls(
            {
                (source, target): {
                    intern(one): tuple((intern(two), dice) for two, dice in met) for one, met in found.items()
                }
                for (source, target), found in ((languages.split(" "), found) for languages, found in rows.items())
            }
        )

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
