"""What programs are shown of partnerships and of what is agreed, promised and done in them."""

from datetime import date, datetime
from typing import Any
from uuid import UUID

from pydantic import Field

from seriktes.common.api.types import DecimalOut, NamesOut, Shown
from seriktes.organisations.models.organisation import NamedInThree
from seriktes.partnerships.enums import (
    ActivityRole,
    ActivityState,
    AgreementKind,
    AgreementState,
    CommitmentKind,
    Form,
    Ground,
    Initiator,
    Mode,
    PartnershipStage,
)


class RefOut(Shown):
    """Another record, by its number and its name in the language of the request."""

    id: int
    name: str


# --- Partnerships -----------------------------------------------------------------------------------------------------
class SideRef(Shown):
    """One side of a partnership."""

    id: int
    organisation: RefOut
    unit: RefOut | None


class SideOut(SideRef):
    """One side as those inside the partnership see it; the public sees its organisation and unit alone."""

    post: RefOut | None = Field(description="The post that owns the relation on this side.")
    contact_name: str = Field(description="Empty for those who do not see people.")
    contact_email: str
    joined_on: date | None
    left_on: date | None
    agreed_to_publish: bool | None
    version: int | None


class PartnershipListed(Shown):
    """A relation of two or more organisations. What only those inside it see is null or empty for others."""

    id: int
    name: str
    name_language: str = Field(description="Language of `name`; empty when there is none.")
    names: NamesOut
    sides: list[SideRef] = Field(description="Those that have not left.")
    forms: list[Form]
    region: str = Field(description="ISO 3166-2; empty when it is not known.")
    stage: PartnershipStage | None
    initiator: Initiator | None
    ground: Ground | None = Field(description="Why it began.")
    began_on: date | None
    ended_on: date | None
    number: str = Field(description="The office's own number.")
    last_activity_on: date | None = Field(description="The last day of an activity that every side confirmed.")
    covered_until: date | None = Field(description="9999-12-31: an agreement without an end covers it.")
    is_public: bool
    is_whole: bool = Field(description="Whether you see more of it than the public.")
    archived_at: datetime | None
    changed_at: datetime
    version: int
    url: str = Field(description="Its page for people.")


class PublishedAgreementOut(Shown):
    """What the public sees of an agreement."""

    kind: AgreementKind
    signed_on: date | None
    starts_on: date | None
    ends_on: date | None


class PartnershipOut(PartnershipListed):
    all_sides: list[SideOut] = Field(description="With those that have left.")
    published_agreements: list[PublishedAgreementOut]
    ground_note: str = Field(description="This and the next two are empty for those who do not see notes.")
    note: str
    end_reason: str
    stages: list[PartnershipStage] = Field(description="Where you may move it now; `ended` by `end`.")
    created_at: datetime | None
    provenance: dict[str, Any] | None = Field(
        description="Where each value came from and when; null for those who may not change the record."
    )


# --- Agreements -------------------------------------------------------------------------------------------------------
class AgreementListed(Shown):
    """A dated text between sides of a partnership."""

    id: int
    partnership: int
    kind: AgreementKind
    state: AgreementState
    name: str = Field(description="A draft may have none yet.")
    name_language: str
    names: NamesOut
    number: str
    languages: list[str] = Field(description="The languages of equal standing, in their order.")
    framework: int | None = Field(description="The agreement under which it stands.")
    amends: int | None
    supersedes: int | None
    signed_on: date | None = Field(description="The last of the signatures.")
    starts_on: date | None
    ends_on: date | None = Field(description="Null: without a term.")
    terminated_on: date | None
    amount: DecimalOut | None
    currency: str
    changed_at: datetime
    version: int
    url: str = Field(description="Its page for people.")


class SignatoryOut(Shown):
    """A side that signs, and who signs for it."""

    side: int
    organisation: RefOut
    post: RefOut | None
    name: str = Field(description="This, `email` and `authority` are empty for those who do not see people.")
    email: str
    authority: str = Field(description="On what the power to sign rests.")
    signed_on: date | None


class DocumentRef(Shown):
    """A document about the agreement; the whole of it stands under `/documents/{id}`."""

    id: int
    purpose: str
    title: str
    public_id: UUID


class AgreementOut(AgreementListed):
    notice_days: int | None
    last_day_for_notice: date | None
    renews: bool
    extension_months: int | None
    extensions_at_most: int | None
    notice_given_on: date | None
    notice_given_by: int | None = Field(description="The side.")
    termination_reason: str = Field(description="Empty for those who do not see notes.")
    purpose: str
    signatories: list[SignatoryOut]
    documents: list[DocumentRef]
    ways: list[str] = Field(description="What you may do with it now, as under `/agreements/{id}/ways/`.")
    editable: list[str] = Field(description="The members that you may change now; `signatories` by their own address.")
    archived_at: datetime | None
    created_at: datetime
    provenance: dict[str, Any] | None


