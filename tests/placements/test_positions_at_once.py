"""Several positions approved at once, from the list that the desk opens."""

import re

import pytest
from django.urls import reverse
from django.utils import timezone

from seriktes.placements.actions.bulk import begin_run, carry_out
from seriktes.placements.actions.positions import return_position
from seriktes.placements.enums import HostStanding, PositionState
from seriktes.placements.models import BulkRun, HostRecord
from tests.placements import programmes_ground as ground

pytestmark = pytest.mark.django_db
BULK, LIST = "/placements/positions/bulk/", "/placements/positions/"


@pytest.fixture
def offered(world):
    cohort = ground.cohort_of_today(world, timezone.localdate())
    return [
        ground.position(world, cohort, state="offered", at=timezone.now(), name_en=f"Foundry intern {number}")
        for number in range(3)
    ]


def states(positions):
    for one in positions:
        one.refresh_from_db()
    return [one.state for one in positions]


def test_several_are_approved_after_the_list_of_what_will_be_done(client_as, world, offered):
    office = client_as("career_centre")
    page = office.get(LIST, {"state": "offered"}).content.decode()
    assert len(re.findall(r'name="chosen" value="\d+"', page)) == 3
    chosen = {"action": "approve", "chosen": [one.pk for one in offered[:2]]}
    page = office.post(BULK, chosen).content.decode()
    assert ("Foundry intern 0" in page, "Foundry intern 2" in page) == (True, False)
    assert states(offered) == ["offered"] * 3
    answer = office.post(BULK, chosen | {"confirmed": "1"})
    run = BulkRun.objects.get()
    assert answer["Location"] == run.get_absolute_url()
    carry_out(run)
    assert (run.state, run.done, run.failures) == ("finished", 2, [])
    assert states(offered) == ["approved", "approved", "offered"]
    page = office.get(run.get_absolute_url()).content.decode()
    assert LIST in page
    assert client_as("partnership_officer").get(run.get_absolute_url()).status_code == 404


def test_all_of_the_filtered_list_are_chosen(client_as, world, offered):
    office = client_as("career_centre")
    assert (
        f"{BULK}?action=approve&amp;all=1&amp;state=offered" in office.get(LIST, {"state": "offered"}).content.decode()
    )
    page = office.get(BULK, {"action": "approve", "all": "1", "state": "offered", "q": "intern 1"}).content.decode()
    assert ("Foundry intern 0" in page, "Foundry intern 1" in page) == (False, True)


def test_what_cannot_be_approved_says_why(client_as, world, offered):
    office = client_as("career_centre")
    return_position(position=offered[0], reason="No tasks", by=world["career_centre"], at=timezone.now())
    page = office.post(BULK, {"action": "approve", "chosen": [one.pk for one in offered]}).content.decode()
    assert "returned to the host" in page
    HostRecord.objects.update_or_create(
        organisation=world.organisations["university"], host=world.organisations["company"],
        defaults={"standing": HostStanding.DECLINED},
    )  # fmt: skip
    page = office.post(BULK, {"action": "approve", "chosen": [offered[1].pk]}).content.decode()
    assert "the host gets no new placements" in page
    # Whoever is declined between the list and the work is told of then.
    run = begin_run(way="approve", records=offered, reason="", by=world["career_centre"], at=timezone.now())
    carry_out(run)
    assert [number for number, _why in run.failures] == [one.pk for one in offered]
    assert states(offered) == ["returned", "offered", "offered"]


@pytest.mark.parametrize("who", ["company_manager", "student", "faculty_member", "auditor"])
def test_nobody_else_approves(client_as, offered, who):
    client = client_as(who)
    assert client.post(BULK, {"action": "approve", "chosen": [offered[0].pk], "confirmed": "1"}).status_code == 404
    assert 'name="chosen"' not in client.get(LIST, {"state": "all"}).content.decode()
    assert not BulkRun.objects.exists()


def test_an_office_approves_its_own_alone(client_as, world, offered):
    elsewhere = ground.cohort_of_today(world, timezone.localdate(), of=ground.programme(world, "hidden_university"))
    strange = ground.position(world, elsewhere, state="offered", at=timezone.now(), name_en="Strange intern")
    office = client_as("career_centre")
    page = office.post(BULK, {"action": "approve", "chosen": [strange.pk]}).content.decode()
    assert "Strange intern" not in page
    run = begin_run(way="approve", records=[strange], reason="", by=world["career_centre"], at=timezone.now())
    carry_out(run)
    assert [number for number, _why in run.failures] == [strange.pk]
    assert states([strange]) == [PositionState.OFFERED]


def test_ways_of_placements_are_none_of_positions(client_as, offered):
    office = client_as("career_centre")
    chosen = {"chosen": [offered[0].pk]}
    assert office.post(BULK, chosen | {"action": "cancel"}).status_code == 404
    assert office.post(reverse("placements:placements_bulk"), chosen | {"action": "approve"}).status_code == 404


def test_ticks_stand_where_something_waits(client_as, world):
    cohort = ground.cohort_of_today(world, timezone.localdate())
    ground.position(world, cohort, at=timezone.now())
    assert 'name="chosen"' not in client_as("career_centre").get(LIST).content.decode()
