"""Exhibitors of an event for programs, with their contacts, stands and fees."""

from collections.abc import Sequence
from datetime import date, datetime
from decimal import Decimal
from typing import Annotated, Any

from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.db.models import Count
from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from ninja import Query
from pydantic import BaseModel, Field

from seriktes.accounts.api import asker, member
from seriktes.common.api.paging import Asked, Order, Page, page_of
from seriktes.common.api.problems import invalid_value, not_permitted
from seriktes.common.api.types import (
    LINES,
    ONE_LINE,
    Body,
    Day,
    DecimalIn,
    DecimalOut,
    Key,
    RecordNumber,
    Shown,
    decimal_out,
)
from seriktes.common.api.versions import expected_version, mark_version, version_if_given
from seriktes.common.models import Languages
from seriktes.gatherings.actions import exhibitors as actions
from seriktes.gatherings.actions.plan import free_stand, take_stand
from seriktes.gatherings.api.shared import (
    NEEDED,
    OPTIONAL,
    READ,
    WRITE,
    Email,
    EventRefOut,
    Reason,
    Way,
    chosen,
    located,
    named,
    router,
    visible_exhibitor,
    visible_gathering,
)
from seriktes.gatherings.enums import ExhibitorState, FeeKind, GatheringState
from seriktes.gatherings.models import Exhibitor, ExhibitorContact, FeeEntry, Stand
from seriktes.gatherings.queries import access
from seriktes.gatherings.queries.exhibitors import Balance, balances, permissions_on, ways_of
from seriktes.gatherings.workflow import EXHIBITOR
from seriktes.organisations.models import Organisation
from seriktes.organisations.queries.access import organisations_visible_to

ONE = "/gatherings/{int:pk}/exhibitors/{int:part}"
Line300 = Annotated[str, Field(max_length=300, pattern=ONE_LINE)]
Words = Annotated[str, Field(max_length=500, pattern=ONE_LINE)]


class EventContactOut(Shown):
    """Who comes for the exhibitor in this year's event."""

    id: int
    name: str
    email: str
    telephone: str
    task: str
    language: Languages


class EventBalanceOut(Shown):
    currency: str
    charged: DecimalOut
    settled: DecimalOut
    owed: DecimalOut


class ExhibitorOut(Shown):
    """An organisation in one year's event, for its own people and for the organiser."""

    id: int
    event: EventRefOut
    organisation: EventRefOut
    state: ExhibitorState
    offer: str
    wishes: str
    note: str | None = Field(description="The organiser's; null for the exhibitor.")
    declined_reason: str
    contacts: list[EventContactOut]
    stands: list[str]
    balances: list[EventBalanceOut]
    leads: int | None = Field(description="Null for the organiser, who reads none.")
    ways: list[str] = Field(description="What you may do with it now, for `move`.")
    changed_at: datetime
    version: int
    url: str = Field(description="Its page for people.")


class EventContactIn(Body):
    name: Annotated[str, Field(min_length=1, max_length=200, pattern=ONE_LINE)]
    email: Email
    telephone: Annotated[str, Field(max_length=20, pattern=ONE_LINE)] = ""
    task: Annotated[str, Field(max_length=120, pattern=ONE_LINE)] = ""
    language: Languages = Languages.RUSSIAN


class ExhibitorNew(Body):
    organisation: Annotated[
        RecordNumber,
        Field(description="Your own: that it wants to exhibit. Another: for the organiser, whom to invite."),
    ]
    offer: Annotated[str, Field(max_length=2000, pattern=LINES)] = ""
    contact: Annotated[EventContactIn | None, Field(description="Who gets a link to answer the invitation by.")] = None


class ExhibitorTerms(Body):
    """A member that is left out stays as it is."""

    offer: Annotated[str, Field(max_length=2000, pattern=LINES)] | None = None
    wishes: Words | None = None
    note: Annotated[Words | None, Field(description="For the organiser.")] = None


class ExhibitorMove(Body):
    way: Way
    reason: Reason = ""


class ExhibitorsAsked(BaseModel):
    state: Annotated[list[ExhibitorState], Field(max_length=6)] = []


@router.get(
    "/gatherings/{int:pk}/exhibitors", auth=READ, response=Page[ExhibitorOut], summary="Exhibitors of an event"
)  # fmt: skip
def exhibitors(
    request: HttpRequest, response: HttpResponse, pk: Key, asked: Asked, wanted: Annotated[ExhibitorsAsked, Query()]
) -> dict[str, Any]:
    """All for the organiser, your own for others. Whom visitors are told of stands on the plan (`stands`)."""
    record = visible_gathering(request, pk)
    rows = access.exhibitors_visible_to(asker(request)).filter(gathering=record)
    if wanted.state:
        rows = rows.filter(state__in=[one.value for one in wanted.state])
    rows = rows.select_related("organisation", "gathering__organisation").prefetch_related("stands", "contacts")
    return page_of(request, response, rows, asked, Order("pk"), show=lambda found: _all_shown(request, found))


