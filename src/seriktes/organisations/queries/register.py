"""The register as a list: its filters, and exact counts of every filter without counting rows.

The counts come from a cube: how many organisations there are of each combination of kind, region, sector, state,
languages and so on. It is made by one GROUP BY, kept in the process until the register changes, and added up in Python.
A page therefore costs the same whether the register holds a thousand rows or a million.
"""

from collections import Counter, defaultdict
from collections.abc import Callable, Collection
from dataclasses import dataclass, field, fields
from datetime import datetime, timedelta
from threading import RLock
from typing import Any

from django.db import connection
from django.db.models import Case, CharField, Count, Exists, F, OuterRef, Q, QuerySet, Value, When
from django.db.models.functions import Concat
from django.utils import timezone

from seriktes.common.models import Languages
from seriktes.common.packs import get_pack
from seriktes.organisations.enums import KINDS_OF_SIDE, SIDE_OF_KIND, OrganisationStatus
from seriktes.organisations.models import Identifier, Organisation
from seriktes.organisations.queries.access import Viewer, grants_for_user, organisations_visible_to
from seriktes.organisations.queries.search import targets_matching

YES, NO, NONE = "yes", "no", "none"
NAMED = {code: f"name_{code}" for code in Languages.values}
# Transactions may commit in another order than they stamped their rows: a cube made sooner than this after the last
# change is made once more when the time has passed.
SETTLING = timedelta(seconds=30)
# How many sums the process remembers for one state of the register.
REMEMBERED = 512


def national_scheme() -> str:
    """The code of the country's own number for organisations; empty when the pack has none."""
    return next((scheme.code for scheme in get_pack().identifier_schemes if scheme.holder == "organisation"), "")


def section_of(sector: str) -> str:
    """The section of the classifier of activities that a code stands in."""
    found = get_pack().sector(sector) if sector else None
    return found.code if found else NONE


@dataclass(frozen=True)
class Selection:
    """What the reader chose in the list. An empty set means that the filter is not used."""

    side: frozenset[str] = frozenset()
    kind: frozenset[str] = frozenset()
    region: frozenset[str] = frozenset()
    sector: frozenset[str] = frozenset()
    status: frozenset[str] = frozenset()
    number: frozenset[str] = frozenset()
    missing: frozenset[str] = frozenset()
    published: frozenset[str] = frozenset()
    q: str = ""

    def chosen(self) -> list[tuple[int, frozenset[str]]]:
        """The filters in use, by their place in `DIMENSIONS`."""
        return [(at, chosen) for at, name in enumerate(DIMENSIONS) if (chosen := getattr(self, name))]


DIMENSIONS = tuple(entry.name for entry in fields(Selection) if entry.name != "q")


# How many organisations share these values, one set for each of `DIMENSIONS` (only `missing` may hold several).
Values = tuple[frozenset[str], ...]
Cube = list[tuple[Values, int]]


@dataclass
class Facets:
    """The number of organisations in the selection, and for each value of each filter how many it would show."""

    total: int = 0
    by: dict[str, Counter[str]] = field(default_factory=lambda: {name: Counter() for name in DIMENSIONS})
    # For the map: side by region, within the selection whatever its region.
    side_by_region: dict[str, Counter[str]] = field(default_factory=dict)


# --- The cube -------------------------------------------------------------------------------------------------------
_COLUMNS = ("kind", "region", "sector", "status", "is_public")


@dataclass
class _Kept:
    """What the process remembers of one state of the register."""

    changed_at: datetime | None = None
    made_at: datetime | None = None
    cube: Cube | None = None
    # The spellings of the rows behind a value: "KZ-75" and "75", section J and "62.01".
    spellings: dict[str, dict[str, set[str]]] = field(default_factory=dict)
    sums: dict[Any, Any] = field(default_factory=dict)


_kept = _Kept()
_lock = RLock()


def forget() -> None:
    """Drop what the process remembers: for tests, whose rows come and go without a trace."""
    _kept.cube, _kept.sums = None, {}


def _rows(organisations: QuerySet[Organisation]) -> Any:
    number = Exists(
        Identifier.objects.filter(organisation=OuterRef("pk"), scheme=national_scheme(), archived_at__isnull=True)
    )
    named = {
        f"has_{code}": Case(When(Q(**{column: ""}), then=Value(NO)), default=Value(YES), output_field=CharField())
        for code, column in NAMED.items()
    }
    grouped = (*_COLUMNS, "number", *named)
    counted = organisations.order_by().annotate(number=number, **named).values(*grouped).annotate(count=Count("pk"))
    return counted.values_list(*grouped, "count")


