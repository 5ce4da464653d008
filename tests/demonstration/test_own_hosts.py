"""The demonstration: hosts that students found, at every state that the office brings about, quickly made."""

from seriktes.placements.models import HostProposal
from seriktes.procedures.models import OpenClock


def test_hosts_that_students_found_stand_at_every_state(demonstration):
    states = list(HostProposal.objects.order_by("pk").values_list("state", flat=True))
    assert states == ["sent", "returned", "approved", "declined"]
    approved = HostProposal.objects.get(state="approved")
    assert approved.placement.plan.count() == 2
    clocks = OpenClock.objects.filter(subject_type="placements.hostproposal")
    assert set(clocks.values_list("code", flat=True)) == {"own_host_decision", "own_host_mending"}
    assert demonstration.took("placements.demo.own_hosts.fill_own_hosts") < 10
