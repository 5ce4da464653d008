from datetime import date, datetime
from typing import Annotated, Any, Literal

from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from ninja import Query, Router
from pydantic import BaseModel, Field

from seriktes.accounts.api import BearerToken, asker, member
from seriktes.accounts.enums import Scope
from seriktes.common.api.paging import Asked, Order, Page, page_of
from seriktes.common.api.problems import invalid_value, not_found, not_permitted
from seriktes.common.api.types import Body, Key, Line, RecordNumber, Shown
from seriktes.common.api.versions import mark_version
from seriktes.common.clocks import country_calendar
from seriktes.organisations.actions.consents import give_consent, mark_stopped, mark_unpublished, withdraw_consent
from seriktes.organisations.api.records import today
from seriktes.organisations.enums import ConsentEventKind, ConsentState, PersonalData
from seriktes.organisations.models import Consent
from seriktes.organisations.queries.access import consents_visible_to, grants_for_user, people_visible_to
from seriktes.organisations.queries.consents import clocks_of, consents_of_state, operators_for, state_of
from seriktes.organisations.queries.people import start_of

router = Router(tags=["consents"])
READ, WRITE = BearerToken(Scope.PEOPLE_READ), BearerToken(Scope.PEOPLE_WRITE)
KNOWN_DATA = ", ".join(f"`{code}`" for code in PersonalData.values)


class ConsentEventOut(Shown):
    kind: ConsentEventKind
    at: datetime


class ClockOut(Shown):
    """What is due after a withdrawal, and when."""

    awaits: ConsentEventKind
    started_on: date
    due_on: date
    working_days_left: int = Field(description="Negative when the term has passed.")
    done_on: date | None


class ConsentOut(Shown):
    id: int
    person: int
    operator: int
    operator_name: str = Field(description="As it stood when the consent was given.")
    operator_number: str
    subject_name: str
    valid_from: date
    valid_until: date | None
    third_parties: bool
    cross_border: bool
    publication: bool
    data: list[str]
    state: ConsentState
    has_signed_form: bool
    events: list[ConsentEventOut]
    clocks: list[ClockOut]
    version: int


def _shown(consent: Consent) -> ConsentOut:
    on = today()
    plain = ("operator_name", "operator_number", "subject_name", "valid_from", "valid_until", "third_parties",
             "cross_border", "publication", "data", "version")  # fmt: skip
    return ConsentOut(
        id=consent.pk,
        person=consent.person_id,
        operator=consent.operator_id,
        state=state_of(consent, on),
        has_signed_form=bool(consent.evidence),
        events=[
            ConsentEventOut(kind=ConsentEventKind(event.kind), at=event.at)
            for event in sorted(consent.events.all(), key=lambda event: (event.at, event.pk))
        ],
        clocks=[
            ClockOut(
                awaits=clock.awaits, started_on=clock.started_on, due_on=clock.due_on, working_days_left=clock.left,
                done_on=clock.done_on,
            )
            for clock in clocks_of(consent, on, country_calendar())
        ],
        **{name: getattr(consent, name) for name in plain},
    )  # fmt: skip


class ConsentsAsked(BaseModel):
    state: Annotated[
        Literal[ConsentState.IN_FORCE, ConsentState.EXPIRED, ConsentState.WITHDRAWN, "waiting"] | None,
        Field(description="`waiting`: withdrawn, and something is still to be done."),
    ] = None


@router.get("/consents", auth=READ, response=Page[ConsentOut], summary="The consent register, the newest first")
def consents(
    request: HttpRequest, response: HttpResponse, asked: Asked, wanted: Annotated[ConsentsAsked, Query()]
) -> dict[str, Any]:
    """Your own consents, and those to organisations whose register you read."""
    rows = consents_of_state(asker(request), wanted.state or "", today())
    order = Order("pk", descending=True)
    return page_of(request, response, rows, asked, order, show=lambda found: [_shown(row) for row in found])


@router.get("/consents/{int:pk}", auth=READ, response=ConsentOut, summary="One consent")
def consent(request: HttpRequest, pk: Key) -> ConsentOut:
    return _answer(request, _visible(request, pk).pk)


