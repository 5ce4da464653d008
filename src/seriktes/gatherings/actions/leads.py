"""Who of an exhibitor spoke with whom, what was said, and what comes next: on the visitor's consent."""

from datetime import date, datetime

from django.db import transaction

from seriktes.accounts.actions import record_event
from seriktes.accounts.models import User
from seriktes.common.text import visible
from seriktes.gatherings.actions.door import code_in
from seriktes.gatherings.definitions.refusals import Refusal
from seriktes.gatherings.enums import ExhibitorState, TicketState
from seriktes.gatherings.models import Exhibitor, ExhibitorContact, Lead, Ticket
from seriktes.organisations.actions.editing import lock_for_edit


@transaction.atomic
def note_lead(
    *,
    exhibitor: Exhibitor,
    code: str,
    by: User | None,
    at: datetime,
    note: str = "",
    next_step: str = "",
    next_on: date | None = None,
    contact: ExhibitorContact | None = None,
) -> Lead:
    """`code` is what the visitor shows: the QR code as read, or its short code as typed."""
    if exhibitor.state != ExhibitorState.CONFIRMED:
        raise Refusal("not_exhibiting")
    typed, refused = code_in(exhibitor.gathering, code)
    known = Ticket.objects.select_for_update().filter(gathering=exhibitor.gathering_id, state=TicketState.REGISTERED)
    ticket = known.filter(code=typed).first() if refused is None else None
    if ticket is None:
        raise Refusal("no_ticket")
    if ticket.leads_agreed_at is None:
        raise Refusal("no_consent")
    if Lead.objects.filter(exhibitor=exhibitor, ticket=ticket).exists():
        raise Refusal("lead_twice")
    lead = Lead.objects.create(
        exhibitor=exhibitor, ticket=ticket, contact=contact, by=by, at=at, note=visible(note).strip(),
        next_step=" ".join(next_step.split()), next_on=next_on,
    )  # fmt: skip
    record_event(kind="gatherings.lead.noted", by=by, target=exhibitor, values={"lead": lead.pk})
    return lead


@transaction.atomic
def change_lead(
    *, lead: Lead, note: str, next_step: str, next_on: date | None, by: User | None,
    expected_version: int | None, contact: ExhibitorContact | None = None,
) -> Lead:  # fmt: skip
    """The words stay out of the audit log, which forgets nothing."""
    lead = lock_for_edit(lead, expected_version=expected_version)
    if lead.ticket.leads_agreed_at is None:
        raise Refusal("no_consent")
    lead.note, lead.next_step, lead.next_on = visible(note).strip(), " ".join(next_step.split()), next_on
    lead.contact = contact
    lead.version += 1
    lead.save()
    record_event(kind="gatherings.lead.changed", by=by, target=lead.exhibitor, values={"lead": lead.pk})
    return lead
