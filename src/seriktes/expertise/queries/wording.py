"""The words by which something was found, as the reader meets them in the document itself."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from functools import lru_cache
from typing import TYPE_CHECKING

from seriktes.expertise.models import Evidence
from seriktes.expertise.queries.known_words import known_words
from seriktes_analytics.matching.analysis import LANGUAGES, fold, skeleton, spoken_as, stem, words_of

if TYPE_CHECKING:
    from seriktes_analytics.matching.evidence import Match

# These two bridges know of the other language a stem or a skeleton only; the glossary knows whole words.
LEARNT, BY_SOUND = "table", "skeleton"


def worth_telling(matches: "Sequence[Match]") -> "tuple[Match, ...]":
    """Without bridges for words that stand in the document as they were asked: one reason for each word is enough."""
    met = {one.said for one in matches if not one.bridge}
    return tuple(one for one in matches if not one.bridge or not met.issuperset(one.said.split()))


def needs_texts(matches: "Sequence[Match]") -> bool:
    return any(one.bridge in (LEARNT, BY_SOUND) for one in matches)


def as_written(matches: "Sequence[Match]", row: Evidence | None) -> "tuple[Match, ...]":
    """The same with each stem and skeleton replaced by the first word of the document that has it; a stem that stands in
    its subjects alone, or in a profile (`row` is None), by a word of the glossary."""
    asked = {one: _sign(one) for one in matches if one.bridge in (LEARNT, BY_SOUND)}
    if not asked:
        return tuple(matches)
    written = _written(row, set(asked.values())) if row is not None else {}
    return tuple(
        replace(one, met=written.get(asked[one]) or _whole(one)) if one in asked else one for one in matches
    )  # fmt: skip


def _whole(match: "Match") -> str:
    if match.bridge != LEARNT:
        return match.met
    known = known_words()
    return next((word for code in LANGUAGES if (word := known.get(f"{code}:{match.met}", ""))), match.met)


def _sign(match: "Match") -> str:
    return match.met if match.bridge == LEARNT else f"~{skeleton(match.said)}"


def _written(row: Evidence, wanted: set[str]) -> Mapping[str, str]:
    found: dict[str, str] = {}
    for word, written in _words(row):
        for sign in _signs(word, written):
            if sign in wanted:
                found.setdefault(sign, word)
        if len(found) == len(wanted):
            break
    return found


# A page reads thirty documents; their words are mostly the same.
@lru_cache(maxsize=100_000)
def _signs(word: str, written: str) -> tuple[str, str]:
    """The stem and the skeleton of a word of a text in this language."""
    return stem(word, spoken_as(word, written)), f"~{skeleton(word)}"


def _words(row: Evidence) -> Iterator[tuple[str, str]]:
    """Of the titles, then of the texts."""
    for part in ("name", "text"):
        for language in LANGUAGES:
            for word in words_of(fold(getattr(row, f"{part}_{language}"))):
                yield word, language
