# ruff: noqa: SIM905 -- run as a module it prints a table
"""Invented organisations, misspelt lists of them and a measure of a linkage; run as a module it prints a table.

python -m tests.analytics.linkage_samples [path of a ROR JSON file]
"""

import json
import random
import sys
import time
from collections.abc import Iterable
from pathlib import Path

from seriktes_analytics.linkage import LinkRecord, Match, find_duplicates, link

LEGAL_FORMS = (
    "ТОО", "ЖШС", "LLP", "LLC", "АО", "АҚ", "JSC", "НАО", "КеАҚ", "NCJSC", "РГП", "РМК", "RSE", "ИП", "ЖК", "TOO",
    "Товарищество с ограниченной ответственностью", "Акционерное общество", "Limited", "Ltd",
    "Некоммерческое акционерное общество", "коммерциялық емес акционерлік қоғамы",
    "Non-Commercial Joint-Stock Company", "Private Institution",
)  # fmt: skip
EQUIVALENTS = {
    "қазақстан казахстан kazakhstan казахстанск рк. қр. rk.": "kazakhstan",
    "қазақ казахск kazakh": "kazakh",
    "алматы алматинск almaty": "almaty",
    "астана astana акмола nur-sultan": "astana",
    "қарағанды караганд karaganda": "karaganda",
    "қостанай костанай": "kostanay",
    "ust-kamenogorsk усть-каменогорск өскемен": "oskemen",
    "ақтөбе актюбинск": "aktobe",
    "қызылорда кызылордин": "kyzylorda",
    "еуразия евразийск eurasian": "eurasia",
    "атырау": "atyrau",
    "шығыс": "eastern",
}
CITIES = ("Алматы", "Астана", "Шымкент", "Қарағанды", "Ақтөбе", "Тараз", "Павлодар", "Семей", "Атырау", "Қостанай")
_SYLLABLES = [c + v for c in "б г д ж з й к қ л м н р с т ш".split() for v in "а ә е і о ө ұ ы".split()]
_ENDS = "тас бек ғын дар лық сай хан нұр жол тең рас мыс гер ман дық стан".split()
_WORDS = (
    "Құрылыс|Строй|Construction Агро|Агро|Agro Сервис|Сервис|Service Мұнай|Нефть|Oil Жол|Дорстрой|Road "
    "Инжиниринг|Инжиниринг|Engineering Логистика|Логистика|Logistics Дән|Зерно|Grain Қуат|Энерго|Energo "
    "Цифр|Цифра|Digital Орман|Лес|Forest Тағам|Продукт|Food"
).split()
_LATIN = str.maketrans(
    dict(zip("абвгдезийклмнопрстуфхыэіәғқңөұүһ", "abvgdeziiklmnoprstufhyeiagqnouuh", strict=True))
    | {"ё": "e", "ж": "zh", "ц": "ts", "ч": "ch", "ш": "sh", "щ": "shch", "ъ": "", "ь": "", "ю": "yu", "я": "ya"},
)


def organisations(count: int, *, seed: int) -> list[LinkRecord]:
    """Invented companies with names in three languages; many share a word, some share the whole name."""
    dice = random.Random(seed)
    made = []
    for at in range(count):
        own = "".join(dice.choices(_SYLLABLES, k=dice.choice((2, 2, 3)))) + dice.choice(_ENDS)
        kk, ru, en = dice.choice(_WORDS).split("|")
        own = own.capitalize()
        names = (f"«{own} {kk}» ЖШС", f"ТОО «{own} {ru}»", f"{transliterated(own)} {en} LLP")
        domain = f"{transliterated(own).lower()}{at}.example" if dice.random() < 0.3 else ""
        made.append(LinkRecord(f"org-{at}", names, dice.choice(CITIES), domain, (f"bin:{at:012d}",)))
    return made


def transliterated(text: str) -> str:
    return "".join(c.translate(_LATIN) if c.islower() else c.lower().translate(_LATIN).capitalize() for c in text)


def misspelt(record: LinkRecord, *, key: str, dice: random.Random, changes: int = 2) -> LinkRecord:
    """One name of the record as a partner might write it, with its city four times in five, without identifiers."""
    name = dice.choice(record.names)
    for change in dice.sample(_CHANGES, changes):
        name = change(name, dice)
    return LinkRecord(key, (name,), record.city if dice.random() < 0.8 else "")


def _typo(name: str, dice: random.Random) -> str:
    places = [at for at, char in enumerate(name) if char.isalpha() and at]
    if len(places) < 6:
        return name
    at = dice.choice(places)
    kind = dice.randrange(4)
    if kind == 0:
        return name[:at] + name[at + 1 :]
    if kind == 1:
        return name[:at] + name[at] + name[at:]
    if kind == 2:
        return name[: at - 1] + name[at] + name[at - 1] + name[at + 1 :]
    return name[:at] + dice.choice("аоеинт" if name[at] > "я" or name[at] >= "а" else "aoeint") + name[at + 1 :]