def _cube(organisations: QuerySet[Organisation]) -> tuple[Cube, dict[str, dict[str, set[str]]]]:
    pack = get_pack()
    spellings: dict[str, dict[str, set[str]]] = {"region": defaultdict(set), "sector": defaultdict(set)}
    regions: dict[str, str] = {"": NONE}
    sections: dict[str, str] = {"": NONE}
    counts: Counter[Values] = Counter()
    for kind, region, sector, status, is_public, has_number, *has_name, count in _rows(organisations):
        if region not in regions:
            regions[region] = found.code if (found := pack.region(region)) else NONE
        if sector not in sections:
            sections[sector] = section_of(sector)
        spellings["region"][regions[region]].add(region)
        spellings["sector"][sections[sector]].add(sector)
        values = (
            frozenset({SIDE_OF_KIND[kind].value}),
            frozenset({kind}),
            frozenset({regions[region]}),
            frozenset({sections[sector]}),
            frozenset({status}),
            frozenset({YES if has_number else NO}),
            frozenset(code for code, has in zip(NAMED, has_name, strict=True) if has == NO),
            frozenset({YES if is_public else NO}),
        )
        counts[values] += count
    return list(counts.items()), spellings


def _standing() -> _Kept:
    """The cube of all live organisations; made again when one of them has changed. One query when it stands."""
    latest = Organisation.objects.order_by("-changed_at").values_list("changed_at", flat=True).first()
    now = timezone.now()
    with _lock:
        if _kept.cube is None or _kept.changed_at != latest or _is_unsettled(now):
            _kept.cube, _kept.spellings = _cube(Organisation.objects.exclude(status=OrganisationStatus.MERGED))
            _kept.changed_at, _kept.made_at, _kept.sums = latest, now, {}
    return _kept


def _is_unsettled(now: datetime) -> bool:
    if _kept.changed_at is None or _kept.made_at is None:
        return False
    return _kept.made_at < _kept.changed_at + SETTLING <= now


def _remembered(key: Any, make: Callable[[], Any]) -> Any:
    with _lock:
        if key not in _kept.sums:
            if len(_kept.sums) >= REMEMBERED:
                _kept.sums.clear()
            _kept.sums[key] = make()
        return _kept.sums[key]


# --- For a reader ---------------------------------------------------------------------------------------------------
def _cube_for_user(kept: _Kept, user: Viewer, text: str) -> tuple[Any, Cube]:
    """The part of the cube that the user may see, with the key under which sums over it are remembered."""
    cube = kept.cube or []
    grants = grants_for_user(user)
    own = () if "organisations.view_unpublished" in grants.everywhere else tuple(sorted(grants.own))
    sight = ("all",) if "organisations.view_unpublished" in grants.everywhere else ("public", own)
    if text:
        found = organisations_visible_to(user).filter(pk__in=targets_matching(text, target="organisation"))
        return (*sight, text), _remembered((*sight, text), lambda: _cube(found)[0])
    if sight == ("all",):
        return sight, cube
    published = DIMENSIONS.index("published")
    public = _remembered("public", lambda: [cell for cell in cube if YES in cell[0][published]])
    if not own:
        return sight, public
    mine = Organisation.objects.exclude(status=OrganisationStatus.MERGED).filter(pk__in=own, is_public=False)
    return sight, [*public, *_remembered(("own", own), lambda: _cube(mine)[0])]


# How the rows are read in the order of names. The planners of the databases guess from averages; the cube knows.
# INDEX: as the planner likes; one kind in one region, or neither, stands in an index in the order of names.
# WALK: along the index of names, skipping what does not fit: soonest when much fits.
# GATHER: collect by kind and region, then sort: soonest when little fits.
INDEX, WALK, GATHER = "index", "walk", "gather"


@dataclass(frozen=True)
class Listing:
    """What a selection shows one reader: the rows, in no order yet, and the counts."""

    rows: QuerySet[Organisation]
    facets: Facets
    plan: str = INDEX

    def by_name(self, language: str, *, descending: bool = False) -> QuerySet[Organisation]:
        column = f"sort_{language}"
        # An expression that no index holds, so that none is walked.
        key = Concat(column, Value("")) if self.plan == GATHER else F(column)
        return self.rows.order_by(key.desc() if descending else key.asc(), "-pk" if descending else "pk")


