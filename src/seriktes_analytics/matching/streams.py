"""Documents as the index and the ledger take them: many at once, each word analysed once.

What stands between two spaces is analysed when it is first met and has a number from then on; a text is then a row of such
numbers, and counting is done over whole batches.
"""

from array import array
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Any, NamedTuple

import numpy as np
import numpy.typing as npt

from seriktes_analytics.matching.analysis import (
    KINDS,
    LANGUAGES,
    fold,
    language_by,
    letters,
    spoken_as,
    tokens_of_word,
    words_of,
)
from seriktes_analytics.matching.evidence import Evidence

Ids = npt.NDArray[np.uint32]
Counts = npt.NDArray[np.uint8]
Numbers = npt.NDArray[np.int64]
# So much of what stands between spaces is remembered; beyond, all is forgotten and met anew.
REMEMBERED = 600_000
_TONGUE = {language: number for number, language in enumerate(LANGUAGES)}


@dataclass(frozen=True)
class Counted:
    """Documents by their tokens: those of document i stand at bounds[i] to bounds[i + 1], in the order of their ids."""

    bounds: npt.NDArray[np.int64]
    ids: Ids
    counts: Counts

    def __len__(self) -> int:
        return len(self.bounds) - 1


@dataclass(frozen=True)
class Streams:
    """`texts` for the index, with every token as often as it stands there; `counted` without pieces, for the ledger."""

    texts: list[str]
    counted: Counted
    # The languages of each document's texts.
    spoken: list[str]
    languages: list[str]


class Texts(NamedTuple):
    """Of all documents of a lot one after another: words, language and weight of each text; and how many texts each has."""

    words: list[str]
    languages: list[str]
    weights: list[int]
    each: list[int]

    @classmethod
    def of(cls, documents: Sequence[Evidence]) -> "Texts":
        texts = [text for document in documents for text in document.texts]
        return cls(
            [text.words for text in texts],
            [text.language for text in texts],
            [text.weight for text in texts],
            [len(document.texts) for document in documents],
        )


