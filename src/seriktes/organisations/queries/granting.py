"""Object permissions of a domain above: what somebody may do by a role, and what they see. Each asks the domain's queries."""

from collections.abc import Callable, Mapping
from typing import Any

import rules
from django.db.models import QuerySet

from seriktes.accounts.roles import PERMISSIONS
from seriktes.organisations.models import Organisation
from seriktes.organisations.queries.access import Viewer, grants_for_user

May = Callable[[Viewer, str, Any], bool]
Visible = Callable[[Viewer], QuerySet[Any]]


def register_permissions(domain: str, *, may: May, seen: Mapping[str, Visible]) -> None:
    """Every permission of the domain, for the side to which a record belongs; and `view_…` of the records in `seen`."""
    for code in PERMISSIONS:
        if code.startswith(f"{domain}."):
            rules.add_perm(code, _granted(code, may))
    for record, visible_to in seen.items():
        rules.add_perm(f"{domain}.view_{record}", _seen(visible_to))


def _granted(permission: str, may: May) -> rules.Predicate:
    """Without an object: somewhere."""

    @rules.predicate(f"grant:{permission}")
    def has_grant(user: Viewer, target: Any = None) -> bool:
        if target is None:
            return grants_for_user(user).allow_somewhere(permission)
        if isinstance(target, Organisation):
            return grants_for_user(user).allow(permission, target.pk)
        return may(user, permission, target)

    return has_grant


def _seen(visible_to: Visible) -> rules.Predicate:
    @rules.predicate(f"seen:{visible_to.__name__}")
    def is_seen(user: Viewer, record: Any = None) -> bool:
        return record is None or visible_to(user).filter(pk=record.pk).exists()

    return is_seen
