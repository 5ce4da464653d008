"""The operations on placements and learning agreements, as visits of the walk: see `tests.api.visits`."""

from collections.abc import Callable
from typing import Any

from tests.world import World

Rows = dict[str, Callable[[World], dict[str, Any]]]


def _extras(*keys: str) -> Rows:
    return {key: lambda world, key=key: {"pk": world.extras[key].pk} for key in keys}


PLACEMENTS: Rows = _extras("placement_planned", "placement_signing", "placement_running", "placement_elsewhere")
STEPS: Rows = _extras("step_host", "step_department", "step_student", "step_elsewhere")


def _reason(_world: World) -> dict[str, str]:
    return {"reason": "Invented reason"}


def _on(_world: World) -> dict[str, str]:
    return {"reason": "Invented reason", "on": "2026-01-01"}


OPERATIONS: dict[tuple[str, str], tuple[Rows, Callable[[World], Any] | None]] = {
    ("get", "/placements"): ({"": lambda _world: {}}, None),
    ("get", "/placements/{pk}"): (PLACEMENTS, None),
    ("patch", "/placements/{pk}"): (PLACEMENTS, lambda _world: {"number": "Invented"}),
    ("post", "/placements/cohorts/{pk}/placements"): (
        _extras("cohort_own", "cohort_draft", "cohort_elsewhere"),
        lambda world: {
            "student": world.people["fellow_student"].pk,
            "host": world.organisations["company"].pk,
            "title": "Invented",
        },
    ),
    ("post", "/placements/{pk}/amendments"): (PLACEMENTS, lambda _world: {"reason": "Invented reason", "hours": 300}),
    ("post", "/placements/{pk}/amendments/drop"): (PLACEMENTS, None),
    ("post", "/placements/signing-steps/{pk}/paper"): (
        STEPS,
        lambda _world: {"signer": "Invented", "on": "2026-01-01"},
    ),
    # Without the form and its file: rights are asked before what was sent.
    ("post", "/placements/signing-steps/{pk}/signed-paper"): (STEPS, None),
    ("get", "/placements/{pk}/agreements"): (PLACEMENTS, None),
    ("post", "/placements/{pk}/cancel"): (PLACEMENTS, _reason),
    **{("post", f"/placements/{{pk}}/{way}"): (PLACEMENTS, _on) for way in ("break-off", "record")},
    ("post", "/placements/{pk}/agreements/send"): (PLACEMENTS, None),
    ("post", "/placements/{pk}/agreements/take-back"): (PLACEMENTS, _reason),
    ("post", "/placements/signing-steps/{pk}/confirm"): (STEPS, lambda _world: {"sha256": "0" * 64}),
    ("post", "/placements/signing-steps/{pk}/refuse"): (STEPS, _reason),
    ("post", "/placements/signing-steps/{pk}/remind"): (STEPS, None),
}