def _all_shown(request: HttpRequest, rows: Sequence[Exhibitor]) -> list[ExhibitorOut]:
    """Fees and leads of all of them in two queries."""
    owed = balances(FeeEntry.objects.filter(exhibitor__in=[row.pk for row in rows]))
    noted = access.leads_visible_to(asker(request)).filter(exhibitor__in=[row.pk for row in rows]).order_by()
    leads = dict(noted.values_list("exhibitor").annotate(count=Count("pk")))
    return [_shown(request, row, owed.get(row.pk, []), leads.get(row.pk, 0)) for row in rows]


def _shown(request: HttpRequest, row: Exhibitor, owed: Sequence[Balance], leads: int) -> ExhibitorOut:
    user = asker(request)
    may = permissions_on(user, row)
    reads_note = access.KEEP in may or access.sees_all(user)
    is_own = access.may(user, access.TAKE_PART, row)
    return ExhibitorOut(
        id=row.pk, event=named(row.gathering), organisation=named(row.organisation), state=ExhibitorState(row.state),
        offer=row.offer, wishes=row.wishes, note=row.note if reads_note else None, declined_reason=row.declined_reason,
        contacts=[_contact(one) for one in row.contacts.all()], stands=[one.label for one in row.stands.all()],
        balances=[
            EventBalanceOut(currency=one.currency, charged=_sum(one.charged), settled=_sum(one.settled), owed=_sum(one.owed))
            for one in owed
        ],
        leads=leads if is_own else None,
        ways=[way.code for way in ways_of(row, may)], changed_at=row.changed_at, version=row.version,
        url=row.get_absolute_url(),
    )  # fmt: skip


def _sum(amount: Any) -> str:
    return decimal_out(amount) or "0.00"


def _contact(one: ExhibitorContact) -> EventContactOut:
    same = ("name", "email", "telephone", "task")
    return EventContactOut(id=one.pk, language=Languages(one.language), **{name: getattr(one, name) for name in same})


def answer(request: HttpRequest, record: Exhibitor, response: HttpResponse | None = None) -> ExhibitorOut:
    row = Exhibitor.objects.select_related("organisation", "gathering__organisation").get(pk=record.pk)
    mark_version(request, row.version)
    located(request, response, f"/gatherings/{row.gathering_id}/exhibitors/{row.pk}")
    return _all_shown(request, [row])[0]


@router.get(ONE, auth=READ, response=ExhibitorOut, summary="One exhibitor")
def exhibitor(request: HttpRequest, pk: Key, part: Key) -> ExhibitorOut:
    return answer(request, visible_exhibitor(request, pk, part))


@router.post(
    "/gatherings/{int:pk}/exhibitors", auth=WRITE, response={201: ExhibitorOut},
    summary="Invite an exhibitor, or show interest",
)  # fmt: skip
def add(request: HttpRequest, response: HttpResponse, pk: Key, new: ExhibitorNew) -> ExhibitorOut:
    record, user = visible_gathering(request, pk), member(request)
    own = set(access.own_organisations(user, access.TAKE_PART)) - {record.organisation_id}
    is_own = new.organisation in own
    if not is_own and not access.may(user, access.KEEP, record):
        raise not_permitted()
    if is_own and record.state != GatheringState.ANNOUNCED:
        raise not_permitted()
    bodies = Organisation.objects.all() if is_own else organisations_visible_to(user)
    contact = (new.contact.name, _address(new.contact.email), new.contact.language.value) if new.contact else None
    made = actions.add_exhibitor(
        gathering=record, organisation=chosen(bodies, new.organisation, "/organisation"), contact=contact,
        is_own_wish=is_own, offer=new.offer, by=user, at=timezone.now(),
    )  # fmt: skip
    return answer(request, made, response)


def _address(email: str) -> str:
    address = email.strip().casefold()
    try:
        validate_email(address)
    except ValidationError:
        raise invalid_value("/email", _("This is not an e-mail address. Enter it as in office@example.org.")) from None
    return address


@router.patch(ONE, auth=WRITE, response=ExhibitorOut, openapi_extra=NEEDED, summary="Change an exhibitor")
def change(request: HttpRequest, pk: Key, part: Key, terms: ExhibitorTerms) -> ExhibitorOut:
    record = visible_exhibitor(request, pk, part, access.TAKE_PART)
    given = {name: getattr(terms, name) or "" for name in terms.model_fields_set}
    if "note" in given and access.KEEP not in permissions_on(asker(request), record):
        raise not_permitted()
    changed = actions.change_exhibitor(
        exhibitor=record,
        values=given,
        by=member(request),
        at=timezone.now(),
        expected_version=expected_version(request),
    )
    return answer(request, changed)


