"""What only some kinds of evidence have: a place each in `Evidence.particulars`, with its label and its type.

Stored plainly: a day as ISO text, a sum as text (`"1250000.50"`), a count as a number, a choice as its code.
"""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal, InvalidOperation
from enum import StrEnum
from typing import Any
from urllib.parse import urlsplit

from django.db.models import TextChoices
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from seriktes.common.text import one_line
from seriktes.expertise.enums import (
    AccessKind,
    CourseForm,
    CourseLevel,
    EvidenceKind,
    Offer,
    PatentStatus,
    Protection,
    PublicationType,
)

LONGEST = 300
Choices = type[TextChoices]


class Type(StrEnum):
    TEXT = "text"
    LINES = "lines"
    CHOICE = "choice"
    COUNT = "count"
    YEAR = "year"
    DAY = "day"
    SUM = "sum"
    LINK = "link"


class WrongParticular(ValueError):
    """A value that cannot stand in this place; `code` names the sentence in `definitions.refusals`."""

    def __init__(self, particular: "Particular", code: str) -> None:
        super().__init__(f"{particular.code}: {code}")
        self.particular = particular
        self.code = code


@dataclass(frozen=True)
class Particular:
    code: str
    label: Promise
    kinds: tuple[EvidenceKind, ...]
    type: Type = Type.TEXT
    choices: "Choices | None" = None
    lowest: int = 0
    highest: int = 1_000_000
    hint: Promise | str = ""

    def clean(self, value: Any) -> Any:
        """The value as it is stored, or None for nothing. Raises WrongParticular."""
        if value is None or (isinstance(value, str) and not value.strip()):
            return None
        return _CLEANERS[self.type](self, value)


def _text(_particular: Particular, value: Any) -> str:
    return one_line(str(value))[:LONGEST]


def _lines(_particular: Particular, value: Any) -> str:
    return str(value).strip()[:4000]


def _choice(particular: Particular, value: Any) -> str:
    if particular.choices is None or str(value) not in particular.choices.values:
        raise WrongParticular(particular, "unknown_choice")
    return str(value)


def _count(particular: Particular, value: Any) -> int:
    try:
        number = int(str(value))
    except ValueError:
        raise WrongParticular(particular, "not_a_number") from None
    if not particular.lowest <= number <= particular.highest:
        raise WrongParticular(particular, "out_of_range")
    return number


def _day(particular: Particular, value: Any) -> str:
    if isinstance(value, date):
        return value.isoformat()[:10]
    try:
        return date.fromisoformat(str(value)).isoformat()
    except ValueError:
        raise WrongParticular(particular, "not_a_day") from None


def _sum(particular: Particular, value: Any) -> str:
    try:
        number = Decimal(str(value))
    except InvalidOperation:
        raise WrongParticular(particular, "not_a_number") from None
    if not number.is_finite() or number < 0 or number >= Decimal(10) ** 15:
        raise WrongParticular(particular, "out_of_range")
    return str(number.quantize(Decimal("0.01")))


def _link(particular: Particular, value: Any) -> str:
    text = str(value).strip()
    if not is_link(text):
        raise WrongParticular(particular, "not_a_link")
    return text


def is_link(text: str) -> bool:
    """An address of the web, which may be shown as a link without harm."""
    try:
        parts = urlsplit(text)
    except ValueError:
        return False
    return (
        parts.scheme in ("http", "https") and bool(parts.hostname) and len(text) <= 500 and not re.search(r"\s", text)
    )


_CLEANERS = {
    Type.TEXT: _text, Type.LINES: _lines, Type.CHOICE: _choice, Type.COUNT: _count, Type.YEAR: _count, Type.DAY: _day,
    Type.SUM: _sum, Type.LINK: _link,
}  # fmt: skip

_PUBLICATION, _PROJECT, _PATENT = (EvidenceKind.PUBLICATION,), (EvidenceKind.PROJECT,), (EvidenceKind.PATENT,)
_TECHNOLOGY, _COURSE = (EvidenceKind.TECHNOLOGY,), (EvidenceKind.COURSE,)
_EQUIPMENT, _HARDWARE = (EvidenceKind.EQUIPMENT,), (EvidenceKind.EQUIPMENT, EvidenceKind.LABORATORY)
_PRICED = (*_HARDWARE, EvidenceKind.SERVICE, EvidenceKind.COURSE)

