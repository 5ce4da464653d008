"""The operations on hosts that students found, as visits of the walk: see `tests.api.visits`."""

from collections.abc import Callable
from typing import Any

from tests.api.visits_programmes import COHORTS, ONCE, Rows, _extras
from tests.world import World

PROPOSALS: Rows = _extras("own_host_sent", "own_host_returned", "own_host_fellow", "own_host_elsewhere")


def _proposal(_world: World) -> dict[str, Any]:
    return {
        "host_name": "Invented host", "title": "Invented", "tasks": [{"text": "Invent", "share": 100}],
        "supervisor_name": "Invented", "supervisor_email": "invented@walk.example",
    }  # fmt: skip


OPERATIONS: dict[tuple[str, str], tuple[Rows, Callable[[World], Any] | None]] = {
    ("get", "/placements/own-hosts"): (ONCE, None),
    ("get", "/placements/own-hosts/{pk}"): (PROPOSALS, None),
    ("put", "/placements/own-hosts/{pk}"): (PROPOSALS, _proposal),
    ("post", "/placements/cohorts/{pk}/own-hosts"): (COHORTS, _proposal),
    ("post", "/placements/own-hosts/{pk}/approve"): (
        PROPOSALS,
        lambda world: {"host": world.organisations["company"].pk, "looked_at": "Invented words about it"},
    ),
    **{
        ("post", f"/placements/own-hosts/{{pk}}/{way}"): (PROPOSALS, lambda _world: {"reason": "Invented reason"})
        for way in ("return", "decline")
    },
    ("post", "/placements/own-hosts/{pk}/withdraw"): (PROPOSALS, None),
}
