"""Posts that pass from one person to the next, by a program."""

from datetime import timedelta

import pytest
from django.utils import timezone

from seriktes.procedures.models import Handover
from tests.api.conftest import problem


@pytest.fixture
def passing(world_with_posts, program):
    """The officer leaves the office today, and the lecturer comes tomorrow."""
    world, today = world_with_posts, timezone.localdate()
    path = f"organisations/{world.organisations['university'].pk}/posts/{world.posts['office'].pk}"
    client = program("administrator")
    left = client.post(f"{path}/vacate", {"on": today.isoformat()})
    assert left.status_code == 200, left.content
    starts_on = (today + timedelta(days=1)).isoformat()
    comes = client.post(f"{path}/appoint", {"person": world.people["lecturer"].pk, "starts_on": starts_on})
    assert comes.status_code == 200, comes.content
    return Handover.objects.get()


def test_who_leaves_writes_and_who_comes_takes_over(passing, world, program, time_machine):
    leaver, newcomer = program("partnership_officer"), program("faculty_member")
    listed = leaver.get("handovers").json()["items"][0]
    assert (listed["state"], listed["leaving"], listed["coming"], listed["taken"]) == (
        "open", "Aruzhan Seriktes", "Galym Darisbay", 0,
    )  # fmt: skip
    path = f"handovers/{passing.pk}"
    read = leaver.get(path)
    assert (read.json()["may_write_note"], read.json()["may_take_over"]) == (True, False)
    assert problem(leaver.patch(path, {"note": "x"})) == (428, "precondition-required")
    noted = leaver.patch(path, {"note": "Call the plant first."}, read["ETag"])
    assert noted.json()["note"] == "Call the plant first."
    assert problem(leaver.patch(path, {"note": "x"}, read["ETag"])) == (412, "edited-elsewhere")
    items = newcomer.get(f"{path}/items").json()["items"]
    assert listed["records"] == len(items)
    assert world.partnerships["own"].pk in [row["subject"] for row in items]
    first = f"{path}/items/{items[0]['id']}"
    said = leaver.patch(first, {"note": "They wait for us."}, "*")
    assert said.json()["note"] == "They wait for us."
    early = newcomer.post(f"{first}/acknowledge")
    assert problem(early) == (403, "not-permitted")
    time_machine.move_to(timezone.now() + timedelta(days=1))
    assert problem(leaver.post(f"{first}/acknowledge")) == (403, "not-permitted")
    taken = newcomer.post(f"{first}/acknowledge")
    assert (taken.status_code, taken.json()["acknowledged_at"] is None) == (200, False)
    twice = newcomer.post(f"{first}/acknowledge")
    assert (problem(twice), twice.json()["reason"]) == ((409, "conflict"), "taken_over_already")
    for row in items[1:]:
        assert newcomer.post(f"{path}/items/{row['id']}/acknowledge").status_code == 200
    done = newcomer.get(path).json()
    assert (done["state"], done["taken"], done["may_take_over"]) == ("done", len(items), False)
    assert problem(leaver.patch(path, {"note": "x"}, "*")) == (403, "not-permitted")


def test_handovers_of_others_are_not_there(passing, program):
    for persona in ("company_manager", "auditor", "ministry_analyst", "student"):
        client = program(persona)
        assert client.get("handovers").json()["items"] == []
        assert problem(client.get(f"handovers/{passing.pk}")) == (404, "not-found")
        assert problem(client.get(f"handovers/{passing.pk}/items")) == (404, "not-found")
        part = passing.items.first().pk
        assert problem(client.post(f"handovers/{passing.pk}/items/{part}/acknowledge")) == (404, "not-found")
