"""Activities as a list: its filters, and the count of every filter without counting rows at each request.

The counts come from a cube, as in the list of partners: how many activities there are of each combination of state,
kind, form, mode and year, among those that the reader may see. It is made by one GROUP BY over the reader's own and kept
in the process (`queries.kept`) until an activity or a side changes. Of a whole large register it is kept some minutes
longer. Of a reader's own the order of the rows is kept beside it; a whole large register is read along its indexes.
"""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from typing import Any

from django.db import connection
from django.db.models import Count, IntegerField, Prefetch, QuerySet
from django.db.models.functions import Cast, ExtractYear, Substr

from seriktes.organisations.models import Organisation
from seriktes.organisations.queries.access import Viewer
from seriktes.partnerships.models import Activity, ActivityParty, Partnership, Party
from seriktes.partnerships.queries import access
from seriktes.partnerships.queries.kept import Kept, Memory, stamp_of

DIMENSIONS = ("state", "kind", "form", "mode", "year")
EARLIER = "earlier"
# So many years have a filter of their own.
YEARS = 15
# Beyond this nobody turns pages: the page asks for a filter instead.
MOST = 2000
# A register of so many activities is counted anew at most so often; its pages say when it was.
LARGE, LASTS = 50_000, timedelta(minutes=5)

Cell = tuple[tuple[str, ...], int]


@dataclass(frozen=True)
class Selection:
    """What the reader chose; an empty value means that the filter is not used."""

    state: str = ""
    kind: str = ""
    form: str = ""
    mode: str = ""
    year: str = ""
    partnership: Partnership | None = None

    @property
    def chosen(self) -> tuple[str, ...]:
        return tuple(getattr(self, name) for name in DIMENSIONS)


@dataclass
class Facets:
    total: int = 0
    by: dict[str, Counter[str]] = field(default_factory=lambda: {name: Counter() for name in DIMENSIONS})


@dataclass(frozen=True)
class Cube:
    """How many there are of what, of all that one reader sees."""

    cells: list[Cell]
    years: list[int]

    @property
    def is_large(self) -> bool:
        return sum(count for _values, count in self.cells) > LARGE


@dataclass(frozen=True)
class Listing:
    """What a selection shows one reader: `rows` are all of them, in no order yet."""

    user: Viewer
    selection: Selection
    rows: QuerySet[Activity]
    facets: Facets
    kept: Kept[Cube]
    # When it was counted, where that is not just now.
    counted_at: datetime | None = None

    @property
    def years(self) -> list[int]:
        return self.kept.value.years

    def page(self, first: int, size: int, *, ascending: bool = False) -> list[Activity]:
        """So many of the first MOST, from that place on: the latest first, or the earliest."""
        rows = in_order(self.rows, ascending=ascending)
        if self.kept.value.is_large:
            return list(with_sides(rows)[first : first + size])
        order = self.kept.order((self.selection.chosen, ascending), rows.values_list("pk", flat=True)[:MOST].iterator)
        shown = access.activities_visible_to(self.user, among=order[first : first + size])
        return list(with_sides(in_order(shown, ascending=ascending)))


_memory: Memory[Cube] = Memory()
forget = _memory.forget


def listing_for_user(user: Viewer, selection: Selection, now: datetime) -> Listing:
    """The activities of the selection that the user may see, with the counts. One query when they stand, one more when
    they are counted anew; the rows come besides."""
    visible = access.activities_visible_to(user)
    if selection.partnership is not None:
        visible = visible.filter(partnership=selection.partnership)
    stamp = stamp_of(Activity, Party)
    kept = _memory.standing(
        _sight(user, selection), stamp, now, lambda: Kept(stamp, now, _cube(visible)),
        lasts=lambda old: old.value.is_large and now < old.made_at + LASTS,
    )  # fmt: skip
    rows = visible
    for name in ("state", "kind", "form", "mode"):
        if value := getattr(selection, name):
            rows = rows.filter(**{name: value})
    cube = kept.value
    if selection.year == EARLIER:
        rows = rows.filter(ends_on__lt=date(min(cube.years, default=1), 1, 1))
    elif selection.year:
        rows = rows.filter(ends_on__range=_year(int(selection.year)))
    counted_at = kept.made_at if kept.stamp != stamp else None
    return Listing(user, selection, rows, _facets(cube.cells, selection), kept, counted_at)


def in_order(rows: QuerySet[Activity], *, ascending: bool = False) -> QuerySet[Activity]:
    return rows.order_by("ends_on", "pk") if ascending else rows.order_by("-ends_on", "-pk")


def _sight(user: Viewer, selection: Selection) -> tuple[Any, ...]:
    partnership = selection.partnership.pk if selection.partnership else None
    if access.sees_all(user):
        return ("all", access.sees_all(user, access.PARTICULARS), partnership)
    return (user.pk, tuple(sorted(access.own_organisations(user))), partnership)


def _year(year: int) -> tuple[date, date]:
    return date(year, 1, 1), date(year, 12, 31)


def _cube(visible: QuerySet[Activity]) -> Cube:
    """The cube, and the latest years with activities, the latest first."""
    # SQLite keeps a day as text, and would ask Python for its year at every row.
    of_year = Cast(Substr("ends_on", 1, 4), IntegerField()) if connection.vendor == "sqlite" else ExtractYear("ends_on")
    grouped = ("state", "kind", "form", "mode", "of_year")
    counted = visible.order_by().annotate(of_year=of_year).values(*grouped).annotate(count=Count("pk"))
    rows = list(counted.values_list(*grouped, "count"))
    found = {row[4] for row in rows}
    last = max(found, default=0)
    years = [year for year in range(last, last - YEARS, -1) if found and year >= min(found)]
    counts: Counter[tuple[str, ...]] = Counter()
    for *values, year_of, count in rows:
        counts[(*map(str, values), str(year_of) if year_of in years else EARLIER)] += count
    return Cube(list(counts.items()), years)


def _facets(cells: Sequence[Cell], selection: Selection) -> Facets:
    """A value of a filter counts what fits all the other filters: so a pill says what a click on it will show."""
    facets = Facets()
    counters = [facets.by[name] for name in DIMENSIONS]
    chosen = [(at, value) for at, value in enumerate(selection.chosen) if value]
    for values, count in cells:
        failed = [at for at, value in chosen if values[at] != value]
        if len(failed) > 1:
            continue
        if not failed:
            facets.total += count
        for at in failed or range(len(values)):
            counters[at][values[at]] += count
    return facets


def with_sides(rows: QuerySet[Activity]) -> QuerySet[Activity]:
    """For drawing: the sides of each, without what a list never shows."""
    organisations = Organisation.objects.only("name_kk", "name_ru", "name_en", "name_other")
    parties = ActivityParty.objects.order_by("pk").prefetch_related(Prefetch("organisation", organisations))
    return rows.prefetch_related(Prefetch("parties", parties)).defer("results", "provenance")
