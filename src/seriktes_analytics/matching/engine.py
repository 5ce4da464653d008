"""The engine: who can help with a need told in plain words, in Kazakh, Russian or English, and why.

A question becomes ideas (`query.ask`), the backend ranks documents by them, latent directions score the first thousand again,
and each owner is worth what its best documents are, discounted by their rank. Nothing scans the collection.
"""

from collections.abc import Callable, Collection, Iterable, Sequence
from itertools import chain
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
# A question of more words than this is a text.
TEXT = 30
# Of an owner so many documents count, the i-th for 1/i. Few that share the words of a text closely tell enough about it;
# a subject is the matter of a body of work.
BEST_OF_TEXT, BEST = 3, 10
# Share of the subject (the latent directions) in the score: a third; the rest is the words'. Few words say less of a subject.
SUBJECT, SUBJECT_OF_FEW, FEW = 0.33, 0.4, 5
# Share of an encoder in the subject, where an installation brings one; not measured with any.
ENCODED = 0.5
# The scale of the scores is set by so many owners.
SCALE = 20
# For documents that may not be seen, so many times the depth is looked at.
FARTHEST = 64
Allowed = Callable[[Sequence[str]], Collection[str]]


class Scored(NamedTuple):
    """A document: how well its words meet the question and how near its subject comes, each 0 to 1 among the documents
    scored again (`near` is nothing where no directions are learnt), both in `score`; `likeness` is the cosine behind `near`."""

    kept: Kept
    score: float
    words: float
    near: float | None = None
    likeness: float = 0.0


def subject_of(question: Question) -> float:
    """Share of the subject in the score of a question."""
    return SUBJECT_OF_FEW if question.length <= FEW else SUBJECT


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
        numbers = [number for number, _ in hits]
        # What any text of the language shares with the question is no evidence: the last of those scored again says how much.
        low = hits[-1][1] if len(hits) == depth else 0.0
        words = _spread(np.array([score for _, score in hits]), low).tolist()
        likeness = self._subject(question, numbers, said)
        if likeness is None:
            scored = [Scored(known[number], met, met) for number, met in zip(numbers, words, strict=True)]
        else:
            share = subject_of(question)
            rows = zip(numbers, words, _spread(likeness).tolist(), likeness.tolist(), strict=True)
            scored = [
                Scored(known[number], (1 - share) * met + share * near, met, near, alike)
                for number, met, near, alike in rows
            ]
        return sorted(scored, key=lambda one: (-one.score, one.kept.key))

    def _subject(self, question: Question, numbers: Sequence[int], said: str) -> "npt.NDArray[np.float32] | None":
        latent, meant = self._latent(question, numbers), self._meant(said, numbers)
        if latent is None or meant is None:
            return meant if latent is None else latent
        mixed: Vectors = (1 - ENCODED) * latent + ENCODED * meant
        return mixed

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
        scored = self.documents(question, audience=audience, kinds=kinds, depth=depth, allowed=allowed, said=text)
        said = Best(BEST_OF_TEXT if question.length > TEXT else BEST)
        about = Best(BEST)
        near = bool(scored) and scored[0].near is not None
        share = subject_of(question) if near else 0.0

        def wanted(owner: str) -> bool:
            return owner.startswith(owners) and (among is None or owner in among)

        said.count(scored, lambda one: one.words, 1 - share, wanted)
        if near:
            about.count(scored, lambda one: one.near or 0.0, share, wanted)
        worth = {owner: said.worth(owner) + about.worth(owner) for owner in said.found}
        ranked = sorted(worth, key=lambda owner: (-worth[owner], owner))
        scale = about.scale(ranked[:SCALE])
        first = ranked[:limit]
        shares = {owner: _together(said.shares(owner), about.shares(owner)) for owner in first}
        told = self.ledger.tokens({one.number for owner in first for one in shares[owner]})
        met = Meeting(question, self.ledger)
        return [
            Found(owner, worth[owner] * scale, tuple(
                Reason(one.key, part * scale, met.matches(told.get(one.number, ())))
                for one, part in sorted(shares[owner].items(), key=lambda pair: (-pair[1], pair[0].key))
            ))
            for owner in first
        ]  # fmt: skip


class Best:
    """Of each owner the documents that are best in one respect, the i-th for 1/i; all of them together are worth `share`."""

    def __init__(self, most: int) -> None:
        self.most = most
        self.found: dict[str, list[Scored]] = {}
        self._weights: list[float] = []

    def count(
        self, scored: Sequence[Scored], by: Callable[[Scored], float], share: float, wanted: Callable[[str], bool]
    ) -> None:
        self._by = by
        whole = sum(1 / rank for rank in range(1, self.most + 1))
        self._weights = [share / rank / whole for rank in range(1, self.most + 1)]
        known: dict[str, list[Scored] | None] = {}
        for one in sorted(scored, key=lambda one: (-by(one), one.kept.key)):
            for owner in one.kept.owners:
                if owner not in known:
                    known[owner] = self.found.setdefault(owner, []) if wanted(owner) else None
                best = known[owner]
                if best is not None and len(best) < self.most:
                    best.append(one)

    def shares(self, owner: str) -> list[tuple[Kept, float]]:
        return [
            (one.kept, weight * self._by(one))
            for one, weight in zip(self.found.get(owner, ()), self._weights, strict=False)
        ]

    def worth(self, owner: str) -> float:
        return sum(share for _, share in self.shares(owner))

    def scale(self, owners: Sequence[str]) -> float:
        """How near these owners come to the subject as such, against how near they come among those found: 0 to 1."""
        alike = near = 0.0
        for owner in owners:
            for one, weight in zip(self.found.get(owner, ()), self._weights, strict=False):
                alike += weight * max(0.0, one.likeness)
                near += weight * (one.near or 0.0)
        return min(1.0, alike / near) if near else 1.0


def _together(*several: Iterable[tuple[Kept, float]]) -> dict[Kept, float]:
    sums: dict[Kept, float] = {}
    for one, share in chain(*several):
        sums[one] = sums.get(one, 0.0) + share
    return sums


def _spread(values: Vectors, low: float | None = None) -> Vectors:
    """From 0 at the lowest (or at `low`) to 1 at the highest."""
    low = float(values.min()) if low is None else low
    width = float(values.max()) - low
    spread: Vectors = (values - low) / width if width > 0 else np.ones_like(values)
    return spread


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
