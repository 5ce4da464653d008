"""BIN and IIN: structure and check digit.

Law of 12.01.2007 No. 223-III "On national registers of identification numbers"; structure:
decree of the Government of 22.05.2007 No. 406. Check digit: two passes with weights 1-11 and
3-11, 1, 2 (two independent implementations and 270 public BINs agree).
"""

import re
from dataclasses import dataclass
from datetime import date
from typing import Literal

from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _

from seriktes.common.identifiers import clean
from seriktes.common.packs import IdentifierScheme, InvalidIdentifier, Source

IDENTIFIER_SOURCE = Source(
    title="Decree of the Government of the Republic of Kazakhstan No. 406 on the rules for identification numbers",
    dated=date(2007, 5, 22),
    note="A newer order may exist: not verified.",
)

EntityKind = Literal["resident", "non_resident", "joint_sole_trader"]
UnitKind = Literal["head", "branch", "representative_office", "joint_farm"]

_ENTITY_KINDS: dict[str, EntityKind] = {"4": "resident", "5": "non_resident", "6": "joint_sole_trader"}
_UNIT_KINDS: dict[str, UnitKind] = {"0": "head", "1": "branch", "2": "representative_office", "3": "joint_farm"}
_CENTURIES = {"1": 1800, "2": 1800, "3": 1900, "4": 1900, "5": 2000, "6": 2000}
_FIRST_WEIGHTS = (1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11)
_SECOND_WEIGHTS = (3, 4, 5, 6, 7, 8, 9, 10, 11, 1, 2)
_LABEL = re.compile(r"(?i)^(бин|бсн|bin|bsn|иин|жсн|iin|jsn)[:№#]*")


@dataclass(frozen=True)
class BinDescription:
    """What a valid BIN says: the month of the (re)registration, the kind of entity and of unit."""

    year: int
    month: int
    entity: EntityKind
    unit: UnitKind


def check_digit(first_eleven: str) -> int | None:
    """The twelfth digit of a BIN or IIN; None when no number with these eleven digits is issued."""
    for weights in (_FIRST_WEIGHTS, _SECOND_WEIGHTS):
        rest = sum(int(digit) * weight for digit, weight in zip(first_eleven, weights, strict=True)) % 11
        if rest < 10:
            return rest
    return None


def validate_bin(value: str) -> str:
    """The twelve digits of a BIN."""
    digits = _twelve_digits(value, "BIN")
    if not 1 <= int(digits[2:4]) <= 12:
        raise InvalidIdentifier(
            format_lazy(
                _("Digits 3 and 4 of a BIN are the month of registration, 01 to 12, and here they are {month}."),
                month=digits[2:4],
            ),
            "month",
        )
    if digits[4] not in _ENTITY_KINDS:
        if _is_iin(digits):
            raise InvalidIdentifier(
                _("This is the IIN of a person, not a BIN. Enter the BIN of the organisation and keep the IIN out."),
                "is_iin",
            )
        raise InvalidIdentifier(
            format_lazy(
                _("Digit 5 of a BIN is the kind of entity, 4, 5 or 6, and here it is {digit}."), digit=digits[4]
            ),
            "entity_kind",
        )
    if digits[5] not in _UNIT_KINDS:
        raise InvalidIdentifier(
            format_lazy(
                _("Digit 6 of a BIN says whether it is a branch, 0 to 3, and here it is {digit}."), digit=digits[5]
            ),
            "unit_kind",
        )
    if not _check_digit_fits(digits):
        raise InvalidIdentifier(
            _("The last digit of this BIN does not fit the others: a digit is mistyped or two are swapped."),
            "check_digit",
        )
    return digits


def describe_bin(value: str, *, today: date) -> BinDescription:
    """What the BIN says. The century is the latest one that puts the registration before `today`."""
    digits = validate_bin(value)
    year, month = today.year // 100 * 100 + int(digits[:2]), int(digits[2:4])
    if (year, month) > (today.year, today.month):
        year -= 100
    return BinDescription(year, month, _ENTITY_KINDS[digits[4]], _UNIT_KINDS[digits[5]])


def validate_iin(value: str) -> str:
    """The twelve digits of an IIN."""
    digits = _twelve_digits(value, "IIN")
    if digits[4] in _ENTITY_KINDS and _is_valid_bin(digits):
        raise InvalidIdentifier(_("This is the BIN of an organisation, not the IIN of a person."), "is_bin")
    if digits[6] not in _CENTURIES:
        raise InvalidIdentifier(
            format_lazy(
                _("Digit 7 of an IIN says the century and the sex, 1 to 6, and here it is {digit}."), digit=digits[6]
            ),
            "century",
        )
    if _birth_date(digits) is None:
        raise InvalidIdentifier(
            format_lazy(
                _("An IIN begins with the date of birth as year, month and day, and {digits} is no date."),
                digits=digits[:6],
            ),
            "birth_date",
        )
    if not _check_digit_fits(digits):
        raise InvalidIdentifier(
            _("The last digit of this IIN does not fit the others: a digit is mistyped or two are swapped."),
            "check_digit",
        )
    return digits


def _twelve_digits(value: str, name: str) -> str:
    if len(value) == 12 and value.isascii() and value.isdigit():
        return value
    text = _LABEL.sub("", clean(value)).replace("-", "")
    if not text.isascii() or not text.isdigit():
        if not text:
            raise InvalidIdentifier(format_lazy(_("Enter the 12 digits of the {name}."), name=name), "empty")
        found = ", ".join(dict.fromkeys(letter for letter in text if not ("0" <= letter <= "9")))
        raise InvalidIdentifier(
            format_lazy(_("{name} has only digits, and this has other characters: {found}."), name=name, found=found),
            "characters",
        )
    if len(text) != 12:
        raise InvalidIdentifier(
            format_lazy(
                _("{name} has 12 digits, and this has {found}. A spreadsheet may have dropped zeros at the front."),
                name=name,
                found=len(text),
            ),
            "length",
        )
    return text


def _check_digit_fits(digits: str) -> bool:
    return check_digit(digits[:11]) == int(digits[11])


def _birth_date(digits: str) -> date | None:
    try:
        return date(_CENTURIES[digits[6]] + int(digits[:2]), int(digits[2:4]), int(digits[4:6]))
    except (KeyError, ValueError):
        return None


def _is_iin(digits: str) -> bool:
    return _birth_date(digits) is not None and _check_digit_fits(digits)


def _is_valid_bin(digits: str) -> bool:
    return 1 <= int(digits[2:4]) <= 12 and digits[5] in _UNIT_KINDS and _check_digit_fits(digits)


SCHEMES = (
    IdentifierScheme(
        code="bin",
        label=_("BIN"),
        validate=validate_bin,
        holder="organisation",
        example="240140999930",
        hint=_("12 digits: the business identification number of the organisation or branch."),
    ),
    IdentifierScheme(
        code="iin",
        label=_("IIN"),
        validate=validate_iin,
        holder="person",
        personal=True,
        hint=_("12 digits: the individual identification number. Personal data: enter it only where it is needed."),
    ),
)
