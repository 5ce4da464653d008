"""Programmes, cohorts, positions and hosts: objects for each address, and the rows that they need."""

from datetime import timedelta
from typing import Any

from django.utils import timezone

from seriktes.placements.actions.position_letters import RETURNED
from seriktes.placements.actions.position_links import ASKED
from seriktes.placements.models import Cohort, HostRecord, Position, PositionTask, Programme
from seriktes.procedures.actions.links import Addressee, link_within_a_letter
from tests.walk.arguments import Fillers, extras
from tests.world import World

# The university of the personas, and one that none of them belongs to; each with its host.
PLACES = {"university": "company", "hidden_university": "hidden_company"}
PROGRAMMES, COHORTS = ("programme_own", "programme_elsewhere"), ("cohort_own", "cohort_draft", "cohort_elsewhere")
POSITIONS = ("position_approved", "position_draft", "position_elsewhere")
TERMS = {"languages": ["kk"], "about": "Walked", "supervisor_name": "Walk", "supervisor_email": "walk@walk.example"}


def _hosts(*more: tuple[str, str]) -> Fillers:
    pairs = [*PLACES.items(), *more]
    return {
        f"{place} {host}": lambda world, place=place, host=host: {
            "pk": world.organisations[place].pk, "host_pk": world.organisations[host].pk,
        }
        for place, host in pairs
    }  # fmt: skip


def _asked() -> Fillers:
    return {
        cohort: lambda world, cohort=cohort, host=host: {
            "pk": world.extras[cohort].pk, "host_pk": world.organisations[host].pk,
        }
        for cohort, host in (("cohort_own", "company"), ("cohort_elsewhere", "hidden_company"))
    }  # fmt: skip


def _ways(keys: tuple[str, ...], ways: tuple[str, ...]) -> Fillers:
    return {
        f"{key} {way}": lambda world, key=key, way=way: {"pk": world.extras[key].pk, "way": way}
        for key in keys
        for way in ways
    }


FILLERS: dict[str, Fillers] = {
    **dict.fromkeys(
        [f"placements:{name}" for name in ("programme", "programme_edit", "programme_archive", "cohort_add")],
        extras(*PROGRAMMES),
    ),
    **dict.fromkeys(
        [f"placements:{name}" for name in ("cohort", "cohort_edit", "cohort_copy", "cohort_hosts")], extras(*COHORTS)
    ),
    "placements:cohort_move": _ways(COHORTS, ("open", "close_lists", "cancel", "weather")),
    **dict.fromkeys([f"placements:{name}" for name in ("position_add_for", "cohort_ask")], _asked()),
    **dict.fromkeys([f"placements:{name}" for name in ("position", "position_edit", "position_copy")], extras(*POSITIONS)),
    "placements:position_move": _ways(POSITIONS, ("offer", "approve", "return", "withdraw", "weather")),
    **dict.fromkeys(
        [f"placements:host{name}" for name in ("", "_decide", "_note", "_let_pass")],
        # The last is a body that hosts nobody here: an address that somebody typed.
        _hosts(("university", "hidden_company"), ("university", "university")),
    ),
}  # fmt: skip
# The links in letters to hosts without an account: to write a position, and to mend one.
LINKS: Fillers = {
    link: lambda world, link=link: {"secret": world.extras[link]} for link in ("position_asked", "position_returned")
}


def furnish(world: World) -> None:
    """Of each of two universities a programme with an open cohort and an approved position of its host, on which there is
    a note; at the first also a cohort and a position that are still being written, and links to its host."""
    for place, host in PLACES.items():
        own = place == "university"
        programme = Programme.objects.create(organisation=world.organisations[place], kind="practice", name_kk="Walk")
        cohort = cohort_of(programme, "Walk", "open")
        record = HostRecord.objects.create(
            organisation=world.organisations[place], host=world.organisations[host], standing="vetted", note="Walk"
        )
        name = "own" if own else "elsewhere"
        world.extras.update({
            f"programme_{name}": programme, f"cohort_{name}": cohort, f"host_record_{name}": record,
            "position_approved" if own else "position_elsewhere": position_of(world, cohort, host, "approved"),
        })  # fmt: skip
    cohort = world.extras["cohort_own"]
    world.extras["cohort_draft"] = cohort_of(cohort.programme, "Next walk", "draft")
    world.extras["position_draft"] = position_of(world, cohort, "company", "draft")
    returned = position_of(world, cohort, "hidden_company", "returned", reason="Walk")
    for key, action, subject, arguments in (
        ("position_asked", ASKED, cohort, {"host": world.organisations["hidden_company"].pk, "word": ""}),
        ("position_returned", RETURNED, returned, {}),
    ):
        world.extras[key] = _secret(action, subject, arguments)


def _secret(action: str, subject: Any, arguments: dict[str, Any]) -> str:
    to = Addressee("walk@walk.example", "kk", "Walk")
    address = link_within_a_letter(action=action, subject=subject, to=to, at=timezone.now(), arguments=arguments)
    return address.rstrip("/").rpartition("/")[2]


def cohort_of(programme: Programme, term: str, state: str) -> Cohort:
    today = timezone.localdate()
    return Cohort.objects.create(
        programme=programme, term=term, state=state, starts_on=today + timedelta(60), ends_on=today + timedelta(120),
        positions_until=today + timedelta(10), applications_from=today, applications_until=today + timedelta(20),
        ranking_until=today + timedelta(30),
    )  # fmt: skip


def position_of(world: World, cohort: Cohort, host: str, state: str, **values: Any) -> Position:
    made = Position.objects.create(
        cohort=cohort, host=world.organisations[host], state=state, name_en="Walked position", **TERMS, **values
    )
    PositionTask.objects.create(position=made, text="Walk", weight=100)
    return made
