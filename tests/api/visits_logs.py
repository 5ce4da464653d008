"""The operations on logs, weeks, letters about weeks and evaluations, as visits of the walk: see `tests.api.visits`."""

from collections.abc import Callable
from typing import Any

from django.utils import timezone

from seriktes.placements.models import LogEntry
from tests.walk.logs import LINES, LOGGED, WEEKS_OF
from tests.world import World

Rows = dict[str, Callable[[World], dict[str, Any]]]


def _extras(*keys: str) -> Rows:
    return {key: lambda world, key=key: {"pk": world.extras[key].pk} for key in keys}


ONCE: Rows = {"": lambda _world: {}}
PLACEMENTS: Rows = _extras(*LOGGED)
EVALUATED: Rows = {
    f"{key} {side}": lambda world, key=key, side=side: {"pk": world.extras[key].pk, "evaluator": side}
    for key in LOGGED
    for side in ("student", "host", "academic")
}
SECRET: Rows = {"": lambda world: {"secret": world.extras["weeks_to_confirm"]}}


def _line(world: World) -> LogEntry:
    line: LogEntry = world.extras["line_disputed"]
    return line


OPERATIONS: dict[tuple[str, str], tuple[Rows, Callable[[World], Any] | None]] = {
    ("get", "/log"): (ONCE, None),
    ("get", "/placements/{pk}/plan"): (PLACEMENTS, None),
    ("put", "/placements/{pk}/plan"): (
        PLACEMENTS,
        lambda _world: {"tasks": [{"text": "Invented", "weight": 100}], "reason": "Invented"},
    ),
    ("get", "/placements/{pk}/log"): (PLACEMENTS, None),
    ("post", "/placements/{pk}/log"): (
        PLACEMENTS,
        lambda _world: {"day": timezone.localdate().isoformat(), "hours": "2.5", "note": "Invented"},
    ),
    ("patch", "/log-lines/{pk}"): (_extras(*LINES), lambda _world: {"note": "Invented"}),
    ("delete", "/log-lines/{pk}"): (_extras(*LINES), None),
    ("get", "/weeks"): (ONCE, None),
    ("get", "/weeks/{pk}"): (_extras(*WEEKS_OF), None),
    ("post", "/weeks/{pk}/word"): (_extras(*WEEKS_OF), lambda _world: {"seen": 1}),
    ("post", "/weeks/{pk}/accept"): (_extras(*WEEKS_OF), None),
    ("post", "/weeks/{pk}/decide"): (
        _extras(*WEEKS_OF),
        lambda world: {"lines": [{"line": _line(world).pk, "hours": "3"}], "reason": "Invented"},
    ),
    ("post", "/weeks/{pk}/reopen"): (_extras(*WEEKS_OF), lambda _world: {"reason": "Invented"}),
    ("post", "/weeks/confirm"): (
        ONCE,
        lambda world: {"seen": [{"week": world.extras["week_open"].pk, "version": 1}]},
    ),
    ("get", "/week-letters/{secret}"): (SECRET, None),
    ("post", "/week-letters/{secret}/word"): (
        SECRET,
        lambda world: {"seen": [{"week": world.extras["week_open"].pk, "version": 1}]},
    ),
    ("get", "/placements/{pk}/evaluations"): (PLACEMENTS, None),
    ("get", "/placements/{pk}/evaluations/{evaluator}/form"): (EVALUATED, None),
    ("post", "/placements/{pk}/evaluations/{evaluator}"): (
        EVALUATED,
        # What the student's side is asked; the others have forms of their own.
        lambda world: {
            "form": world.extras["evaluation_form_own"].pk, "answers": {"tasks": 4, "learnt": 5, "supervision": 3},
        },
    ),
    ("get", "/host-reviews"): (ONCE, None),
}  # fmt: skip
