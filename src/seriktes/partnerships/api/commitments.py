"""What sides promised each other, by when, and what came of it."""

from typing import Annotated, Any

from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from ninja import Query, Router
from pydantic import AwareDatetime, BaseModel, Field

from seriktes.accounts.api import BearerToken, asker, member
from seriktes.accounts.enums import Scope
from seriktes.common.api.paging import Asked, Page, page_of
from seriktes.common.api.types import Body, Currency, Day, DecimalIn, Key, Name, RecordNumber, decimal_out
from seriktes.common.api.versions import expected_version, mark_version, version_if_given
from seriktes.partnerships.actions.commitments import (
    Part,
    change_commitment,
    promise,
    set_schedule,
    withdraw_commitment,
)
from seriktes.partnerships.api.partnerships import OPTIONAL, Sort, changed_since, order_of
from seriktes.partnerships.api.records import (
    check_permission,
    post_given,
    sees_particulars,
    side_given,
    today,
    visible_agreement,
    visible_commitment,
)
from seriktes.partnerships.api.schemas import CommitmentListed, CommitmentOut, DeliveryOut, InstalmentOut, plain
from seriktes.partnerships.enums import CommitmentKind
from seriktes.partnerships.models import Commitment, Delivery
from seriktes.partnerships.queries import access
from seriktes.partnerships.queries.commitments import owed, with_sums

router = Router(tags=["commitments"])
READ, WRITE = BearerToken(Scope.PARTNERSHIPS_READ), BearerToken(Scope.PARTNERSHIPS_WRITE)
KEEP = "partnerships.keep_commitments"


class CommitmentsAsked(BaseModel):
    partnership: RecordNumber | None = None
    agreement: RecordNumber | None = None
    side: RecordNumber | None = None
    kind: Annotated[list[CommitmentKind], Field(max_length=6)] = []
    currency: Currency = ""
    owed: Annotated[
        bool, Field(description="Only those of which less was delivered, as confirmed, than was due by today.")
    ] = False
    withdrawn: bool = False
    changed_since: Annotated[AwareDatetime | None, Field(description="Changed at this moment or later.")] = None
    sort: Sort = "id"


@router.get("/commitments", auth=READ, response=Page[CommitmentListed], summary="List of commitments")
def commitments(
    request: HttpRequest, response: HttpResponse, asked: Asked, wanted: Annotated[CommitmentsAsked, Query()]
) -> dict[str, Any]:
    """Those of the partnerships that you see whole. Sums of different currencies are never added."""
    given = {
        "agreement__partnership": wanted.partnership, "agreement": wanted.agreement, "party": wanted.side,
        "kind__in": wanted.kind, "currency": wanted.currency,
    }  # fmt: skip
    rows: QuerySet[Commitment] = access.commitments_visible_to(asker(request))
    rows = rows.filter(withdrawn_at__isnull=not wanted.withdrawn)
    rows = changed_since(rows.filter(**{name: value for name, value in given.items() if value}), wanted.changed_since)
    rows = owed(rows, today()) if wanted.owed else with_sums(rows, today())
    return page_of(
        request, response, rows, asked, order_of(wanted.sort),
        show=lambda found: [CommitmentListed(**listed(row)) for row in found],
    )  # fmt: skip


def listed(row: Any) -> dict[str, Any]:
    """The members of `CommitmentListed` of a row of `with_sums`."""
    sums = {name: decimal_out(getattr(row, name)) for name in ("promised", "due", "delivered", "unconfirmed")}
    return {
        **plain(CommitmentListed, row, "kind", "what", "unit", "currency", "service_months", "withdrawn_at",
                "changed_at", "version"),
        **sums, "id": row.pk, "agreement": row.agreement_id, "side": row.party_id, "post": row.post_id,
    }  # fmt: skip


@router.get("/commitments/{int:pk}", auth=READ, response=CommitmentOut, summary="One commitment")
def commitment(request: HttpRequest, pk: Key) -> CommitmentOut:
    return answer(request, visible_commitment(request, pk).pk)


def answer(request: HttpRequest, pk: int, response: HttpResponse | None = None) -> CommitmentOut:
    """The record as it stands now, with its version as the entity tag; `response` of one that was added."""
    row = with_sums(Commitment.objects.filter(pk=pk).select_related("agreement"), today()).get()
    notes = sees_particulars(request, row.agreement.partnership_id)
    mark_version(request, row.version)
    if response is not None:
        response["Location"] = request.build_absolute_uri(f"/api/v1/commitments/{pk}")
    return CommitmentOut(
        **listed(row), withdrawn_reason=row.withdrawn_reason if notes else "",
        schedule=[
            InstalmentOut(due_on=part.due_on, amount=decimal_out(part.amount) or "")
            for part in row.instalments.order_by("due_on", "pk")
        ],
        deliveries=[delivery_out(one, with_notes=notes) for one in row.deliveries.order_by("on", "pk")],
    )  # fmt: skip


