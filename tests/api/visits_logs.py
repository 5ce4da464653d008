"""The operations on logs, weeks, letters about weeks and evaluations, as visits of the walk: see `tests.api.visits`."""

from collections.abc import Callable
from typing import Any

from django.utils import timezone

from seriktes.placements.models import LogEntry
from tests.walk.logs import FORMS, LINES, LOGGED, PROGRAMMES, REVIEWS, WEEKS_OF
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
# One paper each: a PDF takes its time.
PAPERS: Rows = {
    f"{key} {what}": lambda world, key=key, what=what: {"pk": world.extras[key].pk, "what": what}
    for key, what in (
        ("placement_running", "certificate"), ("placement_over", "record"), ("placement_over_elsewhere", "record"),
    )
}  # fmt: skip
SECRET: Rows = {"": lambda world: {"secret": world.extras["weeks_to_confirm"]}}
LOG_RULE = {
    "hours_a_day": "8.00", "some_off_plan": 10, "much_off_plan": 30, "judged_from": 8, "asks_half_way": True,
    "asks_at_end": True,
}  # fmt: skip
SIGNING_RULE = {role: ["paper"] for role in ("host", "academic", "department", "student")} | {"days": 5}


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
    ("post", "/host-reviews/{pk}/decide"): (_extras(*REVIEWS), lambda _world: {"publish": True}),
    ("post", "/placements/{pk}/review"): (
        PLACEMENTS,
        lambda _world: {"text": "Invented words of a student about a host.", "recommends": True},
    ),
    ("post", "/placements/{pk}/documents/{what}"): (PAPERS, None),
    ("get", "/placements/programmes/{pk}/evaluation-forms"): (_extras(*PROGRAMMES), None),
    ("post", "/placements/programmes/{pk}/evaluation-forms"): (
        _extras(*PROGRAMMES), lambda _world: {"evaluator": "academic"},
    ),
    ("get", "/placements/evaluation-forms/{pk}"): (_extras(*FORMS), None),
    ("put", "/placements/evaluation-forms/{pk}"): (_extras(*FORMS), lambda _world: {"questions": []}),
    ("post", "/placements/evaluation-forms/{pk}/open"): (_extras(*FORMS), None),
    ("get", "/placements/programmes/{pk}/log-rule"): (_extras(*PROGRAMMES), None),
    ("put", "/placements/programmes/{pk}/log-rule"): (_extras(*PROGRAMMES), lambda _world: LOG_RULE),
    ("get", "/placements/programmes/{pk}/signing-rule"): (_extras(*PROGRAMMES), None),
    ("put", "/placements/programmes/{pk}/signing-rule"): (_extras(*PROGRAMMES), lambda _world: SIGNING_RULE),
}  # fmt: skip
