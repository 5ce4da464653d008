"""Records of one organisation: duplicates in a register, and a list against a register.

Fellegi–Sunter linkage computed by Splink on DuckDB. Formula, parameters, limits and measured precision and
recall: docs/methods/linkage.md.

Source: Fellegi and Sunter (1969), Journal of the American Statistical Association 64(328), 1183–1210.
"""

from collections import Counter
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from math import log2

from rapidfuzz import fuzz
from rapidfuzz.distance import JaroWinkler

from seriktes_analytics.linkage_model import CITY, COMPARISONS, PRIOR, Parameters, Row, predict
from seriktes_analytics.name_comparison import (
    ORDER,
    Likeness,
    Name,
    Rarity,
    blocking_keys,
    compare_names,
    prepare_name,
)
from seriktes_analytics.name_words import Words, common_words
from seriktes_analytics.names import fold

THRESHOLD = 0.9
# A key that more records share joins too many pairs to be worth comparing.
LARGEST_BLOCK = 60
LARGEST_BLOCK_OF_IDENTIFIERS = 1000
# A domain of more records is a mail provider or a portal, not theirs.
OWN_DOMAIN = 5
# A candidate this much weaker (log2 odds, or share of the names' information) than the best is not proposed.
OUTDONE_BITS = 1.5
OUTDONE_SHARE = 0.04


@dataclass(frozen=True)
class LinkRecord:
    """What is known of an organisation; `identifiers` as "scheme:value", `names` in any language and spelling."""

    key: str
    names: tuple[str, ...]
    city: str = ""
    domain: str = ""
    identifiers: tuple[str, ...] = ()


@dataclass(frozen=True)
class Reason:
    """One comparison: its finding, its weight (log2 of the Bayes factor) and the two values compared."""

    code: str
    weight: float
    left: str
    right: str


@dataclass(frozen=True)
class Match:
    """A proposal: `score` is the probability of one organisation; `certain` only by an identical identifier."""

    left: str
    right: str
    score: float
    certain: bool
    reasons: tuple[Reason, ...]


NAME_CODES = {
    "same": "name_same",
    "same_few": "name_same",
    "same_many": "name_same",
    "close": "name_close",
    "close_common": "name_close",
    "part": "name_tokens",
    "related": "name_tokens",
    "common": "name_differs",
    "different": "name_differs",
    "acronym": "acronym",
}


def find_duplicates(
    records: Iterable[LinkRecord],
    *,
    legal_forms: Collection[str] = (),
    equivalents: Mapping[str, str] | None = None,
    threshold: float = THRESHOLD,
    estimate: bool = False,
) -> list[Match]:
    """Pairs of records of one organisation, best first, each pair once in the order of `records`.

    `legal_forms` are left out of names, in any spelling; `equivalents` adds words of one meaning, such as
    {"қазақстан казахстан kazakhstan": "kazakhstan"} (see `name_words.common_words`). `estimate` replaces the
    fixed u parameters of the city by the share of all pairs of these records that have one city.
    """
    pairs = _Pairs(_checked(records, "records"), None, legal_forms, equivalents)
    return pairs.matches(threshold=threshold, estimate=estimate)


def link(
    left: Iterable[LinkRecord],
    right: Iterable[LinkRecord],
    *,
    legal_forms: Collection[str] = (),
    equivalents: Mapping[str, str] | None = None,
    threshold: float = THRESHOLD,
    estimate: bool = False,
) -> list[Match]:
    """Pairs of a record of the list `left` and one of the register `right`, best first; see `find_duplicates`."""
    pairs = _Pairs(_checked(left, "left"), _checked(right, "right"), legal_forms, equivalents)
    return pairs.matches(threshold=threshold, estimate=estimate)


def score_pairs(
    records: Iterable[LinkRecord],
    pairs: Iterable[tuple[str, str]],
    *,
    legal_forms: Collection[str] = (),
    equivalents: Mapping[str, str] | None = None,
) -> list[Match]:
    """The same scores and reasons for pairs of keys that somebody chose, in their order, without a search.

    `records` says what is rare: give the whole register, or as much of it as there is.
    """
    known = _checked(records, "records")
    numbers = {record.key: at for at, record in enumerate(known)}
    model = _Pairs(known, None, legal_forms, equivalents)
    return [model.scored(numbers[left], numbers[right]) for left, right in pairs]


def _checked(records: Iterable[LinkRecord], side: str) -> list[LinkRecord]:
    known: set[str] = set()
    result = []
    for record in records:
        if record.key in known:
            raise ValueError(f"The key {record.key!r} stands twice in {side}: give each record its own key.")
        if not record.names or not all(name.strip() for name in record.names):
            raise ValueError(f"Record {record.key!r} in {side} has an empty name: leave it out or give it a name.")
        wrong = [value for value in record.identifiers if not all(value.partition(":")[::2])]
        if wrong:
            raise ValueError(f'Record {record.key!r} in {side}: write the identifier {wrong[0]!r} as "scheme:value".')
        known.add(record.key)
        result.append(record)
    return result