# In the order in which pages and forms show them. `currency` says in what `amount` and `price` are counted.
PARTICULARS: tuple[Particular, ...] = (
    Particular("type", _("type"), _PUBLICATION, Type.CHOICE, PublicationType),
    Particular("venue", _("published in"), _PUBLICATION),
    Particular("volume", _("volume and issue"), _PUBLICATION),
    Particular("pages", pgettext_lazy("of a publication", "pages"), _PUBLICATION),
    Particular("publisher", _("publisher"), _PUBLICATION),
    Particular("number", pgettext_lazy("of a grant, contract or patent", "number"), (*_PROJECT, *_PATENT)),
    Particular("funder", _("funder"), _PROJECT),
    Particular("programme", pgettext_lazy("of funding", "programme"), _PROJECT),
    Particular("starts_on", _("begins on"), _PROJECT, Type.DAY),
    Particular("ends_on", _("ends on"), _PROJECT, Type.DAY),
    Particular("amount", _("funding"), _PROJECT, Type.SUM),
    Particular("office", _("patent office"), _PATENT),
    Particular("status", pgettext_lazy("of a patent", "state"), _PATENT, Type.CHOICE, PatentStatus),
    Particular("filed_on", _("filed on"), _PATENT, Type.DAY),
    Particular(
        "trl", _("technology readiness level"), _TECHNOLOGY, Type.COUNT, lowest=1, highest=9,
        hint=_("From 1 (principle observed) to 9 (proven in operation)."),
    ),
    Particular("stage_note", _("what was shown so far"), _TECHNOLOGY, Type.LINES),
    Particular("protection", _("protection"), _TECHNOLOGY, Type.CHOICE, Protection),
    Particular("offer", _("what is offered"), _TECHNOLOGY, Type.CHOICE, Offer),
    Particular("model", _("model"), _EQUIPMENT),
    Particular("maker", _("made by"), _EQUIPMENT),
    Particular("year_made", _("year of make"), _EQUIPMENT, Type.YEAR, lowest=1850, highest=2200),
    Particular("place", _("place"), _HARDWARE, hint=_("Building and room.")),
    Particular("access", _("who may use it"), _HARDWARE, Type.CHOICE, AccessKind),
    Particular("accreditation", _("accreditation"), _HARDWARE, hint=_("Number and by whom.")),
    Particular("accredited_until", _("accredited until"), _HARDWARE, Type.DAY),
    Particular("level", pgettext_lazy("of a course", "level"), _COURSE, Type.CHOICE, CourseLevel),
    Particular("form", pgettext_lazy("of a course", "form"), _COURSE, Type.CHOICE, CourseForm),
    Particular("hours", _("hours"), _COURSE, Type.COUNT, lowest=1, highest=10_000),
    Particular("price", _("price"), _PRICED, Type.SUM),
    Particular("price_unit", _("price is for"), _PRICED, hint=_("Such as an hour, a sample or a person.")),
    Particular("currency", _("currency"), (*_PROJECT, *_PRICED), hint=_("Three letters, such as KZT.")),
    Particular("booking_url", _("booking page"), (*_HARDWARE, EvidenceKind.SERVICE, EvidenceKind.COURSE), Type.LINK),
)  # fmt: skip
BY_CODE: Mapping[str, Particular] = {one.code: one for one in PARTICULARS}


def particulars_of(kind: str) -> tuple[Particular, ...]:
    """Those that a kind has, in the order in which they are shown."""
    return _BY_KIND[EvidenceKind(kind)]


_BY_KIND = {kind: tuple(one for one in PARTICULARS if kind in one.kinds) for kind in EvidenceKind}


def clean_particulars(kind: str, values: Mapping[str, Any]) -> dict[str, Any]:
    """What of `values` can be stored for this kind, without the empty ones.

    Raises WrongParticular for a value that cannot stand, KeyError for a code that the kind does not have.
    """
    known = {one.code: one for one in particulars_of(kind)}
    if unknown := set(values) - set(known):
        raise KeyError(", ".join(sorted(unknown)))
    cleaned = {code: known[code].clean(value) for code, value in values.items()}
    if currency := cleaned.get("currency"):
        cleaned["currency"] = currency = str(currency).upper()
        if not re.fullmatch("[A-Z]{3}", currency):
            raise WrongParticular(known["currency"], "not_a_currency")
    return {code: value for code, value in cleaned.items() if value is not None}


def filled(kind: str, particulars: Mapping[str, Any]) -> Iterator[tuple[Particular, Any]]:
    """Those that have a value, in order; what a kind does not have is passed over."""
    for one in particulars_of(kind):
        value = particulars.get(one.code)
        if value not in (None, ""):
            yield one, value