class ConsentIn(Body):
    """What the law asks a consent to say, besides the person, whose record it is given for."""

    operator: Annotated[RecordNumber, Field(description="The organisation that may use the data: one of the person's.")]
    valid_from: Annotated[date, Field(description="The day on which the person agreed; not later than today.")]
    valid_until: Annotated[date | None, Field(description="The last day; null when the form sets no end.")] = None
    third_parties: Annotated[bool, Field(description="May be passed on to third parties.")]
    cross_border: Annotated[bool, Field(description="May be passed on across the border.")]
    publication: Annotated[bool, Field(description="May be published in public sources.")]
    data: Annotated[
        list[Annotated[Line, Field(pattern=r"\S")]],
        Field(min_length=1, max_length=30, description=f"What it covers: {KNOWN_DATA}, or in the words of the form."),
    ]


@router.post(
    "/people/{int:pk}/consents", auth=WRITE, response={201: ConsentOut}, summary="Record a consent of a person"
)
def give(request: HttpRequest, response: HttpResponse, pk: Key, new: ConsentIn) -> ConsentOut:
    """For the person, and for those who keep the register of the operator. The operator's name and number are kept as
    they stand today. A scan of the signed form is added on the page."""
    user = member(request)
    person = people_visible_to(user).filter(pk=pk).first()
    if person is None:
        raise not_found()
    operators = operators_for(user, person)
    if not operators.exists():
        raise not_permitted()
    operator = operators.filter(pk=new.operator).first()
    if operator is None:
        raise invalid_value("/operator", _("The person does not belong to it, or you do not keep its consents."))
    values = new.model_dump() | {"operator": operator}
    made = give_consent(person=person, by=user, at=timezone.now(), **values)
    response["Location"] = request.build_absolute_uri(f"/api/v1/consents/{made.pk}")
    return _answer(request, made.pk)


def _visible(request: HttpRequest, pk: int) -> Consent:
    rows = consents_visible_to(asker(request)).select_related("person").prefetch_related("events")
    found = rows.filter(pk=pk).first()
    if found is None:
        raise not_found()
    return found


def _answer(request: HttpRequest, pk: int) -> ConsentOut:
    found = Consent.objects.prefetch_related("events").get(pk=pk)
    mark_version(request, found.version)
    return _shown(found)


def _keeps(request: HttpRequest, row: Consent) -> bool:
    return grants_for_user(asker(request)).allow("organisations.record_consent", row.operator_id)


class WithdrawIn(Body):
    on: Annotated[
        date | None,
        Field(
            description="The day on which the withdrawal came, if not today. A person withdraws the own one at once."
        ),
    ] = None


@router.post("/consents/{int:pk}/withdraw", auth=WRITE, response=ConsentOut, summary="Withdraw a consent")
def withdraw(request: HttpRequest, pk: Key, what: WithdrawIn) -> ConsentOut:
    """What rests on it is no longer shown, and the operator's clocks start. It cannot be undone; a new consent can be
    given."""
    row, user, day = _visible(request, pk), member(request), today()
    is_own = row.person.user_id == user.pk
    if not is_own and not _keeps(request, row):
        raise not_permitted()
    on = what.on or day
    if is_own and on != day:
        raise invalid_value("/on", _("You withdraw your own consent at once: leave the day out."))
    if on > day:
        raise invalid_value("/on", _("This day is still to come. Write the day on which it happened."))
    if on < row.valid_from:
        raise invalid_value("/on", _("This day lies before the consent. Check the year."))
    withdraw_consent(consent=row, by=user, at=timezone.now() if on == day else start_of(on))
    return _answer(request, pk)


class DoneIn(Body):
    what: Annotated[
        Literal[ConsentEventKind.UNPUBLISHED, ConsentEventKind.STOPPED],
        Field(description="`unpublished`: out of every public source; `stopped`: the data are processed no more."),
    ]


@router.post("/consents/{int:pk}/done", auth=WRITE, response=ConsentOut, summary="Stop a clock after a withdrawal")
def done(request: HttpRequest, pk: Key, done: DoneIn) -> ConsentOut:
    """For those who keep the register of the operator."""
    row = _visible(request, pk)
    if not _keeps(request, row):
        raise not_permitted()
    mark = mark_unpublished if done.what == ConsentEventKind.UNPUBLISHED else mark_stopped
    mark(consent=row, by=member(request), at=timezone.now())
    return _answer(request, pk)
