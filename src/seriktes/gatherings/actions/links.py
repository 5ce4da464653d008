"""What is done by a link in a mail, without an account: a registration confirmed, an invitation to exhibit answered."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.conf import settings
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy

from seriktes.gatherings.actions.exhibitors import add_contact, move_exhibitor
from seriktes.gatherings.actions.inviting import INVITED
from seriktes.gatherings.actions.telling import ticket_path, when
from seriktes.gatherings.actions.visitors import CONFIRM, CONFIRM_WITHIN, confirm_registration
from seriktes.gatherings.definitions.refusals import Refusal
from seriktes.gatherings.enums import ExhibitorState, GatheringState, TicketState
from seriktes.gatherings.models import Exhibitor, Gathering, Ticket
from seriktes.procedures.definitions.links import Choice, Described, LinkAction, LinkRefused, Outcome

ACCEPT, DECLINE = "accept", "decline"


def _facts(gathering: Gathering) -> list[tuple[str, str]]:
    facts = [(_("When"), when(gathering)), (_("Where"), gathering.place), (_("Organiser"), gathering.organisation.name)]
    return [(label, value) for label, value in facts if value]


def _agreed(ticket: Ticket) -> list[tuple[str, str]]:
    """Whoever confirms agrees to what was ticked, perhaps by somebody else: it is said."""
    if ticket.leads_agreed_at is None:
        return []
    told = _("may keep your name, your address and a note on the conversation. You can take this back on the page of your "
             "ticket.")  # fmt: skip
    return [(_("Exhibitors to whom you show your code"), told)]


# --- Registration -----------------------------------------------------------------------------------------------------
def describe_registration(link: Any) -> Described | None:
    ticket: Ticket = link.record
    gathering = ticket.gathering
    if ticket.state != TicketState.UNCONFIRMED or gathering.state != GatheringState.ANNOUNCED:
        return None
    told = {"name": gathering.name}
    return Described(
        title=_("Confirm your registration: %(name)s") % told,
        text=_(
            "Somebody registered for “%(name)s” with this address. If it was you, confirm it. If not, do nothing: it is "
            "deleted within three days."
        )
        % told,
        effect=_("“Confirm” registers you. Your ticket then comes by mail."),
        facts=[*_facts(gathering), *_agreed(ticket)],
        choices=[Choice("confirm", gettext_lazy("Confirm"))],
    )


def confirm(link: Any, _data: Mapping[str, Any], at: datetime) -> Outcome:
    try:
        ticket = confirm_registration(ticket=link.record, at=at)
    except Refusal as refused:
        raise LinkRefused(refused.sentence) from refused
    told = {"name": ticket.gathering.name, "address": settings.SITE_URL + ticket_path(ticket)}
    if ticket.state == TicketState.WAITING:
        return Outcome(
            _("On the waiting list: %(name)s") % told, _("All places are taken. A letter comes when one is free.")
        )
    return Outcome(_("Registered: %(name)s") % told, _("Your ticket is on its way by mail."))


def registration_settled(_link: Any) -> str | Promise:
    return _("The registration was confirmed already, or can no longer be confirmed.")


# --- Invitation to exhibit --------------------------------------------------------------------------------------------
def describe_invitation(link: Any) -> Described | None:
    exhibitor: Exhibitor = link.record
    gathering = exhibitor.gathering
    open_states = (GatheringState.DRAFT, GatheringState.ANNOUNCED)
    if exhibitor.state != ExhibitorState.INVITED or gathering.state not in open_states:
        return None
    told = {"name": gathering.name, "organiser": gathering.organisation.name, "company": exhibitor.organisation.name}
    return Described(
        title=_("Invitation to exhibit: %(name)s") % told,
        text=_("%(organiser)s invites %(company)s to exhibit at “%(name)s”.") % told,
        effect=_(
            "“We are interested” tells the organiser to prepare a contract and binds you to nothing. “Decline” tells them "
            "that you will not come, and why: say it in the field."
        ),
        facts=_facts(gathering),
        choices=[
            Choice(ACCEPT, gettext_lazy("We are interested")),
            Choice(DECLINE, pgettext_lazy("an exhibitor", "Decline"), is_primary=False),
        ],
    )


def answer_invitation(link: Any, data: Mapping[str, Any], at: datetime) -> Outcome:
    exhibitor: Exhibitor = link.record
    told = {"name": exhibitor.gathering.name}
    is_accepted = data["choice"] == ACCEPT
    reason = str(data.get("reason", "")).strip()
    if not is_accepted and not reason:
        raise LinkRefused(_("Say why."), "reason")
    try:
        move_exhibitor(
            exhibitor=exhibitor, way="show_interest" if is_accepted else "decline", reason="" if is_accepted else reason,
            by=None, by_label=link.label, at=at,
        )  # fmt: skip
        if is_accepted:
            _name_contact(exhibitor, link, at)
    except Refusal as refused:
        raise LinkRefused(refused.sentence) from refused
    if is_accepted:
        return Outcome(_("The organiser is told that you are interested: %(name)s") % told)
    return Outcome(_("Declined: %(name)s") % told, _("The organiser is told, with your reason."))


def _name_contact(exhibitor: Exhibitor, link: Any, at: datetime) -> None:
    """Whoever accepts, and was asked as a contact of the last edition, is one of this: letters go there from now on."""
    if not exhibitor.contacts.filter(email=link.email).exists():
        name = link.name or link.email
        add_contact(exhibitor=exhibitor, name=name, email=link.email, language=link.language, by=None, at=at)


def invitation_settled(link: Any) -> str | Promise:
    exhibitor: Exhibitor = link.record
    if exhibitor.state == ExhibitorState.INVITED:
        return _("The event is cancelled or over.")
    return _("The invitation was answered already.")


LINKS = (
    LinkAction(
        CONFIRM, gettext_lazy("Confirm the registration"), describe_registration, confirm, settled=registration_settled,
        lasts=CONFIRM_WITHIN, is_private=True,
    ),
    LinkAction(
        INVITED, gettext_lazy("Answer the invitation to exhibit"), describe_invitation, answer_invitation,
        form="seriktes.challenges.forms.links.InvitationByLinkForm", settled=invitation_settled,
    ),
)  # fmt: skip
