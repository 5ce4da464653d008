"""What fills the arguments of an address: objects of the world, by the name of a row."""

from collections.abc import Callable, Mapping
from typing import Any

from tests.world import World

Arguments = Mapping[str, Any]


# What fills the arguments of an address: for each name of a row, the arguments.
Fillers = Mapping[str, Callable[[World], Arguments]]


def organisations(*keys: str, argument: str = "pk") -> dict[str, Callable[[World], Arguments]]:
    return {key: lambda world, key=key: {argument: world.organisations[key].pk} for key in keys}


def people(*keys: str, argument: str = "pk") -> dict[str, Callable[[World], Arguments]]:
    return {key: lambda world, key=key: {argument: world.people[key].pk} for key in keys}


def only(**arguments: Any) -> dict[str, Callable[[World], Arguments]]:
    return {"": lambda _world: arguments}


ORGANISATIONS = organisations("university", "hidden_university", "company", "hidden_company", "agency", "hidden_fund")


PEOPLE = people("lecturer", "officer", "student", "published_student", "hidden_lecturer", "hidden_student", "contact")


ABSENT = only(pk=999_999_999)


CONSENTS = {
    key: lambda world, key=key: {"pk": world.consents[key].pk} for key in ("lecturer", "published_student", "contact")
}


def extras(*things: str) -> dict[str, Callable[[World], Arguments]]:
    """Rows that stand beside the world (`tests.walk.furnishing`)."""
    return {thing: lambda world, thing=thing: {"pk": world.extras[thing].pk} for thing in things}


def partnerships(*keys: str, **arguments: Any) -> dict[str, Callable[[World], Arguments]]:
    return {key: lambda world, key=key: {"pk": world.partnerships[key].pk, **arguments} for key in keys}


PARTNERSHIPS = partnerships("own", "published", "of_others", "half_hidden", "archived")


def sides(*keys: str) -> dict[str, Callable[[World], Arguments]]:
    """The first side of each partnership, and the second of "own"."""
    first = {key: lambda world, key=key: {"pk": world.partnerships[key].parties.order_by("pk")[0].pk} for key in keys}
    return {**first, "theirs": lambda world: {"pk": world.partnerships["own"].parties.order_by("pk")[1].pk}}


def activities(*keys: str) -> dict[str, Callable[[World], Arguments]]:
    return {key: lambda world, key=key: {"pk": world.activities[key].pk} for key in keys}


def names_of(*keys: str) -> dict[str, Callable[[World], Arguments]]:
    """The first name of each organisation, to be archived."""
    return {
        key: lambda world, key=key: {
            "pk": world.organisations[key].pk, "what": "name", "row": world.organisations[key].names.first().pk,
        }
        for key in keys
    }  # fmt: skip


def units_of(*keys: str) -> dict[str, Callable[[World], Arguments]]:
    return {
        key: lambda world, key=key: {"pk": world.organisations[key].pk, "unit_pk": world.extras[f"unit_{key}"].pk}
        for key in keys
    }


def agreements(*keys: str, **others: Any) -> dict[str, Callable[[World], Arguments]]:
    return {key: lambda world, key=key: {"pk": world.agreements[key].pk, **others} for key in keys}


def promises(*keys: str) -> dict[str, Callable[[World], Arguments]]:
    return {key: lambda world, key=key: {"pk": world.commitments[key].pk} for key in keys}


def deliveries(*keys: str) -> dict[str, Callable[[World], Arguments]]:
    return {key: lambda world, key=key: {"pk": world.commitments[key].deliveries.first().pk} for key in keys}


def signatories(*keys: str) -> dict[str, Callable[[World], Arguments]]:
    return {key: lambda world, key=key: {"pk": world.agreements[key].signatories.first().pk} for key in keys}


def versions(*keys: str) -> dict[str, Callable[[World], Arguments]]:
    """The frozen first version and the draft after it, of the text of each agreement."""
    return {
        f"{key} {number}": lambda world, key=key, number=number: {
            "pk": world.extras[f"document_{key}"].pk, "number": number,
        }
        for key in keys for number in (1, 2)
    }  # fmt: skip


def names_on(*things: str, **others: Any) -> dict[str, Callable[[World], Arguments]]:
    """The first name that stands on each piece of evidence."""
    return {
        thing: lambda world, thing=thing: {
            "pk": world.extras[thing].pk, "row_pk": world.extras[thing].people.get().pk, **others,
        }
        for thing in things
    }  # fmt: skip


def memberships(*roles: str) -> dict[str, Callable[[World], Arguments]]:
    return {role: lambda world, role=role: {"pk": world[role].memberships.get().pk} for role in roles}
