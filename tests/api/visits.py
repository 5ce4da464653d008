"""Every operation of the API, as visits of the walk over all addresses (`tests.walk`).

Each is asked for with a token of the persona that has every scope, and with a body that the operation accepts: so
that the answer tells of rights and not of slips.
"""

from collections.abc import Callable, Iterator
from functools import cache
from typing import Any

from django.utils import timezone

from seriktes.api.application import schema
from seriktes.documents.models import Document
from seriktes.organisations.models import DuplicateProposal
from tests.api import (
    visits_choice,
    visits_curriculum,
    visits_expertise,
    visits_gatherings,
    visits_logs,
    visits_own_hosts,
    visits_partnerships,
    visits_placements,
    visits_programmes,
    visits_stipends,
    visits_theses,
)
from tests.world import HELD_AT, World

Arguments = dict[str, Any]
Rows = dict[str, Callable[[World], Arguments]]

NEW_CONSENT = {
    "valid_from": "2026-01-31", "third_parties": False, "cross_border": False, "publication": False, "data": ["name"],
}  # fmt: skip
NEW_PERSON = {"names": {"en": "Invented Person"}}


def _organisations(*keys: str) -> Rows:
    return {key: lambda world, key=key: {"pk": world.organisations[key].pk} for key in keys}


def _people(*keys: str) -> Rows:
    return {key: lambda world, key=key: {"pk": world.people[key].pk} for key in keys}


def _affiliations(*keys: str) -> Rows:
    return {
        key: lambda world, key=key: {"pk": world.people[key].pk, "part": world.people[key].affiliations.get().pk}
        for key in keys
    }


def _consents(*keys: str) -> Rows:
    return {key: lambda world, key=key: {"pk": world.consents[key].pk} for key in keys}


def _extra(key: str) -> Rows:
    return {"": lambda world: {"pk": world.extras[key].pk}}


def _first_name(*keys: str) -> Rows:
    return {
        key: lambda world, key=key: {
            "pk": world.organisations[key].pk, "part": world.organisations[key].names.first().pk,
        }
        for key in keys
    }  # fmt: skip


SOME = _organisations("university", "hidden_university", "company", "hidden_company", "agency", "hidden_fund")
FEW = _organisations("university", "hidden_company")
PEOPLE = _people("lecturer", "officer", "student", "published_student", "hidden_lecturer", "hidden_student", "contact")
MEMBERS: Rows = {
    role: lambda world, role=role: {
        "pk": world.organisations[HELD_AT[role]].pk, "part": world[role].memberships.get().pk,
    }
    for role in ("faculty_member", "host_supervisor", "ministry_analyst", "reviewer")
}  # fmt: skip
ABSENT_PART: Rows = {
    key: lambda world, key=key: {"pk": world.organisations[key].pk, "part": 999_999_999}
    for key in ("university", "hidden_company")
}
ONCE: Rows = {"": lambda _world: {}}

