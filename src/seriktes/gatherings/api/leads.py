"""Leads of an exhibitor for programs: with whom its people spoke, as long as the visitor agrees."""

from datetime import date, datetime
from typing import Annotated, Any

from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from pydantic import Field

from seriktes.accounts.api import asker, member
from seriktes.common.api.paging import Asked, Order, Page, page_of
from seriktes.common.api.problems import not_found
from seriktes.common.api.types import LINES, ONE_LINE, Body, Day, Key, RecordNumber, Shown
from seriktes.common.api.versions import expected_version, mark_version
from seriktes.gatherings.actions.leads import change_lead, note_lead
from seriktes.gatherings.api.exhibitors import ONE
from seriktes.gatherings.api.shared import NEEDED, READ, WRITE, chosen, located, router, visible_exhibitor
from seriktes.gatherings.models import Exhibitor, ExhibitorContact, Lead
from seriktes.gatherings.queries import access


class LeadOut(Shown):
    """Who of the exhibitor spoke with whom. Shown as long as the visitor agrees."""

    id: int
    name: str
    email: str
    studies: str
    contact: int | None
    at: datetime
    note: str
    next_step: str
    next_on: date | None
    version: int


class LeadTerms(Body):
    note: Annotated[str, Field(max_length=1000, pattern=LINES)] = ""
    next_step: Annotated[str, Field(max_length=200, pattern=ONE_LINE)] = ""
    next_on: Day | None = None
    contact: RecordNumber | None = None


class LeadNew(LeadTerms):
    code: Annotated[str, Field(min_length=1, max_length=400, pattern=ONE_LINE, description="As read or typed.")]


def _lead(request: HttpRequest, row: Lead) -> LeadOut:
    mark_version(request, row.version)
    same = ("at", "note", "next_step", "next_on", "version")
    return LeadOut(
        id=row.pk, name=row.ticket.name, email=row.ticket.email, studies=row.ticket.studies, contact=row.contact_id,
        **{name: getattr(row, name) for name in same},
    )  # fmt: skip


@router.get(f"{ONE}/leads", auth=READ, response=Page[LeadOut], summary="Leads of an exhibitor")
def leads(request: HttpRequest, response: HttpResponse, pk: Key, part: Key, asked: Asked) -> dict[str, Any]:
    """For the exhibitor's own people; the organiser reads none."""
    record = visible_exhibitor(request, pk, part, own=True)
    rows = access.leads_visible_to(asker(request)).filter(exhibitor=record).select_related("ticket")
    return page_of(
        request, response, rows, asked, Order("pk"), show=lambda found: [_lead(request, row) for row in found]
    )


@router.post(f"{ONE}/leads", auth=WRITE, response={201: LeadOut}, summary="Note a conversation")
def lead_new(request: HttpRequest, response: HttpResponse, pk: Key, part: Key, new: LeadNew) -> LeadOut:
    """Of a visitor who agreed: `no_consent` otherwise."""
    record = visible_exhibitor(request, pk, part, own=True)
    values = new.model_dump() | {"contact": _of_exhibitor(record, new.contact)}
    made = note_lead(exhibitor=record, by=member(request), at=timezone.now(), **values)
    located(request, response, f"/gatherings/{pk}/exhibitors/{part}/leads")
    return _lead(request, made)


def _of_exhibitor(record: Exhibitor, contact: int | None) -> ExhibitorContact | None:
    return None if contact is None else chosen(record.contacts.all(), contact, "/contact")


@router.patch(
    "/leads/{int:pk}", auth=WRITE, response=LeadOut, openapi_extra=NEEDED, summary="Change the note of a lead"
)
def lead_change(request: HttpRequest, pk: Key, terms: LeadTerms) -> LeadOut:
    """The whole of it: a member that is left out is emptied."""
    found = access.leads_visible_to(asker(request)).filter(pk=pk).select_related("exhibitor").first()
    if found is None:
        raise not_found()
    values = terms.model_dump() | {"contact": _of_exhibitor(found.exhibitor, terms.contact)}
    return _lead(
        request, change_lead(lead=found, by=member(request), expected_version=expected_version(request), **values)
    )
