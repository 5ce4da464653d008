"""Agreements: the list, one record, drafting and changing it, who signs, and those that were signed long ago."""

from collections.abc import Sequence
from typing import Annotated, Any, Literal

from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from ninja import Query, Router
from pydantic import AwareDatetime, BaseModel, Field

from seriktes.accounts.api import BearerToken, asker, member
from seriktes.accounts.enums import Scope
from seriktes.common.api.paging import Asked, Page, page_of
from seriktes.common.api.problems import invalid_value
from seriktes.common.api.types import (
    Body,
    Currency,
    Day,
    DecimalIn,
    Key,
    Line,
    Name,
    NamesIn,
    Prose,
    RecordNumber,
    decimal_out,
)
from seriktes.common.api.versions import expected_version, mark_version, version_if_given
from seriktes.documents.queries.access import documents_visible_to
from seriktes.organisations.actions.editing import EditedElsewhere
from seriktes.partnerships.actions.agreements import (
    Signed,
    Signer,
    change_agreement,
    draft_agreement,
    last_day_for_notice,
    record_signed_agreement,
    set_signatories,
)
from seriktes.partnerships.api.partnerships import OPTIONAL, Sort, changed_since, order_of
from seriktes.partnerships.api.records import (
    Address,
    check_permission,
    email_given,
    keeps,
    named,
    partnership_for,
    post_given,
    ref,
    sees_particulars,
    side_given,
    visible_agreement,
)
from seriktes.partnerships.api.schemas import (
    AgreementListed,
    AgreementOut,
    DocumentRef,
    SignatoryOut,
    names_out,
    plain,
)
from seriktes.partnerships.enums import AgreementKind, AgreementState
from seriktes.partnerships.models import Agreement, Partnership, Signatory
from seriktes.partnerships.queries import access
from seriktes.partnerships.queries.lifecycle import agreement_ways, editable_columns

router = Router(tags=["agreements"])
READ, WRITE = BearerToken(Scope.PARTNERSHIPS_READ), BearerToken(Scope.PARTNERSHIPS_WRITE)
CHANGE, SIGN = "partnerships.change_agreement", "partnerships.sign_agreement"
SUBJECT = Agreement._meta.label_lower


class AgreementsAsked(BaseModel):
    partnership: RecordNumber | None = None
    kind: Annotated[list[AgreementKind], Field(max_length=9)] = []
    state: Annotated[list[AgreementState], Field(max_length=9)] = []
    number: Annotated[Line, Field(description="The office's own number, exactly.")] = ""
    under: Annotated[RecordNumber | None, Field(description="Number of the framework agreement.")] = None
    amends: RecordNumber | None = None
    ends_from: Annotated[Day | None, Field(description="Ends on this day or later; without a term is left out.")] = None
    ends_until: Annotated[Day | None, Field(description="Ends on this day or earlier.")] = None
    archived: bool = False
    changed_since: Annotated[AwareDatetime | None, Field(description="Changed at this moment or later.")] = None
    sort: Sort = "id"


@router.get("/agreements", auth=READ, response=Page[AgreementListed], summary="List of agreements")
def agreements(
    request: HttpRequest, response: HttpResponse, asked: Asked, wanted: Annotated[AgreementsAsked, Query()]
) -> dict[str, Any]:
    """Those of the partnerships that you see whole."""
    given = {
        "partnership": wanted.partnership, "kind__in": wanted.kind, "state__in": wanted.state, "number": wanted.number,
        "framework": wanted.under, "amends": wanted.amends, "ends_on__gte": wanted.ends_from,
        "ends_on__lte": wanted.ends_until,
    }  # fmt: skip
    rows = access.agreements_visible_to(asker(request)).filter(archived_at__isnull=not wanted.archived)
    rows = changed_since(rows.filter(**{name: value for name, value in given.items() if value}), wanted.changed_since)
    return page_of(
        request, response, rows.defer("purpose", "provenance"), asked, order_of(wanted.sort),
        show=lambda found: [AgreementListed(**listed(row)) for row in found],
    )  # fmt: skip


def listed(row: Agreement) -> dict[str, Any]:
    return {
        **plain(AgreementListed, row, "kind", "state", "name", "name_language", "number", "languages", "signed_on",
                "starts_on", "ends_on", "terminated_on", "currency", "changed_at", "version"),
        "id": row.pk, "partnership": row.partnership_id, "names": names_out(row), "framework": row.framework_id,
        "amends": row.amends_id, "supersedes": row.supersedes_id, "amount": decimal_out(row.amount),
        "url": row.get_absolute_url(),
    }  # fmt: skip


@router.get("/agreements/{int:pk}", auth=READ, response=AgreementOut, summary="One agreement")
def agreement(request: HttpRequest, pk: Key) -> AgreementOut:
    return answer(request, visible_agreement(request, pk))


