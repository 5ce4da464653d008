"""The link by which an employer without an account confirms a period of service, or says that it was not so."""

from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from seriktes.accounts.models import User
from seriktes.common.formats import format_day
from seriktes.placements.actions.log import log
from seriktes.placements.actions.stipend_service import confirm_service, decline_service
from seriktes.placements.actions.stipends import lock_stipend
from seriktes.placements.definitions.refusals import Refusal
from seriktes.placements.enums import ServiceState, StipendState
from seriktes.placements.models import ServicePeriod
from seriktes.placements.queries.placements import addresses_of
from seriktes.procedures.actions.links import Addressee, send_link
from seriktes.procedures.definitions.links import Choice, Described, LinkAction, LinkRefused, Outcome
from seriktes.procedures.models import ActionLink

SERVICE, LASTS = "placements.stipend_service", timedelta(days=30)
CONFIRM, DECLINE = "confirm", "decline"


@transaction.atomic
def ask_employer(*, period: ServicePeriod, to: Addressee, by: User | None, at: datetime) -> ActionLink:
    """A letter with a link to whoever answers for the employer. Raises Refusal."""
    stipend = lock_stipend(period.stipend)
    if stipend.state != StipendState.SERVICE or period.state != ServiceState.TOLD:
        raise Refusal("service_settled")
    if period.ends_on > timezone.localdate(at):
        raise Refusal("in_future")
    if not to.email.strip():
        raise Refusal("no_address")
    if to.email.strip().casefold() in addresses_of(stipend.student):
        raise Refusal("own_employer")
    period.contact_email, period.contact_name = to.email.strip().casefold(), to.name[:200]
    period.save(update_fields=["contact_email", "contact_name", "changed_at"])
    log(
        "stipend.service_asked", stipend, by=by, at=at, organisation=stipend.grantor_id,
        data={"name": to.name or period.where, "period": period.pk},
    )  # fmt: skip
    return send_link(action=SERVICE, subject=period, to=to, at=at, by=by, lasts=LASTS)


def _waits(period: ServicePeriod, link: Any) -> bool:
    """For whoever was asked last: an address that was entered by mistake gives no word."""
    is_open = period.state == ServiceState.TOLD and period.stipend.state == StipendState.SERVICE
    return is_open and link.email == period.contact_email


def _describe(link: Any) -> Described | None:
    period: ServicePeriod = link.record
    if not _waits(period, link):
        return None
    student = period.stipend.student.name
    told = {"student": student, "employer": period.where}
    share = _("full time") if period.share == 100 else f"{period.share} %"
    return Described(
        title=_("Please confirm that %(student)s worked with you") % told,
        text=_("%(student)s serves off a stipend and says to have worked at %(employer)s. Was it so?") % told,
        effect=_("“Confirm” puts the period on record as served. “It was not so” needs a word why; the student and the "
                 "grantor read it."),
        facts=[
            (_("Who"), student), (_("Where"), period.where),
            (_("When"), f"{format_day(period.starts_on)} – {format_day(period.ends_on)}"), (_("How much"), share),
        ],
        choices=[
            Choice(CONFIRM, gettext_lazy("Confirm")),
            Choice(DECLINE, gettext_lazy("It was not so"), is_primary=False, is_danger=True),
        ],
    )  # fmt: skip


def _act(link: Any, data: Mapping[str, Any], at: datetime) -> Outcome:
    period: ServicePeriod = link.record
    reason = data.get("reason", "")
    if link.used_by is not None and link.used_by.pk == period.stipend.student.user_id:
        raise LinkRefused(Refusal("own_employer").sentence)
    try:
        if data["choice"] == DECLINE:
            if not reason.strip():
                raise LinkRefused(_("Say why."), "reason")
            decline_service(period=period, reason=reason, by=None, by_label=link.label, at=at)
            return Outcome(_("Not confirmed"), _("The student and the grantor read what you wrote."))
        confirm_service(period=period, evidence=reason, by=None, by_label=link.label, at=at)
    except Refusal as refused:
        raise LinkRefused(refused.sentence) from refused
    return Outcome(_("Confirmed"), _("Thank you. The period counts as served."))


def _settled(link: Any) -> str | Promise:
    period: ServicePeriod = link.record
    if period.state == ServiceState.TOLD and link.email != period.contact_email:
        return _("Somebody else was asked by now.")
    return _("The period stands as: %(state)s.") % {"state": capfirst(str(period.get_state_display()))}


LINKS = (
    LinkAction(
        SERVICE, gettext_lazy("Look at the period"), _describe, _act, form="seriktes.placements.forms.stipends.ByLinkForm",
        settled=_settled, lasts=LASTS,
    ),
)  # fmt: skip
