"""Fills the register with the invented region: the same seed gives the same world."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import date
from itertools import chain
from random import Random

from seriktes.organisations.demo import organisations as invent
from seriktes.organisations.demo.rows import write_organisations, write_people, write_units
from seriktes.organisations.demo.sizes import Size
from seriktes.organisations.demo.words import DEPARTMENTS, FACULTIES
from seriktes.organisations.enums import AffiliationKind
from seriktes.organisations.models import Affiliation, Organisation, Person, Unit

Tell = Callable[[str, int, int], None]


@dataclass
class World:
    """What the scenario builds upon: the first rows of each sort."""

    universities: list[Organisation] = field(default_factory=list)
    companies: list[Organisation] = field(default_factory=list)
    bodies: list[Organisation] = field(default_factory=list)
    units: dict[int, list[Unit]] = field(default_factory=dict)
    faculty: list[tuple[Person, Affiliation]] = field(default_factory=list)
    students: list[tuple[Person, Affiliation]] = field(default_factory=list)
    staff: list[tuple[Person, Affiliation]] = field(default_factory=list)


KEPT = 200  # rows of each sort that the scenario may use; the rest is written and forgotten


def fill_world(*, size: Size, seed: int, on: date, tell: Tell = lambda *_: None) -> World:
    """Write organisations and people of the invented region; `tell(what, done, total)` hears of the progress."""
    rng = Random(seed)
    world, numbers = World(), invent.invented_numbers(rng)
    sorts = (
        (world.universities, invent.universities(rng, size.universities), size.universities),
        (world.bodies, invent.state_bodies(rng), len(invent.STATE_BODIES)),
        (world.companies, invent.companies(rng, size.companies), size.companies),
    )
    for kept, invented, total in sorts:
        done = 0
        for chunk in write_organisations(rng, invented, numbers=numbers, on=on):
            kept.extend(chunk if kept is not world.companies or len(kept) < KEPT else [])
            done += len(chunk)
            tell("organisations", done, total)
    for university in world.universities[: size.with_units]:
        world.units[university.pk] = write_units(university, FACULTIES, DEPARTMENTS)

    groups = (
        (world.faculty, AffiliationKind.FACULTY, size.faculty, world.universities),
        (world.students, AffiliationKind.STUDENT, size.students, world.universities),
        (world.staff, AffiliationKind.CONTACT, min(size.companies, KEPT) // 4, world.companies),
    )
    for kept_people, kind, count, homes in groups:
        done = 0
        for people in write_people(rng, _homes(rng, homes, world.units, count), kind=kind, on=on):
            kept_people.extend(people if len(kept_people) < KEPT else [])
            done += len(people)
            tell("people", done, count)
    return world


def _homes(
    rng: Random, organisations: list[Organisation], units: dict[int, list[Unit]], count: int
) -> Iterator[tuple[Organisation, Unit | None]]:
    for index in range(count):
        organisation = organisations[index % len(organisations)]
        yield organisation, rng.choice(units[organisation.pk]) if organisation.pk in units else None


def organisations_of(world: World) -> Iterator[Organisation]:
    return chain(world.universities, world.bodies, world.companies)
