"""Snowball's stemmer of Russian, and what it leaves apart: forms of a noun that lose a vowel, `шов` and `швы`.

Snowball takes endings off and leaves a stem as it stands, so `установка` and `установок`, `рынок` and `рынка`, `уровень`
and `уровня` have two. At the end of a stem `-ок`, `-ек` and `-ец` lose their vowel, whatever the word is: `поток`, which
keeps it, becomes `потк` in every form and is found all the same. Before `-ень`, `-ол`, `-ер` no rule tells; nouns of
research and industry that lose a vowel there are listed.
"""

import re
from collections.abc import Iterator

import Stemmer

_SNOWBALL = Stemmer.Stemmer("russian")
_SNOWBALL.maxCacheSize = 0

# At the end of a stem: what is left of it. A stem of three or four letters is mostly a word of its own, `срок`, `блок`.
_VOWELS = "аеиоуыэюя"
_LOST = (
    (re.compile(f"([{_VOWELS}])ек$"), r"\1йк", 4),
    (re.compile(r"([лн])ек$"), r"\1ьк", 5),
    (re.compile(f"([^{_VOWELS}])[ео]к$"), r"\1к", 5),
    (re.compile(f"([{_VOWELS}])ец$"), r"\1йц", 4),
    (re.compile(r"лец$"), "льц", 5),
    (re.compile(f"([^{_VOWELS}])ец$"), r"\1ц", 5),
)
# Without its vowel this one is another word: cruel, stiff.
_KEPT = frozenset({"жесток"})

_HARD = ["а", "у", "ом", "е", "{}", "ов", "ам", "ами", "ах"]
_SOFT = ["я", "ю", "ем", "е", "и", "ей", "ям", "ями", "ях"]
# The noun, and what its endings stand behind.
_MASCULINE_HARD = """
    шов шв, узел узл, котел котл, угол угл, козел козл, орел орл, чехол чехл, пепел пепл, ветер ветр, костер костр,
    ковер ковр, шатер шатр, хребет хребт, лед льд, лоб лб, ров рв, мох мх, рот рт, сон сн
"""
_MASCULINE_SOFT = """
    уровень уровн, стержень стержн, камень камн, корень корн, ремень ремн, щебень щебн, поршень поршн, гребень гребн,
    перечень перечн, кремень кремн, огонь огн, пень пн, уголь угл, тигель тигл, кашель кашл, стебель стебл, деготь дегт,
    локоть локт, ноготь ногт, коготь когт
"""
# Without their vowel these have a stem of another word: lazy, foam, a corner, a company.
_APART = {"лен": "льн", "пень": "пень", "уголь": "уголь", "рожь": "рожь", "рот": "рт", "семен": "семен"}
# `время`, `времени`, and `временный` beside.
_NEUTER = "сем врем им плам плем вым"
_IN_YA = ["я", "ени", "енем", "ена", "ен", "енам", "енами", "енах"]
_VELAR = "гкхжчшщ"
# Single forms: those of `рожь` and its like, and plurals in the genitive with the vowel that a noun gains.
_SINGLE = """
    рожь ржи ржью рожью, лен льна льну льном льне льны, церковь церкви церковью церквей церквам церквами церквах,
    семен семян, найм наем, займ заем,
    масло масел, стекло стекол, окно окон, волокно волокон, зерно зерен, ядро ядер, ребро ребер, ведро ведер, бедро бедер,
    пятно пятен, полотно полотен, бревно бревен, число чисел, кресло кресел, русло русел, ремесло ремесел, сукно сукон,
    письмо писем, седло седел, земля земель, капля капель, кровля кровель, петля петель, башня башен, вишня вишен,
    пашня пашен, деревня деревень, кухня кухонь, сотня сотен, спальня спален, сосна сосен, свекла свекол, кукла кукол,
    песня песен, сестра сестер, деньги денег, овца овец, яйцо яиц, арка арок, утка уток, елка елок, судьба судеб
"""


def _rows(written: str) -> Iterator[list[str]]:
    return (row.split() for row in written.split(","))


def _snowball(word: str) -> str:
    return str(_SNOWBALL.stemWord(word))


def _forms() -> dict[str, str]:
    """Of each form that no rule tells its stem."""
    found: dict[str, str] = {}

    def add(noun: str, forms: list[str]) -> None:
        told = _APART.get(noun) or _snowball(noun)
        found.update(dict.fromkeys([noun, *forms], told))

    for noun, before in _rows(_MASCULINE_HARD):
        plural = "и" if before[-1] in _VELAR else "ы"
        add(noun, [before + ending.format(plural) for ending in _HARD])
    for noun, before in _rows(_MASCULINE_SOFT):
        add(noun, [before + ending for ending in _SOFT])
    for noun, *forms in _rows(_SINGLE):
        add(noun, forms)
    for before in _NEUTER.split():
        found.update(dict.fromkeys([before + ending for ending in _IN_YA], f"{before}ен"))
    return found


_FORMS = _forms()


def stem(word: str) -> str:
    """The stem of a folded Russian word: `установок` as `установк`, `швов` as `шов`."""
    told = _FORMS.get(word)
    if told is not None:
        return told
    found = _snowball(word)
    if found[-1:] in "кц" and found not in _KEPT:
        for ending, left, shortest in _LOST:
            if len(found) >= shortest and ending.search(found):
                return ending.sub(left, found)
    return found
