"""Object permissions. Each asks the same queries as the lists."""

from collections.abc import Callable
from typing import Any

import rules
from django.db.models import QuerySet

from seriktes.accounts.roles import PERMISSIONS
from seriktes.gatherings.queries import access
from seriktes.organisations.models import Organisation
from seriktes.organisations.queries.access import Viewer, grants_for_user


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
    if _code.startswith("gatherings."):
        rules.add_perm(_code, grant(_code))

rules.add_perm("gatherings.view_gathering", seen(access.gatherings_visible_to))
rules.add_perm("gatherings.view_exhibitor", seen(access.exhibitors_visible_to))
rules.add_perm("gatherings.view_ticket", seen(access.tickets_visible_to))
rules.add_perm("gatherings.view_lead", seen(access.leads_visible_to))
rules.add_perm("gatherings.view_team", seen(access.teams_visible_to))