# --- Commitments ------------------------------------------------------------------------------------------------------
class CommitmentListed(Shown):
    """What a side promised in an agreement."""

    id: int
    agreement: int
    side: int
    kind: CommitmentKind
    what: str
    unit: str
    currency: str
    service_months: int | None
    post: int | None = Field(description="The post that made it; null: the one that owns the relation.")
    promised: DecimalOut = Field(description="In all; in `currency`, or in `unit`.")
    due: DecimalOut = Field(description="By today.")
    delivered: DecimalOut = Field(description="By today, as the receiving side confirmed it.")
    unconfirmed: DecimalOut = Field(
        description="Reported beside that by the side that promised, and neither confirmed nor disputed: counts nothing yet."
    )
    withdrawn_at: datetime | None
    changed_at: datetime
    version: int


class InstalmentOut(Shown):
    """So much by then."""

    due_on: date
    amount: DecimalOut


class DeliveryOut(Shown):
    """What was delivered against a promise."""

    id: int
    on: date
    amount: DecimalOut
    note: str = Field(description="Empty for those who do not see notes.")
    has_evidence: bool
    recorded_at: datetime
    confirmed_at: datetime | None
    disputed_at: datetime | None = Field(
        description="The receiving side says that it did not receive it; counts nothing."
    )
    dispute: str = Field(description="Why; empty for those who do not see notes.")
    withdrawn_at: datetime | None


class CommitmentOut(CommitmentListed):
    schedule: list[InstalmentOut]
    deliveries: list[DeliveryOut]
    withdrawn_reason: str


# --- Activities -------------------------------------------------------------------------------------------------------
class ActivityListed(Shown):
    """Something that the sides did together. It counts once every side confirmed it."""

    id: int
    partnership: int
    agreement: int | None
    kind: str = Field(description="A kind of the country pack, as under `/codes/activities`.")
    form: Form
    mode: Mode
    title: str
    state: ActivityState
    starts_on: date
    ends_on: date
    hours: DecimalOut | None
    amount: DecimalOut | None
    currency: str
    participants: int | None
    region: str
    number: str
    reported_at: datetime | None
    confirmed_at: datetime | None
    changed_at: datetime
    version: int
    url: str = Field(description="Its page for people.")


class WordOut(Shown):
    """The word of one organisation that took part."""

    organisation: RefOut
    confirmed_at: datetime | None
    confirmed_by: str = Field(description="This and `dispute` are empty for those who do not see people and notes.")
    disputed_at: datetime | None
    dispute: str


class TookPartOut(Shown):
    person: int | None = Field(description="Null where the person is not shown to you.")
    name: str
    role: ActivityRole
    hours: DecimalOut | None


class FileOut(Shown):
    id: int
    name: str
    sha256: str
    at: datetime


class ActivityOut(ActivityListed):
    mode_reason: str
    place: str
    results: str
    sides: list[WordOut]
    people: list[TookPartOut] = Field(description="Empty for those who do not see people.")
    files: list[FileOut]
    ways: list[str] = Field(description="What you may do with it now.")
    created_at: datetime


# --- Facts ------------------------------------------------------------------------------------------------------------
class FactOut(Shown):
    """One thing that can be said of a partnership, with the rows that it rests on."""

    code: str
    value: str | None = Field(description="A number, a list of years or an amount; null where it cannot be said.")
    unit: str
    of: str | None = Field(description="The whole, where `value` is a part of one.")
    organisation: int | None = Field(description="The side of which it is said; null where it is said of all.")
    person: int | None = Field(description="The person on whom most rests; null where the person is not shown to you.")
    rows: str = Field(description="The address under which the rows stand.")


class FactsOut(Shown):
    """Facts, never a score: whether a partnership lives on paper only is for a reader to decide."""

    on: date
    is_mandated: bool | None = Field(
        description="Whether somebody else wanted it; null where nobody said why it began."
    )
    gaps: list["GapOut"]
    facts: list[FactOut]


class GapOut(Shown):
    """Days on which no agreement was in force; both count."""

    starts_on: date
    ends_on: date
    days: int


class RowOut(Shown):
    """A record on which a fact rests."""

    record: str = Field(description="`activity`, `agreement`, `commitment` or `post`.")
    id: int
    title: str
    address: str = Field(description="Under which the API shows it.")


def names_out(record: NamedInThree) -> NamesOut:
    return NamesOut(kk=record.name_kk, ru=record.name_ru, en=record.name_en)


def plain(schema: type[Shown], row: Any, *names: str) -> dict[str, Any]:
    """These members, as the row has them under the same names."""
    if unknown := set(names) - set(schema.model_fields):
        raise ValueError(f"{schema.__name__} has no {', '.join(sorted(unknown))}.")
    return {name: getattr(row, name) for name in names}
