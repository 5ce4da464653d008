"""The engine: who can help with a need told in plain words, in Kazakh, Russian or English, and why.

A question becomes ideas (`query.ask`), the backend ranks documents by them, latent directions score the first thousand again,
and each owner is worth what its best documents are, discounted by their rank. Nothing scans the collection.
"""

from collections import defaultdict
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from seriktes_analytics.matching import query
from seriktes_analytics.matching.directions import Vectors, unit
from seriktes_analytics.matching.evidence import Found, Match, Reason
from seriktes_analytics.matching.ledger import Kept, Ledger
from seriktes_analytics.matching.query import Question
from seriktes_analytics.matching.store import Store

# The documents that are scored again.
DEPTH = 1000
# Of an owner's documents so many count, the i-th for 1/i: short questions meet many documents, long ones few.
BEST_OF_SHORT, BEST_OF_LONG, SHORT = 10, 10, 5
# Share of the latent directions in the score of a document: words mean themselves, a whole text means its subject.
LATENT_OF_WORDS, LATENT_OF_TEXT, TEXT = 0.35, 0.5, 30


# Share of an encoder in the score of a document, where an installation brings one; not measured with any.
ENCODED = 0.35
# For documents that may not be seen, so many times the depth is looked at.
FARTHEST = 64
Allowed = Callable[[Sequence[str]], Collection[str]]


class Scored(NamedTuple):
    kept: Kept
    score: float


class Engine(Store):
    """Over one folder. `add` and `remove` are seen by the next search; `learn` fits the directions to what is there."""

    # --- Asking -------------------------------------------------------------------------------------------------------
    def ask(self, text: str, language: str = "") -> Question:
        return query.ask(text, languages=self.languages(), bridges=self.bridges, language=language)

    def documents(
        self,
        question: Question,
        *,
        audience: Sequence[str] = ("public",),
        kinds: Sequence[str] = (),
        depth: int = DEPTH,
        allowed: Allowed | None = None,
        said: str = "",
    ) -> list[Scored]:
        """The best documents, scored between 0 and 1, best first. `said` is the question's text, for an encoder."""
        hits, known = self._hits(question, audience, kinds, depth, allowed)
        if not hits:
            return []
        lexical = np.array([score for _, score in hits])
        scores = lexical / lexical.max()
        numbers = [number for number, _ in hits]
        latent = self._latent(question, numbers)
        if latent is not None:
            low = scores.min() if len(scores) > 1 else 0.0
            share = LATENT_OF_TEXT if question.length > TEXT else LATENT_OF_WORDS
            scores = (1 - share) * (scores - low) / ((1 - low) or 1.0) + share * _spread(latent)
        meant = self._meant(said, numbers)
        if meant is not None:
            scores = (1 - ENCODED) * scores + ENCODED * _spread(meant)
        ranked = sorted(zip(scores.tolist(), numbers, strict=True), key=lambda row: (-row[0], known[row[1]].key))
        return [Scored(known[number], score) for score, number in ranked]

    def _hits(
        self, question: Question, audience: Sequence[str], kinds: Sequence[str], depth: int, allowed: Allowed | None
    ) -> tuple[list[tuple[int, float]], dict[int, Kept]]:
        """The first `depth` documents that are there and may be seen. Where others stood among them, more are asked for, so
        that what is forbidden takes nobody's place."""
        limit, told = depth, dict[str, bool]()
        while True:
            hits = self.backend.search(question.ideas, limit=limit, audience=audience, kinds=kinds)
            known = self.ledger.read([number for number, _ in hits])
            if allowed is not None:
                new = [known[number].key for number, _ in hits if number in known and known[number].key not in told]
                may = set(allowed(new)) if new else set()
                told.update((key, key in may) for key in new)
                known = {number: kept for number, kept in known.items() if told[kept.key]}
            found = [(number, score) for number, score in hits if number in known][:depth]
            if len(found) == depth or len(hits) < limit or limit >= FARTHEST * depth:
                return found, known
            limit *= 4

    def _latent(self, question: Question, numbers: Sequence[int]) -> "npt.NDArray[np.float32] | None":
        directions, rows = self.learnt.directions, self.learnt.rows
        if directions is None or rows is None:
            return None
        asked = directions.vectors([question.bag()])[0]
        if not asked.any():
            return None
        likeness: Vectors = rows.read(numbers) @ asked
        return likeness

    def _meant(self, said: str, numbers: Sequence[int]) -> "npt.NDArray[np.float32] | None":
        if self.encoder is None or self.encoded is None or not said:
            return None
        asked = unit(np.asarray(self.encoder.encode([said]), np.float32))[0]
        likeness: Vectors = self.encoded.read(numbers) @ asked
        return likeness if asked.any() else None

    def search(
        self,
        text: str,
        *,
        language: str = "",
        owners: str = "",
        among: Collection[str] | None = None,
        audience: Sequence[str] = ("public",),
        kinds: Sequence[str] = (),
        limit: int = 20,
        depth: int = DEPTH,
        allowed: Allowed | None = None,
    ) -> list[Found]:
        """Owners (of one kind, among some), best first, each with the documents that count and the words they met.

        `allowed` is asked with the keys of the best documents and answers with those that the viewer may see; the others
        are dropped before anything is scored against them. Only the statistics of words (how frequent, how long the texts)
        are those of the whole collection."""
        question = self.ask(text, language)
        best: dict[str, list[Scored]] = defaultdict(list)
        count = BEST_OF_SHORT if question.length <= SHORT else BEST_OF_LONG
        for scored in self.documents(question, audience=audience, kinds=kinds, depth=depth, allowed=allowed, said=text):
            for owner in scored.kept.owners:
                if owner.startswith(owners) and (among is None or owner in among) and len(best[owner]) < count:
                    best[owner].append(scored)
        whole = sum(1 / (rank + 1) for rank in range(count))
        worth = {
            owner: sum(one.score / (rank + 1) for rank, one in enumerate(found)) / whole
            for owner, found in best.items()
            if found
        }
        first = sorted(worth, key=lambda owner: (-worth[owner], owner))[:limit]
        told = self.ledger.tokens({one.kept.number for owner in first for one in best[owner]})
        met = Meeting(question, self.ledger)
        return [Found(owner, worth[owner], tuple(_reasons(met, best[owner], told, whole))) for owner in first]


