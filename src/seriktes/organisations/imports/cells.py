"""Cells of tables as values: each parser gives the value, or notes a fault that says what to do."""

import re
from collections.abc import Mapping
from datetime import date
from functools import lru_cache
from typing import Any

from django.conf import settings
from django.db import models
from django.utils import timezone, translation

from seriktes.common.identifiers import clean, get_scheme, latin_letters
from seriktes.common.packs import InvalidIdentifier, get_pack
from seriktes.exchange.definitions import Fault
from seriktes.exchange.definitions.columns import folded
from seriktes.organisations.actions.particulars import InvalidChannel, clean_channel
from seriktes.organisations.enums import EARLIEST_YEAR, ChannelKind

_SEVERAL = re.compile(r"[;\n]+")
_CHANNEL_FAULTS = {
    ChannelKind.EMAIL: "not_an_email", ChannelKind.PHONE: "not_a_phone", ChannelKind.WEBSITE: "not_an_address",
}  # fmt: skip


class Cells:
    """The cells of one row by field code; `faults` gathers what could not be read."""

    def __init__(self, texts: Mapping[str, str], headings: Mapping[str, str]) -> None:
        self._texts, self._headings = texts, headings
        self.faults: list[Fault] = []

    def text(self, code: str) -> str:
        return self._texts.get(code, "")

    def heading(self, code: str) -> str:
        return self._headings.get(code, code)

    def fault(self, kind: str, column: str, **values: Any) -> None:
        self.faults.append(Fault(kind, self.heading(column), values))

    def short(self, code: str, limit: int) -> str:
        text = " ".join(self.text(code).split())
        if len(text) > limit:
            self.fault("too_long", code, limit=limit)
            return ""
        return text

    def several(self, code: str, limit: int) -> list[str]:
        found = [" ".join(part.split()) for part in _SEVERAL.split(self.text(code))]
        if any(len(part) > limit for part in found):
            self.fault("too_long", code, limit=limit)
        return list(dict.fromkeys(part for part in found if part and len(part) <= limit))

    def choice(self, code: str, choices: type[models.TextChoices], words: Mapping[str, tuple[str, ...]]) -> str:
        text = self.text(code)
        if not text:
            return ""
        value = _words_of(choices, tuple((key, found) for key, found in words.items())).get(folded(text), "")
        if not value:
            self.fault("unknown_value", code, value=text[:60], known=[str(choices(key).label) for key in words])
        return value

    def identifier(self, code: str) -> str:
        text = self.text(code)
        if not text:
            return ""
        unified = latin_letters(clean(text))
        try:
            value = get_scheme(code).validate(unified)
        except InvalidIdentifier:
            self.fault("identifier", code, scheme=code, value=text[:100])
            return ""
        if unified != clean(text):
            self.fault("letters_unified", code, value=text[:100], read=value)
        return value

    def number(self, code: str, limit: int) -> float | None:
        text = self.text(code).replace(",", ".").replace(" ", "")
        if not text:
            return None
        try:
            value = float(text)
        except ValueError:
            value = float("nan")
        if not -limit <= value <= limit:
            self.fault("not_a_number", code, value=self.text(code)[:40])
            return None
        return value

    def whole(self, code: str) -> int | None:
        text = clean(self.text(code)).removeprefix("No").lstrip("#")
        if not text:
            return None
        if not (text.isascii() and text.isdigit() and len(text) < 19):
            self.fault("not_a_number", code, value=self.text(code)[:40])
            return None
        return int(text)

    def year(self, code: str) -> int | None:
        text = self.text(code)
        if not text:
            return None
        found = re.fullmatch(r"(\d{4})(-\d\d-\d\d)?|\d\d\.\d\d\.(\d{4})", text)
        year = int(found[1] or found[3]) if found else 0
        last = timezone.localdate().year
        if not EARLIEST_YEAR <= year <= last:
            self.fault("not_a_year", code, value=text[:40], first=EARLIEST_YEAR, last=last)
            return None
        return year

    def day(self, code: str) -> date | None:
        text = self.text(code)
        if not text:
            return None
        found = re.fullmatch(r"(\d{4})-(\d\d?)-(\d\d?)(?:[ T].*)?", text)
        parts = found.groups() if found else None
        if not parts and (found := re.fullmatch(r"(\d\d?)[./](\d\d?)[./](\d{4})(?: ?[гж]\.?)?", text)):
            parts = found.groups()[::-1]
        try:
            if parts:
                return date(*map(int, parts))
        except ValueError:
            pass
        self.fault("not_a_date", code, value=text[:40])
        return None

    def channels(self, code: str, kind: str, limit: int) -> list[str]:
        found = []
        for part in self.several(code, limit):
            try:
                found.append(clean_channel(kind, part))
            except InvalidChannel:
                self.fault(_CHANNEL_FAULTS.get(ChannelKind(kind), "not_an_address"), code, value=part[:100])
        return list(dict.fromkeys(found))

    def region(self, code: str, city: str) -> str:
        text = self.text(code)
        region = _region(text, city)
        if text and not region:
            self.fault("unknown_region", code, value=text[:60])
        return region

    def sector(self, code: str) -> str:
        text = clean(self.text(code))
        if text and (get_pack().sector(text) is None or len(text) > 8):
            self.fault("unknown_sector", code, value=text[:40])
            return ""
        return text


@lru_cache(maxsize=1 << 12)
def _region(text: str, city: str) -> str:
    region = get_pack().resolve_region(text, city) if text else None
    return region.code if region else ""


@lru_cache(maxsize=16)
def _words_of(choices: type[models.TextChoices], words: tuple[tuple[str, tuple[str, ...]], ...]) -> dict[str, str]:
    """Folded word → value: codes, labels in every language, and words of daily use."""
    found: dict[str, str] = {}
    for value, spellings in words:
        labels: list[str] = []
        for language, _name in settings.LANGUAGES:
            with translation.override(language):
                labels.append(str(choices(value).label))
        found.update({folded(text): value for text in (*spellings, *labels, value)})
    return found
