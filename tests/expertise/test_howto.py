"""`docs/howto/import-evidence.md` works as written."""

import io
import re
from pathlib import Path

import pytest
from django.core.management import call_command
from django.utils import translation

from seriktes.exchange.definitions import get_kind
from seriktes.expertise.imports.fields import UNIQUIP
from seriktes.expertise.models import Evidence

ROOT = Path(__file__).parents[2]
PAGE = (ROOT / "docs" / "howto" / "import-evidence.md").read_text(encoding="utf-8")
REFERENCE = (ROOT / "docs" / "reference" / "import-formats.md").read_text(encoding="utf-8")


def commands() -> list[tuple[list[str], list[str]]]:
    [block] = re.findall(r"```console\n(.*?)```", PAGE, re.DOTALL)
    found: list[tuple[list[str], list[str]]] = []
    for line in block.splitlines():
        if line.startswith("$ seriktes "):
            found.append((line.removeprefix("$ seriktes ").split(), []))
        else:
            found[-1][1].append(line)
    return found


def test_the_commands_of_the_page_print_what_it_says(db, monkeypatch):
    monkeypatch.chdir(ROOT)
    assert len(commands()) == 12
    with translation.override("en"):
        for command, said in commands():
            out, err = io.StringIO(), io.StringIO()
            try:
                call_command(*command, stdout=out, stderr=err)
            except SystemExit as ended:
                pytest.fail(f"{command} ended with {ended.code}: {err.getvalue()}")
            counted = [line for line in out.getvalue().splitlines() if re.fullmatch(r"[a-z]+ +[1-9]\d*", line)]
            assert (command, counted, err.getvalue()) == (command, said, "")
    assert Evidence.objects.count() == 22


def test_every_field_and_format_stands_in_the_reference():
    kind = get_kind("evidence")
    wanted = [*(field.code for field in kind.fields), *kind.formats, *(names[0] for names in UNIQUIP.values())]
    assert [code for code in wanted if f"`{code}`" not in REFERENCE] == []
