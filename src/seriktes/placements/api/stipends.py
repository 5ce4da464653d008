"""Stipends for programs: the list, one with its money and service, payments as they are made, service as it is told."""

from datetime import date, datetime
from typing import Annotated, Any, Literal, cast

from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from ninja import Query, Router
from pydantic import AwareDatetime, BaseModel, Field

from seriktes.accounts.api import asker, member
from seriktes.common.api.paging import Asked, Page, page_of
from seriktes.common.api.problems import invalid_value, not_found, not_permitted
from seriktes.common.api.types import (
    ONE_LINE,
    Body,
    Day,
    DecimalOut,
    Key,
    Prose,
    RecordNumber,
    Shown,
    decimal_out,
)
from seriktes.common.api.versions import mark_version, version_if_given
from seriktes.organisations.queries.access import organisations_visible_to
from seriktes.placements.actions import stipend_payments as money
from seriktes.placements.actions import stipend_service as service
from seriktes.placements.actions import stipends as actions
from seriktes.placements.api.programmes import (
    OPTIONAL,
    READ,
    WRITE,
    PlacementRefOut,
    Sort,
    changed_since,
    named,
    order_of,
)
from seriktes.placements.enums import PaymentState, PostponeKind, ReleaseRule, ServiceState, StipendKind, StipendState
from seriktes.placements.models import ServicePeriod, Stipend, StipendPayment
from seriktes.placements.queries import access
from seriktes.placements.queries.stipends import (
    GRANTOR,
    account_of,
    may_tell_service,
    roles_on_stipend,
    with_everything,
)

router = Router(tags=["placements"])
Reason = Annotated[str, Field(min_length=1, max_length=500, pattern=ONE_LINE)]
Reference = Annotated[str, Field(min_length=1, max_length=60, pattern=ONE_LINE)]
Way = Literal["record", "graduate", "release", "end_repaid", "waive", "cancel"]


class StipendPaymentOut(Shown):
    id: int
    place: int
    due_on: date
    amount: DecimalOut
    state: PaymentState
    paid_on: date | None
    reference: str
    reason: str


class RepaymentOut(Shown):
    """Money that came back."""

    id: int
    on: date
    amount: DecimalOut
    reference: str


class ServiceFileOut(Shown):
    id: int
    name: str
    sha256: str
    at: datetime


class ServicePeriodOut(Shown):
    id: int
    employer: PlacementRefOut | None
    employer_name: str
    starts_on: date
    ends_on: date
    share: int = Field(description="Of full time, per cent.")
    state: ServiceState = Field(description="Only what is `confirmed` counts.")
    evidence: str
    files: list[ServiceFileOut] = Field(description="Papers on which it rests.")


class StipendOut(Shown):
    """Money for study that is served off afterwards, and how it stands by its terms."""

    id: int
    grantor: PlacementRefOut
    university: PlacementRefOut
    student: PlacementRefOut
    kind: StipendKind
    state: StipendState
    number: str
    study: str
    currency: str
    service_months: int
    release: ReleaseRule
    signed_on: date | None
    graduated_on: date | None
    begin_by: date | None
    paid: DecimalOut
    planned: DecimalOut
    released: DecimalOut
    repaid: DecimalOut
    owed: DecimalOut = Field(description="What would be owed if the service ended now, less what was paid back.")
    served_months: DecimalOut = Field(description="Rounded down; computed exactly.")
    remaining_months: DecimalOut = Field(description="Rounded up.")
    changed_at: datetime
    version: int
    url: str = Field(description="Its page for people.")


class StipendWholeOut(StipendOut):
    payments: list[StipendPaymentOut]
    repayments: list[RepaymentOut]
    service: list[ServicePeriodOut]


class StipendsAsked(BaseModel):
    grantor: RecordNumber | None = None
    university: RecordNumber | None = None
    state: Annotated[list[StipendState], Field(max_length=8)] = []
    changed_since: Annotated[AwareDatetime | None, Field(description="Changed at this moment or later.")] = None
    sort: Sort = "id"


class PaidIn(Body):
    on: Day
    reference: Reference


class ReasonGiven(Body):
    reason: Reason


class AgainIn(Body):
    on: Day


class ServiceIn(Body):
    """`employer` is a record of the register; where there is none, give its name."""

    employer: RecordNumber | None = None
    employer_name: Annotated[str, Field(max_length=200, pattern=ONE_LINE)] = ""
    starts_on: Day
    ends_on: Day
    share: Annotated[int, Field(ge=1, le=100)] = 100


class PostponedIn(Body):
    kind: PostponeKind
    starts_on: Day
    ends_on: Day
    reason: Reason


class WayIn(Body):
    """`on` for `record` and `graduate`; `reason` for `record`, `waive`, `cancel` and `end_repaid`."""

    on: Day | None = None
    reason: Prose = ""


