"""Invitations by mail: sent, sent again, withdrawn, accepted once."""

from datetime import datetime, timedelta

from django.conf import settings
from django.db import transaction
from django.urls import reverse
from django.utils import timezone, translation
from django.utils.translation import gettext as _

from seriktes.accounts.actions import create_account, notify, record_event
from seriktes.accounts.models import User
from seriktes.accounts.roles import ROLE_BY_CODE, FacultyMember, Reviewer, Student
from seriktes.common.mail import send_letter
from seriktes.organisations.actions.members import CannotKeepMember, begin_membership
from seriktes.organisations.actions.naming import refresh_people
from seriktes.organisations.actions.people import add_affiliation
from seriktes.organisations.enums import AffiliationKind
from seriktes.organisations.models import Invitation, Membership, Organisation, Person
from seriktes.organisations.queries.members import account_of, can_give_role, opened_link, token_of

LASTS = timedelta(days=14)
# How the holder of a role is affiliated; a reviewer comes from elsewhere and is not.
AFFILIATION_OF_ROLE = {Student.code: AffiliationKind.STUDENT, FacultyMember.code: AffiliationKind.FACULTY}


class CannotInvite(Exception):
    """Says why in `reason`."""

    ROLE, MEMBER, WAITING, CLOSED = "role_not_yours_to_give", "member_already", "invited_already", "closed"

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason


class CannotAccept(Exception):
    """`reason` is a state of `OpenedLink`, or says that the link is for somebody else or needs no new account."""

    OTHER_ACCOUNT, HAS_ACCOUNT = "other_account", "has_account"

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason


def invite(*, organisation: Organisation, email: str, role: str, language: str, by: User, now: datetime) -> Invitation:
    """Write the invitation down and send it. Raises CannotInvite, or MailNotSent with the invitation saved."""
    email = email.strip().casefold()
    with transaction.atomic():
        organisation = Organisation.objects.select_for_update().get(pk=organisation.pk)
        _check_invite(organisation, email, role, by)
        invitation = Invitation.objects.create(
            email=email, organisation=organisation, role=role, language=language, by=by, expires_at=now + LASTS
        )
        record_event(
            kind="organisations.invitation.sent",
            by=by,
            target=invitation,
            values={"email": email, "role": role, "organisation": organisation.pk},
        )
    _send(invitation)
    return invitation


def resend_invitation(*, invitation: Invitation, by: User, now: datetime) -> Invitation:
    """Send a new link that lasts anew; the older one opens nothing any more."""
    with transaction.atomic():
        invitation = _locked_open(invitation)
        if not can_give_role(by, invitation.organisation, invitation.role):
            raise CannotInvite(CannotInvite.ROLE)
        # Whoever sends it answers for it.
        invitation.by = by
        invitation.expires_at = now + LASTS
        invitation.version += 1
        invitation.save(update_fields=["by", "expires_at", "version", "changed_at"])
        record_event(
            kind="organisations.invitation.resent", by=by, target=invitation, values={"email": invitation.email}
        )
    _send(invitation)
    return invitation


@transaction.atomic
def withdraw_invitation(*, invitation: Invitation, by: User, now: datetime) -> Invitation:
    invitation = _locked_open(invitation)
    invitation.withdrawn_at = now
    invitation.version += 1
    invitation.save(update_fields=["withdrawn_at", "version", "changed_at"])
    record_event(
        kind="organisations.invitation.withdrawn", by=by, target=invitation, values={"email": invitation.email}
    )
    return invitation


@transaction.atomic
def accept_invitation(*, token: str, by: User, now: datetime) -> Membership:
    """The signed-in owner of the invited address takes the role. Raises CannotAccept."""
    invitation = _locked_by_token(token, now)
    if by.email != invitation.email:
        raise CannotAccept(CannotAccept.OTHER_ACCOUNT)
    return _accept(invitation, by, now)


@transaction.atomic
def accept_with_new_account(*, token: str, name: str, password: str | None, now: datetime) -> User:
    """Make the account of the invited address (the letter proves that it is theirs) and take the role."""
    invitation = _locked_by_token(token, now)
    if account_of(invitation.email) is not None:
        raise CannotAccept(CannotAccept.HAS_ACCOUNT)
    user = create_account(email=invitation.email, name=name, password=password, language=invitation.language)
    _accept(invitation, user, now)
    return user


