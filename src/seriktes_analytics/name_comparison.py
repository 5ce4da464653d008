"""How alike two names of organisations are, and how much that tells.

Every word carries information: the rarer, the more (log2 of one over its share of the records). Words of
`name_words` carry little whatever the file, so that "университет" alone never links. docs/methods/linkage.md.
"""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import chain
from math import log2
from typing import NamedTuple

from rapidfuzz.distance import Indel, JaroWinkler

from seriktes_analytics.name_words import KINDS, Words
from seriktes_analytics.names import acronym, fold, fold_tokens, sorted_key

KIND_BITS = 1.5
COMMON_BITS = 3.0
PLACE_BITS = 4.0
MOST_BITS = 12.0
# Records imagined beside those given: in a small file, too, a word shared by two is not yet proof.
BACKGROUND = 2000


@dataclass(frozen=True, slots=True)
class Name:
    """One name made ready: words in order without legal forms and grammar, each unified by meaning."""

    text: str
    tokens: tuple[str, ...]
    key: str
    joined: str
    kinds: frozenset[str]
    numbers: frozenset[str]
    acronyms: frozenset[str]


class Likeness(NamedTuple):
    kind: str
    bits: float  # information of what both names have
    share: float  # of the information of both names together
    left: str
    right: str


UNLIKE = Likeness("different", 0.0, 0.0, "", "")
# From the strongest evidence to the weakest.
ORDER = ("same", "same_few", "close", "part", "same_many", "close_common", "acronym", "related", "common", "different")
_RANK = {kind: rank for rank, kind in enumerate(ORDER)}


def prepare_name(text: str, *, legal_forms: frozenset[str], words: Words) -> Name | None:
    """The name made ready for comparison; None for one without a letter or digit."""
    folded = fold_tokens(text, drop=legal_forms)
    meanings = [words.meaning(token) for token in folded]
    tokens = [token if meaning is None else meaning for token, meaning in zip(folded, meanings, strict=True)]
    tokens = [token for token in tokens if token] or folded
    if not tokens:
        return None
    acronyms = {acronym(text)} if len(folded) > 2 else set()
    acronyms.add(fold("".join(token[0] for token in folded))) if len(folded) > 2 else None
    return Name(
        text=text,
        tokens=tuple(tokens),
        key=sorted_key(tokens),
        joined="".join(tokens),
        kinds=frozenset(tokens) & KINDS,
        numbers=frozenset(token for token in tokens if token.isdigit()),
        acronyms=frozenset(a for a in acronyms if len(a) > 2),
    )


class Rarity:
    """Information of words and whole names, in bits, from how many records carry them."""

    def __init__(
        self,
        left: Sequence[Sequence[Name]],
        right: Sequence[Sequence[Name]] | None,
        *,
        common: Iterable[str],
        places: Iterable[str],
    ) -> None:
        records = [*left, *(right or ())]
        self.size = len(records) + BACKGROUND
        self.words = Counter(chain.from_iterable({t for n in names for t in n.tokens} for names in records))
        # A list may name one organisation many times: how many bear a name is counted in the register alone.
        register, self._itself = (left, 1) if right is None else (right, 0)
        self._bearers = Counter(chain.from_iterable({n.key for n in names} for names in register))
        self._common, self._places = frozenset(common), frozenset(places)
        self._bits: dict[str, float] = {}

    def bits(self, token: str) -> float:
        found = self._bits.get(token)
        if found is None:
            found = self._bits[token] = min(self._most(token), log2(self.size / (self.words[token] + 1)))
        return found

    def lack(self, token: str) -> float:
        """What it tells that the other name lacks the word: little for a short one, often a legal form."""
        return min(self.bits(token), COMMON_BITS) if len(token) <= 4 else self.bits(token)

    def others(self, one: Name, other: Name) -> int:
        """How many records could be meant by this name beside the one at hand."""
        return max(self._bearers[one.key], self._bearers[other.key]) - self._itself

    def _most(self, token: str) -> float:
        if token in KINDS:
            return KIND_BITS
        if token in self._common:
            return COMMON_BITS
        if len(token) == 1:
            return 1.0
        if len(token) == 2 or token.isdigit() or token in self._places:
            return PLACE_BITS
        # Short words are often acronyms, and one letter makes another one of them.
        return {3: 7.0, 4: 7.0, 5: 8.0}.get(len(token), MOST_BITS)


def compare_names(left: Sequence[Name], right: Sequence[Name], rarity: Rarity) -> Likeness:
    """The likeness of the best pair of names of two records."""
    best = UNLIKE
    for one in left:
        for other in right:
            found = _compare(one, other, rarity)
            if (_RANK[found.kind], -found.share, -found.bits) < (_RANK[best.kind], -best.share, -best.bits):
                best = found
                if found.kind == "same" and found.bits >= MOST_BITS:
                    return best
    return best