# --- Reading ----------------------------------------------------------------------------------------------------------
def _told(row: Stipend) -> dict[str, Any]:
    account = account_of(row)
    standing = account.standing
    return {
        "id": row.pk, "grantor": named(row.grantor), "university": named(row.university), "student": named(row.student),
        "kind": StipendKind(row.kind), "state": StipendState(row.state), "number": row.number, "study": row.study,
        "currency": row.currency, "service_months": row.service_months, "release": ReleaseRule(row.release),
        "signed_on": row.signed_on, "graduated_on": row.graduated_on, "begin_by": row.begin_by,
        "paid": decimal_out(standing.paid), "planned": decimal_out(account.planned), "repaid": decimal_out(account.repaid),
        "released": decimal_out(standing.released), "owed": decimal_out(account.left_to_pay_back),
        "served_months": decimal_out(account.served), "remaining_months": decimal_out(account.remaining),
        "changed_at": row.changed_at, "version": row.version, "url": row.get_absolute_url(),
    }  # fmt: skip


def _payment(row: StipendPayment) -> StipendPaymentOut:
    return StipendPaymentOut(
        id=row.pk, place=row.place, due_on=row.due_on, amount=cast("str", decimal_out(row.amount)),
        state=PaymentState(row.state), paid_on=row.paid_on, reference=row.reference, reason=row.reason,
    )  # fmt: skip


def _period(row: ServicePeriod) -> ServicePeriodOut:
    return ServicePeriodOut(
        id=row.pk, employer=named(row.employer) if row.employer else None, employer_name=row.employer_name,
        starts_on=row.starts_on, ends_on=row.ends_on, share=row.share, state=ServiceState(row.state), evidence=row.evidence,
        files=[ServiceFileOut(id=one.pk, name=one.name, sha256=one.sha256, at=one.at) for one in row.files.all()],
    )  # fmt: skip


def visible_stipend(request: HttpRequest, pk: int) -> Stipend:
    found = with_everything(access.stipends_visible_to(asker(request))).filter(pk=pk).first()
    if found is None:
        raise not_found()
    return found


def granted(request: HttpRequest, stipend: Stipend) -> Stipend:
    if GRANTOR not in roles_on_stipend(asker(request), stipend):
        raise not_permitted()
    return stipend


def told_whole(request: HttpRequest, pk: int) -> StipendWholeOut:
    row = visible_stipend(request, pk)
    mark_version(request, row.version)
    return StipendWholeOut(
        **_told(row),
        payments=[_payment(one) for one in row.payments.all()],
        repayments=[
            RepaymentOut(id=one.pk, on=one.on, amount=cast("str", decimal_out(one.amount)), reference=one.reference)
            for one in row.repayments.all()
        ],
        service=[_period(one) for one in row.service.select_related("employer").prefetch_related("files")],
    )


@router.get("/placements/stipends", auth=READ, response=Page[StipendOut], summary="List of stipends")
def stipends(
    request: HttpRequest, response: HttpResponse, asked: Asked, wanted: Annotated[StipendsAsked, Query()]
) -> dict[str, Any]:
    """A student's own, a grantor's own, those of a university's students once there is a contract."""
    rows = access.stipends_visible_to(asker(request))
    given = {
        "grantor": wanted.grantor,
        "university": wanted.university,
        "state__in": [one.value for one in wanted.state],
    }
    rows = rows.filter(**{name: value for name, value in given.items() if value})
    return page_of(
        request, response, with_everything(changed_since(rows, wanted.changed_since)), asked, order_of(wanted.sort),
        show=lambda found: [StipendOut(**_told(row)) for row in found],
    )  # fmt: skip


@router.get("/placements/stipends/{int:pk}", auth=READ, response=StipendWholeOut, summary="One stipend")
def stipend(request: HttpRequest, pk: Key) -> StipendWholeOut:
    return told_whole(request, pk)


@router.post(
    "/placements/stipends/{int:pk}/ways/{way}", auth=WRITE, response=StipendWholeOut, openapi_extra=OPTIONAL,
    summary="Move a stipend",
)  # fmt: skip
def move(request: HttpRequest, pk: Key, way: Way, said: WayIn) -> StipendWholeOut:
    """Refused with the reason `wrong_state` where its state does not lead there."""
    found = granted(request, visible_stipend(request, pk))
    if way in ("record", "graduate") and said.on is None:
        raise invalid_value("/on", _("This needs a day."))
    data = {"on": said.on, "reason": said.reason, "expected_version": version_if_given(request)}
    actions.move(way, stipend=found, data=data, by=member(request), at=timezone.now())
    return told_whole(request, pk)


# --- Money ------------------------------------------------------------------------------------------------------------
def _payment_of(request: HttpRequest, pk: int, part: int) -> StipendPayment:
    found = granted(request, visible_stipend(request, pk))
    payment = found.payments.filter(pk=part).first()
    if payment is None:
        raise not_found()
    payment.stipend = found
    return payment


