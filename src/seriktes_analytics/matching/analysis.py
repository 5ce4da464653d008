"""Text as streams of tokens: one analysis for every backend, so that all of them rank alike.

A text becomes words (folded: NFKC, case, ё as е), and each word one or more tokens:

- `ru:нефт`: its stem with its language, so that bridges between languages are explicit and no homograph of Russian and
  Kazakh counts as a match;
- `4мұна`: its first four letters, and its first six, for Kazakh alone, whose endings no light stemmer takes off
  completely;
- `~nft`: its skeleton in Latin consonants, which names and international words share in every language and script.
"""

import re
import unicodedata
from functools import cache, lru_cache
from typing import Any

import Stemmer

from seriktes_analytics.matching import kazakh, russian
from seriktes_analytics.matching.stopwords import STOPWORDS

LANGUAGES = ("kk", "ru", "en")
# No word is longer than what an index takes as one token.
_WORD = re.compile(r"[^\W_]{1,100}", re.UNICODE)
_KAZAKH = re.compile("[әғқңөұүһі]")
# In Kazakh these stand in words of other languages only.
_RUSSIAN = re.compile("[вфцчщъьэ]")
_CYRILLIC = re.compile("[а-яёәғқңөұүһі]")


@cache
def _kinds() -> Any:
    """Of every character 1 for a letter, and 2 for a Cyrillic one, and 4 for one of Kazakh alone."""
    import numpy as np  # slow to load, and pages that only stem a word need none of it

    def kind(one: str) -> int:
        return one.isalpha() + 2 * bool(_CYRILLIC.match(one)) + 4 * bool(_KAZAKH.match(one))

    return np.array([kind(one) for one in map(chr, range(0x10000))], np.uint8)


KINDS = ("letters", "Cyrillic", "Kazakh")
_ENGLISH = Stemmer.Stemmer("english")
_ENGLISH.maxCacheSize = 0

_LATIN = dict(
    zip(
        "абвгдежзийклмнопрстуфхцчшщъыьэюяәғқңөұүһі",
        ["a", "b", "v", "g", "d", "e", "j", "z", "i", "i", "k", "l", "m", "n", "o", "p", "r", "s", "t", "u", "f", "h", "c",
         "c", "s", "s", "", "i", "", "e", "u", "a", "a", "g", "k", "n", "o", "u", "u", "h", "i"],
        strict=True,
    )
)  # fmt: skip


_LATIN_OF = str.maketrans(_LATIN)
_VOWELS = str.maketrans("", "", "aeiouy")
_DOUBLED = re.compile(r"(.)(?=\1)", re.DOTALL)


def fold(text: str) -> str:
    """One way of writing: compatibility forms resolved, case dropped, ё as е, no soft hyphens."""
    return unicodedata.normalize("NFKC", text).casefold().replace("ё", "е").replace("\xad", "").replace("ӏ", "і")


def words(text: str) -> list[str]:
    return words_of(fold(text))


def words_of(folded: str) -> list[str]:
    found: list[str] = _WORD.findall(folded)
    return found


def script_of(word: str) -> str:
    if _KAZAKH.search(word):
        return "kk"
    return "ru" if _CYRILLIC.search(word) else "en"


def letters(folded: str) -> tuple[int, int, int]:
    """How many letters there are, how many Cyrillic ones, how many of Kazakh alone."""
    import numpy as np

    codes = np.frombuffer(folded.encode("utf-16-le", "surrogatepass"), np.uint16)
    _, latin, _, only_russian, _, _, _, kazakh_letters = np.bincount(_kinds()[codes], minlength=8).tolist()
    return latin + only_russian + kazakh_letters, only_russian + kazakh_letters, kazakh_letters


def language_by(alphabetic: int, cyrillic: int, kazakh_letters: int) -> str:
    if not cyrillic or cyrillic * 2 < alphabetic:
        return "en"
    # Kazakh has one such letter in four; a Russian text may name a Kazakh place.
    return "kk" if kazakh_letters * 20 > cyrillic else "ru"


def language_of(folded: str, hint: str = "") -> str:
    """kk, ru or en by letters; a short Cyrillic text without a letter of Kazakh or of Russian alone follows the hint, else
    is Russian."""
    counts = letters(folded)
    found = language_by(*counts)
    undecided = found == "ru" and not counts[2] and len(folded) < 40 and not _RUSSIAN.search(folded)
    return "kk" if undecided and hint == "kk" else found


def spoken_as(word: str, language: str) -> str:
    """The language of one word of a text: a Latin name in a Russian text is a Latin word."""
    return language if (language == "en") == (not _CYRILLIC.search(word)) else script_of(word)


@lru_cache(maxsize=400_000)
def stem(word: str, language: str) -> str:
    """The stem of a folded word; digits and words of another script stay whole."""
    if language == "kk" and _CYRILLIC.search(word):
        return kazakh.stem(word)
    script = script_of(word)
    if script == "kk":
        return kazakh.stem(word)
    return russian.stem(word) if script == "ru" else str(_ENGLISH.stemWord(word))


@lru_cache(maxsize=400_000)
def skeleton(word: str) -> str:
    """Consonants in Latin, doubled ones once: `катализатор`, `catalyzer` share `ktlz`. Empty below three consonants."""
    latin = word if word.isascii() else unicodedata.normalize("NFD", word).translate(_LATIN_OF)
    if not latin.isascii():
        latin = "".join(letter for letter in latin if letter.isalnum())
    for written, said in _SAID:
        latin = latin.replace(written, said)
    bones = _DOUBLED.sub("", latin.translate(_VOWELS))
    return bones[:5] if len(bones) >= 3 else ""


_SAID = (("sch", "s"), ("tsch", "c"), ("ch", "h"), ("sh", "s"), ("th", "t"), ("ph", "f"), ("ck", "k"), ("qu", "kv"),
         ("x", "ks"), ("q", "k"), ("w", "v"), ("ce", "se"), ("ci", "si"), ("cy", "si"), ("c", "k"), ("zh", "j"))  # fmt: skip


def pieces(word: str) -> tuple[str, ...]:
    """The beginnings of a word, of four and of six letters; a shorter word is its own."""
    return (word[:4], word[:6]) if len(word) > 5 else (word[:4],)


@lru_cache(maxsize=400_000)
def tokens_of_word(word: str, language: str) -> tuple[str, ...]:
    """All tokens of one folded word: none of a word without a subject."""
    if word in STOPWORDS[language]:
        return ()
    bones = skeleton(word)
    named = (f"{language}:{stem(word, language)}",) + ((f"~{language}:{bones}",) if bones else ())
    return named + tuple(f"4{piece}" for piece in pieces(word)) if language == "kk" and word.isalpha() else named


def tokens(text: str, language: str = "") -> list[str]:
    """The stream of a text; each sentence in the language of its letters, as far as they tell."""
    folded = fold(text)
    spoken = language or language_of(folded)
    found: list[str] = []
    for word in words_of(folded):
        found.extend(tokens_of_word(word, spoken_as(word, spoken)))
    return found
