"""The chip of a clock in words: what is awaited, a colon, how it stands; in three languages and every state."""

from datetime import UTC, datetime, timedelta
from types import SimpleNamespace

import pytest
from django.utils import translation

from seriktes.procedures.definitions.clocks import clock_kinds
from seriktes.procedures.definitions.remaining import chip_state, left_words
from seriktes.procedures.templatetags.clocks import open_clock

NOW = datetime(2026, 11, 2, 7, tzinfo=UTC)


def clock(code="enquiry_first_reply", *, days=3, paused=False):
    return SimpleNamespace(
        code=code, started_at=NOW - timedelta(days=9), due_at=NOW + timedelta(days=days),
        paused_at=NOW if paused else None,
    )  # fmt: skip


@pytest.mark.parametrize(
    ("language", "words"),
    [
        ("en", ["3 days left", "1 day late", "today", "paused"]),
        ("ru", ["осталось 3 дня", "просрочено на 1 день", "сегодня", "на паузе"]),
        ("kk", ["3 күн қалды", "1 күн кешікті", "бүгін", "уақытша тоқтатылды"]),
    ],
)
def test_every_state_in_words(language, words):
    with translation.override(language):
        rows = [clock(days=3), clock(days=-1), clock(days=0), clock(paused=True)]
        assert [left_words(row, NOW) for row in rows] == words
    assert chip_state(rows[-1], NOW) == "paused"


@pytest.mark.parametrize("language", ["kk", "ru", "en"])
def test_every_subject_ends_with_one_colon(language):
    with translation.override(language):
        for kind in clock_kinds():
            chip = open_clock(clock(kind.code, paused=True), NOW)
            assert f"<span>{kind.label}:</span>" in chip.replace("&#x27;", "'")
            assert "::" not in chip