@router.post(
    "/placements/stipends/{int:pk}/payments/{int:part}/pay", auth=WRITE, response=StipendWholeOut, summary="Record a payment"
)  # fmt: skip
def pay(request: HttpRequest, pk: Key, part: Key, paid: PaidIn) -> StipendWholeOut:
    """Once: a second time is refused with `payment_settled`, the reference of another payment with `reference_used`."""
    payment = _payment_of(request, pk, part)
    money.pay(payment=payment, on=paid.on, reference=paid.reference, by=member(request), at=timezone.now())
    return told_whole(request, pk)


@router.post(
    "/placements/stipends/{int:pk}/payments/{int:part}/withhold", auth=WRITE, response=StipendWholeOut,
    summary="Withhold a payment",
)  # fmt: skip
def withhold(request: HttpRequest, pk: Key, part: Key, given: ReasonGiven) -> StipendWholeOut:
    payment = _payment_of(request, pk, part)
    money.withhold(payment=payment, reason=given.reason, by=member(request), at=timezone.now())
    return told_whole(request, pk)


@router.post(
    "/placements/stipends/{int:pk}/payments/{int:part}/reverse", auth=WRITE, response=StipendWholeOut,
    summary="Reverse a payment",
)  # fmt: skip
def reverse(request: HttpRequest, pk: Key, part: Key, given: ReasonGiven) -> StipendWholeOut:
    payment = _payment_of(request, pk, part)
    money.reverse(payment=payment, reason=given.reason, by=member(request), at=timezone.now())
    return told_whole(request, pk)


@router.post(
    "/placements/stipends/{int:pk}/payments/{int:part}/again", auth=WRITE, response=StipendWholeOut,
    summary="Plan a payment anew",
)  # fmt: skip
def again(request: HttpRequest, pk: Key, part: Key, due: AgainIn) -> StipendWholeOut:
    """Of one that was withheld or reversed: another row in its stead."""
    payment = _payment_of(request, pk, part)
    money.plan_again(payment=payment, on=due.on, by=member(request), at=timezone.now())
    return told_whole(request, pk)


# --- Service ----------------------------------------------------------------------------------------------------------
@router.post("/placements/stipends/{int:pk}/service", auth=WRITE, response=StipendWholeOut, summary="Enter service")
def tell(request: HttpRequest, pk: Key, told: ServiceIn) -> StipendWholeOut:
    """By the student too; it counts once it is confirmed."""
    found = visible_stipend(request, pk)
    if not may_tell_service(found, roles_on_stipend(asker(request), found)):
        raise not_permitted()
    employer = None
    if told.employer is not None:
        employer = organisations_visible_to(asker(request)).filter(pk=told.employer).first()
        if employer is None:
            raise invalid_value("/employer", _("There is no such organisation, or it is not shown to you."))
    values = told.model_dump(exclude={"employer"}) | {"employer": employer}
    service.tell_service(stipend=found, values=values, by=member(request), at=timezone.now())
    return told_whole(request, pk)


def period_of(request: HttpRequest, pk: int, part: int) -> ServicePeriod:
    found = granted(request, visible_stipend(request, pk))
    period = found.service.filter(pk=part).select_related("employer").first()
    if period is None:
        raise not_found()
    period.stipend = found
    return period


@router.post(
    "/placements/stipends/{int:pk}/service/{int:part}/confirm", auth=WRITE, response=StipendWholeOut, summary="Confirm service"
)  # fmt: skip
def confirm(request: HttpRequest, pk: Key, part: Key, given: ReasonGiven) -> StipendWholeOut:
    """By a paper of the employer, which `reason` names."""
    period = period_of(request, pk, part)
    service.confirm_service(period=period, evidence=given.reason, by=member(request), at=timezone.now())
    return told_whole(request, pk)


@router.post(
    "/placements/stipends/{int:pk}/service/{int:part}/decline", auth=WRITE, response=StipendWholeOut,
    summary="Say that service was not so",
)  # fmt: skip
def decline(request: HttpRequest, pk: Key, part: Key, given: ReasonGiven) -> StipendWholeOut:
    """What was confirmed by mistake is set aside."""
    period = period_of(request, pk, part)
    act = service.set_aside if period.state == ServiceState.CONFIRMED else service.decline_service
    act(period=period, reason=given.reason, by=member(request), at=timezone.now())
    return told_whole(request, pk)


@router.post(
    "/placements/stipends/{int:pk}/postponements", auth=WRITE, response=StipendWholeOut, summary="Postpone service"
)
def postpone(request: HttpRequest, pk: Key, said: PostponedIn) -> StipendWholeOut:
    found = granted(request, visible_stipend(request, pk))
    service.postpone(
        stipend=found, kind=said.kind.value, starts_on=said.starts_on, ends_on=said.ends_on, reason=said.reason,
        by=member(request), at=timezone.now(),
    )  # fmt: skip
    return told_whole(request, pk)
