"""Who supervises whom: interns and hours of each host supervisor and academic supervisor, computed from placements.

`supervision_facts` gives one fact a placement and supervisor, for whatever credits people and companies; `loads_of` sums
them for pages and files, `loads_for` those that a reader may know; `loads_at_host` is what stands beside a choice of a
supervisor. A placement that was broken off counts to the day on which it ended. Of a period the hours logged and confirmed
are those of its days, by the lines of the logs; the hours planned are those of the whole placement. Nothing here is stored.
"""

from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import MAXYEAR, MINYEAR, date
from decimal import Decimal
from typing import Any, NamedTuple

from django.db.models import Count, DateField, DecimalField, F, OuterRef, Q, QuerySet, Subquery, Sum, Value
from django.db.models.functions import Coalesce

from seriktes.organisations.models import Organisation, Person
from seriktes.organisations.queries.access import Viewer, grants_for_user
from seriktes.placements.enums import PlacementState, PositionState
from seriktes.placements.models import LogEntry, Placement, Position
from seriktes.placements.queries.access import OFFER, SUPERVISE, VIEW, own_organisations, sees_all
from seriktes.placements.queries.logs import counted

HOST, ACADEMIC = "host", "academic"
ROLES = (HOST, ACADEMIC)
# A student who is or will be there; and placements that took place, for whatever hours were confirmed.
_S = PlacementState
AHEAD = (_S.PLANNED, _S.SIGNING, _S.AGREED)
LIVE = (*AHEAD, _S.RUNNING)
TOOK_PLACE = (_S.RUNNING, _S.COMPLETED, _S.BROKEN_OFF)
_COUNTED = (*AHEAD, *TOOK_PLACE)


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
    the university of an academic one. Hours are those of the student: planned, logged, and confirmed by a supervisor, of
    either side. `ends_on` is the day on which it ended, where that was an earlier one."""

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
    "pk", "cohort", "cohort__programme__kind", "state", "starts_on", "ended", "hours", "logged", "confirmed",
    "host", "cohort__programme__organisation", "host_supervisor", "supervisor_name", "supervisor_email",
    "academic_supervisor",
)  # fmt: skip


def supervision_facts(
    *, since: date | None = None, until: date | None = None, organisations: Collection[int] | None = None,
    placements: QuerySet[Placement] | None = None,
) -> Iterator[SupervisionFact]:  # fmt: skip
    """Facts of placements that took place and touch the days from `since` to `until`, with the hours of these days; of
    `organisations` those credited.

    One query, read row by row; in the order of the placements, the host supervisor first.
    """
    rows = Placement.objects.all() if placements is None else placements
    rows = touching(rows.filter(state__in=TOOK_PLACE), since, until).annotate(
        ended=Coalesce("ended_on", "ends_on", output_field=DateField()), **_hours_of(since, until)
    )
    for row in rows.order_by("pk").values_list(*_COLUMNS).iterator(chunk_size=2000):
        pk, cohort, kind, state, starts_on, ends_on, planned, logged, confirmed, *who = row
        for supervisor in _supervisors(who):
            if organisations is None or supervisor.organisation in organisations:
                yield SupervisionFact(
                    supervisor, pk, cohort, kind, state, starts_on, ends_on, planned or 0, logged, confirmed
                )


def touching(rows: QuerySet[Placement], since: date | None, until: date | None) -> QuerySet[Placement]:
    """Those of which a day lies in the period."""
    if since is not None:
        rows = rows.filter(Q(ended_on__gte=since) | Q(ended_on__isnull=True, ends_on__gte=since))
    return rows if until is None else rows.filter(starts_on__lte=until)


def _hours_of(since: date | None, until: date | None) -> dict[str, Any]:
    """As they stand on the placement; of a period by the lines of its days."""
    if since is None and until is None:
        return {"logged": F("hours_logged"), "confirmed": F("hours_confirmed")}
    lines = _lines(since, until).filter(placement=OuterRef("pk")).order_by().values("placement")
    nothing = Value(Decimal(0), output_field=DecimalField(max_digits=8, decimal_places=2))
    return {
        name: Coalesce(Subquery(lines.annotate(sum=Sum(column)).values("sum")), nothing)
        for name, column in (("logged", "hours"), ("confirmed", "confirmed_hours"))
    }


def _lines(since: date | None, until: date | None) -> QuerySet[LogEntry]:
    """The lines of logs that count, of these days."""
    rows = LogEntry.objects.filter(counted())
    rows = rows if since is None else rows.filter(day__gte=since)
    return rows if until is None else rows.filter(day__lte=until)


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
    """What one supervisor has: interns there now, to come, and all whose placement took place, with their hours: those
    logged and confirmed are of the year, where one is asked for."""

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


# Who supervises, by the columns of a placement.
_BY: dict[str, tuple[str, ...]] = {
    HOST: ("host", "host_supervisor", "supervisor_name", "supervisor_email"),
    ACADEMIC: ("cohort__programme__organisation", "academic_supervisor"),
}


def loads_of(placements: QuerySet[Placement], *, roles: Collection[str] = ROLES, year: int | None = None) -> list[Load]:
    """The load of every supervisor of these placements; a query a role, and one more each of a year. Who has most interns
    now comes first."""
    span = days_of_year(year)
    rows = placements if span is None else touching(placements, *span)
    found: dict[Supervisor, Load] = {}
    for role in ROLES:
        if role not in roles:
            continue
        columns = _BY[role]
        for row in _summed(rows, *columns):
            who, (now, ahead, every, planned, *hours) = row[: len(columns)], row[len(columns) :]
            if (supervisor := _supervisor(role, who)) is None:
                continue
            load = found.setdefault(supervisor, Load(supervisor))
            load.now, load.ahead, load.every = load.now + now, load.ahead + ahead, load.every + every
            load.hours_planned += planned or 0
            # Of several spellings for one address the first by letters: databases group in orders of their own.
            names = (load.label, " ".join(who[2].split()) if role == HOST else "")
            load.label = min(filter(None, names), default="")
            if span is None:
                _add_hours(load, *hours)
        for row in _hours_of_days(rows, span, *columns) if span else ():
            supervisor = _supervisor(role, row[: len(columns)])
            if supervisor is not None and supervisor in found:
                _add_hours(found[supervisor], *row[len(columns) :])
    return sorted(found.values(), key=lambda load: (-load.live, -load.every, load.supervisor.role, _order(load)))


def _summed(placements: QuerySet[Placement], *by: str) -> Iterable[Any]:
    rows = placements.filter(state__in=_COUNTED).order_by()
    # The names of the sums apart from those of the columns.
    sums = {f"sum_{name}": how for name, how in _SUMS.items()}
    return rows.values_list(*by).annotate(**sums)


def _hours_of_days(placements: QuerySet[Placement], span: tuple[date, date], *by: str) -> Iterable[Any]:
    """Hours logged and confirmed on days of the period, by lines of the logs."""
    lines = _lines(*span).filter(placement__in=placements.filter(state__in=TOOK_PLACE).order_by().values("pk"))
    columns = [f"placement__{name}" for name in by]
    return lines.order_by().values_list(*columns).annotate(Sum("hours"), Sum("confirmed_hours"))


def _supervisor(role: str, who: Sequence[Any]) -> Supervisor | None:
    """From the columns of the role; None where nobody is named."""
    if role == HOST:
        host, person, name, email = who
        return host_supervisor(host, person, name, email) if person is not None or name or email else None
    university, person = who
    return Supervisor(ACADEMIC, university, person) if person is not None else None


def _add_hours(load: Load, logged: Decimal | None, confirmed: Decimal | None) -> None:
    load.hours_logged += logged or 0
    load.hours_confirmed += confirmed or 0


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


def days_of_year(year: int | None) -> tuple[date, date] | None:
    """Its first and last day; None where no year is meant."""
    return (date(year, 1, 1), date(year, 12, 31)) if year is not None and MINYEAR <= year <= MAXYEAR else None


# --- Who may know it --------------------------------------------------------------------------------------------------
def placements_counted(user: Viewer) -> QuerySet[Placement]:
    """Placements of which the reader may know every supervisor's load: of one's own university, and of one's own host."""
    rows = Placement.objects.all()
    if sees_all(user):
        return rows
    own = own_organisations(user)
    return rows.filter(Q(cohort__programme__organisation__in=own) | Q(host__in=own_organisations(user, OFFER)))


def knows_loads(user: Viewer) -> bool:
    """Of others, by the side on which one works."""
    return grants_for_user(user).allow_somewhere(VIEW)


def knows_own_load(user: Viewer) -> bool:
    return grants_for_user(user).allow_somewhere(SUPERVISE)


def loads_for(user: Viewer, *, roles: Collection[str] = ROLES, year: int | None = None) -> list[Load] | None:
    """What the reader may know: all on the own side, else the own load alone; None where there is nothing to know."""
    if knows_loads(user):
        return loads_of(placements_counted(user), roles=roles, year=year)
    if not knows_own_load(user):
        return None
    persons = set(Person.objects.filter(user=user.pk).values_list("pk", flat=True))
    mine = Placement.objects.filter(Q(host_supervisor__in=persons) | Q(academic_supervisor__in=persons))
    # The others who supervise the same students are nobody's to read here.
    return [load for load in loads_of(mine, roles=roles, year=year) if load.supervisor.person in persons]


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
