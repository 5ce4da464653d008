"""A glossary of Kazakh, Russian and English terms as a bridge from the words of one language to those of another."""

import csv
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from io import StringIO

from seriktes_analytics.matching.analysis import LANGUAGES, stem, words
from seriktes_analytics.matching.stopwords import STOPWORDS

LONGEST = 4
# Before a term: understood where it is asked, never looked for in documents, most of which mean another thing by it.
ASKED_ONLY = "~"
Stems = tuple[str, ...]


@dataclass(frozen=True)
class Entry:
    """One concept: in each language the head word, then its alternatives; one behind `~` is understood only."""

    kk: tuple[str, ...]
    ru: tuple[str, ...]
    en: tuple[str, ...]
    field: str = ""
    source: str = ""
    check: str = ""

    def terms(self, language: str) -> tuple[str, ...]:
        return {"kk": self.kk, "ru": self.ru, "en": self.en}[language]


@dataclass(frozen=True)
class Crossing:
    """Words of a query, from..to, and what they are called in the other language: each a tuple of stems."""

    start: int
    stop: int
    said: str
    alternatives: tuple[tuple[Stems, str], ...]


def stems_of(term: str, language: str) -> Stems:
    """Without the words that no question asks and no index holds, unless there are no others."""
    said = words(term)
    return tuple(stem(word, language) for word in said if word not in STOPWORDS[language]) or tuple(
        stem(word, language) for word in said
    )


class Glossary:
    """Looks terms up by their stems, the longest first. A word that is itself a term as it is written stands for nothing
    else that shares its stem. In a term of several words, words that the glossary holds for the same stand for each other."""

    def __init__(self, entries: Iterable[Entry]) -> None:
        self.entries = tuple(entries)
        self._found: dict[str, dict[Stems, list[int]]] = {language: defaultdict(list) for language in LANGUAGES}
        # Terms of one word as they are written.
        self._written: dict[str, dict[str, list[int]]] = {language: defaultdict(list) for language in LANGUAGES}
        # Of each stem the head of the first entry that has it among its words.
        self._heads: dict[str, dict[str, str]] = {language: {} for language in LANGUAGES}
        # Terms of several words by their heads.
        self._alike: dict[str, dict[Stems, list[int]]] = {language: defaultdict(list) for language in LANGUAGES}
        for language, heads in self._heads.items():
            for entry in self.entries:
                words_alone = [one[0] for term in entry.terms(language) if len(one := stems_of(term, language)) == 1]
                for alone in words_alone:
                    heads.setdefault(alone, words_alone[0])
        for number, entry in enumerate(self.entries):
            for language in LANGUAGES:
                for term in entry.terms(language):
                    stems = stems_of(term, language)
                    if len(said := words(term)) == 1:
                        self._written[language][said[0]].append(number)
                    if stems and number not in self._found[language][stems]:
                        self._found[language][stems].append(number)
                        if len(stems) > 1:
                            self._alike[language][self._as_heads(stems, language)].append(number)

    def _as_heads(self, stems: Stems, language: str) -> Stems:
        heads = self._heads[language]
        return tuple(heads.get(one, one) for one in stems)

    def crossings(self, query: Sequence[str], source: str, target: str) -> list[Crossing]:
        """How the words (folded, in order) of a query in `source` are called in `target`."""
        stems = tuple(stem(word, source) for word in query)
        known, alike, written = self._found[source], self._alike[source], self._written[source]
        found, at = [], 0
        while at < len(stems):
            for length in range(min(LONGEST, len(stems) - at), 0, -1):
                entries = (written.get(query[at]) if length == 1 else None) or known.get(stems[at : at + length])
                if not entries and length > 1:
                    entries = alike.get(self._as_heads(stems[at : at + length], source))
                if entries:
                    found.append(self._crossing(at, at + length, query, entries, target))
                    at += length
                    break
            else:
                at += 1
        return found

    def _crossing(self, start: int, stop: int, query: Sequence[str], entries: Sequence[int], target: str) -> Crossing:
        alternatives: dict[Stems, str] = {}
        for number in entries:
            for term in self.entries[number].terms(target):
                if term.startswith(ASKED_ONLY):
                    continue
                alternatives.setdefault(stems_of(term, target), term)
        return Crossing(start, stop, " ".join(query[start:stop]), tuple(alternatives.items()))


def read_glossary(text: str) -> list[Entry]:
    """Entries of a CSV with the columns kk, ru, en and, if there, field, source, check; alternatives stand between bars."""

    def terms(written: str) -> tuple[str, ...]:
        return tuple(term.strip() for term in written.split("|") if term.strip())

    return [
        Entry(
            kk=terms(row["kk"]),
            ru=terms(row["ru"]),
            en=terms(row["en"]),
            field=row.get("field", ""),
            source=row.get("source", ""),
            check=row.get("check", ""),
        )
        for row in csv.DictReader(StringIO(text))
    ]


@cache
def shipped_glossary() -> Glossary:
    """The glossary of research and industry that comes with the package (CC0)."""
    return Glossary(read_glossary(files(__package__).joinpath("glossary.csv").read_text(encoding="utf-8")))
