"""Cells of these tables as values, beyond those of `organisations.imports.cells`: sides, money, days with something."""

import re
from collections.abc import Mapping
from datetime import date
from decimal import Decimal
from functools import lru_cache

from babel import Locale
from django.conf import settings
from django.db import models
from django.utils import translation

from seriktes.common.models import Languages
from seriktes.common.packs import get_pack
from seriktes.common.parameters import read_number
from seriktes.exchange.definitions.columns import folded
from seriktes.organisations.imports.cells import Cells
from seriktes.organisations.imports.people_tables import read_organisation
from seriktes.partnerships.actions.importing.records import Contact, Dated, Delivered, Named, Where
from seriktes.partnerships.imports.fields import CURRENCY_WORDS, NO, WORDS, YES

# "Name (BIN 990140000128) / Unit", as our exports write a side.
_BRACKETED = re.compile(
    r"^(?P<name>.*?)\s*\((?P<label>[^()]*?)\s*(?P<value>[^\s()]+)\)(?:\s*/\s*(?P<unit>.+))?$", re.DOTALL
)
_SIDES = re.compile(r"[;\n]+")
_DAY = r"\d{1,4}[-./]\d{1,2}[-./]\d{1,4}"
# Items that begin with a day: a semicolon within a note parts nothing.
_DATED_ITEMS = re.compile(rf"[;\n]+\s*(?={_DAY}\s*:)")
_ITEM = re.compile(rf"^({_DAY})\s*:\s*(.+)$", re.DOTALL)
_SIDE_AND_DAY = re.compile(rf"^(.+?)\s*[:–—]\s*({_DAY})$", re.DOTALL)
_MAIL = re.compile(r"^(.*?)\s*[<(]?([^\s<>()]+@[^\s<>()]+)[>)]?$")
# The widest sum and number that the columns hold.
_MOST = {"amount": Decimal(10) ** 16, "hours": Decimal(10) ** 7}


