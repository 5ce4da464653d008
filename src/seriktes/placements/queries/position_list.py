"""The list of positions: its filters, and the count of every value of a filter.

What the filters look at is read in one light query and counted here; the rows of a page come besides.
"""

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any

from django.utils.translation import get_language

from seriktes.common.models import Languages
from seriktes.common.sorting import sort_key
from seriktes.organisations.models import Organisation
from seriktes.organisations.models.organisation import FALLBACK
from seriktes.organisations.queries.access import Viewer
from seriktes.placements.enums import CohortState, PositionState
from seriktes.placements.models import Position
from seriktes.placements.queries.access import KEEP, OFFER, own_organisations, positions_visible_to
from seriktes_analytics.matching.analysis import fold

DIMENSIONS = ("state", "cohort", "host", "kind", "region", "mode", "language", "skill", "paid")
SORTS = ("title", "host", "capacity", "pay")
PAID, UNPAID = "yes", "no"
# Instead of a state: every position, also of cohorts that are over.
ALL = "all"
LIVE_COHORTS = (CohortState.DRAFT, CohortState.OPEN, CohortState.RANKING, CohortState.MATCHING, CohortState.RUNNING)


@dataclass(frozen=True)
class Selection:
    """What the reader chose; empty means any."""

    state: str = ""
    cohort: str = ""
    host: str = ""
    kind: str = ""
    region: str = ""
    mode: str = ""
    language: str = ""
    skill: str = ""
    paid: str = ""
    q: str = ""

    def of(self, name: str) -> str:
        value: str = getattr(self, name)
        return "" if name == "state" and value == ALL else value


@dataclass(slots=True)
class _Row:
    pk: int
    values: dict[str, frozenset[str]]
    title: str
    host: str
    capacity: int
    pay: Decimal
    words: str


@dataclass
class Listing:
    pks: list[int]
    total: int = 0
    places: int = 0
    by: dict[str, Counter[str]] = field(default_factory=lambda: {name: Counter() for name in DIMENSIONS})
    # What values are called that are numbers of records.
    names: dict[str, dict[str, str]] = field(default_factory=dict)


def first_state(user: Viewer) -> str:
    """What the list shows at first: to those who choose what can be chosen, to those who keep or offer all of it."""
    return "" if own_organisations(user, KEEP) or own_organisations(user, OFFER) else PositionState.APPROVED


def listing_for_user(user: Viewer, selection: Selection, *, sort: str = "title") -> Listing:
    """The keys of the selection in their order, and the counts: each value counts what fits all the other filters."""
    wanted, listing, found = fold(selection.q).split(), Listing([]), []
    for row in _rows(user, listing, with_words=bool(wanted), every=selection.state == ALL or bool(selection.cohort)):
        if wanted and not all(word in row.words for word in wanted):
            continue
        failed = [name for name in DIMENSIONS if (value := selection.of(name)) and value not in row.values[name]]
        if len(failed) > 1:
            continue
        if not failed:
            found.append(row)
        for name in failed or DIMENSIONS:
            listing.by[name].update(row.values[name])
    listing.pks = [row.pk for row in _ordered(found, sort)]
    listing.total, listing.places = len(found), sum(row.capacity for row in found)
    return listing


_NAMES = ("name_kk", "name_ru", "name_en", "name_other")
_COLUMNS = (
    "pk", "state", "cohort", "host", "cohort__programme__kind", "cohort__term", "region", "mode", "languages", "skills", "pay",
    "capacity", "name_kk", "name_ru", "name_en", *(f"host__{name}" for name in _NAMES),
    *(f"cohort__programme__{name}" for name in _NAMES[:3]),
)  # fmt: skip


def _rows(user: Viewer, listing: Listing, *, with_words: bool, every: bool) -> Iterable[_Row]:
    rows = positions_visible_to(user).filter(archived_at__isnull=True)
    if not every:
        rows = rows.filter(cohort__state__in=LIVE_COHORTS)
    hosts: dict[str, str] = {}
    cohorts: dict[str, str] = {}
    order = FALLBACK.get((get_language() or "kk")[:2], FALLBACK["kk"])
    columns = [*_COLUMNS, *(["about"] if with_words else [])]
    for row in rows.order_by().values_list(*columns, named=True):
        host, cohort = str(row.host), str(row.cohort)
        if host not in hosts:
            hosts[host] = Organisation(**{name: getattr(row, f"host__{name}") for name in _NAMES}).name
        if cohort not in cohorts:
            programme = Organisation(**{name: getattr(row, f"cohort__programme__{name}") for name in _NAMES[:3]}).name
            cohorts[cohort] = f"{programme} · {row.cohort__term}"
        values = {
            "state": frozenset([row.state]), "cohort": frozenset([cohort]), "host": frozenset([host]),
            "kind": frozenset([row.cohort__programme__kind]), "region": frozenset([row.region] if row.region else ()),
            "mode": frozenset([row.mode]), "language": frozenset(row.languages),
            "skill": frozenset(skill.casefold() for skill in row.skills),
            "paid": frozenset([PAID if row.pay else UNPAID]),
        }  # fmt: skip
        names = [getattr(row, f"name_{code}") for code in order]
        words = fold(" ".join([*names, hosts[host], *row.skills, row.about])) if with_words else ""
        title = next(filter(None, names), "")
        yield _Row(row.pk, values, title, hosts[host], row.capacity, row.pay or Decimal(0), words)
    listing.names = {"host": hosts, "cohort": cohorts}


def _ordered(rows: list[_Row], sort: str) -> list[_Row]:
    column, descending = sort.lstrip("-"), sort.startswith("-")
    language = (get_language() or "kk")[:2]
    keys: dict[str, Any] = {
        "title": lambda row: (sort_key(row.title, language), row.pk), "host": lambda row: (sort_key(row.host, language), row.pk),
        "capacity": lambda row: (row.capacity, row.pk), "pay": lambda row: (row.pay, row.pk),
    }  # fmt: skip
    return sorted(rows, key=keys[column], reverse=descending)


def rows_of(pks: Sequence[int]) -> list[Position]:
    """For drawing and for files, in the order of the keys; two queries."""
    rows = Position.objects.select_related("cohort__programme", "host", "supervisor").prefetch_related("tasks")
    found = {row.pk: row for row in rows.filter(pk__in=pks)}
    return [found[pk] for pk in pks if pk in found]


def positions_found(user: Viewer, text: str, *, limit: int) -> list[Position]:
    """For the search box: of cohorts that are not over, those in whose names, host and skills every word stands that was
    typed. Two queries; descriptions are left to the filters of the list."""
    wanted = fold(text).split()
    if not wanted or not user.is_authenticated:
        return []
    names = [*(f"name_{code}" for code in Languages.values), *(f"host__{name}" for name in _NAMES)]
    rows = positions_visible_to(user).filter(archived_at__isnull=True, cohort__state__in=LIVE_COHORTS)
    found = []
    for pk, skills, *called in rows.order_by("-pk").values_list("pk", "skills", *names):
        words = fold(" ".join([*called, *skills]))
        if all(word in words for word in wanted):
            found.append(pk)
            if len(found) == limit:
                break
    return rows_of(found)
