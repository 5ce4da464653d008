"""Organisations and their people are asked to answer a challenge; they accept or decline."""

from datetime import datetime

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from seriktes.accounts.models import User
from seriktes.challenges.actions.log import log
from seriktes.challenges.actions.telling import askers_of, invited_readers, write
from seriktes.challenges.definitions.refusals import CannotChallenge
from seriktes.challenges.enums import ChallengeState, InvitationState
from seriktes.challenges.models import Challenge, ChallengeInvitation
from seriktes.challenges.queries.matches import places_of
from seriktes.common.afterwards import afterwards
from seriktes.organisations.models import Organisation, Person
from seriktes.procedures.actions.links import Addressee, send_link

# The action of the link in the letter of an invitation.
INVITED = "challenge.invitation"


@transaction.atomic
def invite(
    *, challenge: Challenge, organisation: Organisation, by: User, at: datetime, person: Person | None = None
) -> ChallengeInvitation:
    """Ask the organisation, or one of its people. Whoever declined may be asked again. Raises CannotChallenge."""
    challenge = _open(challenge)
    if organisation.merged_into_id:
        raise CannotChallenge("merged_organisation")
    if organisation.pk == challenge.organisation_id:
        raise CannotChallenge("own_organisation")
    if person is not None:
        homes = places_of([person.pk], timezone.localdate(at)).get(person.pk, [])
        if organisation.pk not in {home.organisation_id for home in homes}:
            raise CannotChallenge("not_of_organisation")
    row = ChallengeInvitation.objects.filter(challenge=challenge, organisation=organisation, person=person).first()
    if row is not None and row.state != InvitationState.DECLINED:
        raise CannotChallenge("invited_already")
    row = row or ChallengeInvitation(challenge=challenge, organisation=organisation, person=person)
    row.by, row.sent_at, row.state, row.reason, row.decided_at = by, at, InvitationState.SENT, "", None
    row.version += row.pk is not None
    row.save()
    log(
        "challenge.invited", challenge, by=by, at=at, organisation=organisation,
        data={"invitation": row.pk, "organisation": organisation.pk, "name": organisation,
              "person": person.pk if person else None},
    )  # fmt: skip
    afterwards(_tell_invited, row.pk)
    return row


@transaction.atomic
def accept_invitation(
    *, invitation: ChallengeInvitation, by: User | None, at: datetime, by_label: str = ""
) -> ChallengeInvitation:
    """Also after it was declined, as long as the challenge takes answers. `by_label`: who said so by a link."""
    return _answered(invitation, InvitationState.ACCEPTED, "", by, at, by_label=by_label)


@transaction.atomic
def decline_invitation(
    *, invitation: ChallengeInvitation, by: User | None, at: datetime, reason: str, by_label: str = ""
) -> ChallengeInvitation:
    """The asker reads why."""
    if not reason.strip():
        raise CannotChallenge("no_reason")
    return _answered(invitation, InvitationState.DECLINED, reason.strip(), by, at, by_label=by_label)


def _answered(
    invitation: ChallengeInvitation,
    state: InvitationState,
    reason: str,
    by: User | None,
    at: datetime,
    *,
    by_label: str,
) -> ChallengeInvitation:
    challenge = _open(invitation.challenge)
    row = ChallengeInvitation.objects.select_for_update(of=("self",)).select_related("organisation").get(
        pk=invitation.pk
    )  # fmt: skip
    if row.state == state:
        raise CannotChallenge("decided_already")
    row.state, row.reason, row.decided_at = state, reason[:300], at
    row.version += 1
    row.save()
    log(
        f"challenge.invitation_{state}", challenge, by=by, at=at, organisation=row.organisation,
        data={"invitation": row.pk, "name": row.organisation, "reason": row.reason}, by_label=by_label,
    )  # fmt: skip
    afterwards(_tell_asker, row.pk)
    return row


def _open(challenge: Challenge) -> Challenge:
    current = Challenge.objects.select_for_update().get(pk=challenge.pk)
    if current.state != ChallengeState.OPEN or current.archived_at is not None:
        raise CannotChallenge("not_open")
    return current


# --- Letters ----------------------------------------------------------------------------------------------------------
def _read(pk: int) -> ChallengeInvitation:
    rows = ChallengeInvitation.objects.select_related("challenge__organisation", "organisation", "person__user")
    return rows.get(pk=pk)


def _tell_invited(pk: int) -> None:
    """Each gets a link of their own by which the invitation is answered (`invitation_links`)."""
    invitation = _read(pk)
    for reader in invited_readers(invitation):
        send_link(
            action=INVITED, subject=invitation, by=invitation.by, at=timezone.now(),
            to=Addressee(reader.email, reader.language, reader.name),
        )  # fmt: skip


def _tell_asker(pk: int) -> None:
    invitation = _read(pk)
    challenge = invitation.challenge
    accepted = invitation.state == InvitationState.ACCEPTED

    def words() -> tuple[str, str]:
        told = {
            "title": challenge.title, "organisation": invitation.organisation.name, "reason": invitation.reason or "—"
        }  # fmt: skip
        if accepted:
            return (
                _("Invitation accepted: %(title)s") % told,
                _("%(organisation)s takes up your invitation to answer the challenge “%(title)s”.") % told,
            )
        return (
            _("Invitation declined: %(title)s") % told,
            _("%(organisation)s does not take up your invitation to answer the challenge “%(title)s”. The reason given: "
              "%(reason)s") % told,
        )  # fmt: skip

    for reader in askers_of(challenge):
        write(reader, words, challenge)
