"""The demonstration: hosts that students found, at every state that the office brings about, quickly made."""

import time

import pytest

from seriktes.organisations.demo.filling import fill_demonstration
from seriktes.organisations.demo.sizes import SIZES
from seriktes.placements.demo.own_hosts import fill_own_hosts
from seriktes.placements.models import HostProposal
from seriktes.procedures.models import OpenClock
from tests.placements.test_demo_positions import NOW

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("own_files")]


def test_hosts_that_students_found_stand_at_every_state(monkeypatch):
    took = []

    def timed(stage):
        began = time.monotonic()
        fill_own_hosts(stage)
        took.append(time.monotonic() - began)

    monkeypatch.setattr("seriktes.placements.demo.own_hosts.fill_own_hosts", timed)
    fill_demonstration(size=SIZES["small"], seed=20, now=NOW)
    states = list(HostProposal.objects.order_by("pk").values_list("state", flat=True))
    assert states == ["sent", "returned", "approved", "declined"]
    approved = HostProposal.objects.get(state="approved")
    assert approved.placement.plan.count() == 2
    clocks = OpenClock.objects.filter(subject_type="placements.hostproposal")
    assert set(clocks.values_list("code", flat=True)) == {"own_host_decision", "own_host_mending"}
    assert took[0] < 10
