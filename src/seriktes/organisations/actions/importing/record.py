"""What an import says about one organisation, whatever file it came from."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any, NamedTuple


class NameRow(NamedTuple):
    kind: str
    language: str
    value: str
    is_display: bool = False

    @property
    def key(self) -> tuple[str, str, str]:
        return self.kind, self.language, self.value


class IdentifierRow(NamedTuple):
    scheme: str
    value: str
    is_preferred: bool = True

    @property
    def key(self) -> tuple[str, str]:
        return self.scheme, self.value


class ChannelRow(NamedTuple):
    kind: str
    value: str

    @property
    def key(self) -> tuple[str, str]:
        return self.kind, self.value


class RelationRow(NamedTuple):
    kind: str
    # `scheme:value`, as in `ror:05krs5044`.
    other_identifier: str
    other_label: str

    @property
    def key(self) -> tuple[str, str]:
        return self.kind, self.other_identifier


@dataclass(slots=True)
class OrganisationRecord:
    """`fields` holds only what the source speaks of. Of `names`, `identifiers`, `channels` and `relations`, a source
    speaks of the kinds in `complete`: a row of such a kind that it gave before and gives no longer is archived."""

    source: str
    # What the source itself calls this record; empty when the source has no numbers of its own.
    source_record: str
    on: date | None
    # Identifiers by which the record is recognised, as (scheme, value).
    recognised_by: list[tuple[str, str]]
    fields: dict[str, Any] = field(default_factory=dict)
    # The words of the source where a value was worked out from them: `{"region": {"city": …}}`.
    said: Mapping[str, Any] = field(default_factory=dict)
    names: list[NameRow] = field(default_factory=list)
    identifiers: list[IdentifierRow] = field(default_factory=list)
    channels: list[ChannelRow] = field(default_factory=list)
    relations: list[RelationRow] = field(default_factory=list)
    # Row sets that the source gives whole: model name → kinds (None: all kinds).
    complete: Mapping[str, frozenset[str] | None] = field(default_factory=dict)
    # The register's own number, where a file gives it.
    number: int | None = None
    publish: bool = False

    @property
    def title(self) -> str:
        shown = next((name.value for name in self.names if name.is_display), "")
        return shown or next((name.value for name in self.names), "")
