"""What programs are shown of organisations."""

from datetime import date, datetime
from typing import Any, Literal

from pydantic import Field

from seriktes.common.api.types import NamesOut, Shown
from seriktes.common.identifiers import all_schemes
from seriktes.organisations.enums import ChannelKind, NameKind, OrganisationKind, OrganisationStatus, RelationKind, Side
from seriktes.organisations.models import Identifier
from seriktes.organisations.models.organisation import NamedInThree

LiveStatus = Literal[OrganisationStatus.ACTIVE, OrganisationStatus.INACTIVE, OrganisationStatus.WITHDRAWN]


class IdentifierOut(Shown):
    id: int
    scheme: str
    value: str
    url: str = Field(description="Its public page; empty where the scheme has none.")
    is_preferred: bool


class OrganisationRef(Shown):
    id: int
    name: str


class OrganisationListed(Shown):
    id: int
    name: str = Field(description="In the language of the request, or in the next that exists.")
    name_language: str = Field(description="Language of `name`; empty when it is none of the three.")
    names: NamesOut
    kind: OrganisationKind
    side: Side
    status: OrganisationStatus
    region: str = Field(description="ISO 3166-2; empty when it is not known.")
    city: str
    sector: str
    identifiers: list[IdentifierOut]
    is_public: bool
    changed_at: datetime
    version: int
    url: str = Field(description="Its page for people.")


class NameOut(Shown):
    id: int
    value: str
    language: str
    kind: NameKind
    until: date | None
    source: str
    source_on: date | None


class ChannelOut(Shown):
    id: int
    kind: ChannelKind
    value: str
    note: str
    is_public: bool


class RelationOut(Shown):
    id: int | None = Field(description="Null when the fact stands in the other organisation's record.")
    kind: RelationKind = Field(description="What the other organisation is to this one.")
    other: OrganisationRef | None = Field(description="Null when it is not in the register.")
    other_label: str
    since: date | None


class UnitOut(Shown):
    id: int
    parent: int | None
    name: str
    names: NamesOut
    closed_on: date | None
    version: int


class TextsOut(Shown):
    kk: str
    ru: str
    en: str


class OrganisationOut(OrganisationListed):
    about: TextsOut
    established: int | None
    latitude: float | None
    longitude: float | None
    all_names: list[NameOut]
    channels: list[ChannelOut]
    relations: list[RelationOut]
    units: list[UnitOut]
    created_at: datetime
    provenance: dict[str, Any] | None = Field(
        description="Where each value came from and when; null for those who may not change the record."
    )


def names_out(record: NamedInThree) -> NamesOut:
    return NamesOut(kk=record.name_kk, ru=record.name_ru, en=record.name_en)


def identifiers_out(rows: list[Identifier]) -> list[IdentifierOut]:
    schemes = {scheme.code: scheme for scheme in all_schemes()}
    return [
        IdentifierOut(
            id=row.pk, scheme=row.scheme, value=row.value, is_preferred=row.is_preferred,
            url=schemes[row.scheme].url(row.value) if row.scheme in schemes else "",
        )
        for row in rows
    ]  # fmt: skip


def listed(organisation: Any) -> dict[str, Any]:
    """The members of `OrganisationListed` from an Organisation with its identifiers in use as `shown_identifiers`."""
    return {
        "id": organisation.pk, "name": organisation.name, "name_language": organisation.name_language,
        "names": names_out(organisation), "kind": organisation.kind, "side": organisation.side,
        "status": organisation.status, "region": organisation.region, "city": organisation.city,
        "sector": organisation.sector, "identifiers": identifiers_out(organisation.shown_identifiers),
        "is_public": organisation.is_public, "changed_at": organisation.changed_at, "version": organisation.version,
        "url": organisation.get_absolute_url(),
    }  # fmt: skip
