"""An invented country with two regions: shows that the platform needs no other."""

from datetime import date

from django.utils.translation import gettext_lazy as _

from seriktes.common.packs import (
    ActivityKind,
    CountryPack,
    IdentifierScheme,
    InvalidIdentifier,
    LegalForm,
    Region,
    Sector,
    Source,
    Tile,
)


def validate_tax_number(value: str) -> str:
    """Two letters and two digits, the second of which doubles the first, modulo ten."""
    text = value.strip().upper()
    if len(text) != 4 or not text[:2].isalpha() or not text[2:].isdigit():
        raise InvalidIdentifier(_("A tax number is two letters and two digits."), "structure")
    if int(text[3]) != int(text[2]) * 2 % 10:
        raise InvalidIdentifier(_("The last digit of the tax number does not fit."), "check_digit")
    return text


def holidays(year: int) -> dict[date, dict[str, str]]:
    return {date(year, 2, 2): {"en": "Founding day", "ru": "День основания"}}


PACK = CountryPack(
    code="XD",
    names={"en": "Demoland", "ru": "Демоландия"},
    languages=("ru", "en"),
    currency="XDR",
    regions=(
        Region("XD-N", "1", {"en": "Northland", "ru": "Северный край"}, cities=("Port North",)),
        Region("XD-C", "2", {"en": "Capital City", "ru": "город Столица"}, type="city", old_codes=("XD-CAP",)),
    ),
    tiles=(Tile("XD-N", 0, 0), Tile("XD-C", 1, 0)),
    identifier_schemes=(
        IdentifierScheme("tax", _("Tax number"), validate_tax_number, holder="organisation", example="AB36"),
    ),
    sectors=(
        Sector("demo", "1", {"en": "Making", "ru": "Изготовление"}),
        Sector("demo", "1.1", {"en": "Making things", "ru": "Изготовление вещей"}, parent="1"),
    ),
    legal_forms=(LegalForm("ltd", {"en": "Ltd", "ru": "ООО"}, {"en": "company", "ru": "общество"}),),
    activity_kinds=(
        ActivityKind(
            "harvest_help",
            {"en": "help with the harvest", "ru": "помощь в уборке"},
            "employment",
            "dui",
            _("Students learn by doing."),
        ),
    ),
    weekend=frozenset({4, 5}),
    holidays=holidays,
    region_words={"край": "region", "город": "city", "city": "city"},
    sources={"regions": Source("Invented", date(2026, 1, 1))},
)