# (method, address) → with which records, and with which body.
OPERATIONS: dict[tuple[str, str], tuple[Rows, Callable[[World], Any] | None]] = {
    ("get", "/account"): (ONCE, None),
    ("get", "/audit/events"): (ONCE, None),
    ("get", "/audit/events/{pk}"): (_extra("event"), None),
    ("get", "/organisations"): (ONCE, None),
    ("post", "/organisations"): (ONCE, lambda _world: {"kind": "company", "names": {"en": "Invented"}}),
    ("get", "/organisations/{pk}"): (SOME, None),
    ("patch", "/organisations/{pk}"): (SOME, lambda _world: {"city": "Invented"}),
    ("post", "/organisations/{pk}/publish"): (FEW, None),
    ("post", "/organisations/{pk}/unpublish"): (FEW, None),
    ("post", "/organisations/{pk}/merge"): (FEW, lambda world: {"archived": world.organisations["fund"].pk}),
    ("post", "/organisations/{pk}/unmerge"): (FEW, None),
    ("post", "/organisations/{pk}/names"): (FEW, lambda _world: {"value": "I", "language": "en", "kind": "alias"}),
    ("delete", "/organisations/{pk}/names/{part}"): (_first_name("university", "hidden_company"), None),
    ("post", "/organisations/{pk}/identifiers"): (FEW, lambda _world: {"scheme": "bin", "value": "240140999905"}),
    ("delete", "/organisations/{pk}/identifiers/{part}"): (ABSENT_PART, None),
    ("post", "/organisations/{pk}/channels"): (FEW, lambda _world: {"kind": "website", "value": "example.org"}),
    ("delete", "/organisations/{pk}/channels/{part}"): (ABSENT_PART, None),
    ("post", "/organisations/{pk}/relations"): (
        FEW, lambda world: {"kind": "related", "other": world.organisations["agency"].pk},
    ),
    ("delete", "/organisations/{pk}/relations/{part}"): (ABSENT_PART, None),
    ("post", "/organisations/{pk}/units"): (FEW, lambda _world: {"names": {"en": "Invented"}}),
    ("patch", "/organisations/{pk}/units/{part}"): (ABSENT_PART, lambda _world: {"names": {"en": "Invented"}}),
    ("post", "/organisations/{pk}/units/{part}/close"): (ABSENT_PART, lambda _world: {"on": "2026-01-31"}),
    ("get", "/people"): (ONCE, None),
    ("post", "/people"): (
        ONCE, lambda world: NEW_PERSON | {"affiliation": {"organisation": world.organisations["university"].pk}},
    ),
    ("get", "/people/{pk}"): (PEOPLE, None),
    ("patch", "/people/{pk}"): (PEOPLE, lambda _world: {"names": {"en": "Invented"}}),
    ("post", "/people/{pk}/merge"): (
        _people("officer", "lecturer", "hidden_lecturer"), lambda world: {"archived": world.people["student"].pk},
    ),
    ("post", "/people/{pk}/unmerge"): (_people("lecturer", "hidden_lecturer"), None),
    ("post", "/people/{pk}/consents"): (
        _people("lecturer", "student", "hidden_lecturer"),
        lambda world: NEW_CONSENT | {"operator": world.organisations["university"].pk},
    ),
    ("post", "/people/{pk}/affiliations"): (
        _people("officer", "contact"),
        lambda world: {"organisation": world.organisations["university"].pk, "kind": "contact"},
    ),
    ("post", "/people/{pk}/affiliations/{part}/end"): (
        _affiliations("student", "manager", "hidden_lecturer"), lambda _world: {"on": "2026-01-31"},
    ),
    ("get", "/consents"): (ONCE, None),
    ("get", "/consents/{pk}"): (_consents("lecturer", "published_student", "contact"), None),
    ("post", "/consents/{pk}/withdraw"): (_consents("lecturer", "contact"), lambda _world: {}),
    ("post", "/consents/{pk}/done"): (_consents("lecturer", "contact"), lambda _world: {"what": "stopped"}),
    ("get", "/organisations/{pk}/members"): (SOME, None),
    ("get", "/organisations/{pk}/members/{part}"): (MEMBERS, None),
    ("patch", "/organisations/{pk}/members/{part}"): (MEMBERS, lambda _world: {"role": "researcher"}),
    ("post", "/organisations/{pk}/members/{part}/end"): (MEMBERS, lambda _world: {"although_last": True}),
    ("get", "/organisations/{pk}/invitations"): (SOME, None),
    ("post", "/organisations/{pk}/invitations"): (
        SOME, lambda _world: {"email": "invited@example.org", "role": "faculty_member"},
    ),
    ("post", "/organisations/{pk}/invitations/{part}/resend"): (ABSENT_PART, None),
    ("post", "/organisations/{pk}/invitations/{part}/withdraw"): (ABSENT_PART, None),
    ("get", "/organisations/{pk}/posts"): (SOME, None),
    ("post", "/organisations/{pk}/posts"): (FEW, lambda _world: {"names": {"en": "Invented"}}),
    ("get", "/organisations/{pk}/posts/{part}"): (ABSENT_PART, None),
    ("patch", "/organisations/{pk}/posts/{part}"): (ABSENT_PART, lambda _world: {"names": {"en": "Invented"}}),
    ("post", "/organisations/{pk}/posts/{part}/appoint"): (
        ABSENT_PART, lambda world: {"person": world.people["lecturer"].pk, "starts_on": "2026-01-31"},
    ),
    ("post", "/organisations/{pk}/posts/{part}/vacate"): (ABSENT_PART, lambda _world: {"on": "2026-01-31"}),
    ("post", "/organisations/{pk}/posts/{part}/close"): (ABSENT_PART, lambda _world: {"on": "2026-01-31"}),
    ("get", "/duplicates"): (ONCE, None),
    ("post", "/duplicates"): (
        ONCE,
        lambda world: {"left": world.organisations["company"].pk, "right": world.organisations["fund"].pk},
    ),
    ("get", "/duplicates/{pk}"): (_extra("proposal"), None),
    ("post", "/duplicates/{pk}/decision"): (_extra("proposal"), lambda _world: {"decision": "different"}),
    ("get", "/documents"): (ONCE, None),
    ("get", "/documents/{pk}"): (_extra("document"), None),
    ("post", "/documents/{pk}/versions/{part}/signatures"): (
        {"": lambda world: {"pk": world.extras["document"].pk, "part": 1}}, None,
    ),
    ("get", "/search"): (ONCE, None),
    ("get", "/imports"): (ONCE, None),
    ("post", "/imports"): (ONCE, None),
    ("get", "/imports/{pk}"): (_extra("import_run"), None),
    ("get", "/imports/{pk}/faults"): (_extra("import_run"), None),
    ("get", "/imports/{pk}/rows"): (_extra("import_run"), None),
    ("get", "/imports/{pk}/rejected"): (_extra("import_run"), None),
    ("get", "/imports/{pk}/questions"): (_extra("import_run"), None),
    ("post", "/imports/{pk}/questions/{part}/decision"): (
        {"": lambda world: {"pk": world.extras["import_run"].pk, "part": 999_999_999}},
        lambda _world: {"decision": "keep"},
    ),
    ("post", "/imports/{pk}/carry-out"): (_extra("import_run"), None),
    ("post", "/imports/{pk}/cancel"): (_extra("import_run"), None),
    **{
        ("get", f"/codes/{name}"): (ONCE, None)
        for name in ("regions", "sectors", "kinds", "relations", "affiliations", "schemes")
    },
    **visits_partnerships.OPERATIONS,
    **visits_expertise.OPERATIONS,
    **visits_choice.OPERATIONS,
    **visits_curriculum.OPERATIONS,
    **visits_programmes.OPERATIONS,
    **visits_theses.OPERATIONS,
    **visits_own_hosts.OPERATIONS,
    **visits_gatherings.OPERATIONS,
    **visits_stipends.OPERATIONS,
    **visits_placements.OPERATIONS,
    **visits_logs.OPERATIONS,
}  # fmt: skip
QUERY = {"/search": "?q=invented", **visits_partnerships.QUERY, **visits_expertise.QUERY}


