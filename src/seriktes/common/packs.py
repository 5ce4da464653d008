"""What a country must tell the platform, and the one place where the platform asks for it.

A pack is plain data and pure functions. The platform names no country: settings.COUNTRY_PACK
holds the dotted path of a CountryPack, and `get_pack()` loads it.
"""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date, time
from functools import cached_property, lru_cache
from typing import Literal

from django.conf import settings
from django.core.exceptions import ImproperlyConfigured
from django.utils.functional import Promise
from django.utils.module_loading import import_string

Text = str | Promise
Names = Mapping[str, str]
RegionType = Literal["region", "city"]
Holder = Literal["organisation", "person", "any"]


class InvalidIdentifier(ValueError):
    """A value that its scheme refuses. `message` is for the reader, `code` for programs."""

    def __init__(self, message: Text, code: str) -> None:
        super().__init__(code)
        self.message = message
        self.code = code

    def __str__(self) -> str:
        return str(self.message)


@dataclass(frozen=True)
class Source:
    """Where a table of the pack comes from, so that a reader can check it."""

    title: Text
    dated: date | None = None
    url: str = ""
    note: str = ""


@dataclass(frozen=True)
class IdentifierScheme:
    """A kind of identifier.

    `validate` returns the normalised value or raises InvalidIdentifier. `personal`: the value is
    personal data and is asked for only where needed. `certain`: two records with the same value
    are the same organisation or person.
    """

    code: str
    label: Text
    validate: Callable[[str], str]
    url: Callable[[str], str] = lambda value: ""  # noqa: ARG005 - the scheme has no public page
    holder: Holder = "any"
    personal: bool = False
    certain: bool = True
    example: str = ""
    hint: Text = ""


@dataclass(frozen=True)
class Region:
    """A first-level region. `code` is ISO 3166-2, `national_code` the country's own."""

    code: str
    national_code: str
    names: Names = field(hash=False)
    type: RegionType = "region"
    aliases: tuple[str, ...] = ()
    old_codes: tuple[str, ...] = ()
    cities: tuple[str, ...] = ()

    def name(self, language: str) -> str:
        return pick_name(self.names, language)


@dataclass(frozen=True)
class Tile:
    """The place of a region on the schematic map: row and column from the top left, from 0; and the few letters that
    stand on it, where the pack has them."""

    code: str
    row: int
    col: int
    letters: Names = field(default_factory=dict, hash=False)


@dataclass(frozen=True)
class Sector:
    """A position of the national classifier of economic activities.

    `covers` holds the codes with which its subordinate positions begin, where the pack does not
    list them one by one: a section covers its divisions.
    """

    scheme: str
    code: str
    names: Names = field(hash=False)
    parent: str = ""
    covers: tuple[str, ...] = ()

    def name(self, language: str) -> str:
        return pick_name(self.names, language)


@dataclass(frozen=True)
class Subject:
    """A subject of a classification. `unchecked`: languages whose wording a native speaker should check."""

    code: str
    names: Names = field(hash=False)
    parent: str = ""
    unchecked: tuple[str, ...] = ()

    def name(self, language: str) -> str:
        return pick_name(self.names, language)


@dataclass(frozen=True)
class SubjectScheme:
    """A classification of science or of the economy. A code that is not in the list stands under the longest one with
    which it begins: 27.35.31 under 27."""

    code: str
    label: Text
    subjects: tuple[Subject, ...] = field(hash=False)
    source: Source
    # Whether its codes and names were compared with the official table; pages say so where they were not.
    compared: bool = False

    @property
    def own_words(self) -> tuple[str, ...]:
        """The languages in which the names are ours, and to be looked at by a native speaker."""
        return tuple(sorted({code for subject in self.subjects for code in subject.unchecked}))

    def subject(self, code: str) -> Subject | None:
        """The most exact subject of the list that holds the code."""
        wanted = code.strip().upper()
        starts = (wanted[:length].rstrip(".") for length in range(len(wanted), 0, -1))
        return next((self._by_code[start] for start in starts if start in self._by_code), None)

    @cached_property
    def _by_code(self) -> dict[str, Subject]:
        return {subject.code.upper(): subject for subject in self.subjects}


