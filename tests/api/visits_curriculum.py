"""The operations on courses, councils and their advice, as visits of the walk: see `tests.api.visits`. The records stand in
`tests.walk.councils`: of the university, and of another one that nobody of the personas belongs to."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

from django.utils import timezone

from tests.walk.councils import PLACES
from tests.world import World

Rows = dict[str, Callable[[World], dict[str, Any]]]
ONCE: Rows = {"": lambda _world: {}}
DAY = {"on": "2026-01-31"}
REASON = {"reason": "Invented reason"}


def _of(name: str, inner: str = "") -> Rows:
    return {
        place: lambda world, place=place: {
            "pk": world.extras[f"{name}_{place}"].pk, **({"part": world.extras[f"{inner}_{place}"].pk} if inner else {})
        }
        for place in PLACES
    }  # fmt: skip


def _soon(_world: World, days: int = 30) -> str:
    return (timezone.localdate() + timedelta(days=days)).isoformat()


def _new(**more: Any) -> Callable[[World], Any]:
    return lambda world: {"university": world.organisations["university"].pk, "names": {"en": "Invented"}, **more}


COURSES, PROGRAMMES, COUNCILS = _of("course"), _of("programme"), _of("council")
CALLED, HELD, MINUTES, ADVICE = _of("called"), _of("held"), _of("minutes"), _of("advice")
NEW_MEETING = {"starts_at": "2027-03-02T10:00:00+05:00", "ends_at": "2027-03-02T12:00:00+05:00"}

OPERATIONS: dict[tuple[str, str], tuple[Rows, Callable[[World], Any] | None]] = {
    ("get", "/study-programmes"): (ONCE, None),
    ("post", "/study-programmes"): (ONCE, _new(code="6B07199")),
    ("get", "/study-programmes/{pk}"): (PROGRAMMES, None),
    ("patch", "/study-programmes/{pk}"): (PROGRAMMES, lambda _world: {"names": {"en": "Invented"}}),
    ("post", "/study-programmes/{pk}/close"): (PROGRAMMES, lambda _world: DAY),
    ("get", "/study-programmes/{pk}/courses"): (PROGRAMMES, None),
    ("get", "/courses"): (ONCE, None),
    ("post", "/courses"): (ONCE, _new(code="IN 1")),
    ("get", "/courses/{pk}"): (COURSES, None),
    ("patch", "/courses/{pk}"): (COURSES, lambda _world: {"credits": "5.0"}),
    ("post", "/courses/{pk}/close"): (COURSES, lambda _world: DAY),
    ("post", "/courses/{pk}/runs"): (
        COURSES, lambda _world: {"term": "Invented", "starts_on": "2026-09-01", "ends_on": "2026-12-31"},
    ),
    ("patch", "/courses/{pk}/runs/{part}"): (_of("course", "run"), lambda _world: {"students": 20}),
    ("post", "/courses/{pk}/employers"): (
        COURSES, lambda world: {"organisation": world.organisations["fund"].pk, "part": "judges"},
    ),
    ("post", "/courses/{pk}/employers/{part}/end"): (_of("course", "employer"), lambda _world: DAY),
    ("post", "/courses/{pk}/activities"): (
        COURSES, lambda world: {"activity": world.activities["confirmed"].pk},
    ),
    ("delete", "/courses/{pk}/activities/{part}"): (_of("course", "certification"), None),
    ("post", "/courses/{pk}/activities/{part}/certify"): (
        _of("course", "certification"),
        lambda world: {"certifier": world.organisations["company"].pk, "valid_until": "2028-01-31"},
    ),
    ("post", "/courses/{pk}/activities/{part}/end-certification"): (
        _of("course", "certification"), lambda _world: DAY | REASON,
    ),
    ("get", "/councils"): (ONCE, None),
    ("post", "/councils"): (ONCE, _new()),
    ("get", "/councils/{pk}"): (COUNCILS, None),
    ("patch", "/councils/{pk}"): (COUNCILS, lambda _world: {"quorum": 60}),
    ("get", "/councils/{pk}/report"): (COUNCILS, None),
    ("post", "/councils/{pk}/close"): (COUNCILS, lambda _world: DAY | REASON),
    ("post", "/councils/{pk}/members"): (
        COUNCILS,
        lambda world: {"organisation": world.organisations["fund"].pk, "contact_name": "Invented", "starts_on": "2026-01-31"},
    ),
    ("patch", "/councils/{pk}/members/{part}"): (_of("council", "seat"), lambda _world: {"role": "chair"}),
    ("post", "/councils/{pk}/members/{part}/end"): (_of("council", "seat"), lambda _world: DAY | REASON),
    ("post", "/councils/{pk}/meetings"): (COUNCILS, lambda _world: NEW_MEETING),
    ("get", "/council-meetings"): (ONCE, None),
    ("get", "/council-meetings/{pk}"): (CALLED, None),
    ("patch", "/council-meetings/{pk}"): (CALLED, lambda _world: {"place": "Invented"}),
    ("post", "/council-meetings/{pk}/call"): (CALLED, None),
    ("post", "/council-meetings/{pk}/hold"): (CALLED, lambda _world: {"attendance": []}),
    ("post", "/council-meetings/{pk}/attendance"): (HELD, lambda _world: {"attendance": []}),
    ("post", "/council-meetings/{pk}/cancel"): (CALLED, lambda _world: REASON),
    ("post", "/council-meetings/{pk}/answer"): (CALLED, lambda _world: {"answer": "yes"}),
    ("get", "/council-meetings/{pk}/minutes"): (HELD, None),
    ("post", "/council-meetings/{pk}/minutes"): (HELD, None),
    ("get", "/council-minutes/{pk}"): (MINUTES, None),
    ("patch", "/council-minutes/{pk}"): (
        MINUTES, lambda _world: {"parts": [{"text_kk": "Шешілді.", "text_ru": "Решили."}]},
    ),
    ("post", "/council-minutes/{pk}/approve"): (MINUTES, None),
    ("post", "/council-minutes/{pk}/correct"): (MINUTES, lambda _world: REASON),
    ("post", "/council-minutes/{pk}/drop"): (MINUTES, None),
    ("get", "/recommendations"): (ONCE, None),
    ("post", "/councils/{pk}/recommendations"): (
        COUNCILS,
        lambda world: {"meeting": world.extras["held_university"].pk, "names": {"en": "Invented"}},
    ),
    ("get", "/recommendations/{pk}"): (ADVICE, None),
    ("patch", "/recommendations/{pk}"): (ADVICE, lambda _world: {"why": "Invented"}),
    ("post", "/recommendations/{pk}/owner"): (ADVICE, lambda world: {"owner": world.extras["post_university"].pk}),
    ("post", "/recommendations/{pk}/due"): (ADVICE, lambda world: {"due_on": _soon(world)}),
    ("post", "/recommendations/{pk}/refuse"): (ADVICE, lambda _world: REASON),
    ("post", "/recommendations/{pk}/reopen"): (ADVICE, lambda world: {"due_on": _soon(world)}),
    ("post", "/recommendations/{pk}/changes"): (
        ADVICE,
        lambda world: {"course": world.extras["course_university"].pk, "what": "Invented", "due_on": _soon(world)},
    ),
    ("patch", "/curriculum-changes/{pk}"): (_of("change"), lambda _world: {"what": "Invented"}),
    ("post", "/curriculum-changes/{pk}/accept"): (
        _of("change"),
        lambda world: {"decided_on": "2026-01-31", "decided_by": "Invented", "due_on": _soon(world)},
    ),
    ("post", "/curriculum-changes/{pk}/refuse"): (_of("change"), lambda _world: REASON),
    ("post", "/curriculum-changes/{pk}/carry_out"): (
        _of("decided"), lambda world: {"run": world.extras["run_university"].pk, "due_on": _soon(world)},
    ),
    ("post", "/curriculum-changes/{pk}/conclude"): (
        _of("taught"), lambda _world: {"result": "Invented", "measure": "Invented", "after": "68"},
    ),
}  # fmt: skip
