"""The engine: who can help with a need told in plain words, in Kazakh, Russian or English, and why.

A question becomes ideas (`query.ask`), the backend ranks documents by them, latent directions score the first thousand again,
and each owner is worth what its best documents are, discounted by their rank. Nothing scans the collection.
"""

from collections import Counter, defaultdict
from collections.abc import Callable, Collection, Container, Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import islice
from pathlib import Path

import numpy as np

from seriktes_analytics.matching import query
from seriktes_analytics.matching.analysis import tokens
from seriktes_analytics.matching.backend import Backend, Entry
from seriktes_analytics.matching.bridges import Bridge, GlossaryBridge, SkeletonBridge
from seriktes_analytics.matching.directions import Directions, Vectors
from seriktes_analytics.matching.evidence import Evidence, Found, Match, Reason
from seriktes_analytics.matching.glossary import shipped_glossary
from seriktes_analytics.matching.ledger import Kept, Ledger
from seriktes_analytics.matching.query import Question
from seriktes_analytics.matching.tantivy_backend import TantivyBackend

# The documents that are scored again.
DEPTH = 1000
# Of an owner's documents so many count, the i-th for 1/i: short questions meet many documents, long ones few.
BEST_OF_SHORT, BEST_OF_LONG, SHORT = 10, 10, 5
# Share of the latent directions in the score of a document: words mean themselves, a whole text means its subject.
LATENT_OF_WORDS, LATENT_OF_TEXT, TEXT = 0.35, 0.5, 30
BATCH = 2000
# So many documents teach the directions.
SAMPLE = 50_000


@dataclass(frozen=True)
class Scored:
    kept: Kept
    score: float