@dataclass(frozen=True)
class LegalForm:
    """A legal form: its abbreviation and full name by language, and other spellings met in data."""

    code: str
    short: Names = field(hash=False)
    full: Names = field(hash=False)
    spellings: tuple[str, ...] = ()

    def all_spellings(self) -> tuple[str, ...]:
        """Every way of writing the form, longest first, so that a prefix never hides a longer one."""
        found = dict.fromkeys([*self.short.values(), *self.full.values(), *self.spellings])
        return tuple(sorted(found, key=lambda text: (-len(text), text)))


@dataclass(frozen=True)
class ActivityKind:
    """A kind of joint activity. `form` and `mode` are what it usually is, `rationale` why the mode (codes of
    `partnerships.enums`)."""

    code: str
    names: Names = field(hash=False)
    form: str
    mode: str
    rationale: Text

    def name(self, language: str) -> str:
        return pick_name(self.names, language)


@dataclass(frozen=True)
class LegalTerm:
    """A term that a law sets in working days, with the place where it says so."""

    working_days: int
    reference: Text


@dataclass(frozen=True)
class Citation:
    """A place of an act: `full` as an office cites it, `short` where it stands in line after line."""

    short: Text
    full: Text


@dataclass(frozen=True)
class CountryPack:
    """Everything the platform knows about one country.

    `fold` brings the spellings of one place name to one form. `region_words` maps a folded word
    such as "oblast" to the type of region it announces. `holidays(year)` gives the days off by law
    with their names; `worked_days(year)` the weekend days on which the country works instead.
    `equivalents` brings words of names that mean one thing in several languages to one word, for the linkage of
    records: {"қазақстан казахстан kazakhstan": "kazakhstan"}; a word is the beginning of one, a full stop closes it.
    """

    code: str
    names: Names
    languages: tuple[str, ...]
    currency: str
    regions: tuple[Region, ...] = ()
    tiles: tuple[Tile, ...] = ()
    identifier_schemes: tuple[IdentifierScheme, ...] = ()
    sectors: tuple[Sector, ...] = ()
    # Classifications of science by which the country's sources describe publications and projects.
    subject_schemes: tuple[SubjectScheme, ...] = ()
    legal_forms: tuple[LegalForm, ...] = ()
    weekend: frozenset[int] = frozenset({5, 6})
    holidays: Callable[[int], Mapping[date, Names]] = lambda year: {}  # noqa: ARG005
    worked_days: Callable[[int], frozenset[date]] = lambda year: frozenset()  # noqa: ARG005
    # Terms after the withdrawal of a consent: "stopped" (processing), "unpublished" (public sources).
    consent_terms: Mapping[str, LegalTerm] = field(default_factory=dict)
    # Places of acts, by how data files cite them: "KL 103-VIII, art. 1".
    citations: Mapping[str, Citation] = field(default_factory=dict)
    activity_kinds: tuple[ActivityKind, ...] = ()
    # The working day of an office, as (weekday, from, to); several spans a day leave lunch out.
    office_hours: tuple[tuple[int, time, time], ...] = ()
    fold: Callable[[str], str] = str.casefold
    region_words: Mapping[str, RegionType] = field(default_factory=dict)
    equivalents: Mapping[str, str] = field(default_factory=dict)
    # Organisation's and person's number in the subject of a signer's certificate: parts of the name → both, or "".
    signer_numbers: Callable[[Mapping[str, tuple[str, ...]]], tuple[str, str]] = lambda _subject: ("", "")
    sources: Mapping[str, Source] = field(default_factory=dict)

    def name(self, language: str) -> str:
        return pick_name(self.names, language)

    def region(self, code: str) -> Region | None:
        """The region with this ISO, older or national code."""
        return self._by_code.get(code.strip().upper())

    def sector(self, code: str) -> Sector | None:
        """The most exact position of the pack that holds this activity code, dots or not: "62.01", "6201"."""
        wanted = code.strip().upper().replace(".", "")
        starts = (wanted[:length] for length in range(len(wanted), 0, -1))
        return next((self._sectors_by_code[start] for start in starts if start in self._sectors_by_code), None)

    def activity_kind(self, code: str) -> ActivityKind | None:
        return next((kind for kind in self.activity_kinds if kind.code == code), None)

    def resolve_region(self, *texts: str | None) -> Region | None:
        """The region that the texts name, the most telling text first (subdivision, then city).

        The first text that names a region decides; the others only choose between regions of one
        name. What names no region is passed over, and nothing is guessed.
        """
        found: list[Region] = []
        for text in texts:
            named = self._remembered_candidates(text or "")
            found = [region for region in found if region in named] or found or named
        return found[0] if found else None

    @cached_property
    def _remembered_candidates(self) -> Callable[[str], list[Region]]:
        # A register repeats a few hundred place names.
        return lru_cache(maxsize=4096)(self._candidates)

    def _candidates(self, text: str) -> list[Region]:
        if by_code := self.region(text):
            return [by_code]
        words = self._words(text)
        announced = {self.region_words[word] for word in words if word in self.region_words}
        key = "".join(word for word in words if word not in self.region_words)
        named = self._by_name.get(key, [])
        holding = self._by_city.get(key, [])
        if "city" in announced:
            return holding
        if "region" in announced:
            return [region for region in named if region.type == "region"]
        # A bare name that a city shares with the region around it means the city, as in ISO 3166-2.
        return sorted(dict.fromkeys([*named, *holding]), key=lambda region: region.type != "city")

    def _words(self, text: str) -> list[str]:
        folded = self.fold(text)
        return "".join(letter if letter.isalnum() else " " for letter in folded).split()

    @cached_property
    def _by_code(self) -> dict[str, Region]:
        codes: dict[str, Region] = {}
        for region in self.regions:
            for code in (region.code, region.national_code, *region.old_codes):
                codes[code.upper()] = region
        return codes

    @cached_property
    def _sectors_by_code(self) -> dict[str, Sector]:
        covered = {code: sector for sector in self.sectors for code in sector.covers}
        return covered | {sector.code.replace(".", ""): sector for sector in self.sectors}

    @cached_property
    def _by_name(self) -> dict[str, list[Region]]:
        return self._index(lambda region: (*region.names.values(), *region.aliases))

    @cached_property
    def _by_city(self) -> dict[str, list[Region]]:
        return self._index(
            lambda region: (
                *region.cities,
                *((*region.names.values(), *region.aliases) if region.type == "city" else ()),
            )
        )

    def _index(self, names: Callable[[Region], Iterable[str]]) -> dict[str, list[Region]]:
        index: dict[str, list[Region]] = {}
        for region in self.regions:
            for name in names(region):
                key = "".join(word for word in self._words(name) if word not in self.region_words)
                if region not in index.setdefault(key, []):
                    index[key].append(region)
        return index


def pick_name(names: Names, language: str) -> str:
    """The name in the language; failing that, in the first language that has one."""
    return names.get(language) or next((name for name in names.values() if name), "")


def get_pack() -> CountryPack:
    """The country of this installation."""
    return _load(settings.COUNTRY_PACK)


@lru_cache(maxsize=8)
def _load(path: str) -> CountryPack:
    try:
        pack = import_string(path)
    except ImportError as error:
        raise ImproperlyConfigured(
            f"COUNTRY_PACK is {path!r}, which cannot be imported ({error}). "
            "Set it to the dotted path of a CountryPack, for example 'seriktes_kz.pack.PACK'."
        ) from error
    if not isinstance(pack, CountryPack):
        raise ImproperlyConfigured(f"COUNTRY_PACK is {path!r}, which is a {type(pack).__name__} and not a CountryPack.")
    return pack
