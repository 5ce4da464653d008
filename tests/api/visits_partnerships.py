"""The operations on partnerships, as visits of the walk: see `tests.api.visits`."""

from collections.abc import Callable
from typing import Any

from seriktes.partnerships.models import Party
from tests.world import World

Arguments = dict[str, int]
Rows = dict[str, Callable[[World], Arguments]]
Body = Callable[[World], Any]

ONCE: Rows = {"": lambda _world: {}}


def side(world: World, partnership: str, place: str) -> int:
    return Party.objects.get(
        partnership=world.partnerships[partnership], organisation=world.organisations[place], unit=None
    ).pk


def _partnerships(*keys: str) -> Rows:
    return {key: lambda world, key=key: {"pk": world.partnerships[key].pk} for key in keys}


def _sides(*keys: tuple[str, str]) -> Rows:
    return {
        f"{key} {place}": lambda world, key=key, place=place: {
            "pk": world.partnerships[key].pk, "part": side(world, key, place),
        }
        for key, place in keys
    }  # fmt: skip


def _agreements(*keys: str) -> Rows:
    return {key: lambda world, key=key: {"pk": world.agreements[key].pk} for key in keys}


def _commitments(*keys: str) -> Rows:
    return {key: lambda world, key=key: {"pk": world.commitments[key].pk} for key in keys}


def _deliveries(*keys: str) -> Rows:
    return {
        key: lambda world, key=key: {
            "pk": world.commitments[key].pk, "part": world.commitments[key].deliveries.first().pk,
        }
        for key in keys
    }  # fmt: skip


def _activities(*keys: str) -> Rows:
    return {key: lambda world, key=key: {"pk": world.activities[key].pk} for key in keys}


def _step() -> Rows:
    return {"": lambda world: {"pk": world.extras["approval_step"].pk}}


def _handovers() -> Rows:
    return {
        key: lambda world, key=key: {"pk": world.extras[f"handover_{key}"].pk}
        for key in ("university", "hidden_company")
    }


def _handover_items() -> Rows:
    return {
        key: lambda world, key=key: {
            "pk": world.extras[f"handover_{key}"].pk, "part": world.extras[f"handover_item_{key}"].pk,
        }
        for key in ("university", "hidden_company")
    }  # fmt: skip


def _organisation(key: str) -> Body:
    return lambda world: {"organisation": world.organisations[key].pk}


EVERY = _partnerships("own", "published", "of_others", "of_others_published", "archived")
FEW = _partnerships("own", "published", "of_others")
SIDES = _sides(("own", "university"), ("own", "company"), ("published", "fund"), ("of_others", "hidden_company"))
REASON = {"reason": "Invented"}


def _way(code: str, state: str, body: Body | None) -> dict[tuple[str, str], tuple[Rows, Body | None]]:
    """A way from a state that has it, and of an agreement of others."""
    return {("post", f"/agreements/{{pk}}/ways/{code}"): (_agreements(state, "elsewhere"), body)}


def _own_side(world: World) -> dict[str, Any]:
    return {"side": side(world, "own", "university"), "on": "2026-03-02"}


