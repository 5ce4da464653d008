"""Who supervises whom: interns and hours of each host supervisor and academic supervisor, computed from placements.

`supervision_facts` gives one fact a placement and supervisor, for whatever credits people and companies; `loads_of` sums
them for pages and files; `loads_at_host` is what stands beside a choice of a supervisor. Nothing here is stored.
"""

from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import MAXYEAR, MINYEAR, date
from decimal import Decimal
from typing import Any, NamedTuple

from django.db.models import Count, F, Q, QuerySet, Sum

from seriktes.organisations.models import Organisation, Person
from seriktes.organisations.queries.access import Viewer
from seriktes.placements.enums import PlacementState, PositionState
from seriktes.placements.models import Placement, Position
from seriktes.placements.queries.access import OFFER, own_organisations, sees_all

HOST, ACADEMIC = "host", "academic"
ROLES = (HOST, ACADEMIC)
# A student who is or will be there; and placements that took place, for whatever hours were confirmed.
_S = PlacementState
AHEAD = (_S.PLANNED, _S.SIGNING, _S.AGREED)
LIVE = (*AHEAD, _S.RUNNING)
TOOK_PLACE = (_S.RUNNING, _S.COMPLETED, _S.BROKEN_OFF)


class Supervisor(NamedTuple):
    """Who supervises: a person of the register by id, else an address, else a name, each at one organisation."""

    role: str
    organisation: int
    person: int | None = None
    email: str = ""
    name: str = ""


@dataclass(frozen=True)
class SupervisionFact:
    """One placement as its supervisor is credited with it. `organisation` is credited too: the host of a host supervisor,
    the university of an academic one. Hours are those of the student: planned, logged, and confirmed by the host."""

    supervisor: Supervisor
    placement: int
    cohort: int
    kind: str
    state: str
    starts_on: date
    ends_on: date
    hours_planned: int
    hours_logged: Decimal
    hours_confirmed: Decimal


_COLUMNS = (
    "pk", "cohort", "cohort__programme__kind", "state", "starts_on", "ends_on", "hours", "hours_logged", "hours_confirmed",
    "host", "cohort__programme__organisation", "host_supervisor", "supervisor_name", "supervisor_email",
    "academic_supervisor",
)  # fmt: skip


def supervision_facts(
    *, since: date | None = None, until: date | None = None, organisations: Collection[int] | None = None,
    placements: QuerySet[Placement] | None = None,
) -> Iterator[SupervisionFact]:  # fmt: skip
    """Facts of placements that took place and touch the days from `since` to `until`; of `organisations` those credited.

    One query, read row by row; in the order of the placements, the host supervisor first.
    """
    rows = Placement.objects.all() if placements is None else placements
    rows = rows.filter(state__in=TOOK_PLACE)
    if since is not None:
        rows = rows.filter(ends_on__gte=since)
    if until is not None:
        rows = rows.filter(starts_on__lte=until)
    for row in rows.order_by("pk").values_list(*_COLUMNS).iterator(chunk_size=2000):
        pk, cohort, kind, state, starts_on, ends_on, planned, logged, confirmed, *who = row
        for supervisor in _supervisors(who):
            if organisations is None or supervisor.organisation in organisations:
                yield SupervisionFact(
                    supervisor, pk, cohort, kind, state, starts_on, ends_on, planned or 0, logged, confirmed
                )


def _supervisors(who: Sequence[Any]) -> Iterator[Supervisor]:
    """From the last columns of a placement."""
    host, university, person, name, email, academic = who
    if person is not None or name or email:
        yield host_supervisor(host, person, name, email)
    if academic is not None:
        yield Supervisor(ACADEMIC, university, academic)


def host_supervisor(host: int, person: int | None, name: str, email: str) -> Supervisor:
    """Of two placements with the same address at one host, the supervisor is the same, however the name is written."""
    if person is not None:
        return Supervisor(HOST, host, person)
    mail = email.strip().casefold()
    return Supervisor(HOST, host, None, mail, "" if mail else " ".join(name.split()).casefold())


# --- Sums -------------------------------------------------------------------------------------------------------------
@dataclass
class Load:
    """What one supervisor has: interns there now, to come, and all whose placement took place, with their hours."""

    supervisor: Supervisor
    now: int = 0
    ahead: int = 0
    every: int = 0
    hours_planned: int = 0
    hours_logged: Decimal = Decimal(0)
    hours_confirmed: Decimal = Decimal(0)
    # Filled by `named`: the person's or the typed name, and the organisation.
    person: Person | None = None
    label: str = ""
    organisation: Organisation | None = None

    @property
    def role(self) -> str:
        return self.supervisor.role

    @property
    def live(self) -> int:
        return self.now + self.ahead

    @property
    def name(self) -> str:
        return self.person.name if self.person else self.label or self.supervisor.email

    @property
    def email(self) -> str:
        return (self.person.email if self.person else "") or self.supervisor.email


_SUMS: dict[str, Any] = {
    "now": Count("pk", filter=Q(state=_S.RUNNING)), "ahead": Count("pk", filter=Q(state__in=AHEAD)),
    "every": Count("pk", filter=Q(state__in=TOOK_PLACE)),
    "planned": Sum("hours", filter=Q(state__in=TOOK_PLACE)), "logged": Sum("hours_logged", filter=Q(state__in=TOOK_PLACE)),
    "confirmed": Sum("hours_confirmed", filter=Q(state__in=TOOK_PLACE)),
}  # fmt: skip