def _accept(invitation: Invitation, user: User, now: datetime) -> Membership:
    today = timezone.localdate(now)
    organisation, role = invitation.organisation, invitation.role
    try:
        membership = begin_membership(user=user, organisation=organisation, role=role, by=user, on=today)
    except CannotKeepMember:
        membership = Membership.objects.get(
            user=user, organisation=organisation, role=role, ends_on__isnull=True, ended_at__isnull=True
        )
    invitation.accepted_at, invitation.accepted_by = now, user
    invitation.version += 1
    invitation.save(update_fields=["accepted_at", "accepted_by", "version", "changed_at"])
    record_event(
        kind="organisations.invitation.accepted", by=user, target=invitation, values={"membership": membership.pk}
    )
    _keep_person(invitation, user, now)
    notify(
        user=invitation.by,
        kind="invitation_accepted",
        url=reverse("organisations:members", args=[organisation.pk]),
        name=user.name,
        organisation=organisation.name,
    )
    return membership


def _keep_person(invitation: Invitation, user: User, now: datetime) -> None:
    """The member's own record: the one of this address in the organisation, else a new one; with its affiliation."""
    organisation = invitation.organisation
    person = Person.objects.filter(user=user).first() or _record_of_address(invitation)
    if person is None:
        person = Person.objects.create(email=user.email, user=user, **{f"name_{invitation.language}": user.name})
        refresh_people([person])
        record_event(kind="organisations.person.added", by=user, target=person, values={"user": [None, user.pk]})
    elif person.user_id is None:
        person.user = user
        person.save(update_fields=["user", "changed_at"])
        record_event(kind="organisations.person.claimed", by=user, target=person, values={"user": [None, user.pk]})
    there = person.affiliations.filter(organisation=organisation, archived_at__isnull=True, ends_on__isnull=True)
    if invitation.role != Reviewer.code and not there.exists():
        kind = AFFILIATION_OF_ROLE.get(invitation.role, AffiliationKind.EMPLOYEE)
        add_affiliation(person=person, organisation=organisation, kind=kind, starts_on=timezone.localdate(now), by=user)


def _record_of_address(invitation: Invitation) -> Person | None:
    """The one person of the organisation with the invited address and no account; none when there are several."""
    found = Person.objects.filter(
        email__iexact=invitation.email,
        user__isnull=True,
        merged_into__isnull=True,
        affiliations__organisation=invitation.organisation,
        affiliations__archived_at__isnull=True,
    ).distinct()[:2]
    return found[0] if len(found) == 1 else None


def _check_invite(organisation: Organisation, email: str, role: str, by: User) -> None:
    if not can_give_role(by, organisation, role):
        raise CannotInvite(CannotInvite.ROLE)
    member = Membership.objects.filter(
        user__email=email, organisation=organisation, role=role, ends_on__isnull=True, ended_at__isnull=True
    )
    if member.exists():
        raise CannotInvite(CannotInvite.MEMBER)
    waiting = Invitation.objects.filter(
        email=email, organisation=organisation, role=role, accepted_at__isnull=True, withdrawn_at__isnull=True
    )
    if waiting.exists():
        raise CannotInvite(CannotInvite.WAITING)


def _locked_open(invitation: Invitation) -> Invitation:
    invitation = Invitation.objects.select_for_update(of=("self",)).select_related("organisation").get(pk=invitation.pk)
    if invitation.accepted_at is not None or invitation.withdrawn_at is not None:
        raise CannotInvite(CannotInvite.CLOSED)
    return invitation


def _locked_by_token(token: str, now: datetime) -> Invitation:
    opened = opened_link(token, now)
    if opened.invitation is not None:
        # Read again under the lock: of two who accept at once, the second sees that it is used.
        Invitation.objects.select_for_update().get(pk=opened.invitation.pk)
        opened = opened_link(token, now)
    if opened.state != "open" or opened.invitation is None:
        raise CannotAccept(opened.state)
    return opened.invitation


def _send(invitation: Invitation) -> None:
    organisation = invitation.organisation
    with translation.override(invitation.language):
        role = str(ROLE_BY_CODE[invitation.role].label)
        names = {
            "organisation": organisation.name,
            "role": role,
            "inviter": invitation.by.name,
            "email": invitation.email,
        }
        send_letter(
            to=invitation.email,
            language=invitation.language,
            subject=_("Invitation to Seriktes: %(organisation)s") % names,
            text=_("%(inviter)s invites you to Seriktes for %(organisation)s. Your role there: %(role)s.") % names,
            action_url=settings.SITE_URL + reverse("organisations:invitation", args=[token_of(invitation)]),
            action_label=_("See the invitation"),
            action_effect=_(
                "The link opens a page that shows the invitation. Nothing happens until you accept it there. "
                "It works once, and only for %(email)s."
            )
            % names,
            expires_on=timezone.localdate(invitation.expires_at),
            reason=_("You get this letter because %(inviter)s entered your address. If you do not know why, ignore it.")
            % names,
        )