class Reader:
    """`number_tokens` answers with a number above 0 for each token, for ever the same."""

    def __init__(self, number_tokens: Callable[[Sequence[str]], Sequence[int]]) -> None:
        # With whoever writes: those who only ask have no room for it in their memory.
        import pyarrow as pa
        import pyarrow.compute as pc

        self._arrow: Any = pa
        self._compute: Any = pc
        self._number_tokens = number_tokens
        self.forget()

    def forget(self) -> None:
        self._number = _Numbers()
        # Of what stands between spaces, its letters by kind: counted when a text does not say its language.
        self._letters = np.zeros((0, len(KINDS)), np.int64)
        # Of the same, read in each language (number x 3 + language): its tokens, and where the ids of those without pieces
        # stand among all ids.
        self._text: list[str] = []
        self._start, self._stop = np.zeros(0, np.int64), np.zeros(0, np.int64)
        self._ids = array("I")
        # And which languages those are of: 1, 2 and 4.
        self._languages = np.zeros(0, np.uint8)
        self._analysed = np.zeros(0, np.bool_)

    def read(self, documents: Sequence[Evidence]) -> Streams:
        """A lot at once, by arrays: a word that stands there twice is looked up once."""
        return self.read_texts(Texts.of(documents))

    def read_texts(self, texts: Texts) -> Streams:
        if len(self._number) > REMEMBERED:
            self.forget()
        codes, sizes, words = self._split(texts.words)
        self._grow()
        bounds = np.concatenate(([0], np.cumsum(sizes)))
        tongues = [
            _TONGUE[language] if language else self._tongue(words[codes[start:stop]])
            for language, (start, stop) in zip(texts.languages, pairwise(bounds.tolist()), strict=True)
        ]
        # Each word in the language of its text: as one among those of this lot, and as one among all.
        local = 3 * codes + np.repeat(np.array(tongues, np.int64), sizes)
        used = np.flatnonzero(np.bincount(local, minlength=3 * len(words)))
        named = 3 * words[used // 3] + used % 3
        self._analyse(named[~self._analysed[named]].tolist())
        place = np.zeros(3 * len(words), np.int64)
        place[used] = np.arange(len(used))
        at = place[local]
        weights = np.array(texts.weights, np.int64)
        streams = self._write(named, at, bounds, weights, texts.each)
        of_document = np.repeat(np.arange(len(texts.each)), texts.each)
        counted = self._count(named[at], np.repeat(of_document, sizes), np.repeat(weights, sizes), len(texts.each))
        met = int(np.bitwise_or.reduce(self._languages[named])) if len(named) else 0
        spoken, first = list[str](), 0
        for count in texts.each:
            spoken.append(" ".join(dict.fromkeys(LANGUAGES[tongue] for tongue in tongues[first : first + count])))
            first += count
        return Streams(streams, counted, spoken, [one for at, one in enumerate(LANGUAGES) if met >> at & 1])

    def _split(self, texts: Sequence[str]) -> "tuple[Numbers, Numbers, Numbers]":
        """What stands between spaces, text after text, as places among the words of this lot; how many there are in each
        text; and the numbers of those words."""
        try:
            written = self._arrow.array(texts, self._arrow.string())
        except UnicodeEncodeError:
            # Half a character is none.
            whole = [text.encode("utf-8", "replace").decode() for text in texts]
            written = self._arrow.array(whole, self._arrow.string())
        parts = self._compute.utf8_split_whitespace(written)
        met = parts.flatten().dictionary_encode()
        numbers = list(map(self._number.__getitem__, met.dictionary.to_pylist()))
        codes = met.indices.to_numpy().astype(np.int64)
        return codes, np.diff(parts.offsets.to_numpy()).astype(np.int64), np.array(numbers, np.int64)

    def _write(self, named: Numbers, at: Numbers, bounds: Numbers, weights: Numbers, each: Sequence[int]) -> list[str]:
        """Of each document the tokens of all its words, those of a text as often as it weighs."""
        arrow = self._arrow
        sizes = np.repeat(np.diff(bounds), weights)
        starts = np.repeat(bounds[:-1], weights)
        order = np.repeat(starts - (np.cumsum(sizes) - sizes), sizes) + np.arange(sizes.sum())
        of_texts = np.concatenate(([0], np.cumsum(np.diff(bounds) * weights)))
        ends = of_texts[np.concatenate(([0], np.cumsum(np.array(each, np.int64))))]
        tokens = arrow.array([self._text[word] for word in named.tolist()], arrow.string())
        said = tokens.take(arrow.array(at[order]))
        rows = arrow.ListArray.from_arrays(arrow.array(ends, arrow.int32()), said)
        streams: list[str] = self._compute.binary_join(rows, " ").to_pylist()
        return streams

    def _tongue(self, row: Numbers) -> int:
        if len(self._letters) < len(self._number):
            new = [letters(fold(one)) for one in self._number.written[len(self._letters) :]]
            self._letters = np.concatenate((self._letters, np.array(new, np.int64)))
        return _TONGUE[language_by(*self._letters[row].sum(axis=0).tolist())]

    def _grow(self) -> None:
        room = len(self._text) // 3
        if len(self._number) <= room:
            return
        # Room for more than what came, so that little is copied.
        more = np.zeros(3 * (len(self._number) - room + room // 2), np.int64)
        self._text.extend([""] * len(more))
        self._start, self._stop = np.concatenate((self._start, more)), np.concatenate((self._stop, more))
        self._languages = np.concatenate((self._languages, more.astype(np.uint8)))
        self._analysed = np.concatenate((self._analysed, more.astype(np.bool_)))

    def _analyse(self, new: Sequence[int]) -> None:
        if not new:
            return
        written = self._number.written
        told = []
        for word in new:
            language = LANGUAGES[word % 3]
            said = words_of(fold(written[word // 3]))
            told.append([token for one in said for token in tokens_of_word(one, spoken_as(one, language))])
        named = [[token for token in tokens if not token.startswith("4")] for tokens in told]
        ids = self._number_tokens([token for tokens in named for token in tokens])
        at = len(self._ids)
        self._ids.extend(ids)
        for word, tokens, kept in zip(new, told, named, strict=True):
            self._text[word] = " ".join(tokens)
            self._languages[word] = sum({1 << LANGUAGES.index(token[:2]) for token in kept if token[2:3] == ":"})
            self._start[word], self._stop[word] = at, at + len(kept)
            at += len(kept)
        self._analysed[new] = True

    def _count(
        self, words: "npt.NDArray[np.int64]", documents: "npt.NDArray[np.int64]", weights: "npt.NDArray[np.int64]",
        total: int,
    ) -> Counted:  # fmt: skip
        """Of each document its tokens by the words that it says, each so many times."""
        start, size = self._start[words], self._stop[words] - self._start[words]
        place = np.repeat(start - (np.cumsum(size) - size), size) + np.arange(size.sum())
        ids = np.frombuffer(self._ids, np.uint32)[place].astype(np.uint64) if len(place) else np.zeros(0, np.uint64)
        pairs = np.repeat(documents.astype(np.uint64), size) << np.uint64(32) | ids
        times = np.repeat(weights, size)
        if (weights != 1).any():
            order = np.argsort(pairs, kind="stable")
            pairs, times = pairs[order], times[order]
        else:
            pairs = np.sort(pairs)
        begins = np.flatnonzero(np.concatenate(([True], pairs[1:] != pairs[:-1]))) if len(pairs) else np.zeros(0, int)
        counts = np.add.reduceat(times, begins) if len(pairs) else np.zeros(0, np.int64)
        alone = pairs[begins]
        bounds = np.searchsorted(alone >> np.uint64(32), np.arange(total + 1, dtype=np.uint64))
        return Counted(bounds.astype(np.int64), alone.astype(np.uint32), np.minimum(counts, 255).astype(np.uint8))


class _Numbers(dict[str, int]):
    """Of each new key the next number; `written` are the keys by their numbers."""

    def __init__(self) -> None:
        super().__init__()
        self.written: list[str] = []

    def __missing__(self, key: str) -> int:
        number = self[key] = len(self)
        self.written.append(key)
        return number