def _spread(likeness: Vectors) -> Vectors:
    low = likeness.min()
    spread: Vectors = (likeness - low) / (float(likeness.max() - low) or 1.0)
    return spread


def _reasons(
    met: "Meeting", found: Sequence[Scored], told: Mapping[int, Sequence[int]], whole: float
) -> Iterable[Reason]:
    for rank, one in enumerate(found):
        yield Reason(one.kept.key, one.score / (rank + 1) / whole, met.matches(told.get(one.kept.number, ())))


class Meeting:
    """Which ideas of a question a document speaks of: the best alternative of each, its bridge named."""

    def __init__(self, question: Question, ledger: Ledger) -> None:
        ideas = [idea for idea in question.ideas if idea.alternatives[0].tokens[0][0] != "4"]
        known = ledger.ids({token for idea in ideas for one in idea.alternatives for token in one.tokens})
        self._ideas = [
            (idea.said, [
                (frozenset(known[token] for token in one.tokens), one.met, one.bridge)
                for one in sorted(idea.alternatives, key=lambda alternative: -alternative.trust)
                if all(token in known for token in one.tokens)
            ])
            for idea in ideas
        ]  # fmt: skip
        self._asked = frozenset(known.values())
        self._told: dict[frozenset[int], tuple[Match, ...]] = {}

    def matches(self, tokens: Iterable[int]) -> tuple[Match, ...]:
        shared = self._asked.intersection(tokens)
        found = self._told.get(shared)
        if found is None:
            found = self._told[shared] = tuple(self._matches(shared))
        return found

    def _matches(self, shared: frozenset[int]) -> Iterable[Match]:
        told = set()
        for said, alternatives in self._ideas:
            for tokens, met, bridge in alternatives:
                if tokens <= shared:
                    if (said, bridge) not in told:
                        told.add((said, bridge))
                        yield Match(said, met, bridge)
                    break