def _compare(one: Name, other: Name, rarity: Rarity) -> Likeness:
    if one.key == other.key or one.joined == other.joined:
        bits = sum(map(rarity.bits, set(one.tokens)))
        # One other bearer of the name is the record looked for; more of them make it a name of many.
        others = rarity.others(one, other)
        kind = "same" if bits > 7 and others <= 1 else "same_few" if bits >= 4.5 and others <= 4 else "same_many"
        return Likeness(kind, bits, 1.0, one.text, other.text)
    if len(one.tokens) == 1 and len(one.joined) > 2 and one.joined in other.acronyms:
        return Likeness("acronym", rarity.bits(one.joined), 0.0, one.text, other.text)
    if len(other.tokens) == 1 and len(other.joined) > 2 and other.joined in one.acronyms:
        return Likeness("acronym", rarity.bits(other.joined), 0.0, one.text, other.text)
    if one.numbers and other.numbers and one.numbers != other.numbers:
        return UNLIKE
    shared, all_left, all_right = _shared_bits(one, other, rarity)
    if not shared:
        return UNLIKE
    # "… University" is neither "… Academy" nor "… University Hospital"; a name without a kind may be any of them.
    kinds_agree = one.kinds == other.kinds or not (one.kinds and other.kinds)
    jaccard = shared / (all_left + all_right - shared)
    part = shared / min(all_left, all_right)
    if kinds_agree and jaccard >= 0.8:
        kind = "close" if shared >= 8 else "close_common"
    elif kinds_agree and part >= 0.9 and shared >= 8:
        kind = "part"
    else:
        kind = "related" if jaccard >= 0.5 and (kinds_agree or one.kinds & other.kinds) else "common"
    return Likeness(kind, shared, jaccard, one.text, other.text)


def _shared_bits(one: Name, other: Name, rarity: Rarity) -> tuple[float, float, float]:
    """Bits of the words that both names have (misspelt ones in part), of all words of one, of the other."""
    left, right = set(one.tokens), set(other.tokens)
    exact = left & right
    shared = sum(map(rarity.bits, exact))
    left -= exact
    right -= exact
    all_left, all_right = shared + sum(map(rarity.lack, left)), shared + sum(map(rarity.lack, right))
    for token in sorted(left):
        likest, factor = "", 0.0
        for candidate in sorted(right):
            alike = _alike(token, candidate)
            if alike > factor:
                likest, factor = candidate, alike
        if likest:
            right.discard(likest)
            common = min(rarity.bits(token), rarity.bits(likest))
            shared += common * factor
            # A misspelt word is rare because it is misspelt: it counts like the word it stands for.
            all_left += common - rarity.lack(token)
            all_right += common - rarity.lack(likest)
    return shared, all_left, all_right


def _alike(token: str, candidate: str) -> float:
    """1 for one spelling, 0 for two words; a shortened first name ("k" for "kanish") counts in full."""
    shorter, longer = (token, candidate) if len(token) <= len(candidate) else (candidate, token)
    if len(shorter) == 1:
        return float(longer.startswith(shorter) and not longer.isdigit())
    if len(shorter) < 3 or token.isdigit() or candidate.isdigit():
        return 0.0
    if len(longer) - len(shorter) > 4:
        return 0.0
    alike = Indel.normalized_similarity(token, candidate, score_cutoff=0.8)
    if not alike and token[0] == candidate[0]:
        # Another ending or a vowel more: the beginning counts.
        alike = JaroWinkler.similarity(token, candidate, score_cutoff=0.88) - 0.08
    return max(alike, 0.0)


def blocking_keys(names: Sequence[Name], *, city: str, rarity: Rarity) -> set[str]:
    """Keys of which two records of one organisation share at least one, nearly always."""
    keys = set()
    for name in names:
        keys |= {f"name {name.key}", f"name {name.key} in {city}", f"start {name.joined[:10]}"}
        keys |= {f"acronym {short}" for short in name.acronyms}
        if len(name.tokens) == 1 and 2 < len(name.joined) <= 8:
            keys.add(f"acronym {name.joined}")
        telling = sorted(set(name.tokens), key=lambda token: (-rarity.bits(token), token))[:4]
        rare = [token for token in telling if rarity.bits(token) > PLACE_BITS or len(telling) == 1]
        for token in rare:
            keys |= {f"word {token}", f"head {token[:5]}", f"tail {token[-5:]}", f"bones {_bones(token)}"}
            keys |= {f"head {token[:4]} in {city}", f"bones {_bones(token)} in {city}"} if city else set()
        for at, token in enumerate(telling):
            for second in telling[at + 1 :]:
                first, last = sorted((token, second))
                keys |= {f"words {first} {last}", f"heads {first[:4]} {last[:4]}"}
    return keys


def _bones(token: str) -> str:
    """The consonants: what most misspellings and spellings of other languages leave."""
    return token[0] + token[1:].translate(_NO_VOWELS)


_NO_VOWELS: Mapping[int, None] = dict.fromkeys(map(ord, "aeiouh"))
