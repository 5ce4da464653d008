"""The operations on expertise, challenges, answers and enquiries, as visits of the walk: see `tests.api.visits`."""

from collections.abc import Callable
from typing import Any

from tests.world import World

Rows = dict[str, Callable[[World], dict[str, int]]]
ONCE: Rows = {"": lambda _world: {}}


def _extras(*keys: str) -> Rows:
    return {key: lambda world, key=key: {"pk": world.extras[key].pk} for key in keys}


EVIDENCE = _extras("evidence_public", "evidence_draft", "evidence_hidden")
CHALLENGES = _extras("challenge_answered", "challenge_elsewhere")
ANSWERS = _extras("answer_draft", "answer_sent", "answer_elsewhere")
ENQUIRIES = _extras("enquiry_university", "enquiry_fund")

OPERATIONS: dict[tuple[str, str], tuple[Rows, Callable[[World], Any] | None]] = {
    ("get", "/expertise/evidence"): (ONCE, None),
    ("get", "/expertise/evidence/{pk}"): (EVIDENCE, None),
    ("post", "/expertise/evidence"): (
        ONCE,
        lambda world: {
            "kind": "publication",
            "names": {"en": "Invented"},
            "units": [{"organisation": world.organisations["university"].pk}],
        },
    ),
    ("patch", "/expertise/evidence/{pk}"): (EVIDENCE, lambda _world: {"names": {"en": "Invented"}}),
    **{
        ("post", f"/expertise/evidence/{{pk}}/{way}"): (EVIDENCE, None)
        for way in ("publish", "unpublish", "archive", "unarchive")
    },
    ("post", "/expertise/evidence/{pk}/retract"): (EVIDENCE, lambda _world: {"on": "2026-01-31"}),
    ("get", "/expertise/search"): (ONCE, None),
    ("get", "/expertise/glossary"): (ONCE, None),
    ("get", "/challenges"): (ONCE, None),
    ("get", "/challenges/{pk}"): (CHALLENGES, None),
    ("get", "/challenges/figures"): (ONCE, None),
    ("get", "/answers"): (ONCE, None),
    ("get", "/answers/{pk}"): (ANSWERS, None),
    ("get", "/enquiries"): (ONCE, None),
    ("get", "/enquiries/{pk}"): (ENQUIRIES, None),
    ("post", "/challenges"): (
        ONCE,
        lambda world: {
            "organisation": world.organisations["company"].pk,
            "language": "en",
            "texts": {"en": {"title": "Invented"}},
        },
    ),
    ("patch", "/challenges/{pk}"): (CHALLENGES, lambda _world: {"number": "1"}),
    ("post", "/challenges/{pk}/publish"): (CHALLENGES, None),
    ("post", "/challenges/{pk}/answers"): (
        CHALLENGES,
        lambda world: {"organisation": world.organisations["university"].pk},
    ),
    ("patch", "/answers/{pk}"): (ANSWERS, lambda _world: {"title": "Invented"}),
    ("post", "/answers/{pk}/submit"): (ANSWERS, None),
    ("post", "/enquiries/{pk}/replies"): (ENQUIRIES, lambda _world: {"text": "Invented"}),
}
QUERY = {"/expertise/search": "?q=walk"}