class Engine:
    """Over one folder. `add` and `remove` are seen by the next search; `learn` fits the directions to what is there."""

    def __init__(self, path: Path, *, backend: Backend | None = None, bridges: Sequence[Bridge] | None = None) -> None:
        path.mkdir(parents=True, exist_ok=True)
        self.path = path
        self.backend = backend or TantivyBackend(path / "index")
        self.ledger = Ledger(path / "ledger.sqlite3")
        shipped: list[Bridge] = [GlossaryBridge(shipped_glossary()), SkeletonBridge()]
        self.bridges = shipped if bridges is None else list(bridges)
        kept = path / "directions.npz"
        self.directions = Directions.load(kept) if kept.exists() else None

    # --- Writing ------------------------------------------------------------------------------------------------------
    def add(self, documents: Iterable[Evidence]) -> int:
        """Adds documents, or replaces those of the same key; how many."""
        stream, added = iter(documents), 0
        while batch := list(islice(stream, BATCH)):
            self._add(batch)
            added += len(batch)
        return added

    def _add(self, batch: Sequence[Evidence]) -> None:
        streams = [tokens_of(document) for document in batch]
        vectors = self._vectors(streams)
        rows = [
            (document.key, document.owners, Counter(stream), vector)
            for document, stream, vector in zip(batch, streams, vectors, strict=True)
        ]
        numbers = self.ledger.note(rows)
        entries = (
            Entry(number, tuple(stream), document.audience, document.kind)
            for number, document, stream in zip(numbers, batch, streams, strict=True)
        )
        self.backend.write(entries, gone=numbers)
        self.ledger.settle(numbers)
        self.ledger.spoken(sorted({token[:2] for stream in streams for token in stream if token[2:3] == ":"}))

    def remove(self, keys: Iterable[str]) -> int:
        numbers = self.ledger.forget(keys)
        self.backend.write((), gone=numbers)
        return len(numbers)

    def learn(self) -> None:
        """Fits the latent directions to a sample of what is there, and gives every document its vector."""
        total = self.ledger.count()
        bags = (bag_of(kept) for _, kept in self.ledger.every(max(1, total // SAMPLE)))
        self.directions = Directions.fit(bags)
        if self.directions is None:
            return
        self.directions.save(self.path / "directions.npz")
        every = self.ledger.every()
        while some := list(islice(every, BATCH)):
            vectors = self._vectors([kept for _, kept in some])
            self.ledger.revector((number, vector) for (number, _), vector in zip(some, vectors, strict=True))

    def _vectors(self, streams: Sequence[Iterable[str]]) -> list[bytes]:
        if self.directions is None:
            return [b""] * len(streams)
        found = self.directions.vectors([bag_of(stream) for stream in streams])
        return [row.astype(np.float16).tobytes() for row in found]

    # --- Asking -------------------------------------------------------------------------------------------------------
    def ask(self, text: str, language: str = "") -> Question:
        return query.ask(text, languages=self.ledger.languages(), bridges=self.bridges, language=language)

    def documents(
        self,
        question: Question,
        *,
        audience: Sequence[str] = ("public",),
        kinds: Sequence[str] = (),
        depth: int = DEPTH,
        allowed: "Callable[[Sequence[str]], Container[str]] | None" = None,
    ) -> list[Scored]:
        """The best documents, scored between 0 and 1, best first. `allowed` is given their keys and says which of them
        count: what it leaves out is not felt in the scores of the others."""
        hits = self.backend.search(question.ideas, limit=depth, audience=audience, kinds=kinds)
        known = self.ledger.read([number for number, _ in hits])
        if allowed is not None:
            seen = allowed([known[number].key for number, _ in hits if number in known])
            known = {number: kept for number, kept in known.items() if kept.key in seen}
        hits = [(number, score) for number, score in hits if number in known]
        if not hits:
            return []
        lexical = np.array([score for _, score in hits])
        scores = lexical / lexical.max()
        latent = self._latent(question, [known[number] for number, _ in hits])
        if latent is not None:
            spread = float(latent.max() - latent.min()) or 1.0
            low = scores.min() if len(scores) > 1 else 0.0
            share = LATENT_OF_TEXT if question.length > TEXT else LATENT_OF_WORDS
            scores = (1 - share) * (scores - low) / ((1 - low) or 1.0) + share * (latent - latent.min()) / spread
        ranked = sorted(zip(scores.tolist(), hits, strict=True), key=lambda row: (-row[0], known[row[1][0]].key))
        return [Scored(known[number], score) for score, (number, _) in ranked]

    def _latent(
        self, question: Question, kept: Sequence[Kept]
    ) -> "np.ndarray[tuple[int], np.dtype[np.float32]] | None":
        if self.directions is None or not all(len(one.vector) == 2 * self.directions.width for one in kept):
            return None
        asked = self.directions.vectors([question.bag()])[0]
        if not asked.any():
            return None
        rows = np.frombuffer(b"".join(one.vector for one in kept), np.float16).reshape(len(kept), -1)
        likeness: Vectors = rows.astype(np.float32) @ asked
        return likeness

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
        allowed: "Callable[[Sequence[str]], Container[str]] | None" = None,
    ) -> list[Found]:
        """Owners (of one kind, among some), best first, each with the documents that count and the words they met.
        `allowed` is asked before `among` is looked at: see `documents`."""
        question = self.ask(text, language)
        best: dict[str, list[Scored]] = defaultdict(list)
        count = BEST_OF_SHORT if question.length <= SHORT else BEST_OF_LONG
        for scored in self.documents(question, audience=audience, kinds=kinds, depth=depth, allowed=allowed):
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
        told = self.ledger.tokens([one.kept.number for owner in first for one in best[owner]])
        return [Found(owner, worth[owner], tuple(_reasons(question, best[owner], told, whole))) for owner in first]

    def close(self) -> None:
        self.backend.close()
        self.ledger.close()


def _reasons(question: Question, found: Sequence[Scored], told: Mapping[int, str], whole: float) -> Iterable[Reason]:
    for rank, one in enumerate(found):
        words = tuple(matches(question, told.get(one.kept.number, "")))
        yield Reason(one.kept.key, one.score / (rank + 1) / whole, words)


def tokens_of(document: Evidence) -> list[str]:
    """The stream of a document: a title counts as often as its weight says."""
    stream: list[str] = []
    for text in document.texts:
        stream += tokens(text.words, text.language) * text.weight
    return stream


def bag_of(tokens: Iterable[str] | Mapping[str, int]) -> Counter[str]:
    """Stems alone, with their counts: pieces and skeletons lead nowhere that stems do not."""
    if isinstance(tokens, Mapping):
        return Counter({token: count for token, count in tokens.items() if token[2:3] == ":"})
    return Counter(token for token in tokens if token[2:3] == ":")


def matches(question: Question, kept: str) -> Iterable[Match]:
    """The ideas of a question that a document speaks of: the best alternative of each, its bridge named."""
    told = set()
    for idea in question.ideas:
        for one in sorted(idea.alternatives, key=lambda alternative: -alternative.trust):
            if all(f" {token} " in kept for token in one.tokens):
                if one.tokens[0][0] != "4" and (idea.said, one.bridge) not in told:
                    told.add((idea.said, one.bridge))
                    yield Match(idea.said, one.met, one.bridge)
                break
