"""What a row of a file says, read and checked as far as the row alone can tell."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from typing import Any, NamedTuple


class Named(NamedTuple):
    """An organisation as a file names it: `how` is "id", "name" or the scheme of an identifier.

    `name` is what stands beside a number or an identifier; `unit` a part of the organisation.
    """

    how: str
    value: str
    unit: str = ""
    name: str = ""

    @property
    def text(self) -> str:
        return self.name or self.value


class Dated(NamedTuple):
    """A side and a day: that it signed, confirmed."""

    side: Named
    on: date


class Contact(NamedTuple):
    side: Named
    name: str
    email: str


@dataclass(frozen=True)
class Where:
    """How a row names its partnership: by the register's number, by the office's own, or by its sides."""

    id: int | None = None
    number: str = ""
    parties: tuple[Named, ...] = ()

    @property
    def text(self) -> str:
        return self.number or (f"№ {self.id}" if self.id else "; ".join(party.text for party in self.parties))

    def __bool__(self) -> bool:
        return bool(self.id or self.number or self.parties)


@dataclass(slots=True)
class Record:
    """`fields` holds only what the row speaks of, under the names of the model's columns."""

    id: int | None
    where: Where
    fields: dict[str, Any] = field(default_factory=dict)
    # The file's heading of each field, for faults that are found later.
    headings: Mapping[str, str] = field(default_factory=dict)

    @property
    def named(self) -> list[Named]:
        """Every organisation that the row names."""
        return list(self.where.parties)

    @property
    def title(self) -> str:
        return ""


@dataclass(slots=True)
class PartnershipRecord(Record):
    stage: str = ""
    ended_on: date | None = None
    end_reason: str = ""
    contacts: list[Contact] = field(default_factory=list)

    @property
    def named(self) -> list[Named]:
        return [*self.where.parties, *(contact.side for contact in self.contacts)]

    @property
    def title(self) -> str:
        return next((self.fields[name] for name in ("name_ru", "name_kk", "name_en") if name in self.fields), "")


@dataclass(slots=True)
class AgreementRecord(Record):
    state: str = ""
    signed_on: date | None = None
    signatures: list[Dated] = field(default_factory=list)
    terminated_on: date | None = None
    termination_reason: str = ""
    # What it refers to, by its number in the same partnership.
    references: Mapping[str, str] = field(default_factory=dict)

    @property
    def named(self) -> list[Named]:
        return [*self.where.parties, *(signature.side for signature in self.signatures)]

    @property
    def title(self) -> str:
        names = (self.fields.get(name, "") for name in ("name_ru", "name_kk", "name_en", "number"))
        return next((name for name in names if name), "")


class Delivered(NamedTuple):
    on: date
    amount: Decimal
    currency: str = ""
    confirmed_on: date | None = None
    note: str = ""
    is_disputed: bool = False


@dataclass(slots=True)
class CommitmentRecord(Record):
    agreement_id: int | None = None
    agreement: str = ""
    party: Named | None = None
    schedule: list[tuple[date, Decimal]] = field(default_factory=list)
    deliveries: list[Delivered] = field(default_factory=list)

    @property
    def named(self) -> list[Named]:
        return [*self.where.parties, *([self.party] if self.party else [])]

    @property
    def title(self) -> str:
        return self.fields.get("what", "")


@dataclass(slots=True)
class ActivityRecord(Record):
    agreement_id: int | None = None
    agreement: str = ""
    state: str = ""
    reported_by: Named | None = None
    reported_on: date | None = None
    confirmations: list[Dated] = field(default_factory=list)

    @property
    def named(self) -> list[Named]:
        said = [*self.where.parties, *(one.side for one in self.confirmations)]
        return [*said, self.reported_by] if self.reported_by else said

    @property
    def title(self) -> str:
        return self.fields.get("title", "")