def answer(request: HttpRequest, record: Agreement, response: HttpResponse | None = None) -> AgreementOut:
    """The record as it stands now, with its version as the entity tag; `response` of one that was added."""
    row = Agreement.objects.select_related("partnership").get(pk=record.pk)
    user, people = asker(request), sees_particulars(request, row.partnership_id)
    mark_version(request, row.version)
    if response is not None:
        response["Location"] = request.build_absolute_uri(f"/api/v1/agreements/{row.pk}")
    is_living = row.archived_at is None and row.partnership.archived_at is None
    editable = editable_columns(user, row) if is_living else []
    signatories = row.signatories.select_related("party__organisation", "post").order_by("party")
    return AgreementOut(
        **listed(row),
        **plain(AgreementOut, row, "notice_days", "renews", "extension_months", "extensions_at_most",
                "notice_given_on", "purpose", "archived_at", "created_at"),
        notice_given_by=row.notice_given_by_id, last_day_for_notice=last_day_for_notice(row),
        termination_reason=row.termination_reason if people else "",
        signatories=[_signatory(one, with_people=people) for one in signatories], documents=_documents(request, row),
        ways=[way.code for way in agreement_ways(user, row)] if is_living else [],
        editable=list(dict.fromkeys("names" if name.startswith("name_") else name for name in editable)),
        provenance=row.provenance if keeps(request, row.partnership_id, CHANGE) else None,
    )  # fmt: skip


def _signatory(row: Signatory, *, with_people: bool) -> SignatoryOut:
    people = {name: getattr(row, name) if with_people else "" for name in ("name", "email", "authority")}
    return SignatoryOut(
        side=row.party_id, organisation=named(row.party.organisation), post=ref(row.post), signed_on=row.signed_on,
        **people,
    )  # fmt: skip


def _documents(request: HttpRequest, row: Agreement) -> list[DocumentRef]:
    found = documents_visible_to(asker(request)).filter(subject_type=SUBJECT, subject_id=row.pk).order_by("pk")
    return [DocumentRef(**plain(DocumentRef, one, "purpose", "title", "public_id"), id=one.pk) for one in found]


# --- Drafting ---------------------------------------------------------------------------------------------------------
class SignerIn(Body):
    side: Annotated[RecordNumber, Field(description="Of the partnership.")]
    post: RecordNumber | None = None
    name: Annotated[Line, Field(description="Who signs for it.")] = ""
    email: Address = ""
    authority: Annotated[str, Field(max_length=300, pattern=r"^[^\x00-\x1f\x7f]*$")] = ""


Months = Annotated[int, Field(ge=1, le=600)]
Signers = Annotated[list[SignerIn], Field(max_length=50)]
References = ("framework", "amends", "supersedes")
EMPTIED_TO_NONE = frozenset(
    {"starts_on", "ends_on", "notice_days", "extension_months", "extensions_at_most", "amount", *References}
)

NEVER_EMPTY = frozenset({"kind", "renews"})


class Terms(Body):
    """What an agreement says. A member that is left out stays as it is; null empties."""

    kind: AgreementKind | None = None
    names: NamesIn | None = None
    number: Annotated[str, Field(max_length=60, pattern=r"^[^\x00-\x1f\x7f]*$")] | None = None
    languages: Annotated[
        list[Literal["kk", "ru", "en"]], Field(max_length=3, description="Of equal standing, in their order.")
    ] | None = None  # fmt: skip
    framework: Annotated[RecordNumber | None, Field(description="The agreement under which it stands.")] = None
    starts_on: Day | None = None
    ends_on: Annotated[Day | None, Field(description="Null: without a term.")] = None
    notice_days: Annotated[int, Field(ge=0, le=3650)] | None = None
    renews: bool | None = None
    extension_months: Months | None = None
    extensions_at_most: Annotated[int, Field(ge=0, le=100)] | None = None
    amount: DecimalIn | None = None
    currency: Currency | None = None
    purpose: Prose | None = None

    def columns(self, partnership: int) -> dict[str, Any]:
        """The columns that were given, with the agreements that they name."""
        given = {name: getattr(self, name) for name in self.model_fields_set & COLUMNS - {"names"}}
        values = {name: value for name, value in given.items() if value is not None or name not in NEVER_EMPTY}
        for name, value in values.items():
            if value is None and name not in EMPTIED_TO_NONE:
                values[name] = [] if name == "languages" else ""
            elif name in References:
                values[name] = agreement_given(partnership, value, f"/{name}")
        if "languages" in values and len(set(values["languages"])) < len(values["languages"]):
            raise invalid_value("/languages", _("A language is named twice."))
        if values.get("kind"):
            values["kind"] = str(values["kind"])
        return values | ({f"name_{code}": name for code, name in self.names.given().items()} if self.names else {})


COLUMNS = frozenset(Terms.model_fields) | {"amends", "supersedes"}


def agreement_given(partnership: int, pk: int | None, pointer: str) -> Agreement | None:
    if pk is None:
        return None
    found = Agreement.objects.filter(partnership=partnership, pk=pk).first()
    if found is None:
        raise invalid_value(pointer, _("The partnership has no such agreement."))
    return found


