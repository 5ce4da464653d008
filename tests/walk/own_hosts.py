"""Hosts that students found: objects for each address, and the rows that they need."""

from typing import Any

from seriktes.placements.models import Cohort, HostProposal
from tests.walk.arguments import Fillers, extras
from tests.walk.programmes import cohort_of
from tests.world import World

# The persona's own: one that the office looks at, one that came back; one of a fellow student, and one of others.
PROPOSALS = ("own_host_sent", "own_host_returned", "own_host_fellow", "own_host_elsewhere")
COHORTS = ("cohort_own", "cohort_draft", "cohort_elsewhere")
WAYS = ("approve", "return", "decline", "withdraw", "send", "weather")

FILLERS: dict[str, Fillers] = {
    **dict.fromkeys([f"placements:own_host{name}" for name in ("", "_edit")], extras(*PROPOSALS)),
    "placements:own_host_new": extras(*COHORTS),
    "placements:own_host_move": {
        f"{key} {way}": lambda world, key=key, way=way: {"pk": world.extras[key].pk, "way": way}
        for key in PROPOSALS
        for way in WAYS
    },
}


def furnish(world: World) -> None:
    """In cohorts of their own, so that the persona can still propose a host in the first."""
    own, elsewhere = world.extras["programme_own"], world.extras["programme_elsewhere"]
    cohort = cohort_of(own, "Walked alone", "open")
    later = cohort_of(own, "Walked alone, later", "open")
    strange = cohort_of(elsewhere, "Walked alone", "open")
    world.extras.update(
        own_host_sent=_proposal(world, cohort, "student", host=world.organisations["company"]),
        own_host_returned=_proposal(world, later, "student", state="returned", reason="Walk", host_name="Walked host"),
        own_host_fellow=_proposal(world, cohort, "fellow_student", host_name="Walked host"),
        own_host_elsewhere=_proposal(world, strange, "hidden_student", host=world.organisations["hidden_company"]),
    )


def _proposal(world: World, cohort: Cohort, student: str, **values: Any) -> HostProposal:
    return HostProposal.objects.create(
        cohort=cohort, student=world.people[student], title="Walked", tasks=[["Walk", 100]], supervisor_name="Walk",
        supervisor_email="walk@walk.example", **values,
    )  # fmt: skip
