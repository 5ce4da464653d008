"""A question as the backends understand it: which ideas are asked for, in which words of which language, how weighty."""

from collections import Counter, defaultdict
from collections.abc import Sequence
from dataclasses import dataclass

from seriktes_analytics.matching.analysis import fold, language_of, pieces, spoken_as, stem, words
from seriktes_analytics.matching.bridges import Bridge
from seriktes_analytics.matching.stopwords import STOPWORDS

# A Kazakh word is found by its stem and by its pieces; the pieces of one word together weigh as much as this share of it.
PIECES = 0.6
# A language of which so little of the question can be said is left out.
LEAST_COVERAGE = 0.2
LONGEST = 400


@dataclass(frozen=True)
class Alternative:
    """Tokens that together stand for the idea, and how far they are trusted."""

    tokens: tuple[str, ...]
    trust: float
    met: str = ""
    bridge: str = ""


@dataclass(frozen=True)
class Idea:
    """A word or phrase of the question in one language of documents; the best of its alternatives counts."""

    said: str
    weight: float
    alternatives: tuple[Alternative, ...]
    # How often the question says it.
    count: int = 1


@dataclass(frozen=True)
class Question:
    language: str
    ideas: tuple[Idea, ...]
    length: int

    def bag(self) -> dict[str, float]:
        """Stems with their weights, for the latent directions: of each idea its alternatives share the weight."""
        bag: defaultdict[str, float] = defaultdict(float)
        for idea in self.ideas:
            stems = [one for one in idea.alternatives if one.tokens[0][2:3] == ":"]
            for one in stems:
                for token in one.tokens:
                    bag[token] += idea.count * one.trust / len(stems)
        return dict(bag)


def ask(text: str, *, languages: Sequence[str], bridges: Sequence[Bridge] = (), language: str = "") -> Question:
    """The question that a text asks of documents in `languages`."""
    spoken = language or language_of(fold(text), "")
    said = [word for word in words(text) if word not in STOPWORDS[spoken]][:LONGEST]
    counts = Counter(said)
    unique = list(dict.fromkeys(said))
    # As documents are read: a Latin name in a Kazakh question is a Latin word.
    ideas = [_own(word, spoken_as(word, spoken), counts[word]) for word in unique]
    if spoken == "kk":
        ideas += [_piece(word, piece) for word in unique if word.isalpha() for piece in pieces(word)]
    for target in languages:
        if target != spoken:
            ideas += _across(said, spoken, target, bridges)
    return Question(spoken, tuple(ideas), len(unique))


def _own(word: str, language: str, count: int) -> Idea:
    return Idea(word, 1.0, (Alternative((f"{language}:{stem(word, language)}",), 1.0, word),), count)


def _piece(word: str, piece: str) -> Idea:
    return Idea(word, PIECES, (Alternative((f"4{piece}",), 1.0, word),))


def _across(said: Sequence[str], source: str, target: str, bridges: Sequence[Bridge]) -> list[Idea]:
    offered: dict[tuple[int, int], list[Alternative]] = {}
    for bridge in bridges:
        for offer in bridge.offers(said, source, target):
            found = offered.setdefault((offer.start, offer.stop), [])
            if all(offer.tokens != one.tokens for one in found):
                found.append(Alternative(offer.tokens, offer.trust, offer.met, bridge.name))
    trusted = [0.0] * len(said)
    for (start, stop), alternatives in offered.items():
        for at in range(start, stop):
            trusted[at] = max(trusted[at], *(one.trust for one in alternatives))
    coverage = sum(trusted) / max(1, len(said))
    if coverage < LEAST_COVERAGE:
        return []
    ideas: dict[tuple[str, ...], Idea] = {}
    for (start, stop), alternatives in offered.items():
        phrase = tuple(said[start:stop])
        ideas.setdefault(
            phrase,
            Idea(" ".join(phrase), coverage, tuple(alternatives)),
        )
    return list(ideas.values())
