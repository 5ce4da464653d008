from collections.abc import Iterator
from random import Random

from seriktes.organisations.demo.words import GIVEN_NAMES, SURNAME_STEMS, in_latin_letters, in_russian_letters
from seriktes.organisations.models import Person


def invented_names(rng: Random) -> Iterator[dict[str, str]]:
    """Endless full names in three languages, family name first."""
    while True:
        sex = rng.choice("fm")
        given = rng.choice(GIVEN_NAMES[sex])
        father = rng.choice(GIVEN_NAMES["m"])
        family = rng.choice(SURNAME_STEMS) + ("а" if sex == "f" else "")
        kazakh = f"{family} {given} {father}{'қызы' if sex == 'f' else 'ұлы'}"
        yield {
            "name_kk": kazakh,
            "name_ru": in_russian_letters(kazakh),
            "name_en": in_latin_letters(f"{family} {given}"),
        }


def invented_people(rng: Random) -> Iterator[Person]:
    for names in invented_names(rng):
        yield Person(**names)
