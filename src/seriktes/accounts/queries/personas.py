from dataclasses import dataclass

from django.utils.functional import Promise

from seriktes.accounts.models import User
from seriktes.accounts.roles import ROLE_BY_CODE, ROLES

ICON_OF_SIDE = {"university": "university", "industry": "industry", "state": "state", "other": "organisation"}


@dataclass(frozen=True)
class Persona:
    """One button of the demonstration's sign-in page."""

    key: str
    label: str | Promise
    description: str | Promise
    icon: str
    name: str
    email: str


def _persona(user: User) -> Persona:
    role = ROLE_BY_CODE.get(user.persona)
    if role is None:
        return Persona(user.persona, user.name, "", "person", user.name, user.email)
    side = next((side for side in ICON_OF_SIDE if side in role.sides), "other")
    return Persona(user.persona, role.label, role.task, ICON_OF_SIDE[side], user.name, user.email)


def demonstration_personas() -> list[Persona]:
    """The accounts that anybody may enter in a demonstration, in the order of the roles."""
    order = {role.code: position for position, role in enumerate(ROLES)}
    users = User.objects.filter(is_active=True).exclude(persona="")
    return [_persona(user) for user in sorted(users, key=lambda user: (order.get(user.persona, len(order)), user.pk))]
