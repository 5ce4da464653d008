"""The demonstration: placements in every state, and agreements that wait at each who signs."""

from collections import Counter

from seriktes.accounts.models import User
from seriktes.placements.enums import PlacementState, SigningRole
from seriktes.placements.models import LearningAgreement, Placement, SignStep
from seriktes.placements.queries.signing import steps_waiting_for
from seriktes.procedures.actions.clocks import refresh_many
from seriktes.procedures.models import Event, OpenClock
from tests.demonstration.conftest import NOW

SIGNERS = ("host_supervisor", "company_manager", "faculty_member", "researcher", "student")


def test_placements_stand_in_every_state_and_agreements_wait_at_each_signer():
    states = Counter(Placement.objects.values_list("state", flat=True))
    assert set(states) == set(PlacementState.values)
    assert 120 <= sum(states.values()) <= 300
    asked = Counter(SignStep.objects.filter(state="asked").values_list("role", flat=True))
    assert set(asked) == set(SigningRole.values)
    for persona in SIGNERS:
        assert steps_waiting_for(User.objects.get(persona=persona)).exists(), persona
    assert LearningAgreement.objects.filter(number=0, state="signed").count() == 2
    amendments = LearningAgreement.objects.filter(number=1)
    assert sorted(amendments.values_list("state", flat=True)) == ["signed", "signing"]
    assert SignStep.objects.filter(state="refused").count() == 1
    assert OpenClock.objects.filter(code="placement_signature").count() == sum(asked.values())
    assert not _told_before_planned()
    pks = list(Placement.objects.values_list("pk", flat=True))
    assert not refresh_many("placements.placement", pks, now=NOW, repair=False)


def _told_before_planned():
    """Of placements, what stands on the timeline before they were planned."""
    events = Event.objects.filter(subject_type="placements.placement")
    planned = dict(events.filter(kind="placement.planned").values_list("subject_id", "at"))
    return [
        (pk, kind)
        for pk, kind, at in events.values_list("subject_id", "kind", "at")
        if pk in planned and at < planned[pk]
    ]
