"""BibTeX, read plainly: entries, strings, nested braces, the usual commands of accents. https://www.bibtex.org/Format/"""

import re
import unicodedata
from collections.abc import Iterator, Mapping, Sequence
from typing import IO, Any, ClassVar

from seriktes.common.files import FileFault
from seriktes.exchange.definitions import Fault, Row
from seriktes.exchange.enums import Source
from seriktes.expertise.actions.importing.record import PersonRow
from seriktes.expertise.enums import EvidenceKind, Part
from seriktes.expertise.imports.rows import make_row
from seriktes.expertise.imports.texts import ENTRY_LIMIT, TextLines
from seriktes.expertise.imports.values import Values, language_code, plain
from seriktes.expertise.queries.importing_people import Acquaintances

TYPES = {
    "article": "article", "inproceedings": "conference", "conference": "conference", "book": "book", "inbook": "chapter",
    "incollection": "chapter", "phdthesis": "thesis", "mastersthesis": "thesis", "thesis": "thesis",
    "techreport": "report", "report": "report", "dataset": "dataset", "software": "software", "online": "other",
    "unpublished": "preprint",
}  # fmt: skip
MONTHS = ["jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec"]
LANGUAGES = {"kazakh": "kk", "russian": "ru", "english": "en", "german": "de", "french": "fr", "turkish": "tr"}
_START = re.compile(r"^\s*@\s*([A-Za-z]+)\s*([{(])(.*)$", re.DOTALL)
_FIELD = re.compile(r"\s*,?\s*([A-Za-z][\w:.+/-]*)\s*=\s*")
_ACCENTS = {"'": "\u0301", "`": "\u0300", "^": "\u0302", '"': "\u0308", "~": "\u0303", "=": "\u0304", ".": "\u0307",
            "u": "\u0306", "v": "\u030c", "H": "\u030b", "c": "\u0327", "k": "\u0328", "r": "\u030a"}  # fmt: skip
_ACCENTED = re.compile(r"\\(['`^\"~=.]|[uvHckr](?![A-Za-z]))\s*(?:\{\s*\\?([A-Za-zıȷЀ-ӿ])\s*\}|\\?([A-Za-zıȷЀ-ӿ]))")
_LETTERS = {"ss": "ß", "o": "ø", "O": "Ø", "l": "ł", "L": "Ł", "ae": "æ", "AE": "Æ", "oe": "œ", "OE": "Œ", "aa": "å",
            "AA": "Å", "i": "ı", "j": "ȷ", "textendash": "–", "textemdash": "—", "ldots": "…", "dots": "…"}  # fmt: skip
_COMMAND = re.compile(r"\\([A-Za-z]+)\s*(?:\{\})?")
_AND = re.compile(r"\s+and\s+", re.IGNORECASE)


class BibtexReader:
    """One row an entry; what stands between entries is a remark."""

    columns: ClassVar[Sequence[str]] = ()

    def __init__(self, file: IO[bytes], mapping: Mapping[str, Any]) -> None:
        self._lines = TextLines(file, str(mapping.get("encoding") or ""))
        self._mapping = {**mapping, "acquaintances": Acquaintances()}
        self._strings: dict[str, str] = {month: str(number) for number, month in enumerate(MONTHS, 1)}

    def progress(self) -> tuple[int, int]:
        return self._lines.progress()

    def __iter__(self) -> Iterator[Row]:
        number = 0
        for entry in self._entries():
            kind, body = entry
            if kind == "string":
                self._strings |= {name.lower(): value for name, value in fields_of("x," + body, self._strings).items()}
                continue
            if kind in ("comment", "preamble"):
                continue
            number += 1
            self._lines.number = number
            yield read_entry(number, kind, body, self._mapping, self._strings)
        if not number:
            raise FileFault("no_rows")

    def _entries(self) -> Iterator[tuple[str, str]]:
        """Kind and body of each entry; one that never ends stops at the next line that begins one."""
        kind, depth, size = "", 0, 0
        parts: list[str] = []
        for line in self._lines:
            found = _START.match(line)
            if kind and found and (depth <= 0 or line.startswith("@")):
                yield kind, "".join(parts) + "\x00"
                kind = ""
            if not kind:
                if found is None:
                    continue
                kind, parts, depth, size = found[1].lower(), [], 1, 0
                line = found[3]  # noqa: PLW2901  the rest of it
            size += len(line)
            if size > ENTRY_LIMIT:
                raise FileFault("row_too_long", row=self._lines.number, megabytes=ENTRY_LIMIT >> 20)
            end, depth = _end_of(line, depth)
            if end is None:
                parts.append(line)
                continue
            parts.append(line[:end])
            yield kind, "".join(parts)
            kind = ""
        if kind:
            yield kind, "".join(parts) + "\x00"


def _end_of(line: str, depth: int) -> tuple[int | None, int]:
    """Where the entry closes in this line, and how deep it is after it."""
    for found in re.finditer(r"(?<!\\)[{}]|(?<!\\)\)\s*$", line):
        if found[0] == "{":
            depth += 1
        elif found[0] == "}":
            depth -= 1
            if depth == 0:
                return found.start(), 0
        elif depth == 1:
            return found.start(), 0
    return None, depth