OPERATIONS: dict[tuple[str, str], tuple[Rows, Body | None]] = {
    ("get", "/partnerships"): (ONCE, None),
    ("post", "/partnerships"): (
        ONCE,
        lambda world: {
            "names": {"en": "Invented"},
            "sides": [{"organisation": world.organisations[key].pk} for key in ("university", "company", "fund")],
        },
    ),
    ("get", "/partnerships/{pk}"): (EVERY, None),
    ("patch", "/partnerships/{pk}"): (FEW, lambda _world: {"note": "Invented"}),
    ("post", "/partnerships/{pk}/stage"): (FEW, lambda _world: {"stage": "paused"}),
    ("post", "/partnerships/{pk}/end"): (FEW, lambda _world: REASON | {"on": "2026-03-02"}),
    ("post", "/partnerships/{pk}/archive"): (FEW, None),
    ("post", "/partnerships/{pk}/unarchive"): (_partnerships("archived", "of_others"), None),
    ("post", "/partnerships/{pk}/sides"): (FEW, _organisation("agency")),
    ("get", "/partnerships/{pk}/sides/{part}"): (SIDES, None),
    ("patch", "/partnerships/{pk}/sides/{part}"): (SIDES, lambda _world: {"contact_name": "Invented"}),
    ("post", "/partnerships/{pk}/sides/{part}/leave"): (
        _sides(("of_three", "university"), ("of_three", "company"), ("of_others", "hidden_company")),
        lambda _world: {"on": "2026-03-02"},
    ),
    ("post", "/partnerships/{pk}/sides/{part}/publish"): (SIDES, None),
    ("post", "/partnerships/{pk}/sides/{part}/unpublish"): (SIDES, None),
    ("post", "/partnerships/{pk}/sides/{part}/letters"): (SIDES, lambda _world: {"note": "Invented"}),
    ("post", "/partnerships/{pk}/sides/{part}/answers"): (SIDES, lambda _world: {"note": "Invented"}),
    ("get", "/partnerships/{pk}/facts"): (FEW, None),
    ("get", "/partnerships/{pk}/facts/rows"): (FEW, None),
    ("get", "/partnerships/{pk}/timeline"): (FEW, None),
    ("get", "/partnerships/{pk}/clocks"): (FEW, None),
    ("get", "/agreements"): (ONCE, None),
    ("get", "/agreements/{pk}"): (_agreements("draft", "active", "elsewhere"), None),
    ("patch", "/agreements/{pk}"): (_agreements("draft", "active", "elsewhere"), lambda _world: {"number": "I-1"}),
    ("put", "/agreements/{pk}/signatories"): (
        _agreements("draft", "active", "elsewhere"),
        lambda world: {"signatories": [{"side": side(world, "own", place)} for place in ("university", "company")]},
    ),
    ("post", "/partnerships/{pk}/agreements"): (FEW, lambda _world: {"kind": "memorandum"}),
    ("post", "/partnerships/{pk}/agreements/signed"): (
        FEW,
        lambda world: {
            "kind": "memorandum", "names": {"en": "Invented"}, "languages": ["en"], "starts_on": "2025-10-01",
            "signatures": [
                {"side": side(world, "own", place), "on": "2025-10-01"} for place in ("university", "company")
            ],
        },
    ),
    **_way("submit", "draft", None),
    **_way("take_back", "in_approval", lambda _world: REASON),
    **_way("abandon", "draft", lambda _world: REASON),
    **_way("sign", "approved", _own_side),
    **_way("suspend", "active", lambda _world: REASON),
    **_way("resume", "suspended", lambda _world: {}),
    **_way("terminate", "active", lambda _world: REASON | {"on": "2026-03-02"}),
    **_way("give_notice", "active", _own_side),
    **_way("extend", "active", lambda _world: {"months": 12}),
    **_way("amend", "active", lambda _world: {}),
    **_way("supersede", "active", lambda _world: {}),
    ("get", "/agreements/{pk}/timeline"): (_agreements("draft", "elsewhere"), None),
    ("get", "/agreements/{pk}/clocks"): (_agreements("draft", "elsewhere"), None),
    ("get", "/commitments"): (ONCE, None),
    ("get", "/commitments/{pk}"): (_commitments("own", "elsewhere"), None),
    ("patch", "/commitments/{pk}"): (_commitments("own", "elsewhere"), lambda _world: {"what": "Invented"}),
    ("post", "/agreements/{pk}/commitments"): (
        _agreements("active", "elsewhere"),
        lambda world: {
            "side": side(world, "own", "company"), "kind": "places", "what": "Invented places", "unit": "places",
            "schedule": [{"due_on": "2027-01-31", "amount": "5"}],
        },
    ),
    ("put", "/commitments/{pk}/schedule"): (
        _commitments("own", "elsewhere"), lambda _world: {"schedule": [{"due_on": "2027-06-30", "amount": "5"}]},
    ),
    ("post", "/commitments/{pk}/withdraw"): (_commitments("own", "elsewhere"), lambda _world: REASON),
    ("post", "/commitments/{pk}/deliveries"): (
        _commitments("own", "elsewhere"), lambda _world: {"on": "2026-03-02", "amount": "5"},
    ),
    ("get", "/commitments/{pk}/deliveries/{part}/evidence"): (_deliveries("own", "elsewhere"), None),
    ("post", "/commitments/{pk}/deliveries/{part}/confirm"): (
        _deliveries("own", "elsewhere"), lambda world: {"side": side(world, "own", "university")},
    ),
    ("post", "/commitments/{pk}/deliveries/{part}/dispute"): (
        _deliveries("own", "elsewhere"), lambda world: {"side": side(world, "own", "university"), **REASON},
    ),
    ("post", "/commitments/{pk}/deliveries/{part}/withdraw"): (_deliveries("own", "elsewhere"), lambda _world: REASON),
    ("get", "/commitments/{pk}/timeline"): (_commitments("own", "elsewhere"), None),
    ("get", "/commitments/{pk}/clocks"): (_commitments("own", "elsewhere"), None),
    ("get", "/activities"): (ONCE, None),
    ("get", "/activities/{pk}"): (_activities("draft", "reported", "elsewhere"), None),
    ("patch", "/activities/{pk}"): (
        _activities("draft", "reported", "elsewhere"),
        lambda world: {"place": "Invented", "organisation": world.organisations["university"].pk},
    ),
    ("post", "/partnerships/{pk}/activities"): (
        FEW,
        lambda world: {
            "kind": "internship", "title": "Invented", "starts_on": "2026-03-02",
            "organisation": world.organisations["university"].pk,
        },
    ),
    ("post", "/activities/{pk}/report"): (_activities("draft", "elsewhere"), None),
    ("post", "/activities/{pk}/confirm"): (_activities("reported", "elsewhere"), _organisation("company")),
    ("post", "/activities/{pk}/dispute"): (
        _activities("reported", "elsewhere"), lambda world: REASON | _organisation("company")(world),
    ),
    ("post", "/activities/{pk}/withdraw"): (_activities("reported", "elsewhere"), lambda _world: REASON),
    ("get", "/activities/{pk}/files/{part}"): (
        {"": lambda world: {"pk": world.activities["reported"].pk, "part": 999_999_999}}, None,
    ),
    ("get", "/activities/{pk}/timeline"): (_activities("draft", "reported", "elsewhere"), None),
    ("get", "/activities/{pk}/clocks"): (_activities("draft", "reported", "elsewhere"), None),
    ("get", "/agreements/{pk}/approval"): (_agreements("draft", "elsewhere"), None),
    ("get", "/approvals"): (ONCE, None),
    ("post", "/approvals/steps/{pk}/decision"): (_step(), lambda _world: {"approve": False, "reason": "Invented"}),
    ("post", "/approvals/steps/{pk}/question"): (_step(), lambda _world: {"question": "Invented"}),
    ("post", "/approvals/steps/{pk}/answer"): (_step(), lambda _world: {"answer": "Invented"}),
    ("get", "/handovers"): (ONCE, None),
    ("get", "/handovers/{pk}"): (_handovers(), None),
    ("patch", "/handovers/{pk}"): (_handovers(), lambda _world: {"note": "Invented"}),
    ("get", "/handovers/{pk}/items"): (_handovers(), None),
    ("patch", "/handovers/{pk}/items/{part}"): (_handover_items(), lambda _world: {"note": "Invented"}),
    ("post", "/handovers/{pk}/items/{part}/acknowledge"): (_handover_items(), None),
    ("get", "/clocks"): (ONCE, None),
    ("get", "/codes/activities"): (ONCE, None),
}  # fmt: skip
QUERY = {"/partnerships/{pk}/facts/rows": "?fact=confirmed"}
