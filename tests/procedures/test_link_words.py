"""What the page behind a letter's link says of its buttons calls each by the words that stand on it, in every language."""

import ast
import re
from pathlib import Path

import polib
import pytest
from django.shortcuts import render
from django.utils import timezone

from seriktes.procedures.definitions.links import Described
from seriktes.procedures.models import ActionLink
from tests.docs import ROOT

SOURCE = ROOT / "src" / "seriktes"
SPOKEN = [path for path in sorted(SOURCE.rglob("*.py")) if "LinkAction(" in path.read_text()]


def labels_of(path: Path) -> set[str]:
    """The words of `Choice(code, gettext_lazy("…"))`, wherever in the file they are named."""
    calls = [node for node in ast.walk(ast.parse(path.read_text())) if isinstance(node, ast.Call)]
    lazy = [one for one in calls if isinstance(one.func, ast.Name) and one.func.id in ("gettext_lazy", "pgettext_lazy")]
    return {str(one.args[-1].value) for one in lazy if isinstance(one.args[-1], ast.Constant)}


@pytest.mark.parametrize("language", ["kk", "ru"])
def test_buttons_are_named_as_they_are_labelled(language):
    catalogue = polib.pofile(SOURCE / "locale" / language / "LC_MESSAGES" / "django.po")
    words: dict[str, set[str]] = {}
    for entry in catalogue:
        words.setdefault(entry.msgid, set()).add(entry.msgstr)
    wrong, named = [], 0
    for path in SPOKEN:
        labels, place = labels_of(path), str(path.relative_to(ROOT / "src"))
        for entry in (one for one in catalogue if place in {name for name, _line in one.occurrences}):
            for label in labels.intersection(re.findall("“([^”]+)”", entry.msgid)):
                named += 1
                if not any(f"«{said}»" in entry.msgstr for said in words[label]):
                    wrong.append(f"{label}: {entry.msgstr}")
    assert named >= 10
    assert wrong == []


@pytest.mark.django_db
def test_what_is_told_in_several_lines_stands_in_several_lines(rf):
    described = Described(title="T", text="", effect="First.\nSecond.", choices=[], facts=[("Theses", "One\nAnother")])
    page = render(
        rf.get("/"),
        "procedures/link.html",
        {"told": described, "link": ActionLink(email="a@b.example", expires_at=timezone.now()), "form": ""},
    )
    shown = page.content.decode()
    assert "<dd>One<br>Another</dd>" in shown
    assert "First.<br>Second." in shown
