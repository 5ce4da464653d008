"""What is measured on: invented organisations, the same ones at every run."""

from collections.abc import Callable, Iterator
from datetime import date
from itertools import cycle, islice
from random import Random

from django.db import transaction

from seriktes.common.bulk import count_for_planner, indexes_set_aside
from seriktes.organisations.actions.searching import full_text_set_aside, tidy_search
from seriktes.organisations.demo import organisations as invent
from seriktes.organisations.demo.rows import write_organisations, write_people
from seriktes.organisations.models import Affiliation, Organisation, Person, SearchEntry
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


def grow_people(to: int) -> list[Organisation]:
    """Write `to` invented people: students and staff of the universities there are and of a hundred more; returns these."""
    universities = list(Organisation.objects.filter(kind="university").order_by("pk"))
    universities += Organisation.objects.bulk_create(
        Organisation(kind="university", is_public=True, name_en=f"University {number}") for number in range(100)
    )
    homes = cycle((university, None) for university in universities)
    rng = Random(SEED)
    tables = (Person, Affiliation, SearchEntry)
    with transaction.atomic(), full_text_set_aside(), indexes_set_aside(*tables):
        for kind, count in (("faculty", to // 16), ("student", to - to // 16)):
            for _ in write_people(rng, islice(homes, count), kind=kind, on=ON):
                pass
    tidy_search()
    count_for_planner(*tables, Organisation)
    return universities


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
