"""Invented works in OpenAlex's own form, of any number: for measurements and tests."""

import json
import random
from collections.abc import Sequence
from pathlib import Path
from typing import Any

_WORDS = [
    "ore",
    "leaching",
    "copper",
    "slag",
    "furnace",
    "membrane",
    "sensor",
    "wheat",
    "steppe",
    "drought",
    "turbine",
    "alloy",
    "corrosion",
    "pipeline",
    "concrete",
    "reactor",
    "catalyst",
    "polymer",
    "soil",
    "salinity",
    "camel",
    "milk",
    "vaccine",
    "genome",
    "glacier",
    "runoff",
    "basin",
    "seismic",
    "wave",
    "tunnel",
    "drone",
    "image",
    "network",
]
_RUSSIAN = [
    "руда",
    "выщелачивание",
    "меди",
    "шлак",
    "печь",
    "мембрана",
    "датчик",
    "пшеница",
    "степь",
    "засуха",
    "турбина",
    "сплав",
    "коррозия",
    "бетон",
    "катализатор",
]
_KAZAKH = [
    "кен",
    "мыс",
    "қож",
    "пеш",
    "мембрана",
    "бидай",
    "дала",
    "құрғақшылық",
    "турбина",
    "қорытпа",
    "бетон",
    "топырақ",
    "тұздану",
    "сүт",
    "вакцина",
    "мұздық",
]
_VOICES = {"en": _WORDS, "ru": _RUSSIAN, "kk": _KAZAKH}
_FAMILIES = ("Oidanov", "Qiyalbek", "Ertegiuly", "Zhorimal", "Anyzbai", "Tusinov", "Elesov", "Sagymbek")
_GIVEN = ("Aigerim", "Bolat", "Dana", "Yerlan", "Gulnar", "Marat", "Saule", "Timur")


def make_works(path: Path, n: int, rors: Sequence[str], seed: int = 1) -> Path:
    """Write `n` works, one a line; the same seed writes the same bytes."""
    random_ = random.Random(seed)  # noqa: S311  not for secrets
    with path.open("w", encoding="utf-8") as file:
        for number in range(1, n + 1):
            file.write(json.dumps(_work(number, rors, random_), ensure_ascii=False) + "\n")
    return path


def _work(number: int, rors: Sequence[str], random_: random.Random) -> dict[str, Any]:
    language = random_.choices(("en", "ru", "kk"), (7, 2, 1))[0]
    words = _VOICES[language]
    index: dict[str, list[int]] = {}
    for place in range(random_.randint(80, 160)):
        index.setdefault(random_.choice(words), []).append(place)
    year = random_.randint(2005, 2025)
    return {
        "id": f"https://openalex.org/W{9_000_000_000 + number}",
        "doi": f"https://doi.org/10.5555/bench.{number}" if random_.random() < 0.9 else None,
        "title": " ".join(random_.choices(words, k=random_.randint(6, 12))) + f" {number}",
        "publication_year": year,
        "publication_date": f"{year}-{random_.randint(1, 12):02d}-{random_.randint(1, 28):02d}",
        "language": language,
        "type": "article",
        "primary_location": {"landing_page_url": None, "source": {"display_name": f"Invented Journal {number % 300}"}},
        "authorships": [_authorship(rors, random_) for _ in range(random_.randint(1, 8))],
        "is_retracted": False,
        "biblio": {"volume": str(number % 50), "issue": None, "first_page": str(number % 900), "last_page": None},
        "primary_topic": {"field": {"id": f"https://openalex.org/fields/{random_.randint(11, 36)}"}},
        "abstract_inverted_index": index,
        "referenced_works": [f"https://openalex.org/W{random_.randrange(10**9)}" for _ in range(20)],
        "updated_date": "2026-10-01T00:00:00",
    }


def _authorship(rors: Sequence[str], random_: random.Random) -> dict[str, Any]:
    name = f"{random_.choice(_GIVEN)} {random_.choice(_FAMILIES)}"
    ror = random_.choice(rors)
    return {
        "author": {"id": f"https://openalex.org/A{random_.randrange(10**9)}", "display_name": name, "orcid": None},
        "raw_author_name": name if random_.random() < 0.5 else f"{name[0]}. {name.rsplit(maxsplit=1)[-1]}",
        "institutions": [{"display_name": f"Invented {ror}", "ror": f"https://ror.org/{ror}"}],
    }
