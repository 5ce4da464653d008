"""`docs/reference/api.md` names every scope, and its examples work as written."""

import hashlib
import json
import re
from datetime import timedelta
from pathlib import Path

import pytest
from django.test import Client

from seriktes.accounts.enums import Scope
from seriktes.api.application import schema
from seriktes.placements.actions.rounds import execute_round
from seriktes.placements.models import Round
from seriktes_analytics.cli import main
from tests.api.conftest import secret_of
from tests.curriculum.sample import Sample
from tests.gatherings.fair import BEGINS, NOON, fair, visitor
from tests.placements.choice_ground import MATCHING, OPEN, applied, begun, choice_of, closed, student
from tests.placements.conftest import freeze, own_files  # noqa: F401  fixtures
from tests.world import fill_posts

PAGE = (Path(__file__).parents[2] / "docs" / "reference" / "api.md").read_text(encoding="utf-8")
ASKED = re.compile(r"\$SERIKTES(/[^\s\"]+)")


def examples(heading):
    """Method, address and body of each request under the heading, and the commands that are none."""
    section = PAGE.split(f"\n## {heading}\n")[1].split("\n## ")[0]
    [block] = re.findall(r"```sh\n(.*?)```", section, re.DOTALL)
    for command in block.replace("\\\n", " ").splitlines():
        if not command.startswith("curl "):
            yield command
            continue
        body = re.search(r"-d '([^']+)'", command)
        method = "POST" if "-X POST" in command else "GET"
        yield method, ASKED.findall(command)[0], json.loads(body[1]) if body else None


def send(user, method, address, body):
    return Client().generic(
        method, f"/api/v1{address}", b"" if body is None else json.dumps(body).encode(), content_type="application/json",
        headers={"Authorization": f"Bearer {secret_of(user)}"},
    )  # fmt: skip


def test_every_scope_stands_in_the_table():
    rows = {line for line in PAGE.splitlines() if line.startswith("| `")}
    assert [scope for scope in Scope.values if not any(f"`{scope}`" in row.split("|")[1] for row in rows)] == []


def test_every_address_of_placements_stands_in_its_table():
    """By its first words: what lies below a record is written shorter in the table."""
    section = PAGE.split("\n## Placements\n")[1].split("\n## ")[0]
    kinds = {re.split(r"/\{", path.removeprefix("/api/v1"))[0] for path in schema()["paths"]}
    ours = {
        kind for kind in kinds if re.match(r"/(placements|weeks|week-letters|log|log-lines|host-reviews)(/|$)", kind)
    }
    assert len(ours) > 10
    left_out = {"/placements/stipend-service-files"}  # named in the answer that it belongs to
    assert sorted(kind for kind in ours - left_out if f"`{kind}" not in section) == []


@pytest.mark.django_db
def test_a_round_is_matched_and_replayed_by_the_examples(world, freeze, own_files, tmp_path, capsys):  # noqa: F811
    freeze(OPEN)
    made, (first, _second) = choice_of(world)
    applied(made, student(world, 1), [first])
    made = closed(made)
    freeze(MATCHING)
    begun(made)
    post, read, bundle, command = examples("Placements")
    office = world["career_centre"]
    started = send(office, post[0], post[1].replace("/7/", f"/{made.pk}/"), post[2])
    assert started.status_code == 201, started.content
    work = Round.objects.get()
    if work.state == "queued":
        execute_round(pk=work.pk)
    told = send(office, read[0], read[1].replace("/3", f"/{work.pk}"), None).json()
    assert told["state"] == "finished"
    content = send(office, bundle[0], bundle[1].replace("/3/", f"/{work.pk}/"), None).content
    assert hashlib.sha256(content).hexdigest() == told["bundle_sha256"]
    (tmp_path / "round.zip").write_bytes(content)
    words = command.replace("round.zip", str(tmp_path / "round.zip")).split()
    assert words[0] == "seriktes-analytics"
    assert main(words[1:]) == 0
    assert "The same, byte for byte." in capsys.readouterr().out


@pytest.mark.django_db
def test_dead_advice_is_found_by_the_example(world, freeze, own_files):  # noqa: F811
    freeze(NOON)
    fill_posts(world)
    advice = Sample(world).advice(owner=None, due_on=None)
    [(method, address, body)] = examples("Curriculum and councils")
    rows = send(world["partnership_officer"], method, address, body).json()["items"]
    assert [row["id"] for row in rows] == [advice.pk]
    assert rows[0]["dead"] == ["undated", "nobodys"]


@pytest.mark.django_db
def test_a_scan_is_sent_by_the_example(world, freeze):  # noqa: F811
    freeze(NOON)
    made = fair(world)
    ticket = visitor(world, made)
    freeze(BEGINS + timedelta(hours=1))
    [(method, address, body)] = examples("Events")
    # With the code as people type it, in groups.
    body["scans"][0]["text"] = f"{ticket.code[:4]} {ticket.code[4:]}".lower()
    for _again in range(2):
        told = send(world["career_centre"], method, address.replace("/4/", f"/{made.pk}/"), body)
        assert [row["outcome"] for row in told.json()] == ["admitted"], told.content
    assert made.scans.count() == 1
