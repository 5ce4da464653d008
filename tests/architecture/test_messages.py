"""Sentences are found by the names of the functions that translate them: under another name they never reach a catalogue."""

import ast
from pathlib import Path

import pytest

from seriktes.common.messages import _KEYWORDS

SOURCE = Path(__file__).resolve().parents[2] / "src"
WORDS = set(_KEYWORDS)
PLACES = ("django.utils.translation", "gettext")


def other_names(code):
    """Where a function that translates gets a name that the extraction does not know."""
    for node in ast.walk(ast.parse(code)):
        if isinstance(node, ast.ImportFrom) and node.module in PLACES:
            yield from (
                (node.lineno, alias.asname)
                for alias in node.names
                if alias.name in WORDS and alias.asname and alias.asname not in WORDS
            )
        elif isinstance(node, ast.Assign | ast.AnnAssign) and _translates(node.value):
            yield node.lineno, ast.unparse(node)
        elif isinstance(node, ast.Call):
            given = [*node.args, *(keyword.value for keyword in node.keywords)]
            yield from ((node.lineno, ast.unparse(node)) for argument in given if _translates(argument))


def _translates(node):
    """The function itself, not what it answers; `_` alone is also what a loop does not need."""
    name = node.id if isinstance(node, ast.Name) else node.attr if isinstance(node, ast.Attribute) else ""
    return name in WORDS - {"_"}


def test_no_sentence_hides_behind_another_name():
    guilty = [
        f"{path.relative_to(SOURCE)}:{line}: {what}"
        for path in sorted(SOURCE.rglob("*.py"))
        for line, what in other_names(path.read_text())
    ]
    assert guilty == []


@pytest.mark.parametrize(
    ("code", "names"),
    [
        ("from django.utils.translation import gettext as spoken", ["spoken"]),
        ("from django.utils.translation import gettext as _, get_language as tongue", []),
        ("from django.utils.translation import ngettext, pgettext_lazy", []),
        ("say = gettext", ["say = gettext"]),
        ("say = translation.gettext_lazy", ["say = translation.gettext_lazy"]),
        ("word = gettext('word')", []),
        ("say = partial(pgettext, 'time')", ["partial(pgettext, 'time')"]),
        ("lazy(func=gettext)", ["lazy(func=gettext)"]),
        ("first, _ = pair; say(_)", []),
    ],
)
def test_other_names_are_found(code, names):
    assert [what for _line, what in other_names(code)] == names
