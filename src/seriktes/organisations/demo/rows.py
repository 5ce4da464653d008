"""Writes the invented region into the register, in chunks, so that memory stays flat at every size."""

from collections.abc import Iterable, Iterator
from datetime import date, timedelta
from itertools import islice
from random import Random
from typing import TypeVar

from django.db import transaction

from seriktes.common.bulk import insert_rows
from seriktes.common.models import Languages
from seriktes.common.sorting import sort_key
from seriktes.exchange.enums import Source
from seriktes.organisations.actions.naming import SORT_LENGTH, derive_names, organisation_entry, person_entry
from seriktes.organisations.demo.organisations import Invented
from seriktes.organisations.demo.people import invented_names
from seriktes.organisations.enums import AffiliationKind, ChannelKind, NameKind
from seriktes.organisations.models import (
    Affiliation,
    Channel,
    Identifier,
    Organisation,
    OrganisationName,
    Person,
    Unit,
)
from seriktes.organisations.models.organisation import FALLBACK

CHUNK = 2000
SOURCED = {"source": Source.DEMONSTRATION}
Item = TypeVar("Item")


def in_chunks(items: Iterable[Item], size: int = CHUNK) -> Iterator[list[Item]]:
    iterator = iter(items)
    while chunk := list(islice(iterator, size)):
        yield chunk


def write_organisations(
    rng: Random, invented: Iterable[Invented], *, numbers: Iterator[str], on: date
) -> Iterator[list[Organisation]]:
    """Write and give back chunk by chunk; every row says that it is demonstration data."""
    for chunk in in_chunks(invented):
        with transaction.atomic():
            yield _write_chunk(rng, chunk, numbers, on)


def _write_chunk(rng: Random, chunk: list[Invented], numbers: Iterator[str], on: date) -> list[Organisation]:
    sourced = SOURCED | {"source_on": on}
    provenance = {"source": Source.DEMONSTRATION, "on": on.isoformat()}
    organisations, names_of = [], []
    for one in chunk:
        names = [
            OrganisationName(
                value=value, language=language, kind=NameKind.LABEL, is_display=language == "en", **sourced
            )
            for language, value in one.names.items()
        ] + [
            OrganisationName(value=value, language=language, kind=NameKind.ACRONYM, **sourced)
            for language, value in one.aliases
        ]
        organisation = Organisation(
            kind=one.kind,
            is_public=rng.random() > 0.04,
            region=one.region,
            city=one.city,
            sector=one.sector,
            established=one.established,
            provenance=dict.fromkeys(("kind", "region", "city", "sector", "established"), provenance),
        )
        derive_names(organisation, names)
        organisations.append(organisation)
        names_of.append(names)
    insert_rows(organisations)

    identifiers = [
        Identifier(organisation_id=organisation.pk, scheme="bin", value=number, **sourced)
        for organisation, number in zip(organisations, numbers, strict=False)
        if number
    ]
    entries = []
    by_organisation = {identifier.organisation_id: identifier for identifier in identifiers}
    for organisation, names in zip(organisations, names_of, strict=True):
        for name in names:
            name.organisation_id = organisation.pk
        own = [by_organisation[organisation.pk]] if organisation.pk in by_organisation else []
        entries.append(organisation_entry(organisation, names, own))
    insert_rows([name for names in names_of for name in names])
    insert_rows(identifiers)
    insert_rows(list(_channels(organisations, chunk, sourced)))
    insert_rows(entries)
    return organisations


def _channels(organisations: list[Organisation], chunk: list[Invented], sourced: dict) -> Iterator[Channel]:
    for organisation, one in zip(organisations, chunk, strict=True):
        if one.website:
            host = one.website.removeprefix("https://")
            yield Channel(organisation_id=organisation.pk, kind=ChannelKind.WEBSITE, value=one.website, **sourced)
            yield Channel(organisation_id=organisation.pk, kind=ChannelKind.DOMAIN, value=host, **sourced)
            yield Channel(organisation_id=organisation.pk, kind=ChannelKind.EMAIL, value=f"office@{host}", **sourced)


def write_units(organisation: Organisation, faculties: Iterable[tuple], departments: Iterable[tuple]) -> list[Unit]:
    """A tree of faculties with departments, and the office of partnerships."""
    tops = [_unit(organisation, names) for names in faculties]
    Unit.objects.bulk_create(tops)
    leaves = [_unit(organisation, names, parent=tops[index % len(tops)]) for index, names in enumerate(departments)]
    Unit.objects.bulk_create(leaves)
    return [*tops, *leaves]


def _unit(organisation: Organisation, names: tuple, parent: Unit | None = None) -> Unit:
    return Unit(organisation=organisation, parent=parent, name_kk=names[0], name_ru=names[1], name_en=names[2])


def write_people(
    rng: Random, homes: Iterable[tuple[Organisation, Unit | None]], *, kind: str, title: str = "", on: date
) -> Iterator[list[tuple[Person, Affiliation]]]:
    """One person a home (organisation, unit). Students began in the last four years, staff in the last thirty."""
    names = invented_names(rng)
    years = 4 if kind == AffiliationKind.STUDENT else 30
    for chunk in in_chunks(homes):
        people = []
        for _home in chunk:
            person = Person(**next(names))
            for code in Languages.values:
                best = next(name for other in FALLBACK[code] if (name := getattr(person, f"name_{other}")))
                setattr(person, f"sort_{code}", sort_key(best, code)[:SORT_LENGTH])
            people.append(person)
        with transaction.atomic():
            insert_rows(people)
            affiliations = [
                Affiliation(
                    person_id=person.pk, organisation_id=organisation.pk, unit_id=unit.pk if unit else None,
                    kind=kind, title=title,
                    starts_on=on - timedelta(days=rng.randrange(30, years * 365)), source_on=on, **SOURCED,
                )
                for person, (organisation, unit) in zip(people, chunk, strict=True)
            ]  # fmt: skip
            insert_rows(affiliations)
            insert_rows([person_entry(person) for person in people])
        yield list(zip(people, affiliations, strict=True))
