"""An invitation is read, taken up or declined by the link in its letter, without an account."""

from datetime import date

from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _
from pydantic import Field

from seriktes.accounts.api import BearerToken
from seriktes.accounts.enums import Scope
from seriktes.challenges.actions.invitation_links import ACCEPT, DECLINE
from seriktes.challenges.actions.invitations import INVITED
from seriktes.challenges.api.invitations import DeclineInvitationIn
from seriktes.challenges.api.reading import ChallengeRefOut, named, router
from seriktes.challenges.enums import InvitationState, Visibility
from seriktes.challenges.models import ChallengeInvitation
from seriktes.common.api.problems import invalid_value
from seriktes.common.api.types import Shown
from seriktes.procedures.api.links import LinkState, Secret, act_by_link, link_of
from seriktes.procedures.queries.links import OPEN

READ = BearerToken(Scope.CHALLENGES_READ, anonymous=True)
WRITE = BearerToken(Scope.CHALLENGES_WRITE, anonymous=True)


class ChallengeInLetterOut(Shown):
    """What the letter of an invitation says of the challenge."""

    challenge: ChallengeRefOut
    asker: str
    organisation: str = Field(description="Who is invited, or for whom the person who is invited would answer.")
    language: str = Field(description="Of the words below.")
    problem: str
    success: str
    due_on: date | None = Field(description="The last day for answers.")
    decide_on: date | None
    url: str | None = Field(description="Its page for people; null where that is only for those who sign in.")


class InvitationLinkOut(Shown):
    """The link in the letter of an invitation, and what became of that."""

    link: LinkState = Field(
        description="It works once. `expired`: its page sends a new letter; `replaced`: there is a newer one."
    )
    state: InvitationState
    invitation: ChallengeInLetterOut | None = Field(description="Null once the link does nothing any more.")


def _told(row: ChallengeInvitation, link: LinkState) -> InvitationLinkOut:
    return InvitationLinkOut(
        link=link, state=InvitationState(row.state), invitation=_letter(row) if link == OPEN else None
    )


def _letter(row: ChallengeInvitation) -> ChallengeInLetterOut:
    challenge = row.challenge
    words = challenge.words
    return ChallengeInLetterOut(
        challenge=named(challenge), asker=challenge.organisation.name, organisation=row.organisation.name,
        language=words.language if words else challenge.language, problem=words.problem if words else "",
        success=words.success if words else "", due_on=challenge.due_on, decide_on=challenge.decide_on,
        url=challenge.get_absolute_url() if challenge.visibility == Visibility.PUBLIC else None,
    )  # fmt: skip


@router.get(
    "/challenges/invitations/{secret}", auth=READ, response=InvitationLinkOut, summary="What an invitation's link says"
)
def invitation_link(request: HttpRequest, secret: Secret) -> InvitationLinkOut:
    """Reading changes nothing. 404 for a link that is not whole."""
    link, state = link_of(request, secret, INVITED)
    return _told(link.record, state)


@router.post(
    "/challenges/invitations/{secret}/accept", auth=WRITE, response=InvitationLinkOut,
    summary="Accept an invitation by its link",
)  # fmt: skip
def accept_by_link(request: HttpRequest, secret: Secret) -> InvitationLinkOut:
    """Once: a second time is refused with the reason `used`. The asker is told; the answer itself is written by somebody
    with an account."""
    return _acted(request, secret, {"choice": ACCEPT})


@router.post(
    "/challenges/invitations/{secret}/decline", auth=WRITE, response=InvitationLinkOut,
    summary="Decline an invitation by its link",
)  # fmt: skip
def decline_by_link(request: HttpRequest, secret: Secret, what: DeclineInvitationIn) -> InvitationLinkOut:
    """Once, as accepting."""
    if not what.reason.strip():
        raise invalid_value("/reason", _("Say why."), "no_reason")
    return _acted(request, secret, {"choice": DECLINE, "reason": what.reason})


def _acted(request: HttpRequest, secret: str, data: dict[str, str]) -> InvitationLinkOut:
    link = act_by_link(request, secret, INVITED, data)
    return _told(link.record, "used")
