"""The link by which whoever is invited takes the invitation up or declines it, without an account."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.conf import settings
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from seriktes.challenges.actions.invitations import INVITED, accept_invitation, decline_invitation
from seriktes.challenges.definitions.refusals import CannotChallenge
from seriktes.challenges.enums import InvitationState, Visibility
from seriktes.challenges.models import ChallengeInvitation
from seriktes.challenges.queries.challenges import takes_answers
from seriktes.common.formats import format_day
from seriktes.procedures.definitions.links import Choice, Described, LinkAction, LinkRefused, Outcome

ACCEPT, DECLINE = "accept", "decline"


def describe(link: Any) -> Described | None:
    invitation: ChallengeInvitation = link.record
    challenge = invitation.challenge
    if invitation.state != InvitationState.SENT or not takes_answers(challenge, timezone.now()):
        return None
    told = {
        "title": challenge.title, "asker": challenge.organisation.name, "organisation": invitation.organisation.name
    }  # fmt: skip
    words = challenge.words
    facts = [
        (_("The problem"), words.problem if words else ""),
        (_("What success looks like"), words.success if words else ""),
        (_("Answers are due by"), format_day(challenge.due_on) if challenge.due_on else ""),
        (_("Decision by"), format_day(challenge.decide_on) if challenge.decide_on else ""),
    ]
    # Of a challenge for few the page asks to sign in.
    is_public = challenge.visibility == Visibility.PUBLIC
    return Described(
        title=_("Invitation to answer: %(title)s") % told,
        text=(
            _("%(asker)s invites you to answer the challenge “%(title)s”.")
            if invitation.person_id
            else _("%(asker)s invites %(organisation)s to answer the challenge “%(title)s”.")
        )
        % told,
        effect=_(
            "“Accept” tells the asker that you will write an answer. “Decline” tells them that you will not, and why: say "
            "it in the field."
        ),
        facts=[(label, value) for label, value in facts if value],
        reading=[(_("The challenge, with all that it says"), settings.SITE_URL + challenge.get_absolute_url())]
        if is_public
        else (),
        choices=[
            Choice(ACCEPT, gettext_lazy("Accept")),
            Choice(DECLINE, gettext_lazy("Decline"), is_primary=False),
        ],
    )


def act(link: Any, data: Mapping[str, Any], at: datetime) -> Outcome:
    invitation: ChallengeInvitation = link.record
    told = {"title": invitation.challenge.title}
    word: dict[str, Any] = {"invitation": invitation, "by": None, "by_label": link.label, "at": at}
    reason = str(data.get("reason", "")).strip()
    try:
        if data["choice"] == ACCEPT:
            accept_invitation(**word)
            return Outcome(
                _("Accepted: %(title)s") % told,
                _("The asker is told. The answer itself is written in the register: sign in and open the challenge, or ask "
                  "the partnership office of your organisation for an account."),
            )  # fmt: skip
        if not reason:
            raise LinkRefused(_("Say why."), "reason")
        decline_invitation(**word, reason=reason)
    except CannotChallenge as refused:
        raise LinkRefused(refused.sentence) from refused
    return Outcome(_("Declined: %(title)s") % told, _("The asker is told, with your reason."))


def settled(link: Any) -> str | Promise:
    invitation: ChallengeInvitation = link.record
    if invitation.state == InvitationState.ACCEPTED:
        return _("The invitation was accepted already.")
    if invitation.state == InvitationState.DECLINED:
        return _("The invitation was declined already.")
    return _("The challenge takes no answers any more.")


LINKS = (
    LinkAction(
        INVITED, gettext_lazy("Accept or decline"), describe, act,
        form="seriktes.challenges.forms.links.InvitationByLinkForm", settled=settled,
    ),
)  # fmt: skip