def fields_of(body: str, strings: Mapping[str, str]) -> dict[str, str]:
    """Field → text; the first of two fields of one name stays."""
    place = body.find(",") + 1
    found: dict[str, str] = {}
    while place < len(body) and (name := _FIELD.match(body, place)):
        value, place = _value(body, name.end(), strings)
        found.setdefault(name[1].lower(), value)
    return found


def _value(body: str, place: int, strings: Mapping[str, str]) -> tuple[str, int]:
    parts = []
    while place < len(body):
        text, place = _piece(body, place, strings)
        parts.append(text)
        rest = re.compile(r"\s*#\s*").match(body, place)
        if rest is None:
            break
        place = rest.end()
    return "".join(parts), place


def _piece(body: str, place: int, strings: Mapping[str, str]) -> tuple[str, int]:
    if body[place] in '{"':
        closing, depth = ("}" if body[place] == "{" else '"'), 0
        for at in range(place + 1, len(body)):
            letter = body[at]
            if body[at - 1] == "\\":
                continue
            if letter == closing and depth == 0:
                return body[place + 1 : at], at + 1
            depth += (letter == "{") - (letter == "}")
        return body[place + 1 :], len(body)
    word = re.compile(r"[^\s,#{}\"]*").match(body, place)
    text = word[0] if word else ""
    # A character that fits nowhere is passed over, so that the reading goes on.
    return strings.get(text.lower(), text), max(place + 1, word.end() if word else 0)


def untexed(text: str) -> str:
    """Text as its reader sees it, without the commands of TeX."""
    if "\\" in text:
        text = _ACCENTED.sub(lambda m: unicodedata.normalize("NFC", (m[2] or m[3]) + _ACCENTS[m[1]]), text)
        text = _COMMAND.sub(lambda m: _LETTERS.get(m[1], ""), text)
        text = re.sub(r"\\([&%$#_{}])", r"\1", text)
    text = text.replace("---", "—").replace("--", "–").replace("~", " ")
    return plain(re.sub(r"[{}]", "", text))


def people_of(text: str, part: str) -> list[PersonRow]:
    """ "Family, Given and Given Family and others": braces keep what is one name."""
    names = []
    for one in _AND.split(text.strip()) if text.strip() else ():
        family, comma, given = untexed(one).partition(",")
        name = " ".join(f"{given.split(',')[-1]} {family}".split()) if comma else family.strip()
        if name and name.lower() not in ("others", "et al", "et al."):
            names.append(PersonRow(name, part=part))
    return names


def read_entry(
    number: int, kind: str, body: str, mapping: Mapping[str, Any], strings: Mapping[str, str]
) -> Row:  # fmt: skip
    is_whole, body = not body.endswith("\x00"), body.rstrip("\x00")
    raw = {"entry": f"@{kind}{{{body}}}"[:100_000]}
    if not is_whole:
        return Row(number, raw, faults=[Fault("entry_not_closed")])
    given = fields_of(body, strings)
    said = LANGUAGES.get(untexed(given.get("language", given.get("langid", ""))).lower(), "") or language_code(
        given.get("language")
    )
    is_patent = kind == "patent"
    values = Values()
    values.title(untexed(given.get("title", "")), "title", said)
    if mapping.get("has_right"):
        values.abstract(untexed(given.get("abstract", "")), said)
    values.identifier("doi", given.get("doi", ""), "doi")
    _date(given, values)
    if said:
        values.fields["language"] = said
    values.link(f"https://doi.org/{values.doi}" if values.doi else "", untexed(given.get("url", "")).replace("–", "--"))
    _published_in(kind, given, values)
    people = people_of(given.get("author", ""), (Part.INVENTOR if is_patent else Part.AUTHOR).value)
    people = people or people_of(given.get("editor", ""), Part.EDITOR.value)
    return make_row(
        number, raw, values, source=Source.FILE.value, source_record="", people=people, mapping=mapping, is_open=True,
        kind=(EvidenceKind.PATENT if is_patent else EvidenceKind.PUBLICATION).value, complete=frozenset({"people"}),
    )  # fmt: skip


def _date(given: Mapping[str, str], values: Values) -> None:
    if given.get("date"):
        values.day(given["date"], "date")
    if "year" not in values.fields and given.get("year"):
        values.year(untexed(given["year"]), "year")


def _published_in(kind: str, given: Mapping[str, str], values: Values) -> None:
    number = untexed(given.get("number", ""))
    if kind == "patent":
        values.identifier("patent", number, "number")
        values.note("number", number)
        return
    values.particulars["type"] = TYPES.get(kind, "other")
    values.note("venue", untexed(given.get("journal") or given.get("journaltitle") or given.get("booktitle") or ""))
    values.note("publisher", untexed(given.get("publisher") or given.get("school") or given.get("institution") or ""))
    volume = untexed(given.get("volume", ""))
    values.note("volume", f"{volume} ({number})" if volume and number else volume or number)
    values.note("pages", untexed(given.get("pages", "")))
    values.identifier("isbn", untexed(given.get("isbn", "")), "isbn")