@router.post(
    f"{ONE}/move",
    auth=WRITE,
    response=ExhibitorOut,
    openapi_extra=OPTIONAL,
    summary="Move an exhibitor to another state",
)
def move(request: HttpRequest, pk: Key, part: Key, what: ExhibitorMove) -> ExhibitorOut:
    """`way` is one of its `ways`; to decline needs a reason, and frees stands and times."""
    record = visible_exhibitor(request, pk, part)
    way = next((one for one in EXHIBITOR.transitions if one.code == what.way), None)
    if way is None:
        raise invalid_value("/way", _("There is no such way."))
    if way.permission not in permissions_on(asker(request), record):
        raise not_permitted()
    moved = actions.move_exhibitor(
        exhibitor=record, way=way.code, reason=what.reason, by=member(request), at=timezone.now(),
        expected_version=version_if_given(request),
    )  # fmt: skip
    return answer(request, moved)


# --- Contacts, stands, fees -------------------------------------------------------------------------------------------
@router.post(f"{ONE}/contacts", auth=WRITE, response=ExhibitorOut, summary="Add a contact of an exhibitor")
def contact_add(request: HttpRequest, pk: Key, part: Key, new: EventContactIn) -> ExhibitorOut:
    record = visible_exhibitor(request, pk, part, access.TAKE_PART)
    values = new.model_dump(mode="json") | {"email": _address(new.email)}
    actions.add_contact(exhibitor=record, by=member(request), at=timezone.now(), **values)
    return answer(request, record)


class EventContactChosen(Body):
    contact: RecordNumber


@router.post(f"{ONE}/contacts/remove", auth=WRITE, response=ExhibitorOut, summary="Remove a contact of an exhibitor")
def contact_remove(request: HttpRequest, pk: Key, part: Key, what: EventContactChosen) -> ExhibitorOut:
    record = visible_exhibitor(request, pk, part, access.TAKE_PART)
    actions.remove_contact(contact=chosen(record.contacts.all(), what.contact, "/contact"), by=member(request))
    return answer(request, record)


class EventStandChosen(Body):
    stand: RecordNumber


@router.post(f"{ONE}/stands", auth=WRITE, response=ExhibitorOut, summary="Give a stand to an exhibitor")
def stand_take(request: HttpRequest, pk: Key, part: Key, what: EventStandChosen) -> ExhibitorOut:
    """Of two at once the second is refused: `stand_taken`."""
    record = visible_exhibitor(request, pk, part, access.KEEP)
    stand = chosen(Stand.objects.filter(gathering=pk), what.stand, "/stand")
    take_stand(stand=stand, exhibitor=record, by=member(request), at=timezone.now())
    return answer(request, record)


@router.post(f"{ONE}/stands/free", auth=WRITE, response=ExhibitorOut, summary="Take a stand back")
def stand_free(request: HttpRequest, pk: Key, part: Key, what: EventStandChosen) -> ExhibitorOut:
    record = visible_exhibitor(request, pk, part, access.KEEP)
    free_stand(stand=chosen(record.stands.all(), what.stand, "/stand"), by=member(request), at=timezone.now())
    return answer(request, record)


class EventFeeOut(Shown):
    """A fact; it is never changed. What was noted by mistake is set right by another."""

    id: int
    kind: FeeKind
    amount: DecimalOut
    currency: str
    on: date
    note: str
    at: datetime


class EventFeeIn(Body):
    kind: FeeKind
    amount: DecimalIn
    currency: Annotated[str, Field(pattern=r"^[A-Z]{3}$", description="ISO 4217, as `KZT`.")]
    on: Day
    note: Line300 = ""


@router.get(f"{ONE}/fees", auth=READ, response=list[EventFeeOut], summary="Facts about the fee of an exhibitor")
def fees(request: HttpRequest, pk: Key, part: Key) -> list[EventFeeOut]:
    return [_fee(one) for one in visible_exhibitor(request, pk, part).fees.all()]


def _fee(one: FeeEntry) -> EventFeeOut:
    same = ("currency", "on", "note", "at")
    return EventFeeOut(
        id=one.pk, kind=FeeKind(one.kind), amount=_sum(one.amount), **{name: getattr(one, name) for name in same}
    )


@router.post(f"{ONE}/fees", auth=WRITE, response=list[EventFeeOut], summary="Note a fact about the fee")
def fee_add(request: HttpRequest, pk: Key, part: Key, new: EventFeeIn) -> list[EventFeeOut]:
    record = visible_exhibitor(request, pk, part, access.KEEP)
    actions.note_fee(
        exhibitor=record, kind=new.kind.value, amount=Decimal(new.amount), currency=new.currency, on=new.on,
        note=new.note, by=member(request), at=timezone.now(),
    )  # fmt: skip
    return [_fee(one) for one in record.fees.all()]
