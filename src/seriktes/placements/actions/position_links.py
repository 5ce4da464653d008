"""Links by which a host without an account writes a position, and mends one that was returned."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext

from seriktes.accounts.models import User
from seriktes.common.formats import format_day
from seriktes.organisations.models import Organisation
from seriktes.placements.actions.log import log
from seriktes.placements.actions.position_letters import LASTS, RETURNED
from seriktes.placements.actions.positions import (
    change_position,
    check_takes,
    draft_position,
    offer_position,
    withdraw_position,
)
from seriktes.placements.definitions.refusals import CannotOffer
from seriktes.placements.enums import HostStanding, PositionState
from seriktes.placements.models import Cohort, HostRecord, Position
from seriktes.procedures.actions.links import Addressee, send_link
from seriktes.procedures.definitions.links import Choice, Described, LinkAction, LinkRefused, Outcome
from seriktes.procedures.models import ActionLink

ASKED = "placements.position_asked"
OFFER, OFFER_MORE, WITHDRAW = "offer", "offer_more", "withdraw"
FORM = "seriktes.placements.forms.position_links.PositionByLinkForm"


# --- Asking -----------------------------------------------------------------------------------------------------------
@transaction.atomic
def ask_for_positions(
    *, cohort: Cohort, host: Organisation, to: Addressee, by: User | None, at: datetime, word: str = ""
) -> ActionLink:
    """A letter with a link to whoever answers for the host. Raises CannotOffer."""
    university = cohort.programme.organisation_id
    if host.merged_into_id:
        raise CannotOffer("merged_organisation")
    if host.pk == university:
        raise CannotOffer("not_a_host")
    if not to.email.strip():
        raise CannotOffer("no_address")
    check_takes(cohort, at, late=False)
    if HostRecord.objects.filter(organisation=university, host=host, standing=HostStanding.DECLINED).exists():
        raise CannotOffer("host_declined", [host.name])
    log("cohort.position_asked", cohort, by=by, at=at, organisation=university, data={"name": host},
        values={"host": host.pk})  # fmt: skip
    return send_link(
        action=ASKED,
        subject=cohort,
        to=to,
        at=at,
        by=by,
        lasts=LASTS,
        arguments={"host": host.pk, "word": word.strip()[:1000]},
    )


def host_of(link: Any) -> Organisation | None:
    return Organisation.objects.filter(pk=link.arguments.get("host"), merged_into__isnull=True).first()


def _describe_asked(link: Any) -> Described | None:
    cohort, host = _cohort_of(link), host_of(link)
    if host is None or not _takes(cohort):
        return None
    told = {"host": host.name, "university": cohort.programme.organisation.name, "cohort": str(cohort)}
    facts = [
        (_("Programme"), cohort.programme.name), (pgettext("of studies", "Term"), cohort.term),
        (_("Placements"), f"{format_day(cohort.starts_on)} – {format_day(cohort.ends_on)}"),
        (_("Positions are offered until"), format_day(cohort.positions_until)),
        (_("A word of the university"), link.arguments.get("word", "")),
    ]  # fmt: skip
    return Described(
        title=_("%(university)s asks for a position for interns: %(cohort)s") % told,
        text=_("%(university)s asks %(host)s to offer a position to its students. Say what they will really do: tasks with "
               "their shares of the time, who supervises, on what terms.") % told,
        effect=_("“Offer” sends the position to the university, which approves it or returns it with a word. “Offer, and "
                 "write another one” does the same and sends you a new link."),
        facts=[(label, value) for label, value in facts if value],
        choices=[
            Choice(OFFER, gettext_lazy("Offer")),
            Choice(OFFER_MORE, gettext_lazy("Offer, and write another one"), is_primary=False),
        ],
    )  # fmt: skip


def _act_asked(link: Any, data: Mapping[str, Any], at: datetime) -> Outcome:
    cohort, host = _cohort_of(link), host_of(link)
    if host is None:
        raise LinkRefused(_("The host is not in the register any more."))
    values = {**data["values"], "contact_name": link.name, "contact_email": link.email}
    try:
        position = draft_position(
            cohort=cohort, host=host, values=values, tasks=data["tasks"], by=None, by_label=link.label, at=at
        )
        position = offer_position(position=position, by=None, by_label=link.label, at=at)
    except CannotOffer as refused:
        raise LinkRefused(refused.sentence) from refused
    if data["choice"] == OFFER_MORE:
        # Another number: the link that is being used is not one of those that the new one replaces.
        send_link(
            action=ASKED, subject=cohort, to=Addressee(link.email, link.language, link.name), at=at, by=None, lasts=LASTS,
            arguments={**link.arguments, "number": link.arguments.get("number", 1) + 1},
        )  # fmt: skip
    more = _("A new link is on its way to you.") if data["choice"] == OFFER_MORE else ""
    sent = _("The university hears of it and answers within five working days. If something has to be mended, a letter with "
             "a link comes to this address.")  # fmt: skip
    return Outcome(_("Offered: %(name)s") % {"name": position.name}, f"{sent} {more}".strip())


def _settled_asked(link: Any) -> str | Promise:
    cohort = _cohort_of(link)
    if timezone.localdate() > cohort.positions_until:
        return _("The last day for offering positions was %(day)s.") % {"day": format_day(cohort.positions_until)}
    return _("The cohort takes no positions now.")


def _cohort_of(link: Any) -> Cohort:
    cohort: Cohort = link.record
    return cohort


def _takes(cohort: Cohort) -> bool:
    try:
        check_takes(cohort, timezone.now(), late=False)
    except CannotOffer:
        return False
    return True


# --- Mending ----------------------------------------------------------------------------------------------------------
def _describe_returned(link: Any) -> Described | None:
    position: Position = link.record
    if position.state != PositionState.RETURNED or position.archived_at is not None:
        return None
    university = position.cohort.programme.organisation.name
    told = {"name": position.name, "university": university}
    return Described(
        title=_("To be mended: %(name)s") % told,
        text=_("%(university)s looked at the position “%(name)s” and asks you to mend it.") % told,
        effect=_("“Offer” sends the mended position to the university. “Withdraw” takes it back; say why."),
        facts=[(_("What is to be mended"), position.reason), (_("Cohort"), str(position.cohort))],
        choices=[
            Choice(OFFER, gettext_lazy("Offer")),
            Choice(WITHDRAW, gettext_lazy("Withdraw"), is_primary=False, is_danger=True),
        ],
    )


def _act_returned(link: Any, data: Mapping[str, Any], at: datetime) -> Outcome:
    position: Position = link.record
    told, word = {"name": position.name}, {"by": None, "by_label": link.label, "at": at}
    try:
        if data["choice"] == WITHDRAW:
            if not data.get("reason", "").strip():
                raise LinkRefused(_("Say why."), "reason")
            withdraw_position(position=position, reason=data["reason"], **word)
            return Outcome(_("Withdrawn: %(name)s") % told, _("The university is told."))
        changed = change_position(
            position=position, values=data["values"], tasks=data["tasks"], expected_version=None, **word
        )
        offer_position(position=changed, **word)
    except CannotOffer as refused:
        raise LinkRefused(refused.sentence) from refused
    return Outcome(_("Offered: %(name)s") % told, _("The university looks at it again within five working days."))


def _settled_returned(link: Any) -> str | Promise:
    position: Position = link.record
    return _("The position is now: %(state)s.") % {"state": position.get_state_display()}


LINKS = (
    LinkAction(ASKED, gettext_lazy("Write the position"), _describe_asked, _act_asked, form=FORM, settled=_settled_asked,
               lasts=LASTS),
    LinkAction(RETURNED, gettext_lazy("Mend the position"), _describe_returned, _act_returned, form=FORM,
               settled=_settled_returned, lasts=LASTS),
)  # fmt: skip
