"""A light stemmer of Kazakh: endings of nouns come off from the outside in, each only where it can stand.

Kazakh adds its endings in a fixed order (stem, derivation, plural, possession, case, person). Each has a form for back and
one for front vowels, and one for each sound that may stand before it: `тілдер`, `жолдар`, `кітаптар`. An ending that could
not stand there is none: `кітапхана` keeps its `на`. So words keep stems that a reader recognises.

Endings of verbs stay: a light stemmer of nouns and adjectives serves searching as well as one of all words (Savoy, 2006,
Light stemming approaches), and the four-letter pieces of `analysis` stand beside. It is not a dictionary.
"""

import re
from collections.abc import Iterator
from functools import lru_cache


def _words(written: str) -> frozenset[str]:
    return frozenset(written.split())


VOWELS = frozenset("аәеёиіоөуұүыэюя")
_BACK, _FRONT = frozenset("аёоұыя"), frozenset("әеөүіэ")
# What may stand before an ending.
_OPEN, _GLIDE, _NASAL, _VOICED = "аәеёіоөұүыэя", "уиюйр", "мнң", "лзж"
# At the end of foreign words these four are voiced or voiceless.
_FOREIGN = "бвгғд"
_DEAF = "пткқсшщфхцчһ" + _FOREIGN
_SOFT = _GLIDE + _VOICED + _FOREIGN
_CLOSED = _SOFT + _NASAL + _DEAF
_THIRD = "ыі"
SHORTEST, SHORTEST_DERIVED = 3, 4

# Each ending in the forms that one kind of sound asks for: case, plural, possession, person.
_INFLECTION = (
    (_OPEN + _NASAL, "ның нің"), (_SOFT, "дың дің"), (_DEAF, "тың тің"),
    (_OPEN, "ны ні"), (_SOFT + _NASAL, "ды ді"), (_DEAF, "ты ті"),
    (_OPEN + _SOFT + _NASAL, "ға ге да де дағы дегі дай дей"), (_DEAF, "қа ке та те тағы тегі тай тей тан тен"),
    (_THIRD, "на не нда нде ндағы ндегі нан нен"), (_OPEN + _SOFT, "дан ден"), (_NASAL, "нан нен"),
    (_OPEN + _GLIDE + _NASAL + "л", "мен"), ("зж", "бен"), (_DEAF, "пен"),
    (_OPEN + _GLIDE, "лар лер"), (_NASAL + _VOICED + _FOREIGN, "дар дер"), (_DEAF, "тар тер"),
    (_OPEN, "сы сі сын сін мыз міз ңыз ңіз"), (_CLOSED, "ы і ын ін ым ім ың ің ымыз іміз ыңыз іңіз"),
    (_OPEN + _GLIDE + _NASAL + "л", "мын мін мыз міз"), ("зж", "бын бін быз біз"), (_DEAF, "пын пін пыз піз"),
    (_OPEN + _CLOSED, "сың сің сыз сіз сыңдар сіңдер сыздар сіздер"),
)  # fmt: skip
_POSSESSION = ((_OPEN, "сы сі"), (_CLOSED, "ы і"))
_DERIVATION = (
    (_OPEN + _GLIDE, "лық лік лы лі"), (_NASAL + _VOICED + _FOREIGN, "дық дік ды ді"), (_DEAF, "тық тік ты ті"),
    (_OPEN + _CLOSED, "шы ші шылық шілік ша ше сыз сіз"),
)  # fmt: skip
# These stand after a possession of the third person, which comes off next.
_AFTER_THIRD = _words("на не нда нде ндағы ндегі")
# These know no harmony.
_ALONE = _words("мен бен пен")

# Before an ending that begins with a vowel the last consonant is voiced, `кітап`, `кітабы`, and a few words lose a vowel.
_VOICELESS = {"ғ": "қ", "г": "к", "б": "п"}
_LOST = {
    whole[:-2] + whole[-1]: whole
    for whole in _words("халық орын мұрын ерін қарын мойын ауыз көңіл қауіп ғұрып нарық құлық")
}
# Words of two letters, which endings leave whole.
_TWO = _words("ай ақ аң ас ат ән бу ел еп ер ет ит ін іс іш із ми ой от оқ оң өң өт су ту ұл ұн ұя үй үн ық ыс")
_MEANT = _words("ын ін ым ім ың ің")
# `жұмысын` is `жұмыс` with an ending of two letters, `басшысын` has one of three.
_DEED = re.compile("[лнмрбй](?:ыс|іс)([ыі]н?)$")
# Names of countries: their "тан" is no ending.
_COUNTRIES = ("қстан", "кстан", "ызстан", "менстан", "ғанстан", "дістан", "кістан")

_Table = dict[str, frozenset[str]]


def _table(rows: tuple[tuple[str, str], ...]) -> _Table:
    found: dict[str, frozenset[str]] = {}
    for before, endings in rows:
        for ending in endings.split():
            found[ending] = found.get(ending, frozenset()) | frozenset(before)
    return found


_ENDINGS, _OWNED, _DERIVED = _table(_INFLECTION), _table(_POSSESSION), _table(_DERIVATION)
_LONGEST = max(map(len, (*_ENDINGS, *_DERIVED)))


def _harmony(letters: Iterator[str]) -> frozenset[str] | None:
    return next((_BACK if one in _BACK else _FRONT for one in letters if one in _BACK or one in _FRONT), None)


def _fits(stem: str, ending: str) -> bool:
    # A foreign word that ends in `к` or `г` takes front endings whatever its vowels.
    if ending in _ALONE or stem[-1] in "кг":
        return True
    said, heard = _harmony(iter(ending)), _harmony(reversed(stem))
    return said is None or heard is None or said is heard


def _ending(word: str, table: _Table, shortest: int) -> str:
    """The longest ending of the table that can stand at the end of the word; empty where none can."""
    for length in range(min(_LONGEST, len(word) - 2), 0, -1):
        ending, stem = word[-length:], word[:-length]
        if stem[-1] not in table.get(ending, ()) or VOWELS.isdisjoint(stem) or not _fits(stem, ending):
            continue
        # `елде` is `ел`; `ақын` and `ақша` are words of their own.
        long = len(stem) >= shortest or (shortest < SHORTEST_DERIVED and stem in _TWO and ending not in _MEANT)
        if long and not (ending == "тан" and word.endswith(_COUNTRIES)):
            return ending
    return ""


@lru_cache(maxsize=200_000)
def stem(word: str) -> str:
    """The stem of a folded Kazakh word: `университеттеріміздегі` as `университет`."""
    table = _ENDINGS
    while True:
        deed = _DEED.search(word, 1)
        ending = deed[1] if deed else _ending(word, table, SHORTEST)
        if not ending and table is _ENDINGS:
            ending = _ending(word, _DERIVED, SHORTEST_DERIVED)
        if not ending:
            return word
        word = word[: -len(ending)]
        if ending[0] in VOWELS:
            word = word[:-1] + _VOICELESS.get(word[-1], word[-1])
            word = _LOST.get(word, word)
        table = _OWNED if ending in _AFTER_THIRD else _ENDINGS
