"""Object permissions. Each asks the same queries as the lists."""

from typing import Any

import rules

from seriktes.accounts.roles import PERMISSIONS
from seriktes.expertise.models import AuthorQuestion, Evidence
from seriktes.expertise.queries import access
from seriktes.organisations.models import Organisation
from seriktes.organisations.queries.access import Viewer, grants_for_user


def grant(permission: str) -> rules.Predicate:
    """For one organisation; without an object: somewhere."""

    @rules.predicate(f"grant:{permission}")
    def has_grant(user: Viewer, target: Any = None) -> bool:
        grants = grants_for_user(user)
        if isinstance(target, Organisation):
            return grants.allow(permission, target.pk)
        if isinstance(target, Evidence) and permission == access.CHANGE:
            return access.may_change(user, target)
        if isinstance(target, AuthorQuestion) and permission == access.DECIDE:
            return access.may_decide(user, target)
        return grants.allow_somewhere(permission) if target is None else permission in grants.everywhere

    return has_grant


@rules.predicate
def can_see_evidence(user: Viewer, evidence: Evidence | None = None) -> bool:
    return evidence is None or access.evidence_visible_to(user).filter(pk=evidence.pk).exists()


for _code in PERMISSIONS:
    if _code.startswith("expertise."):
        rules.add_perm(_code, grant(_code))

rules.add_perm("expertise.view_evidence", can_see_evidence)
