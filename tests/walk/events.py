"""Events: objects for each address. A fair of the university with an exhibitor, one of a hidden company's rivals, and a
hackathon that was judged."""

from datetime import timedelta

from django.utils import timezone

from seriktes.gatherings.actions.door import give_key
from seriktes.gatherings.actions.telling import secret_of
from seriktes.gatherings.models import (
    Exhibitor,
    ExhibitorContact,
    Gathering,
    Hackathon,
    Judge,
    Lead,
    Slot,
    Team,
    TeamMember,
    Ticket,
)
from tests.walk.arguments import Fillers
from tests.world import World

SCOPE = {"format": "seriktes-judging/1", "marked": "", "ranking": []}


def _gatherings(*keys: str, **more: object) -> Fillers:
    return {key: lambda world, key=key: {"pk": world.extras[f"gathering_{key}"].pk, **more} for key in keys}


def _exhibitors(part: str = "", **more: object) -> Fillers:
    """Of the company and of the hidden one, at the public fair."""
    return {
        key: lambda world, key=key: {
            "pk": world.extras["gathering_fair"].pk,
            "exhibitor_pk": world.extras[f"exhibitor_{key}"].pk,
            **({f"{part}_pk": world.extras[f"event_{part}_{key}"].pk} if part else {}),
            **more,
        }
        for key in ("company", "hidden_company")
    }


def _teams(**more: object) -> Fillers:
    return {
        "": lambda world: {
            "pk": world.extras["gathering_hackathon"].pk, "team_pk": world.extras["event_team"].pk, **more
        }
    }  # fmt: skip


FAIR, HACKATHON = ("fair", "draft", "elsewhere"), ("hackathon",)
FILLERS: dict[str, Fillers] = {
    **dict.fromkeys(
        [f"gatherings:{name}" for name in (
            "gathering", "calendar_of", "edit", "copy", "plan", "register", "registered", "own_ticket", "visitors", "door",
            "door_tickets", "door_scans", "door_worker", "exhibitors", "wish",
        )], _gatherings(*FAIR),
    ),
    "gatherings:move": {
        f"{key} {way}": lambda world, key=key, way=way: {"pk": world.extras[f"gathering_{key}"].pk, "way": way}
        for key, way in (("fair", "cancel"), ("draft", "announce"), ("elsewhere", "cancel"), ("fair", "weather"))
    },
    "gatherings:invite": {
        key: lambda world, key=key: {
            "pk": world.extras["gathering_fair"].pk, "organisation_pk": world.organisations[key].pk
        }
        for key in ("fund", "hidden_fund")
    },
    "gatherings:ticket": {
        "no such": lambda _world: {"secret": "no-such-secret"},
        "own": lambda world: {"secret": secret_of(world.extras["event_ticket"])},
    },
    **dict.fromkeys(
        [f"gatherings:{name}" for name in (
            "exhibitor", "exhibitor_edit", "contact_add", "fee_add", "stand", "slots_add", "leads", "lead_new",
        )], _exhibitors(),
    ),
    "gatherings:exhibitor_move": {**_exhibitors(way="decline"), "unknown": _exhibitors(way="weather")["company"]},
    "gatherings:contact_remove": _exhibitors("contact"),
    "gatherings:slot": _exhibitors("slot"),
    "gatherings:lead_edit": _exhibitors("lead"),
    **dict.fromkeys(
        [f"gatherings:{name}" for name in (
            "hackathon", "hackathon_terms", "hackathon_criteria", "hackathon_problem", "judge_add", "judging_open",
            "result_publish", "results", "results_bundle", "results_result", "team_new", "team_join", "judge",
        )], _gatherings("hackathon", "fair"),
    ),
    **dict.fromkeys(
        [f"gatherings:{name}" for name in ("team", "hand_in", "team_leave", "team_exclude", "conflict")], _teams()
    ),
    "gatherings:hand_over": {**_teams(what="partnership"), "unknown": _teams(what="weather")[""]},
}  # fmt: skip


def furnish_events(world: World) -> None:
    now = timezone.now()
    for key, home, kind, state in (
        ("fair", "university", "fair", "announced"), ("draft", "university", "fair", "draft"),
        ("elsewhere", "hidden_university", "fair", "announced"), ("hackathon", "university", "hackathon", "announced"),
    ):  # fmt: skip
        made = Gathering(
            organisation=world.organisations[home], kind=kind, state=state, name_en=f"Invented {key}", place="Hall",
            starts_at=now + timedelta(days=30), ends_at=now + timedelta(days=31), by=world["administrator"],
            published_at=None if state == "draft" else now,
        )  # fmt: skip
        give_key(made)
        made.save()
        world.extras[f"gathering_{key}"] = made
    _fair(world, world.extras["gathering_fair"])
    _hackathon(world, world.extras["gathering_hackathon"])


def _fair(world: World, fair: Gathering) -> None:
    now = timezone.now()
    tickets = [
        Ticket.objects.create(
            gathering=fair, person=person, name="V", email=email, language="ru", state="registered", code=code,
            leads_agreed_at=now, registered_at=now,
        )
        for person, email, code in (
            (world.people["student"], world["student"].email, "WALK2345"), (None, "other@visitor.example", "WALK6789"),
        )
    ]  # fmt: skip
    world.extras["event_ticket"] = tickets[0]
    for key in ("company", "hidden_company"):
        one = Exhibitor.objects.create(gathering=fair, organisation=world.organisations[key], state="confirmed")
        world.extras[f"exhibitor_{key}"] = one
        world.extras[f"event_contact_{key}"] = ExhibitorContact.objects.create(
            exhibitor=one, name="C", email="c@company.example"
        )
        world.extras[f"event_slot_{key}"] = Slot.objects.create(
            exhibitor=one, starts_at=fair.starts_at, ends_at=fair.starts_at + timedelta(minutes=20)
        )
        world.extras[f"event_lead_{key}"] = Lead.objects.create(exhibitor=one, ticket=tickets[1], at=now)


def _hackathon(world: World, event: Gathering) -> None:
    Hackathon.objects.create(gathering=event, phase="judged", bundle=SCOPE, result=SCOPE, judged_at=timezone.now())
    team = Team.objects.create(
        gathering=event, name="Eagles", organisation=world.organisations["university"], join_code="WALKTEAM", number=1,
        title="Work", text="Words", submitted_at=timezone.now(),
    )  # fmt: skip
    TeamMember.objects.create(team=team, gathering=event, person=world.people["student"], joined_at=timezone.now())
    Judge.objects.create(gathering=event, person=world.people["manager"], added_at=timezone.now())
    world.extras["event_team"] = team
