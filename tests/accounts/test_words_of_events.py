"""Whatever is written into the audit log or told as a notice has its words: no code reaches a reader."""

import re
from pathlib import Path

import pytest
from django.utils import translation

import seriktes
from seriktes.accounts.models import User
from seriktes.accounts.queries.history import VERBS, value_words
from seriktes.accounts.queries.notices import NOTICE_SENTENCES
from seriktes.procedures.definitions.events import event_kinds

SOURCE = "\n".join(path.read_text() for path in sorted(Path(seriktes.__file__).parent.rglob("*.py")))


def test_every_kind_of_event_has_a_verb():
    whole = re.findall(r"""\bkind=f?"[a-z_]+\.[a-z_{}]+\.([a-z_]+)\"""", SOURCE)
    parts = re.findall(r"""\b_(?:touched|record)\((?:\w+, )?"([a-z_]+)\"""", SOURCE)
    told = [code.rpartition(".")[2] for code in event_kinds()]
    assert {"created", "name_added", "renamed"} <= {*whole, *parts}
    assert "signed_by" in told
    assert {*whole, *parts, *told} - set(VERBS) == set()


def test_every_notice_has_a_sentence():
    told = re.findall(r"""\bnotify\([^)]*?\bkind="([\w.]+)\"""", SOURCE)
    assert "welcome" in told
    assert set(told) - set(NOTICE_SENTENCES) == set()


@pytest.mark.parametrize(
    ("name", "value", "words"),
    [
        ("language", "kk", "Kazakh"),
        ("is_active", True, "yes"),
        ("scopes", ["read", "write"], "read, write"),
        ("names", {"kk": "Ат", "language": "ru"}, "kk: Ат; language: Russian"),
        ("count", 3, 3),
        ("name", None, None),
    ],
)
def test_values_of_events_are_told_in_words(name, value, words):
    with translation.override("en"):
        told = value_words(User, name, value)
        assert (str(told) if isinstance(words, str) else told) == words
