"""Invented dumps in the registry's own form, of any size: for measurements and tests."""

import json
import random
from pathlib import Path
from typing import Any

from seriktes.common.packs import get_pack

_ALPHABET = "0123456789abcdefghjkmnpqrstvwxyz"
_PLACES = ("Ulgi", "Sarysai", "Kokterek", "Aqbulaq", "Zhanatal", "Tasotkel", "Miyaly", "Egindi", "Qarasu", "Bayan")
_CYRILLIC = ("Үлгі", "Сарысай", "Көктерек", "Ақбұлақ", "Жаңатал", "Тасөткел", "Миялы", "Егінді", "Қарасу", "Баян")
_TYPES = ("education", "company", "facility", "government", "nonprofit", "funder", "healthcare", "other")


def ror_identifier(number: int) -> str:
    """A ROR identifier with right check digits; numbers below 32**6."""
    letters = ""
    for _ in range(6):
        number, rest = divmod(number, 32)
        letters = _ALPHABET[rest] + letters
    value = 0
    for letter in "0" + letters:
        value = value * 32 + _ALPHABET.index(letter)
    return f"0{letters}{98 - (value * 100) % 97:02d}"


def isni(number: int) -> str:
    """An ISNI with the right check character (ISO/IEC 7064, mod 11-2)."""
    digits = f"{number:015d}"
    total = 0
    for digit in digits:
        total = (total + int(digit)) * 2 % 11
    last = (12 - total) % 11
    whole = digits + ("X" if last == 10 else str(last))
    return " ".join(whole[start : start + 4] for start in range(0, 16, 4))


def make_ror_dump(path: Path, n: int, seed: int = 1) -> Path:
    """Write `n` invented records of schema version 2 as one JSON list; the same seed writes the same bytes."""
    random_ = random.Random(seed)  # noqa: S311  not for secrets
    with path.open("w", encoding="utf-8") as file:
        file.write("[\n")
        for number in range(n):
            if number:
                file.write(",\n")
            json.dump(_record(number, n, random_), file, ensure_ascii=False)
        file.write("\n]\n")
    return path


def _record(number: int, n: int, random_: random.Random) -> dict[str, Any]:
    place = random_.randrange(len(_PLACES))
    town, latin, region = _CYRILLIC[place], _PLACES[place], random_.choice(get_pack().regions)
    kind = random_.choice(_TYPES)
    names = [
        {"lang": "en", "types": ["label", "ror_display"], "value": f"{latin} Invented {kind.title()} No. {number}"},
        {"lang": "kk", "types": ["label"], "value": f"{town} ойдан шығарылған ұйымы № {number}"},
        {"lang": "ru", "types": ["label"], "value": f"Вымышленная организация {town} № {number}"},
        {"lang": "en", "types": ["acronym"], "value": f"{latin[0]}I{kind[0].upper()}{number}"},
    ]
    other = random_.randrange(n)
    related = [{"id": f"https://ror.org/{ror_identifier(other)}", "label": f"No. {other}", "type": "related"}]
    return {
        "admin": {"created": {"date": "2024-01-01"}, "last_modified": {"date": "2025-06-01", "schema_version": "2.1"}},
        "domains": [f"o{number}.example"],
        "established": random_.randrange(1900, 2025),
        "external_ids": [
            {"all": [isni(900_000_000 + number)], "preferred": None, "type": "isni"},
            {"all": [f"Q{900_000_000 + number}"], "preferred": f"Q{900_000_000 + number}", "type": "wikidata"},
        ],
        "id": f"https://ror.org/{ror_identifier(number)}",
        "links": [{"type": "website", "value": f"https://www.o{number}.example"}],
        "locations": [
            {
                "geonames_id": 900_000 + place,
                "geonames_details": {
                    "country_code": get_pack().code,
                    "country_subdivision_name": region.name("en"),
                    "lat": round(random_.uniform(41, 55), 5),
                    "lng": round(random_.uniform(47, 87), 5),
                    "name": latin,
                },
            }
        ],
        "names": names,
        "relationships": related if other != number and random_.random() < 0.3 else [],
        "status": "active",
        "types": [kind],
    }
