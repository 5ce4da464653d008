"""A light stemmer of Kazakh: endings come off from the outside in, one layer at a time.

Kazakh adds its endings in a fixed order (stem, derivation, plural, possession, case, person), each in the forms that vowel
harmony and the sound before it ask for. Taking off only what stands in that order, and never below three letters with a
vowel, keeps stems that a reader recognises. It is not a dictionary: two forms of one word may keep different stems, for
which the four-letter pieces of `analysis` stand beside.
"""

from functools import lru_cache

VOWELS = frozenset("аәеёиіоөуұүыэюя")


def _forms(written: str) -> tuple[str, ...]:
    return tuple(sorted(written.split(), key=len, reverse=True))


# From the outside in. Each layer is taken off once; the longest ending that leaves a stem wins.
_PERSON = _forms("мын мін бын бін пын пін сың сің сыз сіз мыз міз быз біз пыз піз сыңдар сіңдер сыздар сіздер")
_CASE = _forms(
    "ның нің дың дің тың тің ға ге қа ке на не ны ні ды ді ты ті да де та те дан ден тан тен нан нен мен бен пен "
    "менен бенен пенен сына сіне сын сін сында сінде сынан сінен ына іне ында інде ынан інен ын ін дағы дегі тағы тегі "
    "ындағы індегі сындағы сіндегі ша ше дай дей тай тей"
)
_POSSESSION = _forms("ым ім ың ің ы і сы сі ымыз іміз мыз міз ыңыз іңіз ңыз ңіз")
_PLURAL = _forms("лар лер дар дер тар тер")
_VERB = _forms(
    "ған ген қан кен атын етін йтын йтін ады еді йды йді ып іп са се ушы уші у "
    "ғанда генде қанда кенде ғаннан геннен майды мейді байды бейді пайды пейді маған меген баған беген паған пеген "
    "майтын мейтін байтын бейтін пайтын пейтін "
    "лған лген нған нген ылған ілген ынған інген лады леді нады неді ылады іледі ынады інеді латын летін натын нетін "
    "ылатын ілетін ынатын інетін лу ну ылу ілу ыну іну лып ліп нып ніп ылып іліп ынып ініп"
)
_DERIVATION = _forms("лық лік дық дік тық тік лы лі ды ді ты ті сыз сіз шы ші шылық шілік")
SHORTEST = 3
# Names of countries: their "тан" is no ending.
_COUNTRIES = ("қстан", "кстан", "ызстан", "менстан", "ғанстан", "дістан", "кістан")
# Before an ending that begins with a vowel the last consonant is voiced: `кітап`, `кітабы`.
_VOICELESS = {"ғ": "қ", "г": "к", "б": "п"}


_LAYERS = (_PERSON, _CASE, _POSSESSION, _PLURAL, _VERB, _DERIVATION)


def _strip(word: str, endings: tuple[str, ...], shortest: int) -> str:
    if not word.endswith(endings):
        return word
    for ending in endings:
        if word.endswith(ending) and not (ending == "тан" and word.endswith(_COUNTRIES)):
            stem = word[: -len(ending)]
            if len(stem) >= max(shortest, SHORTEST + (len(ending) == 1)) and not VOWELS.isdisjoint(stem):
                return stem
    return word


@lru_cache(maxsize=200_000)
def stem(word: str) -> str:
    """The stem of a folded Kazakh word: `университеттеріміздегі` as `университет`."""
    for layer in _LAYERS:
        shorter = _strip(word, layer, SHORTEST)
        if shorter != word and shorter[-1] in _VOICELESS and word[len(shorter)] in VOWELS:
            shorter = shorter[:-1] + _VOICELESS[shorter[-1]]
        word = shorter
    return word
