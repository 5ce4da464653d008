"""`docs/howto/courses.md` works as written."""

import io
import re
from pathlib import Path

import pytest
from django.core.management import call_command
from django.utils import translation

from seriktes.curriculum.models import Course, StudyProgramme
from seriktes.exchange.definitions import get_kind

ROOT = Path(__file__).parents[2]
PAGE = (ROOT / "docs" / "howto" / "courses.md").read_text(encoding="utf-8")
REFERENCE = (ROOT / "docs" / "reference" / "import-formats.md").read_text(encoding="utf-8")


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


@pytest.mark.django_db
def test_the_commands_of_the_page_print_what_it_says(monkeypatch):
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
    levels = StudyProgramme.objects.order_by("code").values_list("code", "level")
    assert list(levels) == [("6B07101", "bachelor"), ("7M07101", "master")]
    welding = Course.objects.get(name_ru="Выдуманная сварка")
    assert welding.languages == ["kk", "ru"]
    assert set(welding.programmes.values_list("code", flat=True)) == {"6B07101", "7M07101"}


@pytest.mark.parametrize("kind", ["study_programmes", "courses", "course_runs", "council_members"])
def test_every_field_stands_in_the_reference(kind):
    assert [field.code for field in get_kind(kind).fields if f"`{field.code}`" not in REFERENCE] == []
