"""What is measured on: invented organisations, the same ones at every run."""

from collections.abc import Callable, Iterator
from datetime import date
from random import Random

from seriktes.organisations.demo import organisations as invent
from seriktes.organisations.demo.rows import write_organisations
from seriktes.organisations.models import Organisation
from seriktes_analytics.linkage import LinkRecord

SEED = 1701
ON = date(2026, 11, 22)
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