def signers_given(partnership: int, given: Sequence[SignerIn], pointer: str = "/signatories") -> list[Signer]:
    found: list[Signer] = []
    for place, one in enumerate(given):
        side = side_given(partnership, one.side, f"{pointer}/{place}/side")
        if any(side == signer.party for signer in found):
            raise invalid_value(f"{pointer}/{place}/side", _("This side is named twice."))
        found.append(
            Signer(
                side, post=post_given(side.organisation_id, one.post, f"{pointer}/{place}/post"), name=one.name,
                email=email_given(one.email, f"{pointer}/{place}/email"), authority=one.authority,
            )
        )  # fmt: skip
    return found


class AgreementNew(Terms):
    kind: AgreementKind
    amends: Annotated[RecordNumber | None, Field(description="The agreement in force that it changes.")] = None
    supersedes: Annotated[RecordNumber | None, Field(description="The agreement whose place it takes.")] = None
    signatories: Annotated[Signers, Field(description="None given: every side of the partnership.")] = []


@router.post(
    "/partnerships/{int:pk}/agreements", auth=WRITE, response={201: AgreementOut}, summary="Draft an agreement"
)
def draft(request: HttpRequest, response: HttpResponse, pk: Key, new: AgreementNew) -> AgreementOut:
    """A draft may lack nearly everything; what is given must hold together."""
    partnership = partnership_for(request, pk, CHANGE)
    made = draft_agreement(
        partnership=partnership, values=new.columns(pk), signers=signers_given(pk, new.signatories),
        by=member(request), at=timezone.now(),
    )  # fmt: skip
    return answer(request, made, response)


class AgreementChange(Terms):
    pass


@router.patch(
    "/agreements/{int:pk}",
    auth=WRITE,
    response=AgreementOut,
    openapi_extra={"x-if-match": True},
    summary="Change an agreement",
)
def alter(request: HttpRequest, pk: Key, change: AgreementChange) -> AgreementOut:
    """`editable` of the record says which members you may change in its state; any other is refused by its name, with
    the reason `frozen` or `not_permitted`."""
    record = visible_agreement(request, pk)
    check_permission(request, CHANGE, record)
    version = expected_version(request)
    changed = change_agreement(
        agreement=record, values=change.columns(record.partnership_id), by=member(request), at=timezone.now(),
        expected_version=version,
    )  # fmt: skip
    return answer(request, changed)


class SignatoriesIn(Body):
    signatories: Annotated[Signers, Field(description="All of them; who has signed stays as it is.")]


@router.put(
    "/agreements/{int:pk}/signatories", auth=WRITE, response=AgreementOut, openapi_extra=OPTIONAL,
    summary="Say who signs an agreement",
)  # fmt: skip
def signatories(request: HttpRequest, pk: Key, what: SignatoriesIn) -> AgreementOut:
    """In a draft the sides themselves may change; later only who signs for them, before they have."""
    record = visible_agreement(request, pk)
    if not keeps(request, record.partnership_id, CHANGE):
        check_permission(request, SIGN, record)
    version = version_if_given(request)
    if version is not None and version != record.version:
        raise EditedElsewhere(record)
    signers = signers_given(record.partnership_id, what.signatories)
    return answer(request, set_signatories(agreement=record, signers=signers, by=member(request), at=timezone.now()))


# --- Signed long ago --------------------------------------------------------------------------------------------------
class SignedIn(Body):
    side: RecordNumber
    on: Day
    name: Annotated[Line, Field(description="Who signed for it.")] = ""
    authority: Annotated[str, Field(max_length=300, pattern=r"^[^\x00-\x1f\x7f]*$")] = ""


class AgreementSigned(Terms):
    kind: AgreementKind
    amends: RecordNumber | None = None
    supersedes: RecordNumber | None = None
    signatures: Annotated[list[SignedIn], Field(min_length=1, max_length=50, description="Two or more.")]
    terminated_on: Day | None = None
    termination_reason: Name = ""


@router.post(
    "/partnerships/{int:pk}/agreements/signed", auth=WRITE, response={201: AgreementOut},
    summary="Record an agreement that is signed already",
)  # fmt: skip
def history(request: HttpRequest, response: HttpResponse, pk: Key, new: AgreementSigned) -> AgreementOut:
    """One that was signed outside the register, perhaps years ago: its dates say where it stands now."""
    partnership = partnership_for(request, pk, CHANGE)
    made = record_signed_agreement(
        partnership=partnership, values=new.columns(pk), signatures=_signatures(partnership, new.signatures),
        by=member(request), at=timezone.now(), terminated_on=new.terminated_on,
        termination_reason=new.termination_reason,
    )  # fmt: skip
    return answer(request, made, response)


def _signatures(partnership: Partnership, given: Sequence[SignedIn]) -> list[Signed]:
    found: list[Signed] = []
    for place, one in enumerate(given):
        side = side_given(partnership.pk, one.side, f"/signatures/{place}/side")
        if any(side == signed.party for signed in found):
            raise invalid_value(f"/signatures/{place}/side", _("This side is named twice."))
        found.append(Signed(side, one.on, one.name, one.authority))
    return found