def _legal_form(name: str, dice: random.Random) -> str:
    form = dice.choice(LEGAL_FORMS[:10])
    return f"{form} {name}" if dice.random() < 0.5 else f"{name}, {form}"


def _quotes(name: str, dice: random.Random) -> str:
    bare = "".join(c for c in name if c not in "«»“”\"'")
    return dice.choice(["«{}»", "“{}”", '"{}"', "{}", "„{}“"]).format(bare)


def _order(name: str, dice: random.Random) -> str:
    words = name.split()
    at = dice.randrange(len(words))
    return " ".join(words[at:] + words[:at])


_CHANGES = (
    _typo,
    _legal_form,
    _quotes,
    _order,
    lambda name, dice: transliterated(name),
    lambda name, dice: name.replace("ё", "е").replace("Ё", "Е"),
    lambda name, dice: name.upper(),
    lambda name, dice: name.replace("а", "a").replace("о", "o"),
)


def from_ror(path: Path) -> list[LinkRecord]:
    return [
        LinkRecord(
            item["id"],
            tuple(name["value"] for name in item["names"]),
            item["city"] or "",
            (item["domains"] or [""])[0],
            (f"ror:{item['id']}",),
        )
        for item in json.loads(path.read_text(encoding="utf-8"))
        if item["status"] != "withdrawn"
    ]


def precision_and_recall(matches: Iterable[Match], true_pairs: set[tuple[str, str]]) -> tuple[float, float]:
    found = {(match.left, match.right) for match in matches}
    right = len(found & true_pairs)
    return right / max(len(found), 1), right / len(true_pairs)


def measure(name: str, register: list[LinkRecord], *, share: int, seed: int, changes: int = 2, strangers: int = 0):
    dice = random.Random(seed)
    known = [dice.choice(register[:share]) for _ in range(max(share, 500))]
    listed = [misspelt(record, key=f"row-{at}", dice=dice, changes=changes) for at, record in enumerate(known)]
    truth = {(row.key, record.key) for row, record in zip(listed, known, strict=True)}
    others = organisations(strangers, seed=seed + 1)
    listed += [misspelt(record, key=f"stranger-{record.key}", dice=dice) for record in others]
    started = time.perf_counter()
    matches = link(listed, register, legal_forms=LEGAL_FORMS, equivalents=EQUIVALENTS)
    seconds = time.perf_counter() - started
    precision, recall = precision_and_recall(matches, truth)
    print(f"{name:<46} {len(listed):>6} {len(register):>7} {precision:9.3f} {recall:7.3f} {seconds:7.1f} s")
    return listed, matches, truth


def measure_other_names(register: list[LinkRecord]) -> None:
    """Each of the first four names of a record alone against the record's other names, with the city."""
    found: list[Match] = []
    truth: set[tuple[str, str]] = set()
    for at in range(4):
        named = [record for record in register if len(record.names) > max(at, 1)]
        listed = [LinkRecord(f"{at} {record.key}", (record.names[at],), record.city) for record in named]
        rest = {
            record.key: LinkRecord(record.key, record.names[:at] + record.names[at + 1 :], record.city)
            for record in named
        }
        found += link(
            listed,
            [rest.get(record.key, record) for record in register],
            legal_forms=LEGAL_FORMS,
            equivalents=EQUIVALENTS,
        )
        truth |= {(f"{at} {record.key}", record.key) for record in named}
    precision, recall = precision_and_recall(found, truth)
    print(
        f"{'registry, one name against the others':<46} {len(truth):>6} {len(register):>7} {precision:9.3f} {recall:7.3f}"
    )


def main() -> None:
    print(f"{'linkage':<46} {'list':>6} {'register':>7} precision  recall")
    if len(sys.argv) > 1:
        ror = from_ror(Path(sys.argv[1]))
        for changes in (1, 2, 3):
            measure(f"registry, {changes} changes each", ror, share=len(ror), seed=7, changes=changes)
        measure_other_names(ror)
        pairs = find_duplicates(ror, legal_forms=LEGAL_FORMS, equivalents=EQUIVALENTS)
        print("proposed duplicates among the registry's own records:", len(pairs))
    measure("invented, 2 changes each", organisations(5000, seed=1), share=1000, seed=2, strangers=500)
    measure("invented, large", organisations(100_000, seed=1), share=9000, seed=3, strangers=1000)


if __name__ == "__main__":
    main()
