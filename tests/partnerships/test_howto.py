"""`docs/howto/import-partnerships.md` works as written."""

import io
import re
from pathlib import Path

import pytest
from django.core.management import call_command
from django.utils import translation

from seriktes.exchange.definitions import get_kind
from seriktes.partnerships.models import Activity, Agreement, Commitment, Partnership
from tests.partnerships.sample import KINDS

ROOT = Path(__file__).parents[2]
PAGE = (ROOT / "docs" / "howto" / "import-partnerships.md").read_text(encoding="utf-8")
pytestmark = pytest.mark.django_db


def commands() -> list[tuple[list[str], list[str]]]:
    """Each command of the page with the counts that the page says it prints."""
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
    assert len(commands()) == 7
    with translation.override("en"):
        for command, said in commands():
            out, err = io.StringIO(), io.StringIO()
            try:
                call_command(*command, stdout=out, stderr=err)
            except SystemExit as ended:
                pytest.fail(f"{command} ended with {ended.code}: {err.getvalue()}")
            counted = [line for line in out.getvalue().splitlines() if re.fullmatch(r"[a-z]+ +[1-9]\d*", line)]
            assert (command, counted, err.getvalue()) == (command, said, "")
    states = [sorted(model.objects.values_list("state", flat=True)) for model in (Agreement, Activity)]
    # The framework was prolonged by its amendment; what happened since depends on no day of today before 2031.
    assert states == [["active", "active", "draft", "ended", "terminated"], ["confirmed", "confirmed", "reported"]]
    assert (Partnership.objects.count(), Commitment.objects.count()) == (2, 2)


def test_every_field_stands_in_the_reference():
    reference = (ROOT / "docs" / "reference" / "import-formats.md").read_text(encoding="utf-8")
    missing = [
        f"{kind}: {field.code}"
        for kind in KINDS
        for field in get_kind(kind).fields
        if f"`{field.code}`" not in reference
    ]
    assert missing == []
