"""The operations on applications, rankings and rounds, as visits of the walk: see `tests.api.visits`."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

from django.utils import timezone

from tests.world import World

Rows = dict[str, Callable[[World], dict[str, Any]]]


def _extras(*keys: str) -> Rows:
    return {key: lambda world, key=key: {"pk": world.extras[key].pk} for key in keys}


ONCE: Rows = {"": lambda _world: {}}
APPLICATIONS: Rows = _extras("application_own", "application_fellow", "application_elsewhere")
COHORTS: Rows = _extras("choice_cohort", "choice_elsewhere")
POSITIONS: Rows = _extras("choice_position", "choice_position_elsewhere")
ROUNDS: Rows = _extras("round_trial", "round_elsewhere")
DOCUMENTS: Rows = {
    key: lambda world, key=key: {"pk": world.extras[key].pk, "code": "cv"}
    for key in ("application_own", "application_fellow", "application_elsewhere")
}


def _reason(_world: World) -> dict[str, str]:
    return {"reason": "Invented reason"}


OPERATIONS: dict[tuple[str, str], tuple[Rows, Callable[[World], Any] | None]] = {
    ("get", "/placements/applications"): (ONCE, None),
    ("get", "/placements/applications/{pk}"): (APPLICATIONS, None),
    ("post", "/placements/applications"): (ONCE, lambda world: {"cohort": world.extras["choice_cohort"].pk}),
    ("patch", "/placements/applications/{pk}"): (APPLICATIONS, lambda _world: {"about": "Invented"}),
    ("post", "/placements/applications/{pk}/submit"): (APPLICATIONS, None),
    **{
        ("post", f"/placements/applications/{{pk}}/{way}"): (APPLICATIONS, _reason)
        for way in ("withdraw", "refuse", "readmit")
    },
    ("get", "/placements/applications/{pk}/couple"): (APPLICATIONS, None),
    ("post", "/placements/applications/{pk}/couple"): (APPLICATIONS, lambda _world: {"email": "nobody@example.org"}),
    ("post", "/placements/applications/{pk}/couple/answer"): (APPLICATIONS, lambda _world: {"agrees": True}),
    ("put", "/placements/applications/{pk}/couple/pairs"): (APPLICATIONS, lambda _world: {"pairs": []}),
    **{("post", f"/placements/applications/{{pk}}/couple/{way}"): (APPLICATIONS, None) for way in ("agree", "part")},
    ("get", "/placements/applications/{pk}/documents/{code}"): (DOCUMENTS, None),
    # Without the form and its file: rights are asked before what was sent.
    ("post", "/placements/applications/{pk}/documents/{code}"): (DOCUMENTS, None),
    ("delete", "/placements/applications/{pk}/documents/{code}"): (DOCUMENTS, None),
    ("get", "/placements/positions/{pk}/ranking"): (POSITIONS, None),
    ("put", "/placements/positions/{pk}/ranking"): (POSITIONS, lambda _world: {"applicants": []}),
    ("post", "/placements/positions/{pk}/ranking/remind"): (POSITIONS, None),
    ("get", "/placements/cohorts/{pk}/lottery"): (COHORTS, None),
    ("get", "/placements/cohorts/{pk}/rounds"): (COHORTS, None),
    ("post", "/placements/cohorts/{pk}/rounds"): (COHORTS, lambda _world: {"objective": "student"}),
    ("post", "/placements/cohorts/{pk}/further-lists"): (
        COHORTS,
        lambda _world: {"until": (timezone.localdate() + timedelta(days=5)).isoformat()},
    ),
    **{("post", f"/placements/cohorts/{{pk}}/rankings/{way}"): (COHORTS, None) for way in ("remind", "ask")},
    ("get", "/placements/rounds/{pk}"): (ROUNDS, None),
    ("get", "/placements/rounds/{pk}/results"): (ROUNDS, None),
    **{("get", f"/placements/rounds/{{pk}}/{way}"): (ROUNDS, None) for way in ("changes", "bundle")},
    **{("post", f"/placements/rounds/{{pk}}/{way}"): (ROUNDS, None) for way in ("cancel", "replay", "publish")},
    ("post", "/placements/rounds/{pk}/changes"): (
        ROUNDS,
        lambda world: {"application": world.extras["application_own"].pk, "reason": "Invented", "signed": "Nobody"},
    ),
}
