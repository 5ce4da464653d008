"""What programs are shown of evidence of expertise."""

from datetime import date, datetime
from typing import Any

from pydantic import Field

from seriktes.common.api.types import NamesOut, Shown
from seriktes.expertise.enums import EvidenceKind, Standing
from seriktes.expertise.models import Evidence


class EvidenceRefOut(Shown):
    """Another record, by its number and its name in the language of the request."""

    id: int
    name: str


class EvidenceListed(Shown):
    """A publication, project, patent, technology, piece of equipment, laboratory, service or course."""

    id: int
    kind: EvidenceKind
    name: str
    names: NamesOut
    language: str = Field(description="In which it was written, ISO 639-1; empty where nobody says.")
    year: int | None
    published_on: date | None
    people: list[str] = Field(description="The first names printed on it, as far as you may read them.")
    people_in_all: int
    organisations: list[EvidenceRefOut] = Field(description="Who offers it and where it comes from.")
    source_url: str
    is_public: bool
    retracted_on: date | None
    archived_at: datetime | None
    changed_at: datetime
    version: int
    url: str = Field(description="Its page for people.")


class EvidencePersonOut(Shown):
    """A name printed on it, and the person of the register where you may see that person."""

    id: int
    name: str
    part: str
    person: int | None
    standing: Standing = Field(description="How sure it is that the name is that person.")


class EvidenceUnitOut(Shown):
    organisation: EvidenceRefOut
    unit: EvidenceRefOut | None


class SubjectOut(Shown):
    scheme: str
    code: str
    names: NamesOut


class EvidenceIdentifierOut(Shown):
    scheme: str
    value: str


class EvidenceOut(EvidenceListed):
    """The whole record."""

    texts: NamesOut = Field(description="Its description in each of the three languages.")
    name_other: str = Field(description="Its title in another language.")
    licence: str = Field(description="On what terms the description may be shown.")
    particulars: dict[str, str | int | None] = Field(description="What only this kind has, by its code.")
    printed: list[EvidencePersonOut] = Field(description="All names that you may read, in their order.")
    units: list[EvidenceUnitOut]
    subjects: list[SubjectOut]
    identifiers: list[EvidenceIdentifierOut]
    may_change: bool


def names_out(record: Evidence, what: str = "name") -> NamesOut:
    return NamesOut(**{code: getattr(record, f"{what}_{code}") for code in ("kk", "ru", "en")})


def named(record: Any) -> EvidenceRefOut:
    return EvidenceRefOut(id=record.pk, name=str(record))
