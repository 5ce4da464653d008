"""Roles and what each may do, as one table: for the page, the command and the reference."""

from dataclasses import dataclass
from enum import StrEnum

from django.utils.functional import Promise

from seriktes.accounts.roles import PERMISSIONS, ROLES, Role


class Reach(StrEnum):
    NONE = "none"
    OWN = "own"
    EVERYWHERE = "everywhere"


@dataclass(frozen=True)
class PermissionRow:
    code: str
    words: Promise
    # The reach of each role, in the order of `ROLES`.
    reaches: tuple[Reach, ...]


def reach_of(role: type[Role], permission: str) -> Reach:
    if permission in role.everywhere:
        return Reach.EVERYWHERE
    return Reach.OWN if permission in role.own else Reach.NONE


def permission_matrix() -> list[PermissionRow]:
    return [
        PermissionRow(code, words, tuple(reach_of(role, code) for role in ROLES)) for code, words in PERMISSIONS.items()
    ]
