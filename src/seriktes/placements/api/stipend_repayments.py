"""Money of a stipend that came back, for programs. Adds to the router of stipends."""

from decimal import Decimal
from typing import cast

from django.http import HttpRequest
from django.utils import timezone

from seriktes.accounts.api import member
from seriktes.common.api.problems import not_found
from seriktes.common.api.types import DecimalIn, Key
from seriktes.placements.actions import stipend_payments as money
from seriktes.placements.api.programmes import WRITE
from seriktes.placements.api.stipends import (
    PaidIn,
    ReasonGiven,
    StipendWholeOut,
    granted,
    router,
    told_whole,
    visible_stipend,
)


class RepaidIn(PaidIn):
    amount: DecimalIn


@router.post(
    "/placements/stipends/{int:pk}/repayments",
    auth=WRITE,
    response=StipendWholeOut,
    summary="Record money that came back",
)
def repay(request: HttpRequest, pk: Key, came: RepaidIn) -> StipendWholeOut:
    found = granted(request, visible_stipend(request, pk))
    money.record_repayment(
        stipend=found, on=came.on, amount=cast("Decimal", came.amount), reference=came.reference, by=member(request),
        at=timezone.now(),
    )  # fmt: skip
    return told_whole(request, pk)


@router.post(
    "/placements/stipends/{int:pk}/repayments/{int:part}/take-back", auth=WRITE, response=StipendWholeOut,
    summary="Take back a repayment",
)  # fmt: skip
def take_back(request: HttpRequest, pk: Key, part: Key, given: ReasonGiven) -> StipendWholeOut:
    """One that was recorded wrongly. A stipend that had ended by it goes on where something is owed again."""
    found = granted(request, visible_stipend(request, pk)).repayments.filter(pk=part).first()
    if found is None:
        raise not_found()
    money.take_back_repayment(repayment=found, reason=given.reason, by=member(request), at=timezone.now())
    return told_whole(request, pk)
