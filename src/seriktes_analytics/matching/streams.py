"""Documents as the index and the ledger take them: many at once, each word analysed once.

What stands between two spaces is analysed when it is first met and has a number from then on; a text is then a row of such
numbers, and counting is done over whole batches.
"""

from array import array
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import chain, islice, pairwise

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
from seriktes_analytics.matching.evidence import Evidence, Text

Ids = npt.NDArray[np.uint32]
Counts = npt.NDArray[np.uint8]
# So much of what stands between spaces is remembered; beyond, all is forgotten and met anew.
REMEMBERED = 600_000


@dataclass(frozen=True)
class Counted:
    """Documents by their tokens: those of document i stand at bounds[i] to bounds[i + 1], in the order of their ids."""

    bounds: npt.NDArray[np.int64]
    ids: Ids
    counts: Counts

    def __len__(self) -> int:
        return len(self.bounds) - 1

    def blobs(self) -> list[tuple[bytes, bytes]]:
        ids, counts, bounds = memoryview(self.ids.tobytes()), self.counts.tobytes(), self.bounds.tolist()
        return [(bytes(ids[4 * start : 4 * stop]), counts[start:stop]) for start, stop in pairwise(bounds)]

    @classmethod
    def of(cls, blobs: Sequence[tuple[bytes, bytes]]) -> "Counted":
        bounds = np.zeros(len(blobs) + 1, np.int64)
        np.cumsum([len(counts) for _, counts in blobs], out=bounds[1:])
        ids = np.frombuffer(b"".join(ids for ids, _ in blobs), np.uint32)
        return cls(bounds, ids, np.frombuffer(b"".join(counts for _, counts in blobs), np.uint8))


@dataclass(frozen=True)
class Streams:
    """`texts` for the index, with every token as often as it stands there; `counted` without pieces, for the ledger."""

    texts: list[str]
    counted: Counted
    # The languages of each document's texts.
    spoken: list[str]
    languages: list[str]


class Reader:
    """`number_tokens` answers with a number above 0 for each token, for ever the same."""

    def __init__(self, number_tokens: Callable[[Sequence[str]], Sequence[int]]) -> None:
        self._number_tokens = number_tokens
        self.forget()

    def forget(self) -> None:
        self._number = _Numbers()
        # Of what stands between spaces, its letters by kind.
        self._letters = np.zeros((0, len(KINDS)), np.int64)
        # Of the same, read in each language (number x 3 + language): its tokens, and where the ids of those without pieces
        # stand among all ids.
        self._text: list[str | None] = []
        self._start, self._stop = np.zeros(0, np.int64), np.zeros(0, np.int64)
        self._ids = array("I")
        # And which languages those are of: 1, 2 and 4.
        self._languages = np.zeros(0, np.uint8)

    def read(self, documents: Sequence[Evidence]) -> Streams:
        if len(self._number) > REMEMBERED:
            self.forget()
        number = self._number.__getitem__
        rows = [[list(map(number, text.words.split())) for text in document.texts] for document in documents]
        self._grow()
        tongues = iter(self._tongues([text for document in documents for text in document.texts], chain(*rows)))
        every, lengths, spoken, parts = array("Q"), array("Q"), list[str](), list[list[tuple[list[int], int]]]()
        for document, found in zip(documents, rows, strict=True):
            said = [next(tongues) for _ in found]
            spoken.append(" ".join(dict.fromkeys(LANGUAGES[tongue] for tongue in said)))
            words = [
                ([3 * one + tongue for one in row], text.weight)
                for text, row, tongue in zip(document.texts, found, said, strict=True)
            ]
            parts.append(words)
            length = 0
            for row, weight in words:
                every.extend(row * weight)
                length += len(row) * weight
            lengths.append(length)
        said_words = np.array(every, np.int64)
        self._analyse(np.unique(said_words).tolist())
        text = self._text
        texts = [
            " ".join([" ".join([text[one] or "" for one in row] * weight) for row, weight in words]) for words in parts
        ]
        counted = self._count(said_words, np.array(lengths, np.int64))
        met = int(np.bitwise_or.reduce(self._languages[said_words])) if len(said_words) else 0
        return Streams(texts, counted, spoken, [one for at, one in enumerate(LANGUAGES) if met >> at & 1])

    def _grow(self) -> None:
        known, wanted = len(self._letters), len(self._number)
        if wanted == known:
            return
        new = [letters(fold(one)) for one in islice(self._number, known, None)]
        self._letters = np.concatenate((self._letters, np.array(new, np.int64)))
        self._text.extend([None] * 3 * (wanted - known))
        more = np.zeros(3 * (wanted - known), np.int64)
        self._start, self._stop = np.concatenate((self._start, more)), np.concatenate((self._stop, more))
        self._languages = np.concatenate((self._languages, more.astype(np.uint8)))

    def _tongues(self, texts: Sequence[Text], rows: Iterable[list[int]]) -> Iterator[int]:
        for text, row in zip(texts, rows, strict=True):
            language = text.language or language_by(*self._letters[row].sum(axis=0).tolist())
            yield LANGUAGES.index(language)

    def _analyse(self, words: Sequence[int]) -> None:
        new = [word for word in words if self._text[word] is None]
        if not new:
            return
        written = list(self._number)
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

    def _count(self, words: "npt.NDArray[np.int64]", lengths: "npt.NDArray[np.int64]") -> Counted:
        document = np.repeat(np.arange(len(lengths), dtype=np.uint64), lengths)
        start, size = self._start[words], self._stop[words] - self._start[words]
        place = np.repeat(start - (np.cumsum(size) - size), size) + np.arange(size.sum())
        ids = np.frombuffer(self._ids, np.uint32)[place] if len(place) else np.zeros(0, np.uint32)
        pairs = np.sort(np.repeat(document, size) << np.uint64(32) | ids)
        begins = np.flatnonzero(np.concatenate(([True], pairs[1:] != pairs[:-1]))) if len(pairs) else np.zeros(0, int)
        counts = np.minimum(np.diff(np.append(begins, len(pairs))), 255).astype(np.uint8)
        alone = pairs[begins]
        bounds = np.searchsorted(alone >> np.uint64(32), np.arange(len(lengths) + 1, dtype=np.uint64))
        return Counted(bounds.astype(np.int64), alone.astype(np.uint32), counts)


class _Numbers(dict[str, int]):
    """Of each new key the next number."""

    def __missing__(self, key: str) -> int:
        number = self[key] = len(self)
        return number
