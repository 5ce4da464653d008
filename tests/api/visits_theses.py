"""The operations on theses and defences, as visits of the walk: see `tests.api.visits`."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

from django.utils import timezone

from tests.api.visits_programmes import ONCE, Rows, _extras
from tests.world import World

THESES: Rows = _extras("thesis_own", "thesis_admitted", "thesis_elsewhere")
DEFENCES: Rows = _extras("defence_planned", "defence_called", "defence_elsewhere")
COMING: Rows = _extras("defence_coming", "defence_elsewhere")
PROGRAMMES: Rows = _extras("thesis_programme", "thesis_programme_elsewhere", "programme_own")
COHORTS: Rows = _extras("thesis_cohort", "thesis_cohort_elsewhere")


def _within(part: str) -> Rows:
    return {
        key: lambda world, key=key: {
            "pk": world.extras[key].pk, "part": getattr(world.extras[key], part).order_by("pk")[0].pk,
        }
        for key in ("defence_called", "defence_elsewhere")
    }  # fmt: skip


def _later(_world: World) -> dict[str, str]:
    return {"starts_at": (timezone.now() + timedelta(days=9)).isoformat(), "place": "Invented"}


OPERATIONS: dict[tuple[str, str], tuple[Rows, Callable[[World], Any] | None]] = {
    ("get", "/placements/theses"): (ONCE, None),
    ("get", "/placements/theses/{pk}"): (THESES, None),
    ("patch", "/placements/theses/{pk}"): (THESES, lambda _world: {"titles": {"en": "Invented"}}),
    ("post", "/placements/theses/{pk}/move"): (
        {f"{key} {way}": lambda world, key=key: {"pk": world.extras[key].pk} for key in THESES for way in ("submit",)},
        lambda _world: {"way": "submit"},
    ),
    ("post", "/placements/positions/{pk}/take"): (_extras("topic_own", "topic_elsewhere"), lambda _world: {}),
    ("post", "/placements/cohorts/{pk}/topics"): (
        COHORTS,
        lambda world: {
            "host": world.organisations["company"].pk, "names": {"en": "Invented"}, "about": "Invented", "language": "en",
            "languages": ["kk"], "supervisor_name": "Invented", "supervisor_email": "industry@walk.example",
        },
    ),
    ("post", "/placements/cohorts/{pk}/defences"): (COHORTS, _later),
    ("get", "/placements/programmes/{pk}/thesis-rule"): (PROGRAMMES, None),
    ("put", "/placements/programmes/{pk}/thesis-rule"): (
        PROGRAMMES,
        lambda _world: {
            "topics_taken_directly": True, "supervisor_votes": False, "members_at_least": 4, "employers_at_least": 1,
            "pass_from": 50,
        },
    ),
    ("get", "/placements/defences"): (ONCE, None),
    ("get", "/placements/defences/{pk}"): (DEFENCES, None),
    ("patch", "/placements/defences/{pk}"): (DEFENCES, lambda _world: {"place": "Invented"}),
    ("post", "/placements/defences/{pk}/members"): (DEFENCES, lambda _world: {"name": "Invented"}),
    ("delete", "/placements/defences/{pk}/members/{part}"): (_within("members"), None),
    ("post", "/placements/defences/{pk}/answer"): (COMING, lambda _world: {"answer": "yes"}),
    ("put", "/placements/defences/{pk}/theses"): (DEFENCES, lambda _world: {"theses": []}),
    ("post", "/placements/defences/{pk}/theses/{part}/result"): (
        _within("theses"),
        lambda _world: {"points": 80, "votes_for": 3},
    ),
    ("post", "/placements/defences/{pk}/move"): (DEFENCES, lambda _world: {"way": "cancel", "reason": "Invented"}),
}  # fmt: skip
