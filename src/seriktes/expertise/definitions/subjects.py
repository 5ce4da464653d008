"""Classifications by which evidence is described: the international one, and those of the country."""

from collections.abc import Mapping
from functools import lru_cache
from typing import TypeVar

from django.utils.translation import gettext_lazy as _

from seriktes.common.packs import CountryPack, Source, Subject, SubjectScheme, get_pack
from seriktes.expertise.definitions.ford import FORD

Rows = TypeVar("Rows")


def schemes() -> Mapping[str, SubjectScheme]:
    """By code, in the order in which pages show them."""
    return _schemes_of(get_pack())


def scheme(code: str) -> SubjectScheme | None:
    return schemes().get(code)


def subject(scheme_code: str, code: str) -> Subject | None:
    """The subject of the list that holds the code; None for a scheme or a code that is not known."""
    known = schemes().get(scheme_code)
    return known.subject(code) if known else None


def subject_name(scheme_code: str, code: str, language: str) -> str:
    """In words for the reader; the code itself where nothing is known of it."""
    found = subject(scheme_code, code)
    return found.name(language) if found else code


def under_schemes(found: Mapping[str, Rows]) -> list[tuple[str, Rows]]:
    """What was found by the code of its classification, under the names of these, in the order in which pages show them;
    what no classification is known for comes last, under its code."""
    known = schemes()
    ordered = [code for code in known if code in found] + [code for code in found if code not in known]
    return [(str(known[code].label) if code in known else code, found[code]) for code in ordered]


def _schemes_of(pack: CountryPack) -> Mapping[str, SubjectScheme]:
    return _made(id(pack), pack.code)


@lru_cache(maxsize=8)
def _made(_identity: int, _country: str) -> Mapping[str, SubjectScheme]:
    pack = get_pack()
    found = {FORD.code: FORD, **{one.code: one for one in pack.subject_schemes}}
    if pack.sectors:
        first = pack.sectors[0].scheme
        source = pack.sources.get("sectors") or Source(title=first)
        sectors = tuple(Subject(one.code, one.names, one.parent) for one in pack.sectors)
        found.setdefault(
            first, SubjectScheme(first, _("economic activities"), sectors, source, compared="sectors" in pack.sources)
        )
    return found
