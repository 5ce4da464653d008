"""Values of open metadata as the register keeps them. Nothing here raises, whatever the source holds."""

import html
import re
from collections.abc import Iterable, Mapping
from datetime import date
from typing import Any

from django.utils import timezone

from seriktes.common.identifiers import get_scheme
from seriktes.common.packs import InvalidIdentifier
from seriktes.common.text import one_line, visible
from seriktes.exchange.definitions import Fault
from seriktes.expertise.definitions.identifiers import normalise
from seriktes.expertise.definitions.particulars import is_link

LONGEST_TITLE, LONGEST_TEXT, LONGEST_NAME = 1000, 20_000, 300
EARLIEST_YEAR = 1500
# Printed names that are kept of one record, so that an article of three thousand authors is one row among others.
MOST_PEOPLE = 150
CREATIVE_COMMONS = re.compile(r"(?i)creativecommons\.org/|^cc[-_ ]?(by|0)|^public[-_ ]domain|^pd$")
_KAZAKH = re.compile("[әғқңөұүһіӘҒҚҢӨҰҮҺІ]")
_CYRILLIC = re.compile("[Ѐ-ӿ]")
_LATIN = re.compile("[A-Za-z]")
_ENGLISH = re.compile(r"(?i)\b(the|of|and|in|for|on|with|by|to|from|an?|using|based|study|analysis)\b")
_TAGS = re.compile(r"<[^<>]{0,200}>")
_RETRACTED = re.compile(r"(?i)^\W{0,3}(retracted|отозван[ао]?|кері қайтарылған|қайтарып алынған)\b[^:\]]{0,20}[:\]]\s*")
LANGUAGE_CODES = {"kaz": "kk", "rus": "ru", "eng": "en", "ger": "de", "deu": "de", "fre": "fr", "fra": "fr", "tur": "tr",
                  "chi": "zh", "zho": "zh", "uzb": "uz", "kir": "ky", "ukr": "uk", "spa": "es"}  # fmt: skip
# Written without Latin or Cyrillic letters, or with the latter: what the letters alone would tell wrong.
_CYRILLIC_OTHERS = {"uk", "be", "bg", "sr", "mk", "ky", "tg", "mn", "tt", "uz", "ba"}


def text_of(value: Any) -> str:
    return one_line(value) if isinstance(value, str) else ""


def plain(value: Any) -> str:
    """Text without marks of a markup language: titles and abstracts come with tags and entities."""
    if not isinstance(value, str):
        return ""
    text = html.unescape(value[: LONGEST_TEXT * 4]) if "&" in value else value[: LONGEST_TEXT * 4]
    return one_line(_TAGS.sub(" ", text) if "<" in text else text)


def list_of(value: Any) -> list[Any]:
    return value if isinstance(value, list) else []


def dict_of(value: Any) -> dict[str, Any]:
    return value if isinstance(value, dict) else {}


def dicts_of(value: Any) -> Iterable[dict[str, Any]]:
    return (one for one in list_of(value) if isinstance(one, dict))


def language_code(value: Any) -> str:
    code = text_of(value).lower().replace("_", "-").split("-")[0]
    code = LANGUAGE_CODES.get(code, code)
    return code if re.fullmatch("[a-z]{2}", code) else ""


def language_of(text: str, said: str = "") -> str:
    """The language in which a text is written: what its letters say, then what the source says; "" for neither."""
    if _CYRILLIC.search(text) and len(_CYRILLIC.findall(text)) >= len(_LATIN.findall(text)):
        if _KAZAKH.search(text):
            return said if said in _CYRILLIC_OTHERS else "kk"
        return said if said in _CYRILLIC_OTHERS or said == "kk" else "ru"
    if _LATIN.search(text):
        if said and said not in ("ru", *_CYRILLIC_OTHERS) and said != "kk":
            return said
        return "en" if _ENGLISH.search(text) or said else ""
    return said if said not in ("kk", "ru", "en") else ""


