"""How much of a question the documents that were found speak of at all, whoever wrote them.

The order of an answer says who comes nearest among those found; it cannot say that nobody comes near. A question of which
half stands in no document is answered by the other half, and a slip of the keyboard by what sounds like it.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from itertools import chain, pairwise

import numpy as np
import numpy.typing as npt

from seriktes_analytics.matching.ledger import Ledger
from seriktes_analytics.matching.query import PIECES, Question

# No stemmer takes off every ending of a Kazakh word: one that shares its first six letters is taken for the same.
BEGINNING = 6
# Listened to are so many of the best: a word that few documents say has brought them to the front.
AMONG = 250


@dataclass(frozen=True)
class Heard:
    """The words of a question, and how far each is trusted to stand in some document: 1 as it is or by a glossary, less by
    other bridges. A number says nothing beside words."""

    words: tuple[str, ...] = ()
    trust: Mapping[str, float] = field(default_factory=dict)

    @property
    def share(self) -> float:
        """Of the question, from 0 to 1; 1 of a question without words."""
        if not self.words:
            return 1.0
        return sum(self.trust.get(word, 0.0) for word in self.words) / len(self.words)

    @property
    def unheard(self) -> tuple[str, ...]:
        return tuple(word for word in self.words if word not in self.trust)


class Hearing:
    """Listens to documents for the words of one question."""

    def __init__(self, question: Question, ledger: Ledger) -> None:
        self._ledger = ledger
        own = [idea.said for idea in question.ideas if not idea.alternatives[0].bridge]
        said = list(dict.fromkeys(own))
        self.words = tuple([word for word in said if not word.isdecimal()] or said)
        offers = [(frozenset(one.tokens), one.trust, idea.said) for idea in question.ideas for one in idea.alternatives]
        self.ids = ledger.ids({token for tokens, _, _ in offers for token in tokens})
        known = [
            (frozenset(self.ids[token] for token in tokens), trust, tuple(phrase.split()))
            for tokens, trust, phrase in offers
            if all(token in self.ids for token in tokens)
        ]
        if question.language == "kk":
            known += [
                (frozenset((number,)), PIECES, (word,))
                for word in self.words
                if len(word) > BEGINNING
                for number in ledger.ids_beginning(f"kk:{word[:BEGINNING]}")
            ]
        # By one of the tokens that must stand there: a document shares few of them.
        self._known: dict[int, list[tuple[frozenset[int], float, tuple[str, ...]]]] = {}
        for one in known:
            self._known.setdefault(min(one[0]), []).append(one)
        self._asked = np.array(sorted({number for wanted, _, _ in known for number in wanted}), np.int64)
        self._told: dict[frozenset[int], Mapping[str, float]] = {}

    def shared(self, numbers: "npt.NDArray[np.int64]") -> list[frozenset[int]]:
        """Of each of these documents the tokens that it shares with the question."""
        ids, bounds = self._ledger.tokens(numbers)
        is_asked = np.zeros(int(max(ids.max(initial=0), self._asked.max(initial=0))) + 1, np.bool_)
        is_asked[self._asked] = True
        places = np.flatnonzero(is_asked[ids])
        tokens, at = ids[places].tolist(), np.searchsorted(places, bounds).tolist()
        return [frozenset(tokens[start:stop]) for start, stop in pairwise(at)]

    def heard(self, shared: Iterable[frozenset[int]]) -> Heard:
        """Of the question in documents that share these tokens with it, each for itself."""
        found: dict[str, float] = {}
        for one in set(shared):
            for word, trust in self._trust(one).items():
                found[word] = max(trust, found.get(word, 0.0))
        return Heard(self.words, {word: found[word] for word in self.words if word in found})

    def _trust(self, shared: frozenset[int]) -> Mapping[str, float]:
        told = self._told.get(shared)
        if told is None:
            found: dict[str, float] = {}
            for wanted, trust, phrase in chain.from_iterable(self._known.get(one, ()) for one in shared):
                if wanted <= shared:
                    for word in phrase:
                        found[word] = max(trust, found.get(word, 0.0))
            told = self._told[shared] = found
        return told
