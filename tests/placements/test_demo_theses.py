"""The demonstration's theses: topics of hosts that the university still takes."""

from types import SimpleNamespace

import pytest

from seriktes.placements.demo.theses import ThesisInventor
from seriktes.placements.models import HostRecord
from tests.placements import programmes_ground as ground
from tests.placements import thesis_ground as theses

pytestmark = pytest.mark.django_db


def test_no_thesis_is_begun_at_a_host_that_gets_no_new_placements(world):
    cohort = theses.cohort(world)
    theses.topic(world, cohort)
    theses.student(world, 1)
    HostRecord.objects.create(
        organisation=world.organisations["university"], host=world.organisations["company"], standing="declined"
    )
    stage = SimpleNamespace(now=ground.AT, users={"faculty_member": SimpleNamespace(person=world.people["lecturer"])})
    assert ThesisInventor(stage, cohort).begin(world.organisations["university"]) == []
