"""What was delivered against a promise, and the word of the side that received it."""

from typing import Annotated

from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from ninja import Router
from pydantic import Field

from seriktes.accounts.api import BearerToken, asker, member
from seriktes.accounts.enums import Scope
from seriktes.common.api.problems import not_found, not_permitted
from seriktes.common.api.types import Body, Currency, Day, DecimalIn, Key, Name, RecordNumber
from seriktes.partnerships.actions.commitments import (
    confirm_delivery,
    dispute_delivery,
    record_delivery,
    withdraw_delivery,
)
from seriktes.partnerships.api.commitments import answer
from seriktes.partnerships.api.records import (
    FILE_ANSWER,
    check_permission,
    file_response,
    sees_particulars,
    side_given,
    visible_commitment,
)
from seriktes.partnerships.api.schemas import CommitmentOut
from seriktes.partnerships.models import Commitment, Delivery, Party
from seriktes.partnerships.queries.receiving import speaks_for_receiver

router = Router(tags=["commitments"])
READ, WRITE = BearerToken(Scope.PARTNERSHIPS_READ), BearerToken(Scope.ACTIVITIES_WRITE)
RECORD = "partnerships.record_delivery"


class DeliveryIn(Body):
    on: Annotated[Day, Field(description="Not later than today, and not before the agreement.")]
    amount: DecimalIn
    currency: Annotated[Currency, Field(description="Of money; another than that of the promise is refused.")] = ""
    note: Annotated[str, Field(max_length=300, pattern=r"^[^\x00-\x1f\x7f]*$")] = ""
    although_more: Annotated[
        bool, Field(description="Record it although it is more than is left of the promise; else that is refused.")
    ] = False


@router.post(
    "/commitments/{int:pk}/deliveries", auth=WRITE, response={201: CommitmentOut}, summary="Record what was delivered"
)
def deliver(request: HttpRequest, response: HttpResponse, pk: Key, new: DeliveryIn) -> CommitmentOut:
    """It counts once the receiving side confirmed it, and at once if you speak for that side. Its evidence is added on the
    page."""
    record = visible_commitment(request, pk)
    check_permission(request, RECORD, record)
    record_delivery(
        commitment=record, on=new.on, amount=new.amount,  # type: ignore[arg-type]
        currency=new.currency, note=new.note, by=member(request), at=timezone.now(),
        receiver=speaks_for_receiver(asker(request), record), although_more=new.although_more,
    )  # fmt: skip
    return answer(request, pk, response)


def _delivery(request: HttpRequest, pk: int, part: int) -> tuple[Commitment, Delivery]:
    record = visible_commitment(request, pk)
    found = record.deliveries.filter(pk=part).first()
    if found is None:
        raise not_found()
    return record, found


@router.get(
    "/commitments/{int:pk}/deliveries/{int:part}/evidence",
    auth=READ,
    openapi_extra=FILE_ANSWER,
    summary="The evidence of a delivery",
)
def evidence(request: HttpRequest, pk: Key, part: Key) -> HttpResponse:
    """As it was handed in; for those who see the particulars of the partnership."""
    record, delivery = _delivery(request, pk, part)
    if not delivery.evidence or not sees_particulars(request, record.agreement.partnership_id):
        raise not_found()
    try:
        with delivery.evidence.open("rb") as stored:
            content: bytes = stored.read()
    except FileNotFoundError as missing:
        raise not_found() from missing
    return file_response(content, str(delivery.evidence.name).rsplit("/", 1)[-1])


class ReceivedIn(Body):
    side: Annotated[RecordNumber, Field(description="The side that received it: one for which you speak.")]


@router.post(
    "/commitments/{int:pk}/deliveries/{int:part}/confirm", auth=WRITE, response=CommitmentOut,
    summary="Confirm what was received",
)  # fmt: skip
def confirm(request: HttpRequest, pk: Key, part: Key, what: ReceivedIn) -> CommitmentOut:
    record, delivery = _delivery(request, pk, part)
    side = _spoken_for(request, record, what)
    confirm_delivery(delivery=delivery, party=side, by=member(request), at=timezone.now())
    return answer(request, pk)


def _spoken_for(request: HttpRequest, record: Commitment, what: ReceivedIn) -> Party:
    side = side_given(record.agreement.partnership_id, what.side)
    if not asker(request).has_perm(RECORD, side):
        raise not_permitted()
    return side


class NotReceivedIn(ReceivedIn):
    reason: Annotated[Name, Field(description="What is wrong with it.")]


@router.post(
    "/commitments/{int:pk}/deliveries/{int:part}/dispute", auth=WRITE, response=CommitmentOut,
    summary="Dispute a delivery that was not received so",
)  # fmt: skip
def dispute(request: HttpRequest, pk: Key, part: Key, what: NotReceivedIn) -> CommitmentOut:
    """It counts nothing until that side confirms it after all, or the side that promised takes it back."""
    record, delivery = _delivery(request, pk, part)
    side = _spoken_for(request, record, what)
    dispute_delivery(delivery=delivery, party=side, reason=what.reason, by=member(request), at=timezone.now())
    return answer(request, pk)


class MistakenIn(Body):
    reason: Annotated[Name, Field(description="Why.")]


@router.post(
    "/commitments/{int:pk}/deliveries/{int:part}/withdraw", auth=WRITE, response=CommitmentOut,
    summary="Take back a delivery that was recorded wrongly",
)  # fmt: skip
def mistaken(request: HttpRequest, pk: Key, part: Key, what: MistakenIn) -> CommitmentOut:
    """What it met is due again."""
    record, delivery = _delivery(request, pk, part)
    check_permission(request, RECORD, record)
    withdraw_delivery(delivery=delivery, reason=what.reason, by=member(request), at=timezone.now())
    return answer(request, pk)
