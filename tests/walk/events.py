"""Events: objects for each address. A fair of the university with an exhibitor and a hidden one, a hackathon that was judged
and one that is being judged; and the same of a hidden university, at which whoever is not of it finds nothing."""

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
    } | {
        "elsewhere": lambda world: {
            "pk": world.extras["gathering_elsewhere"].pk,
            "exhibitor_pk": world.extras["exhibitor_elsewhere"].pk,
            **({f"{part}_pk": world.extras[f"event_{part}_elsewhere"].pk} if part else {}),
            **more,
        }
    }


def _teams(**more: object) -> Fillers:
    return {
        key: lambda world, key=key: {
            "pk": world.extras[f"gathering_{key}"].pk, "team_pk": world.extras[f"event_team_{key}"].pk, **more
        }
        for key in HACKATHONS
    }  # fmt: skip


def _judges() -> Fillers:
    return {
        key: lambda world, key=key: {
            "pk": world.extras[f"gathering_{key}"].pk, "judge_pk": world.extras[f"event_judge_{key}"].pk
        }
        for key in HACKATHONS
    }  # fmt: skip


FAIR = ("fair", "draft", "elsewhere")
HACKATHONS = ("hackathon", "judging", "hackathon_elsewhere")
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
        )], _gatherings(*HACKATHONS, "fair"),
    ),
    **dict.fromkeys(
        [f"gatherings:{name}" for name in ("team", "hand_in", "team_leave", "team_exclude", "team_organisation")], _teams()
    ),
    **dict.fromkeys(["gatherings:judge_remove", "gatherings:judge_hand_over"], _judges()),
    "gatherings:conflict": _gatherings(*HACKATHONS, number=1),
    "gatherings:hand_over": {**_teams(what="partnership"), "unknown": _teams(what="weather")["hackathon"]},
}  # fmt: skip


def furnish_events(world: World) -> None:
    now = timezone.now()
    for key, home, kind, state in (
        ("fair", "university", "fair", "announced"), ("draft", "university", "fair", "draft"),
        ("elsewhere", "hidden_university", "fair", "announced"), ("hackathon", "university", "hackathon", "announced"),
        ("judging", "university", "hackathon", "announced"),
        ("hackathon_elsewhere", "hidden_university", "hackathon", "announced"),
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
    _exhibitor(world, "elsewhere", world.extras["gathering_elsewhere"], "hidden_company", None)
    for key in HACKATHONS:
        _hackathon(world, key)


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
    world.extras["event_ticket"] = world.extras["event_ticket_own"] = tickets[0]
    world.extras["event_ticket_other"] = tickets[1]
    for key in ("company", "hidden_company"):
        _exhibitor(world, key, fair, key, tickets[1])


def _exhibitor(world: World, key: str, fair: Gathering, organisation: str, ticket: Ticket | None) -> None:
    now = timezone.now()
    ticket = ticket or Ticket.objects.create(
        gathering=fair, name="V", email="third@visitor.example", language="ru", state="registered", code="WALKELSE",
        leads_agreed_at=now, registered_at=now,
    )  # fmt: skip
    if key == "elsewhere":
        world.extras["event_ticket_elsewhere"] = ticket
    one = Exhibitor.objects.create(gathering=fair, organisation=world.organisations[organisation], state="confirmed")
    world.extras[f"exhibitor_{key}"] = one
    world.extras[f"event_contact_{key}"] = ExhibitorContact.objects.create(
        exhibitor=one, name="C", email="c@company.example"
    )
    world.extras[f"event_slot_{key}"] = Slot.objects.create(
        exhibitor=one, starts_at=fair.starts_at, ends_at=fair.starts_at + timedelta(minutes=20)
    )
    world.extras[f"event_lead_{key}"] = Lead.objects.create(exhibitor=one, ticket=ticket, at=now)


def _hackathon(world: World, key: str) -> None:
    event, now = world.extras[f"gathering_{key}"], timezone.now()
    is_judged = key != "judging"
    Hackathon.objects.create(
        gathering=event, phase="judged" if is_judged else "judging", judged_at=now if is_judged else None,
        bundle=SCOPE if is_judged else None, result=SCOPE if is_judged else None,
    )  # fmt: skip
    home = "hidden_university" if key == "hackathon_elsewhere" else "university"
    teams = [
        Team.objects.create(
            gathering=event, name=name, organisation=world.organisations[home], join_code=f"W{key[-5:]}{number}",
            number=number, title="Work", text="Words", submitted_at=now,
        )
        for number, name in ((1, "Eagles"), (2, "Owls"))
    ]  # fmt: skip
    world.extras[f"event_team_{key}"] = teams[0]
    if key != "hackathon_elsewhere":
        TeamMember.objects.create(team=teams[0], gathering=event, person=world.people["student"], joined_at=now)
    person = world.people["manager" if key != "hackathon_elsewhere" else "hidden_lecturer"]
    world.extras[f"event_judge_{key}"] = Judge.objects.create(gathering=event, person=person, added_at=now)