def loads_of(placements: QuerySet[Placement], *, roles: Collection[str] = ROLES) -> list[Load]:
    """The load of every supervisor of these placements; a query a role. Who has most interns now comes first."""
    found: dict[Supervisor, Load] = {}
    if HOST in roles:
        for row in _summed(placements, "host", "host_supervisor", "supervisor_name", "supervisor_email"):
            host, person, name, email, *sums = row
            if person is not None or name or email:
                _add(found, host_supervisor(host, person, name, email), sums, name)
    if ACADEMIC in roles:
        with_one = placements.filter(academic_supervisor__isnull=False)
        for university, person, *sums in _summed(with_one, "cohort__programme__organisation", "academic_supervisor"):
            _add(found, Supervisor(ACADEMIC, university, person), sums, "")
    return sorted(found.values(), key=lambda load: (-load.live, -load.every, load.supervisor.role, _order(load)))


def _summed(placements: QuerySet[Placement], *by: str) -> Iterable[Any]:
    rows = placements.filter(state__in=[*LIVE, *TOOK_PLACE]).order_by()
    # The names of the sums apart from those of the columns.
    sums = {f"sum_{name}": how for name, how in _SUMS.items()}
    return rows.values_list(*by).annotate(**sums)


def _add(found: dict[Supervisor, Load], supervisor: Supervisor, sums: Collection[Any], name: str) -> None:
    load = found.setdefault(supervisor, Load(supervisor))
    now, ahead, every, planned, logged, confirmed = sums
    load.now, load.ahead, load.every = load.now + now, load.ahead + ahead, load.every + every
    load.hours_planned += planned or 0
    load.hours_logged += logged or 0
    load.hours_confirmed += confirmed or 0
    load.label = load.label or " ".join(name.split())


def _order(load: Load) -> tuple[int, int, str, str]:
    return (load.supervisor.organisation, load.supervisor.person or 0, load.supervisor.email, load.supervisor.name)


def named(loads: list[Load]) -> list[Load]:
    """With their people and organisations: two queries."""
    people = Person.objects.in_bulk([pk for load in loads if (pk := load.supervisor.person)])
    bodies = Organisation.objects.in_bulk({load.supervisor.organisation for load in loads})
    for load in loads:
        load.person = people.get(load.supervisor.person or 0)
        load.organisation = bodies.get(load.supervisor.organisation)
    return loads


def placements_counted(user: Viewer, *, year: int | None = None) -> QuerySet[Placement]:
    """Placements whose supervisors' load the reader may know: of one's own university, and of one's own host; in one year
    those that touch it."""
    rows = Placement.objects.all()
    if not sees_all(user):
        own = own_organisations(user)
        rows = rows.filter(Q(cohort__programme__organisation__in=own) | Q(host__in=own_organisations(user, OFFER)))
    if year is not None and MINYEAR <= year <= MAXYEAR:
        rows = rows.filter(starts_on__lte=date(year, 12, 31), ends_on__gte=date(year, 1, 1))
    return rows


# --- Beside the choice ------------------------------------------------------------------------------------------------
@dataclass(frozen=True)
class Beside:
    """What stands beside the name where a supervisor is chosen: interns there or to come, and places offered besides."""

    interns: int = 0
    places: int = 0


@dataclass
class LoadsAtHost:
    by: dict[Supervisor, Beside] = field(default_factory=dict)
    host: int = 0

    def of(self, person: int | None, name: str = "", email: str = "") -> Beside:
        if person is None and not name and not email:
            return Beside()
        return self.by.get(host_supervisor(self.host, person, name, email), Beside())


def loads_at_host(host: int, *, apart_from: int | None = None) -> LoadsAtHost:
    """Of every supervisor of one host, at whatever university; two queries. `apart_from` is a position whose own places
    are not counted: the one that is being written."""
    interns: dict[Supervisor, int] = {}
    by = ("host_supervisor", "supervisor_name", "supervisor_email")
    rows = Placement.objects.filter(host=host, state__in=LIVE).order_by().values_list(*by).annotate(Count("pk"))
    for person, name, email, count in rows:
        key = host_supervisor(host, person, name, email)
        interns[key] = interns.get(key, 0) + count
    places: dict[Supervisor, int] = {}
    waiting = Position.objects.filter(
        host=host, state__in=[PositionState.OFFERED, PositionState.APPROVED], archived_at__isnull=True,
        cohort__state__in=["draft", "open", "ranking", "matching"],
    )  # fmt: skip
    if apart_from is not None:
        waiting = waiting.exclude(pk=apart_from)
    who = waiting.order_by().values_list(F("supervisor"), "supervisor_name", "supervisor_email")
    for person, name, email, count in who.annotate(Sum("capacity")):
        key = host_supervisor(host, person, name, email)
        places[key] = places.get(key, 0) + count
    found = {key: Beside(interns.get(key, 0), places.get(key, 0)) for key in {*interns, *places}}
    return LoadsAtHost(found, host)