class PartnershipCells(Cells):
    @property
    def headings(self) -> Mapping[str, str]:
        return self._headings

    # --- Sides --------------------------------------------------------------------------------------------------------
    def sides(self, *codes: str) -> tuple[Named, ...]:
        """Every side that these columns name, each once."""
        found = [side for code in codes for part in _parts(self.text(code)) if (side := read_side(part))]
        return tuple(dict.fromkeys(found))

    def side(self, code: str) -> Named | None:
        text = " ".join(self.text(code).split())
        return read_side(text) if text else None

    def where(self) -> Where:
        number = self.short("partnership", 60)
        return Where(self.whole("partnership_id"), number, self.sides("parties", "university", "partner"))

    def dated_sides(self, code: str) -> list[Dated]:
        found = []
        for part in _parts(self.text(code)):
            said = _SIDE_AND_DAY.match(part)
            day = _day(said[2]) if said else None
            side = read_side(said[1]) if said else None
            if day is None or side is None:
                self.fault("not_a_dated_side", code, value=part[:80])
                continue
            found.append(Dated(side, day))
        return found

    def contacts(self, code: str) -> list[Contact]:
        found = []
        for part in _parts(self.text(code)):
            said, _colon, person = part.rpartition(": ")
            side = read_side(said) if said else None
            if side is None or not person.strip():
                self.fault("not_a_contact", code, value=part[:80])
                continue
            mail = _MAIL.match(person.strip())
            found.append(Contact(side, (mail[1] if mail else person).strip(" ,")[:200], mail[2] if mail else ""))
        return found

    # --- Numbers and money --------------------------------------------------------------------------------------------
    def decimal(self, code: str, *, column: str = "amount", text: str | None = None) -> Decimal | None:
        """An exact number of two decimals, with any of the usual marks between thousands."""
        said = self.text(code) if text is None else text
        if not said.strip():
            return None
        value = read_number(said)
        if value is None or value < 0 or value >= _MOST[column]:
            self.fault("not_an_amount", code, value=said[:40])
            return None
        return value

    def money(self, code: str, currency_code: str) -> tuple[Decimal | None, str]:
        """A sum and its currency, which may stand in its own column or beside the sum: "500 000 ₸", "USD 1,200.50"."""
        sum_text, beside = split_currency(self.text(code))
        currency = self.currency(currency_code)
        amount = self.decimal(code, text=sum_text)
        if beside and currency and beside != currency:
            self.fault("two_currencies", code, value=beside, other=currency)
        return amount, currency or beside

    def currency(self, code: str) -> str:
        text = self.text(code)
        if not text:
            return ""
        if currency := read_currency(text):
            return currency
        self.fault("unknown_currency", code, value=text[:40])
        return ""

    def count(self, code: str, most: int) -> int | None:
        value = self.whole(code)
        if value is not None and value > most:
            self.fault("too_large_number", code, value=value, most=most)
            return None
        return value

    def flag(self, code: str) -> bool | None:
        text = folded(self.text(code)) or self.text(code).strip()
        if not text:
            return None
        if text in YES:
            return True
        if text in NO:
            return False
        self.fault("not_yes_or_no", code, value=self.text(code)[:40])
        return None

    # --- Days with something ------------------------------------------------------------------------------------------
    def schedule(self, code: str) -> list[tuple[date, Decimal]]:
        return [(item.on, item.amount) for item in self._dated(code)]

    def deliveries(self, code: str) -> list[Delivered]:
        return self._dated(code)

    def _dated(self, code: str) -> list[Delivered]:
        found = []
        for part in filter(None, (piece.strip(" ;\n") for piece in _DATED_ITEMS.split(self.text(code)))):
            said = _ITEM.match(part)
            item = _delivered(said[1], said[2]) if said else None
            if item is None:
                self.fault("not_dated_amount", code, value=part[:80])
            else:
                found.append(item)
        return found

    # --- Words --------------------------------------------------------------------------------------------------------
    def word(self, code: str, choices: type[models.TextChoices]) -> str:
        text = self.text(code)
        if not text:
            return ""
        value = _words_of(choices).get(folded(text), "")
        if not value:
            self.fault("unknown_value", code, value=text[:60], known=[str(choice.label) for choice in choices])
        return value

    def words(self, code: str, choices: type[models.TextChoices]) -> list[str]:
        known = _words_of(choices)
        found = []
        for part in re.split(r"[;,\n]+", self.text(code)):
            if not part.strip():
                continue
            if value := known.get(folded(part)):
                found.append(value)
            else:
                self.fault(
                    "unknown_value", code, value=part.strip()[:60], known=[str(choice.label) for choice in choices]
                )
        return [value for value in choices.values if value in found]

    def activity_kind(self, code: str) -> str:
        text = self.text(code)
        if not text:
            return ""
        value = _activity_kinds().get(folded(text), "")
        if not value:
            self.fault("unknown_activity_kind", code, value=text[:60])
        return value

    def languages(self, code: str) -> list[str]:
        """In the order in which they are named: "kk, ru", "қазақша, орысша"."""
        found = []
        for part in re.split(r"[;,/\n+]+|\s+(?:и|және|and)\s+", self.text(code)):
            if not part.strip():
                continue
            if value := _words_of(Languages).get(folded(part)):
                found.append(value)
            else:
                self.fault("unknown_value", code, value=part.strip()[:60], known=[str(one.label) for one in Languages])
        return list(dict.fromkeys(found))

    def has_fault_in(self, codes: tuple[str, ...]) -> bool:
        wanted = {self.heading(code) for code in codes}
        return any(fault.column in wanted for fault in self.faults if fault.code != "letters_unified")


# --- How values are read ----------------------------------------------------------------------------------------------
def _parts(text: str) -> list[str]:
    return [part for piece in _SIDES.split(text) if (part := " ".join(piece.split()))]