class _Pairs:
    """The records of both sides in one row of numbers, made ready once, and what comparisons need to know."""

    def __init__(
        self,
        left: list[LinkRecord],
        right: list[LinkRecord] | None,
        legal_forms: Collection[str],
        equivalents: Mapping[str, str] | None,
    ) -> None:
        self.left_size, self.is_link = len(left), right is not None
        self.records = left + (right or [])
        words = common_words(equivalents)
        forms = frozenset(filter(None, map(fold, legal_forms)))
        self.names = [_names(record, forms, words) for record in self.records]
        self.cities = [_city(record.city, words) for record in self.records]
        self.domains = _own_domains(self.records)
        self.identifiers = [frozenset(record.identifiers) for record in self.records]
        places = {token for city in set(self.cities) for token in city.split()}
        self.rarity = Rarity(
            self.names[: self.left_size],
            self.names[self.left_size :] if self.is_link else None,
            common=words.meanings,
            places=places,
        )
        self._found: dict[int, int] = {}

    def likeness(self, one: int, other: int) -> Likeness:
        return compare_names(self.names[one], self.names[other], self.rarity)

    def name_finding(self, one: int, other: int) -> int:
        """The place of the finding in `ORDER`; asked for each level of the comparison, worked out once."""
        pair = one * len(self.records) + other
        found = self._found.get(pair)
        if found is None:
            found = self._found[pair] = ORDER.index(self.likeness(one, other).kind)
        return found

    def identifier_finding(self, one: int, other: int) -> str:
        left, right = self.identifiers[one], self.identifiers[other]
        shared = {value.partition(":")[0] for value in left & right}
        both = {value.partition(":")[0] for value in left} & {value.partition(":")[0] for value in right}
        if not both:
            return "unknown"
        if not shared:
            return "identifier_differs"
        return "identifier" if shared == both else "identifier_mixed"

    def city_parameters(self) -> Parameters:
        """The parameters of the city, with u counted over all pairs: no sample is needed.

        The other u stay fixed: their findings are so rare that the true pairs in a sample would make them.
        """
        left = Counter(filter(None, self.cities[: self.left_size]))
        right = Counter(filter(None, self.cities[self.left_size :])) if self.is_link else left
        pairs = left.total() * right.total()
        if not pairs:
            return CITY
        same = min(max(sum(count * right[city] for city, count in left.items()) / pairs, 0.001), 0.9)
        return {"city_same": (CITY["city_same"][0], same), "city_differs": (CITY["city_differs"][0], 1 - same)}

    @cached_property
    def blocks(self) -> list[list[str]]:
        """Per record the keys that bring it together with others: none that stands alone or joins too many."""
        first = range(self.left_size)
        keys: list[set[str]] = [self._keys(at) for at in first]
        here = Counter(key for own in keys for key in own)
        if self.is_link:
            there: Counter[str] = Counter()
            for at in range(self.left_size, len(self.records)):
                own = {key for key in self._keys(at) if key in here}
                there.update(own)
                keys.append(own)
            useful = {key for key, count in there.items() if _block_fits(key, count)}
        else:
            useful = {key for key, count in here.items() if count > 1 and _block_fits(key, count)}
        return [sorted(own & useful) for own in keys]

    def _keys(self, at: int) -> set[str]:
        keys = blocking_keys(self.names[at], city=self.cities[at], rarity=self.rarity)
        keys.update(f"identifier {value}" for value in self.identifiers[at])
        if self.domains[at]:
            keys.add(f"domain {self.domains[at]}")
        return keys

    def matches(self, *, threshold: float, estimate: bool) -> list[Match]:
        if not 0 <= threshold <= 1:
            raise ValueError(f"The threshold {threshold} is no probability: give a number from 0 to 1.")
        if not any(self.blocks[: self.left_size]):
            return []
        sides = [range(self.left_size), range(self.left_size, len(self.records))]
        rows = predict(
            [self._table(side) for side in (sides if self.is_link else sides[:1])],
            name_finding=self.name_finding,
            identifier_finding=self.identifier_finding,
            parameters={**COMPARISONS, "city": self.city_parameters()} if estimate else COMPARISONS,
            threshold=threshold,
        )
        if self.is_link:
            rows = self._without_outdone(rows)
        result = [self._match(*row) for row in rows]
        return sorted(result, key=lambda match: (-match.score, match.left, match.right))

    def scored(self, one: int, other: int) -> Match:
        """One pair by the model's formula: the sum of the weights on the prior."""
        weights = {name: log2(m / u) for name, (m, u) in self._shares(min(one, other), max(one, other))}
        # An identical identifier outweighs everything: its power of two still fits a float.
        odds = PRIOR / (1 - PRIOR) * 2 ** sum(weights.values())
        return self._match(one, other, odds / (1 + odds), weights)

    def _shares(self, one: int, other: int) -> Iterator[tuple[str, tuple[float, float]]]:
        finding = self.identifier_finding(one, other)
        if finding != "unknown":
            yield "identifier", COMPARISONS["identifier"][finding]
        yield "name", COMPARISONS["name"][ORDER[self.name_finding(one, other)]]
        cities, domains = (self.cities[one], self.cities[other]), (self.domains[one], self.domains[other])
        if all(cities):
            is_same = JaroWinkler.similarity(*cities) >= 0.9
            yield "city", COMPARISONS["city"]["city_same" if is_same else "city_differs"]
        if all(domains):
            yield "domain", COMPARISONS["domain"]["domain_same" if domains[0] == domains[1] else "domain_differs"]

    def _table(self, side: range) -> list[dict[str, object]]:
        """What the model reads of the records of a side that share a block with others."""
        return [
            {"record": at, "city": self.cities[at], "domain": self.domains[at], "block": self.blocks[at]}
            for at in side
            if self.blocks[at]
        ]

    def _without_outdone(self, rows: list[Row]) -> list[Row]:
        """Without the pairs of a list's record that fit clearly worse than its best one; equals all stay."""
        best: dict[int, tuple[float, float]] = {}
        ranks = [(sum(weights.values()), self.likeness(one, other).share) for one, other, _, weights in rows]
        for row, rank in zip(rows, ranks, strict=True):
            best[row[0]] = max(rank, best.get(row[0], rank))
        return [
            row
            for row, (weight, share) in zip(rows, ranks, strict=True)
            if best[row[0]][0] - weight < OUTDONE_BITS and best[row[0]][1] - share < OUTDONE_SHARE
        ]

    def _match(self, one: int, other: int, score: float, weights: Mapping[str, float]) -> Match:
        if one > other:
            one, other = other, one
        reasons = tuple(
            sorted(self._reasons(one, other, weights), key=lambda reason: (-abs(reason.weight), reason.code)),
        )
        certain = any(reason.code == "identifier" for reason in reasons)
        return Match(self.records[one].key, self.records[other].key, score, certain, reasons)

    def _reasons(self, one: int, other: int, weights: Mapping[str, float]) -> Iterator[Reason]:
        left, right = self.records[one], self.records[other]
        finding = self.identifier_finding(one, other)
        if finding != "unknown":
            yield Reason(finding, weights["identifier"], *self._identifier_values(one, other, finding))
        likeness = self.likeness(one, other)
        texts = (likeness.left, likeness.right) if likeness.bits else (left.names[0], right.names[0])
        if likeness.kind.startswith("same"):
            texts = self._most_alike_to_the_eye(one, other) or texts
        yield Reason(NAME_CODES[likeness.kind], weights["name"], *texts)
        if self.cities[one] and self.cities[other]:
            code = "city_same" if weights["city"] > 0 else "city_differs"
            yield Reason(code, weights["city"], left.city, right.city)
        if self.domains[one] and self.domains[other]:
            code = "domain_same" if self.domains[one] == self.domains[other] else "domain_differs"
            yield Reason(code, weights["domain"], left.domain, right.domain)

    def _most_alike_to_the_eye(self, one: int, other: int) -> tuple[str, str] | None:
        """Of the pairs of names that are the same, the one whose spelling differs least: a reader sees it at once."""
        pairs = [
            (left.text, right.text)
            for left in self.names[one]
            for right in self.names[other]
            if left.key == right.key or left.joined == right.joined
        ]
        return max(pairs, key=lambda pair: fuzz.ratio(pair[0].casefold(), pair[1].casefold()), default=None)

    def _identifier_values(self, one: int, other: int, finding: str) -> tuple[str, str]:
        left, right = self.identifiers[one], self.identifiers[other]
        if finding != "identifier_differs":
            shared = min(left & right)
            return shared, shared
        schemes = {value.partition(":")[0] for value in left} & {value.partition(":")[0] for value in right}
        return (
            min(value for value in left if value.partition(":")[0] in schemes),
            min(value for value in right if value.partition(":")[0] in schemes),
        )


def _names(record: LinkRecord, forms: frozenset[str], words: Words) -> list[Name]:
    prepared = (prepare_name(name, legal_forms=forms, words=words) for name in dict.fromkeys(record.names))
    once = {name.tokens: name for name in prepared if name is not None}
    return list(once.values())


def _city(city: str, words: Words) -> str:
    return " ".join(words.meaning(token) or token for token in fold(city).split())


def _own_domains(records: Sequence[LinkRecord]) -> list[str]:
    domains = [record.domain.strip().casefold().removeprefix("www.") for record in records]
    shared = Counter(domains)
    return [domain if shared[domain] <= OWN_DOMAIN else "" for domain in domains]


def _block_fits(key: str, count: int) -> bool:
    return count <= (LARGEST_BLOCK_OF_IDENTIFIERS if key.startswith("identifier ") else LARGEST_BLOCK)
