"""The numbers and bullets of lists, which a word processor computes and does not write into the text."""

from collections.abc import Iterator
from typing import Any

from docx.oxml.ns import qn

from seriktes.documents.actions.rendering.styles import chain_of

_ROMAN = ((1000, "m"), (900, "cm"), (500, "d"), (400, "cd"), (100, "c"), (90, "xc"), (50, "l"), (40, "xl"), (10, "x"),
          (9, "ix"), (5, "v"), (4, "iv"), (1, "i"))  # fmt: skip
# Word's symbol fonts put bullets into the private area.
_BULLETS = {"\uf0b7": "•", "\uf0a7": "▪", "\uf0fc": "✓", "\uf0d8": "›", "o": "○", "\uf02d": "–"}
# Letters of lists in Russian leave out ё, й, ъ, ы, ь, as word processors do.
_RUSSIAN = "абвгдежзиклмнопрстуфхцчшщэюя"


def roman(number: int) -> str:
    text = ""
    for value, letters in _ROMAN:
        text += letters * (number // value)
        number %= value
    return text


def letters(number: int, alphabet: str) -> str:
    """a, b, … z, aa, bb, … as word processors count."""
    return alphabet[(number - 1) % len(alphabet)] * ((number - 1) // len(alphabet) + 1)


def in_format(number: int, form: str) -> str | None:
    """The number in a format of OOXML; None for one that is not known."""
    latin = "abcdefghijklmnopqrstuvwxyz"
    known = {
        "decimal": str(number), "decimalZero": f"{number:02}", "lowerRoman": roman(number),
        "upperRoman": roman(number).upper(), "lowerLetter": letters(number, latin),
        "upperLetter": letters(number, latin).upper(), "russianLower": letters(number, _RUSSIAN),
        "russianUpper": letters(number, _RUSSIAN).upper(), "none": "", "ordinal": str(number),
    }  # fmt: skip
    return known.get(form)


class Numbering:
    def __init__(self, document: Any) -> None:
        self.levels: dict[str, dict[int, Any]] = {}
        self.starts: dict[tuple[str, int], int] = {}
        self.shared: dict[str, str] = {}
        self.counts: dict[str, dict[int, int]] = {}
        self.unknown: set[str] = set()
        part = next(
            (rel.target_part for rel in document.part.rels.values() if rel.reltype.endswith("/numbering")), None
        )
        if part is not None:
            self._read(part.element)

    def _read(self, root: Any) -> None:
        abstract = {one.get(qn("w:abstractNumId")): one for one in root.findall(qn("w:abstractNum"))}
        for num in root.findall(qn("w:num")):
            key = num.get(qn("w:numId"))
            link = num.find(qn("w:abstractNumId"))
            base = abstract.get(link.get(qn("w:val"))) if link is not None else None
            if base is None:
                continue
            self.shared[key] = link.get(qn("w:val"))
            self.levels[key] = {int(one.get(qn("w:ilvl"))): one for one in base.findall(qn("w:lvl"))}
            for override in num.findall(qn("w:lvlOverride")):
                level = int(override.get(qn("w:ilvl")))
                if (own := override.find(qn("w:lvl"))) is not None:
                    self.levels[key][level] = own
                if (start := override.find(qn("w:startOverride"))) is not None:
                    self.starts[key, level] = int(start.get(qn("w:val")))
                    self.shared[key] = f"{key}:own"

    def mark(self, paragraph: Any) -> tuple[str, int] | None:
        """The mark of the paragraph and its level; None when it stands in no list. Counts as it goes."""
        found = _of(paragraph)
        if found is None:
            return None
        key, level = found
        one = self.levels.get(key, {}).get(level)
        if one is None:
            return None
        if _value(one, "w:numFmt") == "bullet":
            sign = _value(one, "w:lvlText") or "•"
            return _BULLETS.get(sign, sign if sign.isprintable() and ord(sign[0]) < 0xE000 else "•"), level
        counts = self.counts.setdefault(self.shared.get(key, key), {})
        start = self.starts.get((key, level), int(_value(one, "w:start") or 1))
        counts[level] = counts.get(level, start - 1) + 1
        for deeper in [other for other in counts if other > level]:
            del counts[deeper]
        text = _value(one, "w:lvlText")
        for place in range(level + 1):
            above = self.levels[key].get(place)
            form = _value(above, "w:numFmt") if above is not None else "decimal"
            number = counts.get(place, 1)
            written = in_format(number, form or "decimal")
            if written is None:
                self.unknown.add(form)
                written = str(number)
            text = text.replace(f"%{place + 1}", written)
        return text, level


def _value(element: Any, name: str) -> str:
    found = element.find(qn(name))
    return str(found.get(qn("w:val")) or "") if found is not None else ""


def _of(paragraph: Any) -> tuple[str, int] | None:
    for properties in _properties(paragraph):
        number = properties.find(qn("w:numPr")) if properties is not None else None
        if number is not None and (key := _value(number, "w:numId")):
            return None if key == "0" else (key, int(_value(number, "w:ilvl") or 0))
    return None


def _properties(paragraph: Any) -> Iterator[Any]:
    yield paragraph._p.pPr
    for style in chain_of(paragraph):
        yield style.element.pPr
