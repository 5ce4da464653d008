"""What a university knows of its hosts: its record, its figures, and which of them somebody should look at."""

from collections.abc import Callable, Collection, Iterable
from dataclasses import dataclass, field
from decimal import Decimal

from django.db.models import Count, Q, Sum

from seriktes.organisations.models import Organisation
from seriktes.placements.definitions.watching import Figure, WatchReason, is_proposed, is_worse
from seriktes.placements.enums import HostStanding, PlacementState, PositionState
from seriktes.placements.models import HostRecord, Placement, Position
from seriktes.placements.queries.supervision import LIVE, TOOK_PLACE

Pair = tuple[int, int]  # university, host
# Figures that another part of the domain counts: of these universities and hosts, by pair.
Counter = Callable[[Collection[int], Collection[int] | None], dict[Pair, list[Figure]]]
_counters: list[Counter] = []


def register_counter(counter: Counter) -> None:
    _counters.append(counter)


def record_of(university: int, host: int) -> HostRecord | None:
    """Also for the pages of placements: its note stands on each of them."""
    return HostRecord.objects.filter(organisation=university, host=host).first()


def figures_of(universities: Collection[int], hosts: Collection[int] | None = None) -> dict[Pair, list[Figure]]:
    """The facts by university and host; of all their hosts if none is named. Two queries and those of other parts."""
    rows = Placement.objects.filter(cohort__programme__organisation__in=universities)
    if hosts is not None:
        rows = rows.filter(host__in=hosts)
    began = rows.filter(state__in=TOOK_PLACE).order_by().values_list("cohort__programme__organisation", "host")
    found: dict[Pair, list[Figure]] = {}
    counted = began.annotate(
        every=Count("pk"), broken=Count("pk", filter=Q(state=PlacementState.BROKEN_OFF)),
        logged=Sum("hours_logged"), off=Sum("hours_off_plan"),
    )  # fmt: skip
    for university, host, every, broken, logged, off in counted:
        found[university, host] = [
            Figure(WatchReason.OFF_PLAN, off or Decimal(0), logged or Decimal(0), every),
            Figure(WatchReason.BROKEN_OFF, Decimal(broken), Decimal(every), broken),
        ]
    for counter in _counters:
        for pair, figures in counter(universities, hosts).items():
            found.setdefault(pair, []).extend(figures)
    return found


def proposed_of(figures: Iterable[Figure], record: HostRecord | None) -> list[Figure]:
    """Those that somebody should look at: not of a host that is on watch already, nor what was let pass as it stands."""
    if record is not None and record.standing in (HostStanding.WATCH, HostStanding.DECLINED):
        return []
    seen = record.set_aside if record is not None else {}
    return [figure for figure in figures if is_proposed(figure) and is_worse(figure, seen.get(figure.code))]


# --- The list ---------------------------------------------------------------------------------------------------------
@dataclass
class HostRow:
    university: int
    host: Organisation
    record: HostRecord | None = None
    figures: list[Figure] = field(default_factory=list)
    proposed: list[Figure] = field(default_factory=list)
    live: int = 0
    every: int = 0
    places: int = 0

    @property
    def standing(self) -> str:
        return self.record.standing if self.record else HostStanding.NEW


def hosts_of(universities: Collection[int]) -> list[HostRow]:
    """Every body that hosts, offers, or has a record, at one of the universities. Seven queries."""
    records = {
        (record.organisation_id, record.host_id): record
        for record in HostRecord.objects.filter(organisation__in=universities)
    }
    placed = Placement.objects.filter(cohort__programme__organisation__in=universities).order_by()
    counts = {
        (university, host): (live, every)
        for university, host, live, every in placed.values_list("cohort__programme__organisation", "host").annotate(
            live=Count("pk", filter=Q(state__in=LIVE)), every=Count("pk", filter=Q(state__in=TOOK_PLACE))
        )
    }
    offered = Position.objects.filter(
        cohort__programme__organisation__in=universities, archived_at__isnull=True
    ).exclude(state=PositionState.DRAFT)
    places = {
        (university, host): number or 0
        for university, host, number in offered.order_by()
        .values_list("cohort__programme__organisation", "host")
        .annotate(places=Sum("capacity", filter=Q(state=PositionState.APPROVED)))
    }
    figures = figures_of(universities)
    pairs = {*records, *counts, *places}
    hosts = Organisation.objects.in_bulk({host for _university, host in pairs})
    rows = []
    for pair in pairs:
        live, every = counts.get(pair, (0, 0))
        record, mine = records.get(pair), figures.get(pair, [])
        rows.append(
            HostRow(pair[0], hosts[pair[1]], record, mine, proposed_of(mine, record), live, every, places.get(pair, 0))
        )
    return rows