def delivery_out(row: Delivery, *, with_notes: bool) -> DeliveryOut:
    return DeliveryOut(
        **plain(DeliveryOut, row, "on", "recorded_at", "confirmed_at", "disputed_at", "withdrawn_at"), id=row.pk,
        amount=decimal_out(row.amount) or "", note=row.note if with_notes else "",
        dispute=row.dispute if with_notes else "", has_evidence=bool(row.evidence),
    )  # fmt: skip


# --- Promising --------------------------------------------------------------------------------------------------------
class InstalmentIn(Body):
    due_on: Day
    amount: DecimalIn


Schedule = Annotated[list[InstalmentIn], Field(min_length=1, max_length=200, description="How much by when.")]


class Words(Body):
    what: Annotated[Name, Field(pattern=r"\S")] | None = None
    unit: Annotated[str, Field(max_length=60, pattern=r"^[^\x00-\x1f\x7f]*$")] | None = None
    currency: Annotated[Currency, Field(description="ISO 4217; for money and scholarships.")] | None = None
    service_months: Annotated[
        int | None, Field(ge=1, le=600, description="Of a scholarship: what its holder serves afterwards.")
    ] = None
    post: Annotated[RecordNumber | None, Field(description="The post that makes it.")] = None

    def columns(self, organisation: int) -> dict[str, Any]:
        given = self.model_dump(include=self.model_fields_set & (Words.model_fields.keys() | {"kind"}))
        if given.get("kind", "") is None:
            del given["kind"]
        values: dict[str, Any] = {
            name: "" if value is None and name not in {"post", "service_months"} else value
            for name, value in given.items()
        }
        if "post" in values:
            values["post"] = post_given(organisation, values["post"], "/post")
        return {name: str(value) if isinstance(value, CommitmentKind) else value for name, value in values.items()}


class CommitmentNew(Words):
    side: Annotated[RecordNumber, Field(description="The side that promises: one that signs the agreement.")]
    kind: CommitmentKind
    what: Annotated[Name, Field(pattern=r"\S")]
    schedule: Schedule


class CommitmentChange(Words):
    kind: CommitmentKind | None = None


def _parts(schedule: list[InstalmentIn]) -> list[Part]:
    return [Part(one.due_on, one.amount) for one in schedule]  # type: ignore[arg-type]


@router.post(
    "/agreements/{int:pk}/commitments",
    auth=WRITE,
    response={201: CommitmentOut},
    summary="Write down what a side promised",
)
def add_commitment(request: HttpRequest, response: HttpResponse, pk: Key, new: CommitmentNew) -> CommitmentOut:
    """It is due once the agreement is signed."""
    agreement = visible_agreement(request, pk)
    check_permission(request, KEEP, agreement)
    side = side_given(agreement.partnership_id, new.side)
    made = promise(
        agreement=agreement, party=side, values=new.columns(side.organisation_id), schedule=_parts(new.schedule),
        by=member(request), at=timezone.now(),
    )  # fmt: skip
    return answer(request, made.pk, response)


def _kept(request: HttpRequest, pk: int) -> Commitment:
    record = visible_commitment(request, pk)
    check_permission(request, KEEP, record)
    return record


@router.patch(
    "/commitments/{int:pk}",
    auth=WRITE,
    response=CommitmentOut,
    openapi_extra={"x-if-match": True},
    summary="Change a commitment",
)
def alter_commitment(request: HttpRequest, pk: Key, change: CommitmentChange) -> CommitmentOut:
    """What it is counted in stays as soon as something was delivered."""
    record = _kept(request, pk)
    version = expected_version(request)
    change_commitment(
        commitment=record, values=change.columns(record.party.organisation_id), by=member(request), at=timezone.now(),
        expected_version=version,
    )  # fmt: skip
    return answer(request, pk)


class ScheduleIn(Body):
    schedule: Schedule


@router.put(
    "/commitments/{int:pk}/schedule", auth=WRITE, response=CommitmentOut, openapi_extra=OPTIONAL,
    summary="Give a commitment another schedule",
)  # fmt: skip
def alter_schedule(request: HttpRequest, pk: Key, what: ScheduleIn) -> CommitmentOut:
    """Parts keep their clocks by their place in it: the second part moved is still the second."""
    record = _kept(request, pk)
    set_schedule(
        commitment=record, schedule=_parts(what.schedule), by=member(request), at=timezone.now(),
        expected_version=version_if_given(request),
    )  # fmt: skip
    return answer(request, pk)


class PromiseWithdrawIn(Body):
    reason: Annotated[Name, Field(description="Why.")]


@router.post("/commitments/{int:pk}/withdraw", auth=WRITE, response=CommitmentOut, summary="Withdraw a commitment")
def withdraw(request: HttpRequest, pk: Key, what: PromiseWithdrawIn) -> CommitmentOut:
    """It is owed no more; what was delivered stays on record."""
    withdraw_commitment(commitment=_kept(request, pk), reason=what.reason, by=member(request), at=timezone.now())
    return answer(request, pk)
