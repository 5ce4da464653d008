"""`docs/howto/import-positions.md` works as written."""

import io
import re
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from django.core.management import call_command
from django.utils import timezone, translation

from seriktes.exchange.definitions import get_kind
from seriktes.placements.actions.cohorts import change_cohort, move_cohort
from seriktes.placements.actions.positions import approve_position
from seriktes.placements.enums import ApplicationState
from seriktes.placements.models import Application, Cohort, Placement, Position, Stipend

ROOT = Path(__file__).parents[2]
PAGE = (ROOT / "docs" / "howto" / "import-positions.md").read_text(encoding="utf-8")
STIPENDS = (ROOT / "docs" / "howto" / "stipends.md").read_text(encoding="utf-8")
REFERENCE = (ROOT / "docs" / "reference" / "import-formats.md").read_text(encoding="utf-8")


def carry_out(block: str) -> None:
    """Each command prints what the page says it prints."""
    for part in block.split("$ seriktes ")[1:]:
        command, *said = part.splitlines()
        out, err = io.StringIO(), io.StringIO()
        call_command(*command.split(), stdout=out, stderr=err)
        counted = [line for line in out.getvalue().splitlines() if re.fullmatch(r"[a-z]+ +[1-9]\d*", line)]
        assert (command, counted, err.getvalue()) == (command, [line for line in said if line], "")


def open_cohort() -> None:
    """The days of the sample run out one day; the page does not."""
    now = timezone.now()
    today = timezone.localdate(now)
    cohort = Cohort.objects.get(term="Весна 2027")
    days = {
        "positions_until": today + timedelta(10), "applications_from": today, "applications_until": today + timedelta(20),
        "ranking_until": today + timedelta(30), "starts_on": today + timedelta(60), "ends_on": today + timedelta(120),
    }  # fmt: skip
    change_cohort(cohort=cohort, values=days, by=None, at=now, expected_version=None)
    move_cohort(cohort=cohort, way="open", by=None, at=now)


@pytest.mark.django_db
def test_the_commands_of_the_page_print_what_it_says(monkeypatch):
    monkeypatch.chdir(ROOT)
    bodies, cohorts, positions, applications, placements = re.findall(r"```console\n(.*?)```", PAGE, re.DOTALL)
    with translation.override("en"):
        carry_out(bodies)
        carry_out(cohorts)
        open_cohort()
        carry_out(positions)
        for position in Position.objects.all():
            approve_position(position=position, by=None, at=timezone.now())
        carry_out(applications)
        carry_out(placements)
    assert set(Application.objects.values_list("state", flat=True)) == {ApplicationState.SUBMITTED}
    assert Application.objects.count() == 2
    assert Placement.objects.filter(state="planned").count() == 2


@pytest.mark.django_db
def test_the_commands_on_stipends_print_what_the_page_says(monkeypatch, freeze):
    monkeypatch.chdir(ROOT)
    freeze(datetime(2026, 5, 4, 7, tzinfo=UTC))
    with translation.override("en"):
        for block in re.findall(r"```console\n(.*?)```", STIPENDS, re.DOTALL):
            carry_out(block)
    assert list(Stipend.objects.order_by("number").values_list("number", "state")) == [
        ("С-1", "paying"),
        ("С-2", "planned"),
    ]
    assert set(Stipend.objects.get(number="С-1").payments.values_list("state", flat=True)) == {"paid"}
    assert Stipend.objects.get(number="С-2").payments.count() == 2


# fmt: off
KINDS = (
    "placement_programmes", "positions", "applications", "placements", "rankings", "theses", "exhibitors", "stipends",
    "stipend_payments",
)
# fmt: on


@pytest.mark.parametrize("kind", KINDS)
def test_every_field_stands_in_the_reference(kind):
    assert [field.code for field in get_kind(kind).fields if f"`{field.code}`" not in REFERENCE] == []
