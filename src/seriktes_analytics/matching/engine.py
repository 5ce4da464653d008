"""The engine: who can help with a need told in plain words, in Kazakh, Russian or English, and why.

A question becomes ideas (`query.ask`), the backend ranks documents by them, latent directions score the first thousand again,
and each owner is worth what its best documents are, discounted by their rank. Nothing scans the collection.
"""

from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from itertools import chain
from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from seriktes_analytics.matching import query
from seriktes_analytics.matching.directions import Vectors, unit
from seriktes_analytics.matching.evidence import Found, Match, Reason
from seriktes_analytics.matching.hearing import AMONG, Heard, Hearing
from seriktes_analytics.matching.ledger import OTHER, Kept
from seriktes_analytics.matching.owners import Best, Owners
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
# Where documents themselves are asked for, a quarter: one alone is no body of work.
SUBJECT_OF_DOCUMENTS, DOCUMENTS = 0.25, ("evidence:", "doc:")
# Share of an encoder in the subject, where an installation brings one; not measured with any.
ENCODED = 0.5
# The scale of the scores is set by so many owners.
SCALE = 20
# For documents that may not be seen, so many times the depth is looked at.
FARTHEST = 64
# Asked again, it is for so many times as much at most, the first time for a tenth more than seems to be wanting.
FURTHER, SPARE = 4, 1.1
Allowed = Callable[[Sequence[str]], Collection[str]]


class Scored(NamedTuple):
    """A document: how well its words meet the question and how near its subject comes, each 0 to 1 among the documents
    scored again (`near` is nothing where no directions are learnt), both in `score`; `likeness` is the cosine behind `near`."""

    kept: Kept
    score: float
    words: float
    near: float | None = None
    likeness: float = 0.0


def subject_of(question: Question, owners: str) -> float:
    """Share of the subject in the score of a question for owners of this kind."""
    if owners in DOCUMENTS:
        return SUBJECT_OF_DOCUMENTS
    return SUBJECT_OF_FEW if question.length <= FEW else SUBJECT