def listing_for_user(user: Viewer, selection: Selection, *, up_to: int = 50) -> Listing:
    """The organisations of the selection that the user may see, with exact counts; read best when the rows up to
    place `up_to` are wanted. One query beside the rows."""
    kept = _standing()
    sight, cube = _cube_for_user(kept, user, selection.q)

    def facets_of(chosen: Selection) -> Facets:
        facets: Facets = _remembered(("facets", sight, chosen), lambda: _facets(cube, chosen))
        return facets

    facets = facets_of(selection)
    plan = _plan(selection, facets.total, lambda place: facets_of(place).total, up_to)
    # PostgreSQL walks by itself where it knows how much fits; an expression would hide from it what it knows.
    led = plan == WALK and connection.vendor == "sqlite"
    rows = _rows_for_user(user, selection, kept.spellings, walk=led)
    return Listing(rows, facets, plan)


def _plan(selection: Selection, total: int, count: Callable[[Selection], int], up_to: int) -> str:
    kinds, regions = _kinds_of(selection), selection.region
    if (kinds is None and not regions) or (len(regions) == 1 and (kinds is None or len(kinds) == 1)):
        return INDEX
    gathered = count(Selection(side=selection.side, kind=selection.kind, region=regions))
    # One region has an index of names of its own.
    length = count(Selection(region=regions)) if len(regions) == 1 else count(Selection())
    return WALK if up_to * length <= gathered * total else GATHER


def _among(
    rows: QuerySet[Organisation], column: str, values: Collection[str], *, indexed: bool
) -> QuerySet[Organisation]:
    """The rows with one of the values; not `indexed`: by an expression that no index holds."""
    if indexed:
        return rows.filter(**{f"{column}__in": sorted(values)})
    return rows.alias(**{f"{column}_apart": Concat(column, Value(""))}).filter(
        **{f"{column}_apart__in": sorted(values)}
    )


def _facets(cube: Cube, selection: Selection) -> Facets:
    """A value of a filter counts what fits all the other filters: so a pill says what a click on it will show."""
    facets = Facets()
    counters = [facets.by[name] for name in DIMENSIONS]
    region, side = DIMENSIONS.index("region"), DIMENSIONS.index("side")
    chosen = selection.chosen()
    for values, count in cube:
        failed = [at for at, allowed in chosen if values[at].isdisjoint(allowed)]
        if len(failed) > 1:
            continue
        if not failed:
            facets.total += count
        for at in failed or range(len(values)):
            for value in values[at]:
                counters[at][value] += count
        if not failed or failed == [region]:
            place = next(iter(values[region]))
            facets.side_by_region.setdefault(place, Counter())[next(iter(values[side]))] += count
    return facets


def _kinds_of(selection: Selection) -> set[str] | None:
    """The kinds that the chosen sides and kinds leave; None when neither is chosen."""
    if not selection.side and not selection.kind:
        return None
    of_sides = {kind for side in selection.side for kind in KINDS_OF_SIDE.get(side, [])}
    return of_sides & selection.kind if selection.side and selection.kind else of_sides | selection.kind


def _rows_for_user(
    user: Viewer, selection: Selection, spellings: dict[str, dict[str, set[str]]], *, walk: bool
) -> QuerySet[Organisation]:
    rows = organisations_visible_to(user)
    kinds = _kinds_of(selection)
    if kinds is not None:
        rows = _among(rows, "kind", kinds, indexed=not walk)
    for name in ("region", "sector"):
        if chosen := getattr(selection, name):
            held = {text for value in chosen for text in spellings[name].get(value, ())}
            rows = _among(rows, name, held, indexed=not walk or len(chosen) == 1)
    if selection.status:
        rows = rows.filter(status__in=sorted(selection.status))
    if len(selection.published) == 1:
        rows = rows.filter(is_public=YES in selection.published)
    if len(selection.number) == 1:
        numbered = Exists(
            Identifier.objects.filter(organisation=OuterRef("pk"), scheme=national_scheme(), archived_at__isnull=True)
        )
        rows = rows.filter(numbered if YES in selection.number else ~numbered)
    if selection.missing:
        lacks = Q()
        for code in selection.missing & NAMED.keys():
            lacks |= Q(**{NAMED[code]: ""})
        rows = rows.filter(lacks)
    if selection.q:
        rows = rows.filter(pk__in=targets_matching(selection.q, target="organisation"))
    return rows
