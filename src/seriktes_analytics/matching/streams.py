"""Documents as the index and the ledger take them: many at once, each word analysed once.

A word is analysed when it is first met and has a number from then on; a text is then a row of such numbers, and counting
is done over whole batches.
"""

from array import array
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from itertools import pairwise

import numpy as np
import numpy.typing as npt

from seriktes_analytics.matching.analysis import LANGUAGES, fold, language_of, spoken_as, tokens_of_word, words_of
from seriktes_analytics.matching.evidence import Evidence, Text

Ids = npt.NDArray[np.uint32]
Counts = npt.NDArray[np.uint8]
# Words remembered; beyond, all are forgotten and met anew.
REMEMBERED = 400_000
NONE = 0
# Of each word so many tokens are kept for explanations.
KEPT = 2


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
        self._known: dict[str, dict[str, int]] = {language: {} for language in LANGUAGES}
        self._text: list[str] = []
        # Of each word the ids of its tokens without pieces (stem, skeleton), and its language.
        self._ids = [array("I") for _ in range(KEPT)]
        self._language = array("b")

    def read(self, documents: Sequence[Evidence]) -> Streams:
        if len(self._text) > REMEMBERED:
            self.forget()
        parts = [[(text, *self._words(text.words, text.language)) for text in document.texts] for document in documents]
        self._meet(parts)
        texts, spoken, every, lengths = [], [], array("I"), array("I")
        for part in parts:
            row: list[int] = []
            for text, language, said in part:
                known = self._known[language]
                row += [known[word] for word in said] * text.weight
            texts.append(" ".join([self._text[word] for word in row]))
            spoken.append(" ".join(dict.fromkeys(language for _, language, _ in part)))
            every.extend(row)
            lengths.append(len(row))
        words = np.frombuffer(every, np.uint32) if every else np.zeros(0, np.uint32)
        counted = self._count(words, np.frombuffer(lengths, np.uint32) if lengths else np.zeros(0, np.uint32))
        met = np.unique(np.frombuffer(self._language, np.int8)[words]) if len(words) else ()
        return Streams(texts, counted, spoken, [LANGUAGES[one] for one in met if one >= 0])

    @staticmethod
    def _words(text: str, language: str) -> tuple[str, list[str]]:
        folded = fold(text)
        return language or language_of(folded), words_of(folded)

    def _meet(self, parts: Sequence[Sequence[tuple[Text, str, list[str]]]]) -> None:
        for language, known in self._known.items():
            new = {word for part in parts for _, spoken, said in part if spoken == language for word in said}
            if new := new.difference(known):
                # In order, so that a collection has the same numbers every time.
                self._meet_words(sorted(new), language)

    def _meet_words(self, words: Sequence[str], language: str) -> None:
        known = self._known[language]
        tongues = [spoken_as(word, language) for word in words]
        told = [tokens_of_word(word, tongue) for word, tongue in zip(words, tongues, strict=True)]
        named = [[token for token in tokens if not token.startswith("4")] for tokens in told]
        ids = iter(self._number_tokens([token for tokens in named for token in tokens]))
        for word, tongue, tokens, kept in zip(words, tongues, told, named, strict=True):
            known[word] = len(self._text)
            self._text.append(" ".join(tokens))
            numbers = [next(ids) for _ in kept] + [NONE] * KEPT
            for place, number in zip(self._ids, numbers, strict=False):
                place.append(number)
            self._language.append(LANGUAGES.index(tongue) if kept else -1)

    def _count(self, words: Ids, lengths: Ids) -> Counted:
        document = np.repeat(np.arange(len(lengths), dtype=np.uint64), lengths)
        ids = [np.frombuffer(place, np.uint32)[words] if len(words) else words for place in self._ids]
        pairs = np.concatenate([document] * KEPT) << np.uint64(32) | np.concatenate(ids)
        pairs = np.sort(pairs[(pairs & np.uint64(0xFFFFFFFF)) != NONE])
        begins = np.flatnonzero(np.concatenate(([True], pairs[1:] != pairs[:-1]))) if len(pairs) else np.zeros(0, int)
        counts = np.minimum(np.diff(np.append(begins, len(pairs))), 255).astype(np.uint8)
        alone = pairs[begins]
        bounds = np.searchsorted(alone >> np.uint64(32), np.arange(len(lengths) + 1, dtype=np.uint64))
        return Counted(bounds.astype(np.int64), alone.astype(np.uint32), counts)
