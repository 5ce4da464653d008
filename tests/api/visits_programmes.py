"""The operations on programmes, cohorts, positions and hosts, as visits of the walk: see `tests.api.visits`."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

from django.utils import timezone

from tests.world import World

Rows = dict[str, Callable[[World], dict[str, Any]]]


def _extras(*keys: str) -> Rows:
    return {key: lambda world, key=key: {"pk": world.extras[key].pk} for key in keys}


ONCE: Rows = {"": lambda _world: {}}
PROGRAMMES: Rows = _extras("programme_own", "programme_elsewhere")
COHORTS: Rows = _extras("cohort_own", "cohort_draft", "cohort_elsewhere")
POSITIONS: Rows = _extras("position_approved", "position_draft", "position_elsewhere")
UNIVERSITIES: Rows = {
    key: lambda world, key=key: {"pk": world.organisations[key].pk} for key in ("university", "hidden_university")
}
HOSTS: Rows = {
    f"{place} {host}": lambda world, place=place, host=host: {
        "pk": world.organisations[place].pk, "part": world.organisations[host].pk,
    }
    for place, host in (("university", "company"), ("hidden_university", "hidden_company"))
}  # fmt: skip


def _days(_world: World) -> dict[str, str]:
    today = timezone.localdate()
    days = {
        "positions_until": 10, "applications_from": 1, "applications_until": 20, "ranking_until": 30, "starts_on": 60,
        "ends_on": 120,
    }  # fmt: skip
    return {name: (today + timedelta(days=number)).isoformat() for name, number in days.items()}


def _host_asked(world: World) -> dict[str, Any]:
    return {
        "host": world.organisations["company"].pk, "email": "asked@walk.example", "language": "kk", "name": "Invented"
    }  # fmt: skip


OPERATIONS: dict[tuple[str, str], tuple[Rows, Callable[[World], Any] | None]] = {
    ("get", "/placements/programmes"): (ONCE, None),
    ("post", "/placements/programmes"): (
        ONCE,
        lambda world: {
            "university": world.organisations["university"].pk, "kind": "thesis", "names": {"en": "Invented"},
        },
    ),
    ("get", "/placements/programmes/{pk}"): (PROGRAMMES, None),
    ("patch", "/placements/programmes/{pk}"): (PROGRAMMES, lambda _world: {"names": {"en": "Invented"}}),
    **{("post", f"/placements/programmes/{{pk}}/{way}"): (PROGRAMMES, None) for way in ("archive", "unarchive")},
    ("post", "/placements/programmes/{pk}/cohorts"): (PROGRAMMES, lambda world: {"term": "Invented", **_days(world)}),
    ("get", "/placements/cohorts"): (ONCE, None),
    ("get", "/placements/cohorts/{pk}"): (COHORTS, None),
    ("patch", "/placements/cohorts/{pk}"): (COHORTS, lambda _world: {"note": "Invented"}),
    ("post", "/placements/cohorts/{pk}/copy"): (
        COHORTS,
        lambda world: {"term": "Invented copy", "starts_on": _days(world)["ends_on"]},
    ),
    ("post", "/placements/cohorts/{pk}/move"): (COHORTS, lambda _world: {"way": "cancel", "reason": "Invented"}),
    ("post", "/placements/cohorts/{pk}/ask"): (COHORTS, _host_asked),
    ("get", "/placements/positions"): (ONCE, None),
    ("post", "/placements/positions"): (
        ONCE,
        lambda world: {
            "cohort": world.extras["cohort_own"].pk, "host": world.organisations["company"].pk,
            "names": {"en": "Invented"},
        },
    ),
    ("get", "/placements/positions/{pk}"): (POSITIONS, None),
    ("patch", "/placements/positions/{pk}"): (POSITIONS, lambda _world: {"place": "Invented"}),
    **{("post", f"/placements/positions/{{pk}}/{way}"): (POSITIONS, None) for way in ("offer", "approve")},
    **{
        ("post", f"/placements/positions/{{pk}}/{way}"): (POSITIONS, lambda _world: {"reason": "Invented"})
        for way in ("return", "withdraw")
    },
    ("post", "/placements/positions/{pk}/copy"): (
        POSITIONS,
        lambda world: {"cohort": world.extras["cohort_own"].pk},
    ),
    ("get", "/organisations/{pk}/hosts"): (UNIVERSITIES, None),
    ("post", "/organisations/{pk}/hosts/{part}/decide"): (
        HOSTS,
        lambda _world: {"standing": "watch", "reasons": ["safety"], "reason": "Invented reason"},
    ),
    ("post", "/organisations/{pk}/hosts/{part}/note"): (HOSTS, lambda _world: {"note": "Invented"}),
    ("post", "/organisations/{pk}/hosts/{part}/let_pass"): (HOSTS, lambda _world: {"reason": "Invented"}),
    ("get", "/placements/supervision"): (ONCE, None),
}  # fmt: skip
