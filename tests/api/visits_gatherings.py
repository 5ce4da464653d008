"""The operations on events, as visits of the walk: see `tests.api.visits`."""

from collections.abc import Callable
from typing import Any
from uuid import UUID

from seriktes.gatherings.models import Stand
from tests.walk.events import HACKATHONS
from tests.world import World

Rows = dict[str, Callable[[World], dict[str, Any]]]
BEGINS, ENDS = "2099-03-02T10:00:00+05:00", "2099-03-02T18:00:00+05:00"


def _gatherings(*keys: str) -> Rows:
    return {key: lambda world, key=key: {"pk": world.extras[f"gathering_{key}"].pk} for key in keys}


def _exhibitors(*keys: str) -> Rows:
    return {
        key: lambda world, key=key: {
            "pk": world.extras[f"exhibitor_{key}"].gathering_id, "part": world.extras[f"exhibitor_{key}"].pk
        }
        for key in keys
    }  # fmt: skip


def _extras(name: str, *keys: str) -> Rows:
    return {key: lambda world, key=key: {"pk": world.extras[f"event_{name}_{key}"].pk} for key in keys}


def _teams(*keys: str) -> Rows:
    return {
        key: lambda world, key=key: {
            "pk": world.extras[f"gathering_{key}"].pk, "part": world.extras[f"event_team_{key}"].pk
        }
        for key in keys
    }  # fmt: skip


ONCE: Rows = {"": lambda _world: {}}
EVENTS = _gatherings("fair", "draft", "elsewhere")
FAIRS = _gatherings("fair", "elsewhere")
EXHIBITORS = _exhibitors("company", "hidden_company", "elsewhere")
CONTESTS = _gatherings(*HACKATHONS, "fair")
FEW = _gatherings("judging", "hackathon_elsewhere")
TEAMS = _teams(*HACKATHONS)
TICKETS: Rows = {
    key: lambda world, key=key: {"pk": world.extras[f"event_ticket_{key}"].pk} for key in ("own", "other", "elsewhere")
}
CONTACT = {"name": "Invented", "email": "invented@company.example"}
NAMES = {"en": "Invented event"}


def _pk(key: str, member: str) -> Callable[[World], dict[str, Any]]:
    return lambda world: {member: world.extras[key].pk}


def _fixed(**body: Any) -> Callable[[World], dict[str, Any]]:
    return lambda _world: body


def _stand(world: World) -> dict[str, Any]:
    stand, _is_new = Stand.objects.get_or_create(gathering=world.extras["gathering_fair"], label="W1", x=50, y=50)
    return {"stand": stand.pk}


