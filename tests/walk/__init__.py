"""The walk over every address of the project, as every persona, and the matrix that it is compared with.

A row of the matrix is one address with one object: `GET portal:organisation hidden_university`. Its cell says what
each persona gets; personas are single letters (`LETTERS`). Another kind of door (API operations) joins by adding a
function to `DOORS` that yields `Visit`s.
"""

import json
from collections import defaultdict
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any

from django.contrib.auth.models import AnonymousUser
from django.db import transaction
from django.test import Client
from django.urls import NoReverseMatch, Resolver404, URLPattern, URLResolver, get_resolver, resolve, reverse
from django.utils import timezone

from seriktes.accounts.actions import create_token
from seriktes.accounts.enums import Scope
from tests.api.visits import api_requests
from tests.walk import (
    choice,
    councils,
    events,
    front_door,
    ground,
    logs,
    own_hosts,
    placements,
    programmes,
    register,
    stipends,
    theses,
)
from tests.walk.arguments import Arguments
from tests.world import World

LETTERS = {
    "anonymous": "x", "outsider": "o", "partnership_officer": "P", "faculty_member": "F", "company_manager": "C",
    "host_supervisor": "H", "student": "S", "career_centre": "K", "librarian": "L", "ministry_analyst": "M", "fund_manager": "B",
    "reviewer": "V", "researcher": "R", "auditor": "U", "administrator": "A",
}  # fmt: skip


@dataclass(frozen=True)
class Visit:
    """One request: `label` names the row, `path` is where it goes."""

    label: str
    path: str
    method: str = "GET"
    headers: Mapping[str, str] = field(default_factory=dict)
    # A program's request: comes with the persona's token instead of a session, and what it writes is taken back.
    body: Any = None
    is_program: bool = False


# Addresses that other walks go (API operations) or that are not ours to walk.
LEFT_OUT_NAMESPACES = {"api-1.0.0", "api-v1"}


# Arguments by the name of the address. A name that is not here and takes arguments fails the walk, which says so.
FILLERS = ground.FILLERS | front_door.FILLERS | register.FILLERS | choice.FILLERS | councils.FILLERS | events.FILLERS
FILLERS |= placements.FILLERS | own_hosts.FILLERS
FILLERS |= programmes.FILLERS | theses.FILLERS | logs.FILLERS
# One address for all links in letters: each part adds its own.
FILLERS["procedures:link"] |= programmes.LINKS | placements.LINKS | logs.LINKS | theses.LINKS
FILLERS |= stipends.FILLERS


def patterns(resolver: URLResolver, namespace: str = "", before: str = "/") -> Iterator[tuple[str, str, URLPattern]]:
    """Name, route and pattern of every address."""
    for entry in resolver.url_patterns:
        route = before + str(entry.pattern)
        if isinstance(entry, URLResolver):
            inner = ":".join(filter(None, (namespace, entry.namespace)))
            if inner not in LEFT_OUT_NAMESPACES:
                yield from patterns(entry, inner, route)
        else:
            yield ":".join(filter(None, (namespace, entry.name))) if entry.name else "", route, entry


def page_visits(world: World) -> Iterator[Visit]:
    seen = set()
    for name, route, pattern in patterns(get_resolver()):
        if not name and not pattern.pattern.regex.groups:
            yield Visit(f"GET {route}", route)  # allauth redirects a few old addresses, which have no names
        elif name not in seen:
            seen.add(name)
            fillers = FILLERS.get(name) or ({} if pattern.pattern.regex.groups else {"": lambda _world: {}})
            if not fillers:
                _missing(name or route)
            for row, filler in fillers.items():
                yield Visit(" ".join(filter(None, ("GET", name, row))), _reverse(name, filler(world)))


def _reverse(name: str, arguments: Arguments) -> str:
    try:
        return reverse(name, kwargs=dict(arguments))
    except NoReverseMatch:
        return _missing(name)


def _missing(name: str) -> Any:
    raise AssertionError(
        f"{name} takes arguments that the walk does not know. Add it to FILLERS of its room in tests/walk: say with which "
        "published, unpublished and foreign objects it shall be asked for."
    )


def api_visits(world: World) -> Iterator[Visit]:
    for label, method, address, body in api_requests(world):
        yield Visit(label, address, method, {"If-Match": "*"} if method == "PATCH" else {}, body, is_program=True)


DOORS: list[Callable[[World], Iterator[Visit]]] = [page_visits, api_visits]


def client_of(user: Any) -> Client:
    client = Client(raise_request_exception=False)
    if not isinstance(user, AnonymousUser):
        client.force_login(user, backend="allauth.account.auth_backends.AuthenticationBackend")
    return client


def _outcome(response: Any) -> str:
    if response.status_code not in {301, 302, 303}:
        return str(response.status_code)
    where = response["Location"].partition("#")[0].partition("?")[0]
    try:
        return f"{response.status_code}→{resolve(where).view_name}"
    except Resolver404:
        return f"{response.status_code}→{where}"


def walk(world: World, persona: str) -> dict[str, str]:
    """What the persona gets, by row: one column of the matrix."""
    client, program, token = client_of(world[persona]), Client(raise_request_exception=False), token_of(world[persona])
    return {
        visit.label: _outcome(_as_program(visit, program, token) if visit.is_program else _as_reader(visit, client))
        for visit in [visit for door in DOORS for visit in door(world)]
    }


def _as_reader(visit: Visit, client: Client) -> Any:
    return client.generic(visit.method, visit.path, headers=dict(visit.headers))


def _as_program(visit: Visit, client: Client, token: str) -> Any:
    headers = {**visit.headers, **({"Authorization": f"Bearer {token}"} if token else {})}
    data = b"" if visit.body is None else json.dumps(visit.body).encode()
    with transaction.atomic():
        response = client.generic(visit.method, visit.path, data, content_type="application/json", headers=headers)
        transaction.set_rollback(True)
    return response


def token_of(user: Any) -> str:
    """A token with every scope; none for nobody."""
    if isinstance(user, AnonymousUser):
        return ""
    now = timezone.now()
    return create_token(by=user, name="Walk", scopes=Scope.values, now=now, expires_at=now + timedelta(days=1))[1]


def cell_of(outcomes: Mapping[str, str]) -> str:
    """One row of the matrix: what each letter gets."""
    found: dict[str, str] = defaultdict(str)
    for letter in LETTERS.values():
        if letter in outcomes:
            found[outcomes[letter]] += letter
    if len(found) == 1 and len(outcomes) == len(LETTERS):
        return f"{next(iter(found))} everybody"
    return " · ".join(f"{outcome} {letters}" for outcome, letters in sorted(found.items()))


def outcomes_in(cell: str) -> dict[str, str]:
    """The same, read back: by letter."""
    parts = [part.rsplit(" ", 1) for part in cell.split(" · ")]
    return {
        letter: outcome
        for outcome, letters in parts
        for letter in (LETTERS.values() if letters == "everybody" else letters)
    }
