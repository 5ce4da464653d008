"""What a university knows of a host, on its placements and positions for programs: for its own people alone."""

import pytest
from django.utils import timezone

from seriktes.placements.actions.hosts import note_host
from seriktes.placements.models import HostRecord
from tests.placements import programmes_ground as ground
from tests.placements.programmes_ground import decide

pytestmark = pytest.mark.django_db
NOTE = {"standing": "watch", "note": "Ask for Mr Invented.", "reason": "Helmets were missing on two visits."}


@pytest.fixture
def paths(world):
    """A position and a placement at a host on watch, with a note."""
    cohort = ground.cohort_of_today(world, timezone.localdate())
    position = ground.position(world, cohort, at=timezone.now())
    [placement] = ground.placed(
        world, cohort, 1, position=position, student=world.people["student"], host_supervisor=world.people["supervisor"],
        academic_supervisor=world.people["lecturer"],
    )  # fmt: skip
    decide(world)
    note_host(
        organisation=world.organisations["university"], host=world.organisations["company"], note=NOTE["note"],
        by=world["career_centre"], at=timezone.now(),
    )  # fmt: skip
    return {"position": f"placements/positions/{position.pk}", "placement": f"placements/{placement.pk}"}


@pytest.mark.parametrize("record", ["position", "placement"])
@pytest.mark.parametrize("who", ["career_centre", "partnership_officer"])
def test_the_university_reads_its_note(paths, program, record, who):
    assert program(who).get(paths[record]).json()["host_note"] == NOTE


def test_the_academic_supervisor_reads_it_on_the_own_placement(paths, program):
    assert program("faculty_member").get(paths["placement"]).json()["host_note"] == NOTE


@pytest.mark.parametrize("record", ["position", "placement"])
@pytest.mark.parametrize("who", ["student", "company_manager", "host_supervisor"])
def test_neither_host_nor_student_reads_it(paths, program, record, who):
    answer = program(who).get(paths[record])
    assert answer.status_code == 200
    assert answer.json()["host_note"] is None
    assert "Mr Invented" not in answer.content.decode()


def test_without_a_record_there_is_none(paths, program):
    HostRecord.objects.all().delete()
    for path in paths.values():
        assert program("career_centre").get(path).json()["host_note"] is None