OF_ONE = "/gatherings/{pk}/exhibitors/{part}"
OF_HACKATHON = "/gatherings/{pk}/hackathon"
OF_TEAM = "/gatherings/{pk}/teams/{part}"
OPERATIONS: dict[tuple[str, str], tuple[Rows, Callable[[World], Any] | None]] = {
    ("get", "/gatherings"): (ONCE, None),
    ("post", "/gatherings"): (
        ONCE, lambda world: {"organiser": world.organisations["university"].pk, "kind": "fair", "names": NAMES},
    ),
    ("get", "/gatherings/{pk}"): (EVENTS, None),
    ("patch", "/gatherings/{pk}"): (EVENTS, _fixed(place="Invented hall")),
    ("post", "/gatherings/{pk}/move"): (FAIRS, _fixed(way="cancel", reason="Invented")),
    ("post", "/gatherings/{pk}/copy"): (FAIRS, _fixed(starts_at=BEGINS, ends_at=ENDS)),
    ("get", "/gatherings/{pk}/stands"): (EVENTS, None),
    ("put", "/gatherings/{pk}/stands"): (FAIRS, _fixed(stands=[{"label": "A1", "x": 0, "y": 0}])),
    ("get", "/gatherings/{pk}/exhibitors"): (EVENTS, None),
    ("post", "/gatherings/{pk}/exhibitors"): (FAIRS, lambda world: {"organisation": world.organisations["fund"].pk}),
    ("get", OF_ONE): (EXHIBITORS, None),
    ("patch", OF_ONE): (EXHIBITORS, _fixed(wishes="Power")),
    ("post", f"{OF_ONE}/move"): (EXHIBITORS, _fixed(way="decline", reason="Invented")),
    ("post", f"{OF_ONE}/contacts"): (EXHIBITORS, _fixed(**CONTACT)),
    ("post", f"{OF_ONE}/contacts/remove"): (_exhibitors("company"), _pk("event_contact_company", "contact")),
    ("post", f"{OF_ONE}/stands"): (EXHIBITORS, _stand),
    ("post", f"{OF_ONE}/stands/free"): (_exhibitors("company"), _stand),
    ("get", f"{OF_ONE}/fees"): (EXHIBITORS, None),
    ("post", f"{OF_ONE}/fees"): (EXHIBITORS, _fixed(kind="charged", amount="1.00", currency="KZT", on="2026-01-31")),
    ("get", f"{OF_ONE}/leads"): (EXHIBITORS, None),
    ("post", f"{OF_ONE}/leads"): (EXHIBITORS, _fixed(code="WALK2345")),
    ("patch", "/leads/{pk}"): (_extras("lead", "company", "hidden_company", "elsewhere"), _fixed(note="Invented")),
    ("get", f"{OF_ONE}/slots"): (EXHIBITORS, None),
    ("post", f"{OF_ONE}/slots"): (
        EXHIBITORS,
        lambda world: {
            "starts_at": world.extras["gathering_fair"].starts_at.isoformat(),
            "ends_at": world.extras["gathering_fair"].ends_at.isoformat(), "minutes": 240,
        },
    ),
    ("delete", "/slots/{pk}"): (_extras("slot", "company", "hidden_company", "elsewhere"), None),
    ("get", "/gatherings/{pk}/tickets"): (EVENTS, None),
    ("post", "/gatherings/{pk}/tickets"): (EVENTS, _fixed(studies="Invented")),
    ("get", "/tickets/{pk}"): (TICKETS, None),
    ("post", "/tickets/{pk}/cancel"): (TICKETS, None),
    ("post", "/tickets/{pk}/consent"): (TICKETS, _fixed(agrees=False)),
    ("post", "/tickets/{pk}/book"): (TICKETS, _pk("event_slot_company", "slot")),
    ("post", "/tickets/{pk}/give-back"): (TICKETS, _fixed(booking=999_999_999)),
    ("post", "/tickets/{pk}/wait"): (TICKETS, _pk("exhibitor_company", "exhibitor")),
    ("post", "/tickets/{pk}/stop-waiting"): (TICKETS, _pk("exhibitor_company", "exhibitor")),
    ("get", "/gatherings/{pk}/scans"): (EVENTS, None),
    ("post", "/gatherings/{pk}/scans"): (
        FAIRS, _fixed(scans=[{"key": str(UUID(int=7)), "text": "WALK2345", "at": BEGINS}]),
    ),
    ("get", OF_HACKATHON): (CONTESTS, None),
    ("patch", OF_HACKATHON): (FEW, _fixed(team_to=7)),
    ("put", f"{OF_HACKATHON}/criteria"): (FEW, _fixed(criteria=[{"names": NAMES}])),
    ("post", f"{OF_HACKATHON}/problems"): (FEW, _fixed(challenge=999_999_999)),
    ("post", f"{OF_HACKATHON}/problems/remove"): (FEW, _fixed(problem=999_999_999)),
    ("get", f"{OF_HACKATHON}/judges"): (CONTESTS, None),
    ("post", f"{OF_HACKATHON}/judges"): (FEW, lambda world: {"person": world.people["lecturer"].pk}),
    ("post", f"{OF_HACKATHON}/judges/remove"): (FEW, _fixed(judge=999_999_999)),
    ("post", f"{OF_HACKATHON}/judges/hand-over"): (FEW, _fixed(judge=999_999_999, person=999_999_999)),
    ("post", f"{OF_HACKATHON}/open-judging"): (FEW, None),
    ("post", f"{OF_HACKATHON}/publish"): (FEW, _fixed(held=True)),
    ("get", "/gatherings/{pk}/results"): (CONTESTS, None),
    ("get", "/gatherings/{pk}/teams"): (CONTESTS, None),
    ("post", "/gatherings/{pk}/teams"): (CONTESTS, _fixed(name="Invented team")),
    ("post", "/gatherings/{pk}/teams/join"): (FEW, _fixed(code="WRONGONE")),
    ("get", OF_TEAM): (TEAMS, None),
    ("patch", OF_TEAM): (TEAMS, _fixed(title="Invented")),
    ("post", f"{OF_TEAM}/organisation"): (TEAMS, _fixed(organisation=999_999_999)),
    ("post", f"{OF_TEAM}/leave"): (TEAMS, None),
    ("post", f"{OF_TEAM}/exclude"): (TEAMS, _fixed(reason="Invented")),
    ("post", f"{OF_TEAM}/hand-over"): (TEAMS, _fixed(to="partnership")),
    ("get", "/gatherings/{pk}/judging"): (CONTESTS, None),
    ("post", "/gatherings/{pk}/judging/comparisons"): (FEW, _fixed(first=1, second=2, preferred="first")),
    ("post", "/gatherings/{pk}/judging/marks"): (FEW, _fixed(submission=1, marks=[])),
    ("post", "/gatherings/{pk}/judging/conflicts"): (FEW, _fixed(submission=1)),
}  # fmt: skip
