"""Object permissions. Each asks the same queries as the lists, so that a page and a list cannot disagree."""

from typing import Any

import rules
from django.utils import timezone

from seriktes.accounts.roles import PERMISSIONS
from seriktes.organisations.models import Organisation, Person
from seriktes.organisations.queries import access


def _organisation_of(target: Any) -> int | None:
    """The organisation inside which `target` stands: itself, or the one it belongs to."""
    if isinstance(target, Organisation):
        return target.pk
    return getattr(target, "organisation_id", None) or getattr(target, "operator_id", None)


def grant(permission: str) -> rules.Predicate:
    """Whether the user's roles give the permission: with an object inside its organisation, without one somewhere."""

    @rules.predicate(f"grant:{permission}")
    def has_grant(user: access.Viewer, target: Any = None) -> bool:
        grants = access.grants_for_user(user)
        if target is None:
            return grants.allow_somewhere(permission)
        return grants.allow(permission, _organisation_of(target))

    return has_grant


def grant_over_person(permission: str) -> rules.Predicate:
    """The same for a person: through any organisation that the person is affiliated with."""

    @rules.predicate(f"grant_over_person:{permission}")
    def has_grant(user: access.Viewer, person: Person | None = None) -> bool:
        grants = access.grants_for_user(user)
        if person is None or permission in grants.everywhere:
            return grants.allow_somewhere(permission)
        return person.affiliations.filter(
            organisation__in=grants.organisations_with(permission), archived_at__isnull=True
        ).exists()

    return has_grant


@rules.predicate
def can_see_organisation(user: access.Viewer, organisation: Organisation | None = None) -> bool:
    return organisation is None or access.organisations_visible_to(user).filter(pk=organisation.pk).exists()


@rules.predicate
def can_see_person(user: access.Viewer, person: Person | None = None) -> bool:
    return person is None or access.people_visible_to(user).filter(pk=person.pk).exists()


@rules.predicate
def is_own_person(user: access.Viewer, person: Person | None = None) -> bool:
    return person is not None and user.is_authenticated and person.user_id == user.pk


@rules.predicate
def is_unclaimed(_user: access.Viewer, organisation: Organisation | None = None) -> bool:
    return organisation is None or not access.is_claimed(organisation)


@rules.predicate
def keeps_account(user: access.Viewer, person: Person | None = None) -> bool:
    """A person with an account is merged by keepers of an organisation that the account is a member of, and by
    administrators: an affiliation alone, which a keeper elsewhere can write, must not reach somebody's account."""
    grants = access.grants_for_user(user)
    if person is None or person.user_id is None or MERGE_PERSON in grants.everywhere:
        return True
    own = grants.organisations_with(MERGE_PERSON)
    return access.memberships_in_force(timezone.localdate()).filter(user=person.user_id, organisation__in=own).exists()


@rules.predicate
def can_see_consent(user: access.Viewer, consent: Any = None) -> bool:
    return consent is None or access.consents_visible_to(user).filter(pk=consent.pk).exists()


MERGE, MERGE_PERSON = "organisations.merge_organisation", "organisations.merge_person"
_OVER_PEOPLE = {"organisations.view_colleagues", "organisations.view_students"}
_COMPOSED = {MERGE, MERGE_PERSON}
for _code in PERMISSIONS:
    # Domains above with records of their own add the permissions of these.
    is_here = _code.startswith(("accounts.", "exchange.", "organisations.", "procedures.", "documents."))
    if is_here and _code not in _COMPOSED and not _code.startswith("organisations.change_"):
        rules.add_perm(_code, grant_over_person(_code) if _code in _OVER_PEOPLE else grant(_code))

rules.add_perm("organisations.view_organisation", can_see_organisation)
rules.add_perm("organisations.view_person", can_see_person)
rules.set_perm("organisations.view_consent", can_see_consent)
rules.add_perm(
    "organisations.change_organisation",
    grant("organisations.change_organisation") | (grant("organisations.change_unclaimed") & is_unclaimed),
)
# Asked of each of the two: who may merge them is who may change both. One that nobody of its own keeps, everybody with
# the grant over the register may.
rules.add_perm(MERGE, grant(access.CHANGE) | (grant(MERGE) & is_unclaimed))
rules.add_perm(MERGE_PERSON, grant_over_person(MERGE_PERSON) & keeps_account)
rules.add_perm("organisations.change_unclaimed", grant("organisations.change_unclaimed"))
rules.add_perm("organisations.change_person", grant_over_person("organisations.change_person") | is_own_person)
