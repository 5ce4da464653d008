"""Object permissions. Each asks the same queries as the lists."""

from collections.abc import Callable
from typing import Any

import rules
from django.db.models import QuerySet

from seriktes.accounts.roles import PERMISSIONS
from seriktes.organisations.models import Organisation
from seriktes.organisations.queries.access import Viewer, grants_for_user
from seriktes.placements.queries import access


def grant(permission: str) -> rules.Predicate:
    """For the side that the record belongs to. Without an object: somewhere."""

    @rules.predicate(f"grant:{permission}")
    def has_grant(user: Viewer, target: Any = None) -> bool:
        if target is None:
            return grants_for_user(user).allow_somewhere(permission)
        if isinstance(target, Organisation):
            return grants_for_user(user).allow(permission, target.pk)
        return access.may(user, permission, target)

    return has_grant


def seen(visible_to: Callable[[Viewer], QuerySet[Any]]) -> rules.Predicate:
    @rules.predicate(f"seen:{visible_to.__name__}")
    def is_seen(user: Viewer, record: Any = None) -> bool:
        return record is None or visible_to(user).filter(pk=record.pk).exists()

    return is_seen


for _code in PERMISSIONS:
    if _code.startswith("placements."):
        rules.add_perm(_code, grant(_code))

rules.add_perm("placements.view_programme", seen(access.programmes_visible_to))
rules.add_perm("placements.view_cohort", seen(access.cohorts_visible_to))
rules.add_perm("placements.view_position", seen(access.positions_visible_to))
rules.add_perm("placements.view_application", seen(access.applications_visible_to))
rules.add_perm("placements.view_placement", seen(access.placements_visible_to))
rules.add_perm("placements.view_stipend", seen(access.stipends_visible_to))
rules.add_perm("placements.view_round", seen(access.rounds_visible_to))