class _Scores(NamedTuple):
    """The same of all documents, as arrays."""

    numbers: npt.NDArray[np.int64]
    words: Vectors
    near: Vectors | None
    likeness: Vectors


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
        found = self._score(question, said, audience=audience, kinds=kinds, depth=depth, allowed=allowed)
        if found is None:
            return []
        rows = self.ledger.kept(found.numbers)
        words = found.words.tolist()
        if found.near is None:
            scored = [Scored(kept, met, met) for kept, met in zip(rows, words, strict=True)]
        else:
            share = subject_of(question, DOCUMENTS[0])
            nears = zip(rows, words, found.near.tolist(), found.likeness.tolist(), strict=True)
            scored = [
                Scored(kept, (1 - share) * met + share * near, met, near, alike) for kept, met, near, alike in nears
            ]
        return sorted(scored, key=lambda one: (-one.score, one.kept.key))

    def _score(
        self,
        question: Question,
        said: str,
        *,
        audience: Sequence[str],
        kinds: Sequence[str],
        depth: int,
        allowed: Allowed | None,
    ) -> "_Scores | None":
        numbers, scores = self._hits(question, audience, kinds, depth, allowed)
        if not len(numbers):
            return None
        # What any text of the language shares with the question is no evidence: the last of those scored again says how much.
        words = _spread(scores, float(scores[-1]) if len(numbers) == depth else 0.0)
        likeness = self._subject(question, numbers.tolist(), said)
        return _Scores(
            numbers, words, None if likeness is None else _spread(likeness), words if likeness is None else likeness
        )

    def _subject(self, question: Question, numbers: Sequence[int], said: str) -> "npt.NDArray[np.float32] | None":
        latent, meant = self._latent(question, numbers), self._meant(said, numbers)
        if latent is None or meant is None:
            return meant if latent is None else latent
        mixed: Vectors = (1 - ENCODED) * latent + ENCODED * meant
        return mixed

    def _hits(
        self, question: Question, audience: Sequence[str], kinds: Sequence[str], depth: int, allowed: Allowed | None
    ) -> "tuple[npt.NDArray[np.int64], npt.NDArray[np.float32]]":
        """The first `depth` documents that are there and may be seen, with their scores. Where others stood among them, more
        are asked for, so that what is forbidden or gone takes nobody's place."""
        limit, told, is_first = depth + min(depth, self.ledger.there().unburied), dict[int, bool](), True
        while True:
            hits = self.backend.search(question.ideas, limit=limit, audience=audience, kinds=kinds)
            numbers = np.array([number for number, _ in hits], np.int64)
            scores = np.array([score for _, score in hits], np.float32)
            seen = self.ledger.there().of(numbers)
            if allowed is not None:
                new = np.array([one for one in numbers[seen].tolist() if one not in told], np.int64)
                keys = self.ledger.keys(new)
                may = set(allowed(keys)) if keys else set()
                told.update((one, key in may) for one, key in zip(new.tolist(), keys, strict=True))
                seen = np.array([told.get(one, False) for one in numbers.tolist()], np.bool_) & seen
            found = numbers[seen][:depth]
            if len(found) == depth or len(hits) < limit or limit >= FARTHEST * depth:
                return found, scores[seen][:depth]
            # As many more as are wanting, if what comes is seen as often as what came; then without measure.
            likely = int(SPARE * depth * limit / max(1, len(found))) + 1
            limit, is_first = min(FURTHER * limit, likely) if is_first else FURTHER * limit, False

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
        only: Collection[str] | None = None,
        heard: "Callable[[Heard], None] | None" = None,
    ) -> list[Found]:
        """Owners (of one kind, among some), best first, each with the documents that count and the words they met.

        `allowed` is asked with the keys of the best documents and answers with those that the viewer may see; the others
        are dropped before anything is scored against them. Only the statistics of words (how frequent, how long the texts)
        are those of the whole collection. `only`: told are these alone, with the scores that they have among all. `heard` is told how much of
        the question the documents speak of; it changes nothing of the order."""
        question = self.ask(text, language)
        found = self._score(question, text, audience=audience, kinds=kinds, depth=depth, allowed=allowed)
        hearing = Hearing(question, self.ledger)
        if heard is not None:
            heard(hearing.heard(hearing.shared(found.numbers[:AMONG]) if found else ()))
        if found is None:
            return []
        ranked = self._owners(found.numbers, owners, among)
        near = found.near
        subject = 0.0 if near is None else subject_of(question, owners)
        said = ranked.best(found.words, _weights(BEST_OF_TEXT if question.length > TEXT else BEST, 1 - subject))
        about = None if near is None else ranked.best(near, _weights(BEST, subject))
        worth = said.worth if about is None else said.worth + about.worth
        first = ranked.first(worth, len(worth) if only is not None else max(limit, SCALE), self.ledger.owner_names)
        scale = 1.0
        if about is not None and near is not None:
            scale = _scale(about, [place for place, _ in first[:SCALE]], near, found.likeness)
        if only is not None:
            first = [(place, name) for place, name in first if name in only]
        shares: list[dict[int, float]] = []
        for place, _ in first[:limit]:
            sums: dict[int, float] = {}
            for document, _, share in chain(said.of(place), about.of(place) if about else ()):
                sums[document] = sums.get(document, 0.0) + share
            shares.append(sums)
        told = sorted({one for sums in shares for one in sums})
        numbers = found.numbers[told]
        keys = dict(zip(told, self.ledger.keys(numbers), strict=True))
        shared = dict(zip(told, hearing.shared(numbers), strict=True))
        meeting = Meeting(question, hearing.ids)
        return [
            Found(name, float(worth[place]) * scale, tuple(
                Reason(keys[one], share * scale, meeting.matches(shared[one]))
                for one, share in sorted(sums.items(), key=lambda pair: (-pair[1], keys[pair[0]]))
            ), hearing.heard(map(shared.__getitem__, sums)).share)
            for (place, name), sums in zip(first, shares, strict=False)
        ]  # fmt: skip

    def _owners(self, numbers: "npt.NDArray[np.int64]", beginning: str, among: Collection[str] | None) -> Owners:
        """Whose documents these are, of the owners with this beginning and among some."""
        ids, bounds = self.ledger.owners(numbers)
        kinds, in_part = self.ledger.kinds_with(beginning)
        wanted = np.ones(len(ids), np.bool_) if in_part else kinds[ids & OTHER]
        if among is not None or in_part:
            some = ids[wanted]
            names = self.ledger.owner_names(some)
            wanted[wanted] = [
                (among is None or name in among) and name.startswith(beginning)
                for name in map(names.__getitem__, some.tolist())
            ]
        return Owners(numbers, ids, bounds, wanted)


def _weights(most: int, share: float) -> list[float]:
    """Of the best document, the next and so on; all of them together are worth `share`."""
    whole = sum(1 / rank for rank in range(1, most + 1))
    return [share / rank / whole for rank in range(1, most + 1)]


def _scale(about: Best, places: Sequence[int], near: Vectors, likeness: Vectors) -> float:
    """How near these owners come to the subject as such, against how near they come among those found: 0 to 1."""
    rows = [(document, weight) for place in places for document, weight, _ in about.of(place)]
    alike = sum(weight * max(0.0, float(likeness[document])) for document, weight in rows)
    spread = sum(weight * float(near[document]) for document, weight in rows)
    return min(1.0, alike / spread) if spread else 1.0


def _spread(values: Vectors, low: float | None = None) -> Vectors:
    """From 0 at the lowest (or at `low`) to 1 at the highest."""
    low = float(values.min()) if low is None else low
    width = float(values.max()) - low
    spread: Vectors = (values - low) / width if width > 0 else np.ones_like(values)
    return spread


class Meeting:
    """Which ideas of a question a document speaks of: the best alternative of each, its bridge named. `known` are the ids
    of the question's tokens."""

    def __init__(self, question: Question, known: Mapping[str, int]) -> None:
        ideas = [idea for idea in question.ideas if idea.alternatives[0].tokens[0][0] != "4"]
        self._ideas = [
            (idea.said, [
                (frozenset(known[token] for token in one.tokens), one.met, one.bridge)
                for one in sorted(idea.alternatives, key=lambda alternative: -alternative.trust)
                if all(token in known for token in one.tokens)
            ])
            for idea in ideas
        ]  # fmt: skip
        self._told: dict[frozenset[int], tuple[Match, ...]] = {}

    def matches(self, shared: frozenset[int]) -> tuple[Match, ...]:
        """Of a document that shares these tokens with the question."""
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
