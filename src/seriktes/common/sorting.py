"""Sort keys: strings whose plain code-point order is the alphabetical order of a language.

Databases disagree about Kazakh, and the usual rules get it wrong, so the order is computed here,
stored in a column, and compared byte by byte (SQLite BINARY, PostgreSQL COLLATE "C"). A key holds
only digits and small Latin letters, so that a comparison by locale gives the same order.

A key is: letters, "00", accents, "0", capitals. Each letter takes two characters; a word space is
"0z"; a number is "1", the count of its digits and its digits, so that 9 comes before 10.

Sources of the order: CLDR 48, locales kk and ru (ICU 78.2).
"""

import re
import unicodedata
from functools import cache, lru_cache

# й is a letter, not и with a mark. ё is a letter of its own in Kazakh and a kind of е in Russian.
_KAZAKH = "аәбвгғдеёжзийкқлмнңоөпрстуұүфхһцчшщъыіьэюя"
_RUSSIAN = "аәбвгғдежзиійкқлмнңоөпрстуүұфхһцчшщъыьэюя"
_LATIN = "abcdefghijklmnopqrstuvwxyz"
_BASE36 = "0123456789abcdefghijklmnopqrstuvwxyz"
# Letters of other alphabets that Unicode does not decompose, sorted as the letter they come from.
_OTHERS = dict(zip("єґђјљњћџѕҳҷҡҥҙҫıøđłðħŧŋþə", "егдйлнчцзхчкнзсiodldhtnta", strict=True)) | {"œ": "oe", "æ": "ae"}
_WORD_SPACE = "0z"
_DIGITS = re.compile("(?:\x00[0-9])+")
_MAX_LETTERS = 440
MAX_LENGTH = 600


def sort_key(text: str, language: str) -> str:
    """The key of a text for lists in the language; at most MAX_LENGTH characters, "" for blank text.

    Case, accents, punctuation and quotation marks count only between texts that are equal without
    them. Kazakh and Russian lists put Cyrillic first, all others Latin.

    >>> sort_key("Әлия", "kk") < sort_key("Бота", "kk")
    True
    """
    if language not in ("kk", "ru"):
        language = "en"
    words = [_word(word, language) for word in unicodedata.normalize("NFC", text).split()]
    key = _WORD_SPACE.join([letters for letters, _ in words if letters])
    if not key:
        return ""
    flags = "".join([flags for _, flags in words])
    capitals = flags.replace("3", "1").replace("4", "2").rstrip("1")
    accents = flags.replace("2", "1").replace("4", "3").rstrip("1") if "3" in flags or "4" in flags else ""
    return f"{key[:_MAX_LETTERS]}00{accents}0{capitals}"[:MAX_LENGTH]


# Names share their words ("university", "named after"), so that words are remembered.
@lru_cache(maxsize=1 << 15)
def _word(word: str, language: str) -> tuple[str, str]:
    """The key characters and the marks of one word."""
    letters, marks = _tables(language)
    key = _DIGITS.sub(_number, word.translate(letters))
    return _WORD_SPACE.join(key.split()), word.translate(marks)


def _number(match: re.Match[str]) -> str:
    digits = match[0].replace("\x00", "").lstrip("0") or "0"
    return f"1{_BASE36[min(len(digits), 35)]}{digits}"


class _Letters(dict[int, str]):
    """Code point to key characters, worked out when a code point is first met."""

    def __init__(self, alphabet: str) -> None:
        # The first character of a pair is never 0 (the levels), 1 (a number) or z (other scripts).
        self.pairs = {letter: "bcd"[i // 36] + _BASE36[i % 36] for i, letter in enumerate(alphabet)}

    def __missing__(self, point: int) -> str:
        self[point] = code = self._code(chr(point))
        return code

    def _code(self, character: str) -> str:
        if unicodedata.category(character) == "Pd" or character in "/_":
            return " "
        if not character.isalnum():
            return ""
        if character.isdecimal():
            return f"\x00{unicodedata.decimal(character)}"
        return "".join(map(self._letter, _base_letters(character, self.pairs)))

    def _letter(self, letter: str) -> str:
        if letter in self.pairs:
            return self.pairs[letter]
        return f"z{ord(letter):06x}" if letter.isalpha() else ""


class _Marks(dict[int, str]):
    """Code point to one digit: 1 small, 2 capital, 3 and 4 the same with an accent; "" for the rest."""

    def __init__(self, alphabet: str) -> None:
        self.alphabet = frozenset(alphabet)

    def __missing__(self, point: int) -> str:
        character = chr(point)
        plain = _base_letters(character, self.alphabet) == character.lower()
        mark = (1 if plain else 3) + character.isupper() if character.isalpha() else ""
        self[point] = code = str(mark)
        return code


def _base_letters(character: str, alphabet: "dict[str, str] | frozenset[str]") -> str:
    """The small letters under the marks: "É" gives "e", "ß" "ss"; a letter of the alphabet stays."""
    small = character.lower()
    if small in alphabet:
        return small
    bare = "".join(part for part in unicodedata.normalize("NFKD", small.casefold()) if not unicodedata.combining(part))
    return "".join(_OTHERS.get(letter, letter) for letter in bare)


@cache
def _tables(language: str) -> tuple[_Letters, _Marks]:
    alphabet = {"kk": _KAZAKH + _LATIN, "ru": _RUSSIAN + _LATIN, "en": _LATIN + _RUSSIAN}[language]
    return _Letters(alphabet), _Marks(alphabet)
