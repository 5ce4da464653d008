"""One spelling for a name in Kazakh, Russian and English, in Cyrillic or Latin letters.

The result is a skeleton for search and linkage, never for people to read. Method, rules and limits:
docs/methods/names.md.
"""

import re
from collections.abc import Sequence
from functools import lru_cache
from typing import Literal
from unicodedata import category, decimal, normalize

_CYRILLIC = {
    "а": "a", "ә": "a", "б": "b", "в": "u", "г": "g", "ғ": "g", "д": "d", "е": "e", "ё": "e", "ж": "zh", "з": "z",
    "и": "i", "й": "i", "к": "k", "қ": "k", "л": "l", "м": "m", "н": "n", "ң": "n", "о": "o", "ө": "o", "п": "p",
    "р": "r", "с": "s", "т": "t", "у": "u", "ұ": "u", "ү": "u", "ф": "f", "х": "h", "һ": "h", "ц": "ts", "ч": "ch",
    "ш": "sh", "щ": "sh", "ъ": "'", "ы": "i", "і": "i", "ь": "'", "э": "e", "ю": "iu", "я": "ia",
    # Ukrainian, Belarusian, Kyrgyz and Uzbek letters occur in names of people and partners.
    "ї": "i", "є": "e", "ґ": "g", "ў": "u", "ҳ": "h", "ҷ": "zh",
}  # fmt: skip
_LATIN = {
    "j": "zh", "q": "k", "v": "u", "w": "u", "y": "i", "ı": "i", "ý": "u", "ə": "a", "ŋ": "n", "ş": "sh", "š": "sh",
    "ç": "ch", "č": "ch", "ž": "zh", "æ": "a", "œ": "o", "ø": "o", "ł": "l", "đ": "d", "ð": "d", "þ": "t",
}  # fmt: skip
# A sign of softness or a letter mark in some Latin spellings: it joins, it does not part.
_APOSTROPHES = "'’‘ʼʹʻ`´ʾʿ"


class _Letters(dict[str, str]):
    """Every character in [a-z0-9 '] without case; what the tables do not name is worked out once."""

    def __missing__(self, char: str) -> str:
        small = char.casefold()
        bare = "".join(c for c in normalize("NFKD", small) if not category(c).startswith("M"))
        if small != char or (bare != char and bare):
            result = "".join(self[c] for c in (small if small in self else bare))
        elif category(char) in {"Mn", "Mc", "Me", "Cf"}:
            result = ""  # loose marks, soft hyphens, zero-width characters
        else:
            result = str(decimal(char, " "))
        self[char] = result
        return result


_LETTERS = _Letters(
    {c: c for c in "abcdefghiklmnoprstuxz0123456789"} | _CYRILLIC | _LATIN | dict.fromkeys(_APOSTROPHES, "'"),
)
_LETTER = _LETTERS.__getitem__

# Spellings of one sound, in this order, on words parted and enclosed by single spaces; each group is tried only
# where its letter occurs. A replacement starts like what it replaces where that is possible, so that a prefix
# typed by a reader stays a prefix of the name. Plain replacements are far faster here than one regular expression.
_SPELLINGS = (
    ("h", (("shch", "sh"), ("tch", "ch"), ("dzh", "zh"), ("kh", "h"), ("gh", "g"), ("th", "t"), ("ph", "f"))),
    ("c", (("ck", "k"), ("ch", "\t"), ("ce", "tse"), ("ci", "tsi"), ("c", "k"), ("\t", "ch"))),
    ("'", (("'e", "ie"), ("'", ""))),
    ("x", ((" x", " h"), ("x", "ks"))),
    ("e", ((" ie", " e"), ("uie", "ue"), ("ae", "aie"), ("oe", "oie"), ("ee", "eie"))),
    ("", tuple((letter * 2, letter) for letter in "abdfghiklmnoprstuz")),
)

_ALIKE_CYRILLIC = "АВЕКМНОРСТУХІҺЈЅԚԜаеорсухіһјѕԛԝәӘ"
_ALIKE_LATIN = "ABEKMHOPCTYXIHJSQWaeopcyxihjsqwəƏ"
_TO_LATIN = {ord(c): a for c, a in zip(_ALIKE_CYRILLIC, _ALIKE_LATIN, strict=True)}
# The capital H is far more often Н than Һ.
_TO_CYRILLIC = {ord(a): c for c, a in zip(_ALIKE_CYRILLIC, _ALIKE_LATIN, strict=True)} | {ord("H"): "Н"}
_CYRILLIC_LETTER = "\u0400-\u052f"
_LATIN_THEN_CYRILLIC = re.compile(f"[A-Za-zəƏ][{_CYRILLIC_LETTER}]")
_CYRILLIC_THEN_LATIN = re.compile(f"[{_CYRILLIC_LETTER}][A-Za-zəƏ]")
_MIXED_WORD = re.compile(f"[A-Za-zəƏ{_CYRILLIC_LETTER}]+")

