"""What an import says about one piece of evidence, whatever file it came from."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any, NamedTuple

from seriktes.expertise.definitions.titles import main_title
from seriktes.expertise.enums import Part
from seriktes.expertise.queries.importing_people import Acquaintances

# How a source names an organisation: ("ror", value), ("bin", value), ("id", number) or ("name", text).
Place = tuple[str, str]


class PersonRow(NamedTuple):
    """A printed name in its place. `places` are the organisations that the source gives for this person."""

    name: str
    orcid: str = ""
    part: str = Part.AUTHOR.value
    places: tuple[Place, ...] = ()


@dataclass(slots=True)
class EvidenceRecord:
    """`fields` and `particulars` hold only what the source speaks of."""

    source: str
    # What the source itself calls this record; empty when it has no numbers of its own.
    source_record: str
    on: date | None
    kind: str
    fields: dict[str, Any] = field(default_factory=dict)
    particulars: dict[str, Any] = field(default_factory=dict)
    # As (scheme, value), normalised.
    identifiers: list[tuple[str, str]] = field(default_factory=list)
    people: list[PersonRow] = field(default_factory=list)
    # Whether `people` are all who stand on it: of an ORCID record only its owner is known.
    people_complete: bool = True
    # Organisations and units from which it comes.
    places: list[tuple[Place, str]] = field(default_factory=list)
    # Who owns and offers it.
    owner: Place | None = None
    subjects: list[tuple[str, str]] = field(default_factory=list)
    # The sets of which the source gives all rows: what it gave before and gives no longer is archived.
    complete: frozenset[str] = frozenset()
    retracted: bool = False
    # A list of references tells what is missing, and knows nothing better than the registries.
    fills_only: bool = False
    # Open metadata with its link, which may be shown at once.
    is_open: bool = False
    # The importer says to have a right to what has no link to its source.
    has_right: bool = False
    # The register's own number, where a file gives it.
    number: int | None = None
    headings: Mapping[str, str] = field(default_factory=dict)
    acquaintances: Acquaintances = field(default_factory=Acquaintances)

    @property
    def names(self) -> dict[str, str]:
        return {code: self.fields.get(f"name_{code}", "") for code in ("kk", "ru", "en")}

    @property
    def title(self) -> str:
        return main_title(self.names, str(self.fields.get("language", "")), str(self.fields.get("name_other", "")))