class Values:
    """Gathers what one record says; `faults` say what was left out of it, by the source's own field names."""

    def __init__(self) -> None:
        self.fields: dict[str, Any] = {}
        self.particulars: dict[str, Any] = {}
        self.identifiers: list[tuple[str, str]] = []
        self.faults: list[Fault] = []
        self.retracted = False

    def fault(self, code: str, column: str, **values: Any) -> None:
        told = {name: visible(value) if isinstance(value, str) else value for name, value in values.items()}
        self.faults.append(Fault(code, column, told))

    def title(self, value: Any, column: str, said: str = "") -> None:
        """A title goes to its language; of two in one language the first stays."""
        text = plain(value)
        if _RETRACTED.match(text):
            self.retracted, text = True, _RETRACTED.sub("", text)
        if len(text) > LONGEST_TITLE:
            self.fault("too_long", column, limit=LONGEST_TITLE)
            text = text[: LONGEST_TITLE - 1].rsplit(" ", 1)[0] + "…"
        language = language_of(text, said)
        name = f"name_{language}" if language in ("kk", "ru", "en") else "name_other"
        if text:
            self.fields.setdefault(name, text)

    def abstract(self, value: Any, said: str = "") -> None:
        text = plain(value)[:LONGEST_TEXT]
        language = language_of(text, said)
        if language in ("kk", "ru", "en"):
            self.fields.setdefault(f"text_{language}", text)

    def day(self, value: Any, column: str) -> None:
        """A day as ISO text, or a list of year, month and day; sets the year too."""
        parts = value if isinstance(value, list) else re.findall(r"\d+", text_of(value))[:3]
        try:
            numbers = [int(part) for part in parts[:3] if part is not None]
        except (TypeError, ValueError):
            numbers = []
        if not numbers:
            if value not in (None, "", [], [None]):
                self.fault("not_a_date", column, value=str(value)[:40])
            return
        if not self.is_year(numbers[0], column):
            return
        self.fields.setdefault("year", numbers[0])
        if len(numbers) == 3 and "published_on" not in self.fields:
            try:
                on = date(*numbers)
            except ValueError:
                self.fault("not_a_date", column, value=str(value)[:40])
                return
            # OpenAlex and others write the first of January where only the year is known.
            if (on.month, on.day) != (1, 1):
                self.fields["published_on"] = on

    def year(self, value: Any, column: str) -> None:
        found = re.search(r"\d{4}", str(value)) if not isinstance(value, bool) else None
        if found and self.is_year(int(found[0]), column):
            self.fields.setdefault("year", int(found[0]))
        elif not found and value not in (None, ""):
            self.fault("not_a_year", column, value=str(value)[:40], first=EARLIEST_YEAR, last=last_year())

    def is_year(self, year: int, column: str) -> bool:
        """A year that something can bear; journals are dated a year ahead at most."""
        if EARLIEST_YEAR <= year <= last_year():
            return True
        ahead = "published_ahead" if last_year() < year < 10_000 else "not_a_year"
        self.fault(ahead, column, value=str(year)[:40], first=EARLIEST_YEAR, last=last_year())
        return False

    def identifier(self, scheme: str, value: Any, column: str) -> bool:
        text = text_of(value) if not isinstance(value, int) else str(value)
        if not text:
            return False
        try:
            pair = scheme, normalise(scheme, text)
        except InvalidIdentifier:
            self.fault("wrong_evidence_number", column, value=text[:100], scheme=scheme)
            return False
        if pair not in self.identifiers:
            self.identifiers.append(pair)
        return True

    def link(self, *values: Any) -> None:
        """The first that is an address of the web."""
        for value in values:
            text = text_of(value)
            if text and is_link(text):
                self.fields.setdefault("source_url", text)
                return

    def note(self, name: str, value: Any, limit: int = 300) -> None:
        text = plain(value)[:limit]
        if name == "pages":
            text = re.sub(r"(?<=\w)\s*[-‐‑‒–—]{1,2}\s*(?=\w)", "–", text)
        if text:
            self.particulars.setdefault(name, text)

    @property
    def doi(self) -> str:
        return next((value for scheme, value in self.identifiers if scheme == "doi"), "")

    @property
    def has_title(self) -> bool:
        return any(self.fields.get(f"name_{code}") for code in ("kk", "ru", "en", "other"))


def last_year() -> int:
    return timezone.localdate().year + 1


def orcid_of(value: Any) -> str:
    """The ORCID, or "" for none that is right: a wrong one must not point to somebody else."""
    text = text_of(value)
    if not text:
        return ""
    try:
        return get_scheme("orcid").validate(text)
    except InvalidIdentifier:
        return ""


def ror_of(value: Any) -> str:
    text = text_of(value)
    if "ror" not in text and not re.fullmatch(r"0[a-z0-9]{6}\d\d", text):
        return ""
    try:
        return get_scheme("ror").validate(text)
    except InvalidIdentifier:
        return ""


def person_name(given: Any, family: Any, whole: Any = "") -> str:
    return (" ".join(part for part in (text_of(given), text_of(family)) if part) or text_of(whole))[:LONGEST_NAME]


def is_open_licence(values: Iterable[Any]) -> bool:
    return any(CREATIVE_COMMONS.search(text_of(value)) for value in values)


def abstract_of_index(index: Any) -> str:
    """The abstract that OpenAlex gives as the places of each word."""
    if not isinstance(index, Mapping):
        return ""
    words: dict[int, str] = {}
    for word, places in index.items():
        for place in places if isinstance(places, list) else ():
            if isinstance(place, int) and 0 <= place < 10_000:
                words[place] = word
    return " ".join([words[place] for place in sorted(words)]) if words else ""