# Words of grammar that acronyms leave out; languages of names, not of one country.
GRAMMAR_WORDS = frozenset(
    (
        "of",
        "the",
        "and",
        "for",
        "in",
        "at",
        "on",
        "named",
        "after",
        "и",
        "в",
        "на",
        "для",
        "по",
        "имени",
        "им",
        "мен",
        "және",
        "атындағы",
        "үшін",
    ),
)


def fold(text: str) -> str:
    """One skeleton in [a-z0-9 ] for the Kazakh, Russian and English spellings of a name.

    Idempotent; words are parted by single spaces; a text without a letter or digit gives "".

    >>> fold("Назарбаев Университеті"), fold("NAZARBAYEV Universiteti")
    ('nazarbaieu uniuersiteti', 'nazarbaieu uniuersiteti')
    >>> fold("«Қостанай»") == fold("Qostanay") == fold("Kostanai")
    True
    """
    if not text.isascii():
        if _CYRILLIC_THEN_LATIN.search(text) or _LATIN_THEN_CYRILLIC.search(text):
            text = _MIXED_WORD.sub(_one_script, text)
        # "№" would become the word "no".
        text = normalize("NFKC", text.replace("№", " ").replace("™", " "))
    folded = f" {' '.join(''.join(map(_LETTER, text)).split())} "
    # One replacement may bring the letters of another together ("kkh"); nearly every name needs one round.
    before = ""
    while folded != before:
        before = folded
        for letter, spellings in _SPELLINGS:
            if letter in folded:
                for spelling, one in spellings:
                    folded = folded.replace(spelling, one)
    return " ".join(folded.split())


def _one_script(match: re.Match[str]) -> str:
    word = match[0]
    cyrillic = [c for c in word if c >= "\u0400"]
    latin = [c for c in word if c < "\u0400"]
    if not cyrillic or not latin:
        return word
    to_latin = all(ord(c) in _TO_LATIN for c in cyrillic)
    to_cyrillic = all(ord(c) in _TO_CYRILLIC for c in latin)
    if to_latin and to_cyrillic:
        to_latin = len(latin) > len(cyrillic)
        to_cyrillic = not to_latin
    if to_cyrillic:
        return word.translate(_TO_CYRILLIC)
    return word.translate(_TO_LATIN) if to_latin else word


@lru_cache(maxsize=8)
def _longest(forms: frozenset[str]) -> int:
    return max((form.count(" ") + 1 for form in forms), default=0)


def fold_tokens(text: str, *, drop: frozenset[str] = frozenset()) -> list[str]:
    """The folded words of `text` in their order, without those of `drop`.

    `drop` holds folded legal forms, also of several words ("tovarishestuo s ogranichennoi …"). A name made of
    legal forms only keeps its words.

    >>> fold_tokens("ТОО «Алтын Дән»", drop=frozenset({fold("ТОО")}))
    ['altin', 'dan']
    """
    tokens = fold(text).split()
    if not drop:
        return tokens
    kept: list[str] = []
    longest, at = _longest(drop), 0
    while at < len(tokens):
        for size in range(min(longest, len(tokens) - at), 0, -1):
            if " ".join(tokens[at : at + size]) in drop:
                at += size
                break
        else:
            kept.append(tokens[at])
            at += 1
    return kept or tokens


def sorted_key(tokens: Sequence[str]) -> str:
    """The words once each in alphabetical order: equal for two names that differ in word order only.

    >>> sorted_key(["uniuersitet", "astana"])
    'astana uniuersitet'
    """
    return " ".join(sorted(set(tokens)))


def acronym(text: str, *, skip: frozenset[str] = GRAMMAR_WORDS) -> str:
    """The folded first letters of the words of `text`; words of grammar (small letters, unfolded) are skipped.

    >>> acronym("Astana International University"), acronym("Университет имени Шакарима")
    ('aiu', 'ush')
    """
    words = re.findall(r"[^\W_]+", normalize("NFKC", text))
    return fold("".join(word[0] for word in words if word.casefold() not in skip))


def unify_lookalikes(code: str, *, script: Literal["latin", "cyrillic"]) -> str:
    """`code` with each letter that looks like one of `script` written in `script`; all else stays.

    >>> unify_lookalikes("6В01401", script="latin")
    '6B01401'
    """
    if script not in ("latin", "cyrillic"):
        raise ValueError(f'Unknown script {script!r}: give "latin" or "cyrillic".')
    return code.translate(_TO_LATIN if script == "latin" else _TO_CYRILLIC)