def furnish(world: World) -> World:
    if "document" not in world.extras:
        # About a purpose that nobody has registered: seen by nobody.
        world.extras["document"] = Document.objects.create(
            purpose="nobody:knows", title="Invented", subject_type="organisations.organisation",
            subject_id=world.organisations["university"].pk,
        )  # fmt: skip
    left, right = sorted([world.organisations["company"].pk, world.organisations["hidden_company"].pk])
    if "challenge_answered" in world.extras and "challenge_file_answered" not in world.extras:
        visits_expertise.furnish(world)
    if "proposal" in world.extras:
        return world
    world.extras["proposal"] = DuplicateProposal.objects.create(
        left_id=left, right_id=right, score=0.9, found_at=timezone.now()
    )
    return world


@cache
def all_operations() -> set[tuple[str, str]]:
    paths = schema()["paths"]
    return {(method, path.removeprefix("/api/v1")) for path, methods in paths.items() for method in methods}


def api_requests(world: World) -> Iterator[tuple[str, str, str, Any]]:
    """Label, method, address and body of each request."""
    missing = all_operations() - OPERATIONS.keys()
    if missing:
        raise AssertionError(
            f"Operations that the walk does not know: {sorted(missing)}. Add them to tests/api/visits.py."
        )
    for (method, path), (rows, body) in OPERATIONS.items():
        for row, arguments in rows.items():
            label = " ".join(filter(None, (method.upper(), f"/api/v1{path}", row)))
            address = f"/api/v1{path}".format(**arguments(world)) + QUERY.get(path, "")
            yield label, method.upper(), address, body(world) if body else None
