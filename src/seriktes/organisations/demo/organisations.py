"""The organisations of the invented region: endless, distinct, in three languages."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from random import Random

from seriktes.common.identifiers import all_schemes
from seriktes.common.packs import IdentifierScheme, InvalidIdentifier, get_pack
from seriktes.organisations.demo.words import (
    ACTIVITIES,
    FIRST_PARTS,
    MINING,
    SECOND_PARTS,
    STATE_BODIES,
    TOWNS,
    UNIVERSITY_KINDS,
    in_latin_letters,
    in_russian_letters,
)

# Registered in the 2030s: well-formed numbers that no body can bear yet.
INVENTED_DECADE = 30
# Larger regions have more of everything; the shares are invented.
CITY_WEIGHT = 4


@dataclass
class Invented:
    """One organisation before it has rows."""

    kind: str
    names: dict[str, str]
    region: str
    city: str
    sector: str = ""
    established: int | None = None
    website: str = ""
    number: str = ""
    aliases: list[tuple[str, str]] = field(default_factory=list)


def invented_numbers(rng: Random) -> Iterator[str]:
    """Well-formed organisation numbers of the country, none twice; empty ones where the country has no such scheme."""
    scheme = next((scheme for scheme in all_schemes() if scheme.code == "bin"), None)
    serial = rng.randrange(10_000)
    while True:
        serial += 1
        year, month = INVENTED_DECADE + serial // 90_000 % 10, 1 + serial % 12
        stem = f"{year:02}{month:02}40{serial % 90_000:05}"
        yield next((number for digit in "0123456789" if scheme and _fits(scheme, number := stem + digit)), "")


def _fits(scheme: IdentifierScheme, number: str) -> bool:
    try:
        scheme.validate(number)
    except InvalidIdentifier:
        return False
    return True


def _places(rng: Random) -> Iterator[tuple[str, str]]:
    regions = get_pack().regions
    weights = [CITY_WEIGHT if region.type == "city" else 1 for region in regions]
    while True:
        yield rng.choices(regions, weights)[0].code, rng.choice(TOWNS)[1]


def universities(rng: Random, count: int) -> Iterator[Invented]:
    places = _places(rng)
    for index in range(count):
        round_, town_index = divmod(index, len(TOWNS))
        town = TOWNS[town_index]
        kind = UNIVERSITY_KINDS[(town_index + round_) % len(UNIVERSITY_KINDS)]
        english = f"{town[2]} {kind[2]}"
        yield Invented(
            kind="university",
            names={
                "kk": f"{town[0]} {kind[0]}",
                "ru": f"{kind[1][0].upper()}{kind[1][1:]} города {town[1]}",
                "en": english,
            },
            region=next(places)[0],
            city=town[1],
            sector="P",
            established=rng.randrange(1928, 2021),
            website=f"https://{in_latin_letters(town[0]).lower()}{round_ or ''}.example",
            aliases=[("en", "".join(word[0] for word in english.split() if word[0].isupper()))],
        )


def state_bodies(rng: Random) -> Iterator[Invented]:
    places = _places(rng)
    for kind, kazakh, russian, english in STATE_BODIES:
        yield Invented(
            kind=kind,
            names={"kk": kazakh, "ru": russian, "en": english},
            region=next(places)[0],
            city=TOWNS[0][1],
            sector="S" if kind == "association" else "O",
            established=rng.randrange(1995, 2025),
        )


def companies(rng: Random, count: int) -> Iterator[Invented]:
    """Distinct companies; one in twelve is a subsoil user, one in seven lacks one of the languages."""
    places = _places(rng)
    compounds = [first + second for first in FIRST_PARTS for second in SECOND_PARTS]
    rng.shuffle(compounds)
    for index in range(count):
        compound = compounds[index % len(compounds)]
        mining = index % 12 == 5
        words = MINING if mining else ACTIVITIES[(index + index // len(compounds)) % len(ACTIVITIES)]
        number = f" {index // len(compounds) + 1}" if index >= len(compounds) else ""
        joint_stock = rng.random() < 0.12
        forms = ("АҚ", "АО", "JSC") if joint_stock else ("ЖШС", "ТОО", "LLP")
        names = {
            "kk": f"«{compound} {words[0]}{number}» {forms[0]}",
            "ru": f"{forms[1]} «{in_russian_letters(compound)} {words[1]}{number}»",
            "en": f"{in_latin_letters(compound)} {words[2]}{number} {forms[2]}",
        }
        if index % 7 == 3:
            del names[rng.choice(["kk", "en", "en"])]
        region, city = next(places)
        yield Invented(
            kind="subsoil_user" if mining else "company",
            names=names,
            region=region,
            city=city,
            sector=words[3],
            established=rng.randrange(1992, 2026),
            website=f"https://{in_latin_letters(compound).lower()}{index}.example" if index % 3 else "",
        )