@lru_cache(maxsize=1 << 14)
def read_side(text: str) -> Named | None:
    """A side of a partnership: "Name (BIN 990140000128) / Unit", a bare identifier, "№ 12", or an exact name."""
    text = " ".join(text.split())
    if not text:
        return None
    if said := _BRACKETED.match(text):
        how, value = read_organisation(
            f"№{said['value']}" if said["label"].strip() in ("№", "No", "#") else said["value"]
        )
        if how != "name":
            return Named(how, value, (said["unit"] or "").strip(), said["name"].strip())
    how, value = read_organisation(text)
    return Named(how, value)


@lru_cache(maxsize=1 << 10)
def split_currency(text: str) -> tuple[str, str]:
    """The number, and the currency that stands before or after it; the whole text when that is none."""
    bare = text.strip()
    found = re.match(r"^([^\d+-]*?)\s*([+-]?\d.*?)\s*([^\d]*)$", bare, re.DOTALL)
    if not found:
        return text, ""
    words = [word for word in (found[1].strip(), found[3].strip(" .")) if word]
    if len(words) == 1 and (currency := read_currency(words[0])):
        return found[2].rstrip("., "), currency
    return text, ""


@lru_cache(maxsize=1 << 8)
def read_currency(text: str) -> str:
    """The code of a currency named by its code, its sign, or its name in one of the three languages."""
    return _currencies().get(text.strip()) or _currencies().get(folded(text), "")


@lru_cache(maxsize=1)
def _currencies() -> dict[str, str]:
    found: dict[str, str] = {}
    codes = sorted(Locale("en").currencies)
    for language, _name in settings.LANGUAGES:
        locale = Locale(language)
        found.update({folded(str(name)): code for code, name in locale.currencies.items() if len(code) == 3})
        found.update({sign: code for code, sign in locale.currency_symbols.items() if not sign.isascii()})
    for code, spellings in CURRENCY_WORDS.items():
        found.update({folded(text): code for text in spellings})
    return {"$": "USD", **found, **{code.lower(): code for code in codes}, "₸": "KZT", "₽": "RUB", "€": "EUR"}


def _day(text: str) -> date | None:
    cells = Cells({"day": text}, {})
    return cells.day("day")


def _delivered(day: str, rest: str) -> Delivered | None:
    """ "2026-01-20: 300000 KZT | confirmed 2026-02-01 | note"; only the day and the amount are needed. Our exports say in
    the place of "confirmed" also "not confirmed" and "disputed" with its day."""
    on = _day(day)
    amount_text, *others = [part.strip() for part in rest.split("|")]
    number, currency = split_currency(amount_text)
    amount = read_number(number)
    if on is None or amount is None or not 0 < amount < _MOST["amount"]:
        return None
    confirmed, note, is_disputed = None, "", False
    for other in others:
        said = re.match(rf"^(?:confirmed|подтверждено|расталды)\s+({_DAY})$", other, re.IGNORECASE)
        if said and (day_confirmed := _day(said[1])):
            confirmed = day_confirmed
        elif re.match(rf"^disputed\s+{_DAY}$", other):
            is_disputed = True
        elif other != "not confirmed":
            note = f"{note} | {other}" if note else other
    return Delivered(on, amount, currency, confirmed, note[:300], is_disputed)


@lru_cache(maxsize=32)
def _words_of(choices: type[models.TextChoices]) -> dict[str, str]:
    """Folded word → value: codes, labels in every language, and words of daily use."""
    found: dict[str, str] = {}
    for choice in choices:
        labels = []
        for language, _name in settings.LANGUAGES:
            with translation.override(language):
                labels.append(str(choice.label))
        spellings = WORDS.get(choices, {}).get(choice.value, ())
        found.update({folded(text): choice.value for text in (*spellings, *labels, choice.value)})
    return found


@lru_cache(maxsize=1)
def _activity_kinds() -> dict[str, str]:
    found: dict[str, str] = {}
    for kind in get_pack().activity_kinds:
        found.update({folded(text): kind.code for text in (*kind.names.values(), kind.code)})
    return found
