"""Object permissions. Each asks the same queries as the lists."""

from collections.abc import Callable
from typing import Any

import rules
from django.db.models import QuerySet

from seriktes.accounts.roles import PERMISSIONS
from seriktes.curriculum.queries import access
from seriktes.organisations.models import Organisation
from seriktes.organisations.queries.access import Viewer, grants_for_user


def grant(permission: str) -> rules.Predicate:
    """For the university that keeps the record, by role or by a post. Without an object: somewhere."""

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
    if _code.startswith("curriculum."):
        rules.add_perm(_code, grant(_code))

rules.add_perm("curriculum.view_study_programme", seen(access.programmes_visible_to))
rules.add_perm("curriculum.view_course", seen(access.courses_visible_to))
rules.add_perm("curriculum.view_council", seen(access.councils_visible_to))
rules.add_perm("curriculum.view_meeting", seen(access.meetings_visible_to))
rules.add_perm("curriculum.view_minutes", seen(access.minutes_visible_to))
rules.add_perm("curriculum.view_recommendation", seen(access.advice_visible_to))
