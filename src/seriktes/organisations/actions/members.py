"""Members of an organisation and their roles."""

from datetime import date, datetime

from django.db import transaction
from django.utils import timezone

from seriktes.accounts.actions import notify, record_event
from seriktes.accounts.models import User
from seriktes.accounts.roles import ROLE_BY_CODE
from seriktes.organisations.actions.editing import lock_for_edit
from seriktes.organisations.models import Invitation, Membership, Organisation
from seriktes.organisations.queries.access import grants_for_user
from seriktes.organisations.queries.members import KEEPING, can_end_membership, can_give_role, is_last_keeper


class CannotKeepMember(Exception):
    """The membership cannot be given, changed or ended so; says why in `reason`."""

    ROLE, ENDED, TWICE, LAST = "role_not_yours_to_give", "ended_already", "member_already", "last_keeper"

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason


@transaction.atomic
def end_membership(*, membership: Membership, by: User, at: datetime, although_last: bool = False) -> Membership:
    """The role ends at that moment. `although_last`: the reader was told that nobody can invite afterwards."""
    membership = _locked(membership)
    if not can_end_membership(by, membership):
        raise CannotKeepMember(CannotKeepMember.ROLE)
    today = timezone.localdate(at)
    if is_last_keeper(membership, today) and not although_last:
        raise CannotKeepMember(CannotKeepMember.LAST)
    _end(membership, by=by, at=at)
    if membership.user_id != by.pk:
        notify(
            user=membership.user,
            kind="membership_ended",
            url=membership.organisation.get_absolute_url(),
            name=membership.organisation.name,
        )
    return membership


@transaction.atomic
def change_role(
    *,
    membership: Membership,
    role: str,
    by: User,
    at: datetime,
    expected_version: int | None = None,
    although_last: bool = False,
) -> Membership:
    """End the membership and begin one with the other role; returns the new one."""
    lock_for_edit(membership, expected_version=expected_version)
    membership = _locked(membership)
    organisation = membership.organisation
    if not can_give_role(by, organisation, role) or not can_give_role(by, organisation, membership.role):
        raise CannotKeepMember(CannotKeepMember.ROLE)
    if role == membership.role:
        return membership
    keeps_on = KEEPING in ROLE_BY_CODE[role].own
    if not keeps_on and is_last_keeper(membership, timezone.localdate(at)) and not although_last:
        raise CannotKeepMember(CannotKeepMember.LAST)
    _end(membership, by=by, at=at)
    fresh = begin_membership(
        user=membership.user, organisation=organisation, role=role, by=by, on=timezone.localdate(at)
    )
    if fresh.user_id != by.pk:
        notify(
            user=fresh.user, kind="role_changed", url=organisation.get_absolute_url(), name=organisation.name, role=role
        )
    return fresh


@transaction.atomic
def begin_membership(*, user: User, organisation: Organisation, role: str, by: User, on: date) -> Membership:
    """The row and its audit event; whoever calls has checked that the role may be given."""
    open_rows = Membership.objects.filter(
        user=user, organisation=organisation, role=role, ends_on__isnull=True, ended_at__isnull=True
    )
    if open_rows.exists():
        raise CannotKeepMember(CannotKeepMember.TWICE)
    membership = Membership.objects.create(user=user, organisation=organisation, role=role, starts_on=on)
    record_event(
        kind="organisations.membership.begun",
        by=by,
        target=membership,
        values={"user": user.pk, "organisation": organisation.pk, "role": role, "starts_on": str(on)},
    )
    return membership


def _locked(membership: Membership) -> Membership:
    # The organisation is the lock: two keepers who remove each other at once must not both succeed.
    Organisation.objects.select_for_update().get(pk=membership.organisation_id)
    membership = Membership.objects.select_related("organisation", "user").get(pk=membership.pk)
    if membership.ended_at is not None or (membership.ends_on and membership.ends_on < timezone.localdate()):
        raise CannotKeepMember(CannotKeepMember.ENDED)
    return membership


def _end(membership: Membership, *, by: User, at: datetime) -> None:
    membership.ends_on = max(timezone.localdate(at), membership.starts_on)
    membership.ended_at = at
    membership.version += 1
    membership.save(update_fields=["ends_on", "ended_at", "version", "changed_at"])
    record_event(
        kind="organisations.membership.ended",
        by=by,
        target=membership,
        values={"user": membership.user_id, "role": membership.role, "ends_on": [None, str(membership.ends_on)]},
    )
    _withdraw_invitations_of(membership, by=by, at=at)


def _withdraw_invitations_of(membership: Membership, *, by: User, at: datetime) -> None:
    """Links sent by somebody who may no longer invite open nothing: else a keeper could come back by an own one."""
    user = User.objects.get(pk=membership.user_id)  # a fresh one: grants are kept on the object
    if grants_for_user(user).allow(KEEPING, membership.organisation_id):
        return
    waiting = Invitation.objects.filter(
        organisation=membership.organisation_id, by=user, accepted_at__isnull=True, withdrawn_at__isnull=True
    )
    for invitation in waiting:
        invitation.withdrawn_at = at
        invitation.version += 1
        invitation.save(update_fields=["withdrawn_at", "version", "changed_at"])
        record_event(
            kind="organisations.invitation.withdrawn", by=by, target=invitation, values={"email": invitation.email}
        )
