from datetime import date, datetime
from typing import Annotated, Any, Literal

from django.http import HttpRequest, HttpResponse
from ninja import Query, Router
from pydantic import BaseModel, Field

from seriktes.accounts.api import BearerToken, asker
from seriktes.accounts.enums import Scope
from seriktes.common.api.paging import Asked, Order, Page, page_of
from seriktes.common.api.problems import not_found
from seriktes.common.api.types import Key, Shown
from seriktes.common.api.versions import mark_version
from seriktes.common.clocks import country_calendar
from seriktes.organisations.api.records import today
from seriktes.organisations.enums import ConsentEventKind, ConsentState
from seriktes.organisations.models import Consent
from seriktes.organisations.queries.access import consents_visible_to
from seriktes.organisations.queries.consents import clocks_of, consents_of_state, state_of

router = Router(tags=["consents"])
READ = BearerToken(Scope.PEOPLE_READ)


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
    found = consents_visible_to(asker(request)).prefetch_related("events").filter(pk=pk).first()
    if found is None:
        raise not_found()
    mark_version(request, found.version)
    return _shown(found)
