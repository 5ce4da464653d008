"""Invented publications in Kazakh, Russian and English, the same at every run: their words mean nothing together.

Words are drawn as a language draws them (Zipf, 1949; the first ranks flattened after Mandelbrot), half of a text from its
subject, so that there are directions to find. Known words come from the glossary, so that bridges have work; to each come
forms and words of no glossary. Every tenth says the same in two languages, so that there is a table of words to learn.
"""

import json
import os
from collections.abc import Iterator, Sequence
from pathlib import Path
from random import Random

import numpy as np
import numpy.typing as npt

from seriktes_analytics.matching.analysis import words
from seriktes_analytics.matching.glossary import shipped_glossary
from seriktes_analytics.matching.stopwords import STOPWORDS

LANGUAGES = ("kk", "ru", "en")
VOCABULARY = 120_000
SUBJECTS = 400
WORDS_OF_A_TEXT, WORDS_OF_A_TITLE = 100, 9
FLATTENED, STEEP = 25.0, 1.05
# Every fourth word of a text carries no subject.
WITHOUT_SUBJECT = 0.25
# One of so many documents is in two languages, half in each.
IN_TWO = 10
CHUNK = 1000
ENDINGS = {
    "kk": ("", "", "лар", "дың", "да", "ды", "ға", "лары", "ымен", "дан", "лық"),
    "ru": ("", "", "а", "ов", "ом", "ами", "ный", "ного", "ость", "ы"),
    "en": ("", "", "s", "ing", "ed", "al"),
}
SYLLABLES = {
    "kk": [
        "ба",
        "қа",
        "өн",
        "ты",
        "рұ",
        "шық",
        "мә",
        "лі",
        "сең",
        "дө",
        "ғай",
        "тө",
        "кем",
        "жа",
        "рық",
        "сұ",
        "нә",
        "біл",
        "құ",
        "ер",
    ],
    "ru": [
        "ба",
        "кра",
        "но",
        "сти",
        "ре",
        "меш",
        "то",
        "ли",
        "гус",
        "дро",
        "вой",
        "те",
        "чем",
        "жа",
        "рус",
        "со",
        "ни",
        "блок",
        "ку",
        "ер",
    ],
    "en": [
        "ba",
        "cra",
        "no",
        "sti",
        "re",
        "mesh",
        "to",
        "li",
        "gus",
        "dro",
        "voy",
        "te",
        "chem",
        "sha",
        "rus",
        "so",
        "ni",
        "block",
        "ku",
        "er",
    ],
}


class Corpus:
    """`documents()` writes lines as `rank-experts` reads them; `questions()` are titles nobody wrote."""

    def __init__(self, count: int, seed: int = 1701) -> None:
        self.count, self.seed = count, seed
        self.persons = max(20, count // 5)
        self.vocabulary = {language: vocabulary(language) for language in LANGUAGES}
        chance = 1 / (np.arange(VOCABULARY) + FLATTENED) ** STEEP
        self.steps = np.cumsum(chance / chance.sum())
        self.empty = {language: np.array(sorted(STOPWORDS[language])) for language in LANGUAGES}

    def write(self, path: Path) -> None:
        with path.open("w", encoding="utf-8") as file:
            for row in self.documents():
                file.write(json.dumps(row, ensure_ascii=False) + "\n")
            # What is measured next does not wait for it.
            file.flush()
            os.fsync(file.fileno())

    def documents(self) -> Iterator[dict[str, object]]:
        for start in range(0, self.count, CHUNK):
            rng = np.random.default_rng((self.seed, start))
            for number in range(start, min(start + CHUNK, self.count)):
                language = LANGUAGES[int(rng.integers(3))]
                subject = int(rng.integers(SUBJECTS))
                persons = (self.persons * rng.random(1 + int(rng.integers(4))) ** 2).astype(int)
                names = [f"p{person}" for person in dict.fromkeys(persons.tolist())]
                if number % IN_TWO == 0:
                    # By their letters it is told which language each is in.
                    other = LANGUAGES[(LANGUAGES.index(language) + 1) % 3]
                    ranks = self.ranks(rng, subject, WORDS_OF_A_TEXT // 2)
                    one, two = (self.words(rng, spoken, ranks, WITHOUT_SUBJECT) for spoken in (language, other))
                    yield {"id": f"d{number}", "title": " ".join(one), "text": " ".join(two), "persons": names}
                    continue
                said = self.said(rng, language, subject, WORDS_OF_A_TITLE + WORDS_OF_A_TEXT)
                yield {
                    "id": f"d{number}",
                    "lang": language,
                    "title": " ".join(said[:WORDS_OF_A_TITLE]),
                    "text": " ".join(said[WORDS_OF_A_TITLE:]),
                    "persons": names,
                }

    def questions(self, count: int) -> list[str]:
        """Two to twelve words with a subject, in the three languages by turns."""
        rng = np.random.default_rng((self.seed, 0, 7))
        return [
            " ".join(
                self.said(rng, LANGUAGES[number % 3], int(rng.integers(SUBJECTS)), 2 + int(rng.integers(11)), empty=0)
            )
            for number in range(count)
        ]

    def said(
        self, rng: np.random.Generator, language: str, subject: int, count: int, *, empty: float = WITHOUT_SUBJECT
    ) -> list[str]:
        return self.words(rng, language, self.ranks(rng, subject, count), empty)

    def ranks(self, rng: np.random.Generator, subject: int, count: int) -> "npt.NDArray[np.int64]":
        ranks = np.searchsorted(self.steps, rng.random(count))
        # A subject has its own order of the same words.
        own = rng.random(count) < 0.5
        return np.where(own, (ranks * 7 + subject * 293 + 50) % VOCABULARY, np.minimum(ranks, VOCABULARY - 1))

    def words(self, rng: np.random.Generator, language: str, ranks: "npt.NDArray[np.int64]", empty: float) -> list[str]:
        """The words of these ranks, which in another language stand for the same."""
        said = self.vocabulary[language][ranks]
        drawn = rng.random(len(ranks)) < empty
        said[drawn] = rng.choice(self.empty[language], int(drawn.sum()))
        return [str(word) for word in said]


def vocabulary(language: str) -> "np.ndarray[tuple[int], np.dtype[np.object_]]":
    """Words of the glossary first, in an order of chance, in several forms; then words that nobody knows."""
    rng = Random(f"{language} words")
    known = list(
        dict.fromkeys(
            word for entry in shipped_glossary().entries for term in entry.terms(language) for word in words(term)
            if word not in STOPWORDS[language]
        )
    )  # fmt: skip
    rng.shuffle(known)
    found = dict.fromkeys(known)
    while len(found) < VOCABULARY:
        root = rng.choice(known) if rng.random() < 0.5 else _invented(rng, SYLLABLES[language])
        found[root + rng.choice(ENDINGS[language])] = None
    return np.array(list(found)[:VOCABULARY], dtype=object)


def _invented(rng: Random, syllables: Sequence[str]) -> str:
    return "".join(rng.choice(syllables) for _ in range(2 + rng.randrange(4)))
