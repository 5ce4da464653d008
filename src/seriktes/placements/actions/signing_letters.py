"""Letters of the signing: the link to whoever is asked, and what became of it to everybody concerned."""

from collections.abc import Callable, Collection
from datetime import datetime
from typing import Any

from django.conf import settings
from django.utils import timezone, translation
from django.utils.translation import gettext as _

from seriktes.accounts.models import User
from seriktes.challenges.actions.deciding import in_every_language
from seriktes.common.afterwards import afterwards
from seriktes.common.formats import format_day
from seriktes.common.outbox import post_letter
from seriktes.organisations.queries.access import members_with
from seriktes.placements.actions.log import log
from seriktes.placements.enums import SigningRole
from seriktes.placements.models import Placement, SignStep
from seriktes.placements.queries import access
from seriktes.placements.queries.signing import concerned_by, readers_of, step_name
from seriktes.procedures.actions.links import Addressee, send_link, withdraw_links
from seriktes.procedures.queries.links import waiting_links
from seriktes.procedures.queries.recipients import Recipient, recipients_of_posts

LINK = "placement.sign"


def ask(step: SignStep, placement: Placement, *, by: User | None, at: datetime, days: int) -> None:
    """The clock begins to run, and the letter with the link goes out. Of a vacant post the office is told instead."""
    role = in_every_language(SigningRole(step.role).label)
    organisation = step.organisation_id or placement.cohort.programme.organisation_id
    log(
        "placement.sign_asked", placement, by=by, at=at, organisation=organisation,
        data={"step": step.pk, "role": role, "name": step_name(step), "days": days},
    )  # fmt: skip
    readers = readers_of(step, timezone.localdate(at))
    for reader in readers:
        send_sign_link(step, reader, by=by, at=at)
    if not readers:
        tell_office("vacant", placement, role=step)


def send_sign_link(step: SignStep, reader: Recipient, *, by: User | None, at: datetime) -> None:
    send_link(
        action=LINK, subject=step.agreement, to=Addressee(reader.email, reader.language, reader.name, step.post), at=at,
        by=by, arguments={"step": step.pk, "sha256": step.agreement.sha256},
    )  # fmt: skip


def withdraw_sign_links(step: SignStep, *, at: datetime) -> None:
    """Somebody else is asked: links that were sent for the step do nothing any more."""
    links = [link for link in waiting_links(step.agreement, LINK) if link.arguments.get("step") == step.pk]
    withdraw_links(links, at=at)


# --- What became of it ------------------------------------------------------------------------------------------------
def tell_concerned(
    what: str, placement: Placement, *, reason: str = "", who: str = "", told: Collection[str] = ()
) -> None:
    """`agreed`, `broken_off` or `cancelled`: to the student and both supervisors, but for the addresses in `told`."""

    def readers(of: Placement) -> list[Recipient]:
        return [reader for reader in concerned_by(of) if reader.email.casefold() not in told]

    afterwards(_tell, what, placement.pk, reason, who, readers)


def tell_office(what: str, placement: Placement, *, reason: str = "", role: SignStep | None = None) -> None:
    """`returned` or `vacant`: to the post that keeps the programme, else to those who keep placements."""
    who = str(role.get_role_display()) if role is not None and what != "returned" else (step_name(role) if role else "")
    afterwards(_tell, what, placement.pk, reason, who, office_of)


def office_of(placement: Placement) -> list[Recipient]:
    programme = placement.cohort.programme
    if programme.post_id is not None:
        told = recipients_of_posts([programme.post_id], timezone.localdate()).get(programme.post_id)
        if told:
            return told
    users = members_with(access.KEEP, programme.organisation_id)
    return [Recipient(user.email, user.language, user.name) for user in users]


def _tell(what: str, pk: int, reason: str, who: str, readers: Callable[[Placement], list[Recipient]]) -> None:
    placement = Placement.objects.select_related(
        "student__user", "host", "position", "cohort__programme__organisation", "academic_supervisor__user",
        "host_supervisor__user",
    ).get(pk=pk)  # fmt: skip
    for reader in readers(placement):
        with translation.override(reader.language):
            subject, text = _words(what, placement, reason, who)
            post_letter(
                to=reader.email, language=reader.language, recipient_name=reader.name, subject=subject, text=text,
                action_url=settings.SITE_URL + placement.get_absolute_url(), action_label=_("Open the placement"),
                reason=_("You get this letter because you have to do with this placement."),
            )  # fmt: skip


def _words(what: str, placement: Placement, reason: str, who: str) -> tuple[str, str]:
    words: dict[str, Any] = {
        "student": placement.student.name, "host": placement.host.name, "reason": reason, "who": who,
        "from": format_day(placement.starts_on), "to": format_day(placement.ended_on or placement.ends_on),
    }  # fmt: skip
    if what == "agreed":
        return (
            _("Signed by everybody: %(student)s, %(host)s") % words,
            _("The learning agreement of %(student)s with %(host)s is signed by everybody. The placement runs from "
              "%(from)s to %(to)s.") % words,
        )  # fmt: skip
    if what == "returned":
        return (
            _("Not signed: %(student)s, %(host)s") % words,
            _("%(who)s does not sign the learning agreement of %(student)s with %(host)s. The reason given: %(reason)s The "
              "text is a draft again: change it, or talk to them, and send it anew.") % words,
        )  # fmt: skip
    if what == "vacant":
        return (
            _("Nobody can sign for the department: %(student)s, %(host)s") % words,
            _("The post that signs the learning agreement of %(student)s with %(host)s for the department is vacant, and "
              "nobody stands in for it. Choose on the page who signs in its stead.") % words,
        )  # fmt: skip
    if what == "broken_off":
        return (
            _("Broken off: %(student)s, %(host)s") % words,
            _("The placement of %(student)s with %(host)s was broken off; its last day was %(to)s. The reason given: "
              "%(reason)s") % words,
        )  # fmt: skip
    return (
        _("Cancelled: %(student)s, %(host)s") % words,
        _("The placement of %(student)s with %(host)s does not take place. The reason given: %(reason)s") % words,
    )
