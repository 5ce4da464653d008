"""Object permissions. Each asks the same queries as the lists."""

from typing import Any

import rules

from seriktes.accounts.roles import PERMISSIONS
from seriktes.organisations.queries.access import Viewer, grants_for_user
from seriktes.partnerships.models import (
    Activity,
    ActivityParty,
    Agreement,
    Commitment,
    Delivery,
    Instalment,
    Partnership,
    Party,
    Signatory,
)
from seriktes.partnerships.queries import access


def partnership_of(target: Any) -> int:
    """The id of the partnership in which the record stands."""
    if isinstance(target, Partnership):
        return target.pk
    if isinstance(target, Agreement | Activity | Party):
        return target.partnership_id
    if isinstance(target, ActivityParty):
        return target.activity.partnership_id
    if isinstance(target, Commitment | Signatory):
        return target.agreement.partnership_id
    if isinstance(target, Delivery | Instalment):
        return target.commitment.agreement.partnership_id
    raise TypeError(f"{type(target).__name__} stands in no partnership.")


def side_of(target: Any) -> int | None:
    """The id of the organisation whose own word the record is; None where it is shared."""
    if isinstance(target, Party | ActivityParty):
        return target.organisation_id
    if isinstance(target, Signatory):
        return target.party.organisation_id
    return None


def grant(permission: str) -> rules.Predicate:
    """Inside the partnership; where the record is one side's own word, for that side. Without an object: somewhere."""

    @rules.predicate(f"grant:{permission}")
    def has_grant(user: Viewer, target: Any = None) -> bool:
        grants = grants_for_user(user)
        if target is None:
            return grants.allow_somewhere(permission)
        own = side_of(target)
        if own is not None:
            return grants.allow(permission, own) or own in access.sides_with(user, permission, partnership_of(target))
        if permission == access.RECORD and isinstance(target, Commitment | Delivery):
            promise = target if isinstance(target, Commitment) else target.commitment
            return permission in access.permissions_on_promise(user, promise)
        return access.may_in_partnership(user, permission, partnership_of(target))

    return has_grant


@rules.predicate
def can_see_partnership(user: Viewer, partnership: Partnership | None = None) -> bool:
    return partnership is None or access.partnerships_visible_to(user).filter(pk=partnership.pk).exists()


@rules.predicate
def can_see_inside(user: Viewer, target: Any = None) -> bool:
    return target is None or access.partnerships_inside(user).filter(pk=partnership_of(target)).exists()


@rules.predicate
def can_see_agreement(user: Viewer, agreement: Agreement | None = None) -> bool:
    return agreement is None or access.agreements_visible_to(user).filter(pk=agreement.pk).exists()


@rules.predicate
def can_see_commitment(user: Viewer, commitment: Commitment | None = None) -> bool:
    return commitment is None or access.commitments_visible_to(user).filter(pk=commitment.pk).exists()


@rules.predicate
def can_see_activity(user: Viewer, activity: Activity | None = None) -> bool:
    return activity is None or access.activities_visible_to(user).filter(pk=activity.pk).exists()


@rules.predicate
def took_part(user: Viewer, target: Any = None) -> bool:
    """Took part for an organisation that has a say on the activity."""
    grants = grants_for_user(user)
    own = grants.organisations_with("partnerships.confirm_taken_part")
    if target is None:
        return bool(own)
    if isinstance(target, ActivityParty):
        return target.organisation_id in own and _took_part_in(user, target.activity_id)
    return _took_part_in(user, target.pk) and target.parties.filter(organisation__in=own).exists()


def _took_part_in(user: Viewer, activity_id: int) -> bool:
    return access.activities_taken_part_in(user).filter(pk=activity_id).exists()


_OWN_RULES = {
    "partnerships.view_partnership": can_see_partnership,
    "partnerships.confirm_taken_part": took_part,
    "partnerships.confirm_activity": grant("partnerships.confirm_activity") | took_part,
}
for _code in PERMISSIONS:
    if _code.startswith("partnerships."):
        rules.add_perm(_code, _OWN_RULES.get(_code, grant(_code)))

rules.add_perm("partnerships.view_inside", can_see_inside)
rules.add_perm("partnerships.view_agreement", can_see_agreement)
rules.add_perm("partnerships.view_commitment", can_see_commitment)
rules.add_perm("partnerships.view_activity", can_see_activity)
