"""How much of a question the documents that were found speak of at all, whoever wrote them.

The order of an answer says who comes nearest among those found; it cannot say that nobody comes near. A question of which
half stands in no document is answered by the other half, and a slip of the keyboard by what sounds like it.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from itertools import pairwise

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


def hear(question: Question, ledger: Ledger, numbers: "npt.NDArray[np.int64]") -> Heard:
    """What these documents speak of, the best of which stand first."""
    numbers = numbers[:AMONG]
    own = [idea.said for idea in question.ideas if not idea.alternatives[0].bridge]
    said = list(dict.fromkeys(own))
    words = [word for word in said if not word.isdecimal()] or said
    if not len(numbers):
        return Heard(tuple(words))
    offers = [(frozenset(one.tokens), one.trust, idea.said) for idea in question.ideas for one in idea.alternatives]
    ids = ledger.ids({token for tokens, _, _ in offers for token in tokens})
    known = [
        (frozenset(ids[token] for token in tokens), trust, phrase)
        for tokens, trust, phrase in offers
        if all(token in ids for token in tokens)
    ]
    if question.language == "kk":
        known += [
            (frozenset((number,)), PIECES, word)
            for word in words
            if len(word) > BEGINNING
            for number in ledger.ids_beginning(f"kk:{word[:BEGINNING]}")
        ]
    found: dict[str, float] = {}
    shared = _shared(ledger, numbers, {number for wanted, _, _ in known for number in wanted})
    any_of = frozenset().union(*shared)
    for wanted, trust, phrase in known:
        if wanted <= any_of and (len(wanted) == 1 or any(wanted <= one for one in shared)):
            for word in phrase.split():
                found[word] = max(trust, found.get(word, 0.0))
    return Heard(tuple(words), {word: found[word] for word in words if word in found})


def _shared(ledger: Ledger, numbers: "npt.NDArray[np.int64]", wanted: set[int]) -> set[frozenset[int]]:
    """Which of the wanted tokens stand together in a document."""
    asked = np.array(sorted(wanted), np.int64)
    ids, bounds = ledger.tokens(numbers)
    is_asked = np.zeros(int(max(ids.max(initial=0), asked.max(initial=0))) + 1, np.bool_)
    is_asked[asked] = True
    places = np.flatnonzero(is_asked[ids])
    tokens, at = ids[places].tolist(), np.searchsorted(places, bounds).tolist()
    return {frozenset(tokens[start:stop]) for start, stop in pairwise(at)}
