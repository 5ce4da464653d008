"""What is measured on: invented organisations, the same ones at every run."""

import json
from collections.abc import Callable, Iterator
from datetime import date
from pathlib import Path
from random import Random

from seriktes.organisations.demo import organisations as invent
from seriktes.organisations.demo.rows import write_organisations
from seriktes.organisations.models import Organisation
from seriktes_analytics.linkage import LinkRecord

SEED = 1701
ON = date(2026, 11, 22)
ROR_LETTERS = "0123456789abcdefghjkmnpqrstvwxyz"
# Kazakh letters as a keyboard without them writes them.
MIXED = {"ё": "е", "Қ": "К", "қ": "к", "ә": "а", "ұ": "у", "ү": "у", "ң": "н", "ғ": "г", "ө": "о", "і": "и", "һ": "х"}


def grow_register(to: int) -> None:
    """Write invented companies until the register holds `to` organisations, all published."""
    before = Organisation.objects.count()
    rng = Random(SEED + before)
    companies = (one for index, one in enumerate(invent.companies(rng, to)) if index >= before)
    for _ in write_organisations(rng, companies, numbers=invent.invented_numbers(rng), on=ON):
        pass
    Organisation.objects.update(is_public=True)


def ror_id(number: int) -> str:
    """A ROR identifier with right check digits (ISO/IEC 7064, as ROR describes)."""
    digits, rest = "", number
    for _ in range(6):
        rest, place = divmod(rest, 32)
        digits = ROR_LETTERS[place] + digits
    return f"https://ror.org/0{digits}{98 - number * 100 % 97:02d}"


def write_ror_file(path: Path, count: int) -> None:
    """A dump of `count` invented records in version 2 of the schema."""
    rng = Random(SEED)
    with path.open("w") as file:
        file.write("[")
        for number, company in enumerate(invent.companies(rng, count)):
            names = [
                {"lang": language, "types": ["label", *(["ror_display"] if place == 0 else [])], "value": name}
                for place, (language, name) in enumerate(company.names.items())
            ]
            record = {
                "id": ror_id(number),
                "names": names,
                "status": "active",
                "types": ["company"],
                "established": company.established,
                "domains": [f"c{number}.example"],
                "links": [{"type": "website", "value": f"https://c{number}.example"}],
                "external_ids": [],
                "relationships": [],
                "locations": [
                    {
                        "geonames_id": 1526384,
                        "geonames_details": {
                            "continent_code": "AS", "continent_name": "Asia", "country_code": "KZ", "country_name": "Kazakhstan",
                            "country_subdivision_code": "75", "country_subdivision_name": "Almaty", "lat": 43.25, "lng": 76.95,
                            "name": "Almaty",
                        },
                    }
                ],
                "admin": {
                    "created": {"date": "2026-01-15", "schema_version": "2.1"},
                    "last_modified": {"date": "2026-01-15", "schema_version": "2.1"},
                },
            }  # fmt: skip
            file.write((",\n" if number else "") + json.dumps(record, ensure_ascii=False))
        file.write("]")


def link_records(count: int) -> Iterator[LinkRecord]:
    for number, company in enumerate(invent.companies(Random(SEED), count)):
        yield LinkRecord(f"o{number}", tuple(company.names.values()), company.city)


def _misspelt(name: str, rng: Random) -> str:
    """As a foreign list writes it: other quotation marks, other letters, other order, a slip of the hand."""
    changes: tuple[Callable[[str], str], ...] = (
        lambda text: text.replace("«", '"').replace("»", '"'),
        lambda text: "".join(MIXED.get(letter, letter) for letter in text),
        str.upper,
        lambda text: " ".join(reversed(text.split(" "))),
        lambda text: text[: len(text) // 2] + text[len(text) // 2 + 1 :],
    )
    for change in rng.sample(changes, 2):
        name = change(name)
    return name


def foreign_list(records: list[LinkRecord], count: int) -> Iterator[LinkRecord]:
    rng = Random(SEED + 1)
    for number, record in enumerate(rng.sample(records, count)):
        yield LinkRecord(f"f{number}:{record.key}", (_misspelt(rng.choice(record.names), rng),), record.city)
