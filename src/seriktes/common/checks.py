"""What `seriktes check` says about the country pack."""

from collections import Counter
from collections.abc import Iterable, Iterator
from typing import Any

from django.core.checks import CheckMessage, Error
from django.core.exceptions import ImproperlyConfigured

from seriktes.common.identifiers import INTERNATIONAL
from seriktes.common.packs import CountryPack, InvalidIdentifier, Names, get_pack


def check_country_pack(**_: Any) -> list[CheckMessage]:
    try:
        pack = get_pack()
    except ImproperlyConfigured as error:
        return [Error(str(error), id="seriktes.E001")]
    return [Error(f"The country pack {pack.code}: {problem}", id="seriktes.E002") for problem in pack_problems(pack)]


def pack_problems(pack: CountryPack) -> list[str]:
    """Where the tables of a pack contradict each other or leave a language out; one line each."""
    return [
        *_twice("region code", [code for r in pack.regions for code in (r.code, r.national_code, *r.old_codes)]),
        *_twice("sector code", [sector.code for sector in pack.sectors]),
        *_twice("legal form", [form.code for form in pack.legal_forms]),
        *_twice("identifier scheme", [scheme.code for scheme in (*pack.identifier_schemes, *INTERNATIONAL)]),
        *_twice("tile", [f"{tile.row}/{tile.col}" for tile in pack.tiles]),
        *_unknown("tile", [tile.code for tile in pack.tiles], {region.code for region in pack.regions}),
        *_unknown("parent sector", [s.parent for s in pack.sectors if s.parent], {s.code for s in pack.sectors}),
        *_unnamed(pack),
        *_bad_examples(pack),
    ]


def _twice(what: str, codes: Iterable[str]) -> Iterator[str]:
    return (f"{what} {code!r} is given more than once." for code, times in Counter(codes).items() if times > 1)


def _unknown(what: str, codes: Iterable[str], known: set[str]) -> Iterator[str]:
    return (f"{what} {code!r} is not in the table." for code in codes if code not in known)


def _unnamed(pack: CountryPack) -> Iterator[str]:
    named: list[tuple[str, Names]] = [("the country", pack.names)]
    named += [(f"region {region.code}", region.names) for region in pack.regions]
    named += [(f"sector {sector.code}", sector.names) for sector in pack.sectors]
    named += [(f"legal form {form.code}", names) for form in pack.legal_forms for names in (form.short, form.full)]
    for what, names in named:
        if missing := [language for language in pack.languages if not names.get(language)]:
            yield f"{what} has no name in {', '.join(missing)}."


def _bad_examples(pack: CountryPack) -> Iterator[str]:
    for scheme in pack.identifier_schemes:
        try:
            fits = not scheme.example or scheme.validate(scheme.example) == scheme.example
        except InvalidIdentifier:
            fits = False
        if not fits:
            yield f"the example of the identifier scheme {scheme.code!r} does not pass its own check."
